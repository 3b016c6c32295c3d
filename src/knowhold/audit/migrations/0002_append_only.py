from dataclasses import replace

from django.db import migrations

from knowhold.audit import guard

# the guard as it was here: the next migration adds the year and puts today's guard on
FIRST = replace(guard.EVENTS, fixed=tuple(name for name in guard.EVENTS.fixed if name != "shard"))


def install(apps, schema_editor):
    guard.install(schema_editor.connection, FIRST)


def remove(apps, schema_editor):
    guard.remove(schema_editor.connection, FIRST)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
