import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("places", "0002_import_run_undone_at")]

    operations = [
        migrations.CreateModel(
            name="RecordChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("created", "nouvelle"),
                            ("updated", "modifiée"),
                            ("redated", "redatée"),
                            ("gone", "absente du fichier"),
                        ],
                        max_length=10,
                        verbose_name="sorte",
                    ),
                ),
                ("raw", models.JSONField(default=dict, verbose_name="tel que lu")),
                ("understood", models.JSONField(default=dict, verbose_name="tel que compris")),
                ("flags", models.JSONField(default=list, verbose_name="doutes")),
                (
                    "was_gone_on",
                    models.DateField(null=True, verbose_name="absente auparavant depuis"),
                ),
            ],
            options={
                "ordering": ("run", "record"),
            },
        ),
        migrations.AddField(
            model_name="recordchange",
            name="record",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="changes",
                to="places.record",
            ),
        ),
        migrations.AddField(
            model_name="recordchange",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="changes",
                to="places.importrun",
            ),
        ),
        migrations.AddField(
            model_name="recordchange",
            name="was_read_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="places.importrun",
            ),
        ),
        migrations.AddConstraint(
            model_name="recordchange",
            constraint=models.UniqueConstraint(
                fields=("run", "record"), name="record_changes_once_per_run"
            ),
        ),
        migrations.AddConstraint(
            model_name="recordchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("created", "updated", "redated", "gone"))),
                name="record_change_is_of_a_kind",
            ),
        ),
        migrations.AddField(
            model_name="recordchange",
            name="was_withdrawn_at",
            field=models.DateTimeField(null=True, verbose_name="lieu retiré auparavant depuis"),
        ),
    ]
