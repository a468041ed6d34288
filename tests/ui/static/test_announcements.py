"""Announcements of a run to a screen reader.

Its phases and its quarters, and each of them once.
"""

from typing import Any

from tests.node import run_node

HEARD = """
import { Announcements } from './app/announcements.js';
import { useStrings } from './lib/i18n.js';

const WORDS = { 'card.progress': '{percent}%', 'card.state.waiting': 'generating' };
useStrings(new Proxy(WORDS, { get: (words, key) => words[key] ?? key.replace('card.state.', '') }));

function run(steps) {
  const announcements = new Announcements();
  const of = ({ state, progress = null }) => ({
    id: 'r', state, created: 0, prompt: '', pictures: [], notices: [], asked: {},
    calls: [{ id: 'c', state, progress }],
  });
  return steps.map((step) => announcements.next(of(step)));
}
"""


def heard(*steps: dict[str, Any]) -> list[str]:
    return [text for text in run_node(HEARD, list(steps)) if text]


def test_each_phase_and_each_quarter_is_said_once() -> None:
    growing = [{"state": "waiting", "progress": part / 40} for part in range(41)]
    states = [{"state": "queued"}, {"state": "queued"}, {"state": "sending"}, *growing, {"state": "done"}]
    assert heard(*states) == ["queued", "generating", "25%", "50%", "75%", "done"]


def test_what_had_ended_before_the_page_came_is_no_news() -> None:
    assert heard({"state": "done"}, {"state": "done"}) == []
