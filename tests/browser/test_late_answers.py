"""Late answers.

What was chosen, drawn or typed meanwhile holds, and no press sends what did not stand there.
"""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from tests.browser.conftest import expose
from tests.browser.test_conversation import ASKED_NOTHING, INPUT, SMALL, chat, say, seed, send, turns
from tests.browser.test_edit import DONE, bring, choose, dots, edit, paint, paint_mask, press, sent_request, widths
from tests.browser.test_markup import drag, marked
from tests.browser.test_text_to_image import choose_painter, wait_until_loaded
from tests.simulator.server import Simulator

__all__ = ["chat", "edit", "marked"]

pytestmark = pytest.mark.shares_page
SETTLED = """() => fetch('/healthz').then(() => new Promise((drawn) => {
  requestAnimationFrame(() => requestAnimationFrame(drawn));
}))"""


def hold(page: Page, address: str) -> list[Route]:
    """Holds the requests to an address; `release` lets one go on."""
    routes: list[Route] = []
    page.route(address, lambda route: routes.append(route))
    return routes


def wait_for(page: Page, routes: list[Route], count: int) -> None:
    while len(routes) < count:
        page.wait_for_load_state()  # which lets the page's requests in


def release(page: Page, route: Route) -> None:
    """Lets a request go on, and waits until the page has dealt with its answer."""
    with page.expect_response(lambda response: response.request == route.request):
        route.continue_()
    page.evaluate(SETTLED)


def bring_second_first(page: Page, folder: Path) -> Route:
    """Adds two images, of which the second is there before the first. → the request that brings the first"""
    routes = hold(page, "**/api/references")
    page.locator("#edit-images input[type=file]").set_input_files([str(path) for path in dots(folder, 2)])
    wait_for(page, routes, 2)
    late, early = sorted(routes, key=lambda route: b'filename="2.png"' in (route.request.post_data_buffer or b""))
    release(page, early)
    return late


def test_a_press_that_waits_for_an_upload_is_not_sent_without_it(
    edit: Page, simulator: Simulator, tmp_path: Path
) -> None:
    """The one that failed was left out, and the others were edited and paid for."""
    choose(edit, "OpenAI · gpt-image-2")
    first, second = dots(tmp_path, 2)
    bring(edit, first)
    routes = hold(edit, "**/api/references")
    edit.locator("#edit-images input[type=file]").set_input_files(str(second))
    press(edit, "merge them")
    expect(edit.locator("#edit-run")).to_be_disabled()
    wait_for(edit, routes, 1)
    routes[0].abort()
    expect(edit.locator("#edit-images li.tile[data-state=failed]")).to_have_count(1)
    expect(edit.locator("#edit-run")).to_be_enabled()
    edit.evaluate(SETTLED)
    assert simulator.posts == 0
    expect(edit.locator("#edit-run")).to_have_accessible_name("Edit")
    edit.unroute_all()
    edit.locator("#edit-images").get_by_role("button", name="Retry").click()
    expect(edit.locator("#edit-images li.tile[data-state=ready]")).to_have_count(2)
    edit.locator("#edit-run").click()
    wait_until_loaded(edit, DONE)
    assert widths(sent_request(simulator)) == [301, 302]


def test_a_mask_that_is_cleared_while_a_stroke_is_stored_stays_cleared(
    edit: Page, simulator: Simulator, tmp_path: Path
) -> None:
    """It came back as soon as the stroke was stored, and the next edit went out with it."""
    choose(edit, "OpenAI · gpt-image-2")
    bring(edit, *dots(tmp_path, 1))
    paint_mask(edit)
    routes = hold(edit, "**/api/references")
    paint(edit, across=(0.6, 0.8))
    wait_for(edit, routes, 1)
    edit.set_viewport_size({"width": 390, "height": 844})  # where the mask is a dialog
    clear = edit.locator("#edit-mask").get_by_role("button", name="Clear the mask")
    clear.click()
    routes[0].continue_()  # which nobody may wait for any more
    edit.unroute_all()
    edit.evaluate(SETTLED)
    expect(clear).to_be_hidden()
    edit.set_viewport_size({"width": 1440, "height": 900})
    press(edit, "a hat")
    wait_until_loaded(edit, DONE)
    assert [file.name for file in sent_request(simulator).files] == ["image"]


