"""The providers page.

A model that no file knows in three presses, one's own provider, and extra parameters.
"""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import open_page
from tests.browser.test_text_to_image import DONE, choose, press
from tests.simulator.server import Simulator

pytestmark = pytest.mark.shares_page

CARD = "#t2i-picker .model-card"
HOSTILE = "<img src=x onerror=\"document.title='hit'\">"
OWN_KEY = "sk-sim-of-a-visitor-0123456789"
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def providers(page: Page) -> Iterator[Locator]:
    """The page, shut afterwards."""
    yield page.locator("dialog.providers")
    page.keyboard.press("Escape")


def test_a_model_that_no_file_knows_makes_an_image_after_three_presses(
    page: Page, providers: Locator, simulator: Simulator
) -> None:
    simulator.list_too("custom", "gpt-image-2.7-x", *(f"other-{number}" for number in range(200)))
    choose(page, "painter")
    page.locator("#t2i-model input").click()
    page.keyboard.type("2.7-x")
    page.get_by_role("button", name="Search providers for “2.7-x”").click()
    custom = providers.get_by_role("region", name="Custom")
    expect(custom.get_by_role("status")).to_contain_text("Custom lists 203 models")
    custom.get_by_role("button", name="Use gpt-image-2.7-x").click()
    expect(providers).to_be_hidden()
    expect(page.locator(CARD)).to_contain_text("Custom · gpt-image-2.7-x")
    expect(page.locator("#t2i-plan")).to_contain_text("1 request to Custom")
    press(page, "a lighthouse")
    expect(page.locator(DONE)).to_have_count(1)
    assert simulator.requests[-1].body["model"] == "gpt-image-2.7-x"
    assert simulator.posts == 1


def test_a_provider_of_ones_own_is_added_used_remembered_and_removed(
    page: Page, providers: Locator, simulator: Simulator
) -> None:
    page.set_viewport_size(PHONE)
    page.locator("#easel-settings").click()
    page.get_by_role("button", name="Manage providers").click()
    form = providers.get_by_role("form", name="Add a provider")
    form.get_by_role("button", name="Add provider").click()
    expect(form.get_by_role("status")).to_contain_text("Enter an address first")
    form.get_by_label("Address").fill("https://anna:secret@example.com/v1")
    form.get_by_role("button", name="Add provider").click()
    expect(form.get_by_role("status")).to_contain_text("This address can't be used")
    form.get_by_label("Address").fill(simulator.url("custom"))
    form.get_by_label("API key").fill(OWN_KEY)
    form.get_by_label("Name").fill(HOSTILE)
    form.get_by_label("Name").press("Enter")
    own = providers.locator("[data-provider^=own-]")
    expect(own.get_by_role("heading")).to_have_text(HOSTILE[:60])
    expect(own).to_contain_text("Only for you")
    expect(own).to_contain_text("Your key sk-…6789")
    tick = own.get_by_role("checkbox", name="gpt-image-1")
    tick.check()
    expect(own).to_contain_text("1 model")
    own.get_by_label("Works like: gpt-image-1").select_option("images")
    expect(own.get_by_label("Works like: gpt-image-1")).to_have_value("images")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    own.get_by_role("button", name="Use gpt-image-1").click()
    expect(page.locator("#t2i-plan")).to_contain_text("1 request to <img")
    assert page.title() != "hit"
    assert OWN_KEY not in page.evaluate("JSON.stringify(localStorage)")
    own_id = page.context.request.get("/api/gateways/mine").json()["own"][0]["id"]
    page.context.request.delete(f"/api/gateways/{own_id}")
    # As after a restart: what the browser remembers is later than what the server knows.
    remembered = json.loads(page.evaluate("localStorage['easel-providers']")) | {"changed": 2**53}
    remembered["models"][f"own-{0:016x}"] = [{"id": "of-nobody", "family": ""}]
    page.evaluate("(text) => { localStorage['easel-providers'] = text; }", json.dumps(remembered))
    open_page(page)
    expect(page.locator(".toast")).to_contain_text(
        "Removed from your list, since this server no longer offers them: 1"
    )
    expect(page.locator(CARD)).to_contain_text("· gpt-image-1")
    expect(page.locator("#t2i-run")).to_contain_text("Add your <img")
    expect(page.locator("#t2i-plan")).to_contain_text("are lost when it restarts")
    page.locator("#easel-settings").click()
    page.get_by_role("button", name="Manage providers").click()
    expect(own).to_contain_text("the address and your models are still here")
    own.get_by_role("button", name=re.compile("^Remove <img")).click()
    expect(own).to_have_count(0)
    expect(providers).to_contain_text("removed. Your images stay.")
    assert page.evaluate("localStorage['easel-providers']").count("own-") == 0


def test_a_built_in_model_is_unticked_and_comes_back_when_it_is_used(page: Page, providers: Locator) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    choose(page, "painter")
    page.locator("#t2i-model input").click()
    page.get_by_role("button", name="Manage providers").click()
    openai = providers.get_by_role("region", name="OpenAI")
    openai.get_by_role("button", name=re.compile("^Show the models of OpenAI: ")).click()
    openai.get_by_role("checkbox", name="gpt-image-1.5").uncheck()
    expect(openai).to_contain_text(re.compile(r"(\d+) of (\d+) models"))
    page.keyboard.press("Escape")
    page.locator("#t2i-model input").click()
    row = page.locator("[data-model='openai/gpt-image-1.5']")
    expect(page.locator("[data-model='openai/gpt-image-1']")).to_be_visible()
    expect(row).to_have_count(0)
    page.keyboard.type("gpt-image-1.5")
    page.route("**/api/gateways/openai/models", lambda route: route.fulfill(status=503))  # it is known all the same
    page.get_by_role("button", name="Search providers for “gpt-image-1.5”").click()
    openai.get_by_role("button", name="Use gpt-image-1.5").click()
    expect(page.locator(CARD)).to_contain_text("OpenAI · gpt-image-1.5")
    page.locator("#t2i-model input").click()
    expect(row).to_be_visible()
    page.keyboard.press("Escape")


