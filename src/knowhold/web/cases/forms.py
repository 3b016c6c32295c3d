"""Forms of case work; every form of an existing case carries the version it was made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from knowhold.clearance.actions import Approval, Refusal
from knowhold.clearance.beside import Confirmation, confirmation_text
from knowhold.clearance.grounds import Ground
from knowhold.clearance.models import Case, Condition, Kind, Recommendation, Stage
from knowhold.clearance.queries import Bucket
from knowhold.web.forms import DayField, Option
from knowhold.web.trips.forms import country_choices

ALL = "all"
NOT_NEEDED = "not_needed"


class Versioned(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)

    def add_all(self, fields: Mapping[str, Sequence[str]]) -> None:
        """Put what a verb refused beside the fields that it names."""
        for name, texts in fields.items():
            for text in texts:
                self.add_error(name if name in self.fields else None, text)


def of(kind: type[Versioned]) -> Callable[[Mapping[str, Any] | None, Case], Versioned]:
    """How a form without a mind of its own is made from a case."""

    def made(data: Mapping[str, Any] | None, case: Case) -> Versioned:
        return kind(data, initial={"version": case.version})

    return made


def on_version(typed: QueryDict, case: Case) -> QueryDict:
    """What was typed, on the version that is current now: read what changed, then press again."""
    renewed = typed.copy()
    renewed["version"] = str(case.version)
    return renewed


class QueueFilter(forms.Form):
    stage = forms.ChoiceField(label=_lazy("Stage"), required=False)
    due = forms.ChoiceField(label=_lazy("Due"), required=False)
    kind = forms.ChoiceField(label=_lazy("Kind"), required=False)
    mine = forms.BooleanField(label=_lazy("Only those with me"), required=False)
    # not `matches`: a field of that name would hide the form's own function in a browser
    to_judge = forms.BooleanField(label=_lazy("Only with list matches to judge"), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        for name, choices in (
            ("stage", [("", _("Open")), *Stage.choices, (ALL, _("All"))]),
            ("due", [("", _("Any day")), *due_buckets()]),
            ("kind", [("", _("All")), *Kind.choices]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def words(self) -> str:
        """What is filtered now, in words; nothing when nothing is."""
        if not self.is_valid() or not any(self.cleaned_data.values()):
            return ""
        chosen = self.cleaned_data
        stage = chosen["stage"]
        words = [str(dict(Stage.choices).get(stage, _("All") if stage else _("Open")))]
        words += [str(text) for value, text in due_buckets() if value == chosen["due"]]
        words += [str(text) for value, text in Kind.choices if value == chosen["kind"]]
        if chosen["mine"]:
            words.append(_("Only those with me"))
        if chosen["to_judge"]:
            words.append(_("Only with list matches to judge"))
        return _("Shown: %(what)s") % {"what": " · ".join(words)}


def due_buckets() -> list[tuple[str, str]]:
    return [
        (Bucket.SOON, _("Due within two working days")),
        (Bucket.OVERDUE, _("Overdue")),
        (Bucket.ESCALATED, _("Moved to a deputy")),
    ]


class AnswerForm(Versioned):
    text = forms.CharField(
        label=_lazy("Your answer"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _lazy("Write the answer")},
        max_length=4000,
    )


class AskForm(Versioned):
    text = forms.CharField(
        label=_lazy("What do you need to know from the traveller?"),
        help_text=_lazy(
            "Ask about topics, items, devices and organisations; never about private life."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _lazy("Write the question")},
        max_length=4000,
    )


class NoteForm(Versioned):
    text = forms.CharField(
        label=_lazy("Note"),
        help_text=_lazy(
            "For compliance alone, such as advice of counsel. The applicant sees that there is a "
            "note, by whom and when."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _lazy("Write the note")},
        max_length=8000,
    )


class SendBackForm(Versioned):
    reason = forms.CharField(
        label=_lazy("What is missing or wrong?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _lazy("Say what is missing or wrong")},
        max_length=4000,
    )


class SignForm(Versioned):
    number = forms.IntegerField(widget=forms.HiddenInput)


class FindingsForm(Versioned):
    """One field per open question, all of them optional, and one reason for what was answered."""

    reason = forms.CharField(
        label=_lazy("How do you know?"),
        help_text=_lazy("What you read or whom you asked, so that another person can follow it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _lazy("Say how you know")},
        max_length=4000,
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        case: Case,
        questions: Sequence[Mapping[str, Any]],
    ) -> None:
        super().__init__(data, initial={"version": case.version})
        self.names = {f"fact-{number}": each["key"] for number, each in enumerate(questions)}
        for name, question in zip(self.names, questions, strict=True):
            self.fields[name] = _question_field(question)

    @property
    def question_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.names]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors and not self.facts():
            first = next(iter(self.names), None)
            self.add_error(first, _("Answer at least one question"))
        return found

    def facts(self) -> dict[str, str]:
        """Fact → value of what was answered."""
        answered = {fact: self.cleaned_data.get(name) for name, fact in self.names.items()}
        return {fact: value for fact, value in answered.items() if value}


def _question_field(question: Mapping[str, Any]) -> forms.Field:
    shown = {"label": question["question"], "help_text": question["why"], "required": False}
    leave_open = ("", _("Leave it open"))
    if question["kind"] == "country":
        return forms.ChoiceField(choices=[leave_open, *country_choices()[1:]], **shown)
    values = [(each["value"], each["label"]) for each in question["values"]]
    if not values and question["kind"] in {"bool", "judgement"}:
        values = [("true", _("Yes")), ("false", _("No"))]
    if values:
        return forms.ChoiceField(choices=[leave_open, *values], **shown)
    return forms.CharField(max_length=60, **shown)


class DecideForm(Versioned):
    outcome = forms.ChoiceField(
        label=_lazy("What do you decide?"),
        widget=forms.RadioSelect,
        error_messages={"required": _lazy("Choose what you decide")},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, case: Case) -> None:
        super().__init__(data, initial={"version": case.version})
        outcome = self.fields["outcome"]
        assert isinstance(outcome, forms.ChoiceField)
        outcome.choices = [
            (
                "approve",
                Option(_("Approve"), _("A permit is issued, with conditions if you attach any.")),
            ),
            (
                "refuse",
                Option(
                    _("Refuse"), _("You give the ground, the reason and what would be approvable.")
                ),
            ),
            *(
                [
                    (
                        NOT_NEEDED,
                        Option(
                            _("No clearance needed"),
                            _("After what was found out, the rules ask for none."),
                        ),
                    )
                ]
                if case.clearance == NOT_NEEDED
                else []
            ),
        ]


class GroundedForm(Versioned):
    rules = forms.MultipleChoiceField(
        label=_lazy("Rules the decision rests on"),
        help_text=_lazy("At least one, with its citation."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def _offer_grounds(self, grounds: Sequence[Ground]) -> None:
        rules = self.fields["rules"]
        assert isinstance(rules, forms.MultipleChoiceField)
        is_chinese = (get_language() or "en").startswith("zh")
        rules.choices = [
            (
                ground["rule"],
                Option(
                    ground["title_zh" if is_chinese else "title_en"], " · ".join(ground["cite"])
                ),
            )
            for ground in grounds
        ]


class ApproveForm(GroundedForm):
    conditions = forms.MultipleChoiceField(
        label=_lazy("Conditions"),
        help_text=_lazy("The traveller reads them in their own language."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    valid_from = DayField(label=_lazy("Permit valid from"))
    valid_until = DayField(label=_lazy("Permit valid until"))
    reason = forms.CharField(
        label=_lazy("Reason"),
        help_text=_lazy("A sentence or two that the traveller can follow."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=4000,
    )
    second_hand_confirmed = forms.BooleanField(
        label=_lazy("I have checked the official page of each source that was not read here"),
        required=False,
    )

    confirmed = forms.MultipleChoiceField(
        label=_lazy("What only you can confirm"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        case: Case,
        grounds: Sequence[Ground],
        conditions: Sequence[Condition],
        needs_confirmation: bool,
        confirmations: Sequence[Confirmation] = (),
        before: Recommendation | None = None,
    ) -> None:
        initial = {
            "version": case.version,
            "valid_from": case.first_day,
            "valid_until": case.last_day,
            **_as_before(before),
        }
        super().__init__(data, initial=initial)
        self._offer_grounds(grounds)
        offered = self.fields["conditions"]
        assert isinstance(offered, forms.MultipleChoiceField)
        offered.choices = [(each.code, Option(*_words_of(each))) for each in conditions]
        if not needs_confirmation:
            del self.fields["second_hand_confirmed"]
        asked = self.fields["confirmed"]
        assert isinstance(asked, forms.MultipleChoiceField)
        asked.choices = [(str(each), Option(confirmation_text(each))) for each in confirmations]
        if not confirmations:
            del self.fields["confirmed"]

    # the verb's names for two of the fields, so that its complaints find them
    def add_all(self, fields: Mapping[str, Sequence[str]]) -> None:
        names = {"condition_codes": "conditions"}
        super().add_all({names.get(name, name): texts for name, texts in fields.items()})

    def approval(self) -> Approval:
        found = self.cleaned_data
        return Approval(
            rules=found["rules"],
            reason=found["reason"],
            condition_codes=found["conditions"],
            valid_from=found["valid_from"],
            valid_until=found["valid_until"],
            second_hand_confirmed=found.get("second_hand_confirmed", False),
            confirmed=found.get("confirmed", []),
        )


def _words_of(condition: Condition) -> tuple[str, str]:
    """A condition and where it comes from, in the language of the page."""
    if (get_language() or "en").startswith("zh"):
        return condition.text_zh, condition.cite_zh or condition.cite
    return condition.text_en, condition.cite


def _as_before(before: Recommendation | None) -> dict[str, Any]:
    """An edit begins with what was recommended; what only a person confirms is confirmed anew."""
    if before is None:
        return {}
    found = {"rules": before.rules, "reason": before.reason, "conditions": before.condition_codes}
    if before.valid_from is not None:
        found |= {"valid_from": before.valid_from, "valid_until": before.valid_until}
    return {**found, "approvable": before.approvable}


class RefuseForm(GroundedForm):
    reason = forms.CharField(
        label=_lazy("Why, in plain words"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _lazy("Say in plain words why")},
        max_length=4000,
    )
    approvable = forms.CharField(
        label=_lazy("What would be approvable instead"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _lazy("Say what would be approvable instead")},
        max_length=4000,
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        case: Case,
        grounds: Sequence[Ground],
        before: Recommendation | None = None,
    ) -> None:
        super().__init__(data, initial={"version": case.version, **_as_before(before)})
        self._offer_grounds(grounds)

    def refusal(self) -> Refusal:
        found = self.cleaned_data
        return Refusal(rules=found["rules"], reason=found["reason"], approvable=found["approvable"])
