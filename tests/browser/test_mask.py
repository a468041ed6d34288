"""The mask painter.

What was painted is transparent in the PNG, at the picture's own pixels, and nothing else.
"""

import base64
import io
import random
import re
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.browser.conftest import english_context, expose, open_bare
from tests.easel_process import Easel

ODD = (333, 205)  # no multiple of eight, so that rows end inside a byte

MOUNT = """() => {
  window.pad?.root.remove();
  window.changes = [];
  window.pad = new MaskEditor({ onChange: (pad) => changes.push(pad.share) });
  pad.root.style.margin = '12px';
  document.body.prepend(pad.root);
  scrollTo(0, 0);
}"""
BLOB = """async () => {
  const bytes = new Uint8Array(await (await pad.blob()).arrayBuffer());
  let text = '';
  bytes.forEach((byte) => { text += String.fromCharCode(byte); });
  return btoa(text);
}"""


class Pad:
    """The pad on a page, spoken to in pixels of the picture."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root = page.locator(".mask-editor")
        self.canvas = self.root.locator("canvas")
        expose(page, "mask/editor.js", "mask/overlay.js")
        page.evaluate(MOUNT)

    def open(self, size: tuple[int, int], *, mask: bytes | None = None, shown: Image.Image | None = None) -> "Pad":
        picture = io.BytesIO()
        (shown or Image.new("RGB", size, "#7a9")).save(picture, "JPEG")
        self.page.unroute_all()
        for name, body, mime in (("picture", picture.getvalue(), "image/jpeg"), ("mask", mask, "image/png")):
            if body is not None:
                self.page.route(f"**/mask-test/{name}", answering(body, mime))
        asked = {"url": "/mask-test/picture", "width": size[0], "height": size[1]}
        self.page.evaluate("(asked) => pad.open(asked)", asked | ({"mask": "/mask-test/mask"} if mask else {}))
        return self

    def screen_point(self, x: float, y: float) -> tuple[float, float]:
        """The point of a picture's pixel on the screen."""
        box = self.root.locator(".mask-stage img").bounding_box()
        assert box is not None
        width, height = self.page.evaluate("[pad.viewport.picture.width, pad.viewport.picture.height]")
        return box["x"] + x * box["width"] / width, box["y"] + y * box["height"] / height

    def drag(self, *points: tuple[float, float]) -> None:
        self.page.mouse.move(*self.screen_point(*points[0]))
        self.page.mouse.down()
        for point in points[1:]:
            self.page.mouse.move(*self.screen_point(*point), steps=4)
        self.page.mouse.up()

    def press(self, act: str) -> None:
        self.root.locator(f'[data-act="{act}"]').click()

    def keys(self, *keys: str) -> None:
        self.canvas.focus()
        for key in keys:
            self.page.keyboard.press(key)

    def numbers(self, left: int, top: int, width: int, height: int) -> None:
        form = self.root.locator("details", has=self.page.locator("[data-box]"))
        form.evaluate("(details) => { details.open = true; }")
        for side, value in {"left": left, "top": top, "width": width, "height": height}.items():
            form.locator(f'[data-box="{side}"]').fill(str(value))

    def png(self) -> bytes:
        return base64.b64decode(self.page.evaluate(BLOB))

    def alpha(self) -> Image.Image:
        """The alpha of what would be sent, after all else in it was found right."""
        picture = Image.open(io.BytesIO(self.png())).convert("RGBA")
        *colours, alpha = picture.split()
        assert [colour.getextrema() for colour in colours] == [(0, 0)] * 3
        assert sum(alpha.histogram()[1:255]) == 0
        return alpha

    @property
    def size(self) -> int:
        return int(self.page.evaluate("pad.size"))

    @property
    def tool(self) -> str | None:
        return self.root.get_attribute("data-tool")

    @property
    def changes(self) -> int:
        return int(self.page.evaluate("changes.length"))

    def density_at(self, x: float, y: float) -> int:
        """The density of the paint that the screen shows on a pixel of the picture."""
        left, top = self.screen_point(x, y)
        script = """(canvas, [x, y]) => new Promise((done) => requestAnimationFrame(() => setTimeout(() => {
          const { left, top, width } = canvas.getBoundingClientRect();
          const dots = canvas.width / width;
          done(canvas.getContext('2d').getImageData((x - left) * dots, (y - top) * dots, 1, 1).data[3]);
        })))"""
        return int(self.canvas.evaluate(script, [left, top]))


