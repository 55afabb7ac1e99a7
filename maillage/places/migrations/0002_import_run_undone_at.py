from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="gone",
            field=models.PositiveIntegerField(
                db_default=0,
                default=0,
                help_text="Des fiches, pas des lignes.",
                verbose_name="absentes du fichier",
            ),
        ),
        migrations.AddField(
            model_name="importrun",
            name="columns",
            field=models.JSONField(
                help_text="Dans l’ordre du fichier, qu’une ligne gardée en JSON oublie.",
                null=True,
                verbose_name="colonnes",
            ),
        ),
        migrations.AddField(
            model_name="importrun",
            name="mapping",
            field=models.JSONField(
                help_text="Comment ses colonnes se lisent ; rien pour une source connue.",
                null=True,
                verbose_name="correspondance",
            ),
        ),
        migrations.AddField(
            model_name="importrun",
            name="undone_at",
            field=models.DateTimeField(null=True, verbose_name="annulé le"),
        ),
    ]
