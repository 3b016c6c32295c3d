"""Contexts of the form components: from plain arguments, or from a field of a Django form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from knowhold.web.forms import DayWidget, Option

Context = dict[str, Any]
# Attributes of a widget that have their own place in the templates; lengths are said, not cut off.
PLACED = {"class", "rows", "spellcheck", "maxlength", "minlength"}


def frame(
    name: str,
    label: str,
    *,
    id: str = "",  # noqa: A002 - the HTML attribute's own name
    hint: str = "",
    error: str = "",
    heading: bool = False,
    label_classes: str = "",
    classes: str = "",
) -> Context:
    """What each form component has: a name, a label or legend, a hint, an error."""
    place = id or name
    described = [f"{place}-hint"] if hint else []
    described += [f"{place}-error"] if error else []
    return {
        "name": name, "id": place, "label": label, "hint": hint, "error": error,
        "heading": heading, "label_classes": label_classes, "classes": classes,
        "described": " ".join(described), "error_prefix": _("Error:"), "attributes": {},
    }  # fmt: skip


def text_input(name: str, label: str, *, value: object = "", **rest: Any) -> Context:
    """One line of text; also `type`, `prefix`, `suffix`, `spellcheck` and `attributes`."""
    own = {key: rest.pop(key, "") for key in ("type", "prefix", "suffix", "spellcheck")}
    attributes = rest.pop("attributes", {})
    return {
        **frame(name, label, **rest), **own, "value": value, "attributes": attributes,
        "type": own["type"] or "text", "affixed": bool(own["prefix"] or own["suffix"]),
    }  # fmt: skip


def textarea(name: str, label: str, *, value: object = "", rows: int = 5, **rest: Any) -> Context:
    attributes = rest.pop("attributes", {})
    spellcheck = rest.pop("spellcheck", "")
    return {
        **frame(name, label, **rest), "value": value, "rows": rows, "spellcheck": spellcheck,
        "attributes": attributes,
    }  # fmt: skip


def select(name: str, label: str, *, items: Iterable[Mapping[str, Any]], **rest: Any) -> Context:
    """A drop-down; items of `value`, `text`, `selected`, `disabled`."""
    attributes = rest.pop("attributes", {})
    return {**frame(name, label, **rest), "items": list(items), "attributes": attributes}


def choices(
    name: str,
    label: str,
    *,
    items: Iterable[Mapping[str, Any]],
    small: bool = False,
    inline: bool = False,
    **rest: Any,
) -> Context:
    """Radios or checkboxes; items of `value`, `text`, `hint`, `checked`, `divider`, `conditional`.

    Without a label there is no fieldset, and each box is described by hint and error itself.
    """
    context = frame(name, label, **rest)
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
    **rest: Any,
) -> Context:
    """Day, month and year in three boxes; `wrong` names the boxes the error is about."""
    context = frame(name, label, **rest)
    marked = set(wrong) or ({"day", "month", "year"} if context["error"] else set())
    widths = {"day": 2, "month": 2, "year": 4}
    titles = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
    context["parts"] = [
        {
            "name": f"{name}-{part}" if name else part,
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
    size = "l" if heading else "s"
    common: Context = {
        "name": field.html_name, "id": field.auto_id, "label": field.label,
        "hint": field.help_text, "error": joined(field.errors), "heading": heading,
        "classes": " ".join(filter(None, [str(widget.attrs.get("class", "")), classes])),
    }  # fmt: skip
    legend = {**common, "label_classes": f"govuk-fieldset__legend--{size}"}
    labelled = {**common, "label_classes": f"govuk-label--{size}"}
    given = {key: item for key, item in widget.attrs.items() if key not in PLACED}
    value = field.value()
    if isinstance(widget, DayWidget):
        return "kh/date_input.html", date_input(
            values=widget.parts(value), wrong=widget.wrong(field.errors.as_data()), **legend
        )
    if isinstance(widget, forms.RadioSelect):
        return "kh/radios.html", choices(items=options(field, [value]), **legend)
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "kh/checkboxes.html", choices(items=options(field, value or []), **legend)
    if isinstance(widget, forms.CheckboxInput):
        box = {"value": "on", "text": field.label, "checked": bool(value)}
        return "kh/checkboxes.html", choices(items=[box], **{**common, "label": ""})
    if isinstance(widget, forms.Select):
        return "kh/select.html", select(items=options(field, [value]), attributes=given, **labelled)
    shown = "" if value is None else value
    if isinstance(widget, forms.Textarea):
        rows = int(widget.attrs.get("rows", 5))
        return "kh/textarea.html", textarea(value=shown, rows=rows, attributes=given, **labelled)
    kind = getattr(widget, "input_type", "text")
    if kind == "password":
        shown = ""
    # E-mail and number boxes are plain text with the right keyboard: browsers' own checks differ.
    keyboard = {
        "email": {"inputmode": "email", "autocapitalize": "none"},
        "number": {"inputmode": "decimal"},
    }
    plain = "text" if kind in keyboard else kind
    return "kh/input.html", text_input(
        value=shown, type=plain, attributes={**keyboard.get(kind, {}), **given}, **labelled
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
        for value, text in listed
    ]


def joined(errors: Iterable[str]) -> str | SafeString:
    return format_html_join(mark_safe("<br>"), "{}", ((error,) for error in errors))