def test_a_mask_that_is_stored_when_its_image_is_back_is_the_one_on_show(edit: Page, tmp_path: Path) -> None:
    bring(edit, *dots(tmp_path, 2))
    routes = hold(edit, "**/api/references")
    paint(edit, across=(0.2, 0.4))
    wait_for(edit, routes, 1)
    tile = edit.locator("#edit-images li.tile").first
    tile.focus()
    tile.press("Control+ArrowRight")
    expect(edit.locator("#edit-images li.tile").nth(1)).to_be_focused()
    edit.keyboard.press("Control+ArrowLeft")
    expect(edit.locator("#edit-images li.tile").first).to_be_focused()
    expect(edit.locator(".mask-container .mask-status")).to_contain_text("No mask")
    release(edit, routes[0])
    edit.unroute_all()
    expect(edit.locator("#edit-mask")).to_contain_text("of image 1")
    expect(edit.locator(".mask-container .mask-status")).not_to_contain_text("No mask")


def test_marks_that_are_on_their_way_are_there_when_they_are_edited_again(marked: Page) -> None:
    """The editor opened as it was before them, and what was added then took their place."""
    page, status = marked, marked.locator(".markup-editor .mask-status")
    marks = page.get_by_role("list", name="Marks").get_by_role("button")
    routes = hold(page, "**/api/references")
    drag(page, (120, 200), (200, 120))
    expect(status).to_have_text("Arrow added.")
    page.get_by_role("button", name="Apply").click()
    wait_for(page, routes, 1)
    page.get_by_role("button", name="Mark up").click()
    expect(marks).to_have_count(1)
    page.wait_for_function("document.querySelector('.markup-editor img').naturalWidth > 0")
    page.keyboard.press("c")
    page.keyboard.press("Enter")
    expect(marks).to_have_count(2)
    page.get_by_role("button", name="Apply").click()
    wait_for(page, routes, 2)
    release(page, routes[1])
    expect(page.locator(".markup-field")).to_contain_text("2 marks on image 1")
    routes[0].continue_()  # which nobody may wait for any more
    page.unroute_all()
    page.evaluate(SETTLED)
    expect(page.locator(".markup-field")).to_contain_text("2 marks on image 1")


def test_marks_stay_with_the_image_on_which_they_were_drawn(edit: Page, tmp_path: Path) -> None:
    """Another one, whose upload had taken longer, came first meanwhile and got them."""
    late = bring_second_first(edit, tmp_path)
    edit.get_by_role("button", name="Mark up").click()
    edit.wait_for_function("document.querySelector('.markup-editor img').naturalWidth > 0")
    edit.keyboard.press("c")
    edit.keyboard.press("Enter")
    release(edit, late)
    expect(edit.locator("#edit-images li.tile[data-state=ready]")).to_have_count(2)
    edit.unroute_all()
    with edit.expect_response("**/api/references") as stored:
        edit.get_by_role("button", name="Apply").click()
    assert stored.value.ok
    edit.evaluate(SETTLED)
    expect(edit.locator(".markup-field")).to_be_hidden()
    edit.locator("#edit-images li.tile").first.focus()
    edit.keyboard.press("Control+ArrowRight")
    expect(edit.locator(".markup-field")).to_contain_text("1 mark on image 1")


def test_a_crop_that_was_cancelled_while_it_was_made_changes_nothing(edit: Page, tmp_path: Path) -> None:
    """The image was exchanged all the same, when nobody expected it any more."""
    bring(edit, *dots(tmp_path, 1))
    tile = edit.locator("#edit-images li.tile")
    routes = hold(edit, "**/crop")
    tile.get_by_role("button", name="Crop and rotate image 1").click()
    dialog = edit.get_by_role("dialog", name="Crop and rotate image 1")
    dialog.get_by_role("button", name="Rotate right").click()
    dialog.get_by_role("button", name="Apply").click()
    wait_for(edit, routes, 1)
    dialog.get_by_role("button", name="Cancel").click()
    release(edit, routes[0])
    edit.unroute_all()
    expect(tile).to_contain_text("301 × 200")
    expect(edit.locator("#edit-images").get_by_role("button", name="Undo")).to_be_hidden()


