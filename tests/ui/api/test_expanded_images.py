"""Expand, and crop and rotate, over HTTP: asked, sent, delivered, told and made again."""

import io
import json

import httpx
import numpy as np
import pytest
from PIL import Image

from tests.paths import IMAGES
from tests.simulator import Simulator
from tests.studio.references.masked_edits import photo
from tests.ui.run_helpers import until

SQUARE = photo((1024, 1024), 3)
TO_16_9 = {"left": 398, "top": 0, "right": 398, "bottom": 0}
EDIT = {"task": "edit", "prompt": "a wide beach"}
OPENAI = {**EDIT, "gateway": "custom", "model": "gpt-image-1"}


def png(picture: Image.Image) -> bytes:
    data = io.BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()


async def bring(browser: httpx.AsyncClient, data: bytes, name: str = "a.png") -> str:
    answer = await browser.post("/api/references", files={"image": (name, data)})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def image_at(browser: httpx.AsyncClient, url: str) -> Image.Image:
    with Image.open(io.BytesIO((await browser.get(url)).content)) as image:
        image.load()
        return image


@pytest.mark.parametrize(
    ("gateway", "model", "options"),
    [
        ("custom", "gpt-image-1", {}),
        ("dmxapi", "nano-banana-2", {}),
        ("tuzi", "gemini-3-pro-image-preview", {"route": "chat"}),
    ],
)
async def test_a_square_expanded_to_16_9_keeps_its_area_where_all_is_repainted(
    anna: httpx.AsyncClient, simulator: Simulator, gateway: str, model: str, options: dict[str, str]
) -> None:
    first = await bring(anna, png(SQUARE))
    asked = {**EDIT, "gateway": gateway, "model": model, "options": options, "pictures": [first], "expand": TO_16_9}
    made = await anna.post("/api/runs", json=asked)
    assert made.status_code == 202, made.text
    run = await until(anna, made.json()["id"], lambda run: run["state"] == "done")
    assert run["asked"]["expand"] == TO_16_9
    padding = run["asked"]["padding"]
    assert all(padding[side] >= pixels for side, pixels in TO_16_9.items()), "the canvas as it was sent"
    (composite,) = [picture for picture in run["pictures"] if picture["kind"] == "held"]
    assert (composite["width"], composite["height"]) == (1820, 1024)
    inside = (await image_at(anna, composite["url"])).convert("RGB").crop((398, 0, 1422, 1024))
    assert np.array_equal(np.asarray(inside), np.asarray(SQUARE)), "the old area is the original, pixel for pixel"
    kinds = [notice["kind"] for notice in run["notices"]]
    assert "sent_expanded" in kinds and "expanded" in kinds
    expanded = next(notice for notice in run["notices"] if notice["kind"] == "sent_expanded")
    assert (expanded["before"], expanded["after"], expanded["number"]) == ("1024x1024", "1820x1024", 1)
    assert simulator.posts == 1
    record = (await anna.get(f"/api/runs/{run['id']}/record")).json()
    assert record["asked"]["expand"] == TO_16_9 and "larger canvas" in record["sent"]["body"]


