"""Journeys through the second tab.

Pictures in, a mask painted, an edit out in which the rest is as it was.
"""

import io
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import choose_action, expose, open_page
from tests.browser.keyboard_walk import Walk
from tests.browser.test_text_to_image import wait_until_loaded
from tests.paths import IMAGES
from tests.simulator.server import Simulator

DONE = "#edit-easel .run img[data-state=done]:not([hidden])"


pytestmark = pytest.mark.shares_page


@pytest.fixture
def edit(page: Page) -> Iterator[Page]:
    """The page with the Edit tab open."""
    page.get_by_role("tab", name="Edit").click()
    page.locator("#edit-prompt textarea").fill("")
    removal = page.locator("#edit-images").get_by_role("button", name=re.compile("^Remove"))
    for _ in range(removal.count()):
        removal.first.click()
    expect(removal).to_have_count(0)
    yield page


def choose(page: Page, model: str) -> None:
    page.locator("#edit-model input").click()
    page.get_by_role("option").filter(has_text=model).first.click()
    expect(page.locator("#edit-model input")).to_have_value(re.compile(re.escape(model)))


def bring(page: Page, *paths: Path) -> None:
    """Chooses files and waits until what will be sent of them is told."""
    page.locator("#edit-images input[type=file]").set_input_files([str(path) for path in paths])
    expect(page.locator("#edit-plan")).to_contain_text(re.compile("uploads|Free"))  # the demo uploads nothing


def press(page: Page, prompt: str) -> None:
    page.locator("#edit-prompt textarea").fill(prompt)
    page.locator("#edit-run").click()


def sent_request(simulator: Simulator) -> Any:
    """The one request that could have cost money."""
    (entry,) = [request for request in simulator.requests if request.method == "POST"]
    return entry


def dots(folder: Path, count: int) -> list[Path]:
    """Pictures that are told apart by their size."""
    paths = []
    for number in range(1, count + 1):
        path = folder / f"{number}.png"
        Image.new("RGB", (300 + number, 200), (20 * number, 90, 120)).save(path)
        paths.append(path)
    return paths


def widths(entry: Any) -> list[int]:
    return [Image.open(io.BytesIO(file.data)).width for file in entry.files if file.name != "mask"]


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_the_tiles_is_the_order_of_the_bytes_whatever_the_uploads_timing(
    edit: Page, simulator: Simulator, tmp_path: Path, seed: int
) -> None:
    routes: list[Route] = []
    edit.route("**/api/references", lambda route: routes.append(route))
    choose(edit, "OpenAI · gpt-image-2")
    edit.locator("#edit-images input[type=file]").set_input_files([str(path) for path in dots(tmp_path, 4)])
    edit.locator("#edit-prompt textarea").fill("merge them")
    shuffle = random.Random(seed)
    for _ in range(4):
        while not routes:
            edit.wait_for_load_state()  # which lets the page's requests in
        routes.pop(shuffle.randrange(len(routes))).continue_()
    expect(edit.locator("#edit-plan")).to_contain_text("uploads 4 images")
    edit.locator("#edit-run").click()
    wait_until_loaded(edit, DONE)
    assert widths(sent_request(simulator)) == [301, 302, 303, 304]
    assert [file.filename for file in sent_request(simulator).files] == [f"image-{n}.png" for n in (1, 2, 3, 4)]


def test_a_tile_moved_by_keyboard_moves_in_what_is_sent(edit: Page, simulator: Simulator, tmp_path: Path) -> None:
    choose(edit, "OpenAI · gpt-image-2")
    bring(edit, *dots(tmp_path, 3))
    tile = edit.locator("#edit-images li").nth(2)
    tile.focus()
    tile.press("Control+ArrowLeft")
    edit.keyboard.press("Control+ArrowLeft")
    press(edit, "merge them")
    wait_until_loaded(edit, DONE)
    assert widths(sent_request(simulator)) == [303, 301, 302]


