"""Everything Knowhold raises on purpose, with advice for the person who meets it.

KnowholdError            a message for the person, plus `advice`: what to do next
├─ NotFound              404, exit 3
├─ NotPermitted          404 to strangers; says which grant is missing, never what exists
├─ WrongStage            409; names the stage and the stages that allow the verb
├─ Stale                 409; somebody else changed it first
├─ Invalid               422; field → messages, all of them and not the first
├─ DataError             place, value, expected: raised while reading, never at decision time
│  ├─ LawDataError       a rule file
│  ├─ FactError          the facts of one question
│  └─ ListRejected       a list file or edition
├─ MarkedSecret          text carries a state-secret marking: refused, never stored or logged
├─ UnsafeStorage         the database library can lose commits
├─ ReadOnly              the journal is behind or beside its guard: it can be read, not written
├─ WitnessRefused        a witness could not be reached or did not cosign; the log is unaffected
└─ ProofError            the only thing verification raises, whatever was malformed
"""

from __future__ import annotations

from typing import Final

LONGEST_SHOWN: Final = 120


class KnowholdError(Exception):
    """A failure a person can act on: `message` says what, `advice` says what to do next."""

    def __init__(self, message: str, *, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice

    def line(self) -> str:
        """One line for a terminal: the message, then the advice; what was typed may hold breaks."""
        whole = f"{self.message}; {self.advice}" if self.advice else self.message
        return " ".join(whole.split())

    def __str__(self) -> str:
        return self.line()


class NotFound(KnowholdError):
    pass


class NotPermitted(KnowholdError):
    pass


class WrongStage(KnowholdError):
    pass


class Stale(KnowholdError):
    pass


class Invalid(KnowholdError):
    """`fields` maps a field to everything wrong with it."""

    def __init__(self, fields: dict[str, list[str]], *, advice: str = "") -> None:
        self.fields = fields
        super().__init__(
            "; ".join(f"{name}: {text}" for name, texts in fields.items() for text in texts),
            advice=advice,
        )


class DataError(KnowholdError):
    """Something could not be read: `place` (file and line, row and column), `value`, `expected`."""

    def __init__(self, place: str, value: str, expected: str, *, advice: str = "") -> None:
        self.place = place
        self.value = value
        self.expected = expected
        # a whole file given where a value belongs is not repeated
        shown = value if len(value) <= LONGEST_SHOWN else f"{value[:LONGEST_SHOWN]}…"
        super().__init__(f"{place}: `{shown}` — expected {expected}", advice=advice)


class LawDataError(DataError):
    pass


class FactError(DataError):
    pass


class ListRejected(DataError):
    pass


class MarkedSecret(KnowholdError):
    pass


class UnsafeStorage(KnowholdError):
    pass


class ReadOnly(KnowholdError):
    pass


class WitnessRefused(KnowholdError):
    pass


class ProofError(KnowholdError):
    pass
