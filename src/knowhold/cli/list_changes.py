"""`knowhold lists update | delta | judge | export`: what the authorities changed, and what follows."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import click

from knowhold.cli.list_rows import JSON, LANG, ON, counted, dumped, from_csv, shown, store
from knowhold.errors import NotFound
from knowhold.screening import Delta, Edition, ListStore, Query, Rescreening, feed, screen
from knowhold.screening.delta import delta as delta_of
from knowhold.screening.delta import rescreen
from knowhold.screening.judgements import Verdict
from knowhold.screening.memory import judge as keep
from knowhold.screening.reading.ftm import entity
from knowhold.screening.render import headline
from knowhold.screening.update import Outcome, Updated, download, downloads
from knowhold.screening.update import update as bring


@click.command()
@click.argument("feeds", nargs=-1)
@click.option("--unchecked", is_flag=True, help="Also ask addresses nobody has checked.")
@JSON
def update(feeds: tuple[str, ...], unchecked: bool, as_json: bool) -> None:
    """Download FEEDS (all with an address) from their authorities; on any failure the old edition stays.

    Exit code 1 where a feed failed. Addresses are in data/downloads.toml with who checked them.
    """
    opened = store()
    found = [
        bring(opened, download(one), now=datetime.now(UTC), pause=time.sleep, unchecked=unchecked)
        for one in feeds or downloads()
    ]
    if as_json:
        click.echo(dumped([_updated(one) for one in found]))
    for one in () if as_json else found:
        click.echo(_line(one))
    if any(one.outcome is Outcome.FAILED for one in found):
        raise SystemExit(1)


def _updated(one: Updated) -> dict[str, object]:
    return {
        "feed": one.feed,
        "outcome": str(one.outcome),
        "dated": one.edition.dated.isoformat() if one.edition else None,
        "digest": one.edition.digest if one.edition else None,
        "message": one.message,
    }


def _line(one: Updated) -> str:
    in_use = f"in use: {one.edition.dated}" if one.edition else "none in use"
    if one.outcome is Outcome.NOT_CHECKED:
        url = download(one.feed).urls[0]
        return f"{one.feed}: not asked, nobody has checked {url} (see --unchecked); {in_use}"
    return f"{one.feed}: {one.outcome}; {in_use}" + (f"; {one.message}" if one.message else "")


@click.command()
@click.argument("feed_id")
@click.option(
    "--from", "old", type=click.DateTime(["%Y-%m-%d"]), help="Older edition; the one before."
)
@click.option(
    "--file", "rows", type=click.Path(path_type=Path), help="Counterparties to screen again."
)
@LANG
@JSON
@ON
def delta(
    feed_id: str,
    old: datetime | None,
    rows: Path | None,
    lang: str,
    as_json: bool,
    on: datetime | None,
) -> None:
    """Show what changed in FEED_ID since an older edition, and with --file whom it touches.

    Only candidates among added and materially changed entries are raised, and judged entries that
    are gone are released; a judgement that stands is not asked for again.
    """
    opened = store()
    before, now = _two(opened, feed_id, old)
    if rows is None:
        found = delta_of(opened, before, now)
        click.echo(dumped(found.as_json()) if as_json else _delta_text(found))
        return
    day = on.date() if on else datetime.now().astimezone().date()
    with shown(from_csv(rows), counted(rows)) as asked:
        again = rescreen(opened, asked, before, now, on=day)
    click.echo(dumped(again.as_json(lang)) if as_json else _work_text(again))


def _two(opened: ListStore, feed_id: str, old: datetime | None) -> tuple[Edition, Edition]:
    """The edition before (or of the day given) and the one in use."""
    feed(feed_id)
    editions = opened.editions(all_of=feed_id)
    now = next((one for one in editions if one.is_current), None)
    others = [one for one in editions if one is not now]
    if old:
        others = [one for one in others if one.dated == old.date()]
    if now is None or not others:
        raise NotFound(
            f"no older edition of `{feed_id}` to compare with", advice="see `knowhold lists`"
        )
    return others[0], now  # fmt: skip


def _delta_text(found: Delta) -> str:
    lines = [f"{found.new.feed}: {found.old.dated} → {found.new.dated}"]
    for word, keys in (
        ("added", found.added), ("changed", found.changed), ("reworded", found.reworded),
        ("removed", found.removed),
    ):  # fmt: skip
        lines.append(f"{word}: {len(keys)}")
        lines.extend(f"  {list_id}  {number}" for list_id, number in keys)
    return "\n".join(lines)


def _work_text(again: Rescreening) -> str:
    state = "INCOMPLETE" if again.gaps else "complete"
    lines = [f"{again.asked} counterparties, {len(again.raised)} raised, {state}"]
    lines.extend(
        f"  {one.query.name}: {one.hit.matched.text} ({one.why}, name {one.hit.name_score:.2f},"
        f" {one.hit.entry.list_id} {one.hit.entry.number})"
        for one in again.raised
    )
    lines.extend(
        f"  released: {one.query.name}: {one.judgement.list_id} {one.judgement.number} is gone"
        for one in again.released
    )
    return "\n".join(lines)


@click.command()
@click.argument("name")
@click.option("--entry", required=True, help="The entry's list and number, as LIST/NUMBER.")
@click.option(
    "--verdict",
    type=click.Choice([str(one) for one in Verdict]),
    default="dismissed",
    show_default=True,
)
@click.option("--reason", required=True, help="Why it is, or is not, the same party.")
@click.option("--by", required=True, help="Who decided.")
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Last day it holds."
)
@click.option("--country", "countries", multiple=True, help="As screened with.")
@ON
def judge(
    name: str,
    entry: str,
    verdict: str,
    reason: str,
    by: str,
    until: datetime,
    countries: tuple[str, ...],
    on: datetime | None,
) -> None:
    """Remember what was decided about a candidate for the organisation NAME, until a record changes."""
    opened = store()
    day = on.date() if on else datetime.now().astimezone().date()
    query = Query(name, countries=countries)
    hits = screen(opened, query, on=day).hits
    hit = next((one for one in hits if f"{one.entry.list_id}/{one.entry.number}" == entry), None)
    if hit is None:
        raise NotFound(f"`{entry}` is no candidate for `{name}`", advice="see `knowhold screen`")
    keep(
        opened, query, hit, verdict=Verdict(verdict), reason=reason, by=by, on=day,
        expires=until.date(),
    )  # fmt: skip
    click.echo(headline(screen(opened, query, on=day), "en"))


@click.command()
@click.argument("feed_id")
def export(feed_id: str) -> None:
    """Print the edition of FEED_ID in use as FollowTheMoney entities, one JSON object a line."""
    opened = store()
    edition = next((one for one in opened.editions() if one.feed == feed_id), None)
    if edition is None:
        raise NotFound(f"no edition of `{feed_id}` is loaded", advice="see `knowhold lists`")
    for _, one in opened.entries(edition.id):
        click.echo(dumped(entity(one, edition), one_line=True))
