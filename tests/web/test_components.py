"""Our components against the fixtures that the GOV.UK Frontend package ships: same markup.

The package is there where `npm ci` ran in `frontend/`. A fixture that uses an option we leave out
on purpose is not compared; `test_most_fixtures_are_compared` holds how many that may be.
"""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from knowhold.web.components import basic, fields

PACKAGE = Path(__file__).resolve().parents[2] / "frontend/node_modules/govuk-frontend/dist/govuk"
VOID = {"input", "br", "img", "path"}


class Normal(HTMLParser):
    """Tags with sorted attributes and sorted classes, texts with single blanks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag, attrs):
        shown = []
        for name, value in sorted(attrs):
            # the package marks what its scripts need; ours says the same in every button
            if (name, value) == ("data-prevent-double-click", "true"):
                continue
            listed = (value or "").split()
            shown.append(f"{name}={' '.join(sorted(listed) if name == 'class' else listed)}")
        self.parts.append(f"<{tag} {' '.join(shown)}>")

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.parts.append(f"</{tag}>")

    def handle_data(self, data):
        text = " ".join(data.split())
        if text:
            self.parts.append(text)


def normal(html: str) -> list[str]:
    parser = Normal()
    parser.feed(html)
    return parser.parts


def words(given: object) -> str:
    """The text or the HTML of an option of the package."""
    if not isinstance(given, dict):
        return str(given or "")
    if given.get("html"):
        return mark_safe(str(given["html"]).strip())
    return str(given.get("text") or "")


class Unsupported(Exception):
    """The fixture uses an option that our component leaves out."""


def only(options: object, *names: str) -> None:
    if not isinstance(options, dict):
        raise Unsupported("an empty item")
    extra = {name for name, value in options.items() if value not in (None, "", {}, [])} - set(
        names
    )
    if extra:
        raise Unsupported(", ".join(sorted(extra)))


def button(o):
    only(o, "text", "classes", "href", "name", "value", "disabled", "isStartButton", "type")
    kinds = [c.removeprefix("govuk-button--") for c in str(o.get("classes", "")).split()]
    if len(kinds) > 1 or (kinds and not o["classes"].startswith("govuk-button--")):
        raise Unsupported("classes")
    if o.get("type", "submit") != "submit":
        raise Unsupported("type")
    return "button", basic.button(
        o["text"], href=o.get("href", ""), kind=kinds[0] if kinds else "", name=o.get("name", ""),
        value=o.get("value", ""), start=bool(o.get("isStartButton")), once=False,
        disabled=bool(o.get("disabled")),
    )  # fmt: skip


def back_link(o):
    only(o, "text", "html", "href")
    return "back_link", basic.back_link(o.get("href", "#"), words(o))


def skip_link(o):
    only(o, "text", "html", "href")
    return "skip_link", basic.skip_link(o.get("href", "#content"), words(o))


def breadcrumbs(o):
    only(o, "items")
    pairs = []
    for item in o["items"]:
        only(item, "text", "html", "href")
        pairs += [words(item), item.get("href", "")]
    return "breadcrumbs", basic.breadcrumbs(*pairs)


def error_summary(o):
    only(o, "titleText", "titleHtml", "errorList", "descriptionText")
    rows = []
    for item in o.get("errorList") or ():
        only(item, "text", "html", "href")
        rows.append({"text": words(item), "href": item.get("href", "")})
    if not rows:
        raise Unsupported("no list")
    title = mark_safe(o["titleHtml"]) if o.get("titleHtml") else o["titleText"]
    return "error_summary", basic.error_summary(
        rows, title=title, text=o.get("descriptionText", "")
    )


def tag(o):
    only(o, "text", "html", "classes")
    colour = str(o.get("classes", "")).removeprefix("govuk-tag--")
    if " " in colour or (o.get("classes") and not o["classes"].startswith("govuk-tag--")):
        raise Unsupported("classes")
    return "tag", basic.tag(words(o), colour)


def details(o):
    only(o, "summaryText", "summaryHtml", "text", "html", "id", "open")
    title = mark_safe(o["summaryHtml"]) if o.get("summaryHtml") else o.get("summaryText")
    return "details", {
        "content": words(o),
        "title": title,
        "id": o.get("id"),
        "open": o.get("open"),
    }


def inset_text(o):
    only(o, "text", "html")
    return "inset", {"content": words(o)}


def warning_text(o):
    only(o, "text", "html", "iconFallbackText")
    return "warning", {"content": words(o), "prefix": o.get("iconFallbackText") or "Warning"}


def panel(o):
    only(o, "titleText", "titleHtml", "text", "html")
    title = mark_safe(o["titleHtml"]) if o.get("titleHtml") else o.get("titleText")
    return "panel", {"title": title, "content": words(o)}


def notification_banner(o):
    only(o, "text", "html", "type", "titleText")
    kind = o.get("type") or ""
    if kind not in {"", "success"}:
        raise Unsupported("type")
    context = basic.notification(words(o), kind=kind, title=o.get("titleText") or "")
    return "notification", {**context, "block": bool(o.get("html"))}


def pagination(o):
    only(o, "items", "previous", "next")
    if not o.get("items"):
        raise Unsupported("without numbers")
    for item in o["items"]:
        if not item:
            raise Unsupported("an empty item")
        only(item, "number", "href", "current", "ellipsis")
    for link in ("previous", "next"):
        only(o.get(link) or {}, "href")
    return "pagination", {
        "items": o["items"], "label": "Pagination",
        "previous": (o.get("previous") or {}).get("href"), "next": (o.get("next") or {}).get("href"),
    }  # fmt: skip


def summary_list(o):
    only(o, "rows", "classes")
    rows = []
    for row in filter(None, o["rows"]):
        only(row, "key", "value", "actions", "classes")
        only(row["key"], "text", "html")
        only(row["value"], "text", "html")
        only(row.get("actions") or {}, "items")
        actions = []
        for action in (row.get("actions") or {}).get("items") or ():
            only(action, "text", "html", "href", "visuallyHiddenText")
            actions.append(
                {
                    "text": words(action),
                    "href": action["href"],
                    "what": action.get("visuallyHiddenText"),
                }
            )
        rows.append(
            {"key": words(row["key"]), "value": words(row["value"]), "actions": actions, "classes": row.get("classes")}
        )  # fmt: skip
    return "summary_list", basic.summary_list(rows, classes=o.get("classes", ""))


def task_list(o):
    only(o, "items", "idPrefix")
    rows = []
    for item in o["items"]:
        only(item, "title", "href", "hint", "status")
        only(item["title"], "text", "html")
        status = item["status"]
        only(status, "text", "html", "tag", "classes")
        if status.get("classes") not in (None, "", "govuk-task-list__status--cannot-start-yet"):
            raise Unsupported("status classes")
        only(status.get("tag") or {}, "text", "html", "classes")
        rows.append(
            {
                "title": words(item["title"]), "href": item.get("href"), "hint": words(item.get("hint")),
                "status": words(status), "tag": words(status.get("tag")),
                "colour": str((status.get("tag") or {}).get("classes", "")).removeprefix("govuk-tag--"),
                "cannot_start": bool(status.get("classes")),
            }
        )  # fmt: skip
    return "task_list", basic.task_list(rows, prefix=o.get("idPrefix") or "task-list")


def table(o):
    only(o, "head", "rows", "caption", "captionClasses", "firstCellIsHeader")
    if o.get("caption") and o.get("captionClasses") != "govuk-table__caption--m":
        raise Unsupported("caption classes")
    numeric = set()
    if not all(o["rows"]):
        raise Unsupported("an empty row")
    for row in [o.get("head") or (), *o["rows"]]:
        for at, cell in enumerate(row, start=1):
            only(cell, "text", "html", "format")
            if cell.get("format") == "numeric":
                numeric.add(at)
    for row in [o.get("head") or (), *o["rows"]]:
        if any(
            (at in numeric) != (cell.get("format") == "numeric") for at, cell in enumerate(row, 1)
        ):
            raise Unsupported("columns of mixed format")
    return "table", basic.table(
        [words(cell) for cell in o.get("head") or ()], [[words(c) for c in row] for row in o["rows"]],
        caption=o.get("caption", ""), numeric=",".join(map(str, numeric)),
        first_is_header=bool(o.get("firstCellIsHeader")),
    )  # fmt: skip


def framed(o, label):
    """What the form components share, from the package's options."""
    only(label, "text", "html", "classes", "isPageHeading")
    only(o.get("hint") or {}, "text", "html")
    only(o.get("errorMessage") or {}, "text", "html")
    return {
        "hint": words(o.get("hint")), "error": words(o.get("errorMessage")),
        "heading": bool(label.get("isPageHeading")), "label_classes": label.get("classes", ""),
        "classes": o.get("classes") or "",
    }  # fmt: skip