def answering(body: bytes, mime: str) -> Callable[..., None]:
    return lambda route: route.fulfill(body=body, content_type=mime)


def boxes(size: tuple[int, int], *painted: tuple[int, int, int, int], on: int = 0) -> Image.Image:
    """The alpha of a mask of rectangles, each left, top, width, height."""
    alpha = Image.new("L", size, 255 - on)
    for left, top, width, height in painted:
        alpha.paste(on, (left, top, left + width, top + height))
    return alpha


def same(one: Image.Image, other: Image.Image) -> bool:
    return one.size == other.size and one.tobytes() == other.tobytes()


def line_painted(alpha: Image.Image, a: tuple[float, float], b: tuple[float, float], radius: float) -> bool:
    """Whether a stroke is all that is painted; its very edge, where a mouse is not that exact, is left out."""
    start, along = np.array(a), np.array(b) - np.array(a)
    x, y = np.meshgrid(np.arange(alpha.width) + 0.5, np.arange(alpha.height) + 0.5)
    from_start = np.stack([x, y], axis=-1) - start
    part = np.clip(from_start @ along / max(along @ along, 1e-9), 0, 1)
    off = np.linalg.norm(from_start - part[..., None] * along, axis=-1) - radius
    expected = np.where(off > 0, 255, 0)
    return bool(((np.asarray(alpha) == expected) | (abs(off) <= 1.2)).all())


@pytest.fixture
def pad(shared_bare: Page) -> Pad:
    return Pad(shared_bare)


@pytest.fixture(scope="module")
def phone(browser: Browser, easel: Easel) -> Iterator[Page]:
    with english_context(browser, easel, has_touch=True, is_mobile=True, device_scale_factor=2) as context:
        page = context.new_page()
        page.set_viewport_size({"width": 390, "height": 844})
        open_bare(page)
        yield page


def test_a_stroke_is_transparent_and_all_else_is_not(pad: Pad) -> None:
    pad.open(ODD)
    assert pad.page.evaluate("[pad.empty, pad.full, pad.share]") == [True, False, 0]
    pad.drag((80, 60), (240, 120))
    assert line_painted(pad.alpha(), (80, 60), (240, 120), pad.size / 2)
    assert pad.page.evaluate("[pad.empty, pad.full]") == [False, False]
    assert pad.changes == 1
    assert pad.density_at(160, 90) > 60
    assert pad.density_at(20, 190) == 0


def test_a_click_paints_a_dot_and_a_stroke_may_leave_the_picture(pad: Pad) -> None:
    pad.open(ODD)
    pad.drag((100, 100))
    assert line_painted(pad.alpha(), (100, 100), (100, 100), pad.size / 2)
    pad.press("clear")
    pad.drag((20, 20), (0, 20), (-30, 20))
    assert line_painted(pad.alpha(), (20, 20), (-30, 20), pad.size / 2)


def test_the_eraser_takes_away(pad: Pad) -> None:
    pad.open(ODD)
    pad.press("invert")
    assert pad.page.evaluate("[pad.empty, pad.full, pad.share]") == [False, True, 1]
    pad.keys("e")
    pad.drag((80, 100), (240, 100))
    left = pad.alpha().point(lambda alpha: 255 - alpha)
    assert line_painted(left, (80, 100), (240, 100), pad.size / 2)


