"""Server-sent events are cut at LF, CR and CRLF alone, whatever the chunks."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.encodings.errors import DecodingError
from formats.encodings.sse import MAX_EVENT_BYTES, SSEDecoder, SSEMessage
from tests.providers.parse_helpers import cut


def decode(*chunks: bytes) -> list[SSEMessage]:
    splitter = SSEDecoder()
    return [message for chunk in chunks for message in splitter.feed(chunk)] + splitter.finish()


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_lines_end_in_three_ways(end: bytes, size: int) -> None:
    body = end.join([b"data: a", b"data:b", b"", b": PING", b"", b"event: x", b"data:  c", b"id: 1", b"", b""])
    assert decode(*cut(body, size)) == [SSEMessage(data=b"a\nb"), SSEMessage(data=b" c", event="x")]


def test_odd_separators_are_no_line_ends() -> None:
    text = json.dumps({"a": "x\u2028y\u2029z\u0085\x0b\x0c"}, ensure_ascii=False).encode()
    assert decode(b"data: " + text + b"\n\n") == [SSEMessage(data=text)]


def test_a_byte_order_mark_is_skipped_once() -> None:
    assert decode(b"\xef\xbb\xbfdata: a\n\n") == [SSEMessage(data=b"a")]


def test_the_last_event_counts_without_its_blank_line() -> None:
    assert decode(b"data: a\n\ndata: b") == [SSEMessage(data=b"a"), SSEMessage(data=b"b", ended=False)]


def test_an_empty_event_says_nothing_unless_it_is_an_error() -> None:
    assert decode(b"event: ping\n\n: x\n\nretry: 5\n\n") == []
    assert decode(b"event: error\n\n") == [SSEMessage(data=b"", event="error")]


def test_what_is_no_field_is_stray() -> None:
    splitter = SSEDecoder()
    assert splitter.feed(b': PING\n\n{\n  "error": {}\n}\n') == []
    assert b"".join(splitter.stray) == b'{  "error": {}}'


def test_one_event_has_a_limit() -> None:
    splitter = SSEDecoder()
    with pytest.raises(DecodingError):
        for _ in range(MAX_EVENT_BYTES // 1_000_000 + 2):
            splitter.feed(b"data: " + b"x " * 500_000)


@pytest.mark.timeout(60)
def test_many_small_pieces_of_one_line_are_joined_once() -> None:
    splitter = SSEDecoder()
    for _ in range(200_000):
        splitter.feed(b"data: x " * 10)
    (message,) = splitter.feed(b"\n\n")
    assert len(message.data) > 1_000_000


LINES = st.sampled_from(
    [b"data: a", b"data:", b"data", b": c", b"event: error", b"{}", b"", b"id: 1", "data: é\u2028".encode()]
)
ENDS = st.sampled_from([b"\n", b"\r", b"\r\n"])


@given(lines=st.lists(st.tuples(LINES, ENDS), max_size=12), edges=st.sets(st.integers(0, 120), max_size=9))
def test_any_cut_gives_the_same(lines: list[tuple[bytes, bytes]], edges: set[int]) -> None:
    body = b"".join(line + end for line, end in lines)
    places = sorted({0, len(body), *(edge for edge in edges if edge < len(body))})
    assert decode(*(body[a:b] for a, b in pairwise(places))) == decode(body)
