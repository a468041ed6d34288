"""Content credentials (C2PA) of a photo edited with a mask.

They do not apply to its copies, which say so.
"""

import io

import httpx
from PIL import Image

from tests.paths import IMAGES
from tests.simulator import Simulator
from tests.studio.credentials.signing import sign
from tests.ui.api.test_references import mask
from tests.ui.run_helpers import until

SIZE = (480, 320)


def signed_photo() -> bytes:
    data = io.BytesIO()
    with Image.open(IMAGES / "coffee.jpg") as photo:
        photo.convert("RGB").resize(SIZE).save(data, "PNG")
    return sign(data.getvalue(), "image/png")


async def test_what_is_sent_and_held_of_a_signed_photo_says_that_its_credentials_do_not_apply(
    anna: httpx.AsyncClient, simulator: Simulator
) -> None:
    fields = {"task": "edit", "gateway": "custom", "model": "gpt-image-1", "prompt": "a hat"}
    files = [
        ("images", ("photo.png", signed_photo())),
        ("mask", ("mask.png", mask(SIZE))),
        *((name, (None, value)) for name, value in fields.items()),
    ]
    made = await anna.post("/api/runs", files=files)
    assert made.status_code == 202, made.text
    run = await until(anna, made.json()["id"], lambda run: run["state"] == "done")
    assert b"caBX" not in simulator.requests[-1].files[0].data
    assert "sent_credentials" in {notice["kind"] for notice in run["notices"]}
    record = (await anna.get(f"/api/runs/{run['id']}/record")).json()
    credentials = [picture["credentials"] for picture in record["delivered"]["pictures"]]
    marks = [(credential["present"], credential["dropped"]) for credential in credentials]
    assert [picture["kind"] for picture in run["pictures"]] == ["final", "held"]
    assert marks == [(False, False), (False, True)]
