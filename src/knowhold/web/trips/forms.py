"""The four questions of a trip as forms; each says `answers()` as the draft keeps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from knowhold.clearance import countries
from knowhold.clearance.trip import Device, Leaving, Purpose
from knowhold.roster.models import KnowHowItem
from knowhold.web.forms import DayField, Option
from knowhold.web.trips.words import device_words, journey_words, purposes, topics_title

MOST_STOPS = 5
MOST_COUNTERPARTS = 8
GENERAL = "general"
NOBODY = "nobody"
NO_DEVICE = "none"


def country_choices() -> list[tuple[str, str]]:
    language = get_language() or "en"
    return [("", _("Choose a country or territory")), *countries.choices(language)]


class JourneyForm(forms.Form):
    """Where, when and why; `stops` is how many stops the page shows."""

    purpose = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        leaving: Leaving,
        stops: int,
        initial: dict[str, Any],
    ) -> None:
        super().__init__(data, initial=initial)
        self.stops = stops
        words = journey_words(leaving)
        purpose = self.fields["purpose"]
        assert isinstance(purpose, forms.ChoiceField)
        purpose.label, purpose.choices = words.purpose, purposes(leaving)
        purpose.error_messages["required"] = words.no_purpose
        self._country("origin", words.origin)
        for number in range(stops):
            self._country(f"to_{number}", words.to)
            self.fields[f"first_day_{number}"] = DayField(
                label=words.first_day, error_messages={"required": words.no_first_day}
            )
            self.fields[f"last_day_{number}"] = DayField(
                label=words.last_day, error_messages={"required": words.no_last_day}
            )

    @property
    def stop_fields(self) -> list[dict[str, Any]]:
        """The bound fields of each stop, for the page."""
        return [
            {
                "number": number + 1,
                "to": self[f"to_{number}"],
                "first_day": self[f"first_day_{number}"],
                "last_day": self[f"last_day_{number}"],
            }
            for number in range(self.stops)
        ]

    def full_clean(self) -> None:
        if self.is_bound and self.data.get("purpose") == Purpose.PRIVATE:
            # nothing about a private trip is read, not even to check it
            for name in [name for name in self.fields if name != "purpose"]:
                self.fields[name].required = False
        super().full_clean()

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("purpose") == Purpose.PRIVATE:
            return found
        before: date | None = None
        for number in range(self.stops):
            first, last = found.get(f"first_day_{number}"), found.get(f"last_day_{number}")
            if first and last and last < first:
                self.add_error(
                    f"last_day_{number}", _("The last day must be on or after the first day")
                )
            if first and before and first < before:
                self.add_error(
                    f"first_day_{number}",
                    _("This stop must not start before the one before it ends"),
                )
            before = last
        return found

    def answers(self) -> dict[str, Any]:
        found = self.cleaned_data
        origin, legs = found["origin"], []
        for number in range(self.stops):
            leg = {"origin": origin, "to": found[f"to_{number}"]}
            leg |= {day: found[f"{day}_{number}"].isoformat() for day in ("first_day", "last_day")}
            legs.append(leg)
            origin = leg["to"]
        return {"purpose": str(found["purpose"]), "legs": legs}

    def _country(self, name: str, label: str) -> None:
        self.fields[name] = forms.ChoiceField(
            label=label,
            choices=country_choices(),
            error_messages={"required": _("Choose the country or territory you go to")},
        )


class TopicsForm(forms.Form):
    topics = forms.MultipleChoiceField(
        label=_lazy("What will you talk about, show or use?"),
        help_text=_lazy("Choose everything that may come up. This is your own list of know-how."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    other = forms.CharField(
        label=_lazy("Something that is not on the list"),
        help_text=_lazy("A few words. A classifier will be asked about it."),
        max_length=200,
        required=False,
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        leaving: Leaving,
        items: Sequence[KnowHowItem],
        initial: dict[str, Any],
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["topics"].label = topics_title(leaving)
        if leaving is Leaving.SHIPMENT:
            # goods are named in words: the list holds know-how
            del self.fields["topics"]
            self.fields["other"].label = topics_title(leaving)
            return
        is_chinese = (get_language() or "en").startswith("zh")
        named = [
            (item.pk, Option(item.name_zh if is_chinese else item.name_en, item.code))
            for item in items
        ]
        topics = self.fields["topics"]
        assert isinstance(topics, forms.MultipleChoiceField)
        topics.choices = [
            *named,
            (
                GENERAL,
                Option(
                    _("General knowledge, nothing controlled"),
                    _("What is published, taught in basic courses or printed in our brochures."),
                ),
            ),
        ]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not found.get("topics") and not found.get("other", "").strip():
            field = "topics" if "topics" in self.fields else "other"
            self.add_error(field, _("Choose at least one topic, or say in a few words what it is"))
        return found

    def answers(self) -> dict[str, Any]:
        ticked = self.cleaned_data.get("topics", [])
        return {
            "topics": [topic for topic in ticked if topic != GENERAL],
            "other": self.cleaned_data["other"].strip(),
            "general": GENERAL in ticked,
        }


class PeopleForm(forms.Form):
    """Organisations only: nobody's name is asked for, and none is screened."""

    nobody = forms.BooleanField(
        label=_lazy("I meet no other organisation, or only as one of many listeners"),
        required=False,
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, rows: int, initial: dict[str, Any]
    ) -> None:
        super().__init__(data, initial=initial)
        self.rows = rows
        for number in range(rows):
            self.fields[f"name_{number}"] = forms.CharField(
                label=_("Name of the organisation"),
                max_length=200,
                required=False,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
            self.fields[f"country_{number}"] = forms.ChoiceField(
                label=_("Country or territory of the organisation"),
                choices=country_choices(),
                required=False,
            )

    @property
    def row_fields(self) -> list[dict[str, Any]]:
        return [
            {
                "number": number + 1,
                "name": self[f"name_{number}"],
                "country": self[f"country_{number}"],
            }
            for number in range(self.rows)
        ]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        named = 0
        for number in range(self.rows):
            name = (found.get(f"name_{number}") or "").strip()
            country = found.get(f"country_{number}")
            named += bool(name)
            if name and not country:
                self.add_error(f"country_{number}", _("Choose the country of this organisation"))
            if country and not name:
                self.add_error(f"name_{number}", _("Enter the name of this organisation"))
        if not named and not found.get("nobody") and not self.errors:
            self.add_error("name_0", _("Enter an organisation, or tick that you meet none"))
        if named and found.get("nobody"):
            self.add_error("nobody", _("Take the tick away, or remove the organisations"))
        return found

    def answers(self) -> dict[str, Any]:
        found = self.cleaned_data
        return {
            "counterparts": [
                {"name": found[f"name_{n}"].strip(), "country": found[f"country_{n}"]}
                for n in range(self.rows)
                if found[f"name_{n}"].strip()
            ]
        }


class DevicesForm(forms.Form):
    devices = forms.MultipleChoiceField(
        label=_lazy("What will you take with you?"),
        help_text=_lazy("Choose everything that applies."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _lazy("Choose what you take, or that you take nothing")},
    )
    order: ClassVar = (Device.OWN_PHONE, Device.OWN_LAPTOP, Device.LOANER, Device.DOCUMENTS)

    def __init__(self, data: Mapping[str, Any] | None = None, *, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        devices = self.fields["devices"]
        assert isinstance(devices, forms.MultipleChoiceField)
        words = device_words()
        devices.choices = [
            *((device, words[device]) for device in self.order),
            (NO_DEVICE, Option(_("None of these"))),
        ]

    def clean_devices(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["devices"]
        if NO_DEVICE in chosen and len(chosen) > 1:
            raise forms.ValidationError(_("Choose either what you take or “None of these”"))
        return chosen

    def answers(self) -> dict[str, Any]:
        return {"devices": [each for each in self.cleaned_data["devices"] if each != NO_DEVICE]}