def test_a_rectangle_is_drawn(pad: Pad) -> None:
    pad.open(ODD)
    pad.keys("r")
    pad.drag((40.5, 30.5), (120.5, 90.5))
    assert same(pad.alpha(), boxes(ODD, (40, 30, 81, 61)))
    pad.drag((300.5, 190.5), (400, 300))
    assert same(pad.alpha(), boxes(ODD, (40, 30, 81, 61), (300, 190, 33, 15)))


def test_a_rectangle_by_numbers(pad: Pad) -> None:
    pad.open(ODD)
    pad.numbers(13, 7, 101, 50)
    pad.press("add")
    assert same(pad.alpha(), boxes(ODD, (13, 7, 101, 50)))
    pad.numbers(20, 10, 5, 5)
    pad.press("erase")
    expected = boxes(ODD, (13, 7, 101, 50))
    expected.paste(255, (20, 10, 25, 15))
    assert same(pad.alpha(), expected)


def test_numbers_beyond_the_picture_are_brought_back(pad: Pad) -> None:
    pad.open(ODD)
    pad.numbers(-5, 200, 4000, 900)
    pad.page.keyboard.press("Enter")
    assert same(pad.alpha(), boxes(ODD, (0, 200, 333, 5)))
    values = [field.input_value() for field in pad.root.locator("[data-box]").all()]
    assert values == ["0", "200", "333", "5"]


def test_a_rectangle_by_keys_alone(pad: Pad) -> None:
    pad.open((400, 300))
    pad.keys("ArrowLeft", "ArrowUp", "Shift+ArrowRight", "Shift+ArrowDown")
    left, top, width, height = (int(field.input_value()) for field in pad.root.locator("[data-box]").all())
    assert left < 100
    assert top < 75
    assert width > 200
    assert height > 150
    pad.page.keyboard.press("Enter")
    assert same(pad.alpha(), boxes((400, 300), (left, top, width, height)))
    expect(pad.root.get_by_role("status").first).to_be_visible()
    pad.page.keyboard.press("Delete")
    assert same(pad.alpha(), boxes((400, 300)))


def test_invert_turns_every_pixel(pad: Pad) -> None:
    pad.open(ODD)
    pad.numbers(13, 7, 101, 50)
    pad.press("add")
    pad.keys("i")
    assert same(pad.alpha(), boxes(ODD, (13, 7, 101, 50), on=255))
    pad.press("invert")
    assert same(pad.alpha(), boxes(ODD, (13, 7, 101, 50)))


def test_undo_redo_and_clear(pad: Pad) -> None:
    pad.open(ODD)
    states = [pad.png()]
    for top in (10, 60, 110):
        pad.numbers(20, top, 200, 30)
        pad.press("add")
        states.append(pad.png())
    pad.press("clear")
    states.append(pad.png())
    assert states[4] == states[0]
    pad.keys("z")
    assert pad.png() == states[3]
    pad.keys("Control+z", "Control+z")
    assert pad.png() == states[1]
    pad.keys("Control+Shift+Z")
    assert pad.png() == states[2]
    pad.press("undo")
    pad.press("redo")
    assert pad.png() == states[2]
    assert pad.changes == 10
    pad.press("invert")
    inverted = pad.png()
    pad.keys("Control+y")
    assert pad.png() == inverted, "a new step ends what could be done again"
    pad.keys(*"zzzzz")
    assert pad.png() == states[0]
    assert pad.page.evaluate("pad.share") == 0
    expect(pad.root.locator('[data-act="undo"]')).to_have_attribute("aria-disabled", "true")


def test_brackets_change_the_size_of_the_brush(pad: Pad) -> None:
    pad.open((800, 600))
    before = pad.size
    pad.keys("]", "]")
    larger = pad.size
    pad.keys("[", "[", "[", "[")
    assert larger > before > pad.size
    pad.drag((400, 300))
    assert line_painted(pad.alpha(), (400, 300), (400, 300), pad.size / 2)


