"""The admin's page: the overview as plain HTML; no script."""

import html
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Final

from starlette.responses import HTMLResponse

from studio.disk.byte_size import format_size
from studio.observing.audit_log import RETENTION_DAYS
from ui.http.plain_page import PagePreferences, plain_page
from ui.i18n import Language, t
from ui.schemas.admin_overview import AdminOverview, AuditEntryView, PersonUsageView, StorageView

OPEN_DAYS: Final = 1
"""Days of calls that are shown unfolded."""
Cell = str | int


def admin_page(
    overview: AdminOverview, preferences: PagePreferences, *, home: str, gateway_name: Callable[[str], str]
) -> HTMLResponse:
    """The page for its reader; `gateway_name` gives the name of a gateway's id."""
    lang = preferences.lang
    parts = (
        _head(overview, lang, home=home),
        _now(overview, lang, gateway_name=gateway_name),
        _failures(overview, lang, gateway_name=gateway_name),
        _usage(overview.usage, lang),
        _storage(overview.storage, lang),
        _events(overview.events, lang),
    )
    return plain_page(preferences, t("admin.title", lang), "".join(parts), style=STYLE)


def _head(overview: AdminOverview, lang: Language, *, home: str) -> str:
    facts = (
        t("admin.version", lang, version=overview.version),
        t("admin.uptime", lang, time=_duration(overview.uptime, lang)),
        t("admin.as_of", lang, time=_time(overview.time) + " UTC"),
    )
    links = (("admin", "admin.refresh"), ("account", "account.title"), ("", "login.open"))
    anchors = (f'<a href="{html.escape(home + path)}">{html.escape(t(key, lang))}</a>' for path, key in links)
    return f'<p class="note">{html.escape(" · ".join(facts))}</p><p class="links">{" ".join(anchors)}</p>'


def _now(overview: AdminOverview, lang: Language, *, gateway_name: Callable[[str], str]) -> str:
    facts = (
        (t("admin.now.runs", lang), _number(sum(overview.runs.values()))),
        (t("admin.now.active", lang), _number(sum(load.active for load in overview.gateways))),
        (t("admin.now.waiting", lang), _number(sum(load.waiting for load in overview.gateways))),
        (t("admin.now.streams", lang), _number(overview.event_streams)),
    )
    rows = [(gateway_name(load.gateway), load.active, load.waiting) for load in overview.gateways]
    table = (
        _table([t(f"admin.{name}", lang) for name in ("gateway", "active", "waiting")], rows, numbers=2)
        if rows
        else ""
    )
    return _section(t("admin.now", lang), _facts(facts) + table)


def _failures(overview: AdminOverview, lang: Language, *, gateway_name: Callable[[str], str]) -> str:
    rows = [
        (gateway_name(failure.gateway), failure.kind, failure.day, failure.week) for failure in overview.failures
    ]
    heads = [t(f"admin.{name}", lang) for name in ("gateway", "kind", "day", "week")]
    inside = _table(heads, rows, numbers=2) if rows else _note(t("admin.failures.none", lang))
    return _section(t("admin.failures", lang), inside)


def _usage(usage: Sequence[PersonUsageView], lang: Language) -> str:
    days = [(day, list(people)) for day, people in groupby(usage, key=lambda person: person.day)]
    if not days:
        return _section(t("admin.usage", lang), _note(t("admin.usage.none", lang)))
    tables = (
        _usage_of_day(day, people, lang, is_open=number < OPEN_DAYS) for number, (day, people) in enumerate(days)
    )
    return _section(t("admin.usage", lang), _note(t("admin.usage.note", lang)) + "".join(tables))


def _usage_of_day(day: str, people: Sequence[PersonUsageView], lang: Language, *, is_open: bool) -> str:
    rows: list[tuple[Cell, ...]] = [
        (
            person.person or t("admin.anonymous", lang),
            person.calls,
            person.failed,
            person.maybe_charged,
            person.tokens,
        )
        for person in people
    ]
    calls = sum(person.calls for person in people)
    heads = [t(f"admin.{name}", lang) for name in ("person", "calls", "failed", "charged", "tokens")]
    title = html.escape(t("admin.usage.day", lang, day=day, calls=_number(calls)))
    return (
        f"<details{' open' if is_open else ''}><summary>{title}</summary>{_table(heads, rows, numbers=4)}</details>"
    )


