from django.db import migrations

from maillage.journal.triggers import create_statements, drop_statements

SEALS = ("journal_block", "journal_seal")


def install(apps, schema_editor):
    for statement in create_statements(schema_editor.connection.vendor, SEALS):
        schema_editor.execute(statement, params=None)


def remove(apps, schema_editor):
    for statement in drop_statements(schema_editor.connection.vendor, SEALS):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_block_and_seal")]

    operations = [migrations.RunPython(install, remove)]
