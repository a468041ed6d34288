"""Long base64 of a stream goes to files, however the stream is cut.

Tokens take its place; damage is seen.
"""

import base64
import random
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats.encodings.base64_stream import (
    MAX_BUFFERED,
    MIN_EXTRACTED,
    Base64Extractor,
    Base64FileDecoder,
    normalize_base64,
)
from tests.hypothesis_profiles import examples
from tests.providers.folder_spool import FolderSpool
from tests.providers.parse_helpers import b64, big_png, cut, noise

PNG = noise(20, 20, seed=1)
JPEG = noise(40, 40, seed=2, form="JPEG")
NONCE = "0123456789abcdef"


class Extraction:
    """An extractor and all that came out of it."""

    def __init__(self, folder: Path, chunks: list[bytes], *, lines: bool = False) -> None:
        self.spool = FolderSpool(folder)
        extractor = Base64Extractor(self.spool.picture, self.spool.scratch, line_based=lines, nonce=NONCE)
        self.rest = b"".join([*map(extractor.feed, chunks), extractor.finish()])
        for decoder in extractor.pictures.values():
            decoder.finish()
        self.damaged = [decoder.damaged for decoder in extractor.pictures.values()]
        self.pictures = [decoder.file.path.read_bytes() for decoder in extractor.pictures.values()]
        self.scratch_texts = [scratch.path.read_bytes() for scratch in extractor.scratch_files.values()]

    @property
    def results(self) -> tuple[bytes, list[bytes], list[bytes], list[bool]]:
        return self.rest, self.pictures, self.scratch_texts, self.damaged


def extract(folder: Path, body: bytes, *, lines: bool = False) -> Extraction:
    """Whole, and the same in small pieces."""
    whole = Extraction(folder / "whole", [body], lines=lines)
    for size in (1, 5, 1000, 4096):
        assert Extraction(folder / str(size), cut(body, size), lines=lines).results == whole.results
    return whole


@pytest.mark.parametrize("picture", [PNG, JPEG, PNG[:-1], PNG[:-2]], ids=["png", "jpeg", "pad1", "pad2"])
@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text,
        lambda text: text.rstrip(b"="),
        lambda text: text.translate(bytes.maketrans(b"+/", b"-_")),
        lambda text: text.replace(b"/", rb"\/"),
        lambda text: text.replace(b"+", rb"\u002b").replace(b"/", rb"\u002F").replace(b"=", rb"\u003d"),
        lambda text: b"\n".join(cut(text, 76)),
        lambda text: rb"\r\n".join(cut(text, 64)) + rb"\r\n",
    ],
    ids=["plain", "unpadded", "urlsafe", "php", "unicode", "raw lines", "escaped lines"],
)
def test_a_picture_is_extracted(tmp_path: Path, picture: bytes, encode: object) -> None:
    text = encode(base64.b64encode(picture))  # type: ignore[operator]
    out = extract(tmp_path, b'{"a":"b64","x":"' + text + b'","y":[1]}')
    assert out.pictures == [picture]
    assert out.rest == b'{"a":"b64","x":"~' + NONCE.encode() + b'p0~","y":[1]}'
    assert out.damaged == [False]


def test_short_runs_and_text_pass(tmp_path: Path) -> None:
    body = (
        b'{"x":"'
        + base64.b64encode(PNG)[: MIN_EXTRACTED - 1]
        + b'","y":"'
        + b"word " * 999
        + b"a" * 5000
        + b'\\\\n\\u00e9"}'
    )
    out = extract(tmp_path, body)
    assert (out.rest, out.pictures, out.scratch_texts) == (body, [], [])


def test_a_run_at_the_edge_of_length(tmp_path: Path) -> None:
    text = base64.b64encode(PNG)[:MIN_EXTRACTED]
    assert len(extract(tmp_path, b'"' + text + b'"').pictures) == 1


def test_heavy_runs_without_a_picture_go_to_scratch_as_text(tmp_path: Path) -> None:
    text = base64.b64encode(random.Random(1).randbytes(MAX_BUFFERED))
    out = extract(tmp_path, b'{"s":"' + text.replace(b"/", rb"\/") + b'"}')
    assert out.rest == b'{"s":"~' + NONCE.encode() + b's0~"}'
    assert out.scratch_texts == [text]
    assert extract(tmp_path / "less", b'"' + text[: MAX_BUFFERED - 1] + b'"').scratch_texts == []