def test_a_prompt_names_an_image_and_follows_it(edit: Page, tmp_path: Path) -> None:
    bring(edit, *dots(tmp_path, 3))
    prompt, menu = edit.locator("#edit-prompt textarea"), edit.get_by_role("listbox", name="Images to mention")
    prompt.press_sequentially("put @")
    expect(menu.get_by_role("option")).to_have_count(3)
    prompt.press("ArrowDown")
    prompt.press("Enter")
    prompt.press_sequentially("on @1 ")
    expect(prompt).to_have_value("put image 2 on image 1 ")
    expect(menu).to_be_hidden()
    tile = edit.locator("#edit-images li.tile").nth(1)
    tile.focus()
    tile.press("Control+ArrowLeft")
    expect(prompt).to_have_value("put image 1 on image 2 ")
    edit.keyboard.press("Delete")
    expect(prompt).to_have_value("put image ? on image 1 ")
    edit.locator("#edit-images").get_by_role("button", name="Undo").click()
    expect(prompt).to_have_value("put image 1 on image 2 ")


def paint(page: Page, *, across: tuple[float, float]) -> None:
    """A stroke through the middle of the picture, from one part of its width to another."""
    editor = page.locator(".mask-editor:not(.markup-editor)")
    canvas, image = editor.locator("canvas").first, editor.locator("img")
    expect(editor).to_be_visible()
    expect(image).not_to_have_js_property("naturalWidth", 0)
    canvas.hover()  # which waits until it stands still
    box = image.bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * across[0], middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * across[1], middle, steps=8)
    page.mouse.up()
    expect(canvas).to_be_visible()


def paint_mask(page: Page) -> None:
    """A stroke in the left half of the picture, stored."""
    paint(page, across=(0.2, 0.4))
    expect(page.locator("#edit-mask")).to_contain_text("of image 1")


def test_a_painted_mask_reaches_the_gateway_and_outside_it_nothing_changes(
    edit: Page, simulator: Simulator
) -> None:
    choose(edit, "OpenAI · gpt-image-2")
    bring(edit, IMAGES / "coffee.jpg")
    paint_mask(edit)
    press(edit, "a hat")
    wait_until_loaded(edit, DONE)
    entry = sent_request(simulator)
    (sent,) = [file for file in entry.files if file.name == "mask"]
    with Image.open(io.BytesIO(sent.data)) as mask:
        alpha = mask.convert("RGBA").getchannel("A")
        assert mask.size == (600, 400)
        assert (alpha.getpixel((180, 200)), alpha.getpixel((450, 200))) == (0, 255), "transparent may change"
    expect(edit.locator("#edit-easel .notices")).to_contain_text("Mask applied")
    run = edit.request.get("/api/runs").json()["runs"][0]
    composited = next(picture for picture in run["pictures"] if picture["kind"] == "held")
    with (
        Image.open(io.BytesIO(edit.request.get(composited["url"]).body())) as composite,
        Image.open(IMAGES / "coffee.jpg") as was,
    ):
        assert (
            composite.convert("RGB").crop((300, 0, 600, 400)).tobytes()
            == was.convert("RGB").crop((300, 0, 600, 400)).tobytes()
        )


def test_a_mask_is_painted_by_keys_and_thrown_away_only_when_asked(edit: Page) -> None:
    edit.set_viewport_size({"width": 390, "height": 844})
    bring(edit, IMAGES / "coffee.jpg")
    state, tint = edit.locator("#edit-mask"), edit.locator("#edit-images .tile-mask")
    editor = edit.locator(".mask-dialog .mask-editor")
    paint_button = state.get_by_role("button", name="Paint a mask")
    paint_button.click()
    expect(editor.locator("canvas")).to_be_focused()
    expect(editor.locator(".mask-status")).to_contain_text("Paint the area")
    edit.keyboard.press("r")
    expect(editor).to_have_attribute("data-tool", "rectangle")
    expect(editor.get_by_role("slider", name="Size")).to_be_disabled()
    edit.keyboard.press("Enter")
    edit.keyboard.press("Enter")
    edit.keyboard.press("Escape")  # takes the frame away
    edit.keyboard.press("Escape")
    expect(edit.get_by_role("button", name="Keep painting")).to_be_focused()
    edit.keyboard.press("Escape")
    expect(editor.locator("canvas")).to_be_focused()
    edit.get_by_role("button", name="Apply").click()
    expect(state).to_contain_text("25% of image 1")
    expect(tint).to_be_visible()
    paint_button.click()
    edit.keyboard.press("i")
    expect(editor.locator(".mask-status")).to_contain_text("75%")
    edit.get_by_role("button", name="Cancel").click()
    edit.get_by_role("button", name="Discard").click()
    expect(state).to_contain_text("25% of image 1")
    state.get_by_role("button", name="Clear the mask").click()
    expect(tint).to_have_count(0)
    paint_button.click()
    edit.keyboard.press("b")
    edit.locator(".mask-dialog .mask-prompt").fill("a hat")
    edit.keyboard.press("Escape")
    expect(edit.locator(".mask-dialog[open]")).to_have_count(0)
    expect(edit.locator("#edit-prompt textarea")).to_have_value("a hat")


