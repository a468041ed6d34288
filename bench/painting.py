"""A stroke on a 12-megapixel photo, to its mask.

From the stroke's end until the mask is stored at the server; and what goes up for it.
"""

from pathlib import Path
from statistics import median

import numpy as np
from PIL import Image
from playwright.sync_api import Page, Response

from bench.delivery import browsing
from bench.processes import easel, visitor
from bench.report import Line, spread

SIZE = (4032, 3024)


def measure(folder: Path, rounds: int) -> list[Line]:
    """Each round is one more stroke on the same mask; what counts is the answer to the mask's upload."""
    photo = folder / "photo.jpg"
    random = np.random.default_rng(5)
    coarse = Image.fromarray(random.integers(0, 256, (95, 126, 3), dtype=np.uint8))
    coarse.resize(SIZE, Image.Resampling.BICUBIC).save(photo, quality=92)
    with easel(folder, {}) as server, browsing() as browser:
        client = visitor(server)
        context = browser.new_context(base_url=server.url, viewport={"width": 1440, "height": 900})
        context.add_cookies(
            [{"name": name, "value": value, "url": server.url} for name, value in dict(client.cookies).items()]
        )
        page = context.new_page()
        page.goto("/")
        page.get_by_role("tab").nth(1).click()
        page.locator("#edit-images input[type=file]").set_input_files(str(photo))
        page.wait_for_function("document.querySelector('.mask-editor img')?.naturalWidth > 0")
        taken, weights = zip(*(_stroke(page, round_number) for round_number in range(rounds + 1)), strict=True)
    return [
        Line(
            name="stroke → mask stored, 12-megapixel photo",
            value=median(taken[1:]),
            limit=1,
            unit="s",
            note=f"{spread(list(taken[1:]))}; 0.4 s of it waits for the next stroke",
        ),
        Line(name="uploaded for it", value=max(weights) / 1000, limit=300, unit="kB"),
    ]


def _stroke(page: Page, number: int) -> tuple[float, int]:
    """Seconds from the pointer's release to the answer, and the bytes of the mask."""
    box = page.locator(".mask-editor img").bounding_box()
    assert box is not None
    high = box["y"] + box["height"] * (0.2 + 0.1 * (number % 6))
    page.mouse.move(box["x"] + box["width"] * 0.2, high)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, high + 30, steps=20)
    with page.expect_response("**/api/references") as answer:
        released = page.evaluate("performance.timeOrigin + performance.now()")
        page.mouse.up()
    response: Response = answer.value
    assert response.status == 201, response.text()
    response.finished()
    timing = response.request.timing
    ended = timing["startTime"] + timing["responseEnd"]
    return (ended - float(released)) / 1000, int(response.json()["bytes"])
