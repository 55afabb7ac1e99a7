from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("places", "0004_quarantined_row_correction")]

    operations = [
        migrations.AddField(
            model_name="place",
            name="holiday_hours",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Vide : les mêmes toute l’année. « off » : fermé. « unknown » : non dits.",
                max_length=1000,
                verbose_name="horaires des vacances scolaires",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("holiday_hours", ""),
                    models.Q(("opening_hours", ""), _negated=True),
                    _connector="OR",
                ),
                name="place_holiday_hours_beside_hours",
            ),
        ),
    ]
