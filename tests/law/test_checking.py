"""Golden cases, lint and the command line."""

from __future__ import annotations

import dataclasses
import json
from datetime import date

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from knowhold.cli.law import law
from knowhold.errors import LawDataError
from knowhold.law import load_rulebook
from knowhold.law.cases import read_cases, run_cases, score
from knowhold.law.lint import lint
from law.small import book_of, overlay, rule, write

CASE = """
[[case]]
id = "{id}"
on = 2026-06-01
facts = {facts}
basis = "provision_text"
source = "law:1 art.1"
[case.expect]
{expect}
"""


@pytest.fixture
def home(tmp_path):
    return write(tmp_path, rule("a", item="under 1E902.a", to="not in CN"))


def add_cases(home, *cases: str) -> None:
    (home / "cn" / "rules.cases.toml").write_text("".join(cases), encoding="utf-8")


def disagreements(home) -> list[str]:
    results = run_cases(load_rulebook(home), read_cases(home))
    return [text for result in results for text in result.disagreements]


@pytest.mark.parametrize(
    "expect",
    ['outcome = "licence"', 'outcome = "licence"\nrules = ["a"]', "unanswered = []",
     'outcome = { lower = "licence", upper = "licence" }', 'coverage = { VN = "not_encoded" }',
     'clearance = "needed"', "opens_with = []"],
)  # fmt: skip
def test_a_case_that_agrees(home, expect):
    facts = '{ item.CN = "x" }'.replace("item.CN", "item").replace('"x"', '"1E902.a", to = "VN"')
    add_cases(home, CASE.format(id="one", facts=facts, expect=expect))

    assert disagreements(home) == []


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ('outcome = "notify"', "outcome licence..licence, expected notify..notify"),
        ('rules = ["b"]', "rule b is not named"),
        ('not_rules = ["a"]', "rule a is named"),
        ('unanswered = ["to"]', "unanswered [], expected ['to']"),
        ('clearance = "open"', "clearance needed, expected open"),
        ('error = "edition"', "expected an error with `edition`"),
        ('overlays = ["o"]', "overlay o did not act"),
        ('status = "suspended"\nof = "a"', "status of a: in_force"),
    ],
)
def test_a_case_that_disagrees_says_how(home, expect, said):
    add_cases(home, CASE.format(id="one", facts='{ item = "1E902.a", to = "VN" }', expect=expect))

    (text,) = disagreements(home)
    assert said in text


def test_a_case_may_expect_an_error(home):
    add_cases(home, CASE.format(id="one", facts='{ itm = "1E902.a" }', expect='error = "itm"'))

    assert disagreements(home) == []


def test_a_case_nobody_can_read_stops_the_check(home):
    add_cases(home, CASE.format(id="one", facts="{}", expect='outcom = "licence"'))

    with pytest.raises(LawDataError) as caught:
        read_cases(home)

    assert caught.value.place == "cn/rules.cases.toml:2"


def test_two_cases_of_one_id_stop_the_check(home):
    case = CASE.format(id="one", facts="{}", expect='outcome = "licence"')
    add_cases(home, case, case)

    with pytest.raises(LawDataError):
        read_cases(home)


def test_generated_cases_count_apart(home):
    real = CASE.format(
        id="one", facts='{ item = "1E902.a", to = "VN" }', expect='outcome = "licence"'
    )
    made = real.replace('"one"', '"two"').replace("provision_text", "generated")
    add_cases(home, real, made)

    results = run_cases(load_rulebook(home), read_cases(home))

    assert score(results) == {("CN", "generated"): (1, 1), ("CN", "provision_text"): (1, 1)}


