"""The gallery: everything hangs there, can be looked at large, found, marked, deleted and taken away."""

import base64
import io
import re
import zipfile
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import open_page
from tests.browser.test_text_to_image import DONE, GROWING, choose, press
from tests.simulator.server import Simulator
from tests.studio.credentials.signing import GENERATOR, SIGNER, validation_state

PROMPTS = ("a lighthouse", "山坡上的狗", "a castle")
TOUCHED = """document.querySelector('dialog[open], [data-selecting], .toast, .tile, .gallery-tray:not([hidden])')
  || [...document.querySelectorAll('#gallery-search :is(input, select)')].some((it) => it.value)
  || document.querySelector('#gallery-search [aria-pressed=true]')"""
"""Whether a journey before has left the page in another state than it opens in."""


def make_run(visitor: BrowserContext, prompt: str, **fields: object) -> dict[str, object]:
    """A run over HTTP, waited for."""
    asked = {"gateway": "custom", "model": "gpt-image-1", "prompt": prompt, **fields}
    run = visitor.request.post("/api/runs", data=asked).json()
    visitor.request.get(f"/api/runs/{run['id']}/events", timeout=30_000)
    return dict(visitor.request.get(f"/api/runs/{run['id']}").json())


def png(size: tuple[int, int], colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def gallery(shared_page: Page) -> Page:
    """Three pictures, and the tab on which they hang; what others left is taken down."""
    request = shared_page.context.request
    hanging = request.get("/api/pictures?limit=100").json()["pictures"]
    if [item["prompt"] for item in hanging] != [*reversed(PROMPTS)]:
        if hanging:
            ids = [item["picture"]["id"] for item in hanging]
            assert request.patch("/api/pictures", data={"ids": ids, "deleted": True}).ok
        for prompt in PROMPTS:
            make_run(shared_page.context, prompt)
    if shared_page.evaluate(TOUCHED):
        open_page(shared_page)
    shared_page.get_by_role("tab", name="Gallery").click()
    expect(shared_page.locator("#gallery-grid li")).to_have_count(3)
    return shared_page


def titles(page: Page) -> list[str]:
    return [str(item.get_attribute("title")) for item in page.locator("#gallery-grid li").all()]


def expect_lightbox(page: Page, prompt: str) -> None:
    expect(page.locator(".lightbox .lightbox-prompt")).to_have_text(prompt)


def test_the_newest_hangs_first_and_what_is_made_meanwhile_comes_in_front(gallery: Page) -> None:
    assert titles(gallery) == ["a castle", "山坡上的狗", "a lighthouse"]
    make_run(gallery.context, "a white cat")
    expect(gallery.locator("#gallery-grid li")).to_have_count(4)
    assert titles(gallery)[0] == "a white cat"


def test_the_tab_is_closed_in_the_middle_and_the_picture_hangs_there_afterwards(
    visitor: BrowserContext, page: Page, simulator: Simulator
) -> None:
    simulator.play("hold", gateway="turing", at=0.5)
    choose(page, "doubao-seedream")
    press(page, "a mill by the river")
    page.locator(GROWING).wait_for()
    page.close()
    simulator.release()
    [run] = visitor.request.get("/api/runs").json()["runs"]
    visitor.request.get(f"/api/runs/{run['id']}/events", timeout=30_000)
    back = visitor.new_page()
    open_page(back)
    expect(back.locator(DONE)).to_have_count(1)
    back.get_by_role("tab", name="Gallery").click()
    back.locator("#gallery-grid .gallery-item").click()
    expect_lightbox(back, "a mill by the river")
    assert simulator.posts == 1


def test_more_are_loaded_as_one_scrolls(visitor: BrowserContext, page: Page) -> None:
    for number in range(7):
        make_run(visitor, f"ten of them, {number}", count=10)
    page.get_by_role("tab", name="Gallery").click()
    expect(page.locator("#gallery-grid li")).to_have_count(60)
    page.locator("#gallery-grid li").last.scroll_into_view_if_needed()
    expect(page.locator("#gallery-grid li")).to_have_count(70)


def test_words_and_filters_find_and_say_when_nothing_matches(gallery: Page) -> None:
    search = gallery.locator("#gallery-search input[type=search]")
    search.fill("狗")
    expect(gallery.locator("#gallery-grid li")).to_have_count(1)
    search.fill("no such thing")
    expect(gallery.locator("#gallery-grid .empty h2")).to_have_text("Nothing matches")
    search.fill("")
    expect(gallery.locator("#gallery-grid li")).to_have_count(3)
    gallery.get_by_label("Made by").select_option("chat")
    expect(gallery.locator("#gallery-grid li")).to_have_count(0)
    gallery.get_by_label("Made by").select_option("generate")
    expect(gallery.locator("#gallery-grid li")).to_have_count(3)


def test_what_a_gateway_made_is_found_whatever_the_model(gallery: Page) -> None:
    make_run(gallery.context, "a hill", gateway="demo", model="painter", size="256x256")
    expect(gallery.locator("#gallery-grid li")).to_have_count(4)
    gallery.locator("#gallery-search").get_by_label("Model").select_option("demo · all its models")
    expect(gallery.locator("#gallery-grid li")).to_have_count(1)
    gallery.locator("#gallery-search").get_by_label("Model").select_option("custom · all its models")
    expect(gallery.locator("#gallery-grid li")).to_have_count(3)


def test_large_by_arrow_keys_to_its_pixels_and_back(gallery: Page) -> None:
    gallery.locator("#gallery-grid .gallery-item").first.click()
    expect_lightbox(gallery, "a castle")
    gallery.keyboard.press("ArrowRight")
    expect_lightbox(gallery, "山坡上的狗")
    gallery.keyboard.press("ArrowRight")
    expect_lightbox(gallery, "a lighthouse")
    gallery.keyboard.press("ArrowRight")
    expect_lightbox(gallery, "a lighthouse")
    picture = gallery.locator(".lightbox-picture")
    gallery.wait_for_function("document.querySelector('.lightbox-picture').naturalWidth > 0")
    gallery.keyboard.press("z")
    shown, real = picture.evaluate("(it) => [it.getBoundingClientRect().width, it.naturalWidth / devicePixelRatio]")
    assert abs(shown - real) < 1, "one pixel of the picture is one of the screen"
    gallery.keyboard.press("z")
    gallery.keyboard.press("ArrowLeft")
    expect_lightbox(gallery, "山坡上的狗")
    gallery.keyboard.press("Escape")
    expect(gallery.locator(".lightbox")).to_be_hidden()
    expect(gallery.locator("#gallery-grid .gallery-item").nth(1)).to_be_focused()


def test_a_favourite_and_a_deletion_outlive_a_reload_and_can_be_taken_back(gallery: Page) -> None:
    gallery.locator("#gallery-grid .gallery-item").first.click()
    gallery.keyboard.press("f")
    expect(gallery.locator(".lightbox").get_by_role("button", name="No favourite any more")).to_be_visible()
    gallery.keyboard.press("ArrowRight")
    gallery.keyboard.press("Delete")
    expect_lightbox(gallery, "a lighthouse")
    gallery.get_by_role("button", name="Undo").click()
    gallery.keyboard.press("Escape")
    expect(gallery.locator("#gallery-grid li")).to_have_count(3)
    gallery.locator("#gallery-grid .gallery-item").last.click()
    expect_lightbox(gallery, "a lighthouse")
    gallery.locator(".lightbox").get_by_role("button", name="Delete").click()
    gallery.keyboard.press("Escape")
    open_page(gallery)
    gallery.get_by_role("tab", name="Gallery").click()
    expect(gallery.locator("#gallery-grid li")).to_have_count(2)
    gallery.get_by_role("button", name="Favourites").click()
    expect(gallery.locator("#gallery-grid li")).to_have_count(1)
    assert titles(gallery) == ["a castle"]


def test_a_picture_that_is_deleted_after_the_gallery_was_read_anew_goes(gallery: Page) -> None:
    """It stayed on show: the gallery looked for the very object that the press came from (seen in a full run)."""
    gallery.locator("#gallery-grid .gallery-item").nth(1).click()
    expect_lightbox(gallery, "山坡上的狗")
    gallery.evaluate("document.querySelector('#gallery-grid li').dataset.old = 'yes'")
    gallery.evaluate("document.querySelector('#gallery-search input').dispatchEvent(new Event('input'))")
    gallery.wait_for_function("!document.querySelector('#gallery-grid li[data-old]')")
    gallery.keyboard.press("Delete")
    expect_lightbox(gallery, "a lighthouse")
    gallery.keyboard.press("Escape")
    assert titles(gallery) == ["a castle", "a lighthouse"]


def test_several_are_selected_taken_away_and_deleted(gallery: Page) -> None:
    gallery.get_by_role("button", name="Select", exact=True).click()
    for index in (0, 2):
        gallery.locator("#gallery-grid .gallery-item").nth(index).click()
    expect(gallery.get_by_text("2 selected")).to_be_visible()
    with gallery.expect_download() as download:
        gallery.get_by_role("button", name="Download as zip").click()
    with zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes())) as taken:
        assert len(taken.namelist()) == 2
    gallery.locator(".gallery-tray").get_by_role("button", name="Delete").click()
    expect(gallery.locator("#gallery-grid li")).to_have_count(1)
    gallery.get_by_role("button", name="Undo").click()
    expect(gallery.locator("#gallery-grid li")).to_have_count(3)


