"""Choosing the language of pages and letters."""

from __future__ import annotations

from knowhold.accounts.models import Language, Person


def choose_language(person: Person, language: Language) -> None:
    # a preference, not a fact about the person: it leaves no event
    person.language = language
    person.save(update_fields=["language"])
