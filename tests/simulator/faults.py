"""Faults of the gateways by name (docs/gateways.md): everything that goes wrong in the wild.

A fault does one of three things: it changes what is delivered (tests/simulator/delivery_faults.py), changes the
bytes of the answer, or answers something else instead. A wrong request still gets its 4xx first.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.simulator.answer import Answer, Clock, Close, Forever, Hang, Hold, Inform, Pause, Piece, Reset, split_at
from tests.simulator.delivery_faults import DELIVERY_FAULTS
from tests.simulator.errors import json_answer
from tests.simulator.refusals import REFUSALS, RefusalContext

Params = Mapping[str, Any]
Alter = Callable[[Answer, Params], Answer]
DONE = b"data: [DONE]\n\n"
STREAM_ERROR = {"error": {"message": "upstream error: do request failed", "type": "upstream_error", "code": "500"}}
HEARTBEATS = (
    b": PING\n\n",
    b": keepalive\n\n",
    b"data: {}\n\n",
    b"data:\n\n",
    b"event: keepalive\ndata: {}\n\n",
    b'data: {"type":"ping"}\n\n',
    b"event: ping\ndata: {}\n\n",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFault:
    """A fault that is to be played.

    `times`: how often, -1 for always. `on`: "post", "files" or "models".
    """

    fault: str
    gateway: str = ""
    on: str = "post"
    times: int = 1
    params: Params = field(default_factory=dict)


def with_pieces(answer: Answer, *pieces: Piece, **changes: Any) -> Answer:
    fields = {name: getattr(answer, name) for name in ("status", "content_type", "headers", "framing", "linger")}
    return Answer(**{**fields, **changes}, pieces=pieces)


def stop_at(*ends: Piece) -> Alter:
    """The answer up to the byte at `at`, then `ends`."""

    def alter(answer: Answer, params: Params) -> Answer:
        before, after = split_at(answer.pieces, float(params.get("at", 0.5)))
        return with_pieces(answer, *before, *ends, *after)

    return alter


def hold_after_preview(answer: Answer, params: Params) -> Answer:
    """Silence where the pause after the first interim picture was; an answer without one is as ever."""
    at = next((index for index, piece in enumerate(answer.pieces) if isinstance(piece, Pause)), len(answer.pieces))
    hold = (Hold(),) if at < len(answer.pieces) else ()
    return with_pieces(answer, *answer.pieces[:at], *hold, *answer.pieces[at + 1 :])


def cut_without_length(answer: Answer, params: Params) -> Answer:
    """Cut where nothing tells it: no Content-Length, no chunks (T78)."""
    before, _ = split_at(answer.pieces, float(params.get("at", 0.5)))
    return with_pieces(answer, *before, framing="close")


def with_timestamps(answer: Answer, params: Params) -> Answer:
    """Holds until released; then sends `times` deltas with their time, before the answer itself."""
    clock = Clock(int(params.get("times", 10)), float(params.get("every", 0.1)))
    return with_pieces(answer, b": held\n\n", Hold(), clock, *answer.pieces)


def give_files(answer: Answer, params: Params) -> Answer:
    """Whatever was asked for, the pictures whose base64 is in `files`."""
    body = {"created": 1700000000, "data": [{"b64_json": file} for file in params["files"]]}
    return with_pieces(answer, json.dumps(body).encode(), content_type="application/json")


def instead(*pieces: Piece) -> Alter:
    return lambda answer, params: with_pieces(answer, *pieces)


def slow(answer: Answer, params: Params) -> Answer:
    """`parts` parts with `every` seconds between them."""
    parts = int(params.get("parts", 8))
    out: list[Piece] = []
    rest = answer.pieces
    for step in range(parts):
        part, rest = split_at(rest, 1 / (parts - step))
        out += [*part, Pause(float(params.get("every", 0.1)))]
    return with_pieces(answer, *out, *rest)


def replace_bytes(old: bytes, new: bytes, count: int = -1) -> Alter:
    """Every piece with `old` for `new`. Only small pieces hold either: base64 has no line end and no blank."""

    def alter(answer: Answer, params: Params) -> Answer:
        return with_pieces(answer, *(swapped(piece) for piece in answer.pieces))

    def swapped(piece: Piece) -> Piece:
        return piece.replace(old, new, count) if isinstance(piece, bytes) else piece

    return alter


def join_lines(answer: Answer, params: Params) -> Answer:
    """Each event's JSON on two `data:` lines, which a reader joins again."""
    heads = (b"data: {", b"event: ")
    pieces = (
        piece.replace(b'",', b'",\ndata: ', 1) if isinstance(piece, bytes) and piece.startswith(heads) else piece
        for piece in answer.pieces
    )
    return with_pieces(answer, *pieces)


def heartbeats(answer: Answer, params: Params) -> Answer:
    """Every kind of heartbeat before every event, `every` seconds apart."""
    every = float(params.get("every", 0))
    out: list[Piece] = []
    for piece in answer.pieces:
        if isinstance(piece, bytes) and piece.startswith((b"data: ", b"event: ")):
            for beat in HEARTBEATS:
                out += [beat, Pause(every)]
        out.append(piece)
    return with_pieces(answer, *out)


def add_blank_lines(answer: Answer, params: Params) -> Answer:
    """Blank lines to keep the line warm, then the answer (Q3b)."""
    blank: tuple[Piece, ...] = (b"\n", Pause(float(params.get("every", 0.01))))
    return with_pieces(answer, *(blank * int(params.get("blanks", 5))), *answer.pieces, framing="chunked")


