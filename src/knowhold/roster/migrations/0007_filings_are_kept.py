import django.db.models.deletion
from django.db import migrations, models

from knowhold.audit import guard
from knowhold.roster.guards import FILINGS


def install(apps, schema_editor):
    guard.install(schema_editor.connection, FILINGS)


def remove(apps, schema_editor):
    guard.remove(schema_editor.connection, FILINGS)


class Migration(migrations.Migration):
    dependencies = [("roster", "0006_holdings_stand_on_a_roster")]

    operations = [
        migrations.AlterField(
            model_name='holding',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation'),
        ),
        migrations.AddConstraint(
            model_name='holding',
            constraint=models.UniqueConstraint(fields=('organisation', 'person', 'item'), name='holding_once_per_item'),
        ),
        migrations.RunPython(install, remove),
    ]