def test_what_brought_no_picture_is_there_too_with_what_can_still_be_done(
    visitor: BrowserContext, page: Page, simulator: Simulator
) -> None:
    simulator.play("close_silently")
    make_run(visitor, "a lighthouse")
    page.get_by_role("tab", name="Gallery").click()
    expect(page.locator("#gallery-grid .empty h2")).to_have_text("No pictures yet")
    page.get_by_role("button", name="Without a picture").click()
    card = page.locator("#gallery-grid .run")
    expect(card).to_have_attribute("data-state", "unknown")
    expect(card).to_contain_text("may be charged twice")


def test_the_record_says_who_signed_a_picture_and_its_download_is_what_was_signed(
    visitor: BrowserContext, page: Page, simulator: Simulator
) -> None:
    simulator.play("signed")
    run = make_run(visitor, "a signed lighthouse")
    page.get_by_role("tab", name="Gallery").click()
    page.locator("#gallery-grid .gallery-item").first.click()
    page.locator(".lightbox").get_by_text("What was asked, sent and delivered").click()
    expect(page.locator(".lightbox")).to_contain_text(
        f"Content credentials (C2PA), as the file says, not verified: made with {GENERATOR} · signed by {SIGNER}"
    )
    picture = run["pictures"][0]  # type: ignore[index]
    delivered = visitor.request.get(f"/pictures/{picture['id']}").body()
    assert validation_state(delivered, "image/png") in {"Valid", "Trusted"}


