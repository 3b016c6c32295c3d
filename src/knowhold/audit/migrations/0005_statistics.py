"""Statistics are views over the append-only events: whatever else changes, they count what happened."""

from django.db import migrations

MONTH = {"sqlite": "substr(at, 1, 7)", "postgresql": "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM')"}
DAYS = {
    "sqlite": "CAST(julianday(d.at) - julianday(s.at) AS INTEGER)",
    "postgresql": "CAST(floor(extract(epoch FROM d.at - s.at) / 86400) AS INTEGER)",
}
# on PostgreSQL the reader's own policies count, not those of the view's owner
OPTIONS = {"sqlite": "", "postgresql": "WITH (security_invoker = true)"}
DECIDED = "('case.approved', 'case.refused', 'case.found_not_needed')"


def make(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    schema_editor.execute(
        f"CREATE VIEW audit_events_by_month {OPTIONS[vendor]} AS "
        f"SELECT organisation, {MONTH[vendor]} AS month, kind, count(*) AS happened "
        f"FROM audit_event GROUP BY organisation, {MONTH[vendor]}, kind"
    )
    # the first decision counts: what comes after it is another event, counted as such
    schema_editor.execute(
        f"CREATE VIEW audit_days_to_decision {OPTIONS[vendor]} AS "
        f"SELECT s.organisation, {MONTH[vendor].replace('at', 'd.at', 1)} AS month, {DAYS[vendor]} AS days "
        "FROM audit_event s JOIN audit_event d ON d.id = ("
        "  SELECT min(f.id) FROM audit_event f WHERE f.subject_type = s.subject_type "
        f"  AND f.subject_id = s.subject_id AND f.kind IN {DECIDED}) "
        "WHERE s.kind = 'case.submitted'"
    )


def drop(apps, schema_editor):
    schema_editor.execute("DROP VIEW audit_days_to_decision")
    schema_editor.execute("DROP VIEW audit_events_by_month")


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_sealed")]
    operations = [migrations.RunPython(make, drop)]
