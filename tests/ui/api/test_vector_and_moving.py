"""SVG and GIF as answers.

Kept to the byte, shown without running anything, downloaded, and used for going on.
"""

import base64
import io
import zipfile
from typing import Any

import httpx
import pytest
from PIL import Image

from studio.recipes.recipe import from_json
from tests.hostile_svgs import harmless_svgs, loading_svgs, svg_around, withheld_svgs
from tests.paths import IMAGES
from tests.simulator import Simulator
from tests.ui.run_helpers import done, until

SVG = harmless_svgs()["view-box"][0]
GIF = (IMAGES / "animated.gif").read_bytes()
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
EDIT = {"task": "edit", "gateway": "custom", "model": "gpt-image-1", "prompt": "a hat"}


def encoded(*files: bytes) -> list[str]:
    return [base64.b64encode(file).decode() for file in files]


def moving(frames: int, delay: int) -> bytes:
    out = io.BytesIO()
    first, *others = [Image.new("RGB", (64, 48), (40 * number, 90, 120)) for number in range(frames)]
    first.save(out, "GIF", save_all=True, append_images=others, duration=delay, loop=0)
    return out.getvalue()


async def answered(
    browser: httpx.AsyncClient, simulator: Simulator, *files: bytes, **fields: Any
) -> dict[str, Any]:
    """A run whose answer holds those files."""
    simulator.play("give_files", files=encoded(*files))
    return await done(browser, "a fox, waving", count=len(files), **fields)


def kinds(run: dict[str, Any]) -> set[str]:
    return {notice["kind"] for notice in run["notices"]}