def test_a_key_that_answers_after_the_panel_was_left_chooses_no_model(page: Page) -> None:
    """It chose its own in whichever form stood there by then."""
    panel = page.locator(".model-panel")
    choose_painter(page)
    page.locator("#t2i-model input").click()
    panel.get_by_text("Add key").click()
    panel.get_by_label("Your DMXAPI API key").fill("sk-sim-0123456789-4f2a")
    routes = hold(page, "**/api/keys")
    panel.get_by_role("button", name="Save").click()
    wait_for(page, routes, 1)
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    release(page, routes[0])
    page.unroute_all()
    expect(page.locator("#t2i-picker .model-card")).to_contain_text("Built-in painter")
    expose(page, "lib/keys.js")
    page.evaluate("removeKey('dmxapi')")


def test_the_active_model_stays_when_the_list_comes_late(page: Page) -> None:
    """The first of them was active again, and Enter chose it."""
    panel = page.locator(".model-panel")
    choose_painter(page)
    page.locator("#t2i-model input").click()
    panel.get_by_text("Add key").wait_for()
    page.keyboard.press("Escape")
    routes = hold(page, "**/api/gateways")
    page.locator("#t2i-model input").click()
    expect(panel.locator(".active")).to_have_text(re.compile("Built-in painter"))
    page.keyboard.type("gpt")
    page.keyboard.press("ArrowDown")
    active = panel.locator(".active").get_attribute("data-model")
    wait_for(page, routes, 1)
    release(page, routes[0])
    page.unroute_all()
    assert panel.locator(".active").get_attribute("data-model") == active
    page.keyboard.press("Escape")


def test_a_test_that_answers_late_leaves_the_focus_where_one_types(page: Page) -> None:
    """Its button took the focus, and what was typed went there."""
    panel = page.locator(".model-panel")
    choose_painter(page)
    page.locator("#t2i-model input").click()
    panel.get_by_text("Add key").click()
    field = panel.get_by_label("Your DMXAPI API key")
    routes = hold(page, "**/api/gateways/check")
    panel.get_by_role("button", name="Test DMXAPI").click()
    wait_for(page, routes, 1)
    field.click()
    page.keyboard.type("sk-ha")
    release(page, routes[0])
    page.unroute_all()
    expect(panel.locator(".check-result")).to_be_visible()
    page.keyboard.type("lf")
    expect(field).to_have_value("sk-half")
    page.keyboard.press("Escape")


KEY_FIELD = """() => {
  const gateway = (name) => ({ gateway: name, name, site: '', need: true, closed: false });
  const host = document.createElement('div');
  const props = { state: gateway('first') };
  mountApiKey(host, props, { trigger: () => {}, watch: (_, callback) => {
    window.choose = (name) => { props.state = gateway(name); callback(); };
  } });
  document.querySelector('#bare-form').append(host);
}"""


def test_a_key_that_answers_late_leaves_that_of_another_provider_which_is_being_typed(bare: Page) -> None:
    """The field was made anew, and empty."""
    expose(bare, "form/api_key.js")
    bare.evaluate(KEY_FIELD)
    routes = hold(bare, "**/api/keys")
    bare.get_by_label("Your first API key").fill("sk-first")
    bare.keyboard.press("Enter")
    wait_for(bare, routes, 1)
    bare.evaluate("choose('second')")
    field = bare.get_by_label("Your second API key")
    field.fill("sk-sec")
    with bare.expect_response("**/api/keys"):
        routes[0].fulfill(json={"result": "works", "said": "", "key_tail": "sk-…irst"})
    bare.evaluate(SETTLED)
    expect(field).to_have_value("sk-sec")
    expect(field).to_be_focused()


def test_an_image_that_is_attached_while_a_press_is_under_way_is_for_the_next_turn(chat: Page) -> None:
    """It was taken away with those that had gone along."""
    chat.locator("#chat-images input[type=file]").set_input_files([SMALL])
    tiles = chat.locator("#chat-images li.tile")
    expect(chat.locator("#chat-plan")).to_contain_text("uploads 1 image")
    routes = hold(chat, "**/run/predict*")
    send(chat, "draw me a dog")
    wait_for(chat, routes, 1)
    chat.locator("#chat-images input[type=file]").set_input_files([{**SMALL, "name": "next.png"}])
    expect(tiles).to_have_count(2)
    expect(tiles.nth(1)).to_have_attribute("data-state", "ready")
    chat.unroute("**/run/predict*")  # which lets them go
    expect(turns(chat)).to_have_count(1)
    expect(tiles).to_have_count(1)
    expect(tiles).to_contain_text("next.png")
    tiles.get_by_role("button", name="Remove").click()


