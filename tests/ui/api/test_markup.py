"""POST /api/runs with marks over the first picture.

Natively, or drawn on a copy, and never both.
"""

import io

import httpx
import numpy as np
import pytest
from PIL import Image, ImageDraw

from tests.paths import IMAGES
from tests.simulator import Simulator
from tests.ui.run_helpers import until

SIZE = (340, 480)


def photo() -> bytes:
    data = io.BytesIO()
    with Image.open(IMAGES / "coffee.jpg") as image:
        image.convert("RGB").resize(SIZE).save(data, "PNG")
    return data.getvalue()


def marks(size: tuple[int, int] = SIZE) -> bytes:
    drawn = Image.new("RGBA", size)
    ImageDraw.Draw(drawn).ellipse((60, 60, 160, 160), outline=(229, 34, 45, 255), width=8)
    data = io.BytesIO()
    drawn.save(data, "PNG")
    return data.getvalue()


def form(gateway: str, model: str, **more: tuple[str, bytes]) -> list[tuple[str, tuple[str | None, object]]]:
    fields = {"task": "edit", "gateway": gateway, "model": model, "prompt": "make it so"}
    return [
        ("images", ("photo.png", photo())),
        *more.items(),
        *((name, (None, value)) for name, value in fields.items()),
    ]


