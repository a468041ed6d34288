"""Helpers for runs over HTTP: start one, watch its events, wait for a state."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

IMAGES = {"gateway": "custom", "model": "gpt-image-1", "options": {"response_format": "b64_json"}}
ENDED = {"done", "failed", "unknown", "cancelled"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One server-sent event."""

    name: str
    id: str
    data: dict[str, Any]


async def start(browser: httpx.AsyncClient, prompt: str = "a lighthouse", **fields: object) -> dict[str, Any]:
    """Presses the button. → the run"""
    answer = await browser.post("/api/runs", json={**IMAGES, "prompt": prompt, **fields})
    assert answer.status_code == 202, answer.text
    return dict(answer.json())


@asynccontextmanager
async def listening(
    browser: httpx.AsyncClient, path: str, *, last: str = ""
) -> AsyncIterator[AsyncIterator[Event]]:
    """The events of a stream, as they come."""
    headers = {"last-event-id": last} if last else {}
    async with browser.stream("GET", path, headers=headers) as answer:
        assert answer.status_code == 200, await answer.aread()
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield events(answer)


async def events(answer: httpx.Response) -> AsyncIterator[Event]:
    fields: dict[str, str] = {}
    async for line in answer.aiter_lines():
        if line and not line.startswith(":"):
            name, _, value = line.partition(": ")
            fields[name] = value
        elif not line and "data" in fields:
            yield Event(name=fields["event"], id=fields["id"], data=json.loads(fields["data"]))
            fields = {}


async def until(browser: httpx.AsyncClient, run_id: str, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Waits, by the run's own events, until `holds` is true of it. → the run"""
    async with listening(browser, f"/api/runs/{run_id}/events") as heard:
        async for _ in heard:
            run = dict((await browser.get(f"/api/runs/{run_id}")).json())
            if holds(run):
                return run
    run = dict((await browser.get(f"/api/runs/{run_id}")).json())
    assert holds(run), run
    return run


async def done(browser: httpx.AsyncClient, prompt: str = "a lighthouse", **fields: object) -> dict[str, Any]:
    """A run that has ended."""
    made = await start(browser, prompt, **fields)
    return await until(browser, made["id"], lambda run: run["state"] in ENDED)


def growing(run: dict[str, Any]) -> bool:
    return any(picture["state"] == "growing" and picture["bytes"] for picture in run["pictures"])