def add_informational(answer: Answer, params: Params) -> Answer:
    """102 and 103 before the answer (Q3c)."""
    return with_pieces(answer, Inform(102), Pause(0.01), Inform(102), Inform(103), *answer.pieces)


def error_at_end(named: bool) -> Alter:
    """The whole answer, and then an error instead of [DONE]."""

    def alter(answer: Answer, params: Params) -> Answer:
        pieces = [piece for piece in answer.pieces if piece != DONE]
        return with_pieces(answer, *pieces, error_event(named))

    return alter


def error_at_start(named: bool) -> Alter:
    """The first event, and then an error instead of the rest."""

    def alter(answer: Answer, params: Params) -> Answer:
        first = answer.pieces[:1] if answer.content_type == "text/event-stream" and DONE in answer.pieces else ()
        return with_pieces(answer, *first, error_event(named), content_type="text/event-stream")

    return alter


def error_event(named: bool) -> bytes:
    data = json.dumps(STREAM_ERROR, ensure_ascii=False)
    return f"event: error\ndata: {data}\n\n".encode() if named else f"data: {data}\n\n".encode()


def error_in_body(answer: Answer, params: Params) -> Answer:
    """200, blank lines, and then an error (Q3)."""
    error = json_answer(STREAM_ERROR)
    return with_pieces(error, *([b"\n"] * int(params.get("blanks", 0))), *error.pieces)


def bare_error_in_stream(answer: Answer, params: Params) -> Answer:
    """A stream's head and its heartbeat, then JSON without `data:` (Q3a)."""
    pieces = (b": PING\n\n", json.dumps(STREAM_ERROR).encode())
    return Answer(content_type="text/event-stream", framing="chunked", pieces=pieces)


def pings_only(answer: Answer, params: Params) -> Answer:
    ping = Forever(b": PING\n\n", float(params.get("every", 0.05)))
    return Answer(content_type="text/event-stream", framing="chunked", pieces=(ping,))


def usage_only(answer: Answer, params: Params) -> Answer:
    """Gemini's block of a prompt, streamed: no words, no picture, tokens counted (Q17)."""
    usage = {"prompt_tokens": 12, "completion_tokens": 0, "total_tokens": 12}
    body = {"id": "chatcmpl-sim", "object": "chat.completion.chunk", "choices": [], "usage": usage}
    pieces = (f"data: {json.dumps(body)}\n\n".encode(), DONE)
    return Answer(content_type="text/event-stream", framing="chunked", pieces=pieces)


def with_content_type(content_type: str) -> Alter:
    return lambda answer, params: with_pieces(answer, *answer.pieces, content_type=content_type)


ALTERATIONS: Mapping[str, Alter] = {
    "refuse_after_headers": instead(Reset()),
    "close_silently": instead(Close()),
    "reset_silently": instead(Reset()),
    "never_answers": instead(Hang()),
    "headers_then_nothing": lambda answer, params: with_pieces(answer, b"", Hang(), *answer.pieces),
    "cut": stop_at(Close()),
    "cut_midway": stop_at(Close()),
    "reset_midway": stop_at(Reset()),
    "stall": stop_at(Hang()),
    "hold": stop_at(Hold()),
    "hold_after_preview": hold_after_preview,
    "clock_words": with_timestamps,
    "cut_unseen": cut_without_length,
    "slow": slow,
    "informational": add_informational,
    "heartbeats": heartbeats,
    "pings_only": pings_only,
    "blank_lines": add_blank_lines,
    "error_200": error_in_body,
    "blank_lines_then_error": lambda answer, params: error_in_body(answer, {"blanks": 5, **params}),
    "bare_error_in_stream": bare_error_in_stream,
    "error_midstream": error_at_start(named=False),
    "error_event": error_at_start(named=True),
    "error_after_picture": error_at_end(named=False),
    "error_event_after_picture": error_at_end(named=True),
    "crlf": replace_bytes(b"\n", b"\r\n"),
    "cr": replace_bytes(b"\n", b"\r"),
    "no_space": replace_bytes(b"data: ", b"data:", 1),
    "bom": lambda answer, params: with_pieces(answer, b"\xef\xbb\xbf", *answer.pieces),
    "two_lines": join_lines,
    "usage_only": usage_only,
    "empty_moderation": usage_only,
    "no_body": instead(),
    "give_files": give_files,
    "as_octets": with_content_type("application/octet-stream"),
    "as_html": with_content_type("text/html; charset=utf-8"),
}

EARLY = frozenset({"refuse_after_headers", "html_413"})
"""Played when the head of the request is there, before its body: no check comes first."""

ALL = frozenset({*ALTERATIONS, *REFUSALS, *DELIVERY_FAULTS})
NOTHING = Answer()


def refusal_for(planned: PlannedFault, scene: RefusalContext) -> Answer | None:
    """The answer that stands instead of a picture, or None when this fault is of another kind."""
    refusal = REFUSALS.get(planned.fault)
    return refusal(scene, planned.params) if refusal else None


def apply_fault(planned: PlannedFault, answer: Answer) -> Answer:
    """The answer as this fault changes it."""
    alter = ALTERATIONS.get(planned.fault)
    return alter(answer, planned.params) if alter else answer
