"""Pictures and masks that visitors bring, over HTTP.

Kept untouched, their owner's alone, refused in words.
"""

import io
import json

import httpx
import pytest
from PIL import Image

from tests.odd_pictures import SIZE, WHOLE, XMP_ONLY, exif, written
from tests.paths import IMAGES
from tests.simulator import Simulator
from tests.ui.run_helpers import until

EDIT = {"task": "edit", "gateway": "custom", "model": "gpt-image-1", "prompt": "a hat"}


async def bring(browser: httpx.AsyncClient, name: str) -> httpx.Response:
    return await browser.post("/api/references", files={"image": (name, (IMAGES / name).read_bytes())})


def png(size: tuple[int, int], colour: object = "red", mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, "PNG")
    return out.getvalue()


def mask(size: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    painted = Image.new("RGBA", size, (0, 0, 0, 255))
    painted.paste((0, 0, 0, 0), (8, 8, size[0] // 2, size[1] // 2))
    painted.save(out, "PNG")
    return out.getvalue()


async def test_a_picture_is_kept_as_it_came_and_shown_to_its_owner_alone(
    anna: httpx.AsyncClient, ben: httpx.AsyncClient
) -> None:
    image = (await bring(anna, "phone-rotated-gps.jpg")).json()
    assert (image["name"], image["mime"]) == ("phone-rotated-gps.jpg", "image/jpeg")
    assert (image["width"], image["height"]) == (640, 427), "as it is shown, turned"
    assert (await anna.get(image["url"])).content == (IMAGES / "phone-rotated-gps.jpg").read_bytes()
    with Image.open(io.BytesIO((await anna.get(image["thumb_url"])).content)) as thumb:
        assert thumb.format == "WEBP"
    for url in (image["url"], image["thumb_url"], f"/references/{image['id']}/view"):
        assert (await ben.get(url)).status_code == 404
    answer = await ben.post("/api/runs", json={**EDIT, "pictures": [image["id"]]})
    assert (answer.status_code, answer.json()["error"]["kind"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("truncated.jpg", "torn_picture"), ("not-an-image.png", "not_a_picture"), ("bomb.png", "huge_picture")],
)
async def test_what_is_no_picture_is_said_in_a_sentence(anna: httpx.AsyncClient, name: str, kind: str) -> None:
    answer = await bring(anna, name)
    error = answer.json()["error"]
    assert (answer.status_code, error["kind"]) == (422, kind)
    assert error["message"] and error["advice"]


@pytest.mark.parametrize(
    "name", ["cmyk.jpg", "gray16.png", "palette.png", "cat-alpha.png", "animated.gif", "astronaut.webp"]
)
async def test_odd_pictures_are_taken_and_shown_in_any_browser(anna: httpx.AsyncClient, name: str) -> None:
    image = (await bring(anna, name)).json()
    with Image.open(io.BytesIO((await anna.get(f"/references/{image['id']}/view")).content)) as shown:
        assert (shown.format, shown.size) == ("PNG", (image["width"], image["height"]))
        assert shown.mode in {"RGB", "RGBA"}


async def test_the_files_of_a_run_go_up_in_their_order_and_then_the_pictures(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    third = (await bring(anna, "palette.png")).json()["id"]
    files = [
        ("images", ("b.png", png((40, 30), "blue"))),
        ("images", ("a.png", png((30, 40), "lime"))),
        *((name, (None, value)) for name, value in EDIT.items()),
        ("pictures", (None, third)),
    ]
    made = await anna.post("/api/runs", files=files)
    assert made.status_code == 202, made.text
    run = await until(anna, made.json()["id"], lambda run: run["state"] == "done")
    assert [image["name"] for image in run["asked"]["images"]] == ["b.png", "a.png", "palette.png"]
    (entry,) = [request for request in simulator.requests if request.method == "POST"]
    sizes = [Image.open(io.BytesIO(file.data)).size for file in entry.files]
    assert sizes[:2] == [(40, 30), (30, 40)]
    assert len(sizes) == 3
    assert entry.path.endswith("/images/edits")


async def test_a_mask_reaches_the_gateway_and_outside_it_nothing_changes(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    original = (IMAGES / "coffee.jpg").read_bytes()
    first = (await anna.post("/api/references", files={"image": ("coffee.jpg", original)})).json()
    painted = await anna.post(
        "/api/references", files={"mask": ("m.png", mask((600, 400)))}, data={"picture": first["id"]}
    )
    assert painted.status_code == 201, painted.text
    asked = {**EDIT, "pictures": [first["id"]], "mask": painted.json()["id"], "size": "600x400"}
    made = await anna.post("/api/runs", json=asked)
    assert made.status_code == 202, made.text
    run = await until(anna, made.json()["id"], lambda run: run["state"] == "done")
    raw, composited = run["pictures"]
    assert (raw["kind"], composited["kind"], composited["parent"]) == ("final", "held", raw["id"])
    with (
        Image.open(io.BytesIO((await anna.get(composited["url"])).content)) as composite,
        Image.open(io.BytesIO((await anna.get(raw["url"])).content)) as answer,
        Image.open(io.BytesIO(original)) as before,
    ):
        box = (300, 0, 600, 400)
        assert composite.convert("RGB").crop(box).tobytes() == before.convert("RGB").crop(box).tobytes()
        assert composite.convert("RGB").getpixel((100, 100)) == answer.convert("RGB").getpixel((100, 100))
    notice = next(notice for notice in run["notices"] if notice["kind"] == "held")
    assert float(notice["percent"]) > 50
    (entry,) = [request for request in simulator.requests if request.method == "POST"]
    sent = next(file for file in entry.files if file.name == "mask")
    with Image.open(io.BytesIO(sent.data)) as sent_mask:
        assert sent_mask.size == (600, 400)
        assert sent_mask.getchannel("A").getpixel((100, 100)) == 0, "transparent is what may change"
        assert sent_mask.getchannel("A").getpixel((500, 300)) == 255
    assert len(sent.data) < 4_000_000


@pytest.mark.parametrize(
    ("painted", "reason"),
    [
        (png((600, 400), (0, 0, 0, 255), "RGBA"), "mask is empty"),
        (mask((600, 401)), "600x401"),
        (png((600, 400)), "transparen"),
    ],
    ids=["empty", "another size", "no transparency"],
)
async def test_a_mask_that_cannot_be_is_said_and_nothing_is_sent(
    anna: httpx.AsyncClient, simulator: Simulator, painted: bytes, reason: str
) -> None:
    files = [
        ("images", ("coffee.jpg", (IMAGES / "coffee.jpg").read_bytes())),
        ("mask", ("mask.png", painted)),
        *((name, (None, value)) for name, value in EDIT.items()),
    ]
    answer = await anna.post("/api/runs", files=files)
    error = answer.json()["error"]
    assert (answer.status_code, error["field"]) == (422, "mask")
    assert reason in error["message"]
    assert simulator.posts == 0


async def test_a_mask_of_a_picture_that_was_replaced_is_not_used(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    old, new = (await bring(anna, "coffee.jpg")).json(), (await bring(anna, "coffee.jpg")).json()
    painted = await anna.post(
        "/api/references", files={"mask": ("m.png", mask((600, 400)))}, data={"picture": old["id"]}
    )
    answer = await anna.post("/api/runs", json={**EDIT, "pictures": [new["id"]], "mask": painted.json()["id"]})
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "mask")
    assert "different image 1" in answer.json()["error"]["message"]
    assert simulator.posts == 0


async def test_a_mask_over_everything_is_a_plain_edit(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    files = [
        ("images", ("coffee.jpg", (IMAGES / "coffee.jpg").read_bytes())),
        ("mask", ("mask.png", png((600, 400), (0, 0, 0, 0), "RGBA"))),
        *((name, (None, value)) for name, value in EDIT.items()),
    ]
    made = await anna.post("/api/runs", files=files)
    run = await until(anna, made.json()["id"], lambda run: run["state"] == "done")
    assert [picture["kind"] for picture in run["pictures"]] == ["final"]
    assert "mask_everything" in {notice["kind"] for notice in run["notices"]}
    (entry,) = [request for request in simulator.requests if request.method == "POST"]
    assert [file.name for file in entry.files] == ["image"]


async def test_too_many_pictures_are_said_with_the_limit(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    one = (await bring(anna, "coffee.jpg")).json()["id"]
    answer = await anna.post("/api/runs", json={**EDIT, "pictures": [one] * 17})
    assert answer.status_code == 422
    assert "up to 16" in answer.json()["error"]["message"]
    assert (await anna.post("/api/runs", json=EDIT)).json()["error"]["message"] == "Add an image to edit."
    assert simulator.posts == 0


async def test_a_picture_made_here_goes_along_like_one_that_was_brought(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    made = await anna.post("/api/runs", json={**EDIT, "task": "generate", "size": "256x256"})
    run = await until(anna, made.json()["id"], lambda run: run["state"] == "done")
    result = run["pictures"][0]
    again = await anna.post("/api/runs", json={**EDIT, "pictures": [result["id"]]})
    edit = await until(anna, again.json()["id"], lambda run: run["state"] == "done")
    assert edit["asked"]["images"][0]["url"] == result["url"]
    sent = simulator.requests[-1].files[0].data
    assert sent == (await anna.get(result["url"])).content


async def test_a_heavy_picture_is_said_before_and_fits_when_it_is_asked_to(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    noise = Image.effect_noise((1900, 1900), 120)
    out = io.BytesIO()
    noise.convert("RGB").save(out, "PNG", compress_level=0)
    heavy = (await anna.post("/api/references", files={"image": ("heavy.png", out.getvalue())})).json()["id"]
    await anna.post("/api/keys", json={"gateway": "turing", "key": "sk-sim-default"})
    asked = {
        "task": "edit",
        "gateway": "turing",
        "model": "doubao-seedream-4-5-251128",
        "prompt": "x",
        "pictures": [heavy],
    }
    refused = (await anna.post("/api/runs", json=asked)).json()["error"]
    assert "10 MB" in refused["message"]
    assert refused["nearest"]
    assert simulator.posts == 0
    made = await anna.post("/api/runs", json={**asked, "fit": True})
    run = await until(anna, made.json()["id"], lambda run: run["state"] == "done")
    assert {"sent_recompressed", "sent_scaled", "sent_format"} & {notice["kind"] for notice in run["notices"]}
    assert len(json.dumps(simulator.requests[-1].body["image"])) < 14_000_000


async def test_an_edit_without_a_shape_gets_that_of_its_first_picture_as_on_the_page(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    pictures = [(await bring(anna, name)).json()["id"] for name in ("coffee.jpg", "cat-alpha.png")]
    for shape in ({}, {"aspect_ratio": "3:2"}):
        made = await anna.post("/api/runs", json={**EDIT, "pictures": pictures, **shape})
        assert made.status_code == 202, made.text
        run = await until(anna, made.json()["id"], lambda run: run["state"] == "done")
        assert run["asked"]["aspect_ratio"] == "3:2"
    first, second = (request.body for request in simulator.requests if request.method == "POST")
    assert first == second


ODD = {
    **{name: WHOLE[name] for name in ("iccp-2.3mb", "ztxt", "itxt-after", "no-iend", "no-eoi", "behind-seft")},
    **{name: WHOLE[name] for name in ("mpo-first-only", "mpo-second-cut", "mpo-far", "gif-no-trailer")},
    **{f"xmp-{name}": data for name, data in XMP_ONLY.items()},
}


@pytest.mark.parametrize("name", ODD)
async def test_an_odd_but_whole_picture_can_be_masked_and_everything_has_one_shape(
    anna: httpx.AsyncClient, simulator: Simulator, name: str
) -> None:
    came = await anna.post("/api/references", files={"image": (name, ODD[name])})
    assert came.status_code == 201, came.text
    first = came.json()
    assert (first["width"], first["height"]) == SIZE
    assert (await anna.get(first["url"])).content == ODD[name]
    painted = await anna.post(
        "/api/references", files={"mask": ("m.png", mask(SIZE))}, data={"picture": first["id"]}
    )
    assert painted.status_code == 201, painted.text
    asked = {**EDIT, "pictures": [first["id"]], "mask": painted.json()["id"]}
    made = await anna.post("/api/runs", json=asked)
    assert made.status_code == 202, made.text
    await until(anna, made.json()["id"], lambda run: run["state"] == "done")
    (entry,) = [request for request in simulator.requests if request.method == "POST"]
    shown = [(await anna.get(first["thumb_url"])).content]
    shown.append((await anna.get(f"/references/{first['id']}/view")).content)
    sizes = []
    for data in (*shown, *(file.data for file in entry.files)):
        with Image.open(io.BytesIO(data)) as image:
            image.load()
            sizes.append(image.size)
            assert image.getexif().get(0x0112, 1) == 1 and not image.info.get("xmp")
    assert set(sizes) == {SIZE} and len(sizes) == 4


@pytest.mark.parametrize("form", ["WEBP", "JPEG", "PNG"])
async def test_what_a_mask_is_painted_on_is_turned_as_what_is_sent(anna: httpx.AsyncClient, form: str) -> None:
    """No browser turns a WebP by its EXIF (Chromium 156); so it is given a view that is turned already."""
    came = await anna.post("/api/references", files={"image": ("a", written(form, exif=exif(6)))})
    first = came.json()
    assert (first["width"], first["height"]) == SIZE[::-1]
    assert first["view_url"].endswith("/view") == (form == "WEBP")
    with Image.open(io.BytesIO((await anna.get(f"/references/{first['id']}/view")).content)) as shown:
        assert shown.size == SIZE[::-1] and not shown.getexif()
