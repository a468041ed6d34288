"""The gallery.

Everything hangs there, can be looked at large, found, marked, deleted and taken away.
"""

import base64
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, CDPSession, Locator, Page, Route, expect

from tests.browser.conftest import choose_action, expose, open_page
from tests.browser.keyboard_walk import Walk
from tests.browser.test_text_to_image import GROWING, choose, press
from tests.simulator.server import Simulator
from tests.studio.credentials.signing import GENERATOR, SIGNER, validation_state

PROMPTS = ("a lighthouse", "山坡上的狗", "a castle")
TOUCHED = """document.querySelector('dialog[open], [data-selecting], .toast, .tile, .selection-bar:not([hidden])')
  || [...document.querySelectorAll('#gallery-search :is(input, select)')].some((it) => it.value)
  || document.querySelector('.gallery-panel:not([hidden])')
  || document.querySelector('#gallery-search [aria-pressed=true]')"""
"""Whether a journey before has left the page in another state than it opens in."""
TIDY = """() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const open = '.toast-close, #gallery-search [aria-pressed=true], .tile button[aria-label^=Remove]';
  all(open).forEach((it) => it.click());
  for (const field of all('#gallery-search :is(input, select)').filter(({ value }) => value)) {
    field.value = '';
    for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, { bubbles: true }));
  }
  document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
}"""
"""Does what a visitor would do about it, which costs less than a load."""
READ_ANEW = "document.querySelector('#gallery-search input').dispatchEvent(new Event('input'))"
TILE_IDS = "(tiles) => tiles.map((tile) => tile.dataset.tile)"


class Finger:
    """One finger on the screen."""

    def __init__(self, session: CDPSession) -> None:
        self._session = session

    def _touch(self, kind: str, *points: tuple[float, float]) -> None:
        touched = [{"x": x, "y": y} for x, y in points]
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touched})

    def down(self, target: Locator) -> None:
        self._touch("touchStart", centre(target))

    def move(self, target: Locator) -> None:
        self._touch("touchMove", centre(target))

    def up(self) -> None:
        self._touch("touchEnd")

    def swipe(self, target: Locator, x: float, y: float) -> None:
        """From the middle of something by so many pixels."""
        left, top = centre(target)
        self._touch("touchStart", (left, top))
        for share in (0.5, 1):
            self._touch("touchMove", (left + x * share, top + y * share))
        self.up()


@contextmanager
def phone(page: Page) -> Iterator[Finger]:
    """The page on a phone for a while."""
    page.set_viewport_size({"width": 390, "height": 844})
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    yield Finger(session)
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
    session.detach()


def centre(target: Locator) -> tuple[float, float]:
    box = target.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


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
        shared_page.evaluate(TIDY)
    if shared_page.evaluate(TOUCHED):
        open_page(shared_page)
    shared_page.get_by_role("tab", name="Gallery").click()
    expect(shared_page.locator("#gallery-grid li")).to_have_count(3)
    return shared_page


def titles(page: Page) -> list[str]:
    names = [str(item.get_attribute("aria-label")) for item in page.locator("#gallery-grid .gallery-item").all()]
    return [name.removeprefix("Open: ") for name in names]


def open_filters(page: Page) -> None:
    page.locator("#gallery-search").get_by_role("button", name="Filters").click()


def expect_viewer(page: Page, prompt: str) -> None:
    expect(page.locator(".viewer .viewer-prompt")).to_have_text(prompt)


@pytest.mark.shares_page
def test_what_brought_no_picture_is_there_too_with_what_can_still_be_done(
    visitor: BrowserContext, page: Page, simulator: Simulator
) -> None:
    """First, while the visitor has no images yet."""
    simulator.play("close_silently")
    make_run(visitor, "a lighthouse")
    page.get_by_role("tab", name="Gallery").click()
    expect(page.locator("#gallery-grid .empty h2")).to_have_text("No images yet")
    open_filters(page)
    page.get_by_role("button", name="Failed").click()
    card = page.locator("#gallery-grid .run")
    expect(card).to_have_attribute("data-state", "unknown")
    expect(card).to_contain_text("may be charged twice")


def test_the_newest_hangs_first_and_what_is_made_meanwhile_comes_in_front(gallery: Page) -> None:
    assert titles(gallery) == ["a castle", "山坡上的狗", "a lighthouse"]
    shown = gallery.locator("#gallery-grid .gallery-item")
    shown.nth(1).focus()
    make_run(gallery.context, "a white cat")
    expect(shown).to_have_count(4)
    assert titles(gallery) == ["a white cat", "a castle", "山坡上的狗", "a lighthouse"]
    expect(shown.nth(2)).to_be_focused()
    expect(gallery.locator(".gallery-day")).to_have_text(["Today"])


