"""The form: whatever it holds, its press and what is said of it stay in sight; what was set outlives a reload."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import open_page
from tests.browser.test_text_to_image import (
    DONE,
    choose,
    choose_painter,
    press,
    wait_for_reading_time,
    wait_until_loaded,
)
from tests.simulator.server import Simulator

MODELS = (
    "tu-zi · gemini-3-pro-image-preview",
    "DMXAPI (no key) · nano-banana-2",
    "turing/gpt-image-2",
    "doubao-seedream",
    "turing/gemini-3-pro-image",
    "Qiniu · gemini-3.0-pro-image-preview",
    "OpenAI · gpt-image-2",
    "Custom · gpt-image-1",
    "Custom · gemini-3-pro-image",
    "Demo · painter",
)
DESKTOPS = ((1280, 720), (1366, 768), (1440, 900))
SEEN = """([form, part]) => {
  const box = (it) => document.querySelector(it).getBoundingClientRect();
  const [outer, inner] = [box(form), box(part)];
  const bottom = Math.min(outer.bottom, innerHeight), top = Math.max(outer.top, 0);
  const middle = document.elementFromPoint(inner.left + inner.width / 2, inner.top + inner.height / 2);
  return inner.height > 0 && inner.top >= top - 1 && inner.bottom <= bottom + 1
    && document.querySelector(part).contains(middle);
}"""


def in_sight(page: Page, *parts: str, form: str = "#t2i-form") -> None:
    """Nothing of these parts is outside the form's visible box, outside the window, or covered."""
    for part in parts:
        page.wait_for_function(SEEN, arg=[form, part], timeout=5000)


def rows(page: Page) -> None:
    """Every part of the form is in one column, none beside another."""
    lefts = page.evaluate(
        "[...document.querySelector('#t2i-form').children].filter((it) => it.offsetParent && it.offsetHeight)"
        ".map((it) => Math.round(it.getBoundingClientRect().left))"
    )
    assert len(set(lefts)) == 1


def expect_refusal(page: Page) -> None:
    """A press without a prompt: nothing is sent, and a sentence says why."""
    page.locator("#t2i-prompt textarea").fill("  ")
    page.locator("#t2i-run").click()
    expect(page.locator("#t2i-message")).to_contain_text("prompt is empty")


@pytest.fixture
def form(shared_page: Page) -> Page:
    """The first tab with nothing written and nothing unfolded, whatever was chosen before."""
    shared_page.get_by_role("tab", name="Text to image").click()
    shared_page.locator("#t2i-prompt textarea").fill("")
    shared_page.evaluate("document.querySelector('#t2i-options details')?.removeAttribute('open')")
    return shared_page


@pytest.mark.parametrize("model", MODELS)
def test_the_press_and_its_sentences_are_in_sight_whatever_the_form_holds(form: Page, model: str) -> None:
    page = form
    choose(page, model)
    options = page.locator("#t2i-options summary")
    for opened in (False, True):
        if opened and options.is_visible():
            options.click()
        for width, height in DESKTOPS:
            page.set_viewport_size({"width": width, "height": height})
            rows(page)
            in_sight(page, "#t2i-run", "#t2i-plan")
    expect_refusal(page)
    for width, height in DESKTOPS:
        page.set_viewport_size({"width": width, "height": height})
        in_sight(page, "#t2i-run", "#t2i-message")


def test_the_press_of_the_edit_tab_is_in_sight_too(form: Page) -> None:
    page = form
    page.get_by_role("tab", name="Edit").click()
    for width, height in DESKTOPS:
        page.set_viewport_size({"width": width, "height": height})
        in_sight(page, "#edit-run", "#edit-plan", form="#edit-form")


def test_the_form_scrolls_behind_the_press(form: Page) -> None:
    page = form
    page.set_viewport_size({"width": 1280, "height": 720})
    choose(page, "turing/gpt-image-2")
    page.locator("#t2i-options summary").click()
    expect(page.locator("#t2i-plan")).to_contain_text("1 call to Turing")  # the options are drawn anew before it
    last = page.locator("#t2i-options .option").last
    page.locator("#t2i-form").evaluate("(form) => form.scrollTo(0, form.scrollHeight)")
    above = last.bounding_box()
    foot = page.locator("#t2i-foot").bounding_box()
    assert above is not None
    assert foot is not None
    assert above["y"] + above["height"] <= foot["y"] + 1
    in_sight(page, "#t2i-run", "#t2i-plan")


