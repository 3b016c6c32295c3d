"""`knowhold demo`, `knowhold serve`, `knowhold manage …`: the application's three ways to start."""

from __future__ import annotations

import importlib
import io
import logging
import os
import socket
import sys
from pathlib import Path

import click
import django
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import ManagementUtility, call_command
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from knowhold import sqlite
from knowhold.cli.beside import worker
from knowhold.demo.people import PASSWORD, PERSONAS
from knowhold.errors import KnowholdError

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
TARGET = "knowhold.config.wsgi:application"


@click.command()
@click.option("--home", type=click.Path(path_type=Path), help="Data folder [./var/demo].")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--no-serve", is_flag=True, help="Fill the database and stop.")
def demo(home: Path | None, port: int, no_serve: bool) -> None:
    """Fill a demo with invented firms and people, and serve it on this machine only."""
    os.environ["KNOWHOLD_DEMO"] = "1"
    os.environ["KNOWHOLD_HOME"] = str((home or Path("var/demo")).resolve())
    os.environ.pop("KNOWHOLD_DATABASE", None)
    os.environ.pop("KNOWHOLD_SECRET_KEY", None)
    set_up()
    click.echo(f"data folder: {settings.KNOWHOLD_HOME}", err=True)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("load_demo")
    call_command("archive_rulebook", stdout=io.StringIO())
    if no_serve:
        return
    _require_free("127.0.0.1", port)
    _show_log_ins(port)
    _serve("127.0.0.1", port, workers=1)


@click.command()
@click.option("--address", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--certificate", type=FILE, help="PEM file; with it the server speaks TLS itself.")
@click.option("--certificate-key", type=FILE, help="PEM file of the certificate's key.")
def serve(
    address: str, port: int, workers: int, certificate: Path | None, certificate_key: Path | None
) -> None:
    """Serve this installation; settings come from the environment (docs/reference/settings.md).

    Refuses to start with an unsafe SQLite, without a secret key, on a demo's key or data, or
    without TLS: give a certificate, or set KNOWHOLD_BEHIND_PROXY=1 behind a proxy that ends it.
    """
    os.environ.pop("KNOWHOLD_DEMO", None)
    if (certificate is None) is not (certificate_key is None):
        raise click.UsageError("--certificate and --certificate-key go together")
    set_up()
    _require_clean_checks()
    if certificate is None and os.environ.get("KNOWHOLD_BEHIND_PROXY") != "1":
        raise KnowholdError(
            "passwords would travel in the clear",
            advice="give --certificate and --certificate-key, or set KNOWHOLD_BEHIND_PROXY=1 "
            "where a proxy ends TLS in front",
        )
    call_command("migrate", verbosity=0, interactive=False)
    _sequence_or_say_why()
    call_command("archive_rulebook", stdout=io.StringIO())
    scheme = "http" if certificate is None else "https"
    click.echo(f"serving on {scheme}://{address}:{port}/", err=True)
    _serve(address, port, workers, certificate, certificate_key)


@click.command(
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
    add_help_option=False,
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run one of Django's management commands, such as `manage check --deploy`."""
    _point_at_settings()
    ManagementUtility(["knowhold manage", *arguments]).execute()


def _point_at_settings() -> None:
    sqlite.swap_for_django()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "knowhold.config.settings")


def set_up() -> None:
    _point_at_settings()
    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise KnowholdError(str(error)) from error
    settings.KNOWHOLD_HOME.mkdir(parents=True, exist_ok=True)


def _require_clean_checks() -> None:
    """Stop on every error of the system checks, saying all of them."""
    found = checks.run_checks(include_deployment_checks=True, databases=["default"])
    errors = [message for message in found if message.level >= checks.ERROR]
    for message in errors:
        click.echo(f"knowhold: {message.msg}; {message.hint} ({message.id})", err=True)
    if errors:
        sys.exit(1)


def _sequence_or_say_why() -> None:
    """Number what is pending; a journal behind its guard starts read-only, and says so."""
    try:
        call_command("sequence", stdout=io.StringIO())
    except KnowholdError as error:
        click.echo(f"knowhold: read-only: {error.line()}", err=True)
        found = importlib.import_module("knowhold.audit.standing").trouble()
        if found is not None and found.can_recover:
            click.echo(
                f"knowhold: {found.behind} entries are missing; bring them back from the published "
                f"copy with `{found.command}`",
                err=True,
            )


def _show_log_ins(port: int) -> None:
    click.echo(f"\nKnowhold demo: http://127.0.0.1:{port}/   password of all: {PASSWORD}\n")
    for persona in PERSONAS:
        name = f"{persona.name_latin} {persona.name_native}".strip()
        click.echo(f"  {persona.number:<4}{persona.email:<34}{name}, {persona.job_en}")
    click.echo("\nStop with Ctrl-C.")


def _serve(
    address: str,
    port: int,
    workers: int,
    certificate: Path | None = None,
    certificate_key: Path | None = None,
) -> None:
    _require_free(address, port)
    # granian's own notices are not for the person at the terminal
    logging.getLogger("_granian").setLevel(logging.WARNING)
    # one blocking thread a worker: more only lengthen the tail on two cores
    server = Granian(
        TARGET,
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=1,
        log_level=LogLevels.warning,
        websockets=False,
        ssl_cert=certificate,
        ssl_key=certificate_key,
    )
    with worker():
        server.serve()


def _require_free(address: str, port: int) -> None:
    # the server shares its port with further workers, so a second server would start unnoticed
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, port))
    except OSError as error:
        raise KnowholdError(
            f"cannot listen on `{address}:{port}`: {error.strerror}",
            advice="is it running already? stop it, or choose another --port",
        ) from error
