"""Server-sent events, parsed from text that is cut anywhere."""

from typing import Any

import pytest

from tests.node import run_node

PARSE = """
import { EventParser } from './lib/sse.js';

function run(pieces) {
  const parser = new EventParser();
  return pieces.flatMap((piece) => parser.feed(piece));
}
"""
TEXT = (
    'retry: 1000\n: hello\n\nid: a,b\nevent: run\ndata: {"id":"a"}\n\n: still here\n\nevent: change\ndata: one\n'
    "data: two: 2\n\nid: -\nevent: run\ndata: 画\n\nevent: run\ndata: not whole"
)
EVENTS = [
    {"name": "run", "data": '{"id":"a"}', "id": "a,b"},
    {"name": "change", "data": "one\ntwo: 2", "id": "a,b"},
    {"name": "run", "data": "画", "id": "-"},
]


def parse(*pieces: str) -> Any:
    return run_node(PARSE, pieces)


@pytest.mark.parametrize("length", [1, 7, len(TEXT)])
def test_pieces_of_any_length_are_the_same_events(length: int) -> None:
    assert parse(*(TEXT[start : start + length] for start in range(0, len(TEXT), length))) == EVENTS