@pytest.mark.shares_page
def test_the_page_is_left_in_the_middle_and_the_picture_hangs_there_afterwards(
    visitor: BrowserContext, page: Page, simulator: Simulator
) -> None:
    """Left as by closing its tab: to a server and to the page's own scripts it is the same."""
    simulator.play("hold", gateway="turing", at=0.5)
    choose(page, "doubao-seedream")
    press(page, "a mill by the river")
    page.locator(GROWING).wait_for()
    page.goto("about:blank")
    simulator.release()
    [run] = visitor.request.get("/api/runs?limit=1").json()["runs"]
    visitor.request.get(f"/api/runs/{run['id']}/events", timeout=30_000)
    open_page(page)
    expect(page.locator(f"#t2i-easel .run[data-run='{run['id']}'] img[data-state=done]")).to_have_count(1)
    page.get_by_role("tab", name="Gallery").click()
    page.locator("#gallery-grid .gallery-item").first.click()
    expect_viewer(page, "a mill by the river")
    page.keyboard.press("Escape")
    assert simulator.posts == 1


def test_words_and_filters_find_and_say_when_nothing_matches(gallery: Page) -> None:
    search = gallery.locator("#gallery-search input[type=search]")
    search.fill("狗")
    expect(gallery.locator("#gallery-grid li")).to_have_count(1)
    search.fill("no such thing")
    expect(gallery.locator("#gallery-grid .empty h2")).to_have_text("No matches")
    search.fill("")
    expect(gallery.locator("#gallery-grid li")).to_have_count(3)
    open_filters(gallery)
    gallery.get_by_label("Source", exact=True).select_option("chat")
    expect(gallery.locator("#gallery-grid li")).to_have_count(0)
    expect(gallery.locator("#gallery-search")).to_contain_text("Filters · 1")
    gallery.get_by_label("Source", exact=True).select_option("generate")
    expect(gallery.locator("#gallery-grid li")).to_have_count(3)


def test_what_a_gateway_made_is_found_whatever_the_model(gallery: Page) -> None:
    make_run(gallery.context, "a desert", gateway="demo", model="painter", size="128x128")
    expect(gallery.locator("#gallery-grid li")).to_have_count(4)
    open_filters(gallery)
    gallery.locator("#gallery-search").get_by_label("Model").select_option("demo · all models")
    expect(gallery.locator("#gallery-grid li")).to_have_count(1)
    gallery.locator("#gallery-search").get_by_label("Model").select_option("custom · all models")
    expect(gallery.locator("#gallery-grid li")).to_have_count(3)


def test_large_by_arrow_keys_to_its_pixels_and_back(gallery: Page) -> None:
    gallery.locator("#gallery-grid .gallery-item").first.click()
    expect_viewer(gallery, "a castle")
    gallery.keyboard.press("ArrowRight")
    expect_viewer(gallery, "山坡上的狗")
    gallery.keyboard.press("ArrowRight")
    expect_viewer(gallery, "a lighthouse")
    gallery.keyboard.press("ArrowRight")
    expect_viewer(gallery, "a lighthouse")
    picture = gallery.locator(".viewer-picture")
    gallery.wait_for_function("document.querySelector('.viewer-picture').naturalWidth > 0")
    gallery.keyboard.press("z")
    shown, real = picture.evaluate("(it) => [it.getBoundingClientRect().width, it.naturalWidth / devicePixelRatio]")
    assert abs(shown - real) < 1, "one pixel of the picture is one of the screen"
    gallery.keyboard.press("z")
    gallery.keyboard.press("ArrowLeft")
    expect_viewer(gallery, "山坡上的狗")
    gallery.keyboard.press("Escape")
    expect(gallery.locator(".viewer")).to_be_hidden()
    expect(gallery.locator("#gallery-grid .gallery-item").nth(1)).to_be_focused()


def test_a_favourite_and_a_deletion_outlive_a_reload_and_can_be_taken_back(gallery: Page) -> None:
    gallery.locator("#gallery-grid .gallery-item").first.click()
    gallery.keyboard.press("f")
    expect(gallery.locator(".viewer").get_by_role("button", name="Remove from favourites")).to_be_visible()
    gallery.keyboard.press("ArrowRight")
    gallery.keyboard.press("Delete")
    expect_viewer(gallery, "a lighthouse")
    gallery.get_by_role("button", name="Undo").click()
    gallery.keyboard.press("Escape")
    expect(gallery.locator("#gallery-grid li")).to_have_count(3)
    gallery.locator("#gallery-grid .gallery-item").last.click()
    expect_viewer(gallery, "a lighthouse")
    gallery.locator(".viewer").get_by_role("button", name="Delete").click()
    gallery.keyboard.press("Escape")
    open_page(gallery)
    gallery.get_by_role("tab", name="Gallery").click()
    expect(gallery.locator("#gallery-grid li")).to_have_count(2)
    gallery.locator("#gallery-search").get_by_role("button", name="Favourites").click()
    expect(gallery.locator("#gallery-grid li")).to_have_count(1)
    assert titles(gallery) == ["a castle"]