def test_a_conversation_that_is_opened_while_a_press_is_under_way_stays_open(chat: Page) -> None:
    """The page went back to where the press was made, and the next turn went there, too."""
    seed(chat, "draw me a cat")
    cat_id = chat.locator(".conversation-list [data-talk]:has([aria-current])").get_attribute("data-talk")
    chat.get_by_role("button", name="New conversation").click()
    expect(turns(chat)).to_have_count(0)
    routes = hold(chat, "**/run/predict*")
    send(chat, "draw me a dog")
    wait_for(chat, routes, 1)
    expect(chat.locator(".turn.pending")).to_have_count(1)
    chat.locator(f"[data-talk='{cat_id}'] .conversation").click()
    expect(chat.locator(".message-text")).to_have_text(["draw me a cat"])
    chat.unroute("**/run/predict*")  # which lets them go
    expect(chat.locator(".conversation-list [data-talk]").first).to_contain_text("draw me a dog")
    expect(chat.locator(INPUT)).to_have_value("")
    expect(chat.locator(".message-text")).to_have_text(["draw me a cat"])
    expect(chat.locator(f"[data-talk='{cat_id}'] .conversation")).to_have_attribute("aria-current", "true")


def test_what_waits_for_a_turn_is_not_sent_in_another_branch(chat: Page, simulator: Simulator) -> None:
    """An older version that was looked at meanwhile was the one that it went on from."""
    seed(chat, "draw me a dog", "add a hat")
    simulator.play("hold", gateway="turing", at=0.5)
    turns(chat).nth(1).get_by_role("button", name="Edit message").click()
    send(chat, "add a scarf")
    expect(turns(chat).nth(1).locator(".message-text")).to_have_text("add a scarf")
    expect(turns(chat).nth(1).locator(".run")).to_have_attribute("data-state", "receiving")
    send(chat, "now in red")
    queued = chat.locator(".queued-turn")
    expect(queued).to_contain_text("Sends when this one is done")
    turns(chat).nth(1).get_by_role("button", name="Previous branch").click()
    expect(turns(chat).nth(1).locator(".message-text")).to_have_text("add a hat")
    simulator.release()
    expect(chat.locator("#chat[data-going]")).to_have_count(0)
    chat.wait_for_function(ASKED_NOTHING, polling=100)
    expect(queued).to_be_hidden()
    expect(chat.locator(INPUT)).to_have_value("now in red")
    expect(turns(chat)).to_have_count(2)
    assert simulator.posts == 3
    chat.locator(INPUT).fill("")


def test_undo_of_a_deletion_takes_no_focus_from_who_types(chat: Page) -> None:
    """Its button took the focus, and Enter took the deletion back."""
    seed(chat, "draw me a cat")
    chat.get_by_role("button", name="New conversation").click()
    expect(turns(chat)).to_have_count(0)
    routes = hold(chat, "**/api/conversations?*")
    chat.locator(".conversation-actions > summary").first.click()
    chat.get_by_role("region", name="Conversations").get_by_role("button", name="Delete").click()
    wait_for(chat, routes, 1)
    chat.locator(INPUT).click()
    chat.keyboard.type("dr")
    release(chat, routes[-1])
    chat.unroute("**/api/conversations?*")
    chat.keyboard.type("aw")
    expect(chat.locator(INPUT)).to_have_value("draw")
    chat.locator(INPUT).fill("")


def test_older_conversations_stay_listed_when_the_list_is_read_anew(chat: Page) -> None:
    """It began anew with each turn that ended, and whoever was further down was back at its first page."""
    conversations = [{"id": f"talk-{n}", "title": f"Talk {n}", "turns": 1, "cover_url": None} for n in range(70)]

    def answer(route: Route) -> None:
        query = parse_qs(urlsplit(route.request.url).query)
        start, limit = int(query.get("cursor", ["0"])[0]), int(query.get("limit", ["30"])[0])
        more = str(start + limit) if start + limit < len(conversations) else ""
        route.fulfill(json={"conversations": conversations[start : start + limit], "next": more})

    chat.route("**/api/conversations?*", answer)
    rows = chat.locator(".conversation-list [data-talk]")
    say(chat, "draw me a dog", turn=1)
    expect(rows).to_have_count(30)
    chat.locator(".conversations").get_by_role("button", name="Show older").click()
    expect(rows).to_have_count(60)
    with chat.expect_response("**/api/conversations?*"):
        say(chat, "add a hat", turn=2)
    chat.evaluate(SETTLED)
    expect(rows).to_have_count(60)
    chat.unroute("**/api/conversations?*")


