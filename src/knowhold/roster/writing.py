"""Writing what a filing says: people, their lines on the roster, their entries, what changed."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Final
from uuid import UUID, uuid4

from knowhold.accounts.models import Language, Person
from knowhold.roster.filing.difference import Change, FiledPerson, HeldNow, changes, people
from knowhold.roster.filing.matching import Answer, Kind, questions
from knowhold.roster.filing.staging import Staging
from knowhold.roster.models import Filing, FilingChange, Holder, Holding, KeptApart
from knowhold.screening.fold import HAN

BATCH: Final = 1_000
# RFC 2606: no letter ever reaches it; such a person is told on paper
NO_ADDRESS: Final = "no-address.invalid"


@dataclass
class Writing:
    """Writes one filing's rows in batches; `accounts` maps keys of people new to the roster."""

    filing: Filing
    staging: Staging
    by: Person
    now: datetime
    accounts: dict[str, UUID] = field(default_factory=dict)
    # people of other firms in this file
    elsewhere: set[UUID] = field(default_factory=set)
    sites: dict[str, UUID] = field(default_factory=dict)

    def write(self) -> None:
        """Everything, in the caller's transaction, after `compare` has looked at the staging."""
        self.sites = {site.name: site.pk for site in self.filing.organisation.sites.all()}
        walked = people(self.staging)
        while batch := list(islice(walked, BATCH)):
            self._people(batch)
        walked_changes = changes(self.staging)
        while found := list(islice(walked_changes, BATCH)):
            self._entries(found)
        self._remember_answers()
        self._end_holders()

    def _people(self, batch: list[FiledPerson]) -> None:
        fresh = [one for one in batch if not one.person.startswith("a:")]
        taken = set(
            Person.objects.filter(email__in=[one.email for one in fresh if one.email]).values_list(
                "email", flat=True
            )
        )
        made = []
        for one in fresh:
            account = self._account(one, taken)
            taken.add(account.email)
            self.accounts[one.person] = account.pk
            made.append(account)
        Person.objects.bulk_create(made)
        ids = [UUID(one.person[2:]) for one in batch if one.person.startswith("a:")]
        self.elsewhere.update(
            Person.objects.filter(pk__in=ids)
            .exclude(organisation=self.filing.organisation)
            .values_list("pk", flat=True)
        )
        known = {
            holder.person_id: holder
            for holder in Holder.objects.filter(
                organisation=self.filing.organisation, person_id__in=ids
            )
        }
        self._holders(batch, known)

    def _account(self, one: FiledPerson, taken: set[str]) -> Person:
        firm = self.filing.organisation
        identifier = uuid4()
        usable = one.email and one.email not in taken
        return Person(
            id=identifier,
            email=one.email if usable else f"{identifier}@{NO_ADDRESS}",
            # unusable: nobody signs in before the administrator opens the account
            password=f"!{secrets.token_urlsafe(30)}",
            name_latin=one.latin,
            name_native=one.native,
            language=Language.CHINESE if HAN.search(one.native) else Language.ENGLISH,
            organisation=firm,
            site_id=self.sites.get(one.site),
        )

    def _holders(self, batch: list[FiledPerson], known: dict[UUID, Holder]) -> None:
        fresh, changed, moved = [], [], []
        for one in batch:
            person = self._id(one.person)
            site = self.sites.get(one.site)
            also = [{"number": n, "latin": la, "native": na} for n, la, na in one.also]
            holder = known.get(person)
            if holder is None:
                fresh.append(
                    Holder(
                        organisation=self.filing.organisation,
                        person_id=person,
                        employee_number=one.number,
                        name_latin=one.latin,
                        name_native=one.native,
                        also=also,
                        site_id=site,
                        filing=self.filing,
                    )
                )
                if site and one.person.startswith("a:") and person not in self.elsewhere:
                    moved.append((person, site))
                continue
            if _renewed(holder, one, site, also):
                holder.filing = self.filing
                changed.append(holder)
                if site and person not in self.elsewhere:
                    moved.append((person, site))
        Holder.objects.bulk_create(fresh)
        Holder.objects.bulk_update(
            changed, ["name_latin", "name_native", "also", "site", "ended_on", "filing"]
        )
        for site in {site for _person, site in moved}:
            people_there = [person for person, where in moved if where == site]
            Person.objects.filter(pk__in=people_there).exclude(site_id=site).update(site_id=site)

    def _entries(self, found: list[Change]) -> None:
        Holding.objects.bulk_create(
            [self._holding(one) for one in found],
            update_conflicts=True,
            unique_fields=["organisation", "person", "item"],
            update_fields=["level", "evidence", "as_of", "source", "filing", "ended_on"],
        )
        # of a first filing everything is new, and the entries themselves say so
        if self.filing.previous_id is not None:
            FilingChange.objects.bulk_create(
                FilingChange(
                    filing=self.filing, person_id=self._id(one.person), item_id=one.item,
                    before=_values(one.before), after=_values(one.after),
                )
                for one in found
            )  # fmt: skip

    def _holding(self, one: Change) -> Holding:
        """The entry as the filing leaves it; one that is no longer filed ends and says what it was."""
        said = one.after or one.before
        assert said is not None, "a change is of something"
        person = self._id(one.person)
        return Holding(
            organisation=self.filing.organisation,
            person_id=person,
            item_id=one.item,
            level=said.level,
            evidence=said.evidence,
            as_of=date.fromisoformat(said.as_of),
            source=said.source,
            filing=self.filing,
            ended_on=None if one.after else self.filing.as_of,
            # another firm's person is told first
            used_since=None if person in self.elsewhere else self.now,
        )

    def _remember_answers(self) -> None:
        for question in questions(self.staging):
            if question.answer is not Answer.APART or question.kind is Kind.NUMBER:
                continue
            other = question.right.number or self._key_of(question.id)
            one, other = sorted((question.left.number, other))
            KeptApart.objects.get_or_create(
                organisation=self.filing.organisation,
                one=one,
                other=other,
                defaults={"by": self.by, "at": self.now},
            )

    def _key_of(self, question: int) -> str:
        row = self.staging.connection.execute(
            "SELECT other_person FROM question WHERE id = ?", (question,)
        ).fetchone()
        return str(row[0])

    def _end_holders(self) -> None:
        """Who has no entry left is no longer on the roster; the line stays until its retention ends."""
        firm = self.filing.organisation
        standing = Holding.objects.filter(
            organisation=firm, ended_on__isnull=True, filing__isnull=False
        ).values("person_id")
        Holder.objects.filter(organisation=firm, ended_on__isnull=True).exclude(
            person_id__in=standing
        ).update(ended_on=self.filing.as_of)

    def _id(self, key: str) -> UUID:
        return UUID(key[2:]) if key.startswith("a:") else self.accounts[key]


