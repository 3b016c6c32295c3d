"""J5: a disclosure is asked for, refused, appealed against and varied; a shipment is asked for."""

from __future__ import annotations

import pytest

from web.driving import find_out, press, sign, submit

pytestmark = pytest.mark.browser


def ask(page, kind, *, purpose, topic="", other=""):
    page.goto(f"/trips/new/?kind={kind}")
    if "journey" not in page.url:
        press(page)
    page.locator(f"input[name=purpose][value={purpose}]").check()
    page.select_option("select[name=to_0]", "ZY")
    for name in ("first_day_0", "last_day_0"):
        for part, text in (("day", "7"), ("month", "12"), ("year", "2026")):
            page.fill(f"input[name={name}-{part}]", text)
    press(page)
    if topic:
        page.locator(f"input[name=topics][value={topic}]").check()
    page.fill("input[name=other]", other)
    press(page)
    page.fill("input[name=name_0]", "Nordland Smelter")
    page.select_option("select[name=country_0]", "ZY")
    press(page)
    while "/question/" in page.url:
        page.locator("main input[type=radio]").last.check()
        press(page)


def refuse(officer, case):
    officer.goto(f"{case}refuse/")
    officer.locator("input[name=rules]").first.check()
    officer.fill("textarea[name=reason]", "The design of cascades is on the list.")
    officer.fill("textarea[name=approvable]", "Published work on solvent recovery.")
    press(officer)


def appeal(page, case):
    page.goto(f"{case}letter/")
    page.locator(f"main a[href$='{case[case.index('/cases/') :]}appeal/']").click()
    page.fill("textarea[name=text]", "Appendix A is published; only appendix B is not.")
    note = {"name": "appendix-a.txt", "mimeType": "text/plain", "buffer": b"Published in 2019."}
    page.set_input_files("input[name=file]", files=[note])


def vary(panel, case):
    panel.goto(f"{case}appeal/vary/")
    panel.fill("textarea[name=without_en]", "Without appendix B.")
    panel.fill("textarea[name=without_zh]", "不含附录乙。")
    for box in panel.locator("input[name=rules][value^='zz.'], input[name=confirmed]").all():
        box.check()
    panel.locator("input[name=conditions][value=no-parameters]").check()
    second_hand = panel.locator("input[name=second_hand_confirmed]")
    if second_hand.count():
        second_hand.check()
    panel.fill("textarea[name=reason]", "What is published may be sent.")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_disclosure_is_asked_for_and_refused_with_a_letter(visit, check, language):
    page = visit("/", person="lin.yue", language=language)
    ask(page, "disclosure", purpose="send", topic="SXS-01")
    assert page.locator(".kh-outcome--needed").count() == 1
    check(page)
    case = submit(page)
    page.goto(case)
    assert "/D-2026-" in page.locator(".kh-identity").inner_text()
    check(page)

    refuse(visit("/", person="chen.hao"), case)
    sign(visit, case)

    page.goto(f"{case}letter/")
    assert "Published work on solvent recovery." in page.locator("main").inner_text()
    check(page)


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh-hans", 390)])
def test_an_appeal_is_heard_by_who_had_no_part_and_varied(visit, check, language, width):
    page = visit("/", person="lin.yue", language=language, width=width)
    ask(page, "disclosure", purpose="send", topic="SXS-01")
    case = submit(page)
    officer = visit("/", person="chen.hao")
    find_out(officer, case)
    refuse(officer, case)
    sign(visit, case)

    appeal(page, case)
    check(page)
    press(page)
    check(page)
    assert "appendix-a.txt" in page.locator("main").inner_text()

    panel = visit(f"{case}appeal/panel/", person="petra.novak", language=language, width=width)
    check(panel)
    barred = panel.locator(".kh-barred").inner_text()
    assert "Chen Hao" in barred
    assert "Maria Keller" in barred
    assert panel.locator("input[name=people]").count() == 1
    panel.locator("input[name=people]").check()
    press(panel)
    check(panel)

    panel.goto(f"{case}appeal/question/")
    check(panel)
    panel.fill("textarea[name=text]", "Where was appendix A published?")
    press(panel)
    page.goto(case)
    page.fill("textarea[name=text]", "In the proceedings of 2019.")
    page.locator("main form:has(textarea[name=text]) button[type=submit]").first.click()
    page.wait_for_load_state()

    vary(panel, case)
    check(panel)
    press(panel)
    assert panel.locator(".govuk-notification-banner--success").count() == 1
    check(panel)

    page.goto(case)
    check(page)
    left_out = "不含附录乙。" if language == "zh-hans" else "Without appendix B."
    page.goto(f"{case}letter/")
    assert "Published work on solvent recovery." in page.locator("main").inner_text()
    page.goto(f"{case.replace('/cases/', '/permits/')}1/")
    assert left_out in page.locator("main").inner_text()
    check(page)


def test_goods_that_nobody_has_classified_leave_the_answer_open(visit, check):
    page = visit("/", person="lin.yue")

    ask(page, "shipment", purpose="ship", other="extraction column, used")

    assert page.locator(".kh-outcome--open").count() == 1
    assert page.get_by_role("button", name="Ask the classifier").count() == 1
    check(page)
