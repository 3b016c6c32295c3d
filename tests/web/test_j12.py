"""J12: an outsider gets a bundle by a link, checks it without an account, asks the rules again."""

from __future__ import annotations

import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from web.driving import CASCADE, answers, approve, confirm, find_out, press, sign, submit

pytestmark = pytest.mark.browser

SOURCE = Path(__file__).resolve().parents[2] / "src"
START = "import sys; from knowhold.cli.main import main; main()"


def journal(*arguments):
    run = subprocess.run(
        [sys.executable, "-c", START, "journal", *map(str, arguments)],
        env={"PYTHONPATH": str(SOURCE), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    return run.returncode, run.stdout + run.stderr


def decided(visit):
    page = visit("/", person="lin.yue")
    answers(page, CASCADE)
    case = submit(page)
    officer = visit("/", person="chen.hao")
    confirm(visit, case)
    find_out(officer, case)
    approve(officer, case, "no-parameters")
    sign(visit, case)


def made(page, check, count=20):
    page.goto("/journal/")
    page.locator("a[href='/journal/bundle/']").click()
    check(page)
    page.fill("input[name=count]", str(count))
    press(page)
    check(page)
    return page.locator("[data-bundle]").get_attribute("href")


def fetched(address, path):
    with urllib.request.urlopen(address) as answer:
        path.write_bytes(answer.read())
    return path


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh-hans", 390)])
def test_an_auditor_checks_a_bundle_from_a_link_without_an_account(
    visit, check, demo, tmp_path, language, width
):
    decided(visit)
    head = visit("/", person="maria.keller", language=language, width=width)
    address = made(head, check)

    bundle = fetched(address, tmp_path / "bundle.zip")
    key = fetched(f"{demo.url}/journal/key", tmp_path / "key")
    code, said = journal("verify", "--key", key, "--bundle", bundle)
    assert code == 0, said
    assert "verified: " in said
    code, said = journal("reperform", bundle, "--key", key)
    assert code == 0, said
    assert "0 answers with equal" not in said


def test_only_the_head_of_compliance_makes_one_and_a_guessed_link_leads_nowhere(visit, demo):
    for person in ("lin.yue", "chen.hao"):
        page = visit("/journal/bundle/", person=person)
        assert page.locator("h1").inner_text() == "Page not found"
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{demo.url}/journal/bundles/20991231-{'a' * 32}.zip")


def test_who_is_in_a_bundle_sees_in_their_record_that_it_was_handed_over(visit, check, rows):
    decided(visit)
    made(visit("/", person="maria.keller"), check)

    told = rows(
        "SELECT count(*) FROM audit_event e JOIN accounts_person p ON p.id = e.about_id "
        "WHERE e.kind = 'record.opened' AND e.subject_type = 'journal' "
        "AND p.email LIKE 'lin.yue@%'"
    )
    assert told[0][0] >= 1


def test_witnesses_read_the_published_tree_without_an_account(demo, tmp_path):
    with urllib.request.urlopen(f"{demo.url}/journal/checkpoint") as answer:
        note = answer.read()
    year = note.split(b"\n")[0].rpartition(b"/")[2].decode()

    with urllib.request.urlopen(f"{demo.url}/journal/tlog/{year}/checkpoint") as answer:
        assert answer.read().split(b"\n")[0] == note.split(b"\n")[0]
    with urllib.request.urlopen(f"{demo.url}/journal/tlog/{year}/tile/0/000") as answer:
        assert len(answer.read()) == 256 * 32
