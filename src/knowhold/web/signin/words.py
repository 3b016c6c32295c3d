"""Events around signing in, in words."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SIGN_IN_EVENTS: Final[dict[str, Promise]] = {
    "session.begun": _("Signed in"),
    "session.ended": _("A session ended"),
    "session.refused": _("Signing in blocked after wrong passwords"),
    "account.totp_activated": _("An app was added as second step"),
    "account.totp_deactivated": _("The app was removed as second step"),
    "account.recovery_codes_generated": _("New recovery codes were made"),
    "account.webauthn_added": _("A security key was added"),
    "account.webauthn_removed": _("A security key was removed"),
    "account.password_changed": _("The password was changed"),
    "account.connected": _("The firm’s sign-in was connected"),
    "account.password_handed_over": _("An administrator handed over a new first password"),
    "account.second_step_reset": _("The second step was removed by an administrator"),
    "person.deactivated": _("Account closed; sessions and keys ended"),
    "person.reactivated": _("Account opened again"),
    "keys.rotated": _("Keys of sealed columns changed"),
    "calendar.opened": _("Calendar link made"),
    "calendar.closed": _("Calendar link ended"),
}
