// Keyboard of the tab list, and when the bar of tabs on a phone makes way for the keyboard.
//
// Gradio draws the tabs as buttons that are all in the order of Tab; here they are one stop, walked by the arrow keys.
// @ts-check

const TABS = '.tab-wrapper [role=tab]';
const TEXT_FIELD = 'textarea, select, input:not([type=radio], [type=checkbox], [type=range], [type=file], [type=button])';
const AFTER_TAP = 250; // ms: the bar must not come back, and push what is tapped away, between a press and its click

/** @type {Record<string, (index: number, count: number) => number>} */
const STEPS = {
  ArrowRight: (index, count) => (index + 1) % count,
  ArrowLeft: (index, count) => (index + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** @returns {HTMLElement[]} */
const tabs = () => [...document.querySelectorAll(TABS)].map((tab) => /** @type {HTMLElement} */ (tab));

function updateStops() {
  tabs().forEach((tab) => { tab.tabIndex = tab.getAttribute('aria-selected') === 'true' ? 0 : -1; });
}

/** @param {KeyboardEvent} event */
function walk(event) {
  const all = tabs();
  const index = all.indexOf(/** @type {HTMLElement} */ (event.target));
  const step = STEPS[event.key];
  if (index < 0 || !step || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const next = all[step(index, all.length)];
  next.click();
  next.focus();
}

/** Whether a text field of the page has the focus. Behind a dialog, as that of the models is, nothing need make way. */
function isTyping() {
  const focused = document.activeElement;
  return Boolean(focused?.matches(TEXT_FIELD) && !focused.closest('dialog, .panel-model'));
}

/** Tells of it as `data-typing` of the body. */
function watchTyping() {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const update = () => document.body.toggleAttribute('data-typing', isTyping());
  document.addEventListener('focusin', () => {
    clearTimeout(timer);
    if (isTyping()) update();
    else timer = setTimeout(update, AFTER_TAP);
  });
  document.addEventListener('focusout', () => {
    clearTimeout(timer);
    timer = setTimeout(update, AFTER_TAP);
  });
}

function watchStops() {
  updateStops();
  const list = /** @type {Element} */ (document.querySelector(TABS)?.parentElement);
  new MutationObserver(updateStops).observe(list, { attributes: true, attributeFilter: ['aria-selected'], subtree: true });
}

/** Watches the tab list as long as the page is there; Gradio may draw the head before it. */
export function watchTabList() {
  document.addEventListener('keydown', walk);
  watchTyping();
  const observer = new MutationObserver(() => {
    if (!document.querySelector(TABS)) return;
    observer.disconnect();
    watchStops();
  });
  if (document.querySelector(TABS)) watchStops();
  else observer.observe(document.body, { childList: true, subtree: true });
}
