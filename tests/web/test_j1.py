"""J1: HR files the roster, in a real browser, with every error on the way."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from knowhold.demo.people import PASSWORD
from roster.files import GIVEN, HEADINGS, bad_roster, good_roster, row, write_csv, write_xlsx
from web.driving import press

pytestmark = pytest.mark.browser

SITE = "Testland separation works"


def upload(page, path: Path):
    page.goto("/roster/import/")
    page.set_input_files("input[name=file]", str(path))
    press(page)


def counts(page):
    return [int(text) for text in page.locator("[data-counts] .kh-num").all_inner_texts()]


def settle(page, answer="same"):
    """Answer every open question in the order in which the pages lead to them."""
    page.locator("[data-questions] a").first.click()
    while "/duplicates/" in page.url:
        page.locator(f"input[name=answer][value={answer}]").check()
        press(page)


def file_it(page):
    page.goto(page.url.rstrip("/") + "/confirm/")
    signed(page)


def signed(page):
    """Send the form; who signed in more than ten minutes ago shows that it is they."""
    press(page)
    if "/sign-in/confirm/" in page.url:
        page.fill("input[name=password]", PASSWORD)
        press(page)


def test_hr_files_the_roster_from_the_template_to_the_receipt(visit, check, rows, tmp_path):
    page = visit("/roster/", person="aisha.rahman")
    check(page)
    template = page.request.get("/roster/template.xlsx").body()
    sheets = load_workbook(io.BytesIO(template))
    assert [cell.value for cell in sheets.worksheets[0][1]] == HEADINGS
    codes = {line[0].value: line[2].value for line in sheets.worksheets[1].iter_rows()}
    assert codes["SXS-06"] == "级样控制与稳态调节"
    assert SITE in codes

    page.goto("/roster/import/")
    check(page)
    upload(page, bad_roster(tmp_path / "roster-bad.xlsx", site=SITE))
    check(page)
    assert counts(page) == [120, 112, 5, 3]
    assert not rows("select 1 from roster_filing")
    said = page.locator("[data-problems] li").all_inner_texts()
    assert 'F17 "31.02.2026" is not a date' in said
    assert any('"SXS-66"' in text and "did you mean SXS-06?" in text for text in said)
    assert (
        "This column may not be filed; it was not read"
        in page.locator("[data-columns]").inner_text()
    )
    assert page.locator("a[href$='/confirm/']").count() == 0

    back = page.request.get(page.locator("a[href$='/errors.xlsx']").get_attribute("href")).body()
    sheet = load_workbook(io.BytesIO(back)).active
    assert sheet["L17"].value == 'F17 "31.02.2026" is not a date'


def test_hr_compares_the_duplicates_and_files_once(visit, check, rows, tmp_path):
    page = visit("/roster/import/", person="aisha.rahman")
    upload(page, good_roster(tmp_path / "roster-good.xlsx", site=SITE))
    assert counts(page) == [120, 117, 0, 3]
    page.locator("[data-questions] a").first.click()
    check(page)
    press(page)
    check(page)
    assert page.title().startswith("Error:")
    page.go_back()
    page.goto(page.url.partition("duplicates")[0])
    settle(page)
    assert counts(page) == [120, 120, 0, 0]

    page.locator("a[href$='/confirm/']").click()
    check(page)
    address, year = page.url, page.input_value("input[name=as_of-year]")
    page.fill("input[name=as_of-year]", "1999x")
    signed(page)
    check(page)
    assert page.title().startswith("Error:")
    page.fill("input[name=as_of-year]", year)
    signed(page)
    check(page)
    receipt = page.url
    number = page.locator(".govuk-panel strong").inner_text()
    assert number.startswith("ZZ-001/R-20")
    page.locator("[data-published=yes]").wait_for(timeout=3000)
    assert page.request.get(f"{receipt}receipt.pdf").body().startswith(b"%PDF-")
    assert page.request.get(f"{receipt}receipt.tlog-proof").text().startswith("c2sp.org/")

    # the answer was lost on the way: the same form, the same receipt
    page.goto(address)
    assert page.url == receipt
    assert len(rows("select 1 from audit_event where kind = 'roster.filed'")) == 1

    upload(page, good_roster(tmp_path / "again.xlsx", site=SITE))
    settled = page.locator("main").inner_text()
    assert f"No changes since {number}" in settled
    check(page)
    page.locator("main form button").last.click()
    assert len(rows("select 1 from roster_filing")) == 1


@pytest.mark.parametrize(("language", "width"), [("zh-hans", 390), ("en", 390)])
def test_the_pages_of_an_import_keep_their_promises_on_a_phone(
    visit, check, tmp_path, language, width
):
    page = visit("/roster/", person="aisha.rahman", language=language, width=width)
    check(page)
    upload(page, bad_roster(tmp_path / "roster-bad.xlsx", site=SITE))
    check(page)
    page.locator("[data-questions] a").first.click()
    check(page)
    page.goto("/roster/people/")
    check(page)
    if language == "zh-hans":
        visit("/account/", person="aisha.rahman", language="en")


def test_without_scripts_a_csv_in_gb18030_is_read_and_the_page_says_so(visit, tmp_path):
    page = visit("/roster/", person="aisha.rahman", scripts=False)
    cells = [row(f"G{at}", "", native=f"赵{name[0]}", site=SITE) for at, name in enumerate(GIVEN)]

    upload(page, write_csv(tmp_path / "名册.csv", cells, encoding="gb18030"))

    assert "read as GB18030" in page.locator("main").inner_text()
    assert counts(page)[0] == 20


def bomb(path: Path) -> Path:
    write_xlsx(path, [row("1", "Ada Adler")])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet9.xml", b" " * (300 * 1024 * 1024))
    return path


def macro(path: Path) -> Path:
    write_xlsx(path, [row("1", "Ada Adler")])
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("xl/vbaProject.bin", b"x")
    return path


def disguised(path: Path) -> Path:
    path.write_bytes(b"MZ\x90\x00 this is a program")
    return path


@pytest.mark.parametrize(
    ("make", "name", "says"),
    [(bomb, "bomb.xlsx", "made to swell"), (macro, "macro.xlsx", "without macros"),
     (disguised, "program.xlsx", "of another kind"), (disguised, "program.exe", "a CSV or XLSX file")],
)  # fmt: skip
def test_a_file_that_is_no_honest_table_is_refused(visit, check, tmp_path, make, name, says):
    page = visit("/roster/", person="aisha.rahman")

    upload(page, make(tmp_path / name))

    assert says in page.locator("main").inner_text()
    check(page)


def test_a_file_of_more_than_25_mb_is_refused_before_it_is_sent(visit, tmp_path):
    large = tmp_path / "large.csv"
    large.write_bytes(b"x" * (26 * 1024 * 1024))
    page = visit("/roster/import/", person="aisha.rahman")
    sent = []
    page.on("request", lambda request: sent.append(request.method))

    page.set_input_files("input[name=file]", str(large))

    assert "at most 25 MB" in page.locator(".govuk-error-message").inner_text()
    assert "POST" not in sent


def test_the_server_refuses_by_the_announced_length(visit, demo, tmp_path):
    page = visit("/roster/import/", person="aisha.rahman")
    token = page.locator("main input[name=csrfmiddlewaretoken]").input_value()

    answered = page.request.post(
        "/roster/import/",
        multipart={
            "csrfmiddlewaretoken": token,
            "file": {"name": "a.csv", "mimeType": "text/csv", "buffer": b"x" * 26 * 1024 * 1024},
        },
        headers={"Referer": f"{demo.url}/roster/import/"},
    )

    assert answered.status == 413
    assert "At most 25 MB" in answered.text()


def test_others_see_that_there_is_no_such_page(visit):
    page = visit("/", person="lin.yue")

    for path in ("/roster/", "/roster/import/", "/roster/template.xlsx", "/roster/people/"):
        assert page.request.get(path).status == 404


def test_the_whole_import_works_by_keyboard_alone(visit, tmp_path):
    page = visit("/roster/import/", person="aisha.rahman")
    page.set_input_files(
        "input[name=file]",
        str(write_xlsx(tmp_path / "k.xlsx", [row("K1", "Kai Keyboard", site=SITE)])),
    )
    page.locator("main form button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/roster/import/*-*/")
    page.locator("a[href$='/confirm/']").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/confirm/")

    page.locator("input[name=as_of-day]").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("32")
    page.keyboard.press("Enter")
    page.locator(".govuk-error-summary, input[name=password]").first.wait_for()
    if page.locator("input[name=password]").count():
        page.locator("input[name=password]").focus()
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.locator(".govuk-error-summary").wait_for()
    page.wait_for_load_state()

    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
