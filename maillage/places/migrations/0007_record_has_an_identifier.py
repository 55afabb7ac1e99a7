from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("places", "0006_source_attribution")]

    operations = [
        migrations.AddConstraint(
            model_name="record",
            constraint=models.CheckConstraint(
                condition=models.Q(("identifier", ""), _negated=True),
                name="record_has_an_identifier",
            ),
        ),
    ]