def test_a_form_comes_back_as_it_was_to_be_varied(visitor: BrowserContext, page: Page) -> None:
    asked = {"gateway": "turing", "model": "turing/gemini-3-pro-image", "aspect_ratio": "21:9", "resolution": "2K"}
    make_run(visitor, "a castle in the fog", **asked, options={"output_format": "jpeg"})
    page.get_by_role("tab", name="Gallery").click()
    page.locator("#gallery-grid .gallery-item").first.click()
    page.locator(".lightbox").get_by_role("button", name="Vary").click()
    expect(page.locator(".lightbox")).to_be_hidden()
    expect(page.locator("#t2i-prompt textarea")).to_have_value("a castle in the fog")
    expect(page.locator("#t2i-model input")).to_have_value(re.compile("turing/gemini-3-pro-image"))
    expect(page.locator("#t2i-ratio label.selected")).to_have_text("21:9")
    expect(page.locator("#t2i-resolution label.selected")).to_have_text("2K")
    page.locator("#t2i-options summary").click()
    expect(page.locator("#t2i-options [data-option=output_format]")).to_have_value("jpeg")


def test_a_picture_goes_on_in_chat_and_comes_to_the_edit_tab(gallery: Page) -> None:
    gallery.locator("#gallery-grid .gallery-item").first.click()
    gallery.locator(".lightbox").get_by_role("button", name="Continue in chat").click()
    expect(gallery.locator(".base-text")).to_contain_text("based on your picture")
    gallery.get_by_role("tab", name="Gallery").click()
    gallery.locator("#gallery-grid .gallery-item").first.click()
    gallery.locator(".lightbox").get_by_role("button", name="Edit this").click()
    expect(gallery.locator("#edit-images li.tile")).to_have_count(1)
    gallery.get_by_role("tab", name="Gallery").click()
    gallery.locator("#gallery-grid .gallery-item").nth(1).click()
    gallery.locator(".lightbox").get_by_role("button", name="Add to the chat").click()
    expect(gallery.locator("#chat-images li.tile")).to_have_count(1)


