"""Contexts of the form components: from plain arguments, or from a field of a Django form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypedDict, Unpack

from django import forms
from django.forms import BoundField
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from knowhold.web.forms import DayWidget, Option

Context = dict[str, Any]
KEYBOARDS: dict[str, dict[str, str]] = {
    "email": {"inputmode": "email", "autocapitalize": "none"},
    "number": {"inputmode": "decimal"},
}
# Attributes of a widget that have their own place in the templates; lengths are said, not cut off.
PLACED = {"class", "rows", "spellcheck", "maxlength", "minlength"}


class Frame(TypedDict, total=False):
    """What each form component may be given beside its name and its label."""

    id: str
    hint: str
    error: str
    heading: bool
    label_classes: str
    classes: str


class Box(Frame, total=False):
    """And what a box to type in may have: attributes of the element itself."""

    spellcheck: str
    attributes: Mapping[str, object]


def frame(name: str, label: str, given: Frame | Box) -> Context:
    """A component's name, its label or legend, hint and error, and what describes it."""
    place = given.get("id") or name
    hint, error = given.get("hint", ""), given.get("error", "")
    described = [f"{place}-hint"] if hint else []
    described += [f"{place}-error"] if error else []
    return {
        "heading": False, "label_classes": "", "classes": "", "attributes": {}, "spellcheck": "",
        **given, "name": name, "id": place, "label": label, "hint": hint, "error": error,
        "described": " ".join(described), "error_prefix": _("Error:"),
    }  # fmt: skip


def text_input(
    name: str,
    label: str,
    *,
    value: object = "",
    type: str = "text",  # noqa: A002 - the HTML attribute's own name
    prefix: str = "",
    suffix: str = "",
    **rest: Unpack[Box],
) -> Context:
    """One line of text."""
    return {
        **frame(name, label, rest), "value": value, "type": type, "prefix": prefix,
        "suffix": suffix, "affixed": bool(prefix or suffix),
    }  # fmt: skip


def textarea(
    name: str, label: str, *, value: object = "", rows: int = 5, **rest: Unpack[Box]
) -> Context:
    return {**frame(name, label, rest), "value": value, "rows": rows}


def file_upload(name: str, label: str, **rest: Unpack[Box]) -> Context:
    """A file to choose; it never comes back with the form."""
    return frame(name, label, rest)


def select(
    name: str, label: str, *, items: Iterable[Mapping[str, Any]], **rest: Unpack[Box]
) -> Context:
    """A drop-down; items of `value`, `text`, `selected`, `disabled`."""
    return {**frame(name, label, rest), "items": list(items)}


def choices(
    name: str,
    label: str,
    *,
    items: Iterable[Mapping[str, Any]],
    small: bool = False,
    inline: bool = False,
    **rest: Unpack[Frame],
) -> Context:
    """Radios or checkboxes; items of `value`, `text`, `hint`, `checked`, `divider`, `conditional`.

    Without a label there is no fieldset, and each box is described by hint and error itself.
    """
    context = frame(name, label, rest)
    return {
        **context, "small": small, "inline": inline,
        "items": [numbered(item, at, context["id"]) for at, item in enumerate(items, start=1)],
    }  # fmt: skip


def numbered(item: Mapping[str, Any], at: int, prefix: str) -> Context:
    # The first one carries the field's own id, so that the error summary's link finds it.
    place = item.get("id") or (prefix if at == 1 else f"{prefix}-{at}")
    return {**item, "id": place}


def date_input(
    name: str,
    label: str,
    *,
    values: Mapping[str, object] | None = None,
    wrong: Iterable[str] = (),
    **rest: Unpack[Frame],
) -> Context:
    """Day, month and year in three boxes; `wrong` names the boxes the error is about."""
    context = frame(name, label, rest)
    named = {wrong} if isinstance(wrong, str) else set(wrong)
    marked = named or ({"day", "month", "year"} if context["error"] else set())
    widths = {"day": 2, "month": 2, "year": 4}
    titles = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
    context["parts"] = [
        {
            "name": f"{name}-{part}",
            "id": f"{context['id']}-{part}",
            "label": titles[part],
            "value": (values or {}).get(part, ""),
            "width": width,
            "wrong": part in marked,
        }
        for part, width in widths.items()
    ]
    return context


def from_form(
    field: BoundField, *, heading: bool = False, classes: str = ""
) -> tuple[str, Context]:
    """Template and context of a bound field, chosen by its widget."""
    widget = field.field.widget
    name, label, value = field.html_name, str(field.label), field.value()
    common: Frame = {
        "id": field.auto_id, "hint": str(field.help_text), "error": joined(map(str, field.errors)),
        "heading": heading,
        "classes": " ".join(filter(None, [str(widget.attrs.get("class", "")), classes])),
    }  # fmt: skip
    size = "l" if heading else "s"
    legend: Frame = {**common, "label_classes": f"govuk-fieldset__legend--{size}"}
    if isinstance(widget, DayWidget):
        parts, wrong = widget.parts(value), widget.wrong(field.errors.as_data())
        return "kh/date_input.html", date_input(name, label, values=parts, wrong=wrong, **legend)
    # the many-choice widget inherits from the one-choice widget, so it is asked first
    if isinstance(widget, forms.CheckboxSelectMultiple):
        ticked = options(field, value or [])
        return "kh/checkboxes.html", choices(name, label, items=ticked, **legend)
    if isinstance(widget, forms.RadioSelect):
        return "kh/radios.html", choices(name, label, items=options(field, [value]), **legend)
    if isinstance(widget, forms.CheckboxInput):
        box = {"value": "on", "text": label, "checked": bool(value)}
        return "kh/checkboxes.html", choices(name, "", items=[box], **common)
    given = {key: item for key, item in widget.attrs.items() if key not in PLACED}
    return typed(
        field,
        {**common, "label_classes": f"govuk-label--{size}", "attributes": given, "spellcheck": ""},
    )


def typed(field: BoundField, box: Box) -> tuple[str, Context]:
    """The same for what is chosen from a drop-down or typed."""
    widget, name, label = field.field.widget, field.html_name, str(field.label)
    value = "" if field.value() is None else field.value()
    if isinstance(widget, forms.Select):
        return "kh/select.html", select(name, label, items=options(field, [value]), **box)
    if isinstance(widget, forms.FileInput):
        return "kh/file_upload.html", file_upload(name, label, **box)
    if isinstance(widget, forms.Textarea):
        rows = int(widget.attrs.get("rows", 5))
        return "kh/textarea.html", textarea(name, label, value=value, rows=rows, **box)
    kind = getattr(widget, "input_type", "text")
    # E-mail and number boxes are plain text with the right keyboard: browsers' own checks differ.
    box["attributes"] = {**KEYBOARDS.get(kind, {}), **box["attributes"]}
    return "kh/input.html", text_input(
        name,
        label,
        value="" if kind == "password" else value,
        type="text" if kind in KEYBOARDS else kind,
        **box,
    )


def options(field: BoundField, chosen: Iterable[object]) -> list[Context]:
    """The choices of a field as items, those in `chosen` ticked and selected."""
    texts = {str(value) for value in chosen if value is not None}
    listed = getattr(field.field, "choices", None) or getattr(field.field.widget, "choices", ())
    return [
        {
            "value": str(value),
            "text": text,
            "hint": text.hint if isinstance(text, Option) else "",
            "checked": str(value) in texts,
            "selected": str(value) in texts,
        }
        for value, text in listed or ()
    ]


def joined(errors: Iterable[str]) -> str | SafeString:
    return format_html_join(mark_safe("<br>"), "{}", ((error,) for error in errors))
