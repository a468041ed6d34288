"""POST /api/runs with `cutout`.

Transparent where the model can be, else keyed here; the alpha is measured.
"""

import io
from typing import Any

import httpx
import numpy as np
from PIL import Image

from tests.simulator import Simulator
from tests.ui.run_helpers import done

DEMO = {"gateway": "demo", "model": "painter", "options": {}, "size": "320x320"}
CHAT = {"gateway": "dmxapi", "model": "nano-banana-2", "options": {}}


def notice(run: dict[str, Any], kind: str) -> dict[str, Any]:
    return next(item for item in run["notices"] if item["kind"] == kind)


async def test_the_painter_paints_on_a_flat_ground_and_it_is_keyed_out(anna: httpx.AsyncClient) -> None:
    run = await done(anna, "a red boat", cutout=True, **DEMO)
    assert run["state"] == "done", run["error"]
    assert run["asked"]["cutout"] is True
    (raw,) = [picture for picture in run["pictures"] if picture["kind"] == "final" and not picture["draft"]]
    (cutout,) = [picture for picture in run["pictures"] if picture["kind"] == "cutout"]
    assert cutout["parent"] == raw["id"]
    assert (cutout["width"], cutout["height"], cutout["mime"]) == (320, 320, "image/png")
    with Image.open(io.BytesIO((await anna.get(cutout["url"])).content)) as image:
        alpha = np.asarray(image.getchannel("A"))
    keying = notice(run, "cutout_keyed")
    assert float(keying["clear"]) == round(100 * float((alpha <= 2).mean()))
    assert float(keying["fringe"]) < 3
    assert f"{keying['clear']}% clear" in keying["message"]
    assert "cutout_backdrop" in [other["kind"] for other in run["notices"]]
    recipe = (await anna.post("/api/recipes", json={"picture": cutout["id"]})).json()
    assert recipe["asked"]["cutout"] is True
    assert recipe["parent"] == raw["sha256"]


async def test_a_picture_is_cut_out_by_the_painter(anna: httpx.AsyncClient) -> None:
    picture = Image.new("RGB", (240, 240), (235, 235, 230))
    picture.paste((200, 40, 40), (80, 70, 170, 190))
    data = io.BytesIO()
    picture.save(data, "PNG")
    reference = (await anna.post("/api/references", files={"image": ("box.png", data.getvalue())})).json()
    fields = {**DEMO, "size": "", "task": "edit", "pictures": [reference["id"]]}
    run = await done(anna, "cut it out", cutout=True, **fields)
    (cutout,) = [picture for picture in run["pictures"] if picture["kind"] == "cutout"]
    with Image.open(io.BytesIO((await anna.get(cutout["url"])).content)) as image:
        pixels = np.asarray(image).astype(int)
    assert (pixels[110:150, 110:150, 3] == 255).all()
    assert (pixels[:50, :, 3] == 0).all()
    seen = pixels[..., 3] > 60
    assert (pixels[..., 1] - np.maximum(pixels[..., 0], pixels[..., 2]))[seen].max() <= 12, "no green is left"


async def test_a_model_that_can_is_asked_for_it_and_what_came_is_measured(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    run = await done(anna, "a lighthouse", cutout=True)
    (entry,) = [request for request in simulator.requests if request.method == "POST"]
    assert entry.body["background"] == "transparent"
    assert entry.body["prompt"] == "a lighthouse"
    assert [picture["kind"] for picture in run["pictures"]] == ["final"], "nothing is keyed that is transparent"
    assert 0 < float(notice(run, "cutout_native")["clear"]) < 100


async def test_an_opaque_answer_to_it_is_told_and_not_called_transparent(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    simulator.play("alpha_ignored", gateway="custom")
    run = await done(anna, "a lighthouse", cutout=True)
    kinds = [item["kind"] for item in run["notices"]]
    assert "opaque" in kinds
    assert "cutout_native" not in kinds
    assert {"cutout_not_flat", "cutout_keyed"} & set(kinds), "cut out where it is flat, else said why not"
    assert simulator.posts == 1, "nothing is asked for twice"


async def test_a_model_that_cannot_is_asked_for_a_flat_ground_in_words(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    run = await done(anna, "a green frog", cutout=True, **CHAT)
    (entry,) = [request for request in simulator.requests if request.method == "POST"]
    assert "background" not in entry.body
    assert "flat magenta background (#FF00FF)" in str(entry.body), "not the colour that the words name"
    assert run["prompt"] == "a green frog"
    assert {"cutout_backdrop", "cutout_not_flat"} <= {item["kind"] for item in run["notices"]}


async def test_a_mask_and_a_cutout_are_refused_together(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    data = io.BytesIO()
    Image.new("RGB", (240, 240)).save(data, "PNG")
    reference = (await anna.post("/api/references", files={"image": ("box.png", data.getvalue())})).json()
    mask = Image.new("RGBA", (240, 240), (0, 0, 0, 255))
    mask.paste((0, 0, 0, 0), (20, 20, 90, 90))
    painted = io.BytesIO()
    mask.save(painted, "PNG")
    files = {"mask": ("mask.png", painted.getvalue())}
    stored_mask = (await anna.post("/api/references", files=files, data={"picture": reference["id"]})).json()
    fields = {"gateway": "custom", "model": "gpt-image-1", "task": "edit", "prompt": "cut", "cutout": True}
    refused = await anna.post(
        "/api/runs", json={**fields, "pictures": [reference["id"]], "mask": stored_mask["id"]}
    )
    assert refused.status_code == 422
    assert "can't be combined" in refused.json()["error"]["message"]
    assert simulator.posts == 0
