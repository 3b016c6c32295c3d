"""Bodies of events stand sealed from now on. Still a text to the database: its triggers stay on."""

from django.db import migrations

import knowhold.audit.sealed


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_journal_of_a_year")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "event", "body", knowhold.audit.sealed.SealedTextField(null=True)
                )
            ]
        )
    ]
