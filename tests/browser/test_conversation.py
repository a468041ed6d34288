"""A conversation in the browser.

Three turns, a branch, back; a reload in the middle; and all that can go wrong.
"""

import base64
import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Locator, Page, Route, expect

from tests.browser.conftest import choose_action, open_page
from tests.browser.keyboard_walk import Walk
from tests.browser.test_gallery import make_run, png
from tests.paths import IMAGES
from tests.simulator.server import Simulator

MODEL = "turing/gemini-3-pro-image"
INPUT = "#chat-input textarea"
SMALL: FilePayload = {"name": "small.png", "mimeType": "image/png", "buffer": png((16, 16), "teal")}
ASKED = "performance.getEntriesByType('resource').filter((each) => each.name.includes('/run/predict'))"
ASKED_NOTHING = f"performance.now() - ({ASKED}.at(-1)?.startTime || 0) > 1000"
"""For a second, after something was."""


def open_chat(page: Page) -> Page:
    """The tab, with a model that talks by the chat wire."""
    page.get_by_role("tab", name="Chat").click()
    model = page.locator("#chat-model input")
    expect(model).not_to_have_value("")
    if MODEL not in model.input_value():
        model.click()
        page.get_by_role("option").filter(has_text=MODEL).first.click()
    expect(page.locator("#chat-plan")).to_contain_text("1 request to Turing")
    return page


@pytest.fixture
def chat(shared_page: Page) -> Page:
    """The tab with a new conversation, beside those before."""
    shared_page.get_by_role("tab", name="Chat").click()
    shared_page.get_by_role("button", name="New conversation").click()
    expect(turns(shared_page)).to_have_count(0)
    return open_chat(shared_page)


def turns(page: Page) -> Locator:
    return page.locator(".turn:not(.pending)")


def send(page: Page, text: str) -> None:
    page.locator(INPUT).fill(text)
    page.locator(INPUT).press("Enter")


def say(page: Page, text: str, *, turn: int) -> None:
    """Says a turn, which is to be the `turn`th on show, and waits for its answer."""
    send(page, text)
    expect(turns(page)).to_have_count(turn)
    expect(turns(page).last.locator(".message-text")).to_have_text(text)
    expect(turns(page).last.locator(".run")).to_have_attribute("data-state", "done")
    expect(page.locator("#chat[data-going]")).to_have_count(0)


def seed(page: Page, *texts: str) -> None:
    """A conversation that was had before, opened: it costs an eighth of one that is typed and sent."""
    body = {"task": "chat", "gateway": "turing", "model": MODEL}
    runs: list[dict[str, object]] = []
    for text in texts:
        parent = {"parent": runs[-1]["id"]} if runs else {}
        runs.append(make_run(page.context, text, **body, **parent))
    page.locator(f"[data-talk='{runs[0]['conversation']}'] .conversation").click()
    expect(page.locator(".message-text")).to_have_text(list(texts))
    expect(turns(page).locator("img[data-state=done]")).to_have_count(len(texts))
    expect(page.locator(".base-text")).to_have_text(f"Editing v{len(texts)}")


def tops(parts: Locator) -> list[float]:
    return [part.bounding_box()["y"] for part in parts.all()]  # type: ignore[index]


def message_texts(page: Page) -> list[str]:
    return page.locator(".message-text").all_inner_texts()


def sent_bodies(simulator: Simulator) -> list[dict[str, object]]:
    return [dict(request.body) for request in simulator.requests if request.method == "POST"]


