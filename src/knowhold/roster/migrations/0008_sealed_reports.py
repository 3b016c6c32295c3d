"""A file that came with a report of an approach stands in the database only sealed."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from knowhold.audit.sealed import SealedFileField, seal_bytes

# a value is bound to its column: to the one that stays, not to the one it is moved through
PLACE = "roster_approach.file"
EMPTY = models.Q(who="", wanted="", done="", file_name="", file="")


def seal_them(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001 - Django's signature
    with editor.connection.cursor() as cursor:
        # keys as the database writes them: text in SQLite, a type of its own in PostgreSQL
        cursor.execute("SELECT id, file FROM roster_approach WHERE file IS NOT NULL")
        for pk, content in cursor.fetchall():
            cursor.execute(
                "UPDATE roster_approach SET sealed = %s WHERE id = %s",
                [seal_bytes(bytes(content), PLACE), pk],
            )


class Migration(migrations.Migration):
    dependencies = [("roster", "0007_filings_are_kept")]

    operations = [
        migrations.RemoveConstraint("approach", "approach_empty_once_withdrawn"),
        migrations.AddField("approach", "sealed", SealedFileField(default=b"")),
        # not reversible: what was sealed does not go back into the open
        migrations.RunPython(seal_them, elidable=True),
        migrations.RemoveField("approach", "file"),
        migrations.RenameField("approach", "sealed", "file"),
        migrations.AlterField("approach", "file", SealedFileField(blank=True)),
        migrations.AddConstraint(
            "approach",
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True) | EMPTY,
                name="approach_empty_once_withdrawn",
            ),
        ),
    ]
