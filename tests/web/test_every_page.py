"""Every page that a link leads to: it works, in both languages, and nothing stays untranslated.

A person follows all links from the start page. Of the addresses of one kind (every rule, every
source) one is opened.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

import polib
import pytest
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from web.test_permits import issued

PO = Path(__file__).resolve().parents[2] / "src/knowhold/web/locale/zh_Hans/LC_MESSAGES/django.po"
OF_A_KIND = 1
FILES = (
    ".ics", ".pdf", ".tlog-proof", ".zip", "/checkpoint", "/key", "/policy", ".txt", ".json", ".xlsx",
    ".csv", ".html", ".png", ".md",
)  # fmt: skip
# Pages that answer a form only, or that no link leads to before there is a case.
NOT_BY_LINK = {
    "sign-in",
    "sign-out",
    "language",
    "classify",
    "checkpoint",
    "journal-key",
    "journal-policy",
    "tlog-checkpoint",
    "tlog-tile",
    "bundle",
    "bundle-file",
    "record-proof",
    "read-notices",
    "revoke-key",
    "change-calendar-link",
    "calendar",
    "statistics",  # not for the officer who follows the links; driven in test_statistics.py
}

# Texts of the page that a reader of Chinese is meant to read as Chinese.
VISIBLE = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const at = node.parentElement.closest('[lang]');
    if (at && !at.lang.startsWith('zh')) continue;
    if (node.parentElement.closest('script, style, .kh-code, .kh-pre')) continue;
    const text = node.textContent.replace(/\\s+/g, ' ').trim();
    if (text) found.push(text);
  }
  return found;
}"""


def view_name(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def links(page) -> list[str]:
    found = page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
    here = urlsplit(page.url)
    return [
        urlsplit(urldefrag(address).url).path
        for address in found
        if urlsplit(address).netloc == here.netloc
    ]


def crawl(visit, person: str, language: str, *also: str):
    """Each page once, as (page, path, status); from the start page and from those named `also`."""
    page = visit("/", person=person, language=language)
    seen, waiting, kinds = {"/", *also}, ["/", *also], Counter()
    while waiting:
        path = waiting.pop(0)
        name = view_name(path)
        if kinds[name] >= OF_A_KIND and name:
            continue
        kinds[name] += 1
        response = page.goto(path)
        yield page, path, response.status
        for link in links(page):
            if link not in seen and not link.endswith(FILES) and not link.startswith("/static/"):
                seen.add(link)
                waiting.append(link)


@pytest.fixture
def permit(visit):
    """The page of a permit of Lin Yue that Chen Hao issued."""
    holder, _officer, _address = issued(visit)
    return urlsplit(holder.url).path


@pytest.mark.parametrize(
    ("person", "language", "width"),
    [("chen.hao", "en", 390), ("chen.hao", "zh-hans", 1280), ("lin.yue", "zh-hans", 390)],
)
def test_every_page_keeps_what_every_page_promises(visit, check, permit, person, language, width):
    english = {entry.msgid for entry in polib.pofile(str(PO)) if " " in entry.msgid}
    left, reached = {}, set()
    for page, path, status in crawl(visit, person, language, permit):
        assert status == 200, f"{path}: {status}"
        page.set_viewport_size({"width": width, "height": 900})
        check(page)
        reached.add(view_name(path))
        if language != "en":
            left |= {text: path for text in page.evaluate(VISIBLE) if text in english}

    assert left == {}
    if person == "chen.hao":
        wanted = {name for name in names(get_resolver().url_patterns) if name.startswith("web:")}
        assert wanted - reached - {f"web:{name}" for name in NOT_BY_LINK} == set()
        assert reached >= {"permits:permit", "permits:replace", "permits:revoke"}


# What the work of each opens beyond the pages of everybody.
OF_THE_WORK = {
    "aisha.rahman": {
        "roster:overview", "roster:import", "roster:people", "exposure:report", "exposure:site",
        "exposure:capability", "exposure:plan", "exposure:what-if", "exposure:waves",
        "exposure:file-counts", "exposure:terms", "exposure:edit-terms", "exposure:importance",
        "exposure:full",
    },
    "raj.patel": {
        "administration:people", "administration:person", "administration:new-person",
        "routing:routing", "routing:edit", "routing:edition", "routing:people", "routing:person",
        "routing:training",
    },
}  # fmt: skip


@pytest.mark.parametrize(("person", "width"), [("aisha.rahman", 1280), ("raj.patel", 390)])
def test_the_pages_of_hr_and_of_the_administrator_keep_it_too(visit, check, person, width):
    english = {entry.msgid for entry in polib.pofile(str(PO)) if " " in entry.msgid}
    left, reached = {}, set()
    for page, path, status in crawl(visit, person, "zh-hans"):
        name = view_name(path)
        # the pages of everybody are walked above
        if name.startswith("web:") and status == 200:
            continue
        assert status == 200, f"{path}: {status}"
        page.set_viewport_size({"width": width, "height": 900})
        check(page)
        reached.add(name)
        left |= {text: path for text in page.evaluate(VISIBLE) if text in english}

    assert left == {}
    assert OF_THE_WORK[person] - reached == set()


def test_a_stranger_gets_no_further_than_the_public_pages(visit):
    for _, path, status in crawl(visit, "", "en"):
        assert status == 200, f"{path}: {status}"


def names(patterns, space: str = "") -> set[str]:
    found = set()
    for one in patterns:
        if isinstance(one, URLResolver):
            found |= names(one.url_patterns, one.namespace or space)
        elif isinstance(one, URLPattern) and one.name:
            found.add(f"{space}:{one.name}")
    return found