SHARED = ("label", "hint", "errorMessage", "classes", "id", "name", "value")


def boxed(o):
    """The attributes of a box to type in."""
    names = ("autocomplete", "inputmode", "pattern", "autocapitalize", "disabled")
    return {name: o[name] for name in names if o.get(name)}


def input(o):  # noqa: A001
    only(
        o,
        *SHARED,
        "type",
        "prefix",
        "suffix",
        "spellcheck",
        "autocomplete",
        "inputmode",
        "pattern",
        "autocapitalize",
    )
    for affix in ("prefix", "suffix"):
        only(o.get(affix) or {}, "text", "html")
    if o.get("value") == 0:
        raise Unsupported("a number as value")
    return "input", fields.text_input(
        o["name"], words(o["label"]), value=o.get("value") or "", type=o.get("type") or "text",
        prefix=words(o.get("prefix")), suffix=words(o.get("suffix")), id=o.get("id") or "",
        spellcheck={True: "true", False: "false"}.get(o.get("spellcheck"), ""),
        attributes=boxed(o), **framed(o, o["label"]),
    )  # fmt: skip


def textarea(o):
    only(o, *SHARED, "rows", "spellcheck", "autocomplete")
    return "textarea", fields.textarea(
        o["name"], words(o["label"]), value=o.get("value") or "", rows=o.get("rows") or 5,
        id=o.get("id") or "", spellcheck={True: "true", False: "false"}.get(o.get("spellcheck"), ""),
        attributes=boxed(o), **framed(o, o["label"]),
    )  # fmt: skip