def test_conversations_are_found_renamed_and_deleted_with_a_way_back(chat: Page) -> None:
    """First, while the visitor has no other conversations."""
    seed(chat, "画一只狗")
    chat.get_by_role("button", name="New conversation").click()
    expect(turns(chat)).to_have_count(0)
    seed(chat, "a castle in the fog")
    names = chat.locator(".conversation-name")
    expect(names).to_have_text(["a castle in the fog", "画一只狗"])
    search = chat.get_by_label("Search conversations")
    search.fill("一只")
    expect(names).to_have_text(["画一只狗"])
    search.fill("")
    expect(names).to_have_count(2)
    chat.locator(".conversation-actions > summary").first.click()
    chat.get_by_role("button", name="Rename").click()
    chat.get_by_label("Conversation name").fill("Fog")
    chat.get_by_label("Conversation name").press("Enter")
    expect(names).to_have_text(["Fog", "画一只狗"])
    chat.locator(".conversation-actions > summary").first.click()
    chat.get_by_role("region", name="Conversations").get_by_role("button", name="Delete").click()
    expect(names).to_have_text(["画一只狗"])
    expect(turns(chat)).to_have_count(0)
    chat.get_by_role("button", name="Undo").click()
    expect(names).to_have_count(2)
    expect(turns(chat)).to_have_count(1)
    chat.locator(".conversation").filter(has_text="画一只狗").click()
    expect(chat.locator(".message-text")).to_have_text(["画一只狗"])


def test_three_turns_a_branch_and_back(chat: Page, simulator: Simulator) -> None:
    say(chat, "draw me a dog", turn=1)
    say(chat, "add a hat", turn=2)
    say(chat, "no, red", turn=3)
    expect(chat.locator(".based-on:visible")).to_have_text(["based on v1", "based on v2"])
    expect(chat.locator(".version")).to_have_count(3)
    assert tops(chat.locator(".version")) == sorted(set(tops(chat.locator(".version")))), "one below the other"
    answer = turns(chat).last
    assert tops(answer.locator(".run-text")) < tops(answer.locator(".canvas")), "the text stands above the picture"
    first = turns(chat).first.locator("img[data-picture]").get_attribute("data-picture")
    choose_action(turns(chat).first, "Edit", "Continue in chat")
    expect(chat.locator(".base-text")).to_have_text("Editing v1 · new branch")
    say(chat, "on a beach", turn=2)
    assert message_texts(chat) == ["draw me a dog", "on a beach"]
    content = sent_bodies(simulator)[-1]["messages"][-1]["content"]  # type: ignore[index]
    assert content[0]["text"].endswith("on a beach") and "add a hat" not in content[0]["text"]
    sent = base64.b64decode(content[1]["image_url"]["url"].partition(",")[2])
    assert sent == chat.request.get(f"/pictures/{first}").body(), "the picture that the branch goes on from"
    chat.get_by_role("button", name=re.compile("^v3")).click()
    expect(turns(chat)).to_have_count(3)
    assert message_texts(chat) == ["draw me a dog", "add a hat", "no, red"]
    turns(chat).nth(1).get_by_role("button", name="Next branch").click()
    expect(turns(chat)).to_have_count(2)
    assert message_texts(chat) == ["draw me a dog", "on a beach"]
    open_page(chat)
    chat.get_by_role("tab", name="Chat").click()
    expect(turns(chat)).to_have_count(2)
    assert message_texts(chat) == ["draw me a dog", "on a beach"], "it opens where it stood"


def test_a_turn_asks_a_handful_of_things_and_then_nothing(chat: Page) -> None:
    """The place of the next turn changes twice within one answer: put off once, not for ever."""
    chat.evaluate("performance.setResourceTimingBufferSize(100_000)")
    for number in range(1, 4):
        chat.wait_for_function(ASKED_NOTHING, polling=100)
        chat.evaluate("performance.clearResourceTimings()")
        say(chat, "a dog", turn=number)
        chat.wait_for_function(ASKED_NOTHING, polling=100)
        assert chat.evaluate(f"{ASKED}.length") <= 12


def test_a_reload_in_the_middle_of_turn_three(chat: Page, simulator: Simulator) -> None:
    seed(chat, "draw me a dog", "add a hat")
    simulator.play("hold", gateway="turing", at=0.5)
    send(chat, "no, red")
    expect(turns(chat)).to_have_count(3)
    expect(turns(chat).last.locator("img[data-state=growing]")).to_have_count(1)
    open_page(chat)
    chat.get_by_role("tab", name="Chat").click()
    expect(turns(chat)).to_have_count(3)
    expect(turns(chat).last.locator(".run")).to_have_attribute("data-live", "")
    simulator.release()
    expect(turns(chat).last.locator(".run")).to_have_attribute("data-state", "done")
    expect(turns(chat).last.locator("img[data-state=done]")).to_have_count(1)
    assert simulator.posts == 3


