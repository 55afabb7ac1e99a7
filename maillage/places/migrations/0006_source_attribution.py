from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("places", "0005_place_holiday_hours")]

    operations = [
        migrations.AddField(
            model_name="source",
            name="attribution",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Ce que la licence demande d’écrire ; sinon, le nom et le producteur.",
                max_length=300,
                verbose_name="mention demandée",
            ),
        ),
        migrations.AlterField(
            model_name="source",
            name="licence",
            field=models.CharField(
                blank=True,
                help_text="Inconnue tant que vide : ses lieux ne sont pas dans les données ouvertes.",
                max_length=200,
                verbose_name="licence",
            ),
        ),
        migrations.AlterField(
            model_name="source",
            name="producer",
            field=models.CharField(blank=True, max_length=200, verbose_name="producteur"),
        ),
        migrations.AlterField(
            model_name="source",
            name="rank",
            field=models.PositiveSmallIntegerField(
                default=100,
                help_text="Quand deux sources se contredisent, le plus petit rang parle d’abord.",
                verbose_name="rang",
            ),
        ),
        migrations.AlterField(
            model_name="source",
            name="url",
            field=models.URLField(blank=True, verbose_name="adresse web"),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.CheckConstraint(
                condition=models.Q(("slug", "quarantaine"), _negated=True),
                name="source_is_not_a_page",
            ),
        ),
    ]
