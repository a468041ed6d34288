"""The head.

Tabs by keyboard, kept language and colours, what runs, settings, shortcuts, the lost connection.
"""

import json
import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import Traffic, expose, open_page
from tests.browser.keyboard_walk import Walk
from tests.browser.test_text_to_image import choose, press
from tests.simulator.server import Simulator

pytestmark = pytest.mark.shares_page

PHONE = {"width": 390, "height": 844}


def test_the_tabs_are_one_stop_that_the_arrow_keys_walk(page: Page) -> None:
    page.locator("#easel-settings").wait_for()  # the head listens
    page.get_by_role("tab", name="Text to image").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Edit")).to_be_focused()
    expect(page.get_by_role("tab", name="Edit")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("End")
    expect(page.get_by_role("tab", name="Gallery")).to_be_focused()
    expect(page.locator("[role=tab][tabindex='0']")).to_have_text("Gallery")
    page.keyboard.press("1")
    expect(page.get_by_role("tab", name="Text to image")).to_have_attribute("aria-selected", "true")
    page.mouse.wheel(0, 400)
    expect(page.get_by_role("tab", name="Chat")).to_be_in_viewport(ratio=1)


def test_on_a_phone_the_tabs_are_a_bar_at_the_bottom_that_makes_way_for_typing(page: Page) -> None:
    page.set_viewport_size(PHONE)
    tab = page.get_by_role("tab", name="Gallery")
    box = tab.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert 840 <= box["y"] + box["height"] <= 844
    page.locator("#t2i-prompt textarea").focus()
    expect(tab).to_be_hidden()
    page.locator("#t2i-prompt textarea").blur()
    expect(tab).to_be_visible()


def test_the_shortcuts_are_listed_by_a_key_outside_of_fields(page: Page) -> None:
    prompt = page.locator("#t2i-prompt textarea")
    prompt.fill("")
    prompt.press("?")
    expect(prompt).to_have_value("?")
    prompt.fill("")
    prompt.blur()
    page.keyboard.press("?")
    shortcuts = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(shortcuts).to_contain_text("Brush, eraser, rectangle")
    page.keyboard.press("Escape")
    expect(shortcuts).to_have_count(0)


def test_the_settings_list_own_keys_and_name_the_running_version(page: Page) -> None:
    page.request.post("/api/keys", data={"gateway": "dmxapi", "key": "sk-of-a-visitor-4f2a"})
    page.locator("#easel-settings").click()
    settings = page.get_by_role("dialog", name="Settings")
    expect(settings.locator("li")).to_contain_text("sk-…4f2a")
    settings.get_by_role("button", name="Remove the key for DMXAPI").click()
    expect(settings.get_by_role("status").first).to_have_text("Key for DMXAPI removed")
    gateways = page.request.get("/api/gateways").json()["gateways"]
    assert "yours" not in {gateway["key"] for gateway in gateways}
    expect(settings.get_by_role("link", name="API documentation")).to_be_visible()
    running = page.request.get("/healthz", headers={"accept": "application/json"}).json()
    parts = [running["version"], *([running["commit"]] if running["commit"] != "unknown" else [])]
    expect(settings.locator("#easel-version")).to_have_text(f"Easel {' · '.join(parts)}")
    page.keyboard.press("Escape")


def test_a_key_is_added_tested_used_and_removed_by_keyboard_alone(page: Page, simulator: Simulator) -> None:
    """Not beside the other tests of the providers page: so many checks at once are refused."""
    simulator.list_too("dmxapi", "gpt-image-2")
    walk, keyboard, providers = Walk(page), page.keyboard, page.locator("dialog.providers")
    walk.to(page.locator("#easel-settings"), key="Shift+Tab")
    keyboard.press("Enter")
    walk.to(page.get_by_role("button", name="Manage providers"))
    keyboard.press("Enter")
    dmxapi = providers.get_by_role("region", name="DMXAPI")
    walk.to(dmxapi.get_by_role("button", name="Use your own key"))
    keyboard.press("Enter")
    expect(dmxapi.get_by_label("API key")).to_be_focused()
    keyboard.type("sk-sim-of-a-visitor-0123456789")
    walk.to(dmxapi.locator(".key-form").get_by_role("button", name="Test"))
    keyboard.press("Enter")
    expect(dmxapi.get_by_role("listitem").first).to_be_visible()
    walk.to(dmxapi.get_by_role("button", name="Save"), key="Shift+Tab")
    keyboard.press("Enter")
    expect(dmxapi).to_contain_text("sk-…6789")
    walk.to(dmxapi.get_by_role("button", name="List the models of DMXAPI"), key="Shift+Tab")
    keyboard.press("Enter")
    tick = dmxapi.get_by_role("checkbox", name="gpt-image-2", exact=True)
    walk.to(tick)
    keyboard.press("Space")
    expect(tick).to_be_checked()
    remove = dmxapi.get_by_role("button", name="Remove", exact=True)
    walk.to(remove, key="Shift+Tab")
    expose(page, "lib/keys.js")
    with page.expect_event("requestfinished", lambda request: request.url.endswith("/api/gateways")):
        page.evaluate("tellKeyChange()")
    page.evaluate("new Promise(requestAnimationFrame)")
    expect(remove).to_be_focused()  # the answer drew it anew, and led to the button that asks for another key
    keyboard.press("Enter")
    expect(dmxapi).not_to_contain_text("sk-…6789")
    keyboard.press("Escape")
    assert walk.problems == []


def test_a_turn_is_told_by_title_icon_and_head_and_stopped_there(page: Page, simulator: Simulator) -> None:
    simulator.play("hold", gateway="tuzi", at=0.5)
    page.get_by_role("tab", name="Chat").click()
    page.locator("#chat-plan p:not(:empty)").first.wait_for()
    page.locator("#chat-input textarea").fill("a mountain")
    page.locator("#chat-run").click()
    expect(page).to_have_title("Generating… · Easel")
    expect(page.locator("body")).to_have_attribute("data-running", "")
    expect(page.locator("link[rel=icon]")).to_have_attribute("href", re.compile("running"))
    moving = "document.getAnimations().filter(({ playState }) => playState === 'running').length"
    assert page.evaluate(moving) == 0, "less motion is wanted here"
    page.get_by_role("button", name="Running: 1").click()
    row = page.locator("#easel-running-list li")
    expect(row).to_contain_text("a mountain")
    row.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Running: 1")).to_be_hidden()
    expect(page).to_have_title("No image · Easel")
    expect(page.locator("link[rel=icon]")).not_to_have_attribute("href", re.compile("running"))
    simulator.release()


def test_a_run_is_stopped_in_the_head_though_its_row_changes_under_the_press(
    page: Page, simulator: Simulator
) -> None:
    """Each row was put there anew every second: the press was lost, and so was the focus."""
    simulator.play("hold", gateway="turing", at=0.0)
    choose(page, "doubao-seedream")
    press(page, "a mountain")
    page.locator("#t2i-easel .run").first.wait_for()
    page.get_by_role("button", name="Running: 1").click()
    row = page.locator("#easel-running-list li")
    stop, status = row.get_by_role("button", name="Stop"), row.locator(".small")
    wait_for_change(status)
    stop.focus()
    wait_for_change(status)
    expect(stop).to_be_focused()
    stop.hover()
    page.mouse.down()
    wait_for_change(status)
    page.mouse.up()
    expect(page.get_by_role("button", name="Running: 1")).to_be_hidden()
    simulator.release()


def wait_for_change(status: Locator) -> None:
    """Until it says something else, as how long a run takes by now."""
    expect(status).not_to_have_text(str(status.text_content()))


def test_without_a_network_a_press_waits_and_one_line_says_so(page: Page, visitor: BrowserContext) -> None:
    run = page.locator("#t2i-run")
    visitor.set_offline(True)
    expect(page.locator(".offline")).to_have_text("Connection lost, reconnecting. Your images keep generating.")
    for width in (360, 390, 768, 1440):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.locator(".offline").evaluate("node => node.offsetHeight") <= 48, width  # the head's height
    expect(run).to_have_accessible_name("Waiting for connection…")
    expect(run).to_be_disabled()
    run.focus()
    expect(run).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("#t2i-prompt textarea").fill("a lighthouse")  # whose plan is asked for when there is a way again
    visitor.set_offline(False)
    expect(page.locator(".offline")).to_be_hidden()
    expect(run).to_have_accessible_name("Generate")
    expect(page.locator(".toast-wrap")).to_be_empty()
    expect(page.locator("#t2i-easel .run")).to_have_count(0)
    press(page, "a lighthouse")
    expect(page.locator("#t2i-easel .run")).to_have_count(1)


NOTIFICATIONS = """() => {
  window.shown = [];
  window.Notification = class {
    static permission = 'default';
    static async requestPermission() { return (this.permission = 'granted'); }
    constructor(title, { body }) { window.shown.push(`${title}: ${body}`); }
  };
  Object.defineProperty(document, 'hidden', { get: () => true, configurable: true });
}"""
LONG_RUN = {
    "id": "a",
    "state": "done",
    "prompt": "a lighthouse",
    "created": 100,
    "now": 140,
    "timings": {"ended": 130},
}


def test_the_end_of_a_long_run_is_notified_once_the_offer_is_taken(bare: Page) -> None:
    bare.evaluate(NOTIFICATIONS)
    expose(bare, "app/notification.js")
    end = "(run) => notifyOfEnd(run, 'Done · Easel')"
    bare.evaluate(end, {**LONG_RUN, "timings": {"ended": 110}})
    expect(bare.locator(".toast")).to_have_count(0)
    bare.evaluate(end, LONG_RUN)
    bare.get_by_role("button", name="Notify me").click()
    bare.evaluate(end, LONG_RUN)
    assert bare.evaluate("shown") == ["Done · Easel: a lighthouse"]
    expect(bare.locator(".toast")).to_have_count(0)


def test_language_and_colours_are_kept_and_nothing_typed_is_lost(page: Page) -> None:
    page.locator("#t2i-prompt textarea").fill("a lighthouse")
    page.locator("#easel-theme").click()
    expect(page.locator("html")).not_to_have_class(re.compile("dark"))
    page.locator("#easel-theme").click()
    expect(page.locator("html")).to_have_class("dark")
    expect(page.locator("body")).to_have_class(re.compile("dark"))
    page.locator("#easel-language").click()
    expect(page.locator("#t2i-run")).to_have_text("生成")
    expect(page.locator("#t2i-plan")).to_contain_text("将请求")
    expect(page.locator("#t2i-prompt textarea")).to_have_value("a lighthouse")
    expect(page.locator("html")).to_have_class("dark")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.get_by_role("button", name="English").click()
    expect(page.locator("#t2i-run")).to_have_text("Generate")
    page.locator("#easel-theme").click()
    expect(page.locator("body")).not_to_have_class(re.compile("dark"))  # as the system is


def test_the_colours_of_a_spaces_frame_are_taken_unless_others_were_chosen(page: Page) -> None:
    page.goto("/?__theme=dark")
    expect(page.locator("body")).to_have_class(re.compile("dark"))
    page.locator("#easel-theme").click()  # from the system's to light
    expect(page.locator("body")).not_to_have_class(re.compile("dark"))
    traffic = Traffic(page)
    open_page(page)
    traffic.end(page)
    expect(page.locator("html")).not_to_have_class(re.compile("dark"))
    assert 0 < traffic.bytes <= 50_000, "a second visit loads what is its own alone"


SHARE = """() => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 48 });
  canvas.getContext('2d').fillRect(0, 0, 64, 48);
  canvas.toBlob((blob) => {
    const files = new DataTransfer();
    files.items.add(new File([blob], 'shared.png', { type: 'image/png' }));
    const form = Object.assign(document.createElement('form'), {
      action: 'share-target', method: 'post', enctype: 'multipart/form-data',
    });
    const field = Object.assign(document.createElement('input'), { type: 'file', name: 'image' });
    field.files = files.files;
    form.append(field);
    document.body.append(form);
    form.submit();
  });
}"""


def test_a_browser_installs_it_and_what_is_shared_with_it_is_there_to_edit(page: Page) -> None:
    devtools = page.context.new_cdp_session(page)
    manifest = devtools.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert json.loads(manifest["data"])["share_target"]["action"] == "./share-target"
    assert devtools.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
    page.evaluate(SHARE)
    expect(page.get_by_role("tab", name="Edit")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#edit-images img").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"/$"))
