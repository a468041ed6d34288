"""The run card: its pictures, its actions, edits among them."""

import io
import json
import re
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import APIRequestContext, Locator, Page, expect

from tests.browser.conftest import choose_action, expose, open_page
from tests.browser.test_text_to_image import DONE, choose, press, wait_until_loaded
from tests.simulator.server import Simulator

SIZE = (300, 200)


pytestmark = pytest.mark.shares_page


def png(image: Image.Image) -> dict[str, Any]:
    out = io.BytesIO()
    image.save(out, "PNG")
    return {"name": "it.png", "mimeType": "image/png", "buffer": out.getvalue()}


def picture(colour: str) -> dict[str, Any]:
    return png(Image.new("RGB", SIZE, colour))


def mask() -> dict[str, Any]:
    """The middle may change."""
    painted = Image.new("RGBA", SIZE, (0, 0, 0, 255))
    ImageDraw.Draw(painted).rectangle((100, 60, 200, 140), fill=(0, 0, 0, 0))
    return png(painted)


def edit(request: APIRequestContext, **fields: Any) -> dict[str, Any]:
    """An edit by the painter, made over the API and awaited."""
    asked = {"task": "edit", "gateway": "demo", "model": "painter", "prompt": "turn it blue", **fields}
    answer = request.post("/api/runs", multipart=asked)
    assert answer.status == 202, answer.text()
    return wait_for_end(request, str(answer.json()["id"]))


def generate(page: Page, prompt: str) -> None:
    """A run of the page's visitor, made over the API and awaited; the newest comes onto the stage."""
    asked = {"gateway": "turing", "model": "doubao-seedream-4-5-251128", "prompt": prompt}
    wait_for_end(page.context.request, page.context.request.post("/api/runs", data=asked).json()["id"])


def wait_for_end(request: APIRequestContext, run: str) -> dict[str, Any]:
    """The run, once its line of events has ended with it."""
    assert request.get(f"/api/runs/{run}/events", timeout=30_000).ok
    return dict(request.get(f"/api/runs/{run}").json())


def open_edit(page: Page, run: dict[str, Any]) -> Locator:
    page.get_by_role("tab", name="Edit").click()
    card = page.locator(f"#edit-easel [data-run='{run['id']}']")
    card.wait_for()
    return card


