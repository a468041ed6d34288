"""Screenshots of the README: the tabs, a phone, and an animation of one picture developing.

`make screenshots` writes docs/images/*.webp, in English and in Chinese, from the demo on an empty data folder; an
argument is another folder. Roles, element ids and the kept choices of theme alone are relied on.
"""

import base64
import io
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from scripts.webp import Frame, save_animation, save_stills
from tests.browser.conftest import FLAGS, chromium, wait_until_opened
from tests.easel_process import Easel, running_anew
from tests.paths import ROOT

FOLDER: Final = ROOT / "docs" / "images"
DESKTOP: Final = (1440, 900)
PHONE: Final = (390, 844)
ANIMATED: Final = (1200, 750)
SETTLING_MS: Final = 800
"""What the page may need to say that all is done."""
RATIO: Final = "3:2"
TEXT_TO_IMAGE, EDIT, CHAT, GALLERY = range(4)
"""Where a tab stands in the row; its name depends on the language."""
EDITED: Final = "A meadow with flowers, a cottage and hills in spring"
"""The picture to edit, in both languages the same: what is painted on it stands beside the cottage."""
PICTURES_DRAWN: Final = """async () => {
  const images = [...document.images].filter((image) => image.getAttribute('src') && image.checkVisibility());
  const entries = images.length === 0 ? [] : await new Promise((resolve) => {
    const observer = new IntersectionObserver(resolve);
    images.forEach((image) => observer.observe(image));
  });
  const inSight = entries.filter((entry) => entry.isIntersecting).map((entry) => entry.target);
  return inSight.every((image) => image.complete && image.naturalWidth > 0);
}"""
DONE: Final = "img[data-picture][data-state=done]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Texts typed in one language. `suffix` ends the names of its pictures."""

    locale: str
    suffix: str
    developing: str
    edit: str
    messages: tuple[str, ...]
    pictures: tuple[str, ...]


ENGLISH: Final = Texts(
    locale="en-US",
    suffix="",
    developing="A lighthouse under the northern lights, snowy mountains",
    edit="Add a white cat here",
    messages=("A lighthouse by the sea at sunset", "Add a sailing boat", "Make it a watercolour"),
    pictures=(
        "A red fishing boat on a calm sea at sunset, watercolour",
        "An old castle above a misty forest at dawn, ink wash",
        "A white cat on a hill with hot-air balloons, poster",
        "A teapot, two green apples and a vase on a table, oil painting",
        "A goldfish and a jellyfish underwater",
        "A fox in an autumn forest",
        "A neon city in the rain at night",
    ),
)
CHINESE: Final = Texts(
    locale="zh-CN",
    suffix=".zh-CN",
    developing="极光下的灯塔，远处是雪山",
    edit="在这里加一只白猫",
    messages=("夕阳下海边的灯塔", "加一艘帆船", "改成水彩画"),
    pictures=(
        "夕阳下平静的海面上一艘红色渔船，水彩",
        "清晨薄雾森林上的古堡，水墨画",
        "山坡上的白猫和热气球，海报",
        "桌上的茶壶、两个青苹果和一瓶花，油画",
        "海底的金鱼和水母",
        "秋天的森林里有一只狐狸",
        "雨夜的霓虹城市",
    ),
)


def main(folder: Path) -> None:
    """Takes the pictures of each language from a server of its own, with the empty gallery of a first visit."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for texts in (ENGLISH, CHINESE):
            with demo() as easel:
                take(chrome, easel, texts, folder)
        chrome.close()


@contextmanager
def demo() -> Iterator[Easel]:
    """Easel without any key, on an empty data folder and a free port of 127.0.0.1."""
    with tempfile.TemporaryDirectory() as folder, running_anew(Path(folder) / "data", {}) as easel:
        yield easel


def take(chrome: Browser, easel: Easel, texts: Texts, folder: Path) -> None:
    """Takes all pictures of one language."""

    def target(name: str) -> Path:
        return folder / f"{name}{texts.suffix}.webp"

    context = new_context(chrome, easel, texts)
    page = open_page(context)
    save_animation(develop(page, texts.developing), target("developing"))
    page.set_viewport_size(size(DESKTOP))
    save_stills([shoot_edit(page, texts)], target("edit"))
    save_stills([shoot_chat(page, texts.messages)], target("chat"))
    *earlier, last = texts.pictures
    for prompt in earlier:
        generate(context, prompt)
    save_stills([shoot_newest(open_page(context), earlier[-1])], target("text-to-image"))
    generate(context, last)
    save_stills([shoot_gallery(page, 2 + len(texts.messages) + len(texts.pictures))], target("gallery"))
    state = context.storage_state()
    context.close()
    dark = {"color_scheme": "dark"}
    phone = {"viewport": size(PHONE), "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
    shots = []
    for kind in (dark, phone):
        context = new_context(chrome, easel, texts, storage_state=state, **kind)
        shots.append(shoot_newest(open_page(context), last))
        context.close()
    save_stills(shots, target("dark-and-phone"))


def new_context(chrome: Browser, easel: Easel, texts: Texts, **kind: Any) -> BrowserContext:
    """A visitor's browser; `kind` says what differs from a desktop in light colours."""
    defaults = {"viewport": size(DESKTOP), "color_scheme": "light", "reduced_motion": "reduce"}
    # What posts by `context.request` says no language of its own, and the demo answers in the reader's.
    language = {"accept-language": texts.locale}
    context = chrome.new_context(
        base_url=easel.url, locale=texts.locale, extra_http_headers=language, **{**defaults, **kind}
    )
    context.set_default_timeout(120_000)
    expect.set_options(timeout=120_000)
    return context


