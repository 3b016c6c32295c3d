"""The lines of RIGHTS.md that are about the shape of the whole: columns, states, rules, reach."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

import pytest
from django.apps import apps
from django.db import models

from knowhold.clearance import flow
from knowhold.law import load_rulebook
from knowhold.refused import WORDS, is_refused, words_of

JUDGING = {
    "score", "rank", "ranking", "rating", "risk", "likelihood", "probability", "prediction",
    "predicted", "loyalty", "suspicion", "attrition", "flight",
}  # fmt: skip


def models_of(*, ours: bool = True) -> Iterator[type[models.Model]]:
    for model in apps.get_models():
        if not ours or model.__module__.startswith("knowhold."):
            yield model


def forbidden_columns(found: Iterator[type[models.Model]], refused: AbstractSet[str]) -> list[str]:
    return [
        f"{model.__name__}.{field.name}"
        for model in found
        for field in model._meta.get_fields()
        if refused & (words_of(field.name) | words_of(model.__name__))
        # the tree of the taxonomy is about items, not about people
        and not (model.__name__ == "KnowHowItem" and field.name in {"parent", "children"})
    ]


def columns_about_people(model: type[models.Model]) -> list[str]:
    return [
        field.name
        for field in model._meta.get_fields()
        if getattr(field, "related_model", None) is not None
        and field.related_model is not None
        and field.related_model.__name__ == "Person"
        and not field.auto_created
    ]


def test_no_column_holds_what_nobody_may_ask() -> None:
    assert forbidden_columns(models_of(), WORDS) == []


@pytest.mark.parametrize(
    "name", ["passport_number", "nationality", "mother_religion", "birth_place", "union_member"]
)
def test_the_walk_would_find_a_forbidden_column(name: str) -> None:
    model = type(
        "Added",
        (models.Model,),
        {
            name: models.CharField(max_length=10),
            "__module__": "knowhold.accounts.models",
            "Meta": type("Meta", (), {"app_label": "rights_example", "apps": type(apps)()}),
        },
    )

    assert forbidden_columns(iter([model]), WORDS) == [f"Added.{name}"]


@pytest.mark.parametrize(
    "name", ["国籍", "政治面貌", "身份证号", "Passport No.", "citizenIdNumber"]
)
def test_a_column_of_a_file_is_known_by_its_name_in_either_language(name: str) -> None:
    assert is_refused(name)


@pytest.mark.parametrize("name", ["name", "姓名", "package", "sextant", "厂区", "agent", "item"])
def test_ordinary_columns_are_not_refused(name: str) -> None:
    assert not is_refused(name)


def test_no_column_scores_or_predicts_a_person() -> None:
    assert forbidden_columns(models_of(), JUDGING) == []


def test_no_state_blocks_a_resignation_or_refuses_private_travel() -> None:
    for model in models_of():
        for field in model._meta.get_fields():
            for value, _label in getattr(field, "choices", None) or ():
                assert not {"blocked", "private", "resignation", "held"} & words_of(str(value))
    assert not {"block", "hold", "private"} & {verb.value for verb in flow.Verb}


def test_every_rule_cites_a_published_source() -> None:
    book = load_rulebook()

    assert len(book.rules) > 20
    for rule in book.rules.values():
        assert rule.cite, f"{rule.id} cites nothing"
        for citation in rule.cite:
            instrument = str(citation).split(" ", 1)[0]
            assert instrument in book.sources, f"{rule.id}: {citation}"


def test_no_sensitive_fact_is_asked_without_a_stated_basis() -> None:
    sensitive = [fact for fact in load_rulebook().facts.values() if fact.sensitive]

    assert {"citizenship_latest"} <= {fact.name for fact in sensitive}
    assert [fact.name for fact in sensitive if not fact.basis] == []


def test_every_row_about_a_person_is_part_of_their_record() -> None:
    """A new model that points at a person must be shown to them, or say here why it is not about them."""
    shown = {
        "Holding",
        "Case",
        "Note",
        "Grant",
        "ApiToken",
        "SeenByHolder",
        "Notice",
        "CalendarLink",
        "DeclaredDate",
        "Training",
        "Delegation",
    }
    shown |= {"Holder", "FilingChange", "Dispute", "Objection", "Consent", "Approach"}
    not_about_them = {
        "Filing": "about a firm; the person is its author",
        "Intake": "about a file; the person is its author",
        "KeptApart": "about two spellings; the person is its author",
        "Classification": "about an item; the person is its author",
        "TrainingTerms": "about an item; the person is its author",
        "Analysis": "about steps, sites and items; the person is its author",
        "ClassificationRequest": "about an item; the person is its author",
        "Query": "part of a case, shown with it",
        "Review": "part of a case, shown with it",
        "Recommendation": "part of a case, shown with it",
        "Countersignature": "part of a case, shown with it",
        "FileNote": "part of a case, its existence shown with it",
        "Attachment": "part of a case, shown with it",
        "Appeal": "part of a case, shown with it",
        "PanelMember": "part of a case, shown with it",
        "Deputy": "shown on each case that moved to them; an event of the person",
        "RoutingEdition": "about the firm; the person is its author",
        "Decision": "part of a case, shown with it",
        "Party": "about an organisation; the person is its author",
        "Judgement": "about an organisation; the person is its author",
        "PartyLink": "about an organisation; the person is its author",
        "PartyObjection": "about an organisation; the person is the author of the answer",
        "Person": "the account itself; its manager is shown with it",
    }

    found = {model.__name__ for model in models_of() if columns_about_people(model)}

    assert found - shown - set(not_about_them) == set()