def test_a_picture_that_is_deleted_after_the_gallery_was_read_anew_goes(gallery: Page) -> None:
    """It stayed on show: the gallery looked for the very object that the press came from (seen in a full run)."""
    gallery.locator("#gallery-grid .gallery-item").nth(1).click()
    expect_viewer(gallery, "山坡上的狗")
    gallery.evaluate("document.querySelector('#gallery-grid li').dataset.old = 'yes'")
    gallery.evaluate(READ_ANEW)
    gallery.wait_for_function("!document.querySelector('#gallery-grid li[data-old]')")
    gallery.keyboard.press("Delete")
    expect_viewer(gallery, "a lighthouse")
    gallery.keyboard.press("Escape")
    assert titles(gallery) == ["a castle", "a lighthouse"]


def test_several_are_selected_taken_away_and_deleted(gallery: Page) -> None:
    tiles = gallery.locator("#gallery-grid li")
    tiles.first.hover()
    tiles.first.get_by_role("checkbox").click()
    tiles.nth(2).locator(".gallery-item").click(modifiers=["Shift"])
    expect(gallery.get_by_text("3 selected")).to_be_visible()
    tiles.nth(1).locator(".gallery-item").click()
    expect(gallery.get_by_text("2 selected")).to_be_visible()
    expect(tiles.nth(1).get_by_role("checkbox")).to_be_checked(checked=False)
    with gallery.expect_download() as download:
        gallery.get_by_role("button", name="Download as ZIP").click()
    with zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes())) as taken:
        assert len(taken.namelist()) == 2
    gallery.locator(".selection-bar").get_by_role("button", name="Delete").click()
    expect(tiles).to_have_count(1)
    gallery.get_by_role("button", name="Undo").click()
    expect(tiles).to_have_count(3)


def test_by_keys_alone_pictures_are_filtered_walked_selected_opened_and_deleted(gallery: Page) -> None:
    walk, bar = Walk(gallery), gallery.locator("#gallery-search")
    selected, item = (
        gallery.locator("#gallery-grid li[data-selected]"),
        gallery.locator("#gallery-grid .gallery-item"),
    )
    walk.to(bar.get_by_role("searchbox"))
    gallery.keyboard.type("castle")
    expect(item).to_have_count(1)
    gallery.keyboard.press("ControlOrMeta+a")
    gallery.keyboard.press("Delete")
    expect(item).to_have_count(3)
    walk.to(bar.get_by_role("button", name="Filters"))
    gallery.keyboard.press("Enter")
    walk.to(bar.locator("select").nth(1))
    gallery.keyboard.press("ArrowDown")
    expect(bar.locator(".menu-button")).to_have_text("Filters · 1")
    gallery.keyboard.press("ArrowUp")
    gallery.keyboard.press("Escape")
    expect(bar.get_by_role("button", name="Filters")).to_be_focused()
    walk.to(item.first)
    gallery.keyboard.press("ArrowRight")
    expect(item.nth(1)).to_be_focused()
    gallery.keyboard.press("Space")
    expect(selected).to_have_count(1)
    gallery.keyboard.press("Shift+ArrowRight")
    expect(selected).to_have_count(2)
    gallery.keyboard.press("ControlOrMeta+a")
    expect(selected).to_have_count(3)
    assert gallery.evaluate("getSelection().toString()") == "", "the text of the page"
    gallery.keyboard.press("Escape")
    expect(selected).to_have_count(0)
    expect(gallery.locator(".selection-bar")).to_be_hidden()
    gallery.keyboard.press("Enter")
    expect_viewer(gallery, "a lighthouse")
    walk.to(gallery.locator(".viewer").get_by_role("button", name="Close"))
    gallery.keyboard.press("Enter")
    expect(item.nth(2)).to_be_focused()
    walk.to_end()
    assert walk.problems == []
    walk.to(item.nth(2), key="Shift+Tab")
    gallery.keyboard.press("Delete")
    expect(gallery.locator("#gallery-grid li")).to_have_count(2)
    expect(item.nth(1)).to_be_focused()
    gallery.get_by_role("button", name="Undo").click()
    expect(gallery.locator("#gallery-grid li")).to_have_count(3)
    assert titles(gallery) == ["a castle", "山坡上的狗", "a lighthouse"]


def test_a_picture_tells_its_prompt_and_has_its_actions_where_it_is_pointed_at(gallery: Page) -> None:
    tile = gallery.locator("#gallery-grid li").first
    tile.hover()
    expect(tile).to_contain_text("a castle")
    with gallery.expect_download():
        tile.get_by_role("link", name="Download").click()
    tile.get_by_role("button", name="Favourite", exact=True).click()
    gallery.locator("#gallery-search input").hover()
    expect(tile.locator(".star")).to_be_visible()
    tile.hover()
    tile.get_by_role("button", name="Remove from favourites").click()
    expect(tile.get_by_role("button", name="Favourite", exact=True)).to_be_visible()
    tile.get_by_role("button", name="Delete").click()
    expect(gallery.locator("#gallery-grid li")).to_have_count(2)
    gallery.get_by_role("button", name="Undo").click()
    expect(gallery.locator("#gallery-grid li")).to_have_count(3)