def drop(page: Page, name: str, data: bytes) -> None:
    """A file let go over the page."""
    page.evaluate(
        """([name, text]) => {
          const held = new DataTransfer();
          const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
          held.items.add(new File([bytes], name, { type: 'image/png' }));
          const drop = new DragEvent('drop', { dataTransfer: held, bubbles: true, cancelable: true });
          document.body.dispatchEvent(drop);
        }""",
        [name, base64.b64encode(data).decode()],
    )


def test_a_dropped_picture_brings_its_form_back(visitor: BrowserContext, page: Page) -> None:
    by = {"gateway": "demo", "model": "painter", "aspect_ratio": "3:2", "resolution": "1K", "options": {"seed": 7}}
    run = make_run(visitor, "a castle, ink wash", **by)
    [picture] = [picture for picture in run["pictures"] if not picture["draft"]]  # type: ignore[attr-defined]
    drop(page, "any name.png", visitor.request.get(f"{picture['url']}?download=recipe").body())
    expect(page.locator(".toast")).to_contain_text("The form is as it was")
    expect(page.locator("#t2i-prompt textarea")).to_have_value("a castle, ink wash")
    expect(page.locator("#t2i-model input")).to_have_value(re.compile("painter"))
    expect(page.locator("#t2i-ratio label.selected")).to_have_text("3:2")
    page.locator("#t2i-options summary").click()
    expect(page.locator("#t2i-options [data-option=seed]")).to_have_value("7")
    drop(page, "plain.png", visitor.request.get(picture["url"]).body())
    expect(page.locator(".toast")).to_contain_text("carries no recipe")


def test_a_picture_dragged_out_of_the_gallery_brings_its_form_back(gallery: Page) -> None:
    gallery.locator("#gallery-grid .gallery-item").nth(1).drag_to(gallery.locator("#gallery-search"))
    expect(gallery.locator(".toast")).to_contain_text("The form is as it was")
    expect(gallery.locator("#t2i-prompt textarea")).to_have_value("山坡上的狗")


def test_an_edit_comes_back_with_its_pictures_and_its_mask(
    visitor: BrowserContext, page: Page, simulator: Simulator
) -> None:
    def bring(name: str, data: bytes, **fields: str) -> dict[str, str]:
        file = {"name": "any.png", "mimeType": "image/png", "buffer": data}
        return dict(visitor.request.post("/api/references", multipart={name: file, **fields}).json())

    cat, hat = bring("image", png((640, 480), "red")), bring("image", png((300, 300), "blue"))
    mask = Image.new("RGBA", (640, 480), (0, 0, 0, 255))
    mask.paste((0, 0, 0, 0), (0, 0, 160, 480))
    file = io.BytesIO()
    mask.save(file, "PNG")
    painted = bring("mask", file.getvalue(), picture=cat["id"])
    asked = {"task": "edit", "pictures": [cat["id"], hat["id"]], "mask": painted["id"]}
    run = make_run(visitor, "put the hat on", **asked)
    url = run["pictures"][0]["url"]  # type: ignore[index]
    drop(page, "any.png", visitor.request.get(f"{url}?download=recipe").body())
    expect(page.locator(".toast")).to_have_text("The form is as it was.")
    expect(page.locator("#edit-prompt textarea")).to_have_value("put the hat on")
    expect(page.locator("#edit-images li.tile")).to_have_count(2)
    expect(page.locator("#edit-mask")).to_contain_text("25 % of picture 1 may change")
    page.locator("#edit-run").click()
    expect(page.locator("#edit-easel .run[data-state=done]")).to_have_count(2)
    first, again = (entry for entry in simulator.requests if entry.method == "POST")
    assert [file.data for file in again.files] == [file.data for file in first.files]
    assert len(again.files) == 3
    page.locator("#edit-mask").get_by_role("button", name="Paint").click()
    expect(page.locator(".mask-dialog .mask-editor")).to_contain_text("25")
