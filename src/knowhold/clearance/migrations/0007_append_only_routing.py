from django.db import migrations

from knowhold.audit import guard
from knowhold.clearance.guards import RECOMMENDATIONS, ROUTINGS


def install(apps, schema_editor):
    for table in (ROUTINGS, RECOMMENDATIONS):
        guard.install(schema_editor.connection, table)


def remove(apps, schema_editor):
    for table in (ROUTINGS, RECOMMENDATIONS):
        guard.remove(schema_editor.connection, table)


class Migration(migrations.Migration):
    dependencies = [("clearance", "0006_people_in_cases")]

    operations = [migrations.RunPython(install, remove)]