TILES = """(shapes) => {
  const items = shapes.map(([width, height], index) => ({
    prompt: `picture ${index}`, picture: { id: `p${index}`, width, height, created: 1, url: '', thumb_url: '' },
  }));
  window.opened = [];
  const onOpen = (item) => opened.push(item.prompt);
  window.grid = new PictureGrid({ onOpen, onSelect: () => {}, attempt: (work) => work() });
  const wall = document.createElement('div');
  wall.className = 'gallery-view';
  wall.append(grid.root);
  document.querySelector('#bare-tab').replaceChildren(wall);
  grid.append(items);
}"""
BOXES = """() => [...document.querySelectorAll('.gallery-grid li')].map((tile) => {
  const { left, top, width, height } = tile.getBoundingClientRect();
  return [left, top, width, height].map(Math.round);
})"""


def test_rows_have_one_height_and_pictures_their_shape_before_they_have_come(bare: Page) -> None:
    bare.set_viewport_size({"width": 1440, "height": 900})
    expose(bare, "gallery/picture_grid.js")
    shapes = [(2100, 900), (1024, 1024), (900, 1600), (1600, 900), (1024, 1024), (1500, 1000), (1024, 1024)]
    bare.evaluate(TILES, shapes)
    boxes = bare.evaluate(BOXES)
    for top in {box[1] for box in boxes}:
        heights = [height for _, at, _, height in boxes if at == top]
        assert max(heights) - min(heights) <= 1 and 200 <= min(heights) <= 300
    assert len({box[1] for box in boxes}) == 2
    for (width, height), box in zip(shapes, boxes, strict=True):
        assert abs(box[2] / box[3] - width / height) < 0.02
    bare.set_viewport_size({"width": 390, "height": 844})
    lefts = {box[0] for box in bare.evaluate(BOXES)}
    assert len(lefts) == 3, "three columns on a phone"


def test_a_long_press_selects_and_a_finger_that_moves_on_selects_more(bare: Page) -> None:
    expose(bare, "gallery/picture_grid.js")
    bare.evaluate(TILES, [(100, 100)] * 9)
    tile, selected = bare.locator("li"), bare.locator("li[data-selected]")
    with phone(bare) as finger:
        finger.down(tile.nth(1))
        expect(selected).to_have_count(1)
        finger.move(tile.nth(5))
        expect(selected).to_have_count(5)
        finger.move(tile.nth(3))
        expect(selected).to_have_count(3)
        finger.up()
        finger.down(tile.nth(8))
        finger.up()
        expect(selected).to_have_count(4)
        bare.keyboard.press("Escape")
        expect(selected).to_have_count(0)
        finger.down(tile.nth(8))
        finger.up()
        assert bare.evaluate("opened") == ["picture 8"]


SHARE = """() => {
  window.shared = [];
  navigator.canShare = () => true;
  navigator.share = async ({ files }) => shared.push([files[0].name, files[0].type, files[0].size]);
}"""


def test_on_a_phone_the_viewer_is_swiped_and_shares_the_very_file(gallery: Page) -> None:
    viewer, wall = gallery.locator(".viewer"), gallery.locator(".viewer-viewport")
    gallery.evaluate(SHARE)
    with phone(gallery) as finger:
        gallery.locator("#gallery-grid .gallery-item").first.click()
        expect_viewer(gallery, "a castle")
        finger.swipe(wall, -150, 20)
        expect_viewer(gallery, "山坡上的狗")
        finger.swipe(wall, 150, 20)
        expect_viewer(gallery, "a castle")
        facts = viewer.locator("summary").get_by_text("Request details")
        expect(facts).to_be_hidden()
        finger.swipe(wall, 10, -150)
        expect(facts).to_be_visible()
        finger.swipe(wall, 10, 150)
        expect(facts).to_be_hidden()
        delivered = gallery.context.request.get(str(viewer.locator("img").get_attribute("src")))
        viewer.get_by_role("button", name="Share").click()
        gallery.wait_for_function("shared.length")
        [[name, mime, size]] = gallery.evaluate("shared")
        assert (name[:6], mime, size) == ("easel-", delivered.headers["content-type"], len(delivered.body()))
        front = "([x, y]) => document.elementFromPoint(x, y).className"
        assert gallery.evaluate(front, centre(viewer.locator("img"))) == "viewer-picture", "a long press saves it"
        finger.swipe(wall, 10, 150)
        expect(viewer).to_be_hidden()
    gallery.evaluate("delete navigator.share")


