"""Images that another app shares with the installed one.

Kept for their visitor, and taken from no other site.
"""

import re

import httpx
import pytest

from tests.ui.api.test_references import png

NAVIGATION = {"accept": "text/html,*/*", "sec-fetch-mode": "navigate", "origin": "null"}


async def share(visitor: httpx.AsyncClient, *files: bytes, site: str = "none") -> httpx.Response:
    shared = [("image", ("shared.png", file, "image/png")) for file in files]
    return await visitor.post("/share-target", files=shared, headers={**NAVIGATION, "sec-fetch-site": site})


async def test_what_is_shared_is_named_to_the_page_and_shown_to_its_owner_alone(
    anna: httpx.AsyncClient, ben: httpx.AsyncClient
) -> None:
    answer = await share(anna, png((64, 48)), png((32, 32)))
    assert answer.status_code == 303
    ids = re.findall(r"shared=([\w-]+)", answer.headers["location"])
    sizes = [(await anna.get(f"/api/references/{image}")).json()["width"] for image in ids]
    assert sizes == [64, 32]
    assert (await ben.get(f"/api/references/{ids[0]}")).status_code == 404
    assert (await anna.get("/share-target")).headers["location"] == "/"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_another_sites_form_shares_nothing(anna: httpx.AsyncClient, site: str) -> None:
    answer = await share(anna, png((64, 48)), site=site)
    assert answer.status_code == 403
    assert answer.headers["content-type"].startswith("text/html")


async def test_what_is_no_image_is_refused_on_a_page(anna: httpx.AsyncClient) -> None:
    for answer in (await share(anna, b"no image"), await share(anna)):
        assert answer.status_code == 422
        assert "<h1>" in answer.text
