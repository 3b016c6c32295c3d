"""Contexts of the components without a form: buttons, links, texts, banners, lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.paginator import Page
from django.forms import BaseForm
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

Context = dict[str, Any]
Row = Mapping[str, Any]


def classes(*names: str) -> str:
    return " ".join(name for name in names if name)


def button(
    text: str,
    *,
    href: str = "",
    kind: str = "",
    name: str = "",
    value: str = "",
    start: bool = False,
    disabled: bool = False,
    once: bool = True,
) -> Context:
    """A button, or a link that looks like one; `kind` is secondary, warning or inverse.

    `once` ignores the second click of a double click where scripts run.
    """
    names = classes(
        "govuk-button", kind and f"govuk-button--{kind}", "govuk-button--start" if start else ""
    )
    return {
        "text": text, "href": href, "classes": names, "name": name, "value": value, "start": start,
        "disabled": disabled, "once": once,
    }  # fmt: skip


def back_link(href: str, text: str = "") -> Context:
    return {"href": href, "text": text or _("Back")}


def skip_link(href: str = "#main-content", text: str = "") -> Context:
    return {"href": href, "text": text or _("Skip to main content")}


def breadcrumbs(*items: object) -> Context:
    """Pairs of text and address, one after the other; a last text without address is this page."""
    pairs = [
        {"text": items[at], "href": items[at + 1] if at + 1 < len(items) else ""}
        for at in range(0, len(items), 2)
    ]
    return {"items": pairs, "label": _("Breadcrumb")}


def error_summary(source: BaseForm | Sequence[Row], *, title: str = "", text: str = "") -> Context:
    """What is wrong on the page, each line a link to the field; from a form or a list of rows."""
    rows = form_errors(source) if isinstance(source, BaseForm) else list(source)
    return {"title": title or _("There is a problem"), "rows": rows, "text": text}


def form_errors(form: BaseForm) -> list[Row]:
    """One row per message, in the order of the fields, the form's own messages first."""
    if not form.is_bound:
        return []
    rows: list[Row] = [{"text": text, "href": ""} for text in form.non_field_errors()]
    for field in form:
        target = getattr(field.field.widget, "first_part", "")
        href = f"#{field.auto_id}{f'-{target}' if target else ''}"
        rows += [{"text": text, "href": href} for text in field.errors]
    return rows


def summary_list(rows: Iterable[Row], *, classes: str = "") -> Context:
    """Rows of `key`, `value` and perhaps `actions`: each action has `text`, `href` and `what`."""
    listed = list(rows)
    return {
        "rows": listed, "classes": classes, "any_actions": any(row.get("actions") for row in listed)
    }  # fmt: skip


def task_list(items: Iterable[Row], *, prefix: str = "task-list") -> Context:
    """Items of `title`, `href`, `hint`, `status` (plain text) or `tag` and `colour`."""
    return {"items": list(items), "prefix": prefix}


def table(
    head: Sequence[object],
    rows: Iterable[Sequence[object]],
    *,
    caption: str = "",
    numeric: str = "",
    first_is_header: bool = False,
) -> Context:
    """A table of texts; `numeric` names the columns that hold numbers, counted from one: "2,3"."""
    columns = {int(number) for number in numeric.split(",") if number.strip()}
    cells = [
        [{"text": cell, "numeric": at in columns} for at, cell in enumerate(row, start=1)]
        for row in rows
    ]
    return {
        "head": [{"text": cell, "numeric": at in columns} for at, cell in enumerate(head, start=1)],
        "rows": cells, "caption": caption, "first_is_header": first_is_header,
    }  # fmt: skip


def tag(text: str, colour: str = "") -> Context:
    """A status in words; colour is grey, green, amber, red or nothing, and never the only sign."""
    return {"text": text, "classes": classes("govuk-tag", colour and f"govuk-tag--{colour}")}


def tabs(*items: object, current: str = "") -> Context:
    """Pairs of text and address as links; `current` is the address of this page."""
    pairs = [
        {"text": items[at], "href": items[at + 1], "current": items[at + 1] == current}
        for at in range(0, len(items), 2)
    ]
    return {"items": pairs, "label": _("Parts of this page")}


def timeline(entries: Iterable[Row]) -> Context:
    """Entries of `title`, `when` (a datetime), `by`, `text`, `href`, `link` and `open`.

    `shown` is the time in words with its zone; without it the time is given in UTC.
    """
    return {"entries": list(entries)}


def identity(rows: Iterable[Row], *, label: str = "") -> Context:
    """The strip that says whose page this is: rows of `key`, `value` and perhaps `due`."""
    return {"rows": list(rows), "label": label or _("About this case")}


def pagination(page: Page[Any], address: str = "?page=") -> Context:
    """Links for a `django.core.paginator.Page`; `address` is what the page number is added to."""
    return {
        "items": [
            {"number": number, "href": f"{address}{number}", "current": number == page.number}
            if isinstance(number, int)
            else {"ellipsis": True}
            for number in page.paginator.get_elided_page_range(page.number)
        ],
        "previous": f"{address}{page.previous_page_number()}" if page.has_previous() else "",
        "next": f"{address}{page.next_page_number()}" if page.has_next() else "",
        "label": _("Pagination"),
    }


def notification(content: str | SafeString, *, kind: str = "", title: str = "") -> Context:
    """News about what just happened: `kind` is "success" or nothing."""
    success = kind == "success"
    return {
        "content": content, "success": success, "role": "alert" if success else "region",
        "title": title or (_("Success") if success else _("Important")),
    }  # fmt: skip
