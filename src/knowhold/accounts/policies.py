"""Which rows belong to whom, read off the models; the policies that say so to PostgreSQL."""

from __future__ import annotations

from typing import Final

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from knowhold.accounts.models import Organisation, Person
from knowhold.accounts.tenancy import CODES, IDS, PERSON, ROLE

POLICY: Final = "knowhold_of_the_tenant"
OURS: Final = "knowhold."
Model = type[models.Model]

# Tables without a policy, each with the reason.
SHARED: Final = {
    "jobs_jobrun": "what ran when; nothing of any firm",
    "accounts_organisation": "names of firms stand on permits and in the demo for everybody",
    "accounts_wrongattempt": "keyed hashes, counted before anybody is known",
    "parties_comparison": "which edition of a list all firms' counterparts were compared with",
    "roster_knowhowitem": "the taxonomy is everybody's",
}


def condition_of(model: Model, seen: tuple[Model, ...] = ()) -> str | None:
    """SQL that is true for rows of the tenant; "" for a shared table, None when nobody can tell.

    1. A column `organisation` decides: a key, or the code itself.
    2. The people: those of the organisation, and those whom it gave a role.
    3. Else the row belongs where its parent does, or where its person does.
    """
    table = model._meta.db_table  # noqa: SLF001 - Django's documented name for it
    if table in SHARED:
        return ""
    if model is Person:
        here = f"organisation_id = ANY({_ids()})"
        granted = f"SELECT person_id FROM accounts_grant WHERE {here}"  # noqa: S608 - our own names
        return f"({here} OR id IN ({granted}))"
    own = _own_column(model)
    if own:
        return own
    return _by_parent(model, seen)


def _own_column(model: Model) -> str:
    for field in model._meta.concrete_fields:  # noqa: SLF001
        if field.name != "organisation":
            continue
        if isinstance(field, models.ForeignKey):
            empty = "organisation_id IS NULL OR " if field.null else ""
            return f"({empty}organisation_id = ANY({_ids()}))"
        mine = "".join(
            f" OR {name} = {_person()}"
            for name in ("about_id", "actor_id")
            if name in {one.column for one in model._meta.concrete_fields}  # noqa: SLF001
        )
        return f"(organisation = '' OR organisation = ANY({_codes()}){mine})"
    return ""


def _by_parent(model: Model, seen: tuple[Model, ...]) -> str | None:
    keys = [
        field
        for field in model._meta.concrete_fields  # noqa: SLF001
        if isinstance(field, models.ForeignKey) and not field.null
    ]
    # a parent of ours first; the person last: who asked about a case is not whose case it is
    for field in sorted(keys, key=lambda key: key.related_model is Person):
        parent: Model = field.related_model
        if parent is Organisation or parent in (*seen, model):
            continue
        if not parent.__module__.startswith(OURS):
            continue
        if condition_of(parent, (*seen, model)):
            # the parent's own policy filters the inner query
            key, table = parent._meta.pk.column, parent._meta.db_table  # noqa: SLF001
            return f'("{field.column}" IN (SELECT "{key}" FROM "{table}"))'  # noqa: S608 - names of our own tables only
    return None


def tenanted() -> dict[str, str | None]:
    """Table → condition, for every table of ours; None marks one that nobody decided about."""
    return {
        model._meta.db_table: condition_of(model)  # noqa: SLF001
        for config in apps.get_app_configs()
        if config.name.startswith(OURS)
        for model in config.get_models()
    }


def install(connection: BaseDatabaseWrapper) -> list[str]:
    """Put the policies on all tables; which have one. The same policies again change nothing.

    A table that nobody decided about gets a policy that lets nothing through.
    """
    if connection.vendor != "postgresql":
        return []
    existing = set(connection.introspection.table_names())
    done = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {ROLE} NOLOGIN NOBYPASSRLS")
            cursor.execute(f"GRANT {ROLE} TO CURRENT_USER")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {ROLE}")
        cursor.execute(
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {ROLE}"
        )
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {ROLE}")
        for table, condition in sorted(tenanted().items()):
            if table not in existing or condition == "":
                continue
            what = condition or "false"
            cursor.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
            cursor.execute(f'DROP POLICY IF EXISTS {POLICY} ON "{table}"')
            cursor.execute(
                f'CREATE POLICY {POLICY} ON "{table}" TO {ROLE} USING ({what}) WITH CHECK ({what})'
            )
            done.append(table)
    return done


def _ids() -> str:
    return f"string_to_array(current_setting('{IDS}', true), ',')::uuid[]"


def _codes() -> str:
    return f"string_to_array(current_setting('{CODES}', true), E'\\n')"


def _person() -> str:
    return f"NULLIF(current_setting('{PERSON}', true), '')::uuid"