def _renewed(
    holder: Holder, one: FiledPerson, site: UUID | None, also: list[dict[str, str]]
) -> bool:
    """Bring a line up to date; the spellings and numbers known so far stay."""
    known = [*holder.also]
    first = {"number": holder.employee_number, "latin": holder.name_latin, "native": holder.name_native}  # fmt: skip
    now = {"number": one.number, "latin": one.latin, "native": one.native}
    known += [each for each in (now, *also) if each not in known and not _says_no_more(each, first)]
    before = (holder.also, holder.site_id, holder.ended_on)
    holder.also, holder.ended_on = known, None
    holder.site_id = site or holder.site_id
    # a script that the roster lacked so far
    renamed = (holder.name_latin or one.latin, holder.name_native or one.native)
    changed = renamed != (holder.name_latin, holder.name_native)
    holder.name_latin, holder.name_native = renamed
    return changed or before != (holder.also, holder.site_id, holder.ended_on)


def _says_no_more(one: dict[str, str], first: dict[str, str]) -> bool:
    return one["number"] == first["number"] and all(
        not one[name] or one[name] == first[name] or not first[name] for name in ("latin", "native")
    )


def _values(held: HeldNow | None) -> dict[str, str | int] | None:
    if held is None:
        return None
    return {
        "level": held.level, "evidence": held.evidence, "as_of": held.as_of, "source": held.source,
    }  # fmt: skip
