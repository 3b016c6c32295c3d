"""Many counterparts of a file: kept once, compared, a person refused, nothing half-kept."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from knowhold.parties.models import Match, Party
from parties.lists import entry


@pytest.fixture
def run(cast, load, tmp_path):
    load(entry("D-1", "Nordland Smelter AS"))

    def imported(text: str) -> str:
        file, out = tmp_path / "rows.csv", StringIO()
        file.write_text(text, encoding="utf-8")
        call_command("import_parties", file, firm=cast.firm.code, stdout=out)
        return out.getvalue()

    return imported


def test_the_rows_are_kept_and_compared_and_the_same_file_again_adds_nothing(run):
    rows = "name,native_name,country,lei\nNordland Smelter,,NO,X1\nQuiet Works,静工厂,ZZ,\n"

    assert run(rows) == "2 added, 1 matches to judge\n"
    assert run(rows) == "0 added, 0 matches to judge\n"
    quiet = Party.objects.get(name="Quiet Works")
    assert quiet.also == ["静工厂"]
    assert Match.objects.count() == 1


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        ("name,kind\nQuiet Works,\nWang Min,person\n", "line 3"),
        ("name,passport\nQuiet Works,1\n", "passport"),
        ("name,country\nQuiet Works,Norway\n", "Norway"),
        ("title\nQuiet Works\n", "a column name"),
    ],
)
def test_what_is_no_organisation_is_refused_with_its_place_and_nothing_is_kept(run, rows, named):
    with pytest.raises(CommandError, match=named):
        run(rows)

    assert not Party.objects.exists()


def test_an_unknown_firm_is_named(cast, tmp_path):
    with pytest.raises(CommandError, match="ZZ-404"):
        call_command("import_parties", tmp_path / "x.csv", firm="ZZ-404")
