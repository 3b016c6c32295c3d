"""Everything the loader refuses, each with the file and line an editor would look at."""

from __future__ import annotations

import pytest

from knowhold.errors import LawDataError
from knowhold.law import load_rulebook
from law.small import book_of, overlay, rule, write

DERIVE = """
[[derive]]
id = "{id}"
title = {{ en = "Deemed", zh = "视同" }}
cite = ["law:1 art.3"]
force = "2020-01-01 .."
set = {{ {set} }}
[[derive.when]]
{when}
"""
SET = """
[[set]]
id = "{id}"
cite = ["law:1 annex"]
members = {members}
"""


def refusal(tmp_path, *records) -> LawDataError:
    with pytest.raises(LawDataError) as caught:
        book_of(tmp_path, *records)
    return caught.value


def line_of(text: str, part: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if part in line)


def test_a_sound_rule_loads(tmp_path):
    book = book_of(tmp_path, rule("a", item="under 1E902.a", to="not in CN"))

    assert book.rules["a"].regime == "CN"


def test_an_unreadable_test_stops_the_load_at_its_line(tmp_path):
    text = rule("a", to="is not in CN")
    error = refusal(tmp_path, text)

    assert error.place == f"cn/rules.toml:{line_of(text, 'is not in CN')}"
    assert error.value == "is not in CN"


def test_an_unknown_fact_stops_the_load_and_names_the_nearest(tmp_path):
    text = rule("a", to="in CN", chanel="in trade")
    error = refusal(tmp_path, text)

    assert error.place == f"cn/rules.toml:{line_of(text, 'chanel')}"
    assert "channel" in error.advice


@pytest.mark.parametrize(
    ("when", "part"),
    [
        ({"to": "in XQ"}, "XQ"),
        ({"channel": "in trde"}, "trde"),
        ({"item": "under 1E9021"}, "1E9021"),
        ({"item": "in @nowhere"}, "@nowhere"),
        ({"origin": "in CN"}, "in CN"),
        ({"to": "any in CN"}, "any in CN"),
        ({"to": "under CN"}, "under CN"),
        ({"public": "in yes"}, "in yes"),
        ({"to": "is true"}, "is true"),
        ({"item": ">= 3"}, ">= 3"),
        ({"value": ">= 2020-01-01"}, ">= 2020-01-01"),
        ({"signed": ">= 3"}, ">= 3"),
    ],
)
def test_a_test_that_does_not_fit_its_fact_stops_the_load(tmp_path, when, part):
    error = refusal(tmp_path, rule("a", **when))

    assert part in error.value
    assert error.place.startswith("cn/rules.toml:")


def test_an_unknown_source_stops_the_load(tmp_path):
    error = refusal(tmp_path, rule("a", more='cite = ["law:2 art.1"]', to="in CN"))

    assert error.value == "law:2"
    assert "law:1" in error.advice


def test_a_rule_without_citation_stops_the_load(tmp_path):
    assert "citation" in refusal(tmp_path, rule("a", more="cite = []", to="in CN")).expected


def test_a_rule_without_condition_stops_the_load(tmp_path):
    text = rule("a", to="in CN").partition("[[rule.when]]")[0]

    assert "when" in refusal(tmp_path, text).expected


def test_a_rule_with_both_outcome_and_effect_stops_the_load(tmp_path):
    text = rule("a", more='effect = "hold"\noutcome = "licence"', to="in CN")

    assert "either" in refusal(tmp_path, text).expected


def test_an_unknown_outcome_stops_the_load(tmp_path):
    assert refusal(tmp_path, rule("a", outcome="license", to="in CN")).value == "license"


def test_an_unknown_key_stops_the_load(tmp_path):
    text = rule("a", more='forse = "2020-01-01 .."', to="in CN")
    error = refusal(tmp_path, text)

    assert error.place == f"cn/rules.toml:{line_of(text, 'forse')}"
    assert "force" in error.advice


def test_an_unknown_record_stops_the_load(tmp_path):
    assert refusal(tmp_path, '[[rulle]]\nid = "a"\n').value == "rulle"


def test_a_missing_translation_stops_the_load(tmp_path):
    text = rule("a", to="in CN").replace(', zh = "规则a"', "")

    assert "zh" in refusal(tmp_path, text).expected


@pytest.mark.parametrize(
    "span", ["2025-02-30 ..", "2025-13-01 ..", "2025-10-09", "2026-01-02 .. 2026-01-01", "soon .."]
)
def test_an_impossible_span_stops_the_load(tmp_path, span):
    error = refusal(tmp_path, rule("a", more=f'force = "{span}"', to="in CN"))

    assert error.value == span


def test_a_source_effective_before_publication_stops_the_load(tmp_path):
    text = """
[[source]]
id = "law:3"
title = { en = "Third", zh = "第三" }
evidence = "read"
published = "2025-05-02"
effective = "2025-05-01"
"""
    error = refusal(tmp_path, text)

    assert error.value == "2025-05-01"
    assert error.place == "cn/rules.toml:7"


def test_a_hash_that_is_none_stops_the_load(tmp_path):
    text = """
[[source]]
id = "law:3"
title = { en = "Third", zh = "第三" }
evidence = "read"
sha256 = "to be added"
"""
    assert refusal(tmp_path, text).value == "to be added"


