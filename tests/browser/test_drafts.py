"""Drafts: all that was typed and chosen outlives a browser that is killed.

Its local storage alone loses the last seconds.
"""

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Error, Page, Playwright, expect

from tests.browser.conftest import JOURNEY_FLAGS, chromium, expose, open_bare, open_page
from tests.browser.test_edit import paint_mask
from tests.easel_process import Easel
from tests.paths import IMAGES

TYPE = """async () => {
  writeText('easel-gone', 'x');
  for (const text of ['a', 'a l', 'a lighthouse']) writeText('easel-draft-t2i-prompt', text);
  updateObject('easel-edit', { tiles: [1, 2] });
  await readWrites(); // which follows the writes before it
}"""
READ = "[readText('easel-draft-t2i-prompt'), readObject('easel-edit'), localStorage.getItem('easel-last-write')]"


@contextmanager
def killed_browser(playing: Playwright, profile: Path, easel: Easel) -> Iterator[Page]:
    """A bare page in a browser with this profile, which is killed at the end."""
    command = [chromium() or playing.chromium.executable_path, *JOURNEY_FLAGS, "--headless", "about:blank"]
    flags = [f"--user-data-dir={profile}", "--remote-debugging-port=0"]
    # A group of its own: what is started may be a script that starts the browser.
    process = subprocess.Popen([*command, *flags], stderr=subprocess.PIPE, text=True, start_new_session=True)
    try:
        assert process.stderr
        address = next(match[0] for line in process.stderr if (match := re.search(r"ws://\S+", line)))
        page = playing.chromium.connect_over_cdp(address).contexts[0].new_page()
        open_bare(page, easel.url)
        expose(page, "lib/local_storage.js", "lib/recent_writes.js")
        yield page
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def test_what_was_typed_last_outlives_a_browser_that_is_killed(
    playing: Playwright, easel: Easel, tmp_path: Path
) -> None:
    with killed_browser(playing, tmp_path, easel) as page:
        page.evaluate(TYPE)
    with killed_browser(playing, tmp_path, easel) as page:
        assert page.evaluate(READ) == ["a lighthouse", {"tiles": [1, 2]}, "5"]
        page.evaluate("writeText('easel-draft-t2i-prompt', 'a castle')")
        open_bare(page, easel.url)
        expose(page, "lib/local_storage.js")
        assert page.evaluate(READ) == ["a castle", {"tiles": [1, 2]}, "6"]


def test_drafts_of_every_field_outlive_a_page_that_crashes(new_visitor: BrowserContext) -> None:
    page = new_visitor.new_page()
    open_page(page)
    page.locator("#t2i-prompt textarea").fill("a lighthouse")
    page.locator("#t2i-ratio").get_by_text("16:9", exact=True).click()
    page.get_by_role("tab", name="Chat").click()
    page.locator("#chat-input textarea").fill("add a hat")
    page.get_by_role("tab", name="Edit").click()
    page.locator("#edit-images input[type=file]").set_input_files(str(IMAGES / "coffee.jpg"))
    paint_mask(page)
    page.locator("#edit-prompt textarea").fill("a tin cup")
    mask = page.locator("#edit-mask .mask-summary [role=status]").inner_text()
    with pytest.raises(Error, match="crash"):
        page.goto("chrome://crash")
    page = new_visitor.new_page()
    open_page(page)
    expect(page.locator("#t2i-prompt textarea")).to_have_value("a lighthouse")
    expect(page.locator("#t2i-ratio label.selected")).to_have_text("16:9")
    page.get_by_role("tab", name="Chat").click()
    expect(page.locator("#chat-input textarea")).to_have_value("add a hat")
    page.get_by_role("tab", name="Edit").click()
    expect(page.locator("#edit-prompt textarea")).to_have_value("a tin cup")
    expect(page.locator("#edit-images li")).to_have_count(1)
    expect(page.locator("#edit-mask")).to_contain_text(mask)
