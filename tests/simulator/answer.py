"""Answers of the simulator: a head and a row of pieces, most of them bytes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence for `seconds`, then the next piece."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Hang:
    """Silence until the client goes away."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Silence until the test calls `release()`."""


@dataclass(frozen=True, slots=True)
class Close:
    """The connection ends here, politely (FIN)."""


@dataclass(frozen=True, slots=True)
class Reset:
    """The connection ends here, rudely (RST)."""


@dataclass(frozen=True, slots=True)
class Inform:
    """An informational answer (102, 103) before the real one."""

    status: int


@dataclass(frozen=True, slots=True)
class Forever:
    """The same bytes again and again, until the client goes away."""

    data: bytes
    every: float


@dataclass(frozen=True, slots=True)
class Clock:
    """Chat deltas that hold the time at which they were sent ("t=1763690000.123456 "), `times` of them."""

    times: int
    every: float


Piece = bytes | Pause | Hang | Hold | Close | Reset | Inform | Forever | Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Head and body of one answer.

    `framing`: Content-Length of all the pieces, chunked, or neither ("close": the end is the end of the
    connection, where a client cannot tell a cut from an end). `linger`: the head and body go out before the
    request's body is read, which is then read to its end.
    """

    status: int = 200
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    pieces: tuple[Piece, ...] = ()
    framing: Literal["length", "chunked", "close"] = "length"
    linger: bool = False

    @property
    def length(self) -> int:
        """Bytes of the body, when nothing cuts it."""
        return sum(len(piece) for piece in self.pieces if isinstance(piece, bytes))


def split_at(pieces: tuple[Piece, ...], fraction: float) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """The pieces before and after the byte at `fraction` of the whole."""
    left = int(sum(len(piece) for piece in pieces if isinstance(piece, bytes)) * fraction)
    before: list[Piece] = []
    for index, piece in enumerate(pieces):
        if not isinstance(piece, bytes):
            before.append(piece)
        elif len(piece) <= left:
            before.append(piece)
            left -= len(piece)
        else:
            return (*before, piece[:left]), (piece[left:], *pieces[index + 1 :])
    return tuple(before), ()
