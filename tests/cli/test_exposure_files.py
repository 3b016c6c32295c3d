"""What `knowhold exposure` writes is whole or not there; what it cannot read is refused with its place."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

from exposure.crowds import crowd_file
from knowhold.cli.exposure_files import LARGEST_FILE
from knowhold.cli.main import main

REPORT = ("--on", "2026-11-24")


@pytest.fixture
def matrix(tmp_path: Path) -> Path:
    return crowd_file(tmp_path)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(["exposure", *arguments])
    out = capsys.readouterr()
    return int(left.value.code or 0), out.out, out.err


@pytest.mark.parametrize(("lang", "language"), [("en", "en-GB"), ("zh", "zh-Hans")])
@pytest.mark.parametrize("command", [("report",), ("what-if", "--leave", "A=2"), ("plan",)])
def test_a_page_stands_alone_and_has_a_table_behind_each_chart(
    matrix: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...], lang: str,
    language: str,
) -> None:  # fmt: skip
    name, *rest = command

    code, page, _ = run(capsys, name, str(matrix), *REPORT, *rest, "--html", "--lang", lang)

    assert code == 0
    assert f'<html lang="{language}">' in page
    assert page.count("<h1>") == 1
    assert "src=" not in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert page.count("<table>") >= page.count("<svg")
    assert page.count("<svg") == page.count("<desc")


def test_waves_as_a_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "flow.csv"
    file.write_text("month,people,left\n" + "".join(f"2026-{m:02},60,{m}\n" for m in range(1, 13)))

    code, page, _ = run(capsys, "waves", str(file), "--html")

    assert code == 0
    assert "&lt; 5" in page
    assert "<td>4</td>" not in page


@pytest.mark.parametrize("kind", ["html", "json", "csv", "xlsx", "png", "txt"])
def test_each_ending_is_written_as_what_it_says(
    matrix: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    out = tmp_path / f"report.{kind}"

    code, told, _ = run(capsys, "report", str(matrix), *REPORT, "--out", str(out))

    assert (code, told) == (0, "")
    data = out.read_bytes()
    begins = {"html": b"<!doctype", "json": b"{", "csv": b"\xef\xbb\xbfStep", "xlsx": b"PK",
              "png": b"\x89PNG", "txt": b"Know-how"}  # fmt: skip
    assert data.startswith(begins[kind])
    if kind == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(data))
        assert {"heat", "margins", "importance"} <= set(book.sheetnames)
        assert zipfile.is_zipfile(io.BytesIO(data))
    if kind == "json":
        assert json.loads(data)["stopping"]["chance"]["status"] in {"proven", "drawn"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["matrix.csv", out.name]


def test_an_ending_that_is_none_is_a_usage_error_before_any_work(
    matrix: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = run(capsys, "report", str(matrix), "--out", str(tmp_path / "report.docx"))

    assert code == 2
    assert "--out must end in one of" in err


def test_json_and_html_together_are_a_usage_error(
    matrix: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "report", str(matrix), "--json", "--html")[0] == 2


def test_a_failing_report_leaves_the_old_file_as_it_was(
    matrix: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "report.html"
    out.write_text("old")
    matrix.write_text(matrix.read_text() + "x,SXS-1,3,2026-06-01,A,operator\n")

    code, _, err = run(capsys, "report", str(matrix), *REPORT, "--out", str(out))

    assert code == 3
    assert "did you mean `SXS-01`" in err
    assert out.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["matrix.csv", "report.html"]


def test_the_shipped_chain_can_be_printed_changed_and_taken(
    matrix: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, text, _ = run(capsys, "chain")
    own = tmp_path / "my-chain.toml"
    own.write_text(text.replace("needed = 1", "needed = 2", 1), "utf-8")

    plain = json.loads(run(capsys, "report", str(matrix), *REPORT, "--json")[1])
    named = json.loads(
        run(capsys, "report", str(matrix), *REPORT, "--json", "--chain", "rare-earth")[1]
    )
    changed = json.loads(
        run(capsys, "report", str(matrix), *REPORT, "--json", "--chain", str(own))[1]
    )

    assert plain == named
    assert {one["needed"] for one in plain["margins"]} == {1}
    assert {one["needed"] for one in changed["margins"]} == {2}


def test_a_tree_of_ones_own_needs_no_taxonomy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chain = tmp_path / "bakery.toml"
    chain.write_text(
        'tree = "own"\n[[step]]\ncode = "bake"\nname_en = "Baking"\nitems = ["OVEN"]\n'
        '[[item]]\ncode = "OVEN"\nname_en = "Firing the oven"\nweeks = 8\n',
        "utf-8",
    )
    matrix = tmp_path / "bakers.csv"
    lines = "".join(f"b{n},OVEN,3,2026-06-01,Mill\n" for n in range(12))
    matrix.write_text(f"holder,item,level,as_of,site\n{lines}", "utf-8")

    code, told, _ = run(capsys, "report", str(matrix), *REPORT, "--chain", str(chain))

    assert code == 0
    assert "Baking" in told


@pytest.mark.parametrize(
    ("chain", "complaint"),
    [
        ("no-such.toml", "expected a file, or `rare-earth`"),
        ('[[step]]\ncode="a"\nitems=["SXS-01"]\nafter=["b"]\n[[step]]\ncode="b"\nitems=["SXS-02"]\nafter=["a"]',
         "a chain without a circle"),
        ('[[step]]\ncode="a"\nitems=["SXS-1"]', "did you mean `SXS-01`"),
        ("[[item]\n", "expected TOML"),
        ('[[item]]\ncode="SXS-01"\nneeds=2', "did you mean `needed`"),
        ('tree = "own"', "at least one [[step]]"),
        ('[[item]]\ncode="SXS-01"\nneeded=true', "a whole number 1 to 1000"),
    ],
)  # fmt: skip
def test_a_wrong_chain_is_refused_with_its_place(
    matrix: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], chain: str, complaint: str
) -> None:
    file = tmp_path / "chain.toml"
    if "=" in chain or "[" in chain:
        file.write_text(chain, "utf-8")
    else:
        file = tmp_path / chain

    code, out, err = run(capsys, "report", str(matrix), *REPORT, "--chain", str(file))

    assert (code, out) == (3, "")
    assert complaint in err


def test_more_holders_needed_than_there_are_is_lost_and_not_an_error(
    matrix: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chain = tmp_path / "chain.toml"
    chain.write_text('[[item]]\ncode = "MET-01"\nneeded = 900\n', "utf-8")

    code, told, _ = run(capsys, "report", str(matrix), *REPORT, "--chain", str(chain), "--json")

    made = json.loads(told)
    thin = [one for one in made["margins"] if one["item"] == "MET-01"]
    assert code == 0
    assert thin
    assert all(one["holders"] < one["needed"] == 900 for one in thin)
    assert "MET" in made["stopping"]["standing"]


@pytest.mark.parametrize("text", ["", "holder,item,level,as_of,site\n"])
def test_an_empty_file_is_said_to_be_empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    file = tmp_path / "empty.csv"
    file.write_text(text)

    code, out, err = run(capsys, "report", str(file))

    assert (code, out) == (3, "")
    assert "the file is empty" in err


def test_a_file_of_two_gigabytes_is_refused_before_a_byte_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "large.csv"
    with file.open("wb") as sparse:
        sparse.truncate(2 << 30)
    started = time.process_time()

    code, out, err = run(capsys, "report", str(file))

    assert (code, out) == (3, "")
    assert f"at most {LARGEST_FILE:,} bytes" in err
    assert "knowhold exposure margins" in err
    assert time.process_time() - started < 2


HARD = """
import random, sys
draw = random.Random(4)
codes = [f"I{n}" for n in range(900)]
with open(sys.argv[1], "w") as chain:
    chain.write('tree = "own"\\n')
    for n in range(0, 900, 30):
        chain.write(f'[[step]]\\ncode = "s{n}"\\nitems = {codes[n:n + 30]}\\n'.replace("'", '"'))
    for code in codes:
        chain.write(f'[[item]]\\ncode = "{code}"\\nname_en = "{code}"\\n')
