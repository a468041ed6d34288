"""The reader understands every answer shape, whole and cut anywhere, with lifted pictures and small ones."""

import re
from dataclasses import asdict

import pytest

from tests.hypothesis_profiles import THOROUGH, examples
from tests.providers.parse_helpers import ParsedResponse, cut, noise, parse_chunks
from tests.providers.response.answer_shapes import ALL, Shape

SMALL = (noise(1, 1, seed=1), noise(2, 1, seed=2))
LARGE = (noise(20, 20, seed=3), noise(22, 20, seed=4))
RUN = re.compile(rb"[A-Za-z0-9+/_-]{24,}={0,2}")

shapes = pytest.mark.parametrize("shape", ALL.values(), ids=ALL.keys())


def parse_shape(shape: Shape, chunks: list[bytes]) -> ParsedResponse:
    return parse_chunks(chunks, content_type=shape.content_type, **shape.options)


def cut_positions(body: bytes, limit: int) -> range:
    """Where to cut: at about `limit` bytes, evenly apart."""
    return range(1, len(body), max(1, len(body) // limit | 1))


def telling_positions(body: bytes) -> list[int]:
    """Every byte; of a run of base64, whose bytes are all of one kind, both ends and every fifth.

    Every fifth comes to stand at each of the four places of a group. A thorough run cuts at every byte there, too.
    """
    inside = set()
    for run in RUN.finditer(body) if examples(THOROUGH) < THOROUGH else ():
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
    whole = parse_shape(shape, [body])
    # Two shapes repeat one delta for each sign or two of their base64, up to 24 KB: there at some 200 places.
    for index in telling_positions(body) if len(body) < 1000 else cut_positions(body, examples(1000)):
        assert parse_shape(shape, [body[:index], body[index:]]) == whole, (
            index,
            body[max(0, index - 20) : index + 20],
        )


@shapes
def test_shape_of_extracted_pictures_cut_at_many_bytes(shape: Shape) -> None:
    body = shape.make(*LARGE)
    whole = parse_shape(shape, [body])
    for index in cut_positions(body, 25):
        assert parse_shape(shape, [body[:index], body[index:]]) == whole, (
            index,
            body[max(0, index - 20) : index + 20],
        )