def select(o):
    only(o, *SHARED, "items")
    items = []
    for item in o.get("items") or ():
        only(item, "text", "value", "selected", "disabled")
        if not isinstance(item.get("value"), str) or item.get("selected") is False:
            raise Unsupported("an item without a value")
        chosen = item.get("selected") or item["value"] == o.get("value")
        items.append({**item, "selected": chosen})
    return "select", fields.select(
        o["name"], words(o["label"]), items=items, id=o.get("id") or "", **framed(o, o["label"])
    )


def choices(kind, chosen_key):
    def build(o):
        only(
            o,
            "name",
            "idPrefix",
            "fieldset",
            "hint",
            "errorMessage",
            "items",
            "classes",
            chosen_key,
        )
        fieldset = o.get("fieldset") or {}
        only(fieldset, "legend")
        legend = fieldset.get("legend") or {}
        if bool(fieldset) != bool(words(legend)):
            raise Unsupported("a fieldset without a legend")
        chosen = o.get(chosen_key) or []
        chosen = chosen if isinstance(chosen, list) else [chosen]
        items = []
        for item in o["items"]:
            only(
                item,
                "text",
                "html",
                "value",
                "hint",
                "checked",
                "disabled",
                "divider",
                "id",
                "name",
                "conditional",
                "behaviour",
            )
            only(item.get("hint") or {}, "text", "html")
            if item.get("checked") is False:
                raise Unsupported("checked is false")
            items.append(
                {
                    **item, "text": words(item), "hint": words(item.get("hint")),
                    "checked": bool(item.get("checked")) or item.get("value") in chosen,
                    "conditional": mark_safe((item.get("conditional") or {}).get("html") or ""),
                }
            )  # fmt: skip
        names = str(o.get("classes") or "").split()
        known = {f"govuk-{kind}--small": "small", f"govuk-{kind}--inline": "inline"}
        flags = {known[name]: True for name in names if name in known}
        frame = framed({**o, "classes": " ".join(n for n in names if n not in known)}, legend)
        return kind, fields.choices(
            o["name"], words(legend), items=items, id=o.get("idPrefix") or "", **flags, **frame
        )

    return build