def test_a_turn_while_one_goes_on_waits_for_it(chat: Page, simulator: Simulator) -> None:
    simulator.play("hold", gateway="turing", at=0.5)
    send(chat, "draw me a dog")
    expect(turns(chat).first.locator(".run")).to_have_attribute("data-state", "receiving")
    send(chat, "add a hat")
    queued = chat.locator(".queued-turn")
    expect(queued).to_contain_text("Sends when this one is done")
    queued.get_by_role("button", name="Cancel").click()
    expect(queued).to_be_hidden()
    expect(chat.locator(INPUT)).to_have_value("add a hat")
    expect(chat.locator(INPUT)).to_be_focused()
    chat.locator(INPUT).press("Enter")
    expect(queued).to_be_visible()
    assert simulator.posts == 1
    for part in (".message", "img[data-state=growing]"):
        expect(turns(chat).last.locator(part)).to_be_in_viewport(ratio=0.9)
    expect(chat.locator(".turn-status")).to_be_in_viewport(ratio=1)
    simulator.release()
    expect(turns(chat)).to_have_count(2)
    expect(queued).to_be_hidden()
    expect(chat.locator(".turn-status")).to_be_hidden()
    expect(turns(chat).last.locator(".run")).to_have_attribute("data-state", "done")
    assert simulator.posts == 2
    expect(turns(chat).last.locator(".based-on")).to_have_text("based on v1")


def test_the_one_that_goes_on_can_be_stopped_for_the_next(chat: Page, simulator: Simulator) -> None:
    seed(chat, "draw me a dog")
    simulator.play("hold", gateway="turing", at=0.2)
    send(chat, "add a hat")
    expect(turns(chat).nth(1).locator(".run")).to_have_attribute("data-state", "receiving")
    send(chat, "no, a scarf")
    queued = chat.locator(".queued-turn")
    expect(queued).to_be_visible()
    expect(queued).to_contain_text("may still be charged")
    queued.get_by_role("button", name="Send now").click()
    expect(turns(chat)).to_have_count(3)
    expect(queued).to_be_hidden()
    expect(turns(chat).nth(1).locator(".run")).to_have_attribute("data-state", "cancelled")
    expect(turns(chat).last.locator(".run")).to_have_attribute("data-state", "done")
    expect(turns(chat).last.locator(".based-on")).to_have_text("based on v1")
    assert simulator.posts == 3


def test_what_waits_is_not_sent_after_a_turn_that_came_to_nothing(chat: Page, simulator: Simulator) -> None:
    simulator.play("hold", gateway="turing", at=0.2)
    send(chat, "draw me a dog")
    expect(turns(chat).first.locator(".run")).to_have_attribute("data-state", "receiving")
    send(chat, "add a hat")
    queued = chat.locator(".queued-turn")
    expect(queued).to_be_visible()
    chat.locator("#chat-stop").click()
    expect(queued).to_contain_text("this one wasn't sent")
    expect(queued.get_by_role("button")).to_have_count(0)
    expect(chat.locator(INPUT)).to_have_value("add a hat")
    chat.locator(INPUT).press_sequentially("!")
    expect(queued).to_be_hidden()
    assert simulator.posts == 1


def test_regenerate_keeps_the_old_answer_and_saying_it_differently_is_a_branch(
    chat: Page, simulator: Simulator
) -> None:
    seed(chat, "draw me a dog")
    turns(chat).first.get_by_role("button", name="Regenerate").click()
    expect(turns(chat).first.locator(".siblings")).to_contain_text("2 of 2")
    expect(turns(chat).first.locator(".run")).to_have_attribute("data-state", "done")
    expect(chat.locator(".version")).to_have_count(2)
    turns(chat).first.get_by_role("button", name="Edit message").click()
    expect(chat.locator(INPUT)).to_have_value("draw me a dog")
    expect(chat.locator(".base-text")).to_have_text("Editing message 1 · new branch")
    say(chat, "draw me a cat", turn=1)
    expect(turns(chat).first.locator(".siblings")).to_contain_text("3 of 3")
    turns(chat).first.get_by_role("button", name="Previous branch").click()
    assert message_texts(chat) == ["draw me a dog"]
    assert simulator.posts == 3


