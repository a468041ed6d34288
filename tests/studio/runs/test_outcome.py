"""Outcomes of runs and calls, and the notices on what differs from what was asked."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from models.caps import Caps
from models.gpt_image import GPT_IMAGE_26
from providers.errors import CutOff
from providers.types import ImageRequest
from studio.runs.outcome import as_ended, call_error_of, differences, run_state
from studio.types import Call, Picture
from tests.studio.scripted_gateway import CAPS, kinds


@pytest.mark.parametrize(
    ("states", "state"),
    [
        ("queued sending", "sending"),
        ("queued waiting done", "waiting"),
        ("receiving waiting failed", "receiving"),
        ("queued done", "queued"),
        ("done failed unknown cancelled", "done"),
        ("failed unknown cancelled", "unknown"),
        ("failed cancelled", "failed"),
        ("cancelled cancelled", "cancelled"),
        ("failed", "failed"),
    ],
)
def test_a_run_is_what_its_calls_are(states: str, state: str) -> None:
    calls: Any = [Call(id=str(n), run="r", number=n, state=word) for n, word in enumerate(states.split())]  # type: ignore[arg-type]
    assert run_state(calls) == state


def delivered(width: int, height: int, *, mime: str = "image/png") -> Picture:
    return Picture(
        id="p", run="r", call="c", number=1, path=Path("p"), state="done", width=width, height=height, mime=mime
    )


SEVERAL = Caps(sizes={("1:1", "4K"): (4096, 4096), ("16:9", "4K"): (5504, 3072), ("1:1", "1K"): (1024, 1024)})


@pytest.mark.parametrize(
    ("wish", "got", "caps", "expected"),
    [
        ({"aspect_ratio": "16:9", "resolution": "4K"}, (5504, 3072), CAPS, {}),
        ({"aspect_ratio": "16:9", "resolution": "4K"}, (5460, 3072), CAPS, {}),
        (
            {"aspect_ratio": "16:9", "resolution": "4K"},
            (1024, 1024),
            CAPS,
            {"size_differs": {"asked": "4K 16:9 (5504×3072)", "got": "1024×1024"}},
        ),
        (
            {"aspect_ratio": "16:9", "resolution": "4K"},
            (4096, 4096),
            CAPS,
            {"ratio_differs": {"asked": "4K 16:9 (5504×3072)", "got": "4096×4096"}},
        ),
        ({"aspect_ratio": "16:9"}, (1600, 900), Caps(), {}),
        ({"aspect_ratio": "16:9"}, (1024, 1024), Caps(), {"ratio_differs": {"asked": "16:9", "got": "1024×1024"}}),
        ({"size": "1536x1024"}, (1536, 1024), Caps(), {}),
        (
            {"size": "1536x1024"},
            (1024, 1024),
            Caps(),
            {"size_differs": {"asked": "1536x1024 (1536×1024)", "got": "1024×1024"}},
        ),
        ({"resolution": "4K"}, (5504, 3072), SEVERAL, {}),
        ({"resolution": "4K"}, (1024, 1024), SEVERAL, {"size_differs": {"asked": "4K", "got": "1024×1024"}}),
        ({}, (17, 31), SEVERAL, {}),
    ],
)
def test_pixels(wish: dict[str, str], got: tuple[int, int], caps: Caps, expected: Mapping[str, object]) -> None:
    request = ImageRequest(prompt="x", **wish)  # type: ignore[arg-type]
    notices = differences(request, delivered(*got), caps=caps, has_alpha=False)
    assert {notice.kind: dict(notice.params) for notice in notices} == expected


def test_an_svg_can_have_the_wrong_shape_alone_and_a_gif_the_wrong_frames() -> None:
    def params_of(options: dict[str, str | int], *got: int, mime: str, frames: int = 1) -> dict[str, object]:
        request = ImageRequest(prompt="x", size="1536x1024", options=options)
        notices = differences(
            request, delivered(*got, mime=mime), caps=GPT_IMAGE_26, has_alpha=False, frames=frames
        )
        return {notice.kind: dict(notice.params) for notice in notices}

    assert params_of({}, 300, 200, mime="image/svg+xml") == {}
    assert params_of({}, 300, 300, mime="image/svg+xml").keys() == {"ratio_differs"}
    gif: dict[str, str | int] = {"output_format": "gif", "frame_count": 6}
    assert params_of(gif, 1536, 1024, mime="image/gif", frames=6) == {}
    assert params_of(gif, 1536, 1024, mime="image/gif", frames=4) == {"frames_differ": {"asked": 6, "got": 4}}


def test_format_and_background() -> None:
    def kinds_of(options: dict[str, str | int], *, mime: str, has_alpha: bool) -> set[str]:
        request = ImageRequest(prompt="x", options=options)
        return kinds(differences(request, delivered(1, 1, mime=mime), caps=Caps(), has_alpha=has_alpha))

    assert kinds_of({"output_format": "jpg"}, mime="image/jpeg", has_alpha=False) == set()
    assert kinds_of({"output_format": "image/webp"}, mime="image/webp", has_alpha=False) == set()
    assert kinds_of({"output_format": "webp"}, mime="image/png", has_alpha=False) == {"format_differs"}
    assert kinds_of({"background": "transparent"}, mime="image/png", has_alpha=True) == set()
    assert kinds_of({"background": "transparent"}, mime="image/png", has_alpha=False) == {"opaque"}


@pytest.mark.parametrize(
    ("asked", "named", "differs"),
    [
        ("turing/gpt-image-2", "gpt-image-2", False),
        ("gpt-image-1.5", "gpt-image-1.5-2025-12-16", False),
        ("gpt-image-1", "gpt-image-1.5", True),
        ("gemini-3-pro-image-preview-hd", "gemini-3-pro-image-preview", True),
        ("nano-banana-2", "gemini-3-pro-image-preview", True),
        ("nano-banana-2", "", False),
    ],
)
def test_the_model_that_the_answer_names(asked: str, named: str, differs: bool) -> None:
    call = Call(id="c", run="r", number=1, model_named=named, text="words")
    assert ("model_differs" in kinds(as_ended(call, error=None, pictures=(), asked=asked).notices)) == differs


def test_an_answer_with_nothing_in_it_is_no_success() -> None:
    call = as_ended(Call(id="c", run="r", number=1), error=None, pictures=(), asked="m")
    assert call.state == "unknown" and call.error and call.error.kind == "empty"


def test_a_draft_alone_is_no_picture() -> None:
    draft = Picture(id="p", run="r", call="c", number=1, path=Path("p"), state="done", draft=True)
    error = call_error_of(CutOff("mid-way"), sent=True)
    call = as_ended(Call(id="c", run="r", number=1), error=error, pictures=(draft,), asked="m")
    assert (call.state, call.error) == ("unknown", error)
