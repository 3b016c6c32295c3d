"""Numbers that carry their own check digits: which scheme one is of, and whether it can be right."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Final

from knowhold.screening.model import Identifier


class Scheme(StrEnum):
    LEI = "lei"
    """legal entity identifier, ISO 17442: 20 characters, ISO 7064 mod 97-10"""
    USCC = "uscc"
    """China's unified social credit code, GB 32100-2015: 18 characters, mod 31"""
    INN = "inn"
    """Russian taxpayer number: 10 digits of a firm, 12 of a person, mod 11"""
    OGRN = "ogrn"
    """Russian registration number: 13 digits mod 11, 15 of a sole trader mod 13"""
    IMO = "imo"
    """ship's number of the International Maritime Organization: 7 digits"""


# How lists and people word these schemes; the longest first, so that OGRN is not read as INN.
_WORDS: Final = (
    (Scheme.LEI, re.compile(r"\blei\b|legal entity identifier|法人机构识别编码", re.IGNORECASE)),
    (Scheme.USCC, re.compile(r"uscc|social credit|统一社会信用代码", re.IGNORECASE)),
    (Scheme.OGRN, re.compile(r"\bogrn(ip)?\b|огрн|main state registration", re.IGNORECASE)),
    (Scheme.INN, re.compile(r"\binn\b|инн|taxpayer identification", re.IGNORECASE)),
    (Scheme.IMO, re.compile(r"\bimo\b|vessel registration", re.IGNORECASE)),
)
_USCC_SIGNS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_INN_FIRM: Final = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_PERSON: Final = (7, *_INN_FIRM)


def scheme_of(identifier: Identifier) -> Scheme | None:
    """The checkable scheme the list or the person names, None for any other number.

    >>> scheme_of(Identifier("Unified Social Credit Code (USCC)", "91150000701463622D"))
    <Scheme.USCC: 'uscc'>
    """
    words = identifier.scheme
    if words.casefold() in {"tax id no.", "tax id"} and identifier.country in {"RU", "Russia"}:
        return Scheme.INN
    return next((scheme for scheme, pattern in _WORDS if pattern.search(words)), None)


def digits_of(identifier: Identifier) -> str:
    """The number as compared within its scheme: `IMO 9074729` and `9074729` are one."""
    found = identifier.compared
    return found.removeprefix("IMO") if scheme_of(identifier) is Scheme.IMO else found


def is_right(identifier: Identifier) -> bool | None:
    """Whether the check digits fit; None for a number without any."""
    scheme = scheme_of(identifier)
    return None if scheme is None else _CHECKS[scheme](digits_of(identifier))


def _lei(value: str) -> bool:
    if not re.fullmatch(r"[0-9A-Z]{18}[0-9]{2}", value):
        return False
    return int("".join(str(int(sign, 36)) for sign in value)) % 97 == 1


def _uscc(value: str) -> bool:
    if len(value) != 18 or not set(value) <= set(_USCC_SIGNS):
        return False
    numbers = [_USCC_SIGNS.index(sign) for sign in value]
    return (31 - _weighted(numbers, _USCC_WEIGHTS) % 31) % 31 == numbers[-1]


def _inn(value: str) -> bool:
    if not value.isdecimal():
        return False
    numbers = [int(sign) for sign in value]
    if len(value) == 10:
        return _weighted(numbers, _INN_FIRM) % 11 % 10 == numbers[9]
    if len(value) == 12:
        first = _weighted(numbers, _INN_PERSON) % 11 % 10 == numbers[10]
        return first and _weighted(numbers, (3, *_INN_PERSON)) % 11 % 10 == numbers[11]
    return False


def _ogrn(value: str) -> bool:
    if not value.isdecimal() or len(value) not in {13, 15}:
        return False
    divisor = len(value) - 2
    return int(value[:-1]) % divisor % 10 == int(value[-1])


def _imo(value: str) -> bool:
    if not (value.isdecimal() and len(value) == 7):
        return False
    return _weighted([int(sign) for sign in value], (7, 6, 5, 4, 3, 2)) % 10 == int(value[-1])


def _weighted(numbers: Sequence[int], weights: Sequence[int]) -> int:
    return sum(number * weight for number, weight in zip(numbers, weights, strict=False))


_CHECKS: Final[Mapping[Scheme, Callable[[str], bool]]] = {
    Scheme.LEI: _lei, Scheme.USCC: _uscc, Scheme.INN: _inn, Scheme.OGRN: _ogrn, Scheme.IMO: _imo,
}  # fmt: skip
