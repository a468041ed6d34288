"""Conversation of 60 turns with 4K pictures.

Time until a new turn, a streamed word and a typed letter show.
"""

import sqlite3
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import httpx
from playwright.sync_api import Page, Response

from bench.delivery import browsing
from bench.processes import easel, gateways, submit_run, visitor, wait_for_end
from bench.report import Line
from bench.typing_delay import measure_typing

TURNS = 60
WORD_COUNT = 150
EVERY = 0.05
"""Seconds between two streamed words: 20 a second, as a quick model writes."""
ASKED: dict[str, Any] = {"gateway": "turing", "model": "turing/gemini-3-pro-image", "task": "chat"}
CHOSEN = '{"model": "turing/turing/gemini-3-pro-image", "options": {}}'
PRESSED = """() => new Promise((seen) => {
  let begun = 0;
  addEventListener('keydown', () => { begun ||= performance.now(); }, { capture: true, once: true });
  new MutationObserver((_, watch) => {
    if (!document.querySelector('.turn.pending')) return;
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => seen(performance.now() - begun)));
  }).observe(document.querySelector('.turns'), { childList: true });
})"""
STANDS = "text => [...document.querySelectorAll('.turn:not(.pending) .message-text')].at(-1)?.textContent === text"
HEARD = """() => {
  window.late = [];
  let last = '';
  new MutationObserver(() => {
    const words = [...document.querySelectorAll('.turn .run-text')].at(-1)?.textContent.match(/t=[0-9.]+/g) || [];
    const word = words.at(-1);
    if (!word || word === last) return;
    last = word;
    requestAnimationFrame(() => setTimeout(() => window.late.push(Date.now() / 1000 - Number(word.slice(2)))));
  }).observe(document.querySelector('.turns'), { childList: true, subtree: true, characterData: true });
}"""


def measure(folder: Path, rounds: int) -> list[Line]:
    """One real turn is written into the journal 59 times more, each going on from the last; then turns are said."""
    with gateways() as upstream, easel(folder, upstream.env()) as server, browsing() as browser:
        client = visitor(server)
        request = {**ASKED, "resolution": "4K", "aspect_ratio": "1:1", "options": {"output_format": "jpeg"}}
        first = wait_for_end(client, submit_run(client, prompt="draw me a dog", **request))
        _add_turns(next(folder.rglob("easel.db")), first["id"])
        context = browser.new_context(base_url=server.url, viewport={"width": 1440, "height": 900})
        context.add_cookies(
            [{"name": name, "value": value, "url": server.url} for name, value in dict(client.cookies).items()]
        )
        context.add_init_script(
            f"localStorage.setItem('easel-chat', JSON.stringify({{ id: '{first['conversation']}' }}));"
            f"localStorage.setItem('easel-form-chat', '{CHOSEN}')"
        )
        page = context.new_page()
        page.goto("/")
        page.get_by_role("tab").nth(2).click()
        page.wait_for_function(f"document.querySelectorAll('.turn').length === {TURNS}")
        turn_times = [_time_turn(page, client, f"turn {number}") for number in range(rounds + 1)]
        delays = _time_words(page, upstream)
        typing = measure_typing(page, "#chat-input textarea", behind=f"{TURNS} turns")
    tenths = quantiles(delays, n=20)
    return [
        Line(
            name=f"press → its turn on the screen, {TURNS} turns of 4K pictures",
            value=median(turn_times[1:]),
            limit=100,
            unit="ms",
            note=f"{min(turn_times[1:]):.0f}–{max(turn_times[1:]):.0f} ms, n={rounds}",
        ),
        Line(
            name="a streamed word → the screen, p95",
            value=tenths[18] * 1000,
            limit=60,
            unit="ms",
            note=f"median {tenths[9] * 1000:.0f} ms, max {max(delays) * 1000:.0f} ms, n={len(delays)}/{WORD_COUNT}",
        ),
        typing,
    ]


def _add_turns(database: Path, run: str) -> None:
    """59 more turns, each going on from the one before, with the same picture under another id."""
    with sqlite3.connect(database) as connection:
        connection.row_factory = sqlite3.Row
        rows = {
            name: dict(connection.execute(f"SELECT * FROM {name} WHERE {key} = ? LIMIT 1", (run,)).fetchone())
            for name, key in (("runs", "id"), ("calls", "run"), ("pictures", "run"))
        }
        parent = run
        for number in range(1, TURNS):
            run_id = f"{run[:12]}-{number}"
            later = rows["runs"]["created"] + number / 100
            values = {
                "runs": {"id": run_id, "parent": parent, "created": later},
                "calls": {"id": f"c-{run_id}", "run": run_id, "created": later},
                "pictures": {"id": f"p-{run_id}", "run": run_id, "call": f"c-{run_id}", "created": later},
            }
            for name, changes in values.items():
                row = rows[name] | changes
                connection.execute(
                    f"INSERT INTO {name} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
                    list(row.values()),
                )
            parent = run_id
        connection.execute("UPDATE conversations SET head = ?", (parent,))
    connection.close()


def _time_turn(page: Page, client: httpx.Client, text: str) -> float:
    """Milliseconds from the key to the frame in which the turn is seen; waits for its end and for the page to rest.

    A press 5 ms after an answer, before the plan of the next turn has come and been shown, would measure that too.
    """
    page.locator("#chat-input textarea").fill(text)
    page.evaluate("(watch) => { window.pressed = eval(watch)(); }", PRESSED)
    with page.expect_response(_plans_next_turn):
        page.locator("#chat-input textarea").press("Enter")
        milliseconds = float(page.evaluate("window.pressed"))
        page.wait_for_function(STANDS, arg=text)
        page.wait_for_function("[...document.querySelectorAll('.turn .run')].at(-1)?.dataset.state === 'done'")
        page.wait_for_function("!document.querySelector('#chat[data-going]')")
        page.wait_for_function("[...document.querySelectorAll('.turn img')].at(-1).complete")
    page.evaluate("() => new Promise((idle) => requestIdleCallback(idle))")
    return milliseconds


def _plans_next_turn(response: Response) -> bool:
    """Whether it answers for an empty field after an answer that has come whole."""
    if not response.url.endswith("/run/predict"):
        return False
    text, *_ = response.request.post_data_json["data"]
    return text == "" and '"coming":false' in (response.request.post_data or "")


def _time_words(page: Page, upstream: Any) -> list[float]:
    """Seconds from each word's leaving the gateway to the frame in which it is seen."""
    upstream.tell("play", fault="clock_words", params={"times": WORD_COUNT, "every": EVERY})
    page.evaluate(HEARD)
    page.locator("#chat-input textarea").fill("only words")
    page.locator("#chat-input textarea").press("Enter")
    page.wait_for_function("[...document.querySelectorAll('.turn .run')].at(-1)?.hasAttribute('data-live')")
    upstream.tell("release")
    page.wait_for_function("!document.querySelector('#chat[data-going]')", timeout=60_000)
    return [float(delay) for delay in page.evaluate("window.late")]