def test_no_run_crosses_a_line_of_a_stream(tmp_path: Path) -> None:
    lines = b"\n".join(b"data:" + line for line in cut(base64.b64encode(PNG), 76))
    assert extract(tmp_path, lines, lines=True).rest == lines
    assert extract(tmp_path / "b", base64.encodebytes(PNG), lines=True).rest == base64.encodebytes(PNG)


def test_a_line_break_behind_long_base64_is_not_part_of_it(tmp_path: Path) -> None:
    out = extract(tmp_path, b'"' + base64.b64encode(PNG[:-1]).rstrip(b"=") + rb"\nEnjoy" + b'"')
    assert (out.pictures, out.rest[-8:]) == ([PNG[:-1]], rb'\nEnjoy"')


def test_text_after_padding_is_damage(tmp_path: Path) -> None:
    text = base64.b64encode(PNG + b"x" * (2 - len(PNG) % 3 or 3))
    assert text.endswith(b"=")
    assert extract(tmp_path, b'"' + text + b'AAAA"').damaged == [True]


def test_one_lone_sign_is_damage(tmp_path: Path) -> None:
    assert extract(tmp_path, b'"' + base64.b64encode(PNG)[:1201] + b'"').damaged == [True]


def test_tokens_are_new_for_each_answer(tmp_path: Path) -> None:
    spool = FolderSpool(tmp_path)
    first, second = (Base64Extractor(spool.picture, spool.scratch, line_based=False) for _ in range(2))
    assert first.nonce != second.nonce
    assert re.fullmatch(r"\w{16}", first.nonce)


def test_a_decoder_gives_its_text_again(tmp_path: Path) -> None:
    text = base64.b64encode(PNG)
    for length in (0, 1, 2, 3, 4, 1001, len(text)):
        decoder = Base64FileDecoder(FolderSpool(tmp_path / str(length)).picture)
        for piece in cut(text[:length], 7):
            decoder.feed(piece)
        assert b"".join(decoder.reencode()) == text[:length]
        decoder.finish()


PARTS = st.sampled_from(
    [
        b'"',
        b", ",
        b"\n",
        rb"\n",
        rb"\\",
        rb"\u002b",
        rb"\u00e9",
        rb"\/",
        b"=",
        b"data: ",
        b"word" * 20,
        b"/" * 100,
        base64.b64encode(PNG),
        base64.b64encode(JPEG),
        base64.encodebytes(PNG),
        base64.b64encode(PNG)[:1500],
        b"\n".join(cut(base64.b64encode(JPEG), 64)).replace(b"\n", rb"\n"),
        base64.urlsafe_b64encode(random.Random(3).randbytes(MAX_BUFFERED // 2)),
    ]
)


@settings(max_examples=examples(60), deadline=None)
@given(parts=st.lists(PARTS, max_size=8), seed=st.integers(0, 999), lines=st.booleans())
def test_any_cut_gives_the_same(
    tmp_path_factory: pytest.TempPathFactory, parts: list[bytes], seed: int, lines: bool
) -> None:
    body, random_ = b"".join(parts), random.Random(seed)
    edges = sorted({0, len(body), *(random_.randint(0, len(body)) for _ in range(random_.randint(0, 60)))})
    chunks = [body[start:end] for start, end in pairwise(edges)]
    folder = tmp_path_factory.mktemp("cut")
    assert (
        Extraction(folder / "a", chunks, lines=lines).results
        == Extraction(folder / "b", [body], lines=lines).results
    )


@given(data=st.binary(max_size=300))
def test_standard_text_decodes_as_it_was(data: bytes) -> None:
    text = base64.urlsafe_b64encode(data).replace(b"=", rb"\u003d")
    assert base64.b64decode(normalize_base64(text), validate=True) == data


@pytest.mark.timeout(60)
def test_thirty_megabytes_come_out_whole(tmp_path: Path) -> None:
    picture = big_png(30_000_000)
    body = b'{"data":[{"b64_json":"' + b64(picture).encode() + b'"}]}'
    spool = FolderSpool(tmp_path)
    extractor = Base64Extractor(spool.picture, spool.scratch, line_based=False)
    for chunk in cut(body, 64 * 1024):
        extractor.feed(chunk)
    extractor.finish()
    (decoder,) = extractor.pictures.values()
    decoder.finish()
    assert decoder.file.path.read_bytes() == picture
