"""J2: my record on a phone in Chinese: correct an entry, report an approach, take it back, take a copy."""

from __future__ import annotations

import io
import zipfile

import pytest

from roster.files import row, write_xlsx
from web.driving import press
from web.test_j1 import SITE, file_it, upload

pytestmark = pytest.mark.browser

LIN = "lin.yue@qingshan.example"
PHONE = {"person": "lin.yue", "language": "zh-hans", "width": 390}


def report(page, *, reader="compliance", file=None):
    page.goto("/my-record/approaches/new/")
    page.fill("textarea[name=who]", "猎头通过邮件联系")
    page.fill("textarea[name=wanted]", "想了解级联参数")
    if file is not None:
        page.set_input_files("input[name=file]", file)
    page.locator(f"input[name=reader][value={reader}]").check()
    press(page)


def test_the_record_is_whole_and_says_that_there_is_no_score(visit, check):
    page = visit("/my-record/", **PHONE)

    check(page)
    text = page.locator("main").inner_text()
    assert "Knowhold 不计算您的任何风险评分" in text
    assert "SXS-06" in text
    for summary in page.locator("main details summary").all():
        summary.click()
    check(page)
    assert "PIPL" in text or "ZZ Demo Order" in page.locator("main").inner_text()


def test_a_wrong_level_is_disputed_before_everybody_and_answered_by_the_manager(
    visit, check, tmp_path
):
    hr = visit("/roster/", person="aisha.rahman")
    rows = [row("L1", "Lin Yue", "SXS-01", native="林悦", site=SITE, email=LIN, level="2")]
    upload(hr, write_xlsx(tmp_path / "lin.xlsx", rows))
    file_it(hr)
    page = visit("/my-record/", **PHONE)
    page.locator("main a[href*='/correct/']").first.click()
    check(page)
    press(page)
    check(page)
    page.locator("input[name=level][value='4']").check()
    page.fill("textarea[name=reason]", "我负责培训")
    press(page)
    check(page)
    assert "起有争议" in page.locator("main").inner_text()

    hr.goto("/roster/people/?q=Lin")
    hr.locator("main table a").first.click()
    check(hr)
    assert "disputed since" in hr.locator("main").inner_text()
    manager = visit("/", person="tomas.berg")
    manager.locator("main a[href*='/roster/disputes/']").first.click()
    check(manager)
    manager.locator("input[name=verdict][value=accepted]").check()
    manager.fill("textarea[name=answer]", "True since May.")
    press(manager)
    check(manager)

    page.reload()
    assert "True since May." in page.locator("main").inner_text()
    assert "Aisha Rahman" in page.locator("main").inner_text()


def test_an_approach_is_reported_and_its_content_taken_back(visit, check, rows):
    page = visit("/my-record/approaches/new/", **PHONE)
    check(page)
    assert "不会给您带来任何不利后果" in page.locator("main").inner_text()
    report(page)
    check(page)
    assert "ZZ-001/A-20" in page.title() or "ZZ-001/A-20" in page.locator("h1").inner_text()
    address = page.url
    officer = visit(address, person="chen.hao", language="zh-hans")
    assert "想了解级联参数" in officer.locator("main").inner_text()
    check(officer)
    manager = visit("/", person="tomas.berg")
    assert manager.request.get(address).status == 404

    page.reload()
    page.locator("main form button").last.click()
    page.wait_for_url("**/approaches/")
    check(page)
    assert (
        officer.request.get(address).status == 404
        or "想了解" not in officer.request.get(address).text()
    )
    assert not rows("select 1 from audit_event where body like '%级联参数%'")
    assert rows("select 1 from audit_event where kind = 'approach.reported' and body is null")


def test_a_program_is_no_attachment(visit, check):
    page = visit("/my-record/", **PHONE)

    report(page, file={"name": "x.exe", "mimeType": "application/pdf", "buffer": b"MZ\x90"})

    check(page)
    assert "不接受此类文件" in page.locator("main").inner_text()
    assert page.locator("textarea[name=wanted]").input_value() == "想了解级联参数"


def test_what_was_typed_survives_the_end_of_the_session(visit):
    page = visit("/my-record/approaches/new/", **PHONE)
    page.fill("textarea[name=wanted]", "图纸")
    page.fill("textarea[name=who]", "猎头")
    cookies = [one for one in page.context.cookies() if "session" not in one["name"]]
    page.context.clear_cookies()
    page.context.add_cookies(cookies)

    press(page)
    assert "/sign-in/" in page.url
    again = page.url
    other = visit("/", person="lin.yue", language="zh-hans")
    page.context.add_cookies(
        [
            one
            for one in other.context.cookies()
            if "session" in one["name"] or "csrf" in one["name"]
        ]
    )
    page.goto("/my-record/approaches/new/")

    assert "next=" in again
    assert page.locator("textarea[name=wanted]").input_value() == "图纸"


def test_a_copy_is_ready_and_only_for_its_owner(visit, check):
    page = visit("/my-record/copy/", **PHONE)
    check(page)
    press(page)
    check(page)
    address = page.locator("[data-copy]").get_attribute("href")

    with zipfile.ZipFile(io.BytesIO(page.request.get(address).body())) as packed:
        assert set(packed.namelist()) >= {"my-record.json", "my-record.pdf"}
    assert visit("/", person="chen.hao").request.get(address).status == 404


def test_an_objection_pauses_and_consent_is_asked_apart(visit, check):
    page = visit(
        "/my-record/purposes/counts/object/", person="wang.min", language="zh-hans", width=390
    )
    check(page)
    page.fill("textarea[name=reason]", "我不同意")
    press(page)
    check(page)
    page.goto("/my-record/purposes/itineraries/consent/")
    check(page)
    press(page)
    head = visit("/my-record/objections/", person="maria.keller")
    check(head)
    head.locator("main a").first.click()
    check(head)
    head.locator("input[name=verdict][value=declined]").check()
    head.fill("textarea[name=answer]", "Two lines depend on it.")
    press(head)

    page.goto("/my-record/")
    page.locator("details#counts summary").click()
    assert "Two lines depend on it." in page.locator("details#counts").inner_text()


def test_another_persons_line_is_not_found_by_its_address(visit, rows):
    page = visit("/", person="lin.yue")
    holders = [str(one[0]) for one in rows("select id from roster_holder")]

    for holder in [*holders, "00000000000000000000000000000007"]:
        text = f"{holder[:8]}-{holder[8:12]}-{holder[12:16]}-{holder[16:20]}-{holder[20:]}"
        assert page.request.get(f"/roster/people/{text}/").status == 404
