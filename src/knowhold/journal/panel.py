"""The witnesses of a log: the policy file that names them, and asking each of them in turn.

One that does not answer costs its own cosignature and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from knowhold.errors import ProofError, WitnessRefused
from knowhold.journal.feed import cosignature
from knowhold.journal.log import Log
from knowhold.journal.note import head_of
from knowhold.journal.verify import Key, Policy, open_note, read_policy


@dataclass(frozen=True, slots=True)
class Panel:
    """Who cosigns; `rules` are the lines of the policy file that an outsider needs.

    Those of logs are left out, and so are the witnesses' addresses, which may be nobody else's
    business.
    """

    policy: Policy
    urls: tuple[tuple[str, str], ...]  # witness name, submission prefix
    rules: str

    def text(self, keys: Iterable[Key]) -> str:
        """The policy that an auditor of the logs with these `keys` follows."""
        return "".join(f"log {key.vkey}\n" for key in keys) + self.rules

    def cosigned(self, note: str) -> dict[str, int | None]:
        """Witness → time of its cosignature under `note`; those of nobody we know are left out."""
        try:
            _, times = open_note(note, self.policy.witnesses.values())
        except ProofError:
            return {}
        return {name: times[key] for name, key in self.policy.witnesses.items() if key in times}

    def is_met(self, note: str) -> bool:
        """Whether the quorum cosigned `note`; true where the policy asks for nobody."""
        return self.policy.witnessed(self.policy.quorum, set(self.cosigned(note)))


NOBODY = Panel(Policy(()), (), "quorum none\n")


def read_panel(text: bytes) -> Panel:
    """Read a C2SP policy file; its `log` lines are the reader's, ours are always added.

    ProofError for whatever `read_policy` refuses, for a witness whose line has no address, and for
    names that are not UTF-8, which no page could show.
    """
    policy = read_policy(text)
    try:
        lines = text.decode().split("\n")
    except UnicodeDecodeError as error:
        raise ProofError("a name in the policy is not UTF-8") from error
    words = [(line, re.findall(r"[^ \t]+", line)) for line in lines]
    urls = []
    for _, found in words:
        if found[:1] == ["witness"]:
            if len(found) < 4:
                raise ProofError(f"the witness `{found[1]}` has no address to be asked at")
            urls.append((found[1], found[3]))
    kept = [
        " ".join(found[:3]) if found[0] == "witness" else line
        for line, found in words
        if found and found[0] != "log"
    ]
    return Panel(policy, tuple(urls), "\n".join(kept) + "\n")


@dataclass(frozen=True, slots=True)
class Answered:
    """What one witness said about the head of `size` entries: a cosignature, or why not."""

    name: str
    size: int
    time: int | None = None
    problem: str = ""


def ask(log: Log, panel: Panel, timeout: float) -> list[Answered]:
    """Have the newest checkpoint cosigned by everybody who has not yet; what each of them said.

    The newest head that the quorum cosigned is kept as `log.witnessed`, also where the log grew
    while they were asked.
    """
    note = log.checkpoint()
    size = head_of(note).size
    answers = []
    for name, url in panel.urls:
        time = panel.cosigned(note).get(name)
        if time is None:
            key = panel.policy.witnesses[name]
            try:
                lines = cosignature(log, note, url, key, timeout)
            except (WitnessRefused, ProofError) as error:
                answers.append(Answered(name, size, problem=error.message))
                continue
            log.add_cosignature(note, key, lines)
            note += lines
            time = panel.cosigned(note)[name]
        answers.append(Answered(name, size, time))
    if panel.urls and panel.is_met(note):
        log.keep_witnessed(note)
    return answers