def test_enter_sends_and_shift_or_a_composition_does_not(chat: Page, simulator: Simulator) -> None:
    field = chat.locator(INPUT)
    field.fill("画一只狗")
    for how in ({"isComposing": True}, {"keyCode": 229}):
        field.dispatch_event("keydown", {"key": "Enter", "bubbles": True, "cancelable": True, **how})
    field.press("End")
    field.press("Shift+Enter")
    field.press_sequentially("red")
    expect(field).to_have_value("画一只狗\nred")
    assert simulator.posts == 0
    field.press("Enter")
    expect(turns(chat)).to_have_count(1)
    expect(field).to_have_value("")
    expect(turns(chat).last.locator(".run")).to_have_attribute("data-state", "done")
    assert simulator.posts == 1


def test_turns_and_a_branch_are_made_with_the_keyboard_alone(chat: Page) -> None:
    chat.get_by_role("tab", name="Chat").click()
    walk, field, keyboard = Walk(chat), chat.locator(INPUT), chat.keyboard
    walk.to(field)
    keyboard.type("draw me a dog")
    keyboard.press("Tab")
    expect(chat.locator("#chat-picker .model-card")).to_be_focused()
    settings = chat.locator("#chat-settings button")
    walk.to(settings)
    keyboard.press("Enter")
    keyboard.press("Tab")
    keyboard.press("ArrowRight")
    keyboard.press("Escape")
    expect(chat.locator("#chat-fold")).to_be_hidden()
    expect(settings).to_be_focused()
    expect(settings).to_have_text("1:1")
    expect(settings).to_have_accessible_name(re.compile("1:1"))
    walk.to(chat.locator("#chat-run"))
    keyboard.press("Enter")
    expect(turns(chat).last.locator(".run")).to_have_attribute("data-state", "done")
    expect(field).to_be_focused()
    keyboard.type("add a hat")
    keyboard.press("Enter")
    expect(turns(chat)).to_have_count(2)
    expect(turns(chat).last.locator(".run")).to_have_attribute("data-state", "done")
    walk.to(chat.get_by_role("button", name="Start from text instead"), key="Shift+Tab")
    keyboard.press("Enter")
    expect(chat.locator(".base-text")).to_have_text("Starting from text")
    expect(chat.get_by_role("button", name="Back to latest")).to_be_focused()
    keyboard.press("Enter")
    expect(chat.locator(".base-text")).to_have_text("Editing v2")
    walk.to(turns(chat).last.get_by_role("button", name="Edit message"), key="Shift+Tab")
    keyboard.press("Enter")
    expect(chat.locator(".base-text")).to_have_text("Editing message 2 · new branch")
    walk.to(field)
    keyboard.press("ControlOrMeta+a")
    keyboard.type("add a scarf")
    keyboard.press("Enter")
    expect(turns(chat).last.locator(".message-text")).to_have_text("add a scarf")
    expect(turns(chat).last.locator(".run")).to_have_attribute("data-state", "done")
    walk.to(turns(chat).last.get_by_role("button", name="Previous branch"), key="Shift+Tab")
    keyboard.press("Enter")
    expect(turns(chat).last.locator(".message-text")).to_have_text("add a hat")
    walk.to_end()
    assert walk.problems == []


def test_it_is_exported_with_exactly_the_bytes(chat: Page) -> None:
    seed(chat, "draw me a dog", "add a hat")
    chat.locator(".conversation[aria-current]").locator("xpath=..").locator(
        ".conversation-actions > summary"
    ).click()
    with chat.expect_download() as download:
        chat.get_by_role("link", name="Export as ZIP").click()
    pictures = chat.locator(".turn img[data-picture][data-state=done]").evaluate_all(
        "all => all.map((it) => it.dataset.picture)"
    )
    with zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes())) as taken:
        document = json.loads(taken.read("conversation.json"))
        files = [turn["pictures"][0]["file"] for turn in document["turns"]]
        assert [taken.read(name) for name in files] == [
            chat.request.get(f"/pictures/{picture}").body() for picture in pictures
        ]
        assert "add a hat" in taken.read("index.html").decode()