def test_renaming_and_shuffling_cases_changes_no_verdict(home):
    case = CASE.format(
        id="one", facts='{ item = "1E902.a", to = "VN" }', expect='outcome = "licence"'
    )
    wrong = CASE.format(
        id="two", facts='{ item = "1E903", to = "VN" }', expect='outcome = "licence"'
    )
    add_cases(home, case, wrong)
    first = {
        r.case.facts["item"]: r.agrees for r in run_cases(load_rulebook(home), read_cases(home))
    }
    add_cases(home, wrong.replace('"two"', '"x"'), case.replace('"one"', '"y"'))
    second = {
        r.case.facts["item"]: r.agrees for r in run_cases(load_rulebook(home), read_cases(home))
    }

    assert first == second


def kinds(book) -> set[str]:
    return {finding.kind for finding in lint(book, date(2026, 11, 22))}


def test_lint_finds_what_an_editor_should_look_at(tmp_path):
    book = book_of(
        tmp_path,
        rule("a", to="in US"),
        rule("b", "record", 'overrides = ["nothing.*"]', to="in US"),
        rule("c", "licence", 'overrides = ["b"]', to="in US"),
        overlay("o", "suspend", "a", "2025-11-07 .. 2026-11-10", "unverified"),
        overlay("early", "suspend", "a", "2019-01-01 .. 2019-02-01", "resume"),
        overlay("dead", "suspend", "zz.*", "2019-01-01 .. 2019-02-01", "resume"),
        '\n[[set]]\nid = "s"\ncite = ["law:1 annex"]\nmembers = ["1E001"]\n',
    )

    assert kinds(book) >= {
        "dead override", "idle override", "dead target", "overlay outside force",
        "unverified force", "unused set", "weak source", "text not attached",
    }  # fmt: skip


def found_in(book) -> dict[str, str]:
    return {f"{each.kind} {each.record}": each.text for each in lint(book, date(2026, 11, 22))}


def test_lint_finds_the_days_that_no_rule_of_a_provision_covers(tmp_path):
    spans = ("2020-01-01 .. 2021-12-31", "2022-03-01 .. 2024-05-31", "2024-06-01 ..")
    book = book_of(
        tmp_path,
        *(
            rule(f"r{n}", "licence", f'force = "{span}"', to="in US")
            for n, span in enumerate(spans)
        ),
        '\n[[set]]\nid = "s"\ncite = ["law:1 annex"]\n[[set.dated]]\nspan = "2020-01-01 .. 2020-06-30"'
        '\nmembers = ["VN", "JP"]\n[[set.dated]]\nspan = "2021-01-01 .."\nmembers = ["VN"]\n',
    )

    gaps = {key: text for key, text in found_in(book).items() if key.startswith("force gap")}

    assert gaps == {
        "force gap r1": "no rule of `law:1 art.1` from 2022-01-01 to 2022-02-28",
        "force gap s": "`VN` is on the list before 2020-07-01 and after 2020-12-31, not between",
    }


def test_lint_finds_the_entries_of_a_list_that_every_test_leaves_out_again(tmp_path):
    book = book_of(
        tmp_path,
        '\n[[set]]\nid = "s"\ncite = ["law:1 annex"]\nmembers = ["VN", "JP", "DE"]\n',
        '\n[[set]]\nid = "free"\ncite = ["law:1 annex"]\nmembers = ["NO"]\n',
        rule("a", to="in @s and not in VN, JP"),
        rule("b", "notify", to="in @s and not in VN"),
        # what a negated list holds is what the test leaves free: nothing is lost there
        rule("c", "record", to="not in @free"),
    )

    lost = {key: text for key, text in found_in(book).items() if key.startswith("unreachable")}

    assert lost == {"unreachable entry s": "no test that names the list is met by VN"}


