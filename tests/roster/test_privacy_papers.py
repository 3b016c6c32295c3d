"""The privacy papers say what the product is configured to do, in both languages."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from knowhold.refused import CHINESE, WORDS
from knowhold.roster.privacy_papers import TITLES, Configured, Paper, written
from knowhold.roster.purposes import purposes

pytestmark = pytest.mark.django_db


def configured(cast):
    return Configured(cast.firm, date(2026, 11, 24), "sqlite", "example.org/journal")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_record_names_every_purpose_with_every_citation(cast, language):
    text = written(Paper.RECORD, configured(cast), language)

    for purpose in purposes().values():
        assert purpose.name[language] in text
        assert all(basis.cite in text for basis in purpose.bases)


def test_a_country_without_a_basis_is_said_and_not_passed_over(cast):
    cast.firm.jurisdiction = "BR"

    text = written(Paper.RECORD, configured(cast), "en")

    assert text.count("must not begin before") == len(purposes())


def test_the_staff_council_reads_what_is_never_collected(cast):
    text = written(Paper.COUNCIL, configured(cast), "en")

    assert all(f"`{word}`" in text for word in WORDS)
    chinese = written(Paper.COUNCIL, configured(cast), "zh")
    assert all(f"`{word}`" in chinese for word in CHINESE)


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_everybody_of_the_firm_reads_the_papers_and_they_name_nobody(client, cast, paper, language):
    cast.lin_yue.language = language
    cast.lin_yue.save(update_fields=["language"])
    client.force_login(cast.lin_yue)
    client.cookies["django_language"] = language

    page = client.get(f"/my-record/papers/{paper.value}/")
    file = client.get(f"/my-record/papers/{paper.value}.md").content.decode()

    title = TITLES[paper]["zh" if language == "zh-hans" else "en"]
    assert title in page.content.decode()
    assert file.startswith(f"# {title}")
    assert cast.aisha_rahman.name_latin not in file
    assert (
        f'href="/my-record/papers/{paper.value}/"'
        in client.get("/my-record/papers/").content.decode()
    )
    assert client.get("/my-record/papers/another/").status_code == 404


def test_the_command_writes_three_papers_in_two_languages(cast, tmp_path, capsys):
    call_command("privacy_papers", "ZZ-001", str(tmp_path))

    assert len(list(tmp_path.glob("*.md"))) == 6
    assert "青山分离公司" in (tmp_path / "impact-assessment.zh.md").read_text("utf-8")
    with pytest.raises(CommandError):
        call_command("privacy_papers", "ZZ-999", str(tmp_path))