def expect_pressed(card: Locator, name: str) -> None:
    expect(card.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")


def test_the_easel_of_the_edit_tab_has_its_own_beginning(page: Page) -> None:
    """First, while the visitor has edited nothing."""
    page.get_by_role("tab", name="Edit").click()
    page.locator("#edit-easel").get_by_role("button", name="Turn it blue").click()
    expect(page.locator("#edit-prompt textarea")).to_have_value("Turn it blue")
    expect(page.locator("#t2i-prompt textarea")).to_have_value("")
    open_page(page)
    page.get_by_role("tab", name="Edit").click()
    expect(page.locator("#edit-prompt textarea")).to_have_value("Turn it blue")


def test_an_edit_shows_the_pictures_it_came_from_in_their_order(page: Page) -> None:
    files = {"images": picture("red"), "images[]": picture("green")}
    run = edit(page.context.request, **files, prompt="lay them side by side")
    card = open_edit(page, run)
    links = card.locator(".input-images a")
    expect(links).to_have_count(2)
    assert [link.inner_text() for link in links.all()] == ["1", "2"]
    assert [link.get_attribute("href") for link in links.all()] == [
        one["view_url"] for one in run["asked"]["images"]
    ]
    expect(page.locator("#t2i-easel .run")).to_have_count(0)


def test_the_held_picture_is_shown_and_the_models_own_is_one_press_away(page: Page) -> None:
    run = edit(page.context.request, images=picture("red"), mask=mask())
    raw = next(one for one in run["pictures"] if one["kind"] == "final" and not one["draft"])
    composited = next(one for one in run["pictures"] if one["kind"] == "held")
    card = open_edit(page, run)
    expect(card.locator(".frame")).to_have_count(1)
    expect(card.locator("img[data-picture][data-state=done]")).to_have_count(2)
    shows(card, composited)
    expect_pressed(card, "Mask applied")
    card.get_by_role("button", name="Raw model output").click()
    shows(card, raw)
    expect_pressed(card, "Raw model output")
    card.get_by_role("button", name="Mask applied").click()
    shows(card, composited)


def shows(card: Locator, picture: dict[str, Any]) -> None:
    """That picture alone stands on the screen, and is the one to be downloaded."""
    expect(card.locator(f".canvas img[data-picture='{picture['id']}']")).to_be_visible()
    expect(card.locator(".canvas img:visible")).to_have_count(1)
    expect(card.get_by_role("link", name="Download")).to_have_attribute("href", f"{picture['url']}?download=1")


def test_a_picture_is_held_while_the_card_looks_on(page: Page) -> None:
    page.get_by_role("tab", name="Edit").click()
    edit(page.context.request, images=picture("red"), mask=mask())
    expect(page.locator("#edit-easel .toggle-group")).to_be_visible()
    expect(page.locator("#edit-easel .canvas img:visible")).to_have_count(1)


def test_making_an_edit_again_sends_the_same_pictures_and_mask(page: Page) -> None:
    files = {"images": picture("red"), "images[]": picture("green")}
    run = edit(page.context.request, **files, mask=mask())
    card = open_edit(page, run)
    with page.expect_request("**/api/runs") as request:
        card.get_by_role("button", name="Regenerate").click()
    sent = json.loads(request.value.post_data or "")
    assert sent["task"] == "edit"
    assert sent["pictures"] == [one["id"] for one in run["asked"]["images"]]
    assert sent["mask"] == run["asked"]["mask"]["id"]
    expect(page.locator("#edit-easel .strip-item[data-state=done]")).to_have_count(2, timeout=20_000)


def test_before_and_after_are_compared_with_the_outline_of_the_mask(page: Page) -> None:
    card = open_edit(page, edit(page.context.request, images=picture("red"), mask=mask()))
    card.get_by_role("button", name="Compare with source").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("slider")).to_be_focused()
    dialog.get_by_role("button", name="outline").click()
    expect(dialog.locator("canvas").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_the_original_of_an_edit_is_drawn_over_its_result(page: Page) -> None:
    card = open_edit(page, edit(page.context.request, images=picture("red")))
    expect(card.locator(".stage")).to_be_in_viewport(ratio=1)
    way_in, result = (
        page.locator("#edit-images .tiles-upload").bounding_box(),
        card.locator(".canvas").bounding_box(),
    )
    assert way_in and result and way_in["height"] < 80 < 400 < result["height"], "the picture has the room"
    original, divider = card.locator(".original img"), card.get_by_role("slider")
    assert original.get_attribute("src") is None, "it is not loaded before somebody looks"
    divider.focus()
    page.keyboard.press("PageUp")
    expect(divider).to_have_attribute("aria-valuenow", "10")
    expect(original).to_have_js_property("complete", True)
    box = card.locator(".canvas").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.1, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=3)
    page.mouse.up()
    expect(divider).to_have_attribute("aria-valuenow", "50")
    expect(page.get_by_role("dialog")).to_have_count(0)
    card.locator(".canvas").click(position={"x": 8, "y": 8})
    expect(page.locator(".viewer")).to_be_visible()
    page.keyboard.press("Escape")