def test_the_card_is_that_of_the_model_that_was_chosen_last(page: Page) -> None:
    """Of two that were chosen quickly the first came back for a while, and a press sent the second."""
    choose_painter(page)
    card = page.locator("#t2i-picker .model-card")
    routes = hold(page, "**/run/predict*")
    for model in ("OpenAI · gpt-image-2", "doubao-seedream"):
        page.locator("#t2i-model input").click()
        page.get_by_role("option").filter(has_text=model).first.click()
        expect(card).to_contain_text(model)
        wait_for(page, routes, 1)
    release(page, routes[0])
    wait_for(page, routes, 2)
    expect(card).to_contain_text("doubao-seedream")
    page.unroute_all()  # which lets them go
    expect(page.locator("#t2i-plan")).to_contain_text(re.compile("1 request to (?!OpenAI)"))
    expect(card).to_contain_text("doubao-seedream")


def test_of_two_runs_whose_settings_are_reused_the_last_holds(page: Page) -> None:
    """The first one, whose model was looked for longer, took its place."""
    choose_painter(page)
    for prompt in ("a lighthouse", "a harbour"):
        page.locator("#t2i-prompt textarea").fill(prompt)
        page.locator("#t2i-run").click()
        expect(page.locator("#t2i-easel .run .prompt").first).to_have_text(prompt)
    expect(page.locator("#t2i-easel .run").first.get_by_role("button", name="Reuse settings")).to_be_visible()
    runs = page.context.request.get("/api/runs?limit=2").json()["runs"]
    expose(page, "form/restore.js")
    routes = hold(page, "**/api/gateways")
    page.evaluate("(runs) => { window.restored = Promise.all(runs.map((run) => restoreRun(run))); }", runs)
    wait_for(page, routes, 2)
    release(page, routes[1])
    expect(page.locator("#t2i-prompt textarea")).to_have_value(runs[1]["prompt"])
    release(page, routes[0])
    page.unroute_all()
    page.evaluate("restored")
    page.evaluate(SETTLED)
    expect(page.locator("#t2i-prompt textarea")).to_have_value(runs[1]["prompt"])


def test_the_providers_page_shows_what_the_last_answer_knows(page: Page) -> None:
    """An older one that came after it took the new key off the page again."""
    choose_painter(page)
    expose(page, "lib/keys.js")
    page.locator("#t2i-model input").click()
    page.get_by_role("button", name="Manage providers").click()
    provider = page.locator("dialog.providers").get_by_role("region", name="DMXAPI")
    expect(provider).to_contain_text("No key")
    routes: list[tuple[Route, APIResponse]] = []
    page.route("**/api/gateways", lambda route: routes.append((route, route.fetch())), times=1)
    page.evaluate("tellKeyChange()")
    while not routes:
        page.wait_for_load_state()
    page.evaluate("saveKey('dmxapi', 'sk-sim-0123456789-4f2a')")
    expect(provider).to_contain_text("4f2a")
    route, answer = routes[0]
    with page.expect_response(lambda response: response.request == route.request):
        route.fulfill(response=answer)
    page.evaluate(SETTLED)
    expect(provider).to_contain_text("4f2a")
    page.evaluate("removeKey('dmxapi')")
    expect(provider).not_to_contain_text("4f2a")
    page.keyboard.press("Escape")


def test_a_mask_dialog_does_not_go_on_without_its_image(edit: Page, tmp_path: Path) -> None:
    """Another one, whose upload had taken longer, came first meanwhile, and the dialog was empty."""
    edit.set_viewport_size({"width": 390, "height": 844})  # where the mask is a dialog
    late = bring_second_first(edit, tmp_path)
    edit.locator(".mask-field .mask-preview").click()
    editor = edit.locator(".mask-dialog[open] .mask-editor")
    expect(editor).to_be_visible()
    release(edit, late)
    edit.unroute_all()
    expect(edit.locator("#edit-images li.tile[data-state=ready]")).to_have_count(2)
    expect(edit.locator(".mask-dialog[open]")).to_have_count(0)
