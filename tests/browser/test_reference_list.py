"""The pictures that a person brings.

In order whatever the uploads' timing, by mouse, finger and keyboard.
"""

import io
import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.conftest import english_context, expose, open_bare
from tests.easel_process import Easel

# The tiles stand where a component of the form does; each upload waits until the test settles it by its name.
MOUNT = """(options) => {
  document.querySelector('#bench')?.remove();
  const block = el('div', { id: 'bench', class: 'block' });
  const bench = { uploads: {}, sent: [], changes: [], saved: [], fitted: [], aborted: [] };
  const upload = (file, { signal, progress }) => new Promise((done, fail) => {
    bench.sent.push(file.name);
    signal.addEventListener('abort', () => { bench.aborted.push(file.name); fail(new Error('aborted')); });
    bench.uploads[file.name] = { file, progress, fail, done: () => done(bench.picture(file.name, file)) };
  });
  bench.picture = (name, file = {}) => ({
    id: `id-${name}`, url: bench.url, thumb_url: bench.url, view_url: bench.url,
    width: 1200, height: 900, mime: 'image/jpeg', bytes: 340000, name,
  });
  bench.url = document.createElement('canvas').toDataURL();
  bench.make = () => new ReferenceList({
    upload,
    dropZone: document.querySelector('#bare-tab'),
    onChange: (list, more) => bench.changes.push([list.map((one) => one.name), more]),
    onFit: (id) => bench.fitted.push(id),
    storage: {
      load: () => bench.saved.at(-1) || [], save: (list) => bench.saved.push(JSON.parse(JSON.stringify(list))),
    },
    ...options,
  });
  bench.tiles = bench.make();
  window.bench = bench;
  scrollTo(0, 0);
  block.append(bench.tiles.root);
  document.querySelector('#bare-form').append(block);
}"""


class Bench:
    """The tiles on the page, and the hands of the test."""

    def __init__(self, page: Page, **options: Any) -> None:
        self.page = page
        expose(page, "lib/dom.js", "lib/uploads.js", "edit/reference_list.js")
        page.evaluate(MOUNT, options)
        self.root = page.locator("#bench .tiles")
        self.tiles = self.root.locator("li.tile")

    def choose(self, *names: str) -> None:
        self.root.locator("input[type=file]").set_input_files([file(name) for name in names])

    def done(self, *names: str) -> None:
        for name in names:
            self.page.wait_for_function("(name) => bench.uploads[name]", arg=name)
            self.page.evaluate("(name) => bench.uploads[name].done()", name)
            expect(self.tile(name)).to_have_attribute("data-state", "ready")

    def fail(self, name: str, message: str, **about: Any) -> None:
        self.page.wait_for_function("(name) => bench.uploads[name]", arg=name)
        script = "([name, message, about]) => bench.uploads[name].fail(Object.assign(new Error(message), about))"
        self.page.evaluate(script, [name, message, about])

    def bring(self, *names: str) -> None:
        """Pictures that are whole on the server."""
        self.choose(*names)
        self.done(*names)

    def tile(self, name: str) -> Locator:
        return self.tiles.filter(has=self.page.get_by_text(name, exact=True))

    @property
    def tile_names(self) -> list[str]:
        return self.tiles.locator(".tile-name").all_text_contents()

    @property
    def numbers(self) -> list[str]:
        return self.tiles.locator(".tile-number").all_text_contents()

    @property
    def ready(self) -> list[str]:
        return self.page.evaluate("bench.tiles.pictures.map((one) => one.name)")

    @property
    def reported_names(self) -> list[str]:
        """The last call of onChange."""
        return self.page.evaluate("bench.changes.at(-1)[0]")

    @property
    def announcement(self) -> Locator:
        return self.root.locator(".sr-only[role=status]")


