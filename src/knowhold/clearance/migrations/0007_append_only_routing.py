from dataclasses import replace

from django.db import migrations

from knowhold.audit import guard
from knowhold.clearance.guards import RECOMMENDATIONS, ROUTINGS

# as it stood then; 0013 lets go what is over
FIRST = replace(RECOMMENDATIONS, once=(), deletable="")


def install(apps, schema_editor):
    for table in (ROUTINGS, FIRST):
        guard.install(schema_editor.connection, table)


def remove(apps, schema_editor):
    for table in (ROUTINGS, FIRST):
        guard.remove(schema_editor.connection, table)


class Migration(migrations.Migration):
    dependencies = [("clearance", "0006_people_in_cases")]

    operations = [migrations.RunPython(install, remove)]
