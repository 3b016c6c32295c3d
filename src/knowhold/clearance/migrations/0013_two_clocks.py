"""A case has two clocks: when its journey is deleted, and when its record is."""

from __future__ import annotations

from dataclasses import replace

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from knowhold.audit import guard
from knowhold.clearance.guards import DECISIONS, RECOMMENDATIONS

AFTER = (DECISIONS, RECOMMENDATIONS)
BEFORE = tuple(replace(table, once=(), deletable="") for table in AFTER)


def loosen(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001
    for table in BEFORE:
        guard.remove(editor.connection, table)


def tighten(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001
    for table in BEFORE:
        guard.install(editor.connection, table)


def loosen_after(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001
    for table in AFTER:
        guard.remove(editor.connection, table)


def tighten_after(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001
    for table in AFTER:
        guard.install(editor.connection, table)


class Migration(migrations.Migration):
    dependencies = [("clearance", "0012_whom_a_case_names")]

    operations = [
        # first, while the guard of before still fits the table
        migrations.RunPython(loosen, tighten),
        migrations.AddField(
            "case", "journey_erased_at", models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField("decision", "over_since", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "recommendation", "over_since", models.DateTimeField(blank=True, null=True)
        ),
        migrations.RunPython(tighten_after, loosen_after),
    ]