with open(sys.argv[2], "w") as matrix:
    matrix.write("holder,item,level,as_of,site\\n")
    for code in codes:
        for person in draw.sample(range(700), draw.randint(3, 9)):
            matrix.write(f"p{person},{code},3,2026-06-01,A\\n")
"""


def test_stopping_long_work_says_how_far_it_came_and_writes_nothing(tmp_path: Path) -> None:
    chain, matrix, out = tmp_path / "c.toml", tmp_path / "m.csv", tmp_path / "report.html"
    subprocess.run([sys.executable, "-c", HARD, str(chain), str(matrix)], check=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "knowhold.cli.main", "exposure", "report", str(matrix),
         "--chain", str(chain), *REPORT, "--out", str(out)],
        stderr=subprocess.PIPE, text=True, env=os.environ,
    )  # fmt: skip
    assert process.stderr is not None
    first = next(line for line in process.stderr if "fewest departures" in line)

    process.send_signal(signal.SIGINT)
    _, rest = process.communicate(timeout=30)

    assert "Ctrl-C stops it" in first
    assert "stopped while looking for the fewest departures" in rest
    assert "done before: reading, counting holders" in rest
    assert process.returncode == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c.toml", "m.csv"]


def test_noise_is_drawn_anew_each_time_and_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "flow.csv"
    lines = "".join(f"{2020 + n // 12}-{n % 12 + 1:02},600,{20 + n % 3}\n" for n in range(60))
    file.write_text(f"month,people,left\n{lines}")

    _, first, _ = run(capsys, "waves", str(file), "--epsilon", "0.5")
    _, second, _ = run(capsys, "waves", str(file), "--epsilon", "0.5")

    assert "epsilon 0.5" in first
    assert first != second


def test_a_group_of_nine_has_no_waves(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "flow.csv"
    file.write_text("month,people,left\n2026-01,9,5\n")

    code, out, err = run(capsys, "waves", str(file), "--epsilon", "1")

    assert (code, out) == (3, "")
    assert "at least 10 people" in err
