from django.db import migrations

from knowhold.audit import guard


def install(apps, schema_editor):
    guard.install(schema_editor.connection, guard.EVENTS)


def remove(apps, schema_editor):
    guard.remove(schema_editor.connection, guard.EVENTS)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