def test_two_records_of_one_name_stop_the_load(tmp_path):
    error = refusal(tmp_path, rule("a", to="in CN"), rule("a", to="in US"))

    assert error.value == "a"
    assert "cn/rules.toml:2" in error.advice


def test_an_override_loop_stops_the_load(tmp_path):
    records = (
        rule("a", more='overrides = ["b"]', to="in CN"),
        rule("b", more='overrides = ["c"]', to="in CN"),
        rule("c", more='overrides = ["a"]', to="in CN"),
    )

    assert refusal(tmp_path, *records).value == "a → b → c → a"


def test_a_rule_that_overrides_itself_by_pattern_stops_the_load(tmp_path):
    assert "a → a" in refusal(tmp_path, rule("a", more='overrides = ["*"]', to="in CN")).value


def test_a_derive_loop_stops_the_load(tmp_path):
    first = DERIVE.format(id="d1", set='"to.US" = "from"', when='public = "is true"')
    second = DERIVE.format(id="d2", set="public = true", when='"to.US" = "in CN"')

    assert "→" in refusal(tmp_path, first, second).value


def test_a_loop_of_sets_stops_the_load(tmp_path):
    first = SET.format(id="one", members='["@two"]')
    second = SET.format(id="two", members='["@one", "1E001"]')

    assert "→" in refusal(tmp_path, first, second).value


def test_an_unknown_rule_in_overrides_stops_the_load(tmp_path):
    assert refusal(tmp_path, rule("a", more='overrides = ["bb"]', to="in CN")).value == "bb"


def test_an_unknown_target_of_an_overlay_stops_the_load(tmp_path):
    records = (
        rule("alpha", to="in CN"),
        overlay("o", "suspend", "alhpa", "2025-01-01 .. 2025-02-01"),
    )
    error = refusal(tmp_path, *records)

    assert error.value == "alhpa"
    assert "alpha" in error.advice


def test_an_overlay_that_ends_must_say_what_follows(tmp_path):
    records = (rule("a", to="in CN"), overlay("o", "suspend", "a", "2025-01-01 .. 2025-02-01", ""))

    assert refusal(tmp_path, *records).expected == "resume, unverified"


def test_a_sensitive_fact_needs_its_basis(tmp_path):
    text = """
[[fact]]
name = "residency"
kind = "country"
sensitive = true
title = { en = "residency", zh = "居留" }
question = { en = "Where?", zh = "何处？" }
why = { en = "Law.", zh = "法律。" }
"""
    assert "basis" in refusal(tmp_path, text).expected


def test_broken_toml_stops_the_load_with_its_line(tmp_path):
    error = refusal(tmp_path, '[[rule]]\nid = "a"\ntitle = {\n')

    assert error.place.startswith("cn/rules.toml:")


def test_a_table_with_a_short_row_stops_the_load(tmp_path):
    home = write(tmp_path, '[[set]]\nid = "s"\ncite = ["law:1 annex"]\ncsv = "s.csv"\n')
    (home / "cn" / "s.csv").write_text(
        "member,span\n1E001,2020-01-01 ..\n1E002\n", encoding="utf-8"
    )

    with pytest.raises(LawDataError) as caught:
        load_rulebook(home)

    assert caught.value.place == "cn/s.csv:3"


def test_a_table_outside_the_folder_is_refused(tmp_path):
    home = write(tmp_path, '[[set]]\nid = "s"\ncite = ["law:1 annex"]\ncsv = "../s.csv"\n')
    (home / "s.csv").write_text("member\n1E001\n", encoding="utf-8")

    with pytest.raises(LawDataError):
        load_rulebook(home)


def test_an_empty_cell_in_the_member_column_stops_the_load(tmp_path):
    home = write(tmp_path, '[[set]]\nid = "s"\ncite = ["law:1 annex"]\ncsv = "s.csv"\n')
    (home / "cn" / "s.csv").write_text("member,x\n1E001,1\n,2\n", encoding="utf-8")

    with pytest.raises(LawDataError):
        load_rulebook(home)


def test_codes_that_look_like_numbers_survive_a_table(tmp_path):
    home = write(tmp_path, '[[set]]\nid = "s"\ncite = ["law:1 annex"]\ncsv = "s.csv"\n')
    codes = ["1E001", "1E902", "NO", "NA", "0E001", "TRUE", "1e5"]
    (home / "cn" / "s.csv").write_text("member\n" + "\n".join(codes) + "\n", encoding="utf-8")

    assert [member.member for member in load_rulebook(home).sets["s"].members] == codes


def test_the_version_does_not_depend_on_the_order_of_files(tmp_path):
    first, second = rule("a", to="in CN"), rule("b", to="in US")
    one = book_of(tmp_path / "one", first, second)
    home = write(tmp_path / "two", second)
    (home / "cn" / "another.toml").write_text(first, encoding="utf-8")

    assert load_rulebook(home).version == one.version


def test_the_version_changes_with_any_record(tmp_path):
    one = book_of(tmp_path / "one", rule("a", to="in CN"))
    two = book_of(tmp_path / "two", rule("a", to="in US"))

    assert one.version != two.version


def test_the_shipped_law_loads():
    book = load_rulebook()

    assert {"CN", "US", "ZZ"} <= set(book.regimes)
    assert all(rule.cite for rule in book.rules.values())