def test_a_sample_is_cropped_expanded_marked_masked_and_edited_by_keyboard_alone(
    edit: Page, simulator: Simulator
) -> None:
    choose(edit, "OpenAI · gpt-image-2")
    edit.get_by_role("tab", name="Edit").click()
    walk, keyboard, images = Walk(edit), edit.keyboard, edit.locator("#edit-images")
    walk.to(images.get_by_role("button", name="two green apples"))
    keyboard.press("Enter")
    expect(edit.locator(".mask-container img")).to_have_js_property("naturalWidth", 768)
    expect(images.locator(".tiles-sample").first).to_be_hidden()
    walk.to(images.get_by_role("button", name="Crop and rotate image 1"))
    keyboard.press("Enter")
    dialog = edit.get_by_role("dialog", name="Crop and rotate image 1")
    walk.to(dialog.get_by_role("button", name="1:1"))
    keyboard.press("Enter")
    walk.to(dialog.get_by_role("button", name="Apply"))
    keyboard.press("Enter")
    tile = images.locator("li.tile")
    expect(tile).to_contain_text("576 × 576")
    expect(tile).to_be_focused()
    expand, field = edit.get_by_role("button", name="Expand", exact=True), edit.locator(".expand-field")
    walk.to(expand)
    keyboard.press("Enter")
    walk.to(field.get_by_role("button", name="4:3"))
    keyboard.press("Enter")
    walk.to(field.get_by_role("slider", name="Right edge"))
    keyboard.press("ArrowRight")
    expect(tile).to_contain_text("expanded")
    walk.to(field.get_by_role("button", name="Reset"))
    keyboard.press("Enter")
    walk.to(edit.get_by_role("button", name="Mark up"), key="Shift+Tab")
    keyboard.press("Enter")
    expect(edit.locator(".markup-editor canvas")).to_be_focused()
    keyboard.press("c")
    keyboard.press("Enter")
    walk.to(edit.locator(".markup-dialog").get_by_role("button", name="Apply"))
    keyboard.press("Enter")
    expect(edit.locator(".markup-field")).to_contain_text("1 mark on image 1")
    walk.to(edit.get_by_role("button", name="Mask", exact=True), key="Shift+Tab")
    keyboard.press("Enter")
    expect(edit.locator(".mask-container canvas[tabindex]")).to_be_focused()
    keyboard.press("r")
    keyboard.press("Enter")
    keyboard.press("Enter")
    expect(edit.locator("#edit-mask")).to_contain_text("Mask covers 25% of image 1")
    walk.to(edit.locator("#edit-prompt textarea"))
    keyboard.type("a hat")
    walk.to(edit.locator("#edit-run"))
    keyboard.press("Enter")
    wait_until_loaded(edit, DONE)
    expect(edit.locator("#edit-stop")).to_be_hidden()
    assert {file.name for file in sent_request(simulator).files} >= {"mask"}
    walk.to_end()
    assert walk.problems == []