def test_words_alone_are_an_answer_and_markup_in_them_is_text(chat: Page, simulator: Simulator) -> None:
    simulator.play("words_instead", gateway="turing")
    say(chat, "what breed is it?", turn=1)
    answer = turns(chat).last
    expect(answer.locator(".run-text")).not_to_be_empty()
    expect(answer.locator(".status-text")).to_contain_text("No image")
    expect(answer.locator(".notices")).not_to_be_empty()
    expect(answer.locator(".frame")).to_have_count(0)
    say(chat, "draw <img src=x onerror=document.title='run'><b>it</b>", turn=2)
    expect(turns(chat).last.locator(".message-text")).to_contain_text("<b>it</b>")
    expect(turns(chat).last.locator(".message b")).to_have_count(0)
    assert chat.evaluate("document.title") != "run"


def test_a_megabyte_of_words_with_markup_arrives_whole_and_the_page_goes_on(
    chat: Page, simulator: Simulator
) -> None:
    text = "<script>document.title = 'run'</script>&amp; **bold** 一二三 " * 20_000
    simulator.play("words_instead", gateway="turing", words=text)
    send(chat, "tell me everything")
    expect(turns(chat).last.locator(".run")).to_have_attribute("data-state", "done", timeout=60_000)
    shown = chat.wait_for_function("document.querySelector('.turn .run-text').textContent.length > 1e6 && true")
    assert shown
    assert turns(chat).last.locator(".run-text").evaluate("(it) => it.textContent") == text.strip()
    assert turns(chat).last.locator(".run-text script, .run-text b").count() == 0
    assert chat.evaluate("document.title") != "run"
    say(chat, "and now draw it", turn=2)
    expect(turns(chat).last.locator("img[data-state=done]")).to_have_count(1)


def test_a_turn_that_fails_says_so_where_it_happened_and_is_sent_again_beside_itself(
    chat: Page, simulator: Simulator
) -> None:
    seed(chat, "draw me a dog")
    expect(chat.locator(".conversation[aria-current]")).to_have_count(1)
    conversations = chat.locator(".conversation").count()
    simulator.play("close_silently", gateway="turing")
    send(chat, "add a hat")
    failed = turns(chat).nth(1)
    expect(failed.locator(".run")).to_have_attribute("data-state", "unknown")
    failed.get_by_role("button", name="Retry (you may be charged twice)").click()
    expect(turns(chat)).to_have_count(2)
    expect(turns(chat).nth(1).locator(".run")).to_have_attribute("data-state", "done")
    expect(turns(chat).nth(1).locator(".siblings")).to_contain_text("2 of 2")
    expect(turns(chat).nth(1).locator(".based-on")).to_have_text("based on v1")
    assert simulator.posts == 3
    expect(chat.locator(".conversation")).to_have_count(conversations)


def test_what_can_be_asked_follows_whether_pictures_go_along(chat: Page) -> None:
    page = chat
    page.locator("#chat-model input").click()
    page.get_by_role("option").filter(has_text=re.compile("Custom.*gpt-image-1")).first.click()
    page.locator("#chat-settings button").click()
    page.locator("#chat-options summary").click()
    fidelity = page.locator("#chat-options [data-option=input_fidelity]")
    expect(page.locator("#chat-options [data-option=quality]")).to_have_count(1)
    expect(fidelity).to_have_count(0)
    picture = str(IMAGES / "cat.png")
    page.locator("#chat-images input[type=file]").set_input_files(picture)
    expect(fidelity).to_have_count(1)
    page.locator("#chat-images li.tile").focus()
    page.keyboard.press("Delete")
    expect(fidelity).to_have_count(0)
    page.locator("#chat-settings button").press("Escape")
    expect(page.locator("#chat-fold")).to_be_hidden()


def test_the_model_can_be_changed_between_turns(chat: Page, simulator: Simulator) -> None:
    seed(chat, "draw me a dog")
    chat.locator("#chat-model input").click()
    chat.get_by_role("option").filter(has_text="turing/gpt-image-2").first.click()
    expect(chat.locator("#chat-plan")).to_contain_text("uploads 1 image")
    say(chat, "add a hat", turn=2)
    last = [request for request in simulator.requests if request.method == "POST"][-1]
    assert last.path.endswith("/images/edits") and len(last.files) == 1
    expect(turns(chat).last.locator(".based-on")).to_have_text("based on v1")


