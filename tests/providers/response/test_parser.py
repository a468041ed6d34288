"""The parser understands every answer shape, whole and cut anywhere.

With lifted pictures and small ones.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import pairwise

import pytest

from tests.hypothesis_profiles import examples, is_thorough
from tests.providers.parse_helpers import ParsedResponse, cut, noise, parse_chunks
from tests.providers.response.answer_shapes import ALL, Shape

SMALL = (noise(1, 1, seed=1), noise(2, 1, seed=2))
LARGE = (noise(20, 20, seed=3), noise(22, 20, seed=4))
AT_ONCE = 5
RUN = re.compile(rb"[A-Za-z0-9+/_-]{24,}={0,2}")

shapes = pytest.mark.parametrize("shape", ALL.values(), ids=ALL.keys())


def parse_shape(shape: Shape, chunks: list[bytes]) -> ParsedResponse:
    return parse_chunks(chunks, content_type=shape.content_type, **shape.options)


def cut_positions(body: bytes, limit: int) -> range:
    """Offsets of cuts: at about `limit` bytes, evenly apart."""
    return range(1, len(body), max(1, len(body) // limit | 1))


def cuts_at(positions: Sequence[int]) -> Iterator[list[int]]:
    """Each position once, in cuts of their own in a thorough run, else with others far from it: a few long chunks,
    in a fifth of the time."""
    together = 1 if is_thorough() else AT_ONCE
    step = -(-len(positions) // together)
    return (list(positions[start::step]) for start in range(step))


def chunks_of(body: bytes, cuts: Sequence[int]) -> list[bytes]:
    return [body[start:end] for start, end in pairwise([0, *cuts, len(body)])]


def check_cuts(shape: Shape, body: bytes, positions: Sequence[int]) -> None:
    """The same however it is cut at these positions."""
    whole = parse_shape(shape, [body])
    for cuts in cuts_at(positions):
        around = [body[max(0, index - 20) : index + 20] for index in cuts]
        assert parse_shape(shape, chunks_of(body, cuts)) == whole, (cuts, around)


def telling_positions(body: bytes) -> list[int]:
    """Every byte; of a run of base64, whose bytes are all of one kind, both ends and every fifth.

    Every fifth comes to stand at each of the four places of a group. A thorough run cuts at every byte there, too.
    """
    inside = set()
    for run in RUN.finditer(body) if not is_thorough() else ():
        inside |= {index for index in range(run.start() + 6, run.end() - 6) if index % 5}
    return [index for index in range(1, len(body)) if index not in inside]


def check(shape: Shape, whole: ParsedResponse, pictures: tuple[bytes, bytes]) -> None:
    expected = {"error": "", **shape.expected(*pictures)}
    assert {name: asdict(whole)[name] for name in expected} == expected


@shapes
@pytest.mark.parametrize("pictures", [SMALL, LARGE, (LARGE[0], SMALL[0])], ids=["small", "lifted", "mixed"])
def test_shape_whole_and_byte_by_byte(shape: Shape, pictures: tuple[bytes, bytes]) -> None:
    body = shape.make(*pictures)
    whole = parse_shape(shape, [body])
    check(shape, whole, pictures)
    assert parse_shape(shape, cut(body, 1)) == whole
    assert parse_shape(shape, cut(body, 61)) == whole


@shapes
def test_shape_cut_at_every_byte(shape: Shape) -> None:
    body = shape.make(*SMALL)
    # Two shapes repeat one delta for each sign or two of their base64, up to 24 KB: there at some 200 places.
    check_cuts(shape, body, telling_positions(body) if len(body) < 1000 else cut_positions(body, examples(1000)))


@shapes
def test_shape_of_extracted_pictures_cut_at_many_bytes(shape: Shape) -> None:
    body = shape.make(*LARGE)
    check_cuts(shape, body, cut_positions(body, 25))