def size(pixels: tuple[int, int]) -> Any:
    """A width and a height as Playwright takes them."""
    return {"width": pixels[0], "height": pixels[1]}


def open_page(context: BrowserContext) -> Page:
    """The page, as soon as its forms are as the server has them."""
    page = context.new_page()
    page.goto("/")
    wait_until_opened(page)
    return page


def open_tab(page: Page, index: int) -> None:
    page.get_by_role("tab").nth(index).click()


def develop(page: Page, prompt: str) -> list[Frame]:
    """Presses Generate. → what the page showed from before the press until the picture was done"""
    page.set_viewport_size(size(ANIMATED))
    page.locator(f"#t2i-ratio input[value='{RATIO}']").check(force=True)
    page.locator("#t2i-prompt textarea").fill(prompt)
    expect(page.locator("#t2i-run")).to_be_enabled()
    frames = [(time.time(), shoot(page))]
    with screencast(page) as painted:
        page.locator("#t2i-run").click()
        page.mouse.move(0, 0)
        page.locator("#t2i-easel .run[data-state=done]").wait_for()
        wait_until_done(page.context)
        page.wait_for_timeout(SETTLING_MS)
    painted.sort(key=lambda frame: frame[0])
    return [*frames, *painted, (max(time.time(), painted[-1][0]), shoot(page))]


@contextmanager
def screencast(page: Page) -> Iterator[list[Frame]]:
    """Collects what the browser draws, when it draws it; a screenshot would have it draw once more."""
    frames: list[Frame] = []
    session = page.context.new_cdp_session(page)

    def keep(event: dict[str, Any]) -> None:
        image = Image.open(io.BytesIO(base64.b64decode(event["data"]))).convert("RGB")
        frames.append((event["metadata"]["timestamp"], image))
        session.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})

    session.on("Page.screencastFrame", keep)
    session.send("Page.startScreencast", {"format": "jpeg", "quality": 95})
    yield frames
    session.send("Page.stopScreencast")
    session.detach()


def wait_until_done(context: BrowserContext) -> None:
    """Waits for all runs of the visitor. Raises RuntimeError when one ends in another way than done."""
    states = {"queued"}
    while not states <= {"done"}:
        time.sleep(0.5)
        states = {run["state"] for run in context.request.get("/api/runs").json()["runs"]}
        if states & {"failed", "unknown", "cancelled"}:
            raise RuntimeError("the demo could not paint")


def generate(context: BrowserContext, prompt: str) -> str:
    """Makes a picture by the API. → its id"""
    body = {"task": "generate", "gateway": "demo", "model": "painter", "prompt": prompt, "aspect_ratio": RATIO}
    run = context.request.post("/api/runs", data=body).json()
    wait_until_done(context)
    return str(context.request.get(f"/api/runs/{run['id']}").json()["pictures"][-1]["id"])


def shoot_edit(page: Page, texts: Texts) -> Image.Image:
    """A picture on which a part is painted that may change, and what is asked for there."""
    picture = generate(page.context, EDITED)
    content = page.context.request.get(f"/pictures/{picture}").body()
    open_tab(page, EDIT)
    file = {"name": "meadow.png", "mimeType": "image/png", "buffer": content}
    page.locator("#edit-images input[type=file]").first.set_input_files([file])
    image = page.locator("#edit-mask img").first
    expect(image).to_have_js_property("complete", True)
    paint_mask(page)
    page.locator("#edit-prompt textarea").fill(texts.edit)
    page.locator("#edit-prompt textarea").blur()
    page.wait_for_timeout(SETTLING_MS)
    return shoot(page)


def paint_mask(page: Page) -> None:
    """One stroke to and fro on the meadow beside the house."""
    canvas = page.locator("#edit-mask canvas").first
    canvas.wait_for()
    box = canvas.bounding_box()
    if box is None:
        raise RuntimeError("the mask's canvas is not on show")
    path = [
        (0.66, 0.64),
        (0.72, 0.64),
        (0.74, 0.69),
        (0.64, 0.69),
        (0.64, 0.74),
        (0.74, 0.74),
        (0.73, 0.79),
        (0.65, 0.79),
    ]
    for number, (across, down) in enumerate(path):
        page.mouse.move(box["x"] + box["width"] * across, box["y"] + box["height"] * down, steps=6)
        if number == 0:
            page.mouse.down()
    page.mouse.up()
    page.mouse.move(0, 0)


def shoot_chat(page: Page, messages: Sequence[str]) -> Image.Image:
    """A conversation, at its newest version."""
    open_tab(page, CHAT)
    for number, message in enumerate(messages, start=1):
        page.locator("#chat-input textarea").fill(message)
        page.locator("#chat-input textarea").press("Enter")
        page.locator(f"#chat-log {DONE}").nth(number - 1).wait_for(state="attached")
        wait_until_done(page.context)
        page.wait_for_timeout(SETTLING_MS)
    return shoot(page)


def shoot_gallery(page: Page, pictures: int) -> Image.Image:
    open_tab(page, GALLERY)
    expect(page.locator("#gallery-grid img")).to_have_count(pictures)
    return shoot(page)


def shoot_newest(page: Page, prompt: str) -> Image.Image:
    """The first tab with the newest picture, and its prompt in the form."""
    page.locator("#t2i-prompt textarea").fill(prompt)
    page.locator("#t2i-prompt textarea").blur()
    page.locator(f"#t2i-easel {DONE}").first.wait_for()
    return shoot(page)


def shoot(page: Page) -> Image.Image:
    """A screenshot of the page, once all pictures in sight are drawn."""
    page.wait_for_function(PICTURES_DRAWN)
    return Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide"))).convert("RGB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