def test_the_record_says_who_signed_a_picture_and_its_download_is_what_was_signed(
    gallery: Page, simulator: Simulator
) -> None:
    page, visitor = gallery, gallery.context
    simulator.play("signed")
    run = make_run(visitor, "a signed lighthouse")
    expect(page.locator("#gallery-grid li")).to_have_count(4)
    page.locator("#gallery-grid .gallery-item").first.click()
    page.locator(".viewer").locator("summary").get_by_text("Request details").click()
    expect(page.locator(".viewer")).to_contain_text(
        f"as stated in the file, not verified: made with {GENERATOR} · signed by {SIGNER}"
    )
    picture = run["pictures"][0]  # type: ignore[index]
    delivered = visitor.request.get(f"/pictures/{picture['id']}").body()
    assert validation_state(delivered, "image/png") in {"Valid", "Trusted"}


def test_a_form_comes_back_as_it_was_to_be_varied(gallery: Page) -> None:
    page, visitor = gallery, gallery.context
    asked = {"gateway": "turing", "model": "turing/gemini-3-pro-image", "aspect_ratio": "21:9", "resolution": "2K"}
    make_run(visitor, "a castle in the fog", **asked, options={"output_format": "jpeg"})
    expect(page.locator("#gallery-grid li")).to_have_count(4)
    page.locator("#gallery-grid .gallery-item").first.click()
    page.locator(".viewer").get_by_role("button", name="Reuse settings").click()
    expect(page.locator(".viewer")).to_be_hidden()
    expect(page.locator("#t2i-prompt textarea")).to_have_value("a castle in the fog")
    expect(page.locator("#t2i-model input")).to_have_value(re.compile("turing/gemini-3-pro-image"))
    expect(page.locator("#t2i-ratio label.selected")).to_have_text("21:9")
    expect(page.locator("#t2i-resolution label.selected")).to_have_text("2K")
    page.locator("#t2i-options summary").click()
    expect(page.locator("#t2i-options [data-option=output_format]")).to_have_value("jpeg")


def test_a_picture_goes_on_in_chat_and_comes_to_the_edit_tab(gallery: Page) -> None:
    gallery.locator("#gallery-grid .gallery-item").first.click()
    choose_action(gallery.locator(".viewer"), "Edit", "Continue in chat")
    expect(gallery.locator(".base-text")).to_contain_text("based on your image")
    gallery.get_by_role("tab", name="Gallery").click()
    gallery.locator("#gallery-grid .gallery-item").first.click()
    choose_action(gallery.locator(".viewer"), "Edit", "Edit this image")
    expect(gallery.locator("#edit-images li.tile")).to_have_count(1)
    gallery.get_by_role("tab", name="Gallery").click()
    gallery.locator("#gallery-grid .gallery-item").nth(1).click()
    choose_action(gallery.locator(".viewer"), "Edit", "Attach to chat")
    expect(gallery.locator("#chat-images li.tile")).to_have_count(1)


def drop(page: Page, name: str, data: bytes, *, mime: str = "image/png", kind: str = "drop") -> None:
    """A file let go over the page, or pasted."""
    page.evaluate(
        """([name, text, type, kind]) => {
          const held = new DataTransfer();
          const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
          held.items.add(new File([bytes], name, { type }));
          const init = { dataTransfer: held, clipboardData: held, bubbles: true, cancelable: true };
          document.body.dispatchEvent(kind === 'drop' ? new DragEvent(kind, init) : new ClipboardEvent(kind, init));
        }""",
        [name, base64.b64encode(data).decode(), mime, kind],
    )


def test_a_dropped_picture_brings_its_form_back(gallery: Page) -> None:
    page, visitor = gallery, gallery.context
    page.get_by_role("tab", name="Text to image").click()
    by = {"gateway": "turing", "model": "turing/gemini-3.1-flash-image", "aspect_ratio": "3:2", "resolution": "1K"}
    run = make_run(visitor, "a castle, ink wash", **by, options={"output_format": "jpeg"})
    [picture] = [picture for picture in run["pictures"] if not picture["draft"]]  # type: ignore[attr-defined]
    page.locator("#t2i-prompt textarea").fill("what I wrote")
    page.locator("#t2i-ratio label").filter(has_text="21:9").click()
    expect(page.locator("#t2i-plan")).to_contain_text("1 request")
    drop(page, "any name.png", visitor.request.get(f"{picture['url']}?download=recipe").body())
    expect(page.locator(".toast")).to_contain_text("Settings restored")
    expect(page.locator("#t2i-prompt textarea")).to_have_value("a castle, ink wash")
    expect(page.locator("#t2i-model input")).to_have_value(re.compile("gemini-3.1-flash-image"))
    expect(page.locator("#t2i-ratio label.selected")).to_have_text("3:2")
    expect(page.locator("#t2i-options [data-option=output_format]")).to_have_value("jpeg")
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.locator("#t2i-prompt textarea")).to_have_value("what I wrote")
    expect(page.locator("#t2i-ratio label.selected")).to_have_text("21:9")
    expect(page.locator("#t2i-model input")).not_to_have_value(re.compile("gemini-3.1-flash-image"))


