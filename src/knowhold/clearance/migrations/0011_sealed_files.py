"""Files that people added stand in the database only sealed: a new column takes the old one's place."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from knowhold.audit.sealed import SealedFileField, seal_bytes

# a value is bound to its column: to the one that stays, not to the one it is moved through
PLACE = "clearance_attachment.content"


def seal_them(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    attachment = apps.get_model("clearance", "Attachment")
    with editor.connection.cursor() as cursor:
        for pk, content in list(attachment.objects.values_list("pk", "content")):
            cursor.execute(
                "UPDATE clearance_attachment SET sealed = %s WHERE id = %s",
                [seal_bytes(bytes(content), PLACE), pk],
            )


class Migration(migrations.Migration):
    dependencies = [("clearance", "0010_delegation_offered_once")]

    operations = [
        migrations.AddField("attachment", "sealed", SealedFileField(default=b"")),
        # not reversible: what was sealed does not go back into the open
        migrations.RunPython(seal_them, elidable=True),
        migrations.RemoveField("attachment", "content"),
        migrations.RenameField("attachment", "sealed", "content"),
        migrations.AlterField("attachment", "content", SealedFileField()),
    ]
