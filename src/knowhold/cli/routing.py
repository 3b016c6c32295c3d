"""`knowhold routing`: who reviews which case, as a file: checked, published, fetched."""

from __future__ import annotations

import importlib
from importlib.resources import files
from pathlib import Path
from types import ModuleType

import click

from knowhold.clearance.routing import Routing, read_routing
from knowhold.cli.serve import set_up
from knowhold.errors import DataError

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
WHO = click.option(
    "--as", "person", required=True, metavar="EMAIL",
    help="Who publishes: an administrator or the head of compliance.",
)  # fmt: skip


@click.group()
def routing() -> None:
    """Who reviews which case: cited rules as a file, checked and published as an edition."""


@routing.command("example")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def example_command(target: Path) -> None:
    """Write a whole example to TARGET, to be made one's own."""
    target.write_bytes((files("knowhold.clearance") / "data" / "routing.toml").read_bytes())
    click.echo(f"{target}: an example; cite your own published policy in each rule")


@routing.command("check")
@FILE
def check_command(file: Path) -> None:
    """Read FILE as an edition; names the line of a rule that cannot be saved. Needs no installation."""
    click.echo(summary(file.name, read_routing(_text(file), file.name)))


@routing.command("publish")
@FILE
@WHO
@click.option("--follows", required=True, type=click.IntRange(0), metavar="NUMBER",
              help="The edition that was edited; 0 for the first. A newer one is not overwritten.")  # fmt: skip
def publish_command(file: Path, person: str, follows: int) -> None:
    """Publish FILE as the firm's next edition; open cases keep theirs. The same text again is no new one."""
    text = _text(file)
    found = read_routing(text, file.name)
    click.echo(_installation().publish(text, person, follows))
    click.echo(summary(file.name, found))


@routing.command("show")
@click.option("--as", "person", required=True, metavar="EMAIL", help="An account of the firm.")
def show_command(person: str) -> None:
    """Print the newest edition as it was published."""
    click.echo(_installation().newest(person), nl=False)


def summary(name: str, found: Routing) -> str:
    """What a reader checks first: how many rules, and where each says it comes from."""
    lines = [f"{name}: {len(found.rules)} rules of “{found.policy}”, the first that fits decides"]
    lines += [f"  {rule.id}: {' → '.join(rule.steps)} ({rule.cite})" for rule in found.rules]
    return "\n".join(lines)


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError:
        raise DataError(file.name, "…", "text in UTF-8") from None


def _installation() -> ModuleType:
    """What needs the database, imported once Django is set up."""
    set_up()
    return importlib.import_module("knowhold.cli.routing_publishing")
