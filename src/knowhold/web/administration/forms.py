"""Forms of the administrator's pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knowhold.accounts.models import Language, Role
from knowhold.web.words import role_text


def roles() -> list[tuple[str, str]]:
    return [(role.value, role_text(role)) for role in Role]


class NewPerson(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        error_messages={
            "required": _("Enter the e-mail address"),
            "invalid": _("Enter an e-mail address like name@example.com"),
        },
    )
    name = forms.CharField(
        label=_("Name in Latin letters"),
        max_length=200,
        error_messages={"required": _("Enter the name in Latin letters")},
    )
    native = forms.CharField(label=_("Name in its own script"), max_length=200, required=False)
    language = forms.ChoiceField(
        label=_("Language of pages and mails"),
        choices=Language.choices,
        widget=forms.RadioSelect,
        initial=Language.ENGLISH,
    )
    roles = forms.MultipleChoiceField(
        label=_("What they may do here"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one role")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = roles()  # type: ignore[attr-defined]


class NewRole(forms.Form):
    role = forms.ChoiceField(
        label=_("Give a role"), error_messages={"required": _("Choose a role")}
    )
    until = forms.DateField(
        label=_("Until"),
        help_text=_("Leave it empty for a role without an end. Write 2026-12-31"),
        required=False,
        error_messages={"invalid": _("Enter a day like 2026-12-31")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's signature
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles()  # type: ignore[attr-defined]
