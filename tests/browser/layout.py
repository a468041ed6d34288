"""Layout of a page, measured: all that is amiss in it, in one window or in each of five."""

from pathlib import Path
from typing import Final

from playwright.sync_api import Page

LAYOUT_OBJECTIONS: Final = Path(__file__).with_name("layout_boxes.js").read_text(encoding="utf-8")
SMALL_TARGETS: Final = Path(__file__).with_name("touch_targets.js").read_text(encoding="utf-8")
WINDOWS: Final = ((360, 740), (390, 844), (768, 1024), (1440, 900), (1920, 1080))
PHONES: Final = WINDOWS[:2]
LARGEST_TOUCHED: Final = 768
"""Width of the widest window that is pressed by finger."""


def layout_objections(page: Page, surface: str) -> list[str]:
    """All that is cut, hidden, out of the window or larger than the picture, in the window as it is."""
    size = page.viewport_size
    assert size
    where = f"{surface}, {size['width']}"
    return [f"{where}: {objection}" for objection in page.evaluate(LAYOUT_OBJECTIONS, size["width"])]


def objections_in_windows(
    page: Page, surface: str, *, windows: tuple[tuple[int, int], ...] = WINDOWS, finger: bool = False
) -> list[str]:
    """Those of several windows, the narrow ones with touch; `finger` asks for targets of 44 pixels there, too."""
    session = page.context.new_cdp_session(page)
    objections: list[str] = []
    for width, height in windows:
        is_touched = width <= LARGEST_TOUCHED
        session.send("Emulation.setTouchEmulationEnabled", {"enabled": is_touched})
        page.set_viewport_size({"width": width, "height": height})
        objections += layout_objections(page, surface)
        if finger and is_touched:
            objections += [f"{surface}, {width}: small {target}" for target in page.evaluate(SMALL_TARGETS)]
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
    session.detach()
    return objections
