"""Compressed answers, those that are none, and those that do not say so.

Any cut gives the same bytes.
"""

import gzip
import itertools
import json
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

import brotli
import pytest

from formats.encodings.content_encoding import ContentDecoder, decode, unpack
from formats.encodings.errors import DecodingError
from tests.processor_cost import bounded_cost
from tests.providers.fake_gateway import png

JSON = json.dumps({"error": {"message": "余额不足"}, "data": [{"b64_json": "iVBOR" * 200}]}).encode()
EVENTS = b': keep-alive\n\ndata: {"choices":[]}\n\n' * 20
PICTURE = png(weight=4000)
PLAIN = {
    "json": JSON,
    "events": EVENTS,
    "picture": PICTURE,
    "page": b"<html>502</html>",
    "words": "余额不足，请充值。".encode(),
}


def bare_deflate(data: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return stream.compress(data) + stream.flush()


PACK = {"gzip": gzip.compress, "br": brotli.compress, "deflate": zlib.compress}


def decode_in_steps(body: bytes, named: str, *, step: int, patient: bool = False) -> bytes:
    decoder = ContentDecoder(named, patient=patient)
    pieces = [body[start : start + step] for start in range(0, len(body), step)]
    return b"".join([*itertools.chain.from_iterable(map(decoder.feed, pieces)), *decoder.finish()])


@pytest.mark.parametrize("step", [1, 7, 100_000])
@pytest.mark.parametrize("plain", PLAIN.values(), ids=PLAIN)
@pytest.mark.parametrize("named", ["", "identity", "gzip", "br", "deflate", "zstd", "gzip, br"])
def test_what_is_not_compressed_is_read_as_it_is(plain: bytes, named: str, step: int) -> None:
    assert decode_in_steps(plain, named, step=step) == plain


@pytest.mark.parametrize("step", [1, 7, 100_000])
@pytest.mark.parametrize("plain", PLAIN.values(), ids=PLAIN)
@pytest.mark.parametrize("kind", PACK)
def test_what_is_compressed_is_unpacked_whatever_is_said(plain: bytes, kind: str, step: int) -> None:
    for named in (kind, "", "identity", "gzip", "br"):
        assert decode_in_steps(PACK[kind](plain), named, step=step) == plain
        assert decode_in_steps(PACK[kind](plain), named, step=step, patient=True) == plain


def test_bare_deflate_needs_its_name() -> None:
    assert decode_in_steps(bare_deflate(JSON), "deflate", step=50) == JSON


def test_two_layers_and_two_members() -> None:
    assert decode_in_steps(brotli.compress(gzip.compress(JSON)), "gzip, br", step=9) == JSON
    assert decode_in_steps(gzip.compress(JSON[:50]) + gzip.compress(JSON[50:]), "gzip", step=9) == JSON


def test_text_without_a_header_waits_for_nothing() -> None:
    decoder = ContentDecoder()
    assert [*decoder.feed(b"d")] == [b"d"] and decoder.is_plain


@pytest.mark.parametrize("kind", PACK)
def test_a_compression_that_is_cut_off_gives_what_came(kind: str) -> None:
    packed = PACK[kind](JSON + bytes(range(256)) * 30)
    assert JSON.startswith(decode_in_steps(packed[: len(packed) // 2], kind, step=64)[:100])


def test_a_compression_that_breaks_in_the_middle_says_so_and_what_came_is_given_first() -> None:
    stream = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    packed = stream.compress(JSON) + stream.flush(zlib.Z_SYNC_FLUSH) + b"\xff" * 64
    decoder, out = ContentDecoder("gzip"), b""
    with pytest.raises(DecodingError) as caught:
        for piece in decoder.feed(packed):
            out += piece
    assert out == JSON and caught.value.params == {"reason": "compression"}


def test_bytes_that_are_no_compression_after_all_are_given_as_they_are() -> None:
    for body in (b"\x1f\x8b\x08 no gzip at all", b"\x00\x01\x02\xff" * 40, b"\x0b"):
        assert decode_in_steps(body, "", step=3) == body


@pytest.mark.parametrize("pack", PACK.values(), ids=PACK)
def test_a_bomb_costs_no_memory(pack) -> None:
    bomb = pack(b"{" + b" " * 40_000_000)
    tracemalloc.start()
    try:
        assert len(unpack(bomb, max_bytes=1000)) == 1000
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


def test_members_and_bare_deflate_are_read_at_any_cut() -> None:
    """A cut within the second member's mark dropped all behind it."""
    packed = gzip.compress(JSON[:50]) + gzip.compress(JSON[50:])
    bare = bare_deflate(JSON)
    for body, named in ((packed, ""), (packed, "gzip"), (bare, "deflate")):
        for cut in range(1, len(body)):
            decoder = ContentDecoder(named)
            pieces = (body[:cut], body[cut:])
            out = b"".join([*itertools.chain.from_iterable(map(decoder.feed, pieces)), *decoder.finish()])
            assert out == JSON, (named, cut)


def test_text_behind_a_member_is_given_and_filling_and_junk_are_not() -> None:
    """A relay may append its own event to an answer that it passes on packed."""
    packed, more = gzip.compress(JSON), b'{"error": {"message": "\xe4\xbd\x99\xe9\xa2\x9d"}}'
    expected = {
        packed + more: JSON + more,
        packed + bytes(600) + more: JSON + more,
        gzip.compress(b"") + more: more,
        packed + bytes(600): JSON,
        packed + bytes(600) + gzip.compress(more): JSON + more,
        packed + b"\x01\x02" + more: JSON,
        zlib.compress(JSON) + more: JSON + more,
    }
    for body, out in expected.items():
        for step in (1, 7, len(packed) + 1, len(body)):
            assert decode_in_steps(body, "gzip", step=step) == out


@pytest.mark.parametrize("charset", ["gbk", "utf-16-le", "shift_jis", "big5"])
def test_an_error_in_another_character_set_is_not_taken_for_brotli(charset: str) -> None:
    for word in ("余额不足", "请求过于频繁，请稍后再试", "额度已用完", "密钥无效"):
        body = f'{word} quota {word} {{"error": "{word}"}}'.encode(charset, "ignore")
        assert unpack(body, max_bytes=1000) == body


def nothing_in_layers() -> bytes:
    """5 KB that unpack to a gigabyte, of which the next layer makes nothing."""
    inner = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    stored = inner.compress(b"{") + b"\x00\x00\x00\xff\xff" * 4_000_000
    return gzip.compress(gzip.compress(stored))


@pytest.mark.parametrize(
    "pack",
    [lambda: gzip.compress(b"{") + gzip.compress(b"") * 200_000, nothing_in_layers],
    ids=["empty members", "empty blocks in layers"],
)
async def test_hostile_packing_costs_little_and_others_have_their_turn(pack: Callable[[], bytes]) -> None:
    """4 MB of empty members stood still for 11 seconds."""
    body = pack()

    async def chunks() -> AsyncIterator[bytes]:
        yield body

    with bounded_cost(loops=500), suppress(DecodingError):
        async for _ in decode(chunks(), max_bytes=2**29):
            pass