def test_the_picture_stands_on_the_easel_until_its_result_takes_the_place(edit: Page, simulator: Simulator) -> None:
    choose(edit, "OpenAI · gpt-image-2")
    bring(edit, IMAGES / "coffee.jpg", IMAGES / "cat.png")
    canvas, tiles = edit.locator(".mask-container canvas"), edit.locator("#edit-images li.tile")
    expect(canvas).to_be_in_viewport(ratio=1)
    expect(tiles.last).to_be_in_viewport(ratio=0.8)
    box = canvas.bounding_box()
    assert box is not None
    assert box["width"] > 900
    tiles.last.focus()
    edit.keyboard.press("Control+ArrowLeft")
    expect(edit.locator(".mask-container img")).to_have_js_property("naturalWidth", 451)
    press(edit, "a hat")
    wait_until_loaded(edit, DONE)
    expect(edit.locator(DONE).first).to_be_in_viewport(ratio=1)
    expect(edit.locator("#edit-easel .strip-item").first).to_be_in_viewport(ratio=1)
    expect(canvas).to_be_hidden()
    edit.locator("#edit-mask").get_by_role("button", name="Paint").click()
    expect(canvas).to_be_focused()
    expect(canvas).to_be_in_viewport(ratio=1)
    made = edit.locator(DONE).first.get_attribute("src")
    choose_action(edit.locator("#edit-easel .run").first, "Edit", "Edit this image")
    expect(edit.locator(".mask-container img")).to_have_attribute("src", re.compile(f"{made}$"))
    expect(canvas).to_be_in_viewport(ratio=1)
    edit.set_viewport_size({"width": 390, "height": 844})
    expect(canvas).to_be_hidden()
    edit.locator("#edit-mask").get_by_role("button", name="Paint").click()
    expect(edit.locator(".mask-dialog[open] canvas")).to_be_focused()
    edit.keyboard.press("r")
    edit.keyboard.press("Enter")
    edit.keyboard.press("Enter")
    edit.keyboard.press("b")
    edit.set_viewport_size({"width": 1440, "height": 900})
    expect(edit.locator(".mask-dialog[open]")).to_have_count(0)
    expect(edit.locator(".mask-container .mask-status")).to_contain_text("25%")
    edit.get_by_role("button", name="Remove image 1").click()
    edit.locator("#edit-easel .run").get_by_role("button", name="Regenerate").click()
    expect(edit.locator("#edit-easel .strip-item")).to_have_count(2)
    bring(edit, IMAGES / "coffee.jpg")
    expect(canvas).to_be_in_viewport(ratio=1)  # it stayed folded where a run began while there was no image


def test_a_press_right_after_a_stroke_sends_that_stroke(edit: Page, simulator: Simulator) -> None:
    choose(edit, "OpenAI · gpt-image-2")
    bring(edit, IMAGES / "coffee.jpg")
    edit.locator("#edit-prompt textarea").fill("a hat")
    paint(edit, across=(0.2, 0.4))
    edit.evaluate("document.querySelector('#edit-run').click()")
    wait_until_loaded(edit, DONE)
    assert [file.name for file in sent_request(simulator).files] == ["image", "mask"]
    expose(edit, "lib/component_value.js")  # and a press that Gradio had gathered before the stroke has it, too
    images, mask = edit.evaluate("withOwnValues(['edit-images', 'edit-mask'], [{}, {}])")
    assert len(images["ids"]) == 1 and mask["id"]


def test_what_is_no_picture_keeps_its_tile_with_a_sentence_and_the_others_stay(
    edit: Page, simulator: Simulator
) -> None:
    edit.locator("#edit-images input[type=file]").set_input_files(
        [str(IMAGES / name) for name in ("coffee.jpg", "truncated.jpg", "not-an-image.png", "bomb.png")]
    )
    tiles = edit.locator("#edit-images")
    expect(tiles).to_contain_text("This image file is incomplete")
    expect(tiles).to_contain_text("This file isn't an image")
    expect(tiles).to_contain_text("50000 × 50000")
    expect(tiles.locator("li")).to_have_count(4)
    expect(tiles).to_contain_text("600 × 400")
    assert simulator.posts == 0


def test_what_is_converted_and_why_is_told_before_the_press(edit: Page) -> None:
    choose(edit, "OpenAI · gpt-image-2")
    bring(edit, IMAGES / "phone-rotated-gps.jpg")
    badge = edit.locator("#edit-images li").get_by_text("converted")
    badge.click()
    expect(edit.locator("#edit-images")).to_contain_text("rotated upright")
    expect(edit.locator("#edit-images")).to_contain_text("location and camera data removed")


def test_a_reload_keeps_the_tiles_and_the_mask_and_shows_the_run_going_on(edit: Page, simulator: Simulator) -> None:
    simulator.play("hold", gateway="openai", at=0.5)
    choose(edit, "OpenAI · gpt-image-2")
    bring(edit, IMAGES / "coffee.jpg")
    paint_mask(edit)
    press(edit, "a hat")
    edit.locator("#edit-easel .run").wait_for()
    edit.reload()
    edit.get_by_role("tab", name="Edit").click()
    expect(edit.locator("#edit-easel .run")).to_have_count(1)
    expect(edit.locator("#edit-images li")).to_have_count(1)
    expect(edit.locator("#edit-mask")).to_contain_text("of image 1")
    simulator.release()
    wait_until_loaded(edit, DONE)
    assert simulator.posts == 1