def test_on_a_phone_the_page_scrolls_as_one(form: Page) -> None:
    page = form
    page.set_viewport_size({"width": 390, "height": 844})
    choose(page, "turing/gpt-image-2")
    page.locator("#t2i-options summary").click()
    box = page.locator("#t2i-form").evaluate(
        "(it) => [it.scrollHeight, it.clientHeight, getComputedStyle(it).position]"
    )
    assert box[0] <= box[1] + 2
    assert box[2] != "sticky"
    page.locator("#t2i-run").scroll_into_view_if_needed()
    expect(page.locator("#t2i-run")).to_be_in_viewport()


def test_a_key_held_down_is_one_press(page: Page, simulator: Simulator) -> None:
    simulator.play("hold", gateway="turing", at=0.5, times=-1)
    choose(page, "doubao-seedream")
    page.locator("#t2i-prompt textarea").fill("a mountain")
    page.locator("#t2i-prompt textarea").press("End")
    hold_enter(page, "Control", until=page.locator(".run"))
    expect(page.locator(".run")).to_have_count(1)
    assert simulator.posts == 1
    page.locator("#t2i-run").focus()
    hold_enter(page, until=page.locator(".run"))
    expect(page.locator(".run")).to_have_count(1)
    assert simulator.posts == 1
    simulator.release()


def hold_enter(page: Page, *with_keys: str, until: Locator) -> None:
    """Holds Enter down as a keyboard does: one press and repeats, 25 of them after something is there."""
    for key in with_keys:
        page.keyboard.down(key)
    while not until.count():
        page.keyboard.down("Enter")
    for _ in range(25):
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    for key in with_keys:
        page.keyboard.up(key)


def test_the_question_is_not_answered_by_the_gesture_that_raised_it(page: Page, simulator: Simulator) -> None:
    simulator.play("hold", gateway="turing", at=0.5, times=-1)
    choose(page, "doubao-seedream")
    press(page, "a mountain")
    page.locator(".run").first.wait_for()
    page.locator("#t2i-run").click()
    expect(page.locator("#t2i-message")).to_contain_text("very same picture")
    page.locator("#t2i-run").click()
    page.locator("#t2i-prompt textarea").press("Control+Enter")
    wait_for_reading_time(page)
    assert simulator.posts == 1
    page.locator("#t2i-run").click()
    expect(page.locator(".run")).to_have_count(2)
    simulator.release()
    expect(page.locator(".run[data-state=done]")).to_have_count(2)
    assert simulator.posts == 2


def test_the_same_refusal_stands_once_and_goes_when_the_form_is_touched(form: Page) -> None:
    page = form
    choose(page, "turing/gpt-image-2")
    page.locator("#t2i-options summary").click()
    size = page.locator("#t2i-options [data-option=size]")
    size.fill("1000x1000")
    size.press("Tab")
    expect(page.locator("#t2i-plan")).to_contain_text("multiples of 16")
    press(page, "a cat")
    expect(page.locator("#t2i-message")).to_be_visible()
    expect(page.locator("#t2i-plan")).to_be_hidden()
    size.fill("")
    size.press("Tab")
    expect(page.locator("#t2i-message")).to_be_hidden()
    expect(page.locator("#t2i-plan")).to_have_text(re.compile("1 call to Turing"))


def test_the_same_refusal_to_a_second_press_is_said_again(form: Page) -> None:
    """Nothing changed in the page then, and the message that had gone with a touch stayed away."""
    expect_refusal(form)
    form.locator("#t2i-prompt textarea").fill(" ")
    expect(form.locator("#t2i-message")).to_be_hidden()
    form.locator("#t2i-run").click()
    expect(form.locator("#t2i-message")).to_be_visible()


def test_the_settings_outlive_a_reload(page: Page) -> None:
    choose(page, "turing/gemini-3-pro-image")
    page.locator("#t2i-ratio").get_by_text("21:9", exact=True).click()
    page.locator("#t2i-resolution").get_by_text("2K", exact=True).click()
    page.locator("#t2i-count input[type=number]").fill("3")
    page.locator("#t2i-count input[type=number]").press("Tab")
    page.locator("#t2i-options summary").click()
    page.locator("#t2i-options [data-option=stream]").select_option("false")
    expect(page.locator("#t2i-plan")).to_contain_text("3 calls to Turing")
    expect(page.locator("#t2i-plan")).to_contain_text("pixels")
    before = settings(page)
    open_page(page)
    expect(page.locator("#t2i-plan")).to_contain_text("3 calls to Turing")
    page.locator("#t2i-options summary").click()
    expect(page.locator("#t2i-options [data-option=stream]")).to_have_value("false")
    page.locator("#t2i-options summary").click()
    assert settings(page) == before
    choose_painter(page)
    open_page(page)
    expect(page.locator("#t2i-model input")).to_have_value(re.compile("painter"))
    expect(page.locator("#t2i-ratio label.selected")).to_have_text("21:9")