def test_a_dropped_picture_is_offered_to_the_edit_tab(gallery: Page) -> None:
    page = gallery
    toast, tiles = page.locator(".toast"), page.locator("#edit-images li.tile")
    drop(page, "notes.txt", b"no picture", mime="text/plain")
    expect(toast).to_contain_text("isn't an image")
    toast.get_by_role("button", name="Dismiss").click()
    expect(toast).to_have_count(0)
    drop(page, "plain.png", png((60, 40), "teal"))
    expect(toast).to_contain_text("Use this image?")
    toast.get_by_role("button", name="Edit it").click()
    expect(page.get_by_role("tab", name="Edit")).to_have_attribute("aria-selected", "true")
    expect(tiles).to_have_count(1)
    expect(tiles).to_contain_text("60 × 40")
    page.get_by_role("tab", name="Text to image").click()
    drop(page, "pasted.png", png((50, 50), "navy"), kind="paste")
    toast.get_by_role("button", name="As reference").click()
    expect(tiles).to_have_count(2)


def test_a_picture_dragged_out_of_the_gallery_brings_its_form_back(gallery: Page) -> None:
    gallery.locator("#gallery-grid .gallery-item").nth(1).drag_to(gallery.locator("#gallery-search"))
    expect(gallery.locator(".toast")).to_contain_text("Settings restored")
    expect(gallery.locator("#t2i-prompt textarea")).to_have_value("山坡上的狗")


def test_an_edit_comes_back_with_its_pictures_and_its_mask(gallery: Page, simulator: Simulator) -> None:
    page, visitor = gallery, gallery.context
    simulator.reset()

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
    expect(page.locator(".toast")).to_contain_text("Settings restored.")
    expect(page.locator("#edit-prompt textarea")).to_have_value("put the hat on")
    expect(page.locator("#edit-images li.tile")).to_have_count(2)
    expect(page.locator("#edit-mask")).to_contain_text("25% of image 1")
    page.locator("#edit-run").click()
    expect(page.locator("#edit-easel .strip-item[data-state=done]")).to_have_count(2)
    first, again = (entry for entry in simulator.requests if entry.method == "POST")
    assert [file.data for file in again.files] == [file.data for file in first.files]
    assert len(again.files) == 3
    page.locator("#edit-mask").get_by_role("button", name="Paint").click()
    expect(page.locator(".mask-container .mask-editor")).to_contain_text("25")


def test_a_window_that_is_larger_than_a_page_of_pictures_is_filled(gallery: Page) -> None:
    """It ended with the first page, 60 pictures on a large screen: the end of the list stayed in sight."""
    gallery.route("**/api/pictures?*", lambda route: route.continue_(url=route.request.url.replace("=60", "=2")))
    gallery.evaluate("document.querySelector('#gallery-grid li').dataset.old = 'yes'")
    gallery.evaluate(READ_ANEW)
    gallery.wait_for_function("!document.querySelector('#gallery-grid li[data-old]')")
    expect(gallery.locator("#gallery-grid li")).to_have_count(3)
    gallery.unroute_all(behavior="ignoreErrors")


def test_what_is_made_while_more_are_loaded_comes_in_front_and_the_list_stays(
    clock_page: Page, clock_visitor: BrowserContext
) -> None:
    """It was read anew, and one who had scrolled far down was back at its first page."""
    page, tiles, routes = clock_page, clock_page.locator("#gallery-grid li"), list[Route]()

    def hold_later_pages(route: Route) -> None:
        if "cursor=" in route.request.url and not routes:
            routes.append(route)
        else:
            route.continue_(url=route.request.url.replace("=60", "=2"))

    for prompt in PROMPTS:
        make_run(clock_visitor, prompt)
    page.route("**/api/pictures?*", hold_later_pages)
    open_page(page)
    with page.expect_request("**/api/pictures?*cursor=*"):
        page.get_by_role("tab", name="Gallery").click()
    expect(tiles).to_have_count(2)
    tiles.first.evaluate("(it) => { it.dataset.old = 'yes'; }")
    shown = tiles.evaluate_all(TILE_IDS)
    make_run(clock_visitor, "a white cat")
    expect(page.locator("#t2i-easel .strip-item[data-state=done]").first).to_contain_text("a white cat")
    page.clock.run_for(1000)  # what is new is asked for some time after it was told
    routes[0].continue_()
    expect(tiles).to_have_count(4)
    assert tiles.evaluate_all(TILE_IDS)[1:3] == shown
    expect(page.locator("#gallery-grid li[data-old]")).to_have_count(1)
    page.unroute_all(behavior="ignoreErrors")


