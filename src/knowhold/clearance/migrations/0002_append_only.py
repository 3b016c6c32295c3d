from django.db import migrations

from knowhold.audit import guard
from knowhold.clearance.guards import DECISIONS


def install(apps, schema_editor):
    guard.install(schema_editor.connection, DECISIONS)


def remove(apps, schema_editor):
    guard.remove(schema_editor.connection, DECISIONS)


class Migration(migrations.Migration):
    dependencies = [("clearance", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
