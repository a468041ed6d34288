"""Journeys through the first tab.

From a prompt to a picture, and everything that can come between.
"""

import io
import re
from pathlib import Path

import pytest
from PIL import Image, ImageStat
from playwright.sync_api import Browser, BrowserContext, Page, Request, Response, Route, expect

from tests.browser.conftest import open_page
from tests.browser.keyboard_walk import Walk
from tests.easel_process import Easel
from tests.simulator.server import Simulator

DONE = "#t2i-easel .run img[data-state=done]"
GROWING = "#t2i-easel img[data-state=growing]"


pytestmark = pytest.mark.shares_page


def choose(page: Page, model: str) -> None:
    """Picks a model in the list by its id, and waits until the form has followed, and the plan after it."""
    box = page.locator("#t2i-model input")
    box.click()
    option = page.get_by_role("option").filter(has_text=model).first
    if option.get_attribute("aria-selected") == "true":
        option.click()
        return
    asked: list[Request] = []

    def note(request: Request) -> None:
        if "/run/predict" in request.url:
            asked.append(request)

    def is_plan(request: Request) -> bool:
        """The callback that follows the form's. It may bear the trigger of another that it was put off behind."""
        follows = (request.post_data_json or {}).get("event_data", "none of its own") is None
        return follows and request in asked[1:]

    page.on("request", note)
    with page.expect_event("requestfinished", is_plan):
        option.click()
    page.remove_listener("request", note)  # else each later request would be told of to each choice
    expect(box).to_have_value(re.compile(re.escape(model)))


def choose_painter(page: Page) -> None:
    """Picks the embedded painter, which needs no gateway."""
    choose(page, "painter")
    expect(page.locator("#t2i-plan p")).to_contain_text("Free")


def press(page: Page, prompt: str) -> None:
    page.locator("#t2i-prompt textarea").fill(prompt)
    page.locator("#t2i-run").click()


def pass_reading_time(page: Page) -> None:
    """Lets a question stand long enough to be answered (form/submit_guard.js), by the clock that is held."""
    page.clock.run_for(1000)


def wait_until_loaded(page: Page, selector: str) -> None:
    """Waits until the picture stands whole on the screen."""
    page.locator(selector).first.wait_for()
    page.wait_for_function(
        "(selector) => { const it = document.querySelector(selector); return it?.complete && it.naturalWidth > 0 }",
        arg=selector,
    )


def test_from_prompt_to_picture_with_the_embedded_painter(page: Page) -> None:
    choose_painter(page)
    expect(page.locator("#t2i-picker")).to_contain_text("not AI")
    press(page, "a red boat on the sea at sunset")
    wait_until_loaded(page, DONE)
    card = page.locator(".run").first
    expect(card).to_have_attribute("data-state", "done")
    expect(card.locator(".chip.demo")).to_contain_text("not AI")
    expect(card.locator(".status-text")).to_contain_text("Done")
    expect(card.locator(".prompt")).to_have_text("a red boat on the sea at sunset")


def test_from_prompt_to_viewer_and_back_by_keyboard_alone(page: Page, simulator: Simulator) -> None:
    walk, keyboard = Walk(page), page.keyboard
    form, easel = page.locator("#t2i-form"), page.locator("#t2i-easel")
    walk.to(form.locator("#t2i-prompt textarea"))
    keyboard.press("ControlOrMeta+a")
    keyboard.type("a desert at noon")
    card = form.locator(".model-card")
    walk.to(card)
    keyboard.press("Enter")
    keyboard.type("doubao")
    expect(page.locator("[role=option]:visible")).to_have_count(1)
    keyboard.press("Enter")
    expect(card).to_be_focused()
    expect(page.locator("#t2i-plan")).to_contain_text("1 request to Turing")
    walk.to(form.locator("#t2i-ratio label.selected input"))
    keyboard.press("ArrowRight")
    expect(form.locator("#t2i-ratio label.selected")).to_have_text("1:1")
    options = form.locator("#t2i-options summary")
    walk.to(options)
    keyboard.press("Enter")
    walk.to(form.locator("#t2i-run"))
    keyboard.press("Enter")
    wait_until_loaded(page, DONE)
    expect(form.locator("#t2i-stop")).to_be_hidden()
    canvas = easel.locator(".run .canvas")
    walk.to(canvas)
    keyboard.press("Enter")
    viewer = page.locator(".viewer")
    expect(viewer.locator(".viewer-prompt")).to_have_text("a desert at noon")
    favourite = viewer.get_by_role("button", name="Favourite")
    walk.to(favourite)
    keyboard.press("Space")
    expect(favourite).to_have_attribute("aria-pressed", "true")
    walk.to(viewer.get_by_role("button", name="Close"))
    keyboard.press("Enter")
    expect(viewer).to_be_hidden()
    expect(canvas).to_be_focused()
    walk.to_end()
    assert walk.problems == []
    assert simulator.posts == 1