async def test_a_model_without_markup_gets_a_copy_with_the_marks_and_words_that_say_so(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    made = await anna.post("/api/runs", files=form("custom", "gpt-image-1", markup=("markup.png", marks())))
    assert made.status_code == 202, made.text
    run = await until(anna, made.json()["id"], lambda run: run["state"] == "done")
    (entry,) = [request for request in simulator.requests if request.method == "POST"]
    assert [file.name for file in entry.files] == ["image[]", "image[]"], "no field that it does not know"
    with Image.open(io.BytesIO(entry.files[0].data)) as sent, Image.open(io.BytesIO(entry.files[1].data)) as copy:
        assert sent.size == copy.size
        differs = np.abs(np.asarray(sent.convert("RGB"), int) - np.asarray(copy.convert("RGB"), int)).max(axis=2)
        assert Image.fromarray(differs > 60).getbbox() == pytest.approx((60, 60, 161, 161), abs=3)
    assert "Image 2 is image 1 with marks drawn on it" in entry.body["prompt"]
    assert run["prompt"] == "make it so"
    assert run["asked"]["markup"]["width"] == SIZE[0]
    assert "markup_drawn" in [notice["kind"] for notice in run["notices"]]
    recipe = (await anna.post("/api/recipes", json={"picture": run["pictures"][0]["id"]})).json()
    assert recipe["markup"] == run["asked"]["markup"]["sha256"]
    assert recipe["markup_picture"]["id"] == run["asked"]["markup"]["id"]


@pytest.mark.parametrize("turned", [False, True])
async def test_a_model_with_markup_gets_it_in_the_size_of_what_is_sent_and_nothing_else(
    anna: httpx.AsyncClient, simulator: Simulator, turned: bool
) -> None:
    """The simulator refuses marks of another size, or without alpha."""
    files = form("openai", "gpt-image-2.6-flare", markup=("markup.png", marks()))
    if turned:  # 640 by 427 as it is shown, which the file says by a note
        data = (IMAGES / "phone-rotated-gps.jpg").read_bytes()
        files = form("openai", "gpt-image-2.6-flare", markup=("markup.png", marks((640, 427))))
        files[0] = ("images", ("phone.jpg", data))
    made = await anna.post("/api/runs", files=files)
    assert made.status_code == 202, made.text
    run = await until(anna, made.json()["id"], lambda run: run["state"] in ("done", "failed", "unknown"))
    assert run["state"] == "done", run["error"]
    (entry,) = [request for request in simulator.requests if request.method == "POST"]
    assert [file.name for file in entry.files] == ["image", "markup"]
    with Image.open(io.BytesIO(entry.files[0].data)) as sent, Image.open(io.BytesIO(entry.files[1].data)) as drawn:
        assert sent.size == drawn.size == ((640, 427) if turned else SIZE)
        assert drawn.getchannel("A").getbbox() == pytest.approx((60, 60, 161, 161), abs=2)
    assert entry.body["prompt"] == "make it so", "not in words as well"
    assert "markup_drawn" not in [notice["kind"] for notice in run["notices"]]
    record = (await anna.get(f"/api/runs/{run['id']}/record")).json()
    assert "-F 'markup=@markup.png;type=image/png'" in record["sent"]["curl"]
    assert record["asked"]["markup"]["id"] == run["asked"]["markup"]["id"]


async def test_mask_and_marks_go_together(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    mask = Image.new("RGBA", SIZE, (0, 0, 0, 255))
    mask.paste((0, 0, 0, 0), (40, 40, 200, 200))
    data = io.BytesIO()
    mask.save(data, "PNG")
    files = form("custom", "gpt-image-1", mask=("mask.png", data.getvalue()), markup=("markup.png", marks()))
    made = await anna.post("/api/runs", files=files)
    run = await until(anna, made.json()["id"], lambda run: run["state"] == "done")
    (entry,) = [request for request in simulator.requests if request.method == "POST"]
    assert sorted(file.name for file in entry.files) == ["image[]", "image[]", "mask"]
    assert [picture["kind"] for picture in run["pictures"]] == ["final", "held"]
    sizes = {Image.open(io.BytesIO(file.data)).size for file in entry.files}
    assert len(sizes) == 1, "padded for the mask, the marks lie where they lay"


@pytest.mark.parametrize(
    ("drawn", "reason"),
    [
        (marks((100, 100)), "The marks are 100x100, but image 1 is 340x480."),
        (photo(), "The marks cover the whole image."),
    ],
)
async def test_marks_that_do_not_fit_are_refused_before_anything_is_sent(
    anna: httpx.AsyncClient, simulator: Simulator, drawn: bytes, reason: str
) -> None:
    refused = await anna.post("/api/runs", files=form("custom", "gpt-image-1", markup=("markup.png", drawn)))
    assert refused.status_code == 422
    assert reason in refused.json()["error"]["message"]
    assert simulator.posts == 0


async def test_the_same_press_is_the_same_run_and_other_marks_are_another_press(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    files = form("custom", "gpt-image-1", markup=("markup.png", marks()))
    headers = {"Idempotency-Key": "one-press-of-marks"}
    first, again = [await anna.post("/api/runs", files=files, headers=headers) for _ in range(2)]
    assert first.json()["id"] == again.json()["id"]
    other = await anna.post("/api/runs", files=form("custom", "gpt-image-1"), headers=headers)
    assert other.status_code == 409
    await until(anna, first.json()["id"], lambda run: run["state"] == "done")
    assert simulator.posts == 1


async def test_the_painter_changes_the_place_of_the_marks(anna: httpx.AsyncClient) -> None:
    files = form("demo", "painter", markup=("markup.png", marks()))
    files = [part if part[0] != "prompt" else ("prompt", (None, "make it red")) for part in files]
    made = await anna.post("/api/runs", files=files)
    run = await until(anna, made.json()["id"], lambda run: run["state"] in ("done", "failed"))
    assert run["state"] == "done", run["error"]
    (final,) = [picture for picture in run["pictures"] if picture["kind"] == "final" and not picture["draft"]]
    with (
        Image.open(io.BytesIO((await anna.get(final["url"])).content)) as painted,
        Image.open(io.BytesIO(photo())) as before,
    ):
        differs = np.abs(np.asarray(painted.convert("RGB"), int) - np.asarray(before, int)).max(axis=2)
    assert differs[90:130, 90:130].mean() > 10, "inside the circle"
    assert differs[250:].max() == 0, "and nowhere else"
