"""The form.

Whatever it holds, its press and what is said of it stay in sight; what was set outlives a reload.
"""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import open_page
from tests.browser.test_text_to_image import (
    choose,
    choose_painter,
    pass_reading_time,
    press,
)
from tests.simulator.server import Simulator

MODELS = (
    "tu-zi · gemini-3-pro-image-preview",
    "nano-banana-2",
    "turing/gpt-image-2",
    "doubao-seedream",
    "turing/gemini-3-pro-image",
    "Qiniu · gemini-3.0-pro-image-preview",
    "OpenAI · gpt-image-2",
    "Custom · gpt-image-1",
    "Custom · gemini-3-pro-image",
    "Built-in painter",
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
    expect(page.locator("#t2i-message")).to_contain_text("Enter a prompt first")


@pytest.fixture
def form(shared_page: Page) -> Page:
    """The first tab with nothing written and nothing unfolded, whatever was chosen before."""
    shared_page.get_by_role("tab", name="Text to image").click()
    shared_page.locator("#t2i-prompt textarea").fill("")
    shared_page.evaluate("document.querySelector('#t2i-options details')?.removeAttribute('open')")
    return shared_page


def test_the_model_that_a_new_page_opens_with_is_not_kept(form: Page) -> None:
    """First, while no model was chosen."""
    with form.expect_event("requestfinished", lambda request: "/run/predict" in request.url):
        form.locator("#t2i-ratio").get_by_text("16:9", exact=True).click()
    form.wait_for_function("localStorage.getItem('easel-form-t2i')?.includes('16:9')")
    assert form.evaluate("JSON.parse(localStorage.getItem('easel-form-t2i')).model") == ""


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
    if model == "nano-banana-2":
        return  # without a key the press leads to its field
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


FOCUS_UNSEEN = """() => {
  const { activeElement: field } = document;
  const { bottom } = field.getBoundingClientRect();
  const isSeen = getComputedStyle(field).outlineStyle === 'solid'
    && bottom <= document.getElementById('t2i-foot').getBoundingClientRect().top;
  return isSeen && field.closest('#t2i-options') ? [] : [field.outerHTML.slice(0, 80)];
}"""


def test_the_form_scrolls_behind_the_press_which_answers_at_once(form: Page) -> None:
    page = form
    page.set_viewport_size({"width": 1280, "height": 720})
    choose(page, "turing/gpt-image-2")
    page.locator("#t2i-options summary").click()
    expect(page.locator("#t2i-plan")).to_contain_text("1 request to Turing")  # the options are drawn anew before it
    last = page.locator("#t2i-options .option").last
    page.locator("#t2i-form").evaluate("(form) => form.scrollTo(0, form.scrollHeight)")
    above = last.bounding_box()
    foot = page.locator("#t2i-foot").bounding_box()
    assert above is not None
    assert foot is not None
    assert above["y"] + above["height"] <= foot["y"] + 1
    in_sight(page, "#t2i-run", "#t2i-plan")
    page.locator("#t2i-form").evaluate("(form) => form.scrollTo(0, 0)")
    page.locator("#t2i-options summary").focus()
    unseen = []
    for _ in range(page.locator("#t2i-options .option :is(input, select, textarea):visible").count()):
        page.keyboard.press("Tab")
        unseen += page.evaluate(FOCUS_UNSEEN)
    assert unseen == [], "a field that the keyboard reaches is above the press, and its focus is seen"
    page.locator("#t2i-run").hover()
    page.mouse.down()
    expect(page.locator("#t2i-run")).not_to_have_css("filter", "none")  # before the server answers
    page.mouse.move(0, 0)
    page.mouse.up()
    expect(page.locator("#t2i-run")).to_have_css("filter", "none")


@pytest.mark.shares_page
def test_a_key_held_down_is_one_press(page: Page, simulator: Simulator) -> None:
    simulator.play("hold", gateway="turing", at=0.5, times=-1)
    choose(page, "doubao-seedream")
    page.locator("#t2i-prompt textarea").fill("a hill")
    page.locator("#t2i-prompt textarea").press("End")
    hold_enter(page, "Control", until=page.locator(".run"))
    expect(page.locator(".strip-item")).to_have_count(1)
    assert simulator.posts == 1
    page.locator("#t2i-run").focus()
    hold_enter(page, until=page.locator(".run"))
    expect(page.locator(".strip-item")).to_have_count(1)
    assert simulator.posts == 1
    simulator.release()
    expect(page.locator(".strip-item[data-state=done]")).to_have_count(1)


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


def test_the_question_is_not_answered_by_the_gesture_that_raised_it(clock_page: Page, simulator: Simulator) -> None:
    page = clock_page
    open_page(page)
    simulator.play("hold", gateway="turing", at=0.5, times=-1)
    choose(page, "doubao-seedream")
    press(page, "a mountain")
    page.locator(".run").first.wait_for()
    page.locator("#t2i-run").click()
    expect(page.locator("#t2i-message")).to_contain_text("already generating")
    page.locator("#t2i-run").click()
    page.locator("#t2i-prompt textarea").press("Control+Enter")
    pass_reading_time(page)
    assert simulator.posts == 1
    page.locator("#t2i-run").click()
    expect(page.locator(".strip-item")).to_have_count(2)
    simulator.release()
    expect(page.locator(".strip-item[data-state=done]")).to_have_count(2)
    assert simulator.posts == 2


@pytest.mark.shares_page
def test_a_question_does_not_stand_in_the_way_of_another_request(page: Page, simulator: Simulator) -> None:
    simulator.play("hold", gateway="turing", at=0.5, times=-1)
    choose(page, "doubao-seedream")
    press(page, "a river")
    page.locator(".run").first.wait_for()
    page.locator("#t2i-run").click()
    expect(page.locator("#t2i-message")).to_contain_text("already generating")
    press(page, "a river in spring")
    expect(page.locator(".strip-item")).to_have_count(2)
    simulator.release()
    expect(page.locator(".strip-item[data-state=done]")).to_have_count(2)
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
    expect(page.locator("#t2i-plan")).to_have_text(re.compile("1 request to Turing"))


def test_the_same_refusal_to_a_second_press_is_said_again(form: Page) -> None:
    """Nothing changed in the page then, and the message that had gone with a touch stayed away."""
    expect_refusal(form)
    form.locator("#t2i-prompt textarea").fill(" ")
    expect(form.locator("#t2i-message")).to_be_hidden()
    form.locator("#t2i-run").click()
    expect(form.locator("#t2i-message")).to_be_visible()


def test_the_settings_of_each_tab_outlive_a_reload(form: Page) -> None:
    page = form
    page.get_by_role("tab", name="Edit").click()
    page.locator("#edit-model input").click()
    page.get_by_role("option").filter(has_text="painter").first.click()
    page.locator("#edit-count input[type=number]").fill("2")
    page.locator("#edit-count input[type=number]").press("Tab")
    page.wait_for_function("localStorage.getItem('easel-form-edit')?.includes('\"count\":2')")
    page.get_by_role("tab", name="Text to image").click()
    choose(page, "turing/gemini-3-pro-image")
    page.locator("#t2i-ratio").get_by_text("21:9", exact=True).click()
    page.locator("#t2i-resolution").get_by_text("2K", exact=True).click()
    page.locator("#t2i-count input[type=number]").fill("3")
    page.locator("#t2i-count input[type=number]").press("Tab")
    page.locator("#t2i-options summary").click()
    page.locator("#t2i-options [data-option=stream]").select_option("false")
    expect(page.locator("#t2i-plan")).to_contain_text("3 requests to Turing")
    expect(page.locator("#t2i-plan")).to_contain_text("px")
    before = settings(page)
    open_page(page)
    expect(page.locator("#t2i-plan")).to_contain_text("3 requests to Turing")
    page.locator("#t2i-options summary").click()
    expect(page.locator("#t2i-options [data-option=stream]")).to_have_value("false")
    page.locator("#t2i-options summary").click()
    assert settings(page) == before
    page.get_by_role("tab", name="Edit").click()
    expect(page.locator("#edit-model input")).to_have_value(re.compile("painter"))
    expect(page.locator("#edit-count input[type=number]")).to_have_value("2")
    expect(page.locator("#edit-picker")).to_contain_text("not AI")
    page.get_by_role("tab", name="Text to image").click()
    choose_painter(page)
    open_page(page)
    expect(page.locator("#t2i-model input")).to_have_value(re.compile("painter"))
    expect(page.locator("#t2i-ratio label.selected")).to_have_text("21:9")
    page.locator("#t2i-count input[type=number]").fill("1")
    page.locator("#t2i-count input[type=number]").press("Tab")
    page.locator("#t2i-ratio").get_by_text("Auto", exact=True).click()
    expect(page.locator("#t2i-ratio label.selected")).to_have_text("Auto")


def settings(page: Page) -> list[str]:
    """The form as it is shown."""
    fields = [page.locator(f"#t2i-{part} input").first.input_value() for part in ("model", "count")]
    chosen = [page.locator(f"#t2i-{part} label.selected").inner_text() for part in ("ratio", "resolution")]
    return [*fields, *chosen, page.locator("#t2i-plan p").inner_text()]


@pytest.mark.parametrize(
    ("of_first", "of_edit"),
    [
        ('{"model": "nobody/nothing", "ratio": "21:9"}', '{"count": "many", "options": [1]}'),
        (
            '{"ratio": "1:17", "resolution": "9K", "count": 99, "options": {"seed": -1, "nonsense": "x"}}',
            '{"model": "nobody/nothing", "ratio": "21:9"}',
        ),
        ("not even JSON", "[]"),
    ],
)
def test_settings_that_no_model_has_any_more_open_the_form_as_new(form: Page, of_first: str, of_edit: str) -> None:
    page = form
    page.goto("/healthz")  # where no script of the page's own stores anything
    stored = [["easel-form-t2i", of_first], ["easel-form-edit", of_edit]]
    page.evaluate("(stored) => stored.forEach((pair) => localStorage.setItem(...pair))", stored)
    open_page(page)
    expect(page.locator("#t2i-ratio label.selected")).to_have_text("Auto")
    expect(page.locator("#t2i-plan")).to_contain_text("request to tu-\N{WORD JOINER}zi")
    page.get_by_role("tab", name="Edit").click()
    expect(page.locator("#edit-ratio label.selected")).to_have_text("Original")
    expect(page.locator("#edit-model input")).to_have_value(re.compile("tu-zi"))
    expect(page.locator("#edit-count input[type=number]")).to_have_value("1")


def test_an_exact_size_and_a_shape_take_each_other_away(form: Page) -> None:
    """They quarrelled in red; now the one that was set last holds."""
    choose(form, "OpenAI · gpt-image-2")
    form.locator("#t2i-ratio").get_by_text("16:9", exact=True).click()
    form.locator("#t2i-options summary").click()
    size = form.locator("#t2i-options [data-option=size]")
    size.fill("1024x1536")
    size.press("Tab")
    expect(form.locator("#t2i-ratio label.selected")).to_have_text("Auto")
    expect(form.locator("#t2i-plan")).to_contain_text("1024 × 1536")
    form.locator("#t2i-ratio").get_by_text("3:2", exact=True).click()
    expect(size).to_have_value("")
    expect(form.locator("#t2i-plan")).to_contain_text("1248 × 832")
    form.locator("#t2i-options").get_by_text("High", exact=True).click()
    form.locator("#t2i-stepper").get_by_role("button", name="One image more").click()
    expect(form.locator("#t2i-count input[type=number]")).to_have_value("2")
    form.locator("#t2i-stepper").get_by_role("button", name="One image fewer").click()
    form.locator("#t2i-options").get_by_text("Auto", exact=True).click()
    form.locator("#t2i-ratio").get_by_text("Auto", exact=True).click()
    expect(form.locator("#t2i-plan")).to_contain_text("1 request to OpenAI")


@pytest.mark.shares_page
def test_prompts_that_were_sent_come_back_by_arrow_key(page: Page) -> None:
    choose(page, "doubao-seedream")
    for prompt in ("a red boat", "a lighthouse"):
        press(page, prompt)
    field = page.locator("#t2i-prompt textarea")
    field.fill("")
    for key, shown in (("Up", "a lighthouse"), ("Up", "a red boat"), ("Down", "a lighthouse"), ("Down", "")):
        field.press(f"Arrow{key}")
        expect(field).to_have_value(shown)
    choose_painter(page)
    field.fill("x" * 3900)
    expect(page.locator("#t2i-prompt")).to_have_attribute("data-count", "3900 / 4000")


FOCUSED = """() => {
  const { activeElement: field } = document;
  const shown = field.type === 'radio' ? field.closest('label') : field;
  return [field.closest('[id^=t2i-]').id, getComputedStyle(shown).outlineStyle];
}"""


def test_ratio_and_resolution_are_one_tab_stop_each_and_the_focus_is_seen(form: Page) -> None:
    """Gradio makes each radio button a group of its own, and takes the outline of the prompt away."""
    choose(form, "turing/gemini-3-pro-image")
    form.locator("#t2i-ratio").get_by_text("Auto", exact=True).click()
    form.locator("#t2i-prompt textarea").focus()
    assert form.evaluate(FOCUSED) == ["t2i-prompt", "solid"]
    form.locator("#t2i-ratio label.selected input").focus()
    form.keyboard.press("ArrowRight")
    expect(form.locator("#t2i-ratio label.selected")).to_have_text("1:1")
    assert form.evaluate(FOCUSED) == ["t2i-ratio", "solid"]
    form.keyboard.press("Tab")
    assert form.evaluate(FOCUSED) == ["t2i-resolution", "solid"]
    form.keyboard.press("Tab")
    assert form.evaluate(FOCUSED)[0] == "t2i-count"
    form.locator("#t2i-ratio").get_by_text("Auto", exact=True).click()