def test_each_tab_keeps_its_own_settings(page: Page) -> None:
    page.get_by_role("tab", name="Edit").click()
    page.locator("#edit-model input").click()
    page.get_by_role("option").filter(has_text="painter").first.click()
    page.locator("#edit-count input[type=number]").fill("2")
    page.locator("#edit-count input[type=number]").press("Tab")
    page.wait_for_function("localStorage.getItem('easel-form-edit')?.includes('\"count\":2')")
    open_page(page)
    expect(page.locator("#t2i-model input")).to_have_value(re.compile("tu-zi"))
    page.get_by_role("tab", name="Edit").click()
    expect(page.locator("#edit-model input")).to_have_value(re.compile("painter"))
    expect(page.locator("#edit-count input[type=number]")).to_have_value("2")
    expect(page.locator("#edit-demo")).to_contain_text("no AI model")


def settings(page: Page) -> list[str]:
    """What the form shows."""
    fields = [page.locator(f"#t2i-{part} input").first.input_value() for part in ("model", "count")]
    chosen = [page.locator(f"#t2i-{part} label.selected").inner_text() for part in ("ratio", "resolution")]
    return [*fields, *chosen, page.locator("#t2i-plan p").inner_text()]


@pytest.mark.parametrize(
    "stored",
    [
        '{"model": "nobody/nothing", "ratio": "21:9"}',
        '{"count": "many", "options": [1]}',
        '{"ratio": "1:17", "resolution": "9K", "count": 99, "options": {"seed": -1, "nonsense": "x"}}',
        "not even JSON",
        "[]",
    ],
)
def test_settings_that_no_model_has_any_more_open_the_form_as_new(visitor: BrowserContext, stored: str) -> None:
    page = visitor.new_page()
    page.add_init_script(f"localStorage.setItem('easel-form-t2i', {stored!r})")
    open_page(page)
    expect(page.locator("#t2i-ratio label.selected")).to_have_text("auto")
    expect(page.locator("#t2i-plan")).to_contain_text("call to tu-zi")


def test_the_model_that_a_new_page_opens_with_is_not_kept(page: Page) -> None:
    page.locator("#t2i-ratio").get_by_text("16:9", exact=True).click()
    page.wait_for_function("localStorage.getItem('easel-form-t2i')?.includes('16:9')")
    assert page.evaluate("JSON.parse(localStorage.getItem('easel-form-t2i')).model") == ""


@pytest.fixture
def own_key(form: Page) -> Iterator[Locator]:
    yield form.locator("#t2i-key")


def test_a_key_of_ones_own_is_offered_where_the_server_has_one(form: Page, own_key: Locator) -> None:
    """The server's key may be refused, and a custom address may need one that nobody set."""
    for model in ("Custom · gpt-image-1", "turing/gpt-image-2"):
        choose(form, model)
        own_key.get_by_text("Use your own key").click()
        own_key.locator("input").fill("sk-sim-default")
        own_key.get_by_role("button").click()
        expect(own_key).to_contain_text("is in use")
        own_key.get_by_role("button", name="Forget it").click()
        expect(own_key.get_by_text("Use your own key")).to_be_visible()
    choose_painter(form)
    expect(own_key.locator("input")).to_have_count(0)


def test_a_model_chosen_by_keyboard_shapes_the_form(form: Page) -> None:
    """Such a choice tells neither `input` nor `select` (docs/gradio.md, G15)."""
    choose_painter(form)
    box = form.locator("#t2i-model input")
    box.click()
    box.fill("Qiniu")
    form.keyboard.press("ArrowDown")
    form.keyboard.press("Enter")
    expect(box).to_have_value(re.compile("Qiniu"))
    expect(form.locator("#t2i-plan")).to_contain_text("1 call to Qiniu")


def test_the_list_of_models_says_what_people_call_them_in_one_line_each(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator("#t2i-model input").click()
    rows = page.get_by_role("option")
    expect(rows.filter(has_text="turing/gemini-3-pro-image (Nano Banana Pro)")).to_have_count(1)
    heights = {round(box["height"]) for row in rows.all() if (box := row.bounding_box())}
    assert max(heights) < 48
    choose(page, "doubao-seedream")
    press(page, "a lighthouse")
    wait_until_loaded(page, DONE)
