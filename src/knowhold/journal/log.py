"""The journal of one organisation and year: entries in, signed heads and proofs out.

One writer at a time holds `writer.lock`; any number of processes read. An index returned by
`append` is durable. A checkpoint is in the guard before anybody else can see it.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Final, Self

from knowhold.errors import KnowholdError, NotFound, ProofError, ReadOnly, Stale
from knowhold.journal import tree, verify
from knowhold.journal.durable import write_whole
from knowhold.journal.fsck import find_damage
from knowhold.journal.guard import Guard, Head, Standing, compare
from knowhold.journal.note import Signer, checkpoint_text, head_of, sign_note
from knowhold.journal.proof import write_proof
from knowhold.journal.store import TileStore

DATABASE: Final = "journal.sqlite3"
GUARD: Final = "guard.sqlite3"
LOCK: Final = "writer.lock"
WITNESSED: Final = "witnessed"
MOST: Final = 100  # problems reported at once: a wrong size would make endless ones


class Log:
    """An append-only list of 32-byte commitments. Not shared between threads."""

    def __init__(
        self, folder: Path, store: TileStore, guard: Guard, signers: tuple[Signer, ...]
    ) -> None:
        self.folder = folder
        self.origin = store.origin
        self._store = store
        self._guard = guard
        self._signers = signers
        self._agreed: Head | None = None  # the guard's head that was found to fit
        self._crown: tree.Crown | None = None  # of the size that was asked for last

    @classmethod
    def open(
        cls,
        folder: Path,
        origin: str,
        signer: Signer | None = None,
        *,
        retiring: tuple[Signer, ...] = (),
        guard: Path | None = None,
    ) -> Self:
        """Open or create the log `origin` in `folder`; without `signer` it is only read.

        `retiring` keys sign beside `signer` while readers change from one to the other. `guard` is
        the guard's file, by default beside the database; keep it out of every backup.
        Refuses (ProofError) a database of another origin, or one whose newest checkpoint no longer
        fits its hashes. A journal behind or beside its guard opens, but takes no entry.
        """
        if signer is None and not (folder / DATABASE).exists():
            raise NotFound(f"no journal in `{folder}`")
        signers = () if signer is None else (signer, *retiring)
        if any(one.name != origin for one in signers):
            raise ProofError(f"a key of the log `{origin}` has another name than the log")
        folder.mkdir(parents=True, exist_ok=True)
        store = TileStore(folder / DATABASE, origin)
        log = cls(folder, store, Guard(guard or folder / GUARD), signers)
        try:
            log._require_own_checkpoint()
        except KnowholdError:
            log.close()
            raise
        return log

    def close(self) -> None:
        self._store.close()
        self._guard.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def append(self, entries: Sequence[bytes]) -> list[int]:
        """Store `entries`, all or none, and return their indexes once they are durable."""
        for entry in entries:
            if len(entry) != tree.HASH:
                raise ProofError(
                    f"an entry of `{len(entry)}` bytes",
                    advice="journal the 32-byte `commitment` of a record, never the record",
                )
        with self._writing():
            if not entries:
                return []
            start = self._store.append(entries)
        return list(range(start, start + len(entries)))

    def catch_up(self, entries: Sequence[bytes], published: int) -> None:
        """Append entries that were published before, while the journal is behind (see `recover`)."""
        with self._locked():
            if self.size() + len(entries) > published:
                raise Stale("another process is recovering this journal", advice="wait for it")
            self._store.append(entries)

    def backup(self, path: Path) -> int:
        """Copy the database to `path`, whole or not at all; the number of entries in the copy.

        The guard is left out on purpose: restored, the copy finds the guard ahead of it.
        """
        with self._locked():
            self._store.backup(path)
            return self.size()

    def size(self) -> int:
        return self._store.size()

    def root(self, size: int | None = None) -> bytes:
        """The RFC 6962 root (32 bytes) of the first `size` entries, of all by default."""
        size = self._within(self.size() if size is None else size)
        return tree.root(self._store, size)

    def entry(self, index: int) -> bytes:
        """The 32 bytes stored at `index`."""
        if not 0 <= index < self.size():
            raise NotFound(f"the journal has `{self.size()}` entries and no number `{index}`")
        found = self._store.entry(index)
        if len(found) != tree.HASH:
            raise ProofError(f"entry {index} is missing from the journal")
        return found

    def bundle(self, n: int, width: int) -> list[bytes]:
        """The first `width` entries of the 256 from `256 * n` on."""
        joined = self._store.bundle(n)
        found = [joined[at : at + tree.HASH] for at in range(0, width * tree.HASH, tree.HASH)]
        if len(joined) < width * tree.HASH:
            raise ProofError(f"entry {tree.WIDTH * n + len(joined) // tree.HASH} is missing")
        return found

    def tile(self, level: int, n: int, width: int) -> bytes:
        """The first `width` hashes of a tile, joined."""
        found = self._store.tile(level, n)[: width * tree.HASH]
        if len(found) < width * tree.HASH:
            raise ProofError(f"tile {level}/{n} of the journal has lost hashes")
        return found

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """The RFC 6962 path of entry `index` in the tree of `size`, checked before it is given."""
        size = self._within(self.size() if size is None else size)
        if not 0 <= index < size:
            raise NotFound(f"entry `{index}` is not among the first `{size}`")
        crown = self._crown_of(size)
        path = tree.inclusion_proof(self._store, index, crown)
        leaf = verify.leaf_hash(self._store.entry(index))
        with self._damage_located():
            verify.verify_inclusion(leaf, index, size, path, crown.root)
        return path

    def consistency_proof(self, old: int, new: int | None = None) -> list[bytes]:
        """The RFC 6962 proof that `new` entries begin with the first `old`, checked as well."""
        new = self._within(self.size() if new is None else new)
        if not 0 <= old <= new:
            raise NotFound(f"a log of `{new}` entries has no earlier state of `{old}`")
        crown, before = self._crown_of(new), self.root(old)
        path = tree.consistency_proof(self._store, old, crown)
        with self._damage_located():
            verify.verify_consistency(old, new, before, crown.root, path)
        return path

    def checkpoint(self) -> str:
        """The signed head of all entries (C2SP note); the same text until entries are added.

        Without a signer: the newest one that was signed, NotFound when there is none.
        """
        if not self._signers:
            held = self._store.checkpoint()
            if not held:
                raise NotFound(f"nobody has signed a checkpoint of `{self.origin}` yet")
            return held
        with self._writing() as seen:
            head = Head(self.size(), self.root())
            text = checkpoint_text(self.origin, head.size, head.root)
            note, held = sign_note(text, *self._signers), self._store.checkpoint()
            if held.startswith(f"{text}\n"):
                # The same head: cosignatures stay, and so does the text if no key changed.
                note += "".join(one for one in _lines(held) if not _is_by(self.origin, one))
            if note != held:
                self._require_growth(seen, head)
                # The guard first: what it has not seen, nobody may see.
                self._guard.advance(self.origin, seen, head)
                self._store.keep_checkpoint(note)
            return note

    def add_cosignature(self, note: str, witness: verify.Key, lines: str) -> str:
        """Put the lines of `witness`, verified by the caller, under the newest checkpoint."""
        with self._locked():
            held = self._store.checkpoint()
            text = held[: held.rfind("\n\n") + 2]
            if not note.startswith(text):
                return held  # the log grew meanwhile; the witness will be asked again
            before = [line for line in _lines(held) if not _is_by(witness.name, line)]
            added = [line for line in _lines(f"\n\n{lines}") if _is_by(witness.name, line)]
            kept = text + "".join(before + added)
            self._store.keep_checkpoint(kept)
            return kept

    def witnessed(self) -> str:
        """The newest checkpoint that the quorum cosigned, empty before the first one.

        It may be older than `checkpoint`; refused (ProofError) when it is not of this journal.
        """
        path = self.folder / WITNESSED
        note = path.read_text("utf-8") if path.exists() else ""
        if note and not self._fits(head_of(note)):
            raise ProofError(f"the head in `{path.name}` is not one of this journal; keep both")
        return note

    def keep_witnessed(self, note: str) -> None:
        """Keep `note`, verified by the caller, unless a larger head is kept already."""
        with self._locked():
            held = self.witnessed()
            if not held or head_of(held).size <= head_of(note).size:
                write_whole(self.folder / WITNESSED, note.encode())

    def proof(self, index: int) -> str:
        """A `.tlog-proof` of entry `index` under the newest checkpoint."""
        note = self.checkpoint()
        size = head_of(note).size
        return write_proof(index, self.inclusion_proof(index, size), note)

    def standing(self) -> Standing:
        """Whether the journal continues what its guard has seen."""
        return self._stands(self._guard.newest(self.origin))[0]

    def explain_standing(self) -> str:
        """One sentence on `standing`, with the count or with both roots."""
        return self._stands(self._guard.newest(self.origin))[1]

    def damages(self, seen: Callable[[int], object] = bool) -> Iterator[str]:
        """Recompute everything; up to 100 sentences on entries, tiles or heads that do not fit.

        `seen` is told, tile by tile, how many more entries were recomputed.
        """
        size = self.size()
        problems = list(islice(find_damage(self._store, size, seen), MOST))
        yield from problems
        if problems:
            return  # a damaged tree has no root to compare
        note = self._store.checkpoint()
        if note and not self._fits(head_of(note)):
            yield "the newest checkpoint does not fit the entries"
        if self.standing() is not Standing.GOOD:
            yield self.explain_standing()

    def _stands(self, seen: Head | None) -> tuple[Standing, str]:
        return compare(seen, self.size(), self.root)

    def _crown_of(self, size: int) -> tree.Crown:
        if self._crown is None or self._crown.size != size:
            self._crown = tree.crown(self._store, size)
        return self._crown

    def _within(self, size: int) -> int:
        if not 0 <= size <= self.size():
            raise NotFound(f"the journal has `{self.size()}` entries, not `{size}`")
        return size

    def _require_own_checkpoint(self) -> None:
        note = self._store.checkpoint()
        if not note:
            return
        head = head_of(note)
        with self._damage_located():
            if not self._fits(head):
                raise ProofError(
                    f"the journal does not fit its own checkpoint of `{head.size}` entries"
                )

    def _require_growth(self, seen: Head | None, head: Head) -> None:
        """INVARIANT: no head is signed that does not contain the last one, whatever a disk did."""
        if seen is not None:
            path = tree.consistency_proof(self._store, seen.size, self._crown_of(head.size))
            with self._damage_located():
                verify.verify_consistency(seen.size, head.size, seen.root, head.root, path)

    def _fits(self, head: verify.Checkpoint) -> bool:
        return head.size <= self.size() and self.root(head.size) == head.root

    @contextmanager
    def _writing(self) -> Iterator[Head | None]:
        """The lock, once the journal was found to continue what the guard has seen."""
        with self._locked():
            seen = self._guard.newest(self.origin)
            if seen != self._agreed:
                standing, why = self._stands(seen)
                if standing is not Standing.GOOD:
                    advice = "nothing was written; see `knowhold journal recover --help`"
                    raise ReadOnly(why, advice=advice)
                self._agreed = seen
            yield seen

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with (self.folder / LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # released when the file closes, also by a kill
            yield

    @contextmanager
    def _damage_located(self) -> Iterator[None]:
        try:
            yield
        except ProofError as error:
            first = next(find_damage(self._store, self.size()), None)
            raise ProofError(
                first or str(error), advice="keep the file, then run `knowhold journal fsck`"
            ) from error


def _lines(note: str) -> list[str]:
    """The signature lines of a note, each with its newline."""
    return [f"{line}\n" for line in note[note.rfind("\n\n") + 2 :].split("\n") if line]


def _is_by(name: str, line: str) -> bool:
    return line.startswith(f"— {name} ")
