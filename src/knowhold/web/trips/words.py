"""The words of the question pages: a trip, a disclosure and a shipment each have their own."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from knowhold.clearance.trip import Device, Leaving, Purpose
from knowhold.web.forms import Option


@dataclass(frozen=True, slots=True)
class JourneyWords:
    """How the first page asks; a trip, a disclosure and a shipment each have their own words."""

    purpose: str
    no_purpose: str
    origin: str
    to: str
    first_day: str
    no_first_day: str
    last_day: str
    no_last_day: str


def journey_words(leaving: Leaving) -> JourneyWords:
    if leaving is Leaving.TRIP:
        return JourneyWords(
            purpose=_("Why are you going?"),
            no_purpose=_("Choose why you are going"),
            origin=_("Which country do you leave from?"),
            to=_("Which country do you go to?"),
            first_day=_("First day there"),
            no_first_day=_("Enter the first day there"),
            last_day=_("Last day there"),
            no_last_day=_("Enter the last day there"),
        )
    return JourneyWords(
        purpose=_("How does it reach others?"),
        no_purpose=_("Choose how it reaches others"),
        origin=_("In which country is it now?"),
        to=_("In which country is it received?"),
        first_day=_("From which day?"),
        no_first_day=_("Enter the first day"),
        last_day=_("Until which day?"),
        no_last_day=_("Enter the last day"),
    )


def purposes(leaving: Leaving) -> list[tuple[str, Option]]:
    """The purposes to choose from, in the order of how common they are."""
    texts = purpose_words()
    offered = {
        Leaving.TRIP: (
            Purpose.CONFERENCE, Purpose.VISIT, Purpose.TEACHING, Purpose.SERVICE, Purpose.PRIVATE
        ),
        Leaving.DISCLOSURE: (Purpose.SEND, Purpose.SHOW, Purpose.PUBLISH, Purpose.ADVISE),
        Leaving.SHIPMENT: (Purpose.SHIP,),
    }[leaving]  # fmt: skip
    return [(str(purpose), texts[purpose]) for purpose in offered]


def purpose_words() -> dict[Purpose, Option]:
    return {
        Purpose.CONFERENCE: Option(_("Conference or trade fair")),
        Purpose.VISIT: Option(
            _("Visit or meeting"),
            _("At a customer, supplier, partner or another site of your own firm."),
        ),
        Purpose.TEACHING: Option(_("Teaching or training others")),
        Purpose.SERVICE: Option(
            _("Technical work on a plant"),
            _("Installing, commissioning, repairing, improving or advising."),
        ),
        Purpose.PRIVATE: Option(
            _("Private travel"), _("Holidays and family. You need to tell nobody here about it.")
        ),
        Purpose.SEND: Option(
            _("Sent or opened to them"), _("By e-mail, on a shared server, on paper, on a device.")
        ),
        Purpose.SHOW: Option(
            _("Shown or explained to them"), _("In a call, in a lesson, during a visit here.")
        ),
        Purpose.PUBLISH: Option(
            pgettext("how know-how reaches others", "Published"),
            _("In a paper, in a talk, on the web."),
        ),
        Purpose.ADVISE: Option(_("Used for them"), _("Advice or technical work from here.")),
        Purpose.SHIP: Option(_("Shipped to them"), _("Goods, samples, equipment.")),
    }


def topics_title(leaving: Leaving) -> str:
    return {
        Leaving.TRIP: _("What will you talk about, show or use?"),
        Leaving.DISCLOSURE: _("What will others learn?"),
        Leaving.SHIPMENT: _("What is shipped?"),
    }[leaving]


def device_words() -> dict[str, Option]:
    return {
        Device.OWN_PHONE: Option(_("My own phone")),
        Device.OWN_LAPTOP: Option(_("My own laptop"), _("With whatever is stored on it.")),
        Device.LOANER: Option(_("A loan device"), _("From the device desk, with nothing on it.")),
        Device.DOCUMENTS: Option(_("Drawings, documents or samples")),
    }
