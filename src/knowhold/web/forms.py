"""Forms as this house writes them: dates in three boxes, choices with hints, our own templates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy as _

PARTS = ("day", "month", "year")


class KnowholdRenderer(DjangoTemplates):
    """Makes a plain `{{ form }}` and `{{ field.as_field_group }}` come out as our components."""

    form_template_name = "kh/form.html"
    field_template_name = "kh/field.html"


class Option(str):
    """The text of a choice, with a hint below it: `("own-phone", Option(_("My phone"), _("…")))`."""

    __slots__ = ("hint",)
    hint: str

    def __new__(cls, text: object, hint: object = "") -> Self:
        made = super().__new__(cls, str(text))
        made.hint = str(hint)
        return made


class DayWidget(forms.Widget):
    """Three boxes `name-day`, `name-month`, `name-year`; an ISO date under `name` is read too."""

    first_part = "day"

    def value_from_datadict(
        self,
        data: Mapping[str, Any],
        files: object,  # noqa: ARG002 - Django's hook
        name: str,
    ) -> dict[str, str] | str | None:
        parts = {part: str(data.get(f"{name}-{part}", "")).strip() for part in PARTS}
        if any(parts.values()):
            return parts
        return data.get(name) or None

    def value_omitted_from_data(
        self,
        data: Mapping[str, Any],
        files: object,  # noqa: ARG002 - Django's hook
        name: str,
    ) -> bool:
        return name not in data and not any(f"{name}-{part}" in data for part in PARTS)

    @staticmethod
    def parts(value: object) -> dict[str, object]:
        """What stands in the boxes for a date, an ISO text or what was typed."""
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value)
            except ValueError:
                return {"day": value}
        if isinstance(value, date):
            return {"day": value.day, "month": value.month, "year": value.year}
        return dict(value) if isinstance(value, Mapping) else {}

    @staticmethod
    def wrong(errors: list[ValidationError]) -> list[str]:
        return [part for error in errors for part in (error.params or {}).get("parts", ())]


class DayField(forms.Field):
    """A day of the calendar; says which of day, month and year is missing or impossible."""

    widget = DayWidget
    default_error_messages = {
        "required": _("Enter a date"),
        "missing": _("Enter a day, a month and a year"),
        "impossible": _("Enter a real date, such as 4 12 2026"),
    }

    def to_python(self, value: object) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        if isinstance(value, str):
            return self._made(value.split("-")[::-1])
        boxes = [str(value.get(part, "")) for part in PARTS] if isinstance(value, Mapping) else []
        missing = [part for part, box in zip(PARTS, boxes, strict=False) if not box]
        if missing:
            raise ValidationError(
                self.error_messages["missing"], code="missing", params={"parts": missing}
            )
        return self._made(boxes)

    def _made(self, boxes: list[str]) -> date:
        try:
            day, month, year = (int(box) for box in boxes)
            return date(year, month, day)
        except ValueError as error:
            raise ValidationError(self.error_messages["impossible"], code="impossible") from error
