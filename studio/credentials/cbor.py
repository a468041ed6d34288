"""CBOR decoding within bounds (RFC 8949). Pure."""

from collections.abc import Iterator
from functools import partial
from io import BytesIO
from typing import Final

MAX_ITEMS: Final = 10_000
MAX_DEPTH: Final = 16
INDEFINITE: Final = -1
BREAK: Final = object()
"""The end of an item whose length was not told."""
SIMPLE: Final = {20: False, 21: True, 22: None, 23: None}
SIZES: Final = {24: 1, 25: 2, 26: 4, 27: 8}
"""How many bytes of a number follow, by the lower five bits of the first byte."""


def decode(data: bytes) -> object:
    """Decodes the first item; what follows it is passed over.

    Tags are taken off. Keys of a map are texts and whole numbers, others are left out with their values. Raises
    ValueError for what is cut, no CBOR, too deep, or of too many items.
    """
    return _decode_item(BytesIO(data), budget=iter(range(MAX_ITEMS)))


def _decode_item(stream: BytesIO, *, budget: Iterator[int], depth: int = 0) -> object:
    if depth > MAX_DEPTH or next(budget, None) is None:
        raise ValueError("too deep, or too many items")
    first = _take(stream, 1)[0]
    kind, info = first >> 5, first & 31
    if kind == 7:
        return _simple(stream, info)
    size = _number(stream, info)
    item = partial(_decode_item, stream, budget=budget, depth=depth + 1)
    if size == INDEFINITE and kind in {0, 1, 6}:
        raise ValueError("a number without an end")
    match kind:
        case 0:
            return size
        case 1:
            return -1 - size
        case 2 | 3:
            data = _take(stream, size) if size != INDEFINITE else _join(iter(item, BREAK))
            return data.decode() if kind == 3 else data
        case 4:
            return list(iter(item, BREAK)) if size == INDEFINITE else [item() for _ in range(size)]
        case 5:
            keys = iter(item, BREAK) if size == INDEFINITE else (item() for _ in range(size))
            pairs = ((key, item()) for key in keys)
            return {key: value for key, value in pairs if isinstance(key, str | int)}
        case _:
            return item()


def _number(stream: BytesIO, info: int) -> int:
    if info == 31:
        return INDEFINITE
    if info >= 28:
        raise ValueError("a reserved length")
    return info if info < 24 else int.from_bytes(_take(stream, SIZES[info]), "big")


def _simple(stream: BytesIO, info: int) -> object:
    if info == 31:
        return BREAK
    _take(stream, SIZES.get(info, 0))  # a fraction, which nothing here asks for
    return SIMPLE.get(info)


def _join(pieces: Iterator[object]) -> bytes:
    return b"".join(piece.encode() if isinstance(piece, str) else _bytes(piece) for piece in pieces)


def _bytes(piece: object) -> bytes:
    if not isinstance(piece, bytes):
        raise ValueError("a piece of a text that is none")
    return piece


def _take(stream: BytesIO, size: int) -> bytes:
    # Asked for by a length that may be of exabytes.
    data = stream.read(min(size, len(stream.getbuffer())))
    if len(data) != size:
        raise ValueError("cut")
    return data