# ours always name the three boxes after the field; the package's plain names are given this one
OURS = "when"


def date_input(o):
    only(
        o, "id", "fieldset", "hint", "errorMessage", "values", "namePrefix", "day", "month", "year"
    )
    fieldset = o.get("fieldset") or {}
    only(fieldset, "legend")
    wrong = []
    for part in ("day", "month", "year"):
        if part in o:
            only(o[part], "error")
            if o[part].get("error") is False:
                raise Unsupported("marked by omission")
            wrong += [part] if o[part].get("error") else []
    legend = fieldset.get("legend") or {}
    prefix = o.get("namePrefix") or OURS
    if wrong and not o.get("errorMessage"):
        raise Unsupported("marked without a message")
    values = {
        key.removeprefix(f"{prefix}-"): value for key, value in (o.get("values") or {}).items()
    }
    return "date_input", fields.date_input(
        prefix, words(legend), values=values, wrong=wrong, id=o["id"],
        **framed(o, legend),
    )  # fmt: skip


BUILDERS = {
    "button": button, "back-link": back_link, "skip-link": skip_link, "breadcrumbs": breadcrumbs,
    "error-summary": error_summary, "tag": tag, "details": details, "inset-text": inset_text,
    "warning-text": warning_text, "panel": panel, "notification-banner": notification_banner,
    "pagination": pagination, "summary-list": summary_list, "task-list": task_list, "table": table,
    "input": input, "textarea": textarea, "select": select, "radios": choices("radios", "value"),
    "checkboxes": choices("checkboxes", "values"), "date-input": date_input,
}  # fmt: skip


def fixtures() -> list[tuple[str, dict[str, object]]]:
    return [
        (component, fixture)
        for component in BUILDERS
        if (PACKAGE / f"components/{component}/fixtures.json").exists()
        for fixture in json.loads(
            (PACKAGE / f"components/{component}/fixtures.json").read_text(encoding="utf-8")
        )["fixtures"]
    ]


def compared(component: str, fixture: dict[str, object]) -> tuple[list[str], list[str]]:
    template, context = BUILDERS[component](fixture["options"])
    theirs = re.sub(r'name="(day|month|year)"', rf'name="{OURS}-\1"', str(fixture["html"]))
    return normal(render_to_string(f"kh/{template}.html", context)), normal(theirs)


def supported(component: str, fixture: dict[str, object]) -> bool:
    try:
        BUILDERS[component](fixture["options"])
    except Unsupported:
        return False
    return True


ALL = fixtures()
COMPARED = [pair for pair in ALL if supported(*pair)]
absent = pytest.mark.skipif(not ALL, reason="frontend/node_modules absent: run npm ci in frontend/")


@absent
@pytest.mark.parametrize(
    ("component", "fixture"), COMPARED, ids=[f"{name}: {one['name']}" for name, one in COMPARED]
)
def test_a_component_has_the_markup_of_the_package(component, fixture):
    ours, theirs = compared(component, fixture)

    assert ours == theirs


@absent
def test_every_component_is_compared_more_than_once_and_most_fixtures_are():
    per_component = {name: sum(one == name for one, _ in COMPARED) for name in BUILDERS}

    assert min(per_component.values()) >= 1, per_component
    assert len(COMPARED) >= 200, len(COMPARED)


@absent
def test_a_changed_class_is_noticed():
    component, fixture = next(pair for pair in COMPARED if pair[0] == "button")
    ours, theirs = compared(component, fixture)

    assert normal(str(fixture["html"]).replace("govuk-button", "other")) != ours == theirs
