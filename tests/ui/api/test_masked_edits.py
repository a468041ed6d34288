"""POST /api/runs with a mask over a photo of a shape that the model does not have.

Padded, told, held.
"""

import io
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image

from tests.easel_process import Easel
from tests.paths import IMAGES
from tests.simulator import Simulator
from tests.ui.api.test_references import mask
from tests.ui.run_helpers import until

A4 = (340, 480)


def scan() -> tuple[bytes, Image.Image]:
    """A photo in the shape of a sheet, as a file and as its pixels."""
    with Image.open(IMAGES / "coffee.jpg") as photo:
        sheet = photo.convert("RGB").resize(A4)
    data = io.BytesIO()
    sheet.save(data, "PNG")
    return data.getvalue(), sheet


@pytest.mark.parametrize(
    ("gateway", "model", "route", "shape", "sent_size"),
    [
        ("custom", "gpt-image-1", "images", "3:4", (360, 480)),
        ("dmxapi", "nano-banana-2", "images", "3:4", (358, 480)),
        ("tuzi", "gemini-3-pro-image-preview", "chat", "1:1", (480, 480)),
    ],
)
async def test_a_sheet_is_held_by_a_model_that_has_no_such_shape(
    anna: httpx.AsyncClient,
    simulator: Simulator,
    gateway: str,
    model: str,
    route: str,
    shape: str,
    sent_size: tuple[int, int],
) -> None:
    data, sheet = scan()
    fields = {"task": "edit", "gateway": gateway, "model": model, "prompt": "a hat"}
    files = [
        ("images", ("sheet.png", data)),
        ("mask", ("mask.png", mask(A4))),
        *((name, (None, value)) for name, value in fields.items()),
        ("options", (None, f'{{"route": "{route}"}}' if gateway == "tuzi" else "{}")),
    ]
    made = await anna.post("/api/runs", files=files)
    assert made.status_code == 202, made.text
    run = await until(anna, made.json()["id"], lambda run: run["state"] == "done")
    (composite,) = [picture for picture in run["pictures"] if picture["kind"] == "held"]
    assert (composite["width"], composite["height"]) == A4
    with Image.open(io.BytesIO((await anna.get(composite["url"])).content)) as image:
        after, before = np.asarray(image.convert("RGB")).copy(), np.asarray(sheet).copy()
    after[8 : A4[1] // 2, 8 : A4[0] // 2] = before[8 : A4[1] // 2, 8 : A4[0] // 2] = 0
    assert np.array_equal(after, before), "outside no pixel differs"
    (padded,) = [notice for notice in run["notices"] if notice["kind"] == "sent_padded"]
    assert (padded["shape"], padded["before"], padded["number"]) == (shape, "340x480", 1)
    assert shape in padded["message"] and "cropped off the result" in padded["message"]
    assert padded["after"] == f"{sent_size[0]}x{sent_size[1]}"
    assert run["asked"]["aspect_ratio"] == ("" if gateway == "tuzi" else shape)
    assert run["asked"]["images"][0]["width"] == A4[0], "what was brought stands there as it was"
    assert simulator.posts == 1


async def test_the_mask_that_goes_out_is_white_where_it_may_change(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    """Read by brightness as by alpha it is the same area, and the padding stays."""
    data, _ = scan()
    fields = {"task": "edit", "gateway": "custom", "model": "gpt-image-1", "prompt": "a hat"}
    files = [
        ("images", ("sheet.png", data)),
        ("mask", ("mask.png", mask(A4))),
        *((name, (None, value)) for name, value in fields.items()),
    ]
    made = await anna.post("/api/runs", files=files)
    await until(anna, made.json()["id"], lambda run: run["state"] == "done")
    (entry,) = [request for request in simulator.requests if request.method == "POST"]
    picture, painted = (next(file for file in entry.files if file.name == name) for name in ("image", "mask"))
    with Image.open(io.BytesIO(picture.data)) as sent, Image.open(io.BytesIO(painted.data)) as sent_mask:
        assert sent.size == sent_mask.size != A4
        light, alpha = np.asarray(sent_mask.convert("L")), np.asarray(sent_mask.getchannel("A"))
        assert np.array_equal(light, 255 - alpha)
        left = (sent.width - A4[0]) // 2
        assert Image.fromarray(light).getbbox() == (8 + left, 8, A4[0] // 2 + left, A4[1] // 2)


@pytest.mark.parametrize(("kind", "gone"), [("mask", "Your mask"), ("markup", "Your marks"), ("image", "An input")])
async def test_what_is_not_on_the_disk_any_more_is_named_and_nothing_is_sent(
    anna: httpx.AsyncClient, simulator: Simulator, easel: Easel, kind: str, gone: str
) -> None:
    data, _ = scan()
    image = (await anna.post("/api/references", files={"image": ("sheet.png", data)})).json()
    fields: dict[str, Any] = {"gateway": "custom", "model": "gpt-image-1", "task": "edit", "prompt": "a hat"}
    lost = image
    if kind != "image":
        files = {kind: (f"{kind}.png", mask(A4))}
        lost = (await anna.post("/api/references", files=files, data={"picture": image["id"]})).json()
        fields[kind] = lost["id"]
    (path,) = (easel.data / "uploads").glob(f"*/{lost['sha256']}.*")
    path.unlink()
    refused = await anna.post("/api/runs", json={**fields, "pictures": [image["id"]]})
    error = refused.json()["error"]
    assert refused.status_code == 422, refused.text
    assert (error["field"], error["may_be_charged"]) == (kind, False)
    assert error["message"].startswith(gone)
    assert simulator.posts == 0