def test_failed_runs_stay_as_they_are_while_others_end(gallery: Page, simulator: Simulator) -> None:
    """Each card was drawn anew, whichever run had ended, and the list was back at its first page."""
    simulator.play("close_silently")
    make_run(gallery.context, "a lighthouse that fails")
    open_filters(gallery)
    gallery.get_by_role("button", name="Failed").click()
    cards = gallery.locator("#gallery-grid .run")
    shown = cards.filter(has_text="a lighthouse that fails")
    expect(shown).to_have_count(1)
    gallery.wait_for_function(
        "(since) => performance.now() - since > 600", arg=gallery.evaluate("performance.now()")
    )
    shown.evaluate("(it) => { it.dataset.old = 'yes'; }")
    make_run(gallery.context, "a white cat")
    expect(gallery.locator("#t2i-easel .strip-item[data-state=done]").first).to_contain_text("a white cat")
    gallery.wait_for_function(
        "(since) => performance.now() - since > 600", arg=gallery.evaluate("performance.now()")
    )
    expect(shown).to_have_attribute("data-old", "yes")
    simulator.play("close_silently")
    make_run(gallery.context, "a castle that fails")
    expect(cards.first).to_contain_text("a castle that fails")


def test_a_model_that_is_filtered_by_stays_chosen_where_no_picture_of_it_is_left(bare: Page) -> None:
    """The list showed all models, and the pictures were still those of the one."""
    expose(bare, "gallery/filter_bar.js")
    chosen = bare.evaluate("""() => {
      const bar = new FilterBar({ onChange() {}, onSelect() {} });
      bar.setModels([['demo', 'painter'], ['demo', 'sketcher']]);
      bar.model.value = 'demo/painter';
      bar.setModels([['demo', 'sketcher']]);
      const first = [bar.model.value, bar.query()];
      bar.setModels([['demo', 'painter'], ['demo', 'sketcher']]);
      return [...first, [...bar.model.options].filter(({ value }) => value === 'demo/painter').length];
    }""")
    assert chosen == ["demo/painter", [["gateway", "demo"], ["model", "painter"]], 1]


def test_the_viewer_leads_to_what_is_made_while_it_is_open(gallery: Page) -> None:
    """Its button stayed away until another picture had been looked at; the key led there."""
    gallery.locator("#gallery-grid .gallery-item").first.click()
    newer = gallery.locator(".viewer").get_by_role("button", name="Newer")
    expect(newer).to_be_hidden()
    make_run(gallery.context, "a white cat")
    newer.click()
    expect_viewer(gallery, "a white cat")


def test_what_was_read_again_of_a_run_is_asked_for(bare: Page) -> None:
    """A run that was done but for one call was done before and after: what it brought came with a reload."""
    expose(bare, "gallery/gallery.js", "lib/run_store.js")
    asks_for_pictures = "**/api/pictures?*"
    with bare.expect_response(asks_for_pictures):
        bare.evaluate("mountGallery(document.querySelector('#bare-form'))")
    run = {"id": "r", "state": "done", "created": 1, "now": 2, "pictures": [{"id": "p", "state": "done"}]}
    with bare.expect_response(asks_for_pictures):
        bare.evaluate("(run) => runStore.put(run)", run)
    pictures = [*run["pictures"], {"id": "q", "state": "done"}]  # type: ignore[misc]
    with bare.expect_response(asks_for_pictures):
        bare.evaluate("(run) => runStore.put(run)", {**run, "now": 3, "state": "receiving"})
        bare.evaluate("(run) => runStore.put(run)", {**run, "now": 4, "pictures": pictures})


def marks_sent(page: Page) -> list[dict[str, object]]:
    """Marks that the page asks for from now on, as it comes."""
    sent = list[dict[str, object]]()
    page.on("request", lambda request: sent.append(request.post_data_json) if request.method == "PATCH" else None)
    return sent


def test_a_double_click_and_a_key_that_is_held_delete_one_picture(gallery: Page) -> None:
    """The next one had come under the pointer, and only its deletion could be taken back."""
    sent, viewer = marks_sent(gallery), gallery.locator(".viewer")
    gallery.locator("#gallery-grid .gallery-item").first.click()
    at = centre(viewer.get_by_role("button", name="Delete", exact=True))
    gallery.mouse.click(*at)
    expect_viewer(gallery, "山坡上的狗")
    gallery.mouse.down(click_count=2)
    gallery.mouse.up(click_count=2)
    with gallery.expect_request(lambda request: '"favourite":true' in (request.post_data or "")):
        gallery.keyboard.press("f")
    assert [each.get("deleted") for each in sent] == [True, None]
    gallery.keyboard.down("Delete")
    expect_viewer(gallery, "a lighthouse")
    gallery.keyboard.down("Delete")
    gallery.keyboard.up("Delete")
    gallery.keyboard.press("Escape")
    item = gallery.locator("#gallery-grid .gallery-item")
    expect(item).to_be_focused()
    gallery.keyboard.down("Delete")
    gallery.keyboard.down("Delete")
    expect(item).to_have_count(0)
    gallery.keyboard.up("Delete")
    assert [each.get("deleted") for each in sent] == [True, None, True, True]


