"""Recipes over HTTP.

In a copy of the picture, read out of it again, with what went along still found.
"""

import io
import json

import httpx
import pytest
from PIL import Image

from tests.easel_process import Easel
from tests.paths import IMAGES
from tests.simulator import Simulator
from tests.ui.run_helpers import done, growing, start, until

CAT = (IMAGES / "cat.png").read_bytes()


async def read_recipe(browser: httpx.AsyncClient, data: bytes) -> httpx.Response:
    return await browser.post("/api/recipes", files={"image": ("any.bin", data)})


@pytest.mark.parametrize("sort", ["png", "jpeg", "webp"])
async def test_a_copy_carries_its_recipe_and_not_a_pixel_is_touched(
    anna: httpx.AsyncClient, ben: httpx.AsyncClient, simulator: Simulator, sort: str
) -> None:
    asked = {
        "gateway": "demo",
        "model": "painter",
        "size": "96x64",
        "options": {"output_format": sort, "seed": 7},
    }
    run = await done(anna, "沙漠里的狗 <&>", **asked)
    url = run["pictures"][-1]["url"]
    plain = (await anna.get(f"{url}?download=1")).content
    answer = await anna.get(f"{url}?download=recipe")
    assert answer.status_code == 200, answer.text
    assert "attachment" in answer.headers["content-disposition"]
    with Image.open(io.BytesIO(plain)) as before, Image.open(io.BytesIO(answer.content)) as after:
        assert (before.format, before.size, before.tobytes()) == (after.format, after.size, after.tobytes())
    recipe = (await read_recipe(ben, answer.content)).json()
    assert recipe["prompt"] == "沙漠里的狗 <&>"
    assert (recipe["task"], recipe["gateway"], recipe["model"]) == ("generate", "demo", "painter")
    assert recipe["asked"]["size"] == "96x64"
    assert recipe["asked"]["options"] == {"output_format": sort, "seed": 7}
    assert recipe["sha256"] == run["pictures"][-1]["sha256"]
    assert (await anna.get(f"{url}?download=1")).content == plain, "what was delivered is not touched"


async def test_pictures_that_went_along_are_found_where_they_are_still_here(
    anna: httpx.AsyncClient, ben: httpx.AsyncClient, simulator: Simulator
) -> None:
    cat = (await anna.post("/api/references", files={"image": ("my cat.png", CAT)})).json()
    run = await done(anna, "a hat", task="edit", pictures=[cat["id"]], options={})
    picture = run["pictures"][-1]
    mine = (await anna.post("/api/recipes", json={"picture": picture["id"]})).json()
    assert [(reference["name"], reference["picture"]) for reference in mine["references"]] == [("my cat.png", cat)]
    copy = (await anna.get(f"{picture['url']}?download=recipe")).content
    theirs = (await read_recipe(ben, copy)).json()
    assert [(reference["name"], reference["picture"]) for reference in theirs["references"]] == [
        ("my cat.png", None)
    ]
    assert "sk-sim" not in json.dumps(mine) and "127.0.0.1" not in json.dumps(mine)
    assert (await ben.post("/api/recipes", json={"picture": picture["id"]})).status_code == 404
    assert (await ben.get(f"{picture['url']}?download=recipe")).status_code == 404


async def bring_with_mask(browser: httpx.AsyncClient) -> tuple[dict[str, object], dict[str, object]]:
    """The cat brought, and a mask painted over its left half."""
    cat = (await browser.post("/api/references", files={"image": ("my cat.png", CAT)})).json()
    mask = Image.new("RGBA", (cat["width"], cat["height"]), (0, 0, 0, 255))
    mask.paste((0, 0, 0, 0), (0, 0, cat["width"] // 2, cat["height"]))
    file = io.BytesIO()
    mask.save(file, "PNG")
    files = {"mask": ("m.png", file.getvalue())}
    return cat, (await browser.post("/api/references", files=files, data={"picture": cat["id"]})).json()


async def test_a_mask_is_found_with_the_picture_that_it_was_painted_for(
    anna: httpx.AsyncClient, ben: httpx.AsyncClient, simulator: Simulator
) -> None:
    """The same picture brought twice has two ids, and a mask goes with the one that it was painted over."""
    cat, mask = await bring_with_mask(anna)
    run = await done(anna, "a hat", task="edit", pictures=[cat["id"]], mask=mask["id"], options={})
    await anna.post("/api/references", files={"image": ("my cat.png", CAT)})
    copy = (await anna.get(f"{run['pictures'][0]['url']}?download=recipe")).content
    mine = (await read_recipe(anna, copy)).json()
    assert (mine["references"][0]["picture"], mine["mask_picture"]) == (cat, mask)
    asked = {"pictures": [cat["id"]], "mask": mine["mask_picture"]["id"]}
    assert (await done(anna, "a hat", task="edit", options={}, **asked))["asked"]["mask"] == mask
    nobodys = (await read_recipe(ben, copy)).json()
    assert (nobodys["mask"], nobodys["mask_picture"]) == (mask["sha256"], None)
    his_cat, his_mask = await bring_with_mask(ben)
    his = (await read_recipe(ben, copy)).json()
    assert (his["references"][0]["picture"], his["mask_picture"]) == (his_cat, his_mask)


async def test_a_file_without_a_recipe_is_told_so(anna: httpx.AsyncClient) -> None:
    for data in (CAT, b"", b"not a picture", CAT[:100]):
        answer = await read_recipe(anna, data)
        error = answer.json()["error"]
        assert (answer.status_code, error["kind"]) == (422, "no_recipe")
        assert error["message"] and error["advice"]
    assert (await anna.post("/api/recipes", json={})).status_code == 422


async def test_a_picture_that_still_comes_has_no_copy_yet(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    simulator.play("hold", at=0.6)
    run = await until(anna, (await start(anna))["id"], growing)
    url = run["pictures"][0]["url"]
    answer = await anna.get(f"{url}?download=recipe")
    assert (answer.status_code, answer.json()["error"]["message"]) == (422, "This image isn't complete yet.")
    simulator.release()
    await until(anna, run["id"], lambda run: run["state"] == "done")
    assert (await anna.get(f"{url}?download=recipe")).status_code == 200
    for word, status in (("true", 200), ("0", 200), ("everything", 422)):
        assert (await anna.get(f"{url}?download={word}")).status_code == status


async def test_a_picture_whose_file_is_gone_has_no_copy(
    anna: httpx.AsyncClient, simulator: Simulator, easel: Easel
) -> None:
    picture = (await done(anna, "a picture that goes"))["pictures"][-1]
    (file,) = (easel.data / "pictures").rglob(f"{picture['sha256']}.*")
    aside = file.rename(file.with_name("aside"))
    assert (await anna.get(f"{picture['url']}?download=recipe")).status_code == 404
    aside.rename(file)