def test_extra_parameters_are_told_before_the_press_and_refused_where_easel_sends_them(
    page: Page, simulator: Simulator
) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    choose(page, "Custom · gpt-image-1")
    page.locator("#t2i-options summary").click()
    field, plan = page.get_by_label("Extra parameters (JSON)"), page.locator("#t2i-plan")
    for text, sentence in (("{", "must be a JSON object"), ('{"n": 4}', "“n” can't be an extra parameter")):
        field.fill(text)
        field.blur()
        expect(plan).to_contain_text(sentence)
    press(page, "a lighthouse")
    expect(page.locator("#t2i-message")).to_contain_text("Easel sends it itself")
    assert simulator.posts == 0
    field.fill('{"negative_prompt": "fog"}')
    field.blur()
    expect(plan).to_contain_text("extra: negative_prompt")
    press(page, "a lighthouse in the sun")
    expect(page.locator("#t2i-message")).to_be_hidden()
    simulator.wait(lambda: any(request.body for request in simulator.requests))
    assert simulator.posts == 1
    assert simulator.requests[-1].body["negative_prompt"] == "fog"


def test_a_provider_of_ones_own_is_mended_by_its_test_and_its_runs_outlive_it(
    page: Page, providers: Locator, simulator: Simulator
) -> None:
    api = page.context.request
    wrong = simulator.url("custom").replace("/custom/", "/custom/wrong/")
    own_id = api.post("/api/gateways/mine", data={"name": "Mine", "address": wrong, "key": OWN_KEY}).json()["id"]
    api.put(f"/api/gateways/{own_id}/models", data={"models": [{"id": "gpt-image-1x"}]})
    page.locator("#t2i-model input").click()
    page.get_by_role("option", name="gpt-image-1x").click()
    page.locator("#t2i-model input").click()
    page.get_by_role("button", name="Manage providers").click()
    own = providers.get_by_role("region", name="Mine")
    replace_key = own.get_by_role("button", name="Replace key")
    replace_key.press("Enter")
    own.get_by_role("button", name="Cancel").press("Enter")
    expect(replace_key).to_be_focused()
    own.get_by_role("button", name="Test Mine").press("Enter")
    own.get_by_role("button", name="Use this address").press("Enter")
    own.get_by_role("button", name="Use gpt-image-1").press("Enter")
    expect(providers).to_be_hidden()
    expect(page.locator(CARD)).to_contain_text("Mine · gpt-image-1")
    extra = page.get_by_label("Extra parameters (JSON)")
    page.locator("#t2i-options summary").click()
    extra.fill('{"negative_prompt": "fog"}')
    extra.blur()
    expect(page.locator("#t2i-plan")).to_contain_text("extra: negative_prompt")
    press(page, "a lighthouse of mine")
    mine = page.locator("#t2i-easel .run", has_text="a lighthouse of mine")
    image = mine.locator("img[data-state=done]")
    image.wait_for()
    extra.fill("")
    extra.blur()
    mine.get_by_role("button", name="Reuse settings").click()
    expect(extra).to_have_value('{"negative_prompt":"fog"}')
    api.delete(f"/api/gateways/{own_id}")
    mine.get_by_role("button", name="Reuse settings").click()
    expect(page.locator(".toast")).to_contain_text("gpt-image-1 is no longer available")
    expect(page.locator(CARD)).not_to_contain_text("Mine")
    mine.get_by_role("button", name="Regenerate").click()
    expect(page.get_by_text("Easel doesn't have this provider. Choose a model")).to_be_visible()
    image.click()
    page.locator("dialog[open] summary", has_text="Request details").click()
    expect(page.locator("dialog[open]")).to_contain_text("The provider or model is no longer here")
    expect(page.locator("dialog[open]")).to_contain_text('negative_prompt "fog"')
    page.keyboard.press("Escape")


def test_a_mistyped_address_is_named_and_mended_by_one_press(
    page: Page, providers: Locator, simulator: Simulator
) -> None:
    page.locator("#easel-settings").click()
    page.get_by_role("button", name="Manage providers").click()
    form = providers.get_by_role("form", name="Add a provider")
    form.get_by_label("Address").fill(f"{simulator.url('custom')}/images/generations")
    form.get_by_label("API key").fill(OWN_KEY)
    form.get_by_role("button", name="Test this provider").click()
    result = form.locator(".check-result")
    expect(result).to_contain_text("This is the address of an endpoint")
    form.get_by_role("button", name="Use this address").click()
    expect(result).to_contain_text("Everything works.")
    expect(form.get_by_label("Address")).to_have_value(simulator.url("custom"))
    custom = providers.get_by_role("region", name="Custom")
    custom.get_by_role("button", name="Test Custom").click()
    expect(custom.locator("[data-step=models] .check-mark")).to_have_text("✓")
    unencrypted = custom.locator("[data-step=tls]")
    expect(unencrypted).to_contain_text("Not encrypted")
    expect(unencrypted.get_by_role("img", name="Warning")).to_have_text("⚠")
    assert simulator.posts == 0