async def test_an_svg_is_a_picture_like_any_other(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    run = await answered(anna, simulator, SVG)
    (picture,) = run["pictures"]
    assert (picture["state"], picture["mime"]) == ("done", "image/svg+xml")
    assert (picture["width"], picture["height"], picture["bytes"]) == (1024, 512, len(SVG))
    shown = await anna.get(picture["url"])
    assert (shown.content, shown.headers["content-type"]) == (SVG, "image/svg+xml")
    assert shown.headers["content-security-policy"] == SANDBOX
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert "content-disposition" not in shown.headers
    saved = await anna.get(f"{picture['url']}?download=1")
    assert saved.content == SVG and saved.headers["content-security-policy"] == SANDBOX
    assert 'attachment; filename="a-fox-waving-' in saved.headers["content-disposition"]
    assert '.svg"' in saved.headers["content-disposition"]
    for url, size in ((picture["thumb_url"], (512, 256)), (picture["view_url"], (1024, 512))):
        with Image.open(io.BytesIO((await anna.get(url)).content)) as image:
            assert image.size == size
            assert image.convert("RGB").getpixel((size[0] // 2, 9)) == pytest.approx((0, 128, 128), abs=3)
    assert not kinds(run) & {"unchecked", "format_differs"}
    record = (await anna.get(f"/api/runs/{run['id']}/record")).json()["delivered"]["pictures"][0]
    assert (record["mime"], record["alpha"], record["frames"]) == ("image/svg+xml", False, None)


@pytest.mark.parametrize("delivery", ["in_links", "link_without_ending", "data_url_in_b64"])
@pytest.mark.parametrize("kind", ["svg", "gif"])
async def test_they_come_by_link_and_by_data_url_too(
    anna: httpx.AsyncClient, simulator: Simulator, delivery: str, kind: str
) -> None:
    simulator.play(delivery)
    model = {"gateway": "openai", "model": "gpt-image-2.6-flare"}
    run = await done(anna, "a fox", **model, options={"output_format": kind})
    (picture,) = run["pictures"]
    assert (picture["state"], picture["mime"]) == ("done", {"svg": "image/svg+xml", "gif": "image/gif"}[kind])
    assert picture["width"] > 0 and (await anna.get(picture["thumb_url"])).headers["content-type"] == "image/webp"
    assert not kinds(run) & {"unchecked", "frames_differ", "format_differs"}


async def test_an_svg_goes_on_as_pixels_and_it_is_told(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    run = await answered(anna, simulator, harmless_svgs()["plain"][0])
    picture = run["pictures"][0]
    assert (picture["width"], picture["height"]) == (40, 30)
    reference = (await anna.get(f"/api/references/{picture['id']}")).json()
    assert (reference["width"], reference["height"]) == (1024, 768), "an icon would go as a blur"
    made = await anna.post("/api/runs", json={**EDIT, "pictures": [picture["id"]]})
    edit = await until(anna, made.json()["id"], lambda run: run["state"] == "done")
    (sent,) = [request for request in simulator.requests if request.path.endswith("/images/edits")][-1].files
    with Image.open(io.BytesIO(sent.data)) as image:
        assert (image.format, image.size) == ("PNG", (1024, 768))
        assert image.convert("RGB").getpixel((500, 300)) == (0, 128, 128)
    notices = [notice for notice in edit["notices"] if notice["kind"] == "sent_format"]
    assert [(notice["before"], notice["after"]) for notice in notices] == [("SVG", "PNG")]


async def test_a_gif_tells_its_frames_and_goes_on_with_the_first(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    gif = moving(6, 200)
    run = await answered(anna, simulator, gif)
    (picture,) = run["pictures"]
    assert (picture["mime"], picture["width"], picture["height"]) == ("image/gif", 64, 48)
    shown = await anna.get(picture["url"])
    assert (shown.content, shown.headers["content-type"]) == (gif, "image/gif")
    assert '.gif"' in (await anna.get(f"{picture['url']}?download=1")).headers["content-disposition"]
    with Image.open(io.BytesIO((await anna.get(picture["view_url"])).content)) as still:
        assert (still.format, still.size) == ("PNG", (64, 48))
        assert still.convert("RGB").getpixel((9, 9)) == pytest.approx((0, 90, 120), abs=4), "the first frame"
    record = (await anna.get(f"/api/runs/{run['id']}/record")).json()["delivered"]["pictures"][0]
    assert (record["frames"], record["duration_ms"]) == (6, 1200)
    assert "Animated: 6 frames, 1.2 s." in [notice["message"] for notice in run["notices"]]
    made = await anna.post("/api/runs", json={**EDIT, "pictures": [picture["id"]]})
    edit = await until(anna, made.json()["id"], lambda run: run["state"] == "done")
    (first_frame,) = [notice for notice in edit["notices"] if notice["kind"] == "sent_first_frame"]
    assert first_frame["frames"] == 6


@pytest.mark.parametrize("name", ["laughs", "dashes", "memory"])
async def test_an_svg_that_is_not_safe_is_kept_and_nobody_is_shown_it(
    anna: httpx.AsyncClient, simulator: Simulator, name: str
) -> None:
    data, reason = {**withheld_svgs(), "memory": (svg_around(9_900, 9_900), "complex")}[name]
    run = await answered(anna, simulator, data)
    (picture,) = run["pictures"]
    assert (picture["state"], picture["width"], picture["bytes"]) == ("done", 0, len(data))
    assert f"svg_{reason}" in kinds(run) and "svg_missing" not in kinds(run)
    answer = await anna.get(picture["url"])
    assert answer.content == data and answer.headers["content-disposition"].startswith("attachment")
    thumb = await anna.get(picture["thumb_url"])
    assert (thumb.status_code, thumb.headers["content-type"]) == (200, "image/svg+xml")
    assert data not in thumb.content and thumb.headers["content-security-policy"] == SANDBOX
    refused = await anna.post("/api/runs", json={**EDIT, "pictures": [picture["id"]]})
    assert refused.status_code == 422
    assert "SVG" in refused.json()["error"]["message"]


async def test_an_svg_that_could_not_be_drawn_here_is_shown_by_the_browser(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    data = SVG.replace(b"</svg>", b"<undeclared:prefix/></svg>")
    run = await answered(anna, simulator, data)
    (picture,) = run["pictures"]
    assert (picture["state"], picture["width"]) == ("done", 1024)
    assert "svg_failed" in kinds(run)
    assert "content-disposition" not in (await anna.get(picture["url"])).headers
    thumb = await anna.get(picture["thumb_url"])
    assert (thumb.content, thumb.headers["content-security-policy"]) == (data, SANDBOX)
    refused = await anna.post("/api/runs", json={**EDIT, "pictures": [picture["id"]]})
    assert refused.status_code == 422 and "SVG" in refused.json()["error"]["message"]


async def test_an_svg_with_scripts_and_links_is_told_so(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    files = loading_svgs(outside="http://127.0.0.1:9", file=IMAGES / "coffee.jpg")
    run = await answered(anna, simulator, files["script"])
    assert "svg_active" in kinds(run)
    assert (await anna.get(run["pictures"][0]["url"])).content == files["script"], "as it came"


@pytest.mark.parametrize("data", [SVG[:-9], GIF[: len(GIF) // 2]], ids=["svg", "gif"])
async def test_what_is_cut_is_no_result_and_can_be_downloaded(
    anna: httpx.AsyncClient, simulator: Simulator, data: bytes
) -> None:
    run = await answered(anna, simulator, data)
    assert run["state"] == "unknown" and run["error"]["kind"] == "damaged"
    (picture,) = run["pictures"]
    assert picture["state"] == "broken"
    answer = await anna.get(f"{picture['url']}?download=1")
    assert answer.content == data


@pytest.mark.parametrize(("data", "suffix"), [(SVG, ".svg"), (GIF, ".gif")], ids=["svg", "gif"])
async def test_the_recipe_of_what_has_no_room_for_one_lies_beside_it(
    anna: httpx.AsyncClient, simulator: Simulator, data: bytes, suffix: str
) -> None:
    run = await answered(anna, simulator, data)
    copy = (await anna.get(f"{run['pictures'][0]['url']}?download=recipe")).content
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        names = archive.namelist()
        assert [name[-4:] for name in names] == [suffix, "json"]
        assert archive.read(names[0]) == data
        assert from_json(archive.read(names[1]).decode()).delivered.mime == run["pictures"][0]["mime"]


async def test_an_svg_that_a_person_brings_is_an_input_image(anna: httpx.AsyncClient) -> None:
    image = (await anna.post("/api/references", files={"image": ("logo.svg", SVG)})).json()
    assert (image["mime"], image["width"], image["height"]) == ("image/svg+xml", 1024, 512)
    original = await anna.get(image["url"])
    assert original.content == SVG and original.headers["content-security-policy"] == SANDBOX
    with Image.open(io.BytesIO((await anna.get(image["view_url"])).content)) as shown:
        assert (shown.format, shown.size) == ("PNG", (1024, 512))
    refused = await anna.post("/api/references", files={"image": ("a.svg", withheld_svgs()["laughs"][0])})
    assert (refused.status_code, refused.json()["error"]["kind"]) == (422, "svg_picture")
    assert "entities" in refused.json()["error"]["message"]


async def test_all_layers_of_one_answer_are_kept_by_one_call(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    """Seedream 5 pro answers one request for one image with up to sixteen PNGs (docs/gateways.md, "Families")."""
    added = {"models": [{"id": "seedream-5-0-pro-260628", "family": ""}]}
    assert (await anna.put("/api/gateways/custom/models", json=added)).is_success
    layers = []
    for number in range(16):
        out = io.BytesIO()
        Image.new("RGBA", (64, 48), (16 * number, 90, 120, 128)).save(out, "PNG")
        layers.append(out.getvalue())
    simulator.play("give_files", files=encoded(*layers))
    run = await done(anna, "a stage", model="seedream-5-0-pro-260628", options={})
    assert run["state"] == "done" and not kinds(run) & {"fewer_pictures", "part_failed"}
    assert [picture["state"] for picture in run["pictures"]] == ["done"] * 16
    assert [(await anna.get(picture["url"])).content for picture in run["pictures"]] == layers
    (call,) = run["calls"]
    assert call["count"] == 1
    assert len([request for request in simulator.requests if request.method == "POST"]) == 1, "paid for once"
