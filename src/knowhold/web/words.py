"""Words for the tokens that the database keeps: roles, evidence, kinds of events."""

from __future__ import annotations

from django.utils.translation import gettext as _

from knowhold.accounts.models import Role
from knowhold.web.signin.words import SIGN_IN_EVENTS


def role_text(role: str) -> str:
    words = {
        Role.EMPLOYEE: _("Employee"),
        Role.LINE_MANAGER: _("Line manager"),
        Role.OFFICER: _("Export compliance officer"),
        Role.HEAD_OF_COMPLIANCE: _("Head of compliance"),
        Role.HR: _("Human resources"),
        Role.DEVICE_DESK: _("Device desk"),
        Role.STEWARD: _("Classifier"),
        Role.OMBUDSPERSON: _("Ombudsperson"),
        Role.AUDITOR: _("Auditor"),
        Role.ADMINISTRATOR: _("Administrator"),
        Role.RECEPTION: _("Reception"),
    }
    return words.get(Role(role), role)


def evidence_of_holding_text(token: str) -> str:
    words = {
        "self_stated": _("stated by yourself"),
        "confirmed": _("confirmed by your manager"),
        "documented": _("documented"),
    }
    return words.get(token, token)


def level_text(level: int) -> str:
    words = {
        1: _("knows of it"),
        2: _("works under guidance"),
        3: _("works alone"),
        4: _("teaches and designs"),
    }
    return words.get(level, str(level))


def event_text(kind: str) -> str:
    """What happened, in words; the kind itself where nobody wrote words for it."""
    words = {
        **_words_of_cases(),
        **_words_of_counterparts(),
        "organisation.added": _("Organisation added"),
        "person.added": _("Account opened"),
        "grant.given": _("Role given"),
        "grant.ended": _("Role ended"),
        "token.issued": _("Key for a program issued"),
        "token.revoked": _("Key for a program revoked"),
        "record.opened": _("Record opened by somebody else"),
        "record.erased": _("Content erased"),
        "holding.noted": _("Know-how entry recorded"),
        "holding.disputed": _("Correction of a know-how entry asked for"),
        "holding.dispute_decided": _("Correction of a know-how entry answered"),
        "roster.filed": _("Roster filed"),
        "roster.told": _("Told that another firm's roster has an entry"),
        "objection.raised": _("Objection raised"),
        "objection.decided": _("Objection answered"),
        "consent.given": _("Consent given"),
        "consent.withdrawn": _("Consent taken back"),
        "approach.reported": _("Approach from outside reported"),
        "record.copied": _("Copy of one's own record made"),
        "exposure.seen": _("Own counts seen"),
        "exposure.date_declared": _("Planned day of leaving entered"),
        "exposure.date_taken_back": _("Planned day of leaving taken back"),
        "exposure.terms_set": _("Terms of training set"),
        "exposure.departures_filed": _("Departures by month filed"),
        "exposure.review_asked": _("Review of a site's margins asked for"),
        "classification.requested": _("Classification asked for"),
        "classification.made": _("Classification recorded"),
        "conditions.adopted": _("Library of conditions adopted"),
        "note.kept": _("Note of a trip kept"),
        "case.approved": _("Case approved"),
        "case.refused": _("Case refused"),
        "case.found_not_needed": _("Found not to need clearance"),
        "case.reevaluated": _("Answered anew because law, lists or classifications changed"),
        "case.reopened": _("Case reopened"),
        "person.deactivated": _("Account closed"),
        "permit.issued": _("Permit issued"),
        "case.permit_superseded": _("Permit replaced by its next version"),
        "case.permit_revoked": _("Permit revoked"),
        "journal.bundle_made": _("Bundle for an auditor made"),
        "journal.bundle_fetched": _("Bundle for an auditor fetched"),
        "journal.recovered": _("Journal brought back after a restore"),
        "journal_key.made": _("Journal signed with a new key"),
        "journal_key.retired": _("Old key of the journal signs no more"),
        "journal_key.revoked": _("Key of the journal revoked"),
        "permit_key.made": _("Permits signed with a new key"),
        "permit_key.revoked": _("Key of permits revoked"),
        "record.lost": _("Content lost in a restored backup; its fingerprint stays"),
    }
    return words.get(kind) or str(SIGN_IN_EVENTS.get(kind, kind))


def _words_of_cases() -> dict[str, str]:
    """The people of a case and what the firm arranges for them."""
    return {
        "case.submitted": _("Case sent in"),
        "case.taken": _("Case taken on by an officer"),
        "case.asked": _("Question asked by the officer"),
        "case.answered": _("Question answered"),
        "case.settled": _("Facts found out by an officer"),
        "case.withdrawn": _("Case withdrawn"),
        "case.closed": _("Case closed"),
        "case.reviewed": _("The line manager’s word for the firm"),
        "case.noted": _("A privileged note was put on the file"),
        "case.recommended": _("Decision recommended, second signature asked for"),
        "case.sent_back": _("Sent back unsigned"),
        "case.escalated": _("Overdue: moved to the deputy"),
        "case.handed_over": _("Handed over to the deputy"),
        "case.debriefed": _("Questions after the trip answered"),
        "case.appealed": _("Appeal filed"),
        "case.panel_seated": _("Panel of the appeal chosen"),
        "case.asked_in_appeal": _("Question of the panel"),
        "case.answered_in_appeal": _("Panel’s question answered"),
        "case.appeal_upheld": _("Appeal decided: the refusal stands"),
        "case.appeal_overturned": _("Appeal decided: approved, permit issued on appeal"),
        "case.appeal_varied": _("Appeal decided: approved in part, permit issued on appeal"),
        "case.deletion_attempted": _("Somebody tried to delete a decision; nothing was deleted"),
        "loan.prepared": _("Loan device prepared"),
        "loan.handed_over": _("Loan device handed over"),
        "loan.returned": _("Loan device returned"),
        "delegation.offered": _("Delegation offered"),
        "delegation.accepted": _("Delegation accepted"),
        "delegation.ended": _("Delegation ended"),
        "deputy.named": _("Deputy named"),
        "training.noted": _("Training noted"),
        "routing.published": _("Routing published"),
    }


def _words_of_counterparts() -> dict[str, str]:
    """Organisations and what the lists say of them."""
    return {
        "party.added": _("Counterpart added"),
        "party.changed": _("What is known of a counterpart changed"),
        "party.matches_raised": _("Possible match with a list"),
        "party.matches_gone": _("A match is gone from its list"),
        "party.match_dismissed": _("Match dismissed: another organisation"),
        "party.match_confirmed": _("Match confirmed: the same organisation"),
        "party.link_made": _("Address for the organisation’s own page made"),
        "party.link_ended": _("Address for the organisation’s own page ended"),
        "party.objected": _("The organisation objects to its screening"),
        "party.objection_answered": _("Objection of the organisation answered"),
        "lists.compared": _("All counterparts compared with a new edition of a list"),
    }
