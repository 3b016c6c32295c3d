from datetime import UTC, datetime, time

from django.db import migrations


def on_the_own_firms_roster(apps, schema_editor):
    """Whatever was held before firms could file others' people was on the own firm's roster."""
    Holding = apps.get_model("roster", "Holding")
    Event = apps.get_model("audit", "Event")
    for holding in Holding.objects.select_related("person").iterator():
        noted = Event.objects.filter(kind="holding.noted", about_id=holding.person_id).order_by("id").first()
        holding.organisation_id = holding.person.organisation_id
        holding.used_since = noted.at if noted else datetime.combine(holding.as_of, time(), UTC)
        holding.save(update_fields=["organisation_id", "used_since"])


class Migration(migrations.Migration):
    # apart from the tables: PostgreSQL alters none whose rows just changed
    dependencies = [("roster", "0005_filings_and_rights"), ("audit", "0003_journal_of_a_year")]

    operations = [migrations.RunPython(on_the_own_firms_roster, migrations.RunPython.noop)]
