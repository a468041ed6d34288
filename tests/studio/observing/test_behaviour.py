"""Behaviour of gateways as calls show it.

Three in a row speak against one, and one takes that back.
"""

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from models.caps import Caps, Inputs
from providers.errors import LinkDead, ProviderError
from providers.events import Notice
from providers.types import Attachment, ImageRequest
from studio.observing.behaviour import (
    PROOF,
    SAME_WAIT,
    WAIT_MARGIN,
    Tally,
    Witness,
    count_witness,
    subjects_of,
    warnings_for,
    witnesses_of,
)
from studio.types import Call, CallError, Picture

SECONDS = st.floats(min_value=3, max_value=600)
WITNESSES = st.lists(
    st.builds(Witness, trait=st.just("size"), scope=st.just("4K"), honoured=st.booleans()), max_size=12
)
WAITS = st.lists(st.builds(Witness, trait=st.just("wait"), honoured=st.booleans(), seconds=SECONDS), max_size=12)
CAPS = Caps(
    aspect_ratios=("1:1",),
    resolutions=("1K", "2K", "4K"),
    sizes={("1:1", "1K"): (1024, 1024), ("1:1", "4K"): (4096, 4096)},
    max_count=4,
    streams=(False, True),
    inputs=Inputs(max_images=4, formats=("image/png",), mask=True),
)
PICTURE = Picture(id="p", run="r", call="c", number=1, path=Path("p.png"), state="done")


def tally_of(witnesses: list[Witness], *, every: float = 60.0) -> Tally:
    tally = Tally()
    for number, witness in enumerate(witnesses, 1):
        tally = count_witness(tally, witness, at=number * every)
    return tally


@given(WITNESSES)
def test_it_is_held_against_a_model_exactly_when_the_last_three_calls_show_it(witnesses: list[Witness]) -> None:
    last = [witness.honoured for witness in witnesses[-PROOF:]]
    assert tally_of(witnesses).is_proven == (last == [False] * PROOF)


@given(WITNESSES)
def test_what_was_honoured_is_counted_for_ever(witnesses: list[Witness]) -> None:
    assert tally_of(witnesses).honoured == sum(witness.honoured for witness in witnesses)


@given(WAITS)
def test_a_line_is_said_to_be_cut_only_when_three_were_after_the_same_time(witnesses: list[Witness]) -> None:
    tally = tally_of(witnesses)
    cut = [witness.seconds for witness in witnesses if not witness.honoured]
    if tally.is_proven:
        assert len(cut) >= PROOF
        assert tally.longest <= SAME_WAIT * tally.shortest + WAIT_MARGIN
        assert {tally.shortest, tally.longest} <= set(cut)


@given(WAITS, SECONDS)
def test_a_call_that_took_as_long_takes_it_back_and_a_shorter_one_does_not(
    witnesses: list[Witness], seconds: float
) -> None:
    before = tally_of(witnesses)
    after = count_witness(before, Witness(trait="wait", honoured=True, seconds=seconds), at=1e6)
    assert after.is_proven == (before.is_proven and seconds < before.shortest)


@given(st.lists(st.booleans(), max_size=20).filter(all))
def test_nothing_is_held_against_a_gateway_that_behaves(honoured: list[bool]) -> None:
    witnesses = [Witness(trait="count", honoured=one) for one in honoured]
    assert not tally_of(witnesses).missed


def test_calls_that_break_off_together_witness_one_event() -> None:
    """A cable that was pulled cuts every call of a press at once, whoever's fault that is."""
    cut = [Witness(trait="wait", honoured=False, seconds=60.0)] * 9
    assert tally_of(cut, every=0.5).missed < PROOF
    assert tally_of(cut, every=61.0).is_proven


def call_with(*notices: Notice, **fields: object) -> Call:
    call = Call(id="c", run="r", number=1, state="done", sent=100.0, ended=110.0, notices=notices)
    return replace(call, **fields)  # type: ignore[arg-type]


def shown(
    request: ImageRequest,
    call: Call,
    *,
    pictures: tuple[Picture, ...] = (PICTURE,),
    failures: tuple[ProviderError, ...] = (),
    content_type: str = "application/json",
) -> dict[tuple[str, str], bool]:
    witnesses = witnesses_of(request, CAPS, call, pictures=pictures, failures=failures, content_type=content_type)
    return {witness.subject: witness.honoured for witness in witnesses}


def test_a_size_that_came_and_one_that_did_not() -> None:
    asked = ImageRequest(prompt="p", aspect_ratio="1:1", resolution="4K")
    got = {"asked": "4K", "got": "2048×2048"}
    assert shown(asked, call_with()) == {("size", "4K"): True, ("ratio", "1:1"): True, ("wait", "whole"): True}
    assert shown(asked, call_with(Notice(kind="size_differs", params=got)))["size", "4K"] is False
    assert ("ratio", "1:1") not in shown(asked, call_with(Notice(kind="size_differs", params=got)))
    assert shown(asked, call_with(Notice(kind="ratio_differs", params=got)))["ratio", "1:1"] is False
    assert shown(asked, call_with(state="failed"), pictures=()) == {}, "no picture shows nothing of its size"


