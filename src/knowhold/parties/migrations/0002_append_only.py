from django.db import migrations

from knowhold.audit import guard
from knowhold.parties.guards import JUDGEMENTS


def install(apps, schema_editor):
    guard.install(schema_editor.connection, JUDGEMENTS)


def remove(apps, schema_editor):
    guard.remove(schema_editor.connection, JUDGEMENTS)


class Migration(migrations.Migration):
    dependencies = [("parties", "0001_counterparts")]

    operations = [migrations.RunPython(install, remove)]