def test_the_demo_really_edits_what_it_was_given(edit: Page, simulator: Simulator) -> None:
    choose(edit, "painter")
    bring(edit, IMAGES / "coffee.jpg")
    edit.set_viewport_size({"width": 390, "height": 844})
    name = edit.locator("#edit-picker .model-name")
    is_whole = "node => node.scrollWidth <= node.clientWidth && node.clientHeight < 20"
    assert name.evaluate(is_whole), "it stands in one line, over the badge"
    edit.set_viewport_size({"width": 1440, "height": 900})
    press(edit, "turn it grey")
    wait_until_loaded(edit, DONE)
    run = edit.request.get("/api/runs").json()["runs"][0]
    final = next(picture for picture in run["pictures"] if not picture["draft"])
    with Image.open(io.BytesIO(edit.request.get(final["url"]).body())) as made:
        assert made.size == (600, 400)
        red, green, blue = made.convert("RGB").resize((1, 1)).getpixel((0, 0))
    assert max(red, green, blue) - min(red, green, blue) <= 2
    assert simulator.posts == 0


def test_a_picture_over_the_models_limit_is_said_before_and_fits_by_one_press(
    edit: Page, simulator: Simulator, tmp_path: Path
) -> None:
    heavy = tmp_path / "heavy.png"
    Image.effect_noise((1900, 1900), 120).convert("RGB").save(heavy, compress_level=0)
    choose(edit, "doubao-seedream")
    edit.locator("#edit-images input[type=file]").set_input_files(str(heavy))
    expect(edit.locator("#edit-images")).to_contain_text("limit of 10 MB", timeout=30_000)
    expect(edit.locator("#edit-plan")).to_contain_text("Image 1")
    edit.get_by_role("button", name="Resize to fit").click()
    expect(edit.locator("#edit-plan")).to_contain_text("uploads 1 image", timeout=30_000)
    press(edit, "a hat")
    wait_until_loaded(edit, DONE)
    assert len(sent_request(simulator).body["image"]) < 14_000_000


def test_a_result_of_the_first_tab_is_edited_by_one_press(edit: Page, simulator: Simulator) -> None:
    choose(edit, "OpenAI · gpt-image-2")
    edit.get_by_role("tab", name="Text to image").click()
    edit.locator("#t2i-prompt textarea").fill("a mountain")
    edit.locator("#t2i-run").click()
    wait_until_loaded(edit, "#t2i-easel img[data-state=done]")
    choose_action(edit.locator("#t2i-easel .run").first, "Edit", "Edit this image")
    expect(edit.locator("#edit-images li")).to_have_count(1)
    expect(edit.locator("#edit-plan")).to_contain_text("uploads 1 image")
    simulator.reset()
    press(edit, "a hat")
    wait_until_loaded(edit, DONE)
    made = edit.locator("#t2i-easel img[data-state=done]").first.get_attribute("src")
    assert sent_request(simulator).files[0].data == edit.request.get(str(made)).body()


def test_where_storage_is_blocked_the_form_still_hears_of_the_pictures(visitor: BrowserContext) -> None:
    """The list of pictures was written to the storage before the form heard of it, and threw with it."""
    page = visitor.new_page()
    page.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, {"
        " get() { throw new DOMException('The operation is insecure.', 'SecurityError'); } });"
    )
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    open_page(page)
    page.get_by_role("tab", name="Edit").click()
    bring(page, IMAGES / "cat.png")
    expect(page.locator("#edit-plan")).to_contain_text("uploads 1 image")
    assert errors == []


def test_a_mask_component_that_is_made_anew_has_the_mask(edit: Page) -> None:
    """Gradio makes one anew now and then; it was empty then, and an edit went out without its mask.

    The last, because it takes the mask's component out of the page.
    """
    choose(edit, "OpenAI · gpt-image-2")
    bring(edit, IMAGES / "coffee.jpg")
    paint_mask(edit)
    expose(edit, "main.js")
    edit.evaluate(
        "mountMaskField(document.createElement('div'), (window.props = {}), { trigger() {}, watch() {} })"
    )
    assert 0 < edit.evaluate("props.value.share") < 1