def test_counts_formats_and_backgrounds() -> None:
    asked = ImageRequest(prompt="p", count=3, options={"output_format": "webp", "background": "transparent"})
    subjects = {("count", ""), ("format", "webp"), ("transparent", "")}
    assert {subject for subject, honoured in shown(asked, call_with()).items() if honoured} > subjects
    missed = call_with(
        Notice(kind="fewer_pictures", params={"asked": 3, "got": 1}),
        Notice(kind="format_differs", params={"asked": "webp", "got": "png"}),
        Notice(kind="opaque"),
    )
    assert {subject for subject, honoured in shown(asked, missed).items() if not honoured} == subjects


def test_masks() -> None:
    mask = Attachment(path=Path("m.png"), mime="image/png", width=8, height=8, size=9)
    asked = ImageRequest(prompt="p", task="edit", mask=mask)

    def of(*notices: Notice) -> dict[tuple[str, str], bool]:
        return {
            subject: honoured
            for subject, honoured in shown(asked, call_with(*notices)).items()
            if "mask" in subject[0]
        }

    notice = Notice(kind="held", params={"percent": "0.2"})
    assert of(notice) == {("mask_used", ""): True, ("mask_kept", ""): True}
    assert of(notice, Notice(kind="unchanged")) == {("mask_used", ""): False, ("mask_kept", ""): True}
    assert of(Notice(kind="held", params={"percent": "93.0"})) == {
        ("mask_used", ""): True,
        ("mask_kept", ""): False,
    }
    assert of() == {}, "nothing was compared"


def test_streams() -> None:
    asked = ImageRequest(prompt="p", options={"stream": "true"})
    assert shown(asked, call_with(), content_type="text/event-stream; charset=utf-8")["stream", ""]
    assert not shown(asked, call_with())["stream", ""]
    assert ("stream", "") not in shown(ImageRequest(prompt="p"), call_with())


def test_links_that_die() -> None:
    asked = ImageRequest(prompt="p")
    linked = replace(PICTURE, url="https://cdn.example.com/a.png")

    def dead(reason: str) -> tuple[ProviderError, ...]:
        return (LinkDead(params={"url": "https://cdn.example.com/a.png", "reason": reason}),)

    assert shown(asked, call_with(), pictures=(linked,))["link", ""]
    assert not shown(asked, call_with(), failures=dead("status"))["link", ""]
    assert ("link", "") not in shown(asked, call_with(), failures=dead("private")), "that is our own guard's no"
    assert ("link", "") not in shown(asked, call_with()), "it came in the answer"


def test_lines_that_are_cut() -> None:
    asked = ImageRequest(prompt="p", options={"stream": "true"})

    def ended(kind: str, *, after: float, state: str = "unknown") -> dict[tuple[str, str], bool]:
        call = call_with(state=state, error=CallError(kind=kind), ended=100.0 + after)
        return shown(asked, call, pictures=())

    assert ended("connection_lost", after=120) == {("wait", "streamed"): False}
    assert ended("gateway_timeout", after=100) == {("wait", "streamed"): False}
    for kind in ("timed_out", "interrupted", "bad_request", "blocked", "cancelled"):
        assert ended(kind, after=120) == {}, kind
    assert ended("cancelled", after=120, state="cancelled") == {}
    assert ended("connection_lost", after=0.5) == {}, "it never was long"


def test_a_press_is_told_of_what_it_asks_for_alone() -> None:
    cut = Tally(missed=3, shortest=120.0, longest=125.0)
    known = {("wait", "whole"): cut, ("size", "4K"): Tally(missed=3), ("count", ""): Tally(missed=2)}
    large = ImageRequest(prompt="p", resolution="4K", count=2)
    small = replace(large, resolution="1K")
    streamed = replace(large, options={"stream": "true"})

    def traits(request: ImageRequest, seconds: float | None = None) -> list[str]:
        return [trait for (trait, _), _ in warnings_for(request, CAPS, known, seconds=seconds)]  # type: ignore[arg-type]

    assert traits(large) == ["size", "wait"]
    assert traits(small) == ["wait"]
    assert traits(small, seconds=20.0) == [], "such a call is over long before"
    assert traits(small, seconds=119.0) == ["wait"]
    assert traits(streamed) == ["size"], "it is lines without a stream that were cut"


def test_a_mask_that_is_not_sent_yet_is_asked_for() -> None:
    asked = ImageRequest(prompt="p", task="edit")
    assert ("mask_used", "") in subjects_of(asked, CAPS, masked=True)
    assert ("mask_used", "") not in subjects_of(asked, CAPS)