def test_keys_are_the_pads_only_while_it_has_the_focus(pad: Pad) -> None:
    pad.open(ODD)
    pad.page.locator("#bare-words").focus()
    pad.page.keyboard.type("erii[[")
    assert pad.tool == "brush"
    assert pad.page.evaluate("pad.empty")
    expect(pad.page.locator("#bare-words")).to_have_value("erii[[")
    pad.numbers(1, 2, 3, 4)
    pad.page.keyboard.press("e")
    assert pad.tool == "brush", "a field for a number is typed in"
    pad.keys("e")
    assert pad.tool == "eraser"
    pad.keys("r")
    assert pad.tool == "rectangle"
    pad.keys("b")
    assert pad.tool == "brush"


def test_paint_lands_where_the_zoomed_picture_shows_it(pad: Pad) -> None:
    pad.open((800, 600))
    pad.page.mouse.move(*pad.screen_point(600, 400))
    pad.page.keyboard.down("Control")
    for _ in range(4):
        pad.page.mouse.wheel(0, -120)
    pad.page.keyboard.up("Control")
    pad.page.wait_for_function("pad.viewport.scale > 2.5")
    for _ in range(6):
        pad.keys("[")
    pad.drag((580, 380), (620, 410))
    assert line_painted(pad.alpha(), (580, 380), (620, 410), pad.size / 2)
    assert pad.density_at(600, 395) > 60
    before = pad.screen_point(600, 400)
    pad.page.mouse.move(*before)
    pad.page.keyboard.down(" ")
    pad.page.mouse.down()
    pad.page.mouse.move(before[0] + 60, before[1] + 40, steps=3)
    pad.page.mouse.up()
    pad.page.keyboard.up(" ")
    after = pad.screen_point(600, 400)
    assert (round(after[0] - before[0]), round(after[1] - before[1])) == (60, 40)
    assert pad.changes == 1, "moving does not paint"
    pad.press("zoom.in")
    pad.press("zoom.out")
    pad.press("zoom.fit")
    pad.keys("i")
    left = pad.alpha().point(lambda alpha: 255 - alpha)
    assert line_painted(left, (580, 380), (620, 410), pad.size / 2)


def test_the_page_scrolls_under_the_wheel_as_long_as_nothing_is_zoomed(pad: Pad) -> None:
    pad.open((800, 600))
    assert pad.page.evaluate("document.documentElement.scrollHeight > innerHeight + 100")
    pad.page.mouse.move(*pad.screen_point(400, 300))
    pad.page.mouse.wheel(0, 80)
    pad.page.wait_for_function("scrollY > 40")


def touch(session: CDPSession, kind: str, *points: tuple[float, float]) -> None:
    fingers = [{"x": x, "y": y, "id": index} for index, (x, y) in enumerate(points)]
    session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})


def test_one_finger_paints_and_two_zoom(phone: Page) -> None:
    pad = Pad(phone).open((800, 600))
    session = pad.page.context.new_cdp_session(pad.page)
    touch(session, "touchStart", pad.screen_point(200, 200))
    touch(session, "touchMove", pad.screen_point(300, 240))
    touch(session, "touchMove", pad.screen_point(400, 280))
    touch(session, "touchEnd")
    assert line_painted(pad.alpha(), (200, 200), (400, 280), pad.size / 2)
    assert pad.changes == 1
    before, scale = pad.png(), pad.page.evaluate("pad.viewport.scale")
    one, two = pad.screen_point(350, 300), pad.screen_point(450, 300)
    touch(session, "touchStart", one)
    touch(session, "touchMove", (one[0] - 4, one[1]))
    touch(session, "touchStart", (one[0] - 4, one[1]), two)
    for step in range(1, 9):
        touch(session, "touchMove", (one[0] - 4 - 8 * step, one[1]), (two[0] + 8 * step, two[1]))
    touch(session, "touchEnd", (one[0] - 68, one[1]))
    touch(session, "touchMove", (one[0] + 20, one[1] + 30))
    touch(session, "touchEnd")
    assert pad.page.evaluate("pad.viewport.scale") > 1.5 * scale
    assert pad.png() == before
    assert pad.changes == 1
    spot = pad.screen_point(400, 320)
    touch(session, "touchStart", spot)
    touch(session, "touchEnd")
    assert pad.changes == 2, "and then one finger paints again"
    assert pad.alpha().getpixel((400, 320)) == 0