def _storage(storage: StorageView, lang: Language) -> str:
    free, floor = format_size(storage.free), format_size(storage.floor)
    is_low = storage.free < storage.floor
    free_text = t("admin.storage.low", lang, free=free, floor=floor) if is_low else free
    shows_floor = bool(storage.floor) and not is_low
    pictures = t("admin.storage.pictures", lang, count=_number(storage.pictures))
    facts = [
        (pictures, format_size(storage.picture_bytes)),
        (t("admin.storage.uploads", lang), format_size(storage.upload_bytes)),
        (t("admin.storage.spool", lang), format_size(storage.spool)),
        *([(t("admin.storage.database", lang), format_size(storage.database))] if storage.database else []),
        (t("admin.storage.free", lang), free_text),
        *([(t("admin.storage.floor", lang), floor)] if shows_floor else []),
    ]
    rows = [
        (person.person or t("admin.anonymous", lang), person.pictures, format_size(person.size))
        for person in storage.people
    ]
    heads = [t(f"admin.{name}", lang) for name in ("person", "pictures", "size")]
    people = f"<h3>{html.escape(t('admin.largest', lang))}</h3>{_table(heads, rows, numbers=2)}" if rows else ""
    note = _note(t("admin.storage.note", lang, time=_time(storage.measured) + " UTC"))
    return _section(t("admin.storage", lang), _facts(facts) + note + people)


def _events(events: Sequence[AuditEntryView], lang: Language) -> str:
    if not events:
        return _section(t("admin.events", lang), _note(t("admin.events.none", lang)))
    rows = [
        (
            _time(entry.at),
            t(f"admin.event.{entry.event}", lang, count=entry.count),
            _account(entry, lang),
            entry.network,
        )
        for entry in events
    ]
    heads = [t(f"admin.{name}", lang) for name in ("time", "event", "account", "network")]
    note = _note(t("admin.events.note", lang, count=len(events), days=RETENTION_DAYS))
    return _section(t("admin.events", lang), f'{note}<div class="events">{_table(heads, rows)}</div>')


def _account(entry: AuditEntryView, lang: Language) -> str:
    if entry.account or entry.event == "galleries_expired":
        return entry.account
    return t("admin.account.unknown" if entry.event == "login_failed" else "admin.account.browser", lang)


def _section(title: str, inside: str) -> str:
    return f"<section><h2>{html.escape(title)}</h2>{inside}</section>"


def _note(text: str) -> str:
    return f'<p class="note">{html.escape(text)}</p>'


def _facts(facts: Iterable[tuple[str, str]]) -> str:
    """A list of names and values."""
    return (
        f"<dl>{''.join(f'<dt>{html.escape(name)}</dt><dd>{html.escape(value)}</dd>' for name, value in facts)}</dl>"
    )


def _table(heads: Sequence[str], rows: Sequence[Sequence[Cell]], *, numbers: int = 0) -> str:
    """A table whose last columns, so many, are of numbers."""
    marks = [""] * (len(heads) - numbers) + [' class="number"'] * numbers
    head = "".join(
        f'<th scope="col"{mark}>{html.escape(text)}</th>' for mark, text in zip(marks, heads, strict=True)
    )
    body = "".join(f"<tr>{_cells(row, marks)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cells(row: Sequence[Cell], marks: Sequence[str]) -> str:
    texts = (_number(cell) if isinstance(cell, int) else cell for cell in row)
    return "".join(f"<td{mark}>{html.escape(text)}</td>" for mark, text in zip(marks, texts, strict=True))


def _number(value: int) -> str:
    return f"{value:,}"


def _time(time: float) -> str:
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%d %H:%M:%S")


def _duration(seconds: float, lang: Language) -> str:
    minutes = int(seconds // 60)
    hours, days = minutes // 60, minutes // 1440
    if days:
        return t("admin.uptime.days", lang, days=days, hours=hours % 24)
    if hours:
        return t("admin.uptime.hours", lang, hours=hours, minutes=minutes % 60)
    return t("admin.uptime.minutes", lang, minutes=minutes)


STYLE: Final = """body{display:block;padding:0}
main{width:min(60rem,92vw);margin:0 auto;padding:1.5rem 0 3rem;background:none;border:0}
h2{margin:2.2rem 0 .6rem}h3{font-size:1rem;margin:1.4rem 0 .4rem}
.note{opacity:.75;font-size:.9rem;margin:.3rem 0}.links a{margin-right:1rem}
table{width:100%;border-collapse:collapse;font-size:.9rem;margin:.4rem 0}
th,td{text-align:left;vertical-align:top;padding:.35rem .6rem .35rem 0;border-bottom:1px solid #8884;
overflow-wrap:anywhere}
th{font-weight:600;vertical-align:bottom;overflow-wrap:normal}
.number{text-align:right;font-variant-numeric:tabular-nums}td.number{white-space:nowrap}
.events td:first-child{white-space:nowrap;font-variant-numeric:tabular-nums}
th:last-child,td:last-child{padding-right:0}
dl{display:grid;grid-template-columns:minmax(9rem,20rem) 1fr;gap:.25rem 1rem;margin:.4rem 0}dd{margin:0}
summary{cursor:pointer;padding:.6rem 0;min-height:44px}
@media(max-width:40rem){
table{font-size:.8rem}dl{grid-template-columns:minmax(0,1fr) minmax(0,1fr)}dd{text-align:right}
.events thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
.events tr{display:grid;grid-template-columns:1fr 1fr;padding:.4rem 0;border-bottom:1px solid #8884}
.events td{border:0;padding:0 .6rem 0 0}
}
"""
