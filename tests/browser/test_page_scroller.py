"""Following the end of a conversation.

A turn that grows while the page still scrolls to it stays in sight.
"""

from playwright.sync_api import Page

from tests.browser.conftest import expose

FROM_END = "document.scrollingElement.scrollHeight - scrollY - innerHeight"
TALL = """() => {
  const root = document.querySelector('.gradio-container');
  root.style.height = '9000px';
  Object.assign(window, { root, scroller: new PageScroller(root) });
}"""
# As one does it whose reply comes at once: the turn is added, and grows before the page has scrolled to it.
GROWN = """(person) => new Promise((done) => {
  scroller.scrollToEnd();
  addEventListener('scroll', () => {
    if (person) dispatchEvent(new Event(person));
    const follow = scroller.isFollowing;
    root.style.height = '9800px';
    if (follow) scroller.scrollToEnd({ still: true });
    done(follow);
  }, { once: true });
})"""


def open_tall_page(page: Page) -> None:
    page.emulate_media(reduced_motion="no-preference")
    expose(page, "chat/page_scroller.js")
    page.evaluate(TALL)


def test_a_turn_that_grows_while_the_page_scrolls_to_it_is_followed(bare: Page) -> None:
    """Seen in the bench: the new picture stayed below the fold, and as it is loaded lazily it was never fetched."""
    open_tall_page(bare)
    assert bare.evaluate(GROWN, "") is True
    bare.wait_for_function(f"{FROM_END} < 2")
    bare.wait_for_function("scroller.scrolling === false")


def test_a_person_who_scrolls_meanwhile_is_not_taken_along(bare: Page) -> None:
    open_tall_page(bare)
    assert bare.evaluate(GROWN, "wheel") is False