async def test_what_is_sent_is_the_canvas_and_a_mask_of_what_is_new(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    small = photo((96, 64), 4)
    made = await anna.post(
        "/api/runs",
        files=[
            ("images", ("a.png", png(small))),
            ("expand", (None, json.dumps({"right": 32}))),
            *((name, (None, value)) for name, value in OPENAI.items()),
        ],
    )
    run = await until(anna, made.json()["id"], lambda run: run["state"] == "done")
    assert run["asked"]["expand"] == {"left": 0, "top": 0, "right": 32, "bottom": 0}
    (entry,) = [request for request in simulator.requests if request.method == "POST"]
    picture, painted = (next(file for file in entry.files if file.name == name) for name in ("image", "mask"))
    with Image.open(io.BytesIO(picture.data)) as sent, Image.open(io.BytesIO(painted.data)) as mask:
        assert sent.size == mask.size and sent.width >= 128
        alpha = np.asarray(mask.getchannel("A"))
        top = (sent.height - 64) // 2
        left = (sent.width - 128) // 2
        assert (alpha[top : top + 64, left : left + 96] == 255).all() and (alpha == 255).sum() == 96 * 64
        assert np.array_equal(np.asarray(sent.convert("RGB"))[top : top + 64, left : left + 96], np.asarray(small))


async def test_the_same_press_again_is_known_by_its_expansion(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    first = await bring(anna, png(photo((64, 64))))
    body = {**OPENAI, "pictures": [first], "expand": {"left": 20}}
    key = {"Idempotency-Key": "one-press"}
    made = await anna.post("/api/runs", json=body, headers=key)
    again = await anna.post("/api/runs", json=body, headers=key)
    assert (made.json()["id"], again.status_code) == (again.json()["id"], 202)
    other = await anna.post("/api/runs", json={**body, "expand": {"left": 21}}, headers=key)
    assert other.status_code == 409
    nothing = await anna.post("/api/runs", json={**body, "expand": {"left": 0}})
    assert nothing.json()["asked"]["expand"] is None


async def test_a_recipe_keeps_the_expansion(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    first = await bring(anna, png(photo((64, 64))))
    made = await anna.post("/api/runs", json={**OPENAI, "pictures": [first], "expand": {"top": 30}})
    run = await until(anna, made.json()["id"], lambda run: run["state"] == "done")
    composite = next(picture for picture in run["pictures"] if picture["kind"] == "held")
    copy = (await anna.get(f"{composite['url']}?download=recipe")).content
    recipe = (await anna.post("/api/recipes", files={"image": ("any.bin", copy)})).json()
    assert recipe["asked"]["expand"] == [0, 30, 0, 0]


@pytest.mark.parametrize(
    "expand", [{"left": -1}, {"left": "x"}, {"across": 3}, {"left": 1.5}, [1, 2, 3, 4], {"left": 100_001}]
)
async def test_an_expansion_that_cannot_be_read_is_named(anna: httpx.AsyncClient, expand: object) -> None:
    answer = await anna.post("/api/runs", json={**OPENAI, "expand": expand})
    assert (answer.status_code, answer.json()["error"]["field"].partition(".")[0]) == (422, "expand")


async def test_too_far_is_refused_before_anything_is_sent(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    first = await bring(anna, png(photo((64, 64))))
    answer = await anna.post("/api/runs", json={**OPENAI, "pictures": [first], "expand": {"left": 300}})
    error = answer.json()["error"]
    assert (answer.status_code, error["field"], error["nearest"]) == (422, "expand", "256x64")
    assert "364x64" in error["message"] and simulator.posts == 0


async def test_the_demo_draws_the_new_area(anna: httpx.AsyncClient) -> None:
    first = await bring(anna, (IMAGES / "coffee.jpg").read_bytes(), "coffee.jpg")
    size = (await anna.get(f"/api/references/{first}")).json()
    asked = {
        **EDIT,
        "prompt": "",
        "gateway": "demo",
        "model": "painter",
        "size": "480x240",
        "pictures": [first],
        "expand": {"left": 300, "right": 300},
    }
    made = await anna.post("/api/runs", json=asked)
    assert made.status_code == 202, made.text
    run = await until(anna, made.json()["id"], lambda run: run["state"] == "done")
    composite = next(picture for picture in run["pictures"] if picture["kind"] == "held")
    assert (composite["width"], composite["height"]) == (size["width"] + 600, size["height"])
    assert "unchanged_expanded" not in [notice["kind"] for notice in run["notices"]]


async def test_a_crop_is_a_new_image_of_ones_own(anna: httpx.AsyncClient, ben: httpx.AsyncClient) -> None:
    picture = photo((40, 30))
    first = await bring(anna, png(picture), "cat.png")
    part = {"x": 2, "y": 3, "width": 20, "height": 10, "rotate": 90, "flip": True}
    answer = await anna.post(f"/api/references/{first}/crop", json=part)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["width"], made["height"], made["name"], made["mime"]) == (20, 10, "cat.png", "image/png")
    expected = np.fliplr(np.rot90(np.asarray(picture), -1))[3:13, 2:22]
    assert np.array_equal(np.asarray((await image_at(anna, made["url"])).convert("RGB")), expected)
    assert (await anna.get(f"/api/references/{first}")).status_code == 200, "the one before is still there"
    assert (await ben.post(f"/api/references/{first}/crop", json=part)).status_code == 404


@pytest.mark.parametrize(
    ("part", "field"),
    [({"x": 60}, "crop"), ({"rotate": 45}, "rotate"), ({"width": -1}, "width"), ({"zoom": 2}, "zoom")],
)
async def test_a_crop_that_cannot_be_is_refused_in_words(
    anna: httpx.AsyncClient, part: dict[str, int], field: str
) -> None:
    first = await bring(anna, png(photo((40, 30))))
    answer = await anna.post(f"/api/references/{first}/crop", json=part)
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, field)
