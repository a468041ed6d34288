"""A walk by real presses of Tab.

Every stop shows its focus, none is out of sight, none is a trap.
"""

from typing import Any

from playwright.sync_api import Locator, Page

MAX_STOPS = 80
STOP = """(target) => {
  const SIDES = ['', '::before', '::after'];
  const LOOK = ['outlineStyle', 'outlineWidth', 'outlineColor', 'boxShadow', 'borderColor', 'backgroundColor'];
  const lookOf = (node) => {
    const looks = [];
    for (let part = node; part && part !== document.body && looks.length < 24; part = part.parentElement) {
      for (const side of SIDES) looks.push(LOOK.map((name) => getComputedStyle(part, side || null)[name]).join());
    }
    return looks.join('|');
  };
  const nameOf = (node) => {
    const name = node.ariaLabel || node.labels?.[0]?.textContent || node.textContent || node.title || node.id;
    return `${node.tagName.toLowerCase()} “${name.trim().slice(0, 40)}”`;
  };
  const isSeen = (node) => {
    const shown = node.matches('[type=radio], [type=checkbox], [type=file]') ? node.closest('label') ?? node : node;
    if (!shown.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
    const { left, right, top, bottom } = shown.getBoundingClientRect();
    const x = (Math.max(left, 0) + Math.min(right, innerWidth)) / 2;
    const y = (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2;
    // What is laid over a control and not to be seen (Gradio's list behind the model card) hides nothing.
    const hit = document.elementsFromPoint(x, y).find((it) => it.checkVisibility({ opacityProperty: true }));
    return right - left > 1 && bottom - top > 1 && Boolean(hit) && (shown.contains(hit) || hit.contains(shown));
  };
  const { activeElement: node } = document;
  const problems = [];
  const before = window.stopBefore;
  const isLeft = before?.node.isConnected && ![node, document.body].includes(before.node);
  if (isLeft && before.node.checkVisibility() && lookOf(before.node) === before.look) {
    problems.push(`no visible focus: ${nameOf(before.node)}`);
  }
  if (node !== document.body && !isSeen(node)) problems.push(`out of sight: ${nameOf(node)}`);
  window.stopBefore = { node, look: lookOf(node) };
  return { name: nameOf(node), isThere: node === target, isBody: node === document.body, problems };
}"""


class Walk:
    """A walk from where the focus is; `problems` has what was wrong at any stop."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.problems: list[str] = []
        self.stops: list[str] = []
        page.evaluate("delete window.stopBefore")

    def to(self, target: Locator, *, key: str = "Tab") -> None:
        """Presses Tab until `target` has the focus."""
        for _ in range(MAX_STOPS):
            if self._step(target, key=key)["isThere"]:
                return
        raise AssertionError(f"{key} leads to {self.stops[-MAX_STOPS:]}, and not to {target}")

    def to_end(self) -> None:
        """Presses Tab until the page ends."""
        for _ in range(MAX_STOPS):
            if self._step(self.page.locator("body"), key="Tab")["isBody"]:
                return
        raise AssertionError(f"a trap: {self.stops[-MAX_STOPS:]}")

    def _step(self, target: Locator, *, key: str) -> dict[str, Any]:
        self.page.keyboard.press(key)
        stop = dict(target.evaluate(STOP))
        self.stops.append(stop["name"])
        self.problems += stop["problems"]
        return stop
