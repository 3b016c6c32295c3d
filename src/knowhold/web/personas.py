"""The invented people of the demo, with their log-ins in the open."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from knowhold.demo.people import FIRMS, PASSWORD, PERSONAS, Persona
from knowhold.web.language import is_chinese, named

# first those with a journey of their own in the demo, in its order
FIRST = ("P1", "P3", "P4", "P10")

__all__ = ["PASSWORD", "Shown", "personas"]


@dataclass(frozen=True, slots=True)
class Shown:
    name: str
    short_name: str
    email: str
    job: str
    firm: str
    text: str


def personas() -> list[Shown]:
    """Everybody in the demo who can sign in, those with something to do first."""
    firms = {firm.code: named(firm) for firm in FIRMS}
    order = {number: at for at, number in enumerate(FIRST)}
    listed = sorted(PERSONAS, key=lambda persona: order.get(persona.number, len(order)))
    return [
        Shown(
            name=f"{persona.name_latin} {persona.name_native}".strip(),
            short_name=persona.name_latin,
            email=persona.email,
            job=persona.job_zh if is_chinese() else persona.job_en,
            firm=firms[persona.firm],
            text=what_to_try(persona),
        )
        for persona in listed
    ]


def what_to_try(persona: Persona) -> str:
    """One thing to try as this person."""
    ideas = {
        "P1": _("Ask whether a trip needs clearance, and see why."),
        "P2": _("Give the firm’s word on a trip, delegate while away, see where know-how is thin."),
        "P3": _("Read a case with its reasons, ask a question, decide with conditions."),
        "P4": _("Sign or send back a recommendation, publish who reviews what."),
        "P5": _("File the roster from a table, compare possible duplicates."),
        "P6": _("Prepare loan devices, hand them over and take them back."),
        "P9": _("Hear an appeal against a refusal, ask, decide."),
        "P10": _("Check the journal against its signed checkpoint."),
        "P11": _("Give roles, close an account, see which jobs ran."),
    }
    return ideas.get(persona.number, _("Look at what is kept about you."))
