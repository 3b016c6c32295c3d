"""`{% load kh %}`: the components as tags; docs/reference/components.md shows each with an example."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from knowhold.web.components import answer, basic, fields

register = template.Library()

TAGS: dict[str, Callable[..., dict[str, Any]]] = {
    "button": basic.button,
    "back_link": basic.back_link,
    "skip_link": basic.skip_link,
    "breadcrumbs": basic.breadcrumbs,
    "error_summary": basic.error_summary,
    "summary_list": basic.summary_list,
    "task_list": basic.task_list,
    "table": basic.table,
    "tag": basic.tag,
    "tabs": basic.tabs,
    "timeline": basic.timeline,
    "identity": basic.identity,
    "pagination": basic.pagination,
    "notification": basic.notification,
    "answer": answer.answer,
    "because": answer.because,
}
for name, build in TAGS.items():
    register.inclusion_tag(f"kh/{name}.html", name=name)(build)

FIELDS: tuple[tuple[str, str, Callable[..., dict[str, Any]]], ...] = (
    ("text_input", "input", fields.text_input),
    ("textarea", "textarea", fields.textarea),
    ("file_upload", "file_upload", fields.file_upload),
    ("select", "select", fields.select),
    ("radios", "radios", fields.choices),
    ("checkboxes", "checkboxes", fields.choices),
    ("date_input", "date_input", fields.date_input),
)
for name, file, make in FIELDS:
    register.inclusion_tag(f"kh/{file}.html", name=name)(make)


@register.simple_tag
def field(bound: BoundField, *, heading: bool = False, classes: str = "") -> str:
    """A form's field as the component its widget asks for; `heading=True` makes its label the h1."""
    if bound.is_hidden:
        return bound.as_widget()
    file, context = fields.from_form(bound, heading=heading, classes=classes)
    return render_to_string(file, context)


@register.simple_block_tag
def summary(content: str, *, classes: str = "") -> str:
    """A summary list whose rows are written out with `{% row %}`."""
    return render_to_string("kh/summary.html", {"content": content, "classes": classes})


@register.simple_block_tag
def row(content: str, key: str, *, change: str = "", what: str = "", link: str = "") -> str:
    """One row of `{% summary %}`; `change` is an address, `what` says what it changes."""
    return render_to_string(
        "kh/row.html",
        {
            "key": key,
            "content": content,
            "change": change,
            "what": what,
            "link": link or _("Change"),
        },
    )


@register.simple_block_tag
def details(content: str, title: str, *, open: bool = False, id: str = "") -> str:  # noqa: A002
    return render_to_string(
        "kh/details.html", {"content": content, "title": title, "open": open, "id": id}
    )


@register.simple_block_tag
def inset(content: str) -> str:
    return render_to_string("kh/inset.html", {"content": content})


@register.simple_block_tag
def warning(content: str) -> str:
    return render_to_string("kh/warning.html", {"content": content, "prefix": _("Warning")})


@register.simple_block_tag
def panel(content: str, title: str) -> str:
    """The confirmation at the end: what was done, and the reference to keep."""
    return render_to_string("kh/panel.html", {"content": content, "title": title})


@register.simple_block_tag
def banner(content: str, *, kind: str = "", title: str = "") -> str:
    """`{% notification %}` with more than a line inside."""
    context = basic.notification(content, kind=kind, title=title)
    return render_to_string("kh/notification.html", {**context, "block": True})


@register.simple_block_tag
def filter_panel(content: str, *, chosen: str = "", clear: str = "", results: str = "") -> str:
    """A GET form that narrows a list; `chosen` says in words what is filtered now.

    With `results`, the id of the list, the list follows while one types where scripts run.
    """
    return render_to_string(
        "kh/filter.html",
        {"content": content, "chosen": chosen, "clear": clear, "results": results},
    )


@register.simple_block_tag
def scroll(content: str, label: str) -> str:
    """Lets a wide table scroll sideways inside the page, by keyboard too."""
    return render_to_string("kh/scroll.html", {"content": content, "label": label})


@register.filter
def lines(text: str) -> SafeString:
    """Paragraphs of a plain text as `<p class="govuk-body">`."""
    return render_to_string(
        "kh/lines.html", {"lines": [part for part in text.splitlines() if part]}
    )