def file(name: str, size: tuple[int, int] = (60, 40)) -> Any:
    drawn = io.BytesIO()
    Image.new("RGB", size, "teal").save(drawn, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": drawn.getvalue()}


@pytest.fixture
def bench(request: pytest.FixtureRequest) -> Bench:
    """On the module's page, or on one of its own where a test changes more of it than the tiles."""
    name = "bare" if request.node.get_closest_marker("loads_page") else "shared_bare"
    return Bench(request.getfixturevalue(name))


@pytest.fixture
def clock_bench(clock_page: Page) -> Bench:
    """On a page whose clock the test holds."""
    open_bare(clock_page)
    return Bench(clock_page)


@pytest.fixture(scope="module")
def phone_page(browser: Browser, easel: Easel) -> Iterator[tuple[Page, list[str]]]:
    with english_context(browser, easel, has_touch=True, is_mobile=True, device_scale_factor=2) as context:
        page = context.new_page()
        page.set_viewport_size({"width": 360, "height": 740})
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        open_bare(page)
        yield page, errors


@pytest.fixture
def phone(phone_page: tuple[Page, list[str]]) -> Iterator[Bench]:
    """The narrowest phone, by finger."""
    page, errors = phone_page
    yield Bench(page)
    assert errors == []


def order(bench: Bench, *names: str) -> None:
    """The order on screen, in the list and in what the form was told is the same."""
    expect(bench.tiles).to_have_count(len(names))
    assert bench.tile_names == list(names)
    assert bench.ready == list(names)
    assert bench.reported_names == list(names)
    assert bench.numbers == [str(index + 1) for index in range(len(names))]


# Files come to the middle of a place on the page, or past its middle by so much of its width.
HAND = """([kind, selector, names, side]) => {
  const place = document.querySelector(selector);
  const box = place.getBoundingClientRect();
  const at = { clientX: box.left + box.width * (0.5 + side), clientY: box.top + box.height / 2 };
  const files = new DataTransfer();
  names.forEach((name) => files.items.add(new File([name], name, { type: 'image/png' })));
  const event = new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: files, ...at });
  return !place.dispatchEvent(event);
}"""

PASTE = """([selector, name, type, words]) => {
  const clipboard = new DataTransfer();
  if (name) clipboard.items.add(new File([name], name, { type }));
  if (words) clipboard.setData('text/plain', words);
  const place = selector ? document.querySelector(selector) : document.body;
  const event = new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: clipboard });
  return !place.dispatchEvent(event);
}"""


def hand(bench: Bench, kind: str, selector: str, *names: str, side: float = 0) -> bool:
    """Whether the page took the event for itself."""
    return bool(bench.page.evaluate(HAND, [kind, selector, names, side]))


def test_the_order_on_screen_is_the_order_of_the_list_whatever_the_timing(shared_bare: Page) -> None:
    for seed in range(6):
        arrange_while_they_come(Bench(shared_bare), seed)


def arrange_while_they_come(bench: Bench, seed: int) -> None:
    chance = random.Random(seed)
    names = [f"{letter}.png" for letter in "abcdefgh"]
    bench.choose(*names[:5])
    bench.choose(*names[5:])
    expect(bench.tiles).to_have_count(8)
    assert bench.tile_names == names
    assert bench.numbers == [str(number) for number in range(1, 9)]
    left, expected = set(names), list(names)
    while left:
        going = "Object.keys(bench.uploads)"
        name = chance.choice(sorted(left & set(bench.page.evaluate(going))))
        bench.done(name)
        left.remove(name)
        if chance.random() < 0.5:  # the person goes on arranging them
            index, step = chance.randrange(8), chance.choice(["earlier", "later"])
            other = index + (1 if step == "later" else -1)
            bench.tiles.nth(index).locator(f".tile-{step}").evaluate("(button) => button.click()")
            if 0 <= other < 8:
                expected[index], expected[other] = expected[other], expected[index]
        assert bench.tile_names == expected
        assert bench.ready == [name for name in expected if name not in left]
    order(bench, *expected)


def test_a_tile_stands_in_its_place_before_it_is_uploaded(bench: Bench) -> None:
    bench.choose("a.png")
    tile = bench.tile("a.png")
    expect(tile).to_have_attribute("data-state", "sending")
    expect(tile.locator("img")).to_have_attribute("src", re.compile("^blob:"))
    bench.page.evaluate("bench.uploads['a.png'].progress(0.42)")
    expect(tile).to_contain_text("42%")
    expect(tile.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "42")
    assert bench.page.evaluate("bench.changes.at(-1)") == [[], {"waiting": 1, "failed": 0}]
    bench.done("a.png")
    expect(tile).to_contain_text("1200 × 900 · JPEG · 340 KB")
    expect(tile.get_by_role("progressbar")).to_have_count(0)
    expect(tile.locator("img")).to_have_attribute("src", re.compile("^data:"))
    assert bench.page.evaluate("bench.changes.at(-1)") == [["a.png"], {"waiting": 0, "failed": 0}]


def test_a_file_that_this_browser_cannot_show_stands_as_its_kind(bench: Bench) -> None:
    odd = {"name": "photo.heic", "mimeType": "image/heic", "buffer": b"????ftypheic"}
    bench.root.locator("input[type=file]").set_input_files(odd)
    expect(bench.tiles.locator(".tile-placeholder")).to_have_text("HEIC")
    bench.done("photo.heic")
    expect(bench.tiles.locator("img")).to_be_visible()


def test_three_go_up_at_once_and_a_press_can_wait_for_all(bench: Bench) -> None:
    bench.choose("a.png", "b.png", "c.png", "d.png")
    expect(bench.tile("d.png")).to_have_attribute("data-state", "waiting")
    assert bench.page.evaluate("bench.sent") == ["a.png", "b.png", "c.png"]
    bench.page.evaluate("() => { bench.tiles.whenReady().then((list) => { bench.all = list.length; }); }")
    bench.done("b.png", "c.png", "a.png")
    assert bench.page.evaluate("[bench.tiles.waiting, bench.all ?? null]") == [1, None]
    bench.done("d.png")
    assert bench.page.evaluate("[bench.tiles.waiting, bench.all]") == [0, 4]


def test_files_are_dropped_between_tiles_or_anywhere_on_the_tab(bench: Bench) -> None:
    bench.bring("a.png", "b.png")
    assert hand(bench, "dragover", "#bench li:nth-child(2) img", "c.png", side=-0.3)
    expect(bench.root.locator(".tiles-drop-marker")).to_be_visible()
    assert hand(bench, "drop", "#bench li:nth-child(2) img", "c.png", side=-0.3)
    expect(bench.root.locator(".tiles-drop-marker")).to_be_hidden()
    assert hand(bench, "dragover", "#bare-tab", "d.png", "e.png")
    expect(bench.root.locator(".tiles-drop-hint")).to_be_visible()
    assert hand(bench, "drop", "#bare-tab", "d.png", "e.png")
    expect(bench.root.locator(".tiles-drop-hint")).to_be_hidden()
    bench.done("c.png", "d.png", "e.png")
    order(bench, "a.png", "c.png", "b.png", "d.png", "e.png")


@pytest.mark.loads_page
def test_files_that_miss_the_tab_do_not_take_the_page_away(bench: Bench) -> None:
    assert hand(bench, "dragover", "#bare-else", "a.png")
    assert hand(bench, "drop", "#bare-else", "a.png")
    bench.page.evaluate("""() => {
      const dialog = el('dialog', { id: 'over' }, 'Something over the whole window');
      document.querySelector('#bare-form').append(dialog);
      dialog.showModal();
    }""")
    assert hand(bench, "drop", "#over", "a.png")
    expect(bench.tiles).to_have_count(0)


def test_a_picture_is_pasted_anywhere_and_words_stay_words(bench: Bench) -> None:
    def paste(*about: str) -> bool:
        return bool(bench.page.evaluate(PASTE, list(about)))

    assert paste("", "a.png", "image/png", "")
    assert paste("#bare-words", "b.png", "image/png", "")
    assert not paste("#bare-words", "", "", "a cat")
    assert not paste("#bare-words", "c.png", "image/png", "words, and a picture of them")
    assert not paste("", "notes.txt", "text/plain", "")
    expect(bench.tiles).to_have_count(2)
    bench.done("a.png", "b.png")
    bench.page.evaluate("bench.tiles.root.style.display = 'none'")
    assert not paste("", "d.png", "image/png", "")
    assert bench.ready == ["a.png", "b.png"]


def test_pictures_that_are_on_the_server_are_added_and_set(bench: Bench) -> None:
    bench.bring("a.png")
    bench.page.evaluate("bench.tiles.addPicture(bench.picture('result.png'))")
    expect(bench.announcement).to_have_text("Added as image 2")
    bench.page.evaluate("bench.tiles.addPicture(bench.picture('result.png'))")
    expect(bench.announcement).to_have_text("Already added as image 2")
    order(bench, "a.png", "result.png")
    bench.page.evaluate("bench.tiles.setPictures([bench.picture('other.png')])")
    order(bench, "other.png")
    bench.root.get_by_role("button", name="Undo").click()
    order(bench, "a.png", "result.png")


def test_tiles_are_moved_by_keyboard(bench: Bench) -> None:
    bench.bring("a.png", "b.png", "c.png")
    keyboard = bench.page.keyboard
    bench.tile("b.png").focus()
    keyboard.press("Control+ArrowLeft")
    expect(bench.announcement).to_have_text("Image 2 is now image 1")
    expect(bench.tile("b.png")).to_be_focused()
    order(bench, "b.png", "a.png", "c.png")
    keyboard.press("Control+ArrowLeft")
    order(bench, "b.png", "a.png", "c.png")
    keyboard.press("Alt+ArrowRight")
    keyboard.press("Alt+ArrowDown")
    expect(bench.announcement).to_have_text("Image 2 is now image 3")
    order(bench, "a.png", "c.png", "b.png")
    keyboard.press("Control+Home")
    order(bench, "b.png", "a.png", "c.png")
    keyboard.press("ArrowRight")
    expect(bench.tile("a.png")).to_be_focused()
    keyboard.press("Tab")
    expect(bench.tile("a.png").get_by_role("button", name="Move image 2 left")).to_be_focused()
    keyboard.press("Enter")
    expect(bench.tile("a.png").get_by_role("button", name="Move image 1 left")).to_be_focused()
    order(bench, "a.png", "b.png", "c.png")


def test_tab_does_not_walk_through_every_button_of_every_tile(bench: Bench) -> None:
    bench.bring(*(f"{letter}.png" for letter in "abcdef"))
    bench.tiles.first.focus()
    for _ in range(6):
        bench.page.keyboard.press("Tab")
    expect(bench.root.get_by_role("button", name="Add images")).to_be_focused()


def test_tiles_are_moved_by_mouse(bench: Bench) -> None:
    bench.bring("a.png", "b.png", "c.png", "d.png")
    mouse, mark = bench.page.mouse, bench.root.locator(".tiles-drop-marker")
    first, last = (middle(bench.tile(name).locator(".tile-image")) for name in ("a.png", "d.png"))
    mouse.move(*last)
    mouse.down()
    mouse.move(last[0] + 3, last[1])
    expect(mark).to_be_hidden()
    mouse.move(first[0] - 20, first[1], steps=5)
    expect(mark).to_be_visible()
    assert middle(mark)[0] == pytest.approx(first[0], abs=3), "the gap is where it will land"
    assert bench.tile_names[0] == "d.png"
    mouse.up()
    expect(mark).to_be_hidden()
    order(bench, "d.png", "a.png", "b.png", "c.png")
    mouse.move(*first)
    mouse.down()
    mouse.move(last[0] + 20, last[1], steps=5)
    bench.page.keyboard.press("Escape")
    mouse.up()
    order(bench, "d.png", "a.png", "b.png", "c.png")


def middle(locator: Locator) -> tuple[float, float]:
    locator.scroll_into_view_if_needed()
    box = locator.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_tiles_are_moved_by_finger_and_a_swipe_still_scrolls(phone: Bench) -> None:
    phone.bring("a.png", "b.png", "c.png")
    touch = phone.page.context.new_cdp_session(phone.page)

    def finger(kind: str, *point: float) -> None:
        points = [{"x": point[0], "y": point[1]}] if point else []
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    (ax, ay), (bx, by) = (middle(phone.tile(name).locator(".tile-image")) for name in ("a.png", "b.png"))
    finger("touchStart", ax, ay)
    expect(phone.tile("a.png")).to_have_attribute("data-lifted", "")
    for part in range(1, 6):
        finger("touchMove", ax + (bx + 30 - ax) * part / 5, ay + 4 * part)
    finger("touchEnd")
    order(phone, "b.png", "a.png", "c.png")
    finger("touchStart", bx, by)
    for part in range(1, 9):
        finger("touchMove", bx, by - 15 * part)
    finger("touchEnd")
    phone.page.wait_for_function("scrollY > 20")
    order(phone, "b.png", "a.png", "c.png")


def test_what_is_removed_can_be_brought_back_for_a_while(clock_bench: Bench) -> None:
    bench = clock_bench
    bench.bring("a.png", "b.png", "c.png")
    bench.tile("b.png").hover()
    bench.root.get_by_role("button", name="Remove image 2").click()
    expect(bench.tile("c.png")).to_be_focused()
    expect(bench.announcement).to_have_text("Removed image 2")
    order(bench, "a.png", "c.png")
    bench.page.keyboard.press("Delete")
    expect(bench.tile("a.png")).to_be_focused()
    order(bench, "a.png")
    undo = bench.root.get_by_role("button", name="Undo")
    undo.click()
    undo.click()
    expect(bench.tile("b.png")).to_be_focused()
    order(bench, "a.png", "b.png", "c.png")
    expect(undo).to_be_hidden()
    bench.page.keyboard.press("Delete")
    expect(undo).to_be_visible()
    bench.page.mouse.move(5, 5)
    bench.page.clock.fast_forward(8100)
    expect(undo).to_be_hidden()
    bench.tile("a.png").focus()
    bench.page.keyboard.press("Delete")
    bench.page.keyboard.press("Delete")
    expect(bench.root.get_by_role("button", name="Choose images")).to_be_focused()


def test_an_upload_goes_on_while_its_removal_can_be_undone(clock_bench: Bench) -> None:
    bench = clock_bench
    bench.choose("a.png", "b.png")
    bench.tiles.first.focus()
    bench.page.keyboard.press("Delete")
    bench.page.wait_for_function("bench.uploads['a.png']")
    bench.page.evaluate("bench.uploads['a.png'].done()")
    bench.root.get_by_role("button", name="Undo").click()
    bench.done("b.png")
    order(bench, "a.png", "b.png")
    bench.choose("c.png")
    bench.tile("c.png").focus()
    bench.page.keyboard.press("Delete")
    bench.page.clock.fast_forward(8100)
    bench.page.wait_for_function("bench.aborted.length")
    assert bench.page.evaluate("bench.aborted") == ["c.png"]
    order(bench, "a.png", "b.png")


def test_one_picture_is_replaced_in_its_place(bench: Bench) -> None:
    bench.bring("a.png", "b.png", "c.png")
    bench.tile("b.png").hover()
    with bench.page.expect_file_chooser() as opened:
        bench.root.get_by_role("button", name="Replace image 2").click()
    assert not opened.value.is_multiple()
    opened.value.set_files([file("d.png")])
    bench.done("d.png")
    order(bench, "a.png", "d.png", "c.png")
    bench.root.get_by_role("button", name="Undo").click()
    order(bench, "a.png", "b.png", "c.png")
    bench.page.evaluate("bench.tiles.replace(0, bench.picture('e.png'))")
    order(bench, "e.png", "b.png", "c.png")


def test_a_failed_upload_stays_with_its_sentence_and_the_others_are_kept(bench: Bench) -> None:
    bench.choose("a.png", "torn.png", "c.png")
    bench.fail("torn.png", "This image file is incomplete.", advice="Bring it again.")
    bench.done("a.png", "c.png")
    torn = bench.tile("torn.png")
    expect(torn).to_have_attribute("data-state", "failed")
    expect(torn).to_contain_text("This image file is incomplete. Bring it again.")
    assert bench.tile_names == ["a.png", "torn.png", "c.png"]
    assert bench.numbers == ["1", "!", "2"], "numbers are those of what is sent"
    assert bench.ready == ["a.png", "c.png"]
    assert bench.page.evaluate("bench.changes.at(-1)[1]") == {"waiting": 0, "failed": 1}
    expect(torn.get_by_role("button", name="Remove torn.png")).to_be_visible()
    bench.page.evaluate("delete bench.uploads['torn.png']")
    torn.get_by_role("button", name="Retry").click()
    expect(torn).to_be_focused()
    bench.done("torn.png")
    order(bench, "a.png", "torn.png", "c.png")


def test_a_refused_file_takes_a_row_and_no_other_try_is_offered(bench: Bench) -> None:
    bench.choose("torn.png")
    bench.fail("torn.png", "This image file is incomplete.", isFinal=True)
    torn = bench.tile("torn.png")
    expect(torn).to_contain_text("This image file is incomplete.")
    expect(torn.get_by_role("button")).to_have_count(1)
    assert torn.evaluate("(tile) => tile.offsetHeight") < 64


def test_a_removal_is_undone_in_sight_of_fifteen_tiles(bench: Bench) -> None:
    bench.bring(*(f"{letter}.png" for letter in "abcdefghijklmno"))
    bench.root.evaluate("(root) => { root.style.width = '370px'; }")
    bench.tiles.first.focus()
    bench.page.evaluate("scrollTo(0, 0)")
    bench.page.keyboard.press("Delete")
    expect(bench.root.get_by_role("button", name="Undo")).to_be_in_viewport(ratio=1)


def test_more_than_the_model_takes_are_marked_and_none_is_lost(bench: Bench) -> None:
    bench.page.evaluate("bench.tiles.limit = 2")
    bench.bring("a.png", "b.png", "c.png", "d.png")
    order(bench, "a.png", "b.png", "c.png", "d.png")
    expect(bench.root.locator(".tiles-excess")).to_have_text(
        "This model accepts up to 2 images. Remove 2, or choose another model."
    )
    assert [tile.get_attribute("data-over") is not None for tile in bench.tiles.all()] == [False, False, True, True]
    bench.page.evaluate("bench.tiles.limit = 16")
    expect(bench.root.locator(".tiles-excess")).to_be_hidden()
    expect(bench.root.locator("[data-over]")).to_have_count(0)


def test_what_will_be_sent_is_seen_before_it_is(bench: Bench) -> None:
    bench.bring("a.png", "b.png")
    sent = {"mime": "image/png", "width": 600, "height": 400, "bytes": 466706, "problem": "", "fit": False}
    heavy = {**sent, "changes": [], "problem": "This picture is too heavy.", "fit": True}
    sheets = {
        "id-a.png": {**sent, "changes": ["rotated upright", "place removed"], "label": "converted"},
        "id-b.png": heavy,
    }
    bench.page.evaluate("(sheets) => bench.tiles.setPreviews(sheets)", sheets)
    a, b = bench.tile("a.png"), bench.tile("b.png")
    expect(a).to_contain_text("600 × 400 · PNG · 467 KB")
    badge, sentences = a.get_by_role("button", name="converted"), a.get_by_role("tooltip")
    expect(sentences).to_be_hidden()
    badge.hover()
    expect(sentences).to_contain_text("rotated upright")
    bench.page.mouse.move(5, 5)
    badge.click()
    bench.page.mouse.move(5, 5)
    expect(sentences).to_contain_text("place removed")
    bench.page.keyboard.press("Escape")
    bench.page.locator("#bare-words").focus()
    expect(sentences).to_be_hidden()
    expect(b).to_contain_text("This picture is too heavy.")
    fit = b.get_by_role("button", name="Resize to fit")
    fit.click()
    b.get_by_role("button", name="Resizing").click(force=True)
    assert bench.page.evaluate("bench.fitted") == ["id-b.png"]
    sheets["id-b.png"] = {**sent, "changes": ["resized to 600 × 400"], "label": "resized"}
    bench.page.evaluate("(sheets) => bench.tiles.setPreviews(sheets)", sheets)
    expect(b).not_to_contain_text("too heavy")
    expect(b).to_be_focused()
    expect(b.get_by_role("button", name="resized")).to_be_visible()


def test_pictures_outlive_a_reload_but_not_their_server(bench: Bench) -> None:
    bench.choose("a.png", "b.png", "c.png")
    bench.done("a.png", "c.png")
    assert bench.page.evaluate("bench.saved.at(-1).map((one) => one.name)") == ["a.png", "c.png"]
    bench.page.evaluate("""() => {
      Object.assign(bench.saved.at(-1)[1], { url: '/references/none', thumb_url: '/references/none/thumb' });
      bench.again = bench.make();
      bench.tiles.root.replaceWith(bench.again.root);
    }""")
    expect(bench.tiles.nth(0)).to_have_attribute("data-state", "ready")
    expect(bench.tiles.nth(1)).to_contain_text("no longer on the server")
    expect(bench.tiles.nth(1).get_by_role("button", name="Retry")).to_have_count(0)
    assert bench.page.evaluate("bench.again.pictures.map((one) => one.name)") == ["a.png"]


UPLOAD = """async () => {
  const told = [];
  const file = new File(['x'.repeat(100000)], 'a.png', { type: 'image/png' });
  const answer = await uploadImage(file, { progress: (part) => told.push(part) })
    .then((one) => one, ({ message, advice }) => ({ message, advice }));
  return [answer, told.at(-1)];
}"""


ANSWERS: list[tuple[int, str, dict[str, str]]] = [
    (201, '{"id": "one"}', {"id": "one"}),
    (
        422,
        '{"error": {"message": "No picture.", "advice": "Bring one."}}',
        {"message": "No picture.", "advice": "Bring one."},
    ),
    (
        413,
        "<html>",
        {
            "message": "This file is too large for the proxy in front of Easel (HTTP 413; nginx: "
            "client_max_body_size). Use a smaller file, or ask the administrator to raise the limit. "
            "Nothing was uploaded."
        },
    ),
    (0, "", {"message": "Upload interrupted. Check your connection and try again."}),
]


def test_the_uploader_posts_a_field_and_tells_what_came_of_it(bench: Bench) -> None:
    asked: list[bytes] = []
    left = [(status, body) for status, body, _heard in ANSWERS]

    def answer(route: Route) -> None:
        asked.append(route.request.post_data_buffer or b"")
        status, body = left.pop(0)
        if status:
            route.fulfill(status=status, body=body)
        else:
            route.abort()

    bench.page.route("**/api/references", answer)
    for _status, _body, heard in ANSWERS:
        outcome, _part = bench.page.evaluate(UPLOAD)
        assert {name: value for name, value in outcome.items() if value is not None} == heard
        assert b'name="image"; filename="a.png"' in asked.pop()


def test_the_uploader_tells_how_far_it_is(bench: Bench) -> None:
    outcome, part = bench.page.evaluate(UPLOAD)
    assert part == 1
    assert outcome["message"], "the server says in words that this is no picture"


def test_a_photo_is_taken_on_a_phone(phone: Bench) -> None:
    with phone.page.expect_file_chooser() as opened:
        phone.root.get_by_role("button", name="Take a photo").click()
    assert not opened.value.is_multiple()
    assert phone.root.locator("input[type=file]").get_attribute("capture") == "environment"
    opened.value.set_files([file("photo.png")])
    phone.done("photo.png")
    with phone.page.expect_file_chooser() as opened:
        phone.root.get_by_role("button", name="Add images").click()
    assert opened.value.is_multiple()
    assert phone.root.locator("input[type=file]").get_attribute("capture") is None


def test_a_phone_has_room_for_tiles_and_for_fingers(phone: Bench) -> None:
    phone.bring("a.png", "b.png", "c.png")
    phone.choose("a_very_long_name_" + "x" * 120 + ".png")
    phone.fail("a_very_long_name_" + "x" * 120 + ".png", "y" * 200)
    expect(phone.tiles.nth(3)).to_have_attribute("data-state", "failed")
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 360
    boxes = [button.bounding_box() for button in phone.root.get_by_role("button").all()]
    # While tiles move the browser gives 43.99997 px for 44.
    small = [box for box in boxes if box and min(round(box["width"]), round(box["height"])) < 44]
    assert small == []