def test_lint_finds_sources_that_were_read_too_long_ago_or_are_amended(tmp_path):
    source = (
        '\n[[source]]\nid = "{id}"\ntitle = {{ en = "t", zh = "题" }}\nevidence = "read"\n{more}\n'
    )
    book = book_of(
        tmp_path,
        source.format(id="old:1", more='text_as_of = "2024-11-21"'),
        source.format(id="new:1", more='text_as_of = "2024-11-22"'),
        source.format(id="changed:1", more='amended_by = ["91 FR 1"]'),
        rule("a", to="in US"),
    )

    stale = {key: text for key, text in found_in(book).items() if key.startswith("stale source")}

    assert stale == {
        "stale source changed:1": "amended by 91 FR 1",
        "stale source old:1": "read as of 2024-11-21: older than 24 months",
    }


def test_lint_finds_a_sensitive_fact_whose_basis_is_no_source(tmp_path):
    book = book_of(tmp_path, rule("a", to="in US"))
    assert "sensitive without basis citizenship" not in found_in(book)

    fact = book.facts["citizenship"]
    facts = {**book.facts, fact.name: replace(fact, basis="law:9 art.1")}
    book = dataclasses.replace(book, facts=facts)

    assert (
        found_in(book)["sensitive without basis citizenship"]
        == "basis `law:9 art.1` is no [[source]]"
    )


def test_the_shipped_law_has_no_dead_override_or_target():
    """Nor a day without a rule, nor a sensitive fact without a basis."""
    assert not kinds(load_rulebook()) & {
        "dead override", "dead target", "overlay outside force", "force gap",
        "sensitive without basis",
    }  # fmt: skip


# -- the command line -------------------------------------------------------------------------


def run(*arguments: str):
    return CliRunner().invoke(law, list(arguments))


@pytest.fixture
def facts_file(tmp_path):
    path = tmp_path / "facts.toml"
    text = 'on = 2026-06-01\n[facts]\nitem = "1E902.a"\nfrom = "CN"\nto = "VN"\n'
    path.write_text(text, encoding="utf-8")
    return path


def test_decide_prints_json_and_nothing_else(home, facts_file):
    result = run("decide", str(facts_file), "--json", "--rules", str(home))

    assert result.exit_code == 0
    assert json.loads(result.stdout)["outcome"]["upper"] == "licence"


def test_decide_takes_the_day_from_the_option_before_the_file(home, facts_file):
    result = run("decide", str(facts_file), "--json", "--on", "2019-06-01", "--rules", str(home))

    found = json.loads(result.stdout)
    assert (found["on"], found["outcome"]["upper"]) == ("2019-06-01", "not_caught")


def test_decide_speaks_chinese(home, facts_file):
    assert (
        "须申领许可" in run("decide", str(facts_file), "--lang", "zh", "--rules", str(home)).stdout
    )


def test_check_fails_when_a_case_disagrees(home):
    add_cases(home, CASE.format(id="one", facts="{}", expect='outcome = "licence"'))
    result = run("check", "--rules", str(home))

    assert result.exit_code == 1
    assert "cn/rules.cases.toml:2: one: outcome" in result.stdout
    assert "CN provision_text: 0 of 1 cases agree" in result.stdout


def test_check_passes_when_all_agree(home):
    add_cases(home, CASE.format(id="one", facts='{ to = "CN" }', expect='outcome = "not_caught"'))

    assert run("check", "--rules", str(home)).exit_code == 0


def test_show_gives_a_rule_in_words(home):
    text = run("show", "a", "--rules", str(home), "--on", "2026-06-01").stdout

    assert "Rule a" in text
    assert "is not China" in text
    assert "First law art.1" in text


def test_status_answers_for_a_source(home):
    result = run("status", "law:1", "--on", "2026-06-01", "--json", "--rules", str(home))

    assert json.loads(result.stdout) == {"a": "in_force"}


def test_facts_lists_names_synonyms_and_values(home):
    rows = {
        row["name"]: row for row in json.loads(run("facts", "--json", "--rules", str(home)).stdout)
    }

    assert rows["to"]["synonyms"] == ["destination"]
    assert [value["value"] for value in rows["channel"]["values"]] == [
        "trade",
        "cooperation",
        "none",
    ]