def test_a_pen_paints_wider_when_it_is_pressed(pad: Pad) -> None:
    pad.open((800, 600))
    session = pad.page.context.new_cdp_session(pad.page)
    painted = []
    for force in (0.1, 0.5, 1):
        x, y = pad.screen_point(400, 300)
        about = {"x": x, "y": y, "button": "left", "clickCount": 1, "pointerType": "pen", "force": force}
        session.send("Input.dispatchMouseEvent", {**about, "type": "mousePressed", "buttons": 1})
        session.send("Input.dispatchMouseEvent", {**about, "type": "mouseReleased", "buttons": 0})
        painted.append(pad.page.evaluate("pad.share"))
        pad.press("clear")
    assert painted[0] < painted[1] < painted[2]


def test_twelve_megapixels(pad: Pad) -> None:
    noise = Image.effect_noise((504, 378), 60).convert("RGB").resize((4032, 3024))
    pad.open((4032, 3024), shown=noise)
    random.seed(3)
    for _ in range(4):
        pad.drag(*((random.randrange(200, 3800), random.randrange(200, 2800)) for _ in range(5)))
    timed = """async () => {
      const start = performance.now();
      const blob = await pad.blob();
      return [performance.now() - start, blob.size];
    }"""
    milliseconds, size = pad.page.evaluate(timed)
    start = time.monotonic()
    pad.drag((500, 500), (3500, 2500))
    sent = pad.png()
    whole = time.monotonic() - start
    print(f"12 megapixels: PNG of {size} bytes in {milliseconds:.0f} ms; stroke and all {whole:.2f} s")
    assert size < 300_000
    assert len(sent) < 300_000
    assert pad.alpha().size == (4032, 3024)


def test_an_earlier_mask_is_shown_and_goes_on(pad: Pad) -> None:
    earlier = Image.new("RGBA", ODD, (0, 0, 0, 255))
    ImageDraw.Draw(earlier).ellipse((30, 40, 200, 150), fill=(0, 0, 0, 0))
    stored = io.BytesIO()
    earlier.save(stored, "PNG")
    pad.open(ODD, mask=stored.getvalue())
    assert same(pad.alpha(), earlier.getchannel("A"))
    assert pad.density_at(115, 95) > 60
    assert pad.density_at(300, 20) == 0
    assert pad.changes == 0
    pad.numbers(250, 10, 40, 40)
    pad.press("add")
    earlier.paste((0, 0, 0, 0), (250, 10, 290, 50))
    assert same(pad.alpha(), earlier.getchannel("A"))
    pad.keys("z", "z")
    assert pad.alpha().getpixel((115, 95)) == 0, "what came is no step to be undone"


def test_the_picture_shown_may_be_smaller_than_the_mask(pad: Pad) -> None:
    pad.open((1600, 1200), shown=Image.new("RGB", (400, 300), "white"))
    pad.keys("r")
    pad.drag((800, 600), (1200, 900))
    alpha = pad.alpha()
    assert alpha.size == (1600, 1200)
    assert alpha.getpixel((1000, 750)) == 0
    assert alpha.getpixel((700, 500)) == 255


def test_a_picture_that_does_not_show_is_told_and_can_be_painted(pad: Pad) -> None:
    pad.open(ODD)
    pad.page.unroute_all()
    pad.page.route("**/mask-test/*", lambda route: route.fulfill(status=404))
    lost = {"url": "/mask-test/lost", "mask": "/mask-test/mask", "width": 333, "height": 205}
    pad.page.evaluate("(lost) => pad.open(lost)", lost)
    expect(pad.root.locator(".mask-status")).not_to_be_empty()
    pad.press("invert")
    assert pad.page.evaluate("pad.full")


