from django.db import migrations, models

from knowhold.audit import guard


def remove(apps, schema_editor):
    guard.remove(schema_editor.connection, guard.EVENTS)


def install(apps, schema_editor):
    guard.install(schema_editor.connection, guard.EVENTS)


def into_its_year(apps, schema_editor):
    """Each event goes to its year; numbers of the one old journal mean nothing in the new ones."""
    Event = apps.get_model("audit", "Event")
    for event in Event.objects.only("pk", "at").iterator():
        Event.objects.filter(pk=event.pk).update(shard=event.at.year, journal_index=None)


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]

    operations = [
        migrations.RunPython(remove, install),
        migrations.AddField("event", "shard", models.PositiveSmallIntegerField(default=2026), preserve_default=False),
        migrations.AlterField("event", "journal_index", models.BigIntegerField(null=True)),
        migrations.RunPython(into_its_year, migrations.RunPython.noop),
        migrations.AddConstraint(
            "event",
            models.UniqueConstraint(fields=["shard", "journal_index"], name="event_one_per_entry"),
        ),
        migrations.AddIndex(
            "event",
            models.Index(
                fields=["id"], condition=models.Q(journal_index__isnull=True), name="event_pending"
            ),
        ),
        migrations.RunPython(install, remove),
    ]