def test_nothing_scrolls_sideways_and_what_is_opened_on_a_phone_stands_at_its_newest_turn(chat: Page) -> None:
    seed(chat, "draw me a dog", "add a hat")
    for width in (1440, 360, 390):
        chat.set_viewport_size({"width": width, "height": 844})
        chat.wait_for_function("(width) => innerWidth === width", arg=width)
        chat.wait_for_function("document.documentElement.scrollWidth <= innerWidth")
        for offset in ("0", "document.documentElement.scrollHeight"):
            chat.evaluate(f"scrollTo(0, {offset})")
            expect(chat.locator(INPUT)).to_be_in_viewport(ratio=1)
            expect(chat.locator("#chat-run")).to_be_in_viewport(ratio=1)
    chat.evaluate("scrollTo(0, 0)")
    chat.get_by_role("button", name="New conversation").click()
    expect(turns(chat)).to_have_count(0)
    expect(chat.locator(INPUT)).to_be_in_viewport(ratio=1)
    expect(chat.locator(".conversation-list")).to_be_hidden()
    chat.get_by_role("button", name="Conversations").press("Enter")
    expect(chat.get_by_role("region", name="Conversations").get_by_role("button").first).to_be_focused()
    chat.locator(".conversation-list button.conversation").first.click()
    expect(turns(chat)).to_have_count(2)
    expect(chat.locator(".conversation-list")).to_be_hidden()
    chat.wait_for_function(ASKED_NOTHING, polling=100)
    expect(turns(chat).last.locator("img[data-state=done]")).to_be_in_viewport(ratio=0.5)


def test_what_is_begun_while_a_conversation_loads_is_not_taken_back(chat: Page) -> None:
    seed(chat, "draw me a dog")
    loading: list[Route] = []
    chat.route("**/api/conversations/*", lambda route: loading.append(route))
    open_page(chat)
    chat.get_by_role("tab", name="Gallery").click()
    chat.locator("#gallery-grid .gallery-item").first.click()
    choose_action(chat.locator(".viewer"), "Edit", "Continue in chat")
    expect(chat.locator(".base-text")).to_contain_text("based on your image")
    with chat.expect_response("**/api/conversations/*"):
        loading[0].continue_()
    chat.evaluate("fetch('/healthz').then((answer) => answer.text())")
    expect(chat.locator(".base-text")).to_contain_text("based on your image")
    expect(turns(chat)).to_have_count(0)
    chat.unroute_all(behavior="ignoreErrors")


def test_pictures_go_beside_the_one_that_is_changed_and_too_many_are_refused(
    chat: Page, simulator: Simulator
) -> None:
    """Last, as sixteen pictures stay: with the one that is changed one more than the model takes."""
    picture = str(IMAGES / "cat.png")
    seed(chat, "draw me a dog")
    chat.locator("#chat-images input[type=file]").set_input_files(picture)
    expect(chat.locator("#chat-images .tile-number")).to_have_text("2")
    expect(chat.locator("#chat-plan")).to_contain_text("uploads 2 images")
    say(chat, "put the cat of image 2 beside it", turn=2)
    content = sent_bodies(simulator)[-1]["messages"][-1]["content"]  # type: ignore[index]
    assert [part["type"] for part in content] == ["text", "text", "image_url", "text", "image_url"]
    expect(chat.locator("#chat-images li.tile")).to_have_count(0)
    expect(turns(chat).last.locator(".message .input-images img")).to_have_count(1)
    chat.locator("#chat-images input[type=file]").set_input_files([SMALL] * 16)
    expect(chat.locator("#chat-images li.tile")).to_have_count(16)
    expect(chat.locator("#chat-plan")).to_contain_text("uploads 17 images")
    send(chat, "all of them")
    expect(chat.locator("#chat-message")).not_to_be_empty()
    expect(turns(chat)).to_have_count(2)
    expect(chat.locator(INPUT)).to_have_value("all of them")
    expect(chat.locator("#chat-images li.tile")).to_have_count(16)
    assert simulator.posts == 2