def test_the_picture_is_visibly_partial_before_it_is_complete(page: Page, simulator: Simulator) -> None:
    simulator.pace(noise=True)
    simulator.play("hold", gateway="openai", at=0.5)
    choose(page, "OpenAI · gpt-image-2")
    page.locator("#t2i-options summary").click()
    page.locator("[data-option=stream]").select_option("false")
    expect(page.locator("#t2i-plan p")).to_contain_text("1 request to OpenAI")
    press(page, "noise")
    picture = page.locator(GROWING)
    picture.wait_for()
    page.wait_for_function(f"document.querySelector('{GROWING}').naturalWidth > 0")
    expect(page.locator(".run .status-text")).to_contain_text("Receiving")
    wait_for_paint(page, top=True)
    simulator.release()
    wait_until_loaded(page, DONE)
    wait_for_paint(page, top=True, bottom=True)


def wait_for_paint(page: Page, *, top: bool, bottom: bool = False) -> None:
    """Looks at the screen until the upper part shows the picture, and the lower part only when it should."""
    canvas = page.locator(".canvas").first
    for _ in range(100):
        shot = Image.open(io.BytesIO(canvas.screenshot(animations="disabled"))).convert("RGB")
        width, height = shot.size
        parts = [shot.crop((0, start, width, start + height // 8)) for start in (height // 16, height * 13 // 16)]
        seen = [lively(part) for part in parts]
        if seen == [top, bottom]:
            return
        page.wait_for_load_state()
    raise AssertionError(f"upper and lower part show the picture: {seen}")


def lively(part: Image.Image) -> bool:
    """Whether a part of the screen shows something other than the plain, nearly white mat."""
    return min(ImageStat.Stat(part).mean) < 180


def test_stop_ends_the_waiting_and_says_what_it_may_cost(page: Page, simulator: Simulator) -> None:
    simulator.play("never_answers", gateway="tuzi")
    choose(page, "gemini-3-pro-image-preview")
    press(page, "a cat")
    expect(page.locator(".run .status-text")).to_contain_text("Generating · 0:")
    page.locator("#t2i-stop").click()
    card = page.locator(".run").first
    expect(card).to_have_attribute("data-state", "cancelled")
    expect(card.locator(".error-text")).to_contain_text("may still charge you")
    assert simulator.posts == 1


def test_an_error_says_what_happened_and_what_to_do(page: Page, simulator: Simulator, easel: Easel) -> None:
    simulator.play("quota_429", gateway="tuzi")
    choose(page, "gemini-3-pro-image-preview")
    press(page, "a cat")
    card = page.locator(".run").first
    expect(card).to_have_attribute("data-state", "failed")
    expect(card.locator(".error-text")).to_contain_text("out of credit")
    expect(card.locator(".error-text")).to_contain_text("Top up")
    [run] = page.context.request.get("/api/runs?limit=1").json()["runs"]
    log_id = run["error"]["reference"]
    expect(card.locator(".error-text .small")).to_contain_text(f"Server log ID: {log_id}")
    assert log_id and log_id in easel.log, "whoever runs the server finds it there"
    expect(page.locator("#t2i-prompt textarea")).to_have_value("a cat")
    assert simulator.posts == 1


def test_reloading_in_the_middle_shows_the_run_going_on(page: Page, simulator: Simulator) -> None:
    simulator.play("hold", gateway="turing", at=0.5)
    choose(page, "doubao-seedream")
    press(page, "a mountain")
    page.locator(GROWING).wait_for()
    open_page(page)
    page.locator(GROWING).wait_for()
    expect(page.locator("#t2i-prompt textarea")).to_have_value("a mountain")
    simulator.release()
    wait_until_loaded(page, DONE)
    assert simulator.posts == 1


def test_a_second_page_shows_the_same_run_and_asks_no_other_host(
    page: Page, visitor: BrowserContext, simulator: Simulator, easel: Easel
) -> None:
    simulator.play("hold", gateway="turing", at=0.5)
    choose(page, "doubao-seedream")
    press(page, "a mountain")
    page.locator(GROWING).wait_for()
    other = visitor.new_page()
    asked: list[str] = []
    failed: list[str] = []
    other.on("request", lambda request: asked.append(request.url))

    def note(response: Response) -> None:
        if response.status >= 400:
            failed.append(f"{response.status} {response.url}")

    other.on("response", note)
    open_page(other)
    other.locator(GROWING).wait_for()
    simulator.release()
    wait_until_loaded(page, DONE)
    wait_until_loaded(other, DONE)
    assert simulator.posts == 1
    press(other, "a lighthouse")
    expect(other.locator(".strip-item[data-state=done]").filter(has_text="a lighthouse")).to_have_count(1)
    wait_until_loaded(other, DONE)
    other.close()
    assert {url for url in asked if not url.startswith((easel.url, "data:", "blob:"))} == set()
    assert failed == []


def test_an_overtaken_answer_does_not_turn_the_clock_back(page: Page, simulator: Simulator) -> None:
    """The list of runs is read while the last event is on its way, and comes after it."""
    simulator.play("hold", gateway="turing", at=0.5)
    choose(page, "doubao-seedream")
    press(page, "a mountain")
    page.locator(GROWING).wait_for()
    old = page.request.get("/api/runs?limit=12")
    assert old.json()["runs"][0]["state"] == "receiving"
    overtaken: list[Route] = []
    page.route("**/api/runs?limit=12", lambda route: overtaken.append(route))
    with page.expect_request("**/api/runs?limit=12"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    simulator.release()
    wait_until_loaded(page, DONE)
    with page.expect_response("**/api/runs?limit=12"):
        overtaken[0].fulfill(response=old)
    page.evaluate("fetch('/healthz').then((answer) => answer.text())")
    expect(page.locator(".run").first).to_have_attribute("data-state", "done")
    expect(page.locator(DONE)).to_have_count(1)


def test_another_visitor_sees_nothing_of_it(page: Page, browser: Browser, easel: Easel) -> None:
    choose(page, "doubao-seedream")
    press(page, "a secret garden")
    wait_until_loaded(page, DONE)
    address = page.locator(DONE).first.get_attribute("src")
    stranger = browser.new_context(base_url=easel.url)
    assert stranger.request.get("/api/runs").json()["runs"] == []
    assert stranger.request.get("/api/pictures").json()["pictures"] == []
    assert stranger.request.get(address).status == 404
    stranger.close()


def test_control_enter_generates(page: Page) -> None:
    choose(page, "doubao-seedream")
    field = page.locator("#t2i-prompt textarea")
    field.fill("a lighthouse")
    field.press("Control+Enter")
    page.locator(".run[data-state=done]").first.wait_for()  # its call is not to be counted by who comes after it


def test_an_empty_prompt_is_said_and_nothing_is_sent(page: Page, simulator: Simulator) -> None:
    choose(page, "doubao-seedream")
    press(page, "   ")
    expect(page.locator("#t2i-message")).to_contain_text("Enter a prompt first")
    expect(page.locator(".run")).to_have_count(0)
    assert simulator.posts == 0


def test_the_same_again_while_it_runs_is_asked_about(clock_page: Page, simulator: Simulator) -> None:
    page = clock_page
    open_page(page)
    simulator.play("hold", gateway="turing", at=0.5, times=2)
    choose(page, "doubao-seedream")
    press(page, "a mountain")
    page.locator(".run").first.wait_for()
    expect(page.locator("#t2i-run")).to_have_accessible_name("Generate another")
    page.locator("#t2i-run").click()
    expect(page.locator("#t2i-message")).to_contain_text("already generating")
    expect(page.locator(".strip-item")).to_have_count(1)
    pass_reading_time(page)
    page.locator("#t2i-run").click()
    expect(page.locator(".strip-item")).to_have_count(2)
    simulator.release()
    expect(page.locator(".strip-item[data-state=done]")).to_have_count(2)
    expect(page.locator("#t2i-run")).to_have_accessible_name("Generate")
    assert simulator.posts == 2


def test_the_calls_are_said_before_the_press(page: Page) -> None:
    choose(page, "gemini-3.1-flash-image")
    page.locator("#t2i-count input[type=number]").fill("3")
    page.locator("#t2i-count input[type=number]").press("Tab")
    expect(page.locator("#t2i-plan")).to_contain_text("3 requests to Turing, billed separately")
    page.locator("#t2i-count input[type=number]").fill("1")
    page.locator("#t2i-count input[type=number]").press("Tab")
    expect(page.locator("#t2i-plan")).to_contain_text("1 request to Turing")


def test_the_form_is_a_function_of_the_model(page: Page) -> None:
    choose(page, "gemini-2.5-flash-image")
    expect(page.locator("#t2i-resolution input")).to_have_count(2)
    page.locator("#t2i-ratio").get_by_text("16:9", exact=True).click()
    expect(page.locator("#t2i-plan")).to_contain_text("1344 × 768")
    choose(page, "gpt-image-2")
    page.locator("#t2i-options summary").click()
    expect(page.locator("[data-option=background]")).to_be_visible()


def test_a_size_that_a_model_cannot_do_is_said_with_the_nearest(page: Page, simulator: Simulator) -> None:
    choose(page, "turing/gpt-image-2")
    page.locator("#t2i-options summary").click()
    page.locator("[data-option=size]").fill("1000x1000")
    page.locator("[data-option=size]").press("Tab")
    expect(page.locator("#t2i-plan")).to_contain_text("multiples of 16")
    expect(page.locator("#t2i-plan")).to_contain_text("1008x1008")
    press(page, "a cat")
    expect(page.locator("#t2i-message")).to_contain_text("multiples of 16")
    assert simulator.posts == 0
    page.locator("[data-option=size]").fill("")
    page.locator("[data-option=size]").press("Tab")
    expect(page.locator("#t2i-plan")).to_contain_text("1 request to Turing")


def test_a_visitor_brings_a_key_of_their_own(page: Page, simulator: Simulator, easel: Easel) -> None:
    choose(page, "nano-banana-2")
    expect(page.locator("#t2i-plan")).to_contain_text("DMXAPI_API_KEY")
    page.locator("#t2i-key input").fill("sk-sim-default")
    page.locator("#t2i-key").get_by_role("button", name="Save").click()
    expect(page.locator("#t2i-key")).to_contain_text("key works")
    expect(page.locator("#t2i-plan")).to_contain_text("1 request to DMXAPI")
    press(page, "a cat")
    wait_until_loaded(page, DONE)
    stored = page.evaluate("JSON.stringify([localStorage, sessionStorage, location.href, document.body.innerHTML])")
    assert "sk-sim-default" not in stored
    assert "sk-sim-default" not in easel.log


def test_the_download_is_the_exact_bytes(page: Page, simulator: Simulator, tmp_path: Path) -> None:
    choose(page, "doubao-seedream")
    press(page, "a mountain, 远山")
    wait_until_loaded(page, DONE)
    with page.expect_download() as download:
        page.locator(".run").first.get_by_role("link", name="Download").click()
    saved = tmp_path / "saved"
    download.value.save_as(saved)
    source = page.locator(DONE).first.get_attribute("src")
    assert saved.read_bytes() == page.context.request.get(source).body()
    assert re.search(r"mountain.*\.(png|jpg|jpeg)$", download.value.suggested_filename)


def test_make_again_makes_exactly_one_more(page: Page, simulator: Simulator) -> None:
    choose(page, "doubao-seedream")
    press(page, "a mountain")
    wait_until_loaded(page, DONE)
    page.locator(".run").first.get_by_role("button", name="Regenerate").click()
    expect(page.locator(".strip-item[data-state=done]")).to_have_count(2)
    bodies = [entry.body for entry in simulator.requests if entry.method == "POST"]
    assert len(bodies) == 2
    assert bodies[0] == bodies[1]


def test_what_the_model_says_is_text_and_never_markup(page: Page, simulator: Simulator) -> None:
    simulator.play(
        "words_instead", gateway="turing", words="<img src=x onerror=\"document.title='owned'\"><b>bold</b>"
    )
    choose(page, "turing/gemini-3-pro-image")
    press(page, "a cat")
    expect(page.locator(".run .run-text")).to_contain_text("<b>bold</b>")
    expect(page.locator(".run .notices")).to_contain_text("replied with text only")
    assert page.title() != "owned"


def test_what_gradio_draws_anew_is_put_back(page: Page) -> None:
    """Now and then Gradio draws the template of a component again, and what a script had put there was gone."""
    choose(page, "doubao-seedream")
    press(page, "a lighthouse")
    wait_until_loaded(page, DONE)
    run = page.locator(".run[data-state=done]").first.get_attribute("data-run")
    page.evaluate("document.querySelector('#t2i-easel .prose').innerHTML = '<div></div>'")
    page.evaluate("document.querySelector('#t2i-options .prose').innerHTML = '<div></div>'")
    expect(page.locator(f".run[data-run='{run}']")).to_have_count(1)
    expect(page.locator("#t2i-options summary")).to_be_visible()
