"""Sentences on what calls showed, said before the press.

Only what is asked for, with the way out that the model has.
"""

from models.caps import Caps, Choice
from providers.types import ImageRequest
from studio.observing.behaviour import Tally, TraitSubject
from ui.gateway_checks.behaviour_text import honoured_text, missed_text, plan_warnings
from ui.i18n import STRINGS

CUT = Tally(missed=3, shortest=120.4, longest=125.0)
CAPS = Caps(
    resolutions=("1K", "2K", "4K"),
    streams=(False, True),
    options=(Choice(name="response_format", values=("url", "b64_json")),),
)
LARGE = ImageRequest(prompt="p", resolution="4K")


def warn(
    request: ImageRequest, known: dict[TraitSubject, Tally], *, caps: Caps = CAPS, seconds: float | None = None
) -> str:
    return " ".join(plan_warnings(request, caps, known, seconds=seconds, masked=False, lang="en"))


def test_lines_that_are_cut_are_told_with_the_way_out() -> None:
    known: dict[TraitSubject, Tally] = {("wait", "whole"): CUT}
    cut = "The last 3 requests over 120 s were cut off here."
    assert warn(LARGE, known) == f"{cut} Turn on Streaming, or choose 2K."
    assert warn(ImageRequest(prompt="p", resolution="1K"), known) == f"{cut} Turn on Streaming."
    assert warn(LARGE, known, caps=Caps(resolutions=("1K", "2K", "4K"))) == f"{cut} Choose 2K."
    assert warn(ImageRequest(prompt="p"), known, caps=Caps()) == cut
    assert warn(LARGE, known, seconds=30.0) == ""
    assert plan_warnings(LARGE, CAPS, known, seconds=None, masked=False, lang="zh") == (
        "最近 3 次超过 120 秒的请求都被中断。请开启流式输出，或选择 2K。",
    )


def test_links_that_die_have_a_way_out_where_pictures_can_come_in_the_answer() -> None:
    known: dict[TraitSubject, Tally] = {("link", ""): Tally(missed=4)}
    assert warn(LARGE, known).endswith("couldn't be downloaded here. Choose Base64.")
    assert warn(LARGE, known, caps=Caps()).endswith("couldn't be downloaded here.")


def test_what_easel_restores_is_no_warning() -> None:
    known: dict[TraitSubject, Tally] = {("mask_kept", ""): Tally(missed=9)}
    assert plan_warnings(LARGE, CAPS, known, seconds=None, masked=True, lang="en") == ()


def test_every_trait_has_its_sentences() -> None:
    traits = {key.split(".")[2] for key in STRINGS if key.startswith("behaviour.missed.")}
    assert traits >= {"size", "ratio", "count", "mask_used", "mask_kept", "stream", "format", "transparent", "link"}
    for trait in traits:
        for lang in ("en", "zh"):
            assert missed_text((trait, "4K"), CUT, lang) and honoured_text((trait, ""), CUT, lang)  # type: ignore[arg-type]


def test_sizes_and_formats_are_named_as_people_know_them() -> None:
    png = Tally(missed=3, detail="png")
    assert missed_text(("format", "webp"), png, "en") == "The last 3 requests for WEBP came back as PNG."
    small = Tally(missed=4, detail="1024×1024")
    assert "requests for 4K came back in another size (1024×1024)" in missed_text(("size", "4K"), small, "en")
    assert "for an exact size" in missed_text(("size", ""), small, "en")
    assert honoured_text(("size", ""), Tally(honoured=1), "en") == "Exact sizes are delivered as requested."