def test_a_mask_is_painted_on_a_result(page: Page) -> None:
    generate(page, "a mountain")
    card = page.locator("#t2i-easel .run")
    choose_action(card, "Edit", "Paint a mask")
    expect(page.get_by_role("tab", name="Edit")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#edit-mask canvas")).to_be_focused()


def test_a_result_goes_to_the_edit_tab(page: Page) -> None:
    choose(page, "doubao-seedream")
    press(page, "a mountain")
    wait_until_loaded(page, DONE)
    choose_action(page.locator(".run").first, "Edit", "Edit this image")
    expect(page.get_by_role("tab", name="Edit")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#edit-images .tile")).to_have_count(1)
    page.get_by_role("tab", name="Text to image").click()
    press(page, "a lake")
    expect(page.locator("#t2i-easel .strip-item[data-state=done]")).to_have_count(2)
    choose_action(page.locator("#t2i-easel .run").first, "Edit", "Use as reference")
    expect(page.locator("#edit-images .tile")).to_have_count(2)


def test_a_result_beside_the_form_does_not_make_the_page_scroll(page: Page) -> None:
    """By 2 and 22 pixels it did, for a scroll bar on every desktop."""
    generate(page, "a mountain")
    expect(page.locator("#t2i-easel .run")).to_have_attribute("data-state", "done")
    for width, height in ((1280, 720), (1440, 900), (2560, 1440)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollHeight") == height


def test_a_finished_picture_opens_large_and_the_viewer_walks_the_list(page: Page) -> None:
    for prompt in ("a mountain", "a lake"):
        generate(page, prompt)
    card = page.locator("#t2i-easel .run")
    expect(card.locator(".prompt")).to_have_text("a lake")
    expect(card).to_have_attribute("data-state", "done")
    canvas = page.locator("#t2i-easel .canvas").first
    canvas.click()
    viewer = page.locator(".viewer")
    expect(viewer.locator(".viewer-prompt")).to_have_text("a lake")
    page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    expect(canvas).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    expect(viewer.locator(".viewer-prompt")).to_have_text("a mountain")
    picture = viewer.locator(".viewer-picture")
    whole = picture.bounding_box()
    viewer.locator(".viewer-viewport").hover()
    page.mouse.wheel(0, -400)
    expect(viewer.locator(".viewer-viewport[data-zoomed]")).to_be_visible()
    closer = picture.bounding_box()
    assert whole and closer and closer["width"] > 1.5 * whole["width"]
    viewer.locator(".viewer-viewport").dblclick()
    expect(viewer.locator(".viewer-viewport[data-zoomed]")).to_have_count(0)
    assert picture.bounding_box() == whole
    page.keyboard.press("Escape")


def test_a_picture_is_named_by_its_prompt_and_its_size_wherever_it_stands(page: Page) -> None:
    generate(page, "a mountain of its own")
    card = page.locator("#t2i-easel .run").filter(has_text="of its own")
    image, viewer = card.locator(".canvas img"), page.locator(".viewer")
    expect(image).to_have_attribute("alt", re.compile(r"^a mountain of its own \(\d+ × \d+ px\)$"))
    name = str(image.get_attribute("alt"))
    card.get_by_role("button", name="Open: a mountain of its own").click()
    expect(viewer.get_by_role("img", name=name)).to_be_visible()
    page.keyboard.press("Escape")
    expose(page, "lib/run_store.js", "chat/turn.js")
    in_chat = "(id) => new Turn(runStore.get(id), {}).root.querySelector('.canvas img').alt"
    assert page.evaluate(in_chat, card.get_attribute("data-run")) == name
    page.get_by_role("tab", name="Gallery").click()
    expect(page.get_by_role("button", name="Open: a mountain of its own").locator("img")).to_be_visible()


def test_the_arrow_keys_walk_the_runs_and_a_failed_one_is_put_away_with_a_way_back(
    page: Page, simulator: Simulator
) -> None:
    generate(page, "a mountain")
    simulator.play("server_error", gateway="turing")
    generate(page, "a lake that fails")
    card = page.locator("#t2i-easel .run")
    expect(card).to_have_attribute("data-state", "unknown")
    page.locator(".strip-item[aria-current]").focus()
    strip = page.locator("#t2i-easel .strip")
    at_failed = strip.bounding_box()
    page.keyboard.press("ArrowRight")
    expect(card.locator(".prompt")).to_have_text("a mountain")
    at_picture = strip.bounding_box()
    assert at_failed and at_picture and abs(at_failed["y"] - at_picture["y"]) <= 16  # under the mouse that walks it
    page.keyboard.press("ArrowLeft")
    expect(card.locator(".prompt")).to_have_text("a lake that fails")
    card.get_by_role("button", name="Hide").click()
    expect(card.locator(".prompt")).to_have_text("a mountain")
    expect(page.locator(".strip-item").filter(has_text="fails")).to_have_count(0)
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(card.locator(".prompt")).to_have_text("a lake that fails")


def test_a_result_is_a_favourite_and_is_deleted_where_it_stands_and_comes_back(page: Page) -> None:
    generate(page, "a mountain for a while")
    card = page.locator("#t2i-easel .run").filter(has_text="for a while")
    card.get_by_role("button", name="Favourite").click()
    expect(card.get_by_role("button", name="Remove from favourites")).to_have_attribute("aria-pressed", "true")
    card.get_by_role("button", name="Delete", exact=True).click()
    expect(page.locator(".strip-item").filter(has_text="for a while")).to_have_count(0)
    expect(card).to_have_count(0)
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(card.locator(".frame")).to_have_count(1)
    expect(card.get_by_role("button", name="Remove from favourites")).to_be_visible()


def test_an_address_in_a_notice_or_a_trouble_is_a_link_and_stands_once(page: Page, simulator: Simulator) -> None:
    simulator.play("link_dead", gateway="tuzi", times=9)
    choose(page, "gemini-3-pro-image-preview")
    press(page, "a cat")
    card = page.locator(".run").first
    links = card.locator("a[href^=http]")
    expect(links).to_have_count(1)
    expect(links).to_have_attribute("rel", "noopener noreferrer")
    expect(links).to_have_attribute("target", "_blank")
    assert links.inner_text() == links.get_attribute("href")


def test_only_addresses_of_the_web_become_links(page: Page) -> None:
    expose(page, "lib/dom.js")
    text = "see https://a.example/x?y=1. javascript:alert(1) <b>http://b.example</b>，data:text/html,x"
    linked = page.evaluate(
        "(words) => { const it = document.createElement('p'); it.append(...linkify(words));"
        " return [it.textContent, [...it.querySelectorAll('*')].map((one) => one.getAttribute('href'))]; }",
        text,
    )
    assert linked == [text, ["https://a.example/x?y=1", "http://b.example"]]


def test_a_long_prompt_can_be_unfolded(page: Page) -> None:
    choose(page, "doubao-seedream")
    press(page, "a mountain, and on it a tree with many leaves; " * 30)
    card = page.locator(".run").first
    folded = card.locator(".prompt").bounding_box()
    card.get_by_role("button", name="Show more").click()
    unfolded = card.locator(".prompt").bounding_box()
    assert folded is not None
    assert unfolded is not None
    assert unfolded["height"] > 2 * folded["height"]
    expect(card.get_by_role("button", name="Show less")).to_be_visible()


def test_a_draft_has_no_buttons_and_nothing_jumps_when_the_picture_comes(page: Page, simulator: Simulator) -> None:
    """Of a model that sends a preview before the picture; the answer is held between the two."""
    simulator.play("hold_after_preview", gateway="openai")
    choose(page, "OpenAI · gpt-image-2")
    press(page, "a lighthouse")
    frame = page.locator(".run .frame").first
    page.locator(".run .frame[data-draft]").wait_for()
    expect(frame.get_by_role("link", name="Download")).to_have_count(0)
    expect(frame.locator(".facts")).to_contain_text("Preview")
    assert frame.locator(".facts").evaluate("node => node.scrollWidth <= node.clientWidth")
    while_drawn = frame.bounding_box()
    simulator.release()
    expect(page.locator(".run").first).to_have_attribute("data-state", "done", timeout=20_000)
    expect(frame.get_by_role("link", name="Download")).to_be_visible()
    assert frame.bounding_box() == while_drawn


def test_a_parameter_that_was_refused_is_told_while_the_call_goes_on_without_it(
    page: Page, simulator: Simulator
) -> None:
    message = "This model does not support parameter `moderation`"
    simulator.play("not_found", gateway="openai", status=400, message=message, code="invalid_request_error")
    simulator.play("hold", gateway="openai", at=0.0)
    choose(page, "OpenAI · gpt-image-2")
    page.locator("#t2i-options summary").click()
    page.locator("[data-option=moderation]").select_option("low")
    press(page, "a lighthouse")
    card = page.locator(".run").first
    expect(card.locator(".status-text")).to_contain_text("retrying")
    expect(card.locator(".notices")).to_contain_text("Sent without “moderation”")
    simulator.release()
    wait_until_loaded(page, DONE)
    expect(card.locator(".status-text")).to_contain_text("Done")
    expect(card.locator(".status-text")).not_to_contain_text("again")
    expect(card.locator(".notices")).to_contain_text("Sent without “moderation”")
    # The run of the page before, which it left, may be sent only now.
    sent = [entry.body for entry in simulator.requests if entry.body.get("prompt") == "a lighthouse"]
    assert ["moderation" in body for body in sent] == [True, False]
