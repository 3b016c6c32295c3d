"""Itineraries and free texts of cases stand sealed from now on; older rows are sealed by a rotation."""

from django.db import migrations

import knowhold.audit.sealed


class Migration(migrations.Migration):
    dependencies = [("clearance", "0004_no_token_column")]

    operations = [
        migrations.AlterField("case", "form", knowhold.audit.sealed.SealedJSONField()),
        migrations.AlterField("note", "form", knowhold.audit.sealed.SealedJSONField()),
        # still a text to the database: nothing to alter there
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "query",
                    "answer",
                    knowhold.audit.sealed.SealedTextField(blank=True, default=""),
                ),
                migrations.AlterField("query", "text", knowhold.audit.sealed.SealedTextField()),
            ]
        ),
    ]
