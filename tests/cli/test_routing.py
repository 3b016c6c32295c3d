"""`knowhold routing`: an example written, a file checked with the line of what is wrong, published once."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from knowhold.cli import routing_publishing
from knowhold.cli.main import knowhold
from knowhold.errors import DataError, NotFound, NotPermitted, Stale


def run(*arguments):
    return CliRunner().invoke(knowhold, ["routing", *map(str, arguments)])


@pytest.fixture
def example(tmp_path):
    path = tmp_path / "routing.toml"
    assert run("example", path).exit_code == 0
    return path


def test_the_example_is_whole_and_says_where_each_rule_comes_from(example):
    done = run("check", example)

    assert done.exit_code == 0
    assert (
        "trip-under-control: line_manager → officer → countersignature (Clearance policy"
        in done.output
    )


@pytest.mark.parametrize("change", ["removed", "empty"])
def test_a_rule_without_a_citation_is_refused_with_its_line(example, change):
    lines = example.read_text("utf-8").splitlines()
    header = [number for number, line in enumerate(lines, 1) if line == "[[rule]]"][1]
    cite = next(n for n in range(header, len(lines)) if lines[n].startswith("cite"))
    lines[cite : cite + 1] = ['cite = ""'] if change == "empty" else []
    example.write_text("\n".join(lines), "utf-8")

    done = run("check", example)

    assert isinstance(done.exception, DataError)
    assert done.exception.place.startswith(f"routing.toml, line {header}, rule 2")
    assert "without a citation" in done.exception.advice


def test_what_is_no_utf_8_is_refused(example):
    example.write_bytes(b"policy = '\xff'")

    assert isinstance(run("check", example).exception, DataError)


def test_it_is_published_once_by_who_may_and_never_over_a_newer_edition(example, cast):
    text, raj = example.read_text("utf-8"), cast.raj_patel.email

    assert "edition 1 of ZZ-001 is published" in routing_publishing.publish(text, raj, 0)
    assert "reads the same already" in routing_publishing.publish(text, raj, 0)
    with pytest.raises(Stale):
        routing_publishing.publish(text.replace("days = 28", "days = 30"), raj, 0)
    with pytest.raises(NotPermitted):
        routing_publishing.publish(text.replace("days = 28", "days = 30"), cast.lin_yue.email, 1)
    with pytest.raises(NotFound, match="no account"):
        routing_publishing.publish(text, "nobody@example.org", 1)
    assert routing_publishing.newest(raj) == text
