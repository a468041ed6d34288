"""Awkward pictures through every edit route there is, and sixteen heavy ones in one edit."""

import io

import httpx
import numpy as np
import pytest
from PIL import Image

from tests.easel_process import Easel
from tests.paths import IMAGES
from tests.simulator import Simulator
from tests.ui.routes import ROUTES, RouteCase
from tests.ui.run_helpers import until

WHOLE = (
    "cat.png", "coffee.jpg", "astronaut.webp", "rocket.jpg", "phone-rotated-gps.jpg", "cmyk.jpg", "gray16.png",
    "palette.png", "cat-alpha.png", "animated.gif",
)  # fmt: skip


async def bring(browser: httpx.AsyncClient, name: str, data: bytes) -> str:
    answer = await browser.post("/api/references", files={"image": (name, data)})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


@pytest.fixture(scope="module")
def uploads(easel: Easel) -> tuple[list[str], dict[str, str]]:
    """The awkward pictures, brought once. → their ids, and the cookies of who brought them"""
    with httpx.Client(base_url=easel.url, timeout=30) as browser:
        browser.post("/api/keys", json={"gateway": "turing", "key": "sk-sim-default"})
        answers = [
            browser.post("/api/references", files={"image": (name, (IMAGES / name).read_bytes())}) for name in WHOLE
        ]
        assert {answer.status_code for answer in answers} == {201}
        return [answer.json()["id"] for answer in answers], dict(browser.cookies)


@pytest.mark.parametrize("case", ROUTES, ids=str)
async def test_each_awkward_picture_goes_through_every_route(
    anna: httpx.AsyncClient,
    simulator: Simulator,
    uploads: tuple[list[str], dict[str, str]],
    case: RouteCase,
) -> None:
    (gateway, model, route), (ids, cookies) = case.key, uploads
    anna.cookies.update(cookies)
    asked = {
        "task": "edit", "gateway": gateway, "model": model, "prompt": "put them side by side", "pictures": ids,
        "options": {"route": route},
    }  # fmt: skip
    made = await anna.post("/api/runs", json=asked)
    assert made.status_code == 202, made.text
    run = await until(anna, made.json()["id"], lambda run: run["state"] in {"done", "failed", "unknown"})
    assert (run["state"], run["error"]) == ("done", None)
    assert [image["name"] for image in run["asked"]["images"]] == list(WHOLE)
    notices = {(notice["kind"], notice.get("number")) for notice in run["notices"]}
    assert {("sent_turned", 5), ("sent_mode", 6), ("sent_mode", 7), ("sent_first_frame", 10)} <= notices
    assert simulator.posts == (0 if case.is_painted else 1)


async def test_sixteen_pictures_of_ten_megabytes_in_one_edit(anna: httpx.AsyncClient, simulator: Simulator) -> None:
    random = np.random.default_rng(3)
    noise = random.integers(0, 256, (1826, 1826, 3), dtype=np.uint8)
    sent: list[bytes] = []
    for number in range(16):
        noise[0, 0] = number
        out = io.BytesIO()
        Image.fromarray(noise).save(out, "PNG", compress_level=0)
        sent.append(out.getvalue())
    assert min(map(len, sent)) > 10_000_000
    ids = [await bring(anna, f"{number}.png", data) for number, data in enumerate(sent)]
    asked = {"task": "edit", "gateway": "dmxapi", "model": "nano-banana-2", "prompt": "x", "pictures": ids}
    made = await anna.post("/api/runs", json=asked)
    assert made.status_code == 202, made.text
    await until(anna, made.json()["id"], lambda run: run["state"] == "done")
    (entry,) = [request for request in simulator.requests if request.method == "POST"]
    assert [file.data for file in entry.files] == sent
    simulator.reset()
