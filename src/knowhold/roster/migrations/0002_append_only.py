from django.db import migrations

from knowhold.audit import guard
from knowhold.roster.guards import CLASSIFICATIONS


def install(apps, schema_editor):
    guard.install(schema_editor.connection, CLASSIFICATIONS)


def remove(apps, schema_editor):
    guard.remove(schema_editor.connection, CLASSIFICATIONS)


class Migration(migrations.Migration):
    dependencies = [("roster", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