def test_an_undo_that_does_not_arrive_is_told_and_can_be_pressed_again(gallery: Page) -> None:
    """Nothing was said, and the way back was gone."""
    tiles, toast = gallery.locator("#gallery-grid li"), gallery.locator(".toast")
    tiles.first.locator(".gallery-item").focus()
    gallery.keyboard.press("Delete")
    expect(tiles).to_have_count(2)
    gallery.route("**/api/pictures", lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"), times=1)
    toast.get_by_role("button", name="Undo").click()
    expect(toast).to_contain_text("502")
    toast.get_by_role("button", name="Undo").click()
    expect(tiles).to_have_count(3)


def test_a_list_that_was_read_before_a_mark_does_not_undo_it(gallery: Page) -> None:
    """A picture that was deleted while the list was on its way hung there again."""
    tiles, routes = gallery.locator("#gallery-grid li"), list[Route]()
    ids = [str(tile.get_attribute("data-tile")) for tile in tiles.all()]
    gallery.route("**/api/pictures?*", lambda route: routes.append(route), times=1)
    with gallery.expect_request("**/api/pictures?*"):
        gallery.evaluate(READ_ANEW)
    gallery.wait_for_function("true")  # lets the route come
    late = routes[0].fetch()
    tiles.nth(1).locator(".gallery-item").focus()
    gallery.keyboard.press("Delete")
    expect(tiles).to_have_count(2)
    tiles.last.hover()
    tiles.last.get_by_role("button", name="Favourite").click()
    expect(tiles.last.locator(".star")).not_to_have_attribute("hidden", "")
    tiles.first.evaluate("(it) => { it.dataset.old = 'yes'; }")
    routes[0].fulfill(response=late)
    gallery.wait_for_function("!document.querySelector('#gallery-grid li[data-old]')")
    gallery.unroute_all(behavior="ignoreErrors")
    assert tiles.evaluate_all(TILE_IDS) == [ids[0], ids[2]]
    expect(tiles.last.locator(".star")).not_to_have_attribute("hidden", "")


def test_the_viewer_walks_on_by_its_button_where_the_list_is_loaded_on(gallery: Page) -> None:
    """The button was disabled at the last picture that was loaded, the sixtieth, and led on by key alone."""
    tiles, routes, viewer = gallery.locator("#gallery-grid li"), list[Route](), gallery.locator(".viewer")

    def hold_later_pages(route: Route) -> None:
        if "cursor=" in route.request.url:
            routes.append(route)
        else:
            route.continue_(url=route.request.url.replace("=60", "=2"))

    gallery.route("**/api/pictures?*", hold_later_pages)
    with gallery.expect_request("**/api/pictures?*cursor=*"):
        gallery.evaluate(READ_ANEW)
    expect(tiles).to_have_count(2)
    tiles.last.locator(".gallery-item").click()
    expect_viewer(gallery, "山坡上的狗")
    viewer.get_by_role("button", name="Older").click()
    # Whoever has gone elsewhere meanwhile stays there.
    gallery.keyboard.press("ArrowLeft")
    expect_viewer(gallery, "a castle")
    routes[0].continue_()
    expect(tiles).to_have_count(3)
    expect_viewer(gallery, "a castle")
    gallery.keyboard.press("ArrowRight")
    viewer.get_by_role("button", name="Older").click()
    expect_viewer(gallery, "a lighthouse")
    expect(viewer.get_by_role("button", name="Older")).to_be_hidden()
    gallery.unroute_all(behavior="ignoreErrors")


def test_more_are_loaded_as_one_scrolls(gallery: Page) -> None:
    """In pages of 20 instead of 60, in a small window: a third of the pictures."""
    page, tiles = gallery, gallery.locator("#gallery-grid li")
    asked: list[str] = []

    def ask_for_fewer(route: Route) -> None:
        asked.append(route.request.url)
        route.continue_(url=route.request.url.replace("limit=60", "limit=20"))

    page.route("**/api/pictures?*", ask_for_fewer)
    page.set_viewport_size({"width": 800, "height": 400})
    for _ in range(2):
        make_run(page.context, "more of them", count=10)
    page.evaluate(READ_ANEW)
    expect(tiles).to_have_count(20)
    tiles.last.scroll_into_view_if_needed()
    expect(tiles).to_have_count(23)
    assert any("limit=60" in url and "cursor=" in url for url in asked)  # what is new may be asked for once more
    names = tiles.evaluate_all(TILE_IDS)
    page.locator("#gallery-grid .gallery-item").nth(21).focus()
    page.keyboard.press("Delete")
    expect(tiles).to_have_count(22)
    page.get_by_role("button", name="Undo").click()
    expect(tiles).to_have_count(23)
    assert tiles.evaluate_all(TILE_IDS) == names, "each in its place, however far down"
    page.unroute_all(behavior="ignoreErrors")
