from dataclasses import replace

from django.db import migrations

from knowhold.audit import guard
from knowhold.clearance.guards import DECISIONS

# as it stood then; 0013 lets go what is over
FIRST = replace(DECISIONS, once=(), deletable="")


def install(apps, schema_editor):
    guard.install(schema_editor.connection, FIRST)


def remove(apps, schema_editor):
    guard.remove(schema_editor.connection, FIRST)


class Migration(migrations.Migration):
    dependencies = [("clearance", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
