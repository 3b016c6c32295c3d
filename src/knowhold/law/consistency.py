"""The checks between records: whatever one names must exist, fit and not run in a circle."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Protocol
from zoneinfo import ZoneInfo

from knowhold.errors import LawDataError
from knowhold.law.conditions import EXPECTED, TestError, parse_test
from knowhold.law.fitting import TRUTH_KINDS, Refuse, fit, fit_constant, one_of
from knowhold.law.model import Box, Derive, Effect, Evidence, Outcome, Record, Rule, Rulebook
from knowhold.law.patterns import matching
from knowhold.law.suggest import nearest
from knowhold.period import Period

FACT_KINDS = (
    "code", "country", "countryset", "enum", "enumset", "number", "ratio", "date", "bool",
    "judgement", "text",
)  # fmt: skip
ASKED_OF = ("traveller", "classifier", "officer", "law-editor")
OVERLAY_EFFECTS = ("suspend", "extend", "revoke", "resume")
REGIME_STATES = ("evaluated", "partial", "not_encoded")


class Place(Protocol):
    def place(self, key: str = "", box: int | None = None) -> str: ...


def check(book: Rulebook, places: Mapping[str, Place]) -> None:
    """Raise LawDataError at the first record that does not fit the others."""
    _Check(book, places).all()


class _Check:
    def __init__(self, book: Rulebook, places: Mapping[str, Place]) -> None:
        self.book = book
        self.places = places

    def all(self) -> None:
        self._facts()
        self._sources()
        self._sets()
        self._regimes()
        for kind in ("rule", "derive", "overlay", "gap"):
            for record in getattr(self.book, f"{kind}s").values():
                self._common(kind, record)
        self._rules()
        self._derives()
        self._overlays()
        self._no_loops()

    # -- one kind after the other -------------------------------------------------------------

    def _facts(self) -> None:
        synonyms: dict[str, str] = {}
        for name, fact in self.book.facts.items():
            refuse = self._refuser("fact", name)
            one_of(refuse, "kind", fact.kind, FACT_KINDS)
            one_of(refuse, "asked_of", fact.asked_of, ASKED_OF)
            if fact.kind == "code":
                one_of(refuse, "scheme", fact.scheme, self.book.schemes)
            if fact.kind in {"enum", "enumset"} and not fact.values:
                raise refuse("kind", fact.kind, "`values` for an enum", ())
            if fact.kind in {"enum", "enumset"} | TRUTH_KINDS:
                for label in (*fact.labels, *fact.value_synonyms.values()):
                    one_of(refuse, "labels", label, fact.values or ("true", "false"))
            if fact.base:
                one_of(refuse, "base", fact.base, self.book.facts)
            if fact.sensitive and not fact.basis:
                raise refuse("sensitive", name, "`basis`: the provision that requires it", ())
            for synonym in fact.synonyms:
                taken = synonyms.get(synonym)
                if taken or synonym in self.book.facts:
                    raise refuse(
                        "synonyms", synonym, f"a name not used by `{taken or synonym}`", ()
                    )
                synonyms[synonym] = name

    def _sources(self) -> None:
        tokens = [item.token for item in Evidence]
        for name, source in self.book.sources.items():
            refuse = self._refuser("source", name)
            one_of(refuse, "evidence", source.evidence, tokens)
            days = {
                key: self._day(refuse, key, getattr(source, key))
                for key in ("published", "effective", "text_as_of", "read_on")
            }
            if days["published"] and days["effective"] and days["effective"] < days["published"]:
                raise refuse(
                    "effective",
                    source.effective,
                    f"a day not before publication {source.published}",
                    (),
                )
            if source.sha256 and not re.fullmatch(r"[0-9a-f]{64}", source.sha256):
                raise refuse("sha256", source.sha256, "64 hexadecimal digits, or empty", ())

    def _sets(self) -> None:
        for name, scheme in self.book.schemes.items():
            refuse = self._refuser("scheme", name)
            try:
                re.compile(scheme.pattern)
            except re.error as error:
                raise refuse("pattern", scheme.pattern, "a regular expression", ()) from error
            if scheme.codes:
                one_of(refuse, "codes", scheme.codes.removeprefix("@"), self.book.sets)
        for name, named in self.book.sets.items():
            refuse = self._refuser("set", name)
            self._cites(refuse, "cite", named.cite)
            for other in (*named.includes, *named.without):
                one_of(refuse, "members", other, self.book.sets)
            tokens = [item.token for item in Evidence]
            for token in {named.evidence, *(member.evidence for member in named.members)} - {""}:
                one_of(refuse, "evidence", token, tokens)
            for text in {named.span, *(member.span for member in named.members)} - {""}:
                self._span(refuse, "span", text)

    def _regimes(self) -> None:
        for name, regime in self.book.regimes.items():
            refuse = self._refuser("regime", name)
            one_of(refuse, "state", regime.state, REGIME_STATES)
            try:
                ZoneInfo(regime.timezone)
            except (KeyError, ValueError, OSError) as error:
                raise refuse(
                    "timezone", regime.timezone, "a zone such as `Asia/Shanghai`", ()
                ) from error

    def _common(self, kind: str, record: Record) -> None:
        """What rules, derivations, overlays and gaps share: regime, citations, dates, conditions."""
        refuse = self._refuser(kind, str(getattr(record, "id", "")))
        regime = getattr(record, "regime", "")
        if regime or kind in {"rule", "gap"}:
            one_of(refuse, "regime", regime, self.book.regimes)
        if kind != "gap":
            self._cites(refuse, "cite", getattr(record, "cite", ()))
        evidence = getattr(record, "evidence", "")
        if evidence:
            one_of(refuse, "evidence", evidence, [item.token for item in Evidence])
        for key in ("force", "span"):
            if hasattr(record, key):
                self._span(refuse, key, getattr(record, key))
        if isinstance(record, Rule | Derive):
            self._start(refuse, record)
        for index, box in enumerate(getattr(record, "when", ())):
            self._box(kind, str(getattr(record, "id", "")), index, box)

    def _start(self, refuse: Refuse, record: Rule | Derive) -> None:
        """What is told of a start that is not established: the text that holds it, and a first day."""
        if record.attested_by:
            self._cites(refuse, "attested_by", [record.attested_by])
            if record.start_established:
                expected = "`attested_by` beside `start_established = false`"
                raise refuse("attested_by", record.attested_by, expected, ())
        if not record.not_before:
            return
        earliest = self._day(refuse, "not_before", record.not_before)
        start = Period.parse(record.force).start.isoformat()
        if record.start_established or earliest >= start:
            expected = f"a day before `{start}`, beside `start_established = false`"
            raise refuse("not_before", earliest, expected, ())

    def _rules(self) -> None:
        outcomes = [item.token for item in Outcome]
        effects = [item.value for item in Effect]
        for name, rule in self.book.rules.items():
            refuse = self._refuser("rule", name)
            if bool(rule.outcome) == bool(rule.effect):
                raise refuse("outcome", rule.outcome, "either `outcome` or `effect`", ())
            if rule.outcome:
                one_of(refuse, "outcome", rule.outcome, outcomes)
            else:
                one_of(refuse, "effect", rule.effect, effects)
            if not rule.when or not all(rule.when):
                raise refuse("when", name, "at least one [[rule.when]] with a condition", ())
            for duty in rule.duties:
                self._cites(refuse, "duties", duty.cite or rule.cite)
            self._patterns(refuse, "overrides", rule.overrides, self.book.rules)

    def _derives(self) -> None:
        for name, derive in self.book.derives.items():
            refuse = self._refuser("derive", name)
            for target, value in derive.set.items():
                one_of(refuse, "set", target, self.book.facts)
                if value not in self.book.facts:
                    constant = value.removeprefix("value ")
                    fit_constant(self.book, refuse, "set", self.book.facts[target], constant)
        for name, fact in self.book.facts.items():
            if fact.otherwise:
                fit_constant(
                    self.book, self._refuser("fact", name), "otherwise", fact, fact.otherwise
                )

    def _overlays(self) -> None:
        known = {**self.book.rules, **self.book.derives, **self.book.overlays}
        for name, overlay in self.book.overlays.items():
            refuse = self._refuser("overlay", name)
            one_of(refuse, "effect", overlay.effect, OVERLAY_EFFECTS)
            self._patterns(refuse, "targets", overlay.targets, known)
            if not overlay.targets:
                raise refuse("targets", name, "at least one rule or pattern", ())
            bounded = Period.parse(overlay.span).end is not None
            if overlay.effect in {"suspend", "extend"} and bounded:
                one_of(refuse, "after", overlay.after, ("resume", "unverified"))

    def _box(self, kind: str, name: str, index: int, box: Box) -> None:
        for key, text in box.items():
            place = self.places[f"{kind} {name}"].place(key, index)

            def refuse(
                _key: str, value: str, expected: str, known: Iterable[str], place: str = place
            ) -> LawDataError:
                return LawDataError(place, value, expected, advice=nearest(value, known))

            fact = self.book.facts.get(key)
            if fact is None:
                raise refuse(key, key, "a known fact (see `knowhold law facts`)", self.book.facts)
            try:
                clauses = parse_test(text)
            except TestError as error:
                raise LawDataError(place, text, EXPECTED, advice=str(error)) from error
            for clause in clauses:
                fit(self.book, refuse, fact, clause)

    # -- small parts --------------------------------------------------------------------------

    def _refuser(self, kind: str, name: str) -> Refuse:
        def refuse(key: str, value: str, expected: str, known: Iterable[str]) -> LawDataError:
            place = self.places[f"{kind} {name}"].place(key)
            return LawDataError(place, value, expected, advice=nearest(value, known))

        return refuse

    def _cites(self, refuse: Refuse, key: str, cites: Iterable[str]) -> None:
        cites = list(cites)
        if not cites:
            raise refuse(key, "", "a citation `source-id locator`", ())
        for cite in cites:
            source = cite.split(" ", 1)[0]
            if source not in self.book.sources:
                raise refuse(key, source, "the id of a [[source]]", self.book.sources)

    def _day(self, refuse: Refuse, key: str, text: str) -> str:
        if text:
            self._span(refuse, key, f"{text} ..")
        return text

    def _span(self, refuse: Refuse, key: str, text: str) -> None:
        try:
            Period.parse(text)
        except ValueError as error:
            raise refuse(key, text, f"days that exist, as `2025-10-09 ..` ({error})", ()) from error

    def _patterns(
        self, refuse: Refuse, key: str, patterns: Iterable[str], known: Mapping[str, object]
    ) -> None:
        for pattern in patterns:
            if "*" not in pattern:
                one_of(refuse, key, pattern, known)

    def _no_loops(self) -> None:
        book = self.book
        overriding = {
            name: matching(rule.overrides, book.rules) for name, rule in book.rules.items()
        }
        self._acyclic("rule", "overrides", overriding)
        # a pattern such as `*` does not make an overlay act on itself
        acting = {
            name: [other for other in matching(overlay.targets, book.overlays) if other != name]
            for name, overlay in book.overlays.items()
        }
        self._acyclic("overlay", "targets", acting)
        including = {name: [*held.includes, *held.without] for name, held in book.sets.items()}
        self._acyclic("set", "members", including)
        self._acyclic("fact", "name", needs_of_facts(book))

    def _acyclic(self, kind: str, key: str, needs: Mapping[str, Iterable[str]]) -> None:
        done: set[str] = set()

        def walk(name: str, path: tuple[str, ...]) -> None:
            if name in path:
                loop = " → ".join((*path[path.index(name) :], name))
                raise self._refuser(kind, name)(key, loop, "no loop", ())
            if name not in done:
                for other in needs.get(name, ()):
                    walk(other, (*path, name))
                done.add(name)

        for name in needs:
            walk(name, ())


def needs_of_facts(book: Rulebook) -> dict[str, list[str]]:
    """For each fact that takes its value from others: those others."""
    needs: dict[str, list[str]] = {
        name: [fact.base] for name, fact in book.facts.items() if fact.base
    }
    for derive in book.derives.values():
        tested = [name for box in derive.when for name in box]
        for target, value in derive.set.items():
            taken = [value] if value in book.facts else []
            needs.setdefault(target, []).extend([*tested, *taken])
    return needs
