"""Read the scope text of a row of the Commerce Control List, or say that it takes a judgement."""

from __future__ import annotations

import re
from dataclasses import dataclass

ECCN = re.compile(r"\b\d[A-E]\d{3}\b")
_LEAD = re.compile(
    r"^[A-Z]{2} (?:applies|apply) (?:to )?(?:the )?|^Russian industry sector sanctions apply to "
)
_ENTIRE = re.compile(r"^entire entry\s*(?:,?\s*except:?\s*(?P<except>.+?))?\.?(?: CB Column 2\.)?$")
_CODE = re.compile(r"^(?:(\d[A-E]\d{3})\s*)?(?:\.\s?)?([a-z](?:\.(?:\d+|[a-z]))*)?$")
_NOISE = re.compile(
    r"\b(?:paragraphs?|of this entry|in this entry|controlled by this entry|controlled (?:by|in)|items?"
    r"|commodities|software|toxins|only|for)\b|[“”\"]",
)
_FOR = re.compile(
    r"^“?(?:technology|software),?”?,? (?:for (?:the )?(?:“(?:development|production|use)[,”]*(?:, | or )?)*"
    r"(?:of )?)?(?:for )?(?:items|equipment|commodities|materials|commodities and software"
    r"|commodities or software)? ?(?:controlled|specified) (?:by|in|under) (?P<list>.+?)"
    r"(?P<reasons> for [A-Z]{2} reasons)?\.?$"
)


@dataclass(frozen=True, slots=True)
class Scope:
    """`members` less `excluded`; `made_for` when the row covers technology for those entries.

    `judged` means that the words decide more than codes can: a classifier has to answer. Where the
    words only add "for NP reasons", `reason` is NP: the rows of the entry it is made for answer.
    """

    members: tuple[str, ...]
    excluded: tuple[str, ...] = ()
    made_for: tuple[str, ...] = ()
    judged: bool = False
    reason: str = ""

    @property
    def plain(self) -> bool:
        return not self.judged and not self.made_for


def read_scope(eccn: str, text: str, known: list[str]) -> Scope:
    """The scope of one row of `eccn`; `known` are all entries, to expand `1B001 to 1B003`."""
    body = _LEAD.sub("", text.strip())
    body = re.sub(r"\s*\(refer to [^)]*\)", "", body)
    if entire := _ENTIRE.match(body):
        if not entire["except"]:
            return Scope((eccn,))
        excluded = _paragraphs(eccn, entire["except"])
        return Scope((eccn,), excluded) if excluded else Scope((eccn,), judged=True)
    if listed := _paragraphs_with_exceptions(eccn, body):
        return listed
    return _made_for(eccn, body, known)


def _paragraphs_with_exceptions(eccn: str, body: str) -> Scope | None:
    excluded: list[str] = []
    for part in re.findall(r"\(except ([^()]*)\)", body):
        codes = _paragraphs(eccn, part)
        if not codes:
            return None
        excluded.extend(codes)
    members = _paragraphs(eccn, re.sub(r"\(except [^()]*\)", "", body))
    return Scope(members, tuple(excluded)) if members else None


def _paragraphs(eccn: str, text: str) -> tuple[str, ...]:
    """Codes of a text that is nothing but paragraphs of `eccn`; empty when it says anything else."""
    found: list[str] = []
    for piece in re.split(r",|;|\band\b|\bor\b", _NOISE.sub(" ", text)):
        token = piece.strip().strip(":").rstrip(".").strip()
        if not token:
            continue
        match = _CODE.match(token)
        if match is None or not match[2] or match[1] not in (None, eccn):
            return ()
        found.append(f"{eccn}.{match[2]}")
    return tuple(dict.fromkeys(found))


def _made_for(eccn: str, body: str, known: list[str]) -> Scope:
    if match := re.fullmatch(r"entire entry, for items controlled for ([A-Z]{2}) reasons", body):
        return Scope((eccn,), judged=True, reason=match[1])
    if eccn[1] not in "DE" or re.search(r"does not apply|except|this entry|controlled for", body):
        return Scope((eccn,), judged=True)
    if (match := _FOR.match(body)) and (codes := _entries(match["list"], known)):
        reason = (match["reasons"] or "").removeprefix(" for ")[:2]
        return Scope((eccn,), made_for=codes, judged=bool(reason), reason=reason)
    mentioned = _mentioned(body, known)
    narrows = re.search(
        r"controlled (?:by|in)|specified by|commodities in|under \d", body, re.IGNORECASE
    )
    if narrows and eccn not in mentioned and not re.search(r"FADEC|aircraft", body):
        return Scope((eccn,), made_for=mentioned, judged=True)
    return Scope((eccn,), judged=True)


def _entries(text: str, known: list[str]) -> tuple[str, ...]:
    found: list[str] = []
    for piece in re.split(r",|\band\b|\bor\b", text):
        token = piece.strip()
        if not token:
            continue
        if span := re.fullmatch(r"(\d[A-E]\d{3}) to (\d[A-E]\d{3})", token):
            found.extend(_between(span[1], span[2], known))
        elif re.fullmatch(r"\d[A-E]\d{3}(?:\.[a-z0-9]+)*", token):
            found.append(token)
        elif found and re.fullmatch(r"\.[a-z](?:\.[a-z0-9]+)*", token):
            found.append(found[-1][:5] + token)
        else:
            return ()
    return tuple(dict.fromkeys(found))


def _mentioned(text: str, known: list[str]) -> tuple[str, ...]:
    spans = re.findall(r"(\d[A-E]\d{3}) to (\d[A-E]\d{3})", text)
    between = [code for first, last in spans for code in _between(first, last, known)]
    return tuple(sorted({*ECCN.findall(text), *between}))


def _between(first: str, last: str, known: list[str]) -> list[str]:
    if first[:2] != last[:2] or first > last:
        raise ValueError(f"`{first} to {last}` is not a range of one product group")
    return sorted({first, last, *(code for code in known if first <= code <= last)})
