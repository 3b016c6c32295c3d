"""What git says of a repository that need not be ours."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path
from typing import IO

from knowhold.errors import DataError
from knowhold.exposure.history import LOG_ARGUMENTS

OURS = {*LOG_ARGUMENTS, "-r", "--name-only", "-z", "--"}


def git(repository: Path, *arguments: str) -> bytes:
    """The output of a git command; DataError for what git refuses, and for an option not of ours."""
    if any(one.startswith("-") and one not in OURS for one in arguments):
        raise DataError("--at", arguments[-2], "a commit, a branch or a tag")
    # git writes a long history in small pieces: through a pipe, each would wake this process
    with _in_memory() as output:
        done = subprocess.run(  # noqa: S603 - no shell; the arguments are ours and a path
            ["git", "-C", str(repository), "-c", "core.quotePath=false", *arguments],  # noqa: S607 - the git of the user's PATH
            stdout=output, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
        if done.returncode:
            complaint = done.stderr.decode("utf-8", "replace").strip().splitlines() or [""]
            raise DataError(
                repository.resolve().name, complaint[-1], "a git repository with commits"
            )
        output.seek(0)
        return output.read()


def _in_memory() -> IO[bytes]:
    """A file that is nowhere on a disk; where the system has none such, one without a name."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("git"), "w+b")
    return tempfile.TemporaryFile()
