"""`knowhold`: one entry for every command; loads only the part that is asked for."""

from __future__ import annotations

import importlib
import sys
from typing import Final

import click

from knowhold import __version__
from knowhold.errors import DataError, Invalid, KnowholdError, MarkedSecret, NotFound

# Commands by name; a law question must not pay for the web framework, nor the verifier for the law.
COMMANDS: Final = {
    "law": "knowhold.cli.law:law",
    "lists": "knowhold.cli.lists:lists",
    "screen": "knowhold.cli.lists:screen",
    "journal": "knowhold.cli.journal:journal",
    "exposure": "knowhold.cli.exposure:exposure",
    "roster": "knowhold.cli.roster:roster",
    "routing": "knowhold.cli.routing:routing",
    "serve": "knowhold.cli.serve:serve",
    "demo": "knowhold.cli.serve:demo",
    "manage": "knowhold.cli.serve:manage",
}

DONE, FAILED, USAGE, BAD_DATA = 0, 1, 2, 3


class ByName(click.Group):
    """A group whose members are imported when they are first needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        target = COMMANDS.get(cmd_name)
        if target is None:
            return None
        module, _, name = target.partition(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=ByName)
@click.version_option(__version__, prog_name="knowhold")
def knowhold() -> None:
    """Who holds which know-how, what may leave, by which published rule, and proof of it.

    Exit codes: 0 done (whatever the outcome), 1 a check failed, 2 usage, 3 bad data.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with the documented exit code; one line per error."""
    try:
        code = knowhold.main(args=arguments, standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(USAGE)
    except click.Abort:
        click.echo("stopped", err=True)
        sys.exit(FAILED)
    except KnowholdError as error:
        click.echo(f"knowhold: {error.line()}", err=True)
        sys.exit(_exit_code(error))
    except BrokenPipeError:
        sys.exit(DONE)
    sys.exit(code if isinstance(code, int) else DONE)


def _exit_code(error: KnowholdError) -> int:
    return BAD_DATA if isinstance(error, DataError | Invalid | MarkedSecret | NotFound) else FAILED


if __name__ == "__main__":
    main()