def test_closing_empties_it_and_the_next_picture_starts_anew(pad: Pad) -> None:
    pad.open(ODD)
    pad.press("invert")
    pad.page.evaluate("pad.close()")
    expect(pad.root).to_be_hidden()
    assert pad.page.evaluate("pad.blob()") is None
    assert pad.page.evaluate("[pad.empty, pad.full, pad.share]") == [True, False, 0]
    pad.open((64, 48))
    pad.keys("z")
    assert same(pad.alpha(), boxes((64, 48)))


def test_opened_out_of_sight_it_fits_as_soon_as_it_is_seen(pad: Pad) -> None:
    pad.page.evaluate("document.body.prepend(Object.assign(document.createElement('div'), { id: 'tab' }))")
    pad.page.evaluate("tab.style.display = 'none'; tab.append(pad.root)")
    pad.open((800, 600))
    pad.page.evaluate("tab.style.display = ''")
    pad.page.wait_for_function("pad.viewport.scale > 0.2")
    pad.drag((200, 200), (400, 280))
    assert line_painted(pad.alpha(), (200, 200), (400, 280), pad.size / 2)


def test_the_last_of_two_pictures_opened_at_once_stays(pad: Pad) -> None:
    pad.open(ODD, mask=b"no picture")
    first = "{ url: '/mask-test/picture', mask: '/mask-test/mask', width: 333, height: 205 }"
    second = "{ url: '/mask-test/picture', width: 100, height: 50 }"
    pad.page.evaluate(f"Promise.all([pad.open({first}), pad.open({second})])")
    assert pad.alpha().size == (100, 50)


def test_the_outline_lies_around_what_is_painted(pad: Pad) -> None:
    pad.open((400, 300))
    pad.numbers(100, 100, 200, 100)
    pad.press("add")
    stored = f"data:image/png;base64,{base64.b64encode(pad.png()).decode()}"
    script = """async (url) => {
      const canvas = await loadOutline(url, { width: 800, height: 600 });
      const mine = pad.outline({ width: 800, height: 600 });
      const alpha = (x, y) => canvas.getContext('2d').getImageData(x, y, 1, 1).data[3];
      return [canvas.width, canvas.height, mine.toDataURL() === canvas.toDataURL(),
        alpha(400, 300), alpha(20, 20), alpha(200, 300) > 0, alpha(199, 300) > 0, alpha(300, 399) > 0];
    }"""
    assert pad.page.evaluate(script, stored) == [800, 600, True, 0, 0, True, True, True]


def test_every_control_has_a_name_in_both_languages(pad: Pad) -> None:
    pad.open(ODD)
    named = """(root) => [...root.querySelectorAll('button, input, canvas, summary')]
      .map((one) => one.getAttribute('aria-label') || one.closest('label')?.textContent || one.textContent)"""
    names = pad.root.evaluate(named)
    assert len(names) > 18
    assert [name for name in names if not name or "card.mask" in name] == []
    assert not re.search(r"card\.mask", pad.root.inner_text())
    assert "card.mask" not in str(pad.root.evaluate("(root) => root.outerHTML"))


@pytest.mark.parametrize("width", [360, 390])
def test_on_a_phone_all_of_it_can_be_hit_and_nothing_scrolls_sideways(phone: Page, width: int) -> None:
    phone.set_viewport_size({"width": width, "height": 844})
    pad = Pad(phone).open((800, 600))
    pad.numbers(1, 2, 3, 4)
    assert pad.page.evaluate("document.documentElement.scrollWidth") <= width
    small = """(root) => [...root.querySelectorAll('button, input, summary')]
      .filter((one) => one.getClientRects().length)
      .map((one) => [one.dataset.act || one.dataset.box || one.textContent, one.getBoundingClientRect()])
      .filter(([, box]) => box.height < 43.5 || box.width < 43.5).map(([name]) => name)"""
    assert pad.root.evaluate(small) == []
