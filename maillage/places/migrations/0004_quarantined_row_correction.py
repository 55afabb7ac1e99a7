import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("places", "0003_record_change")]

    operations = [
        migrations.AddField(
            model_name="quarantinedrow",
            name="corrected_at",
            field=models.DateTimeField(null=True, verbose_name="corrigée le"),
        ),
        migrations.AddField(
            model_name="quarantinedrow",
            name="correction",
            field=models.JSONField(null=True, verbose_name="cellules corrigées"),
        ),
        migrations.AddField(
            model_name="quarantinedrow",
            name="identifier",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=200,
                verbose_name="identifiant chez la source",
            ),
        ),
        migrations.AddField(
            model_name="quarantinedrow",
            name="raw_sha256",
            field=models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
        migrations.AddIndex(
            model_name="quarantinedrow",
            index=models.Index(fields=["raw_sha256"], name="quarantined_row_as_read"),
        ),
        migrations.AddConstraint(
            model_name="quarantinedrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("corrected_at__isnull", True), ("correction__isnull", True)),
                    models.Q(("corrected_at__isnull", False), ("correction__isnull", False)),
                    _connector="OR",
                ),
                name="quarantined_row_corrected_at_a_time",
            ),
        ),
        migrations.AddField(
            model_name="quarantinedrow",
            name="record",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="corrections",
                to="places.record",
                verbose_name="fiche",
            ),
        ),
        migrations.AlterField(
            model_name="quarantinedrow",
            name="field",
            field=models.TextField(verbose_name="champ"),
        ),
    ]
