// Height of the keyboard that a phone lays over the page, as `--keyboard-height` of the root.
//
// Safari, and Chrome since 2022, shrink only what is seen: what is fixed at the bottom of the window lies behind the keys.
// @ts-check

const MIN_HEIGHT = 80; // px; bars of the browser that come and go are lower
const viewport = window.visualViewport;

function update() {
  if (!viewport) return;
  const hidden = innerHeight - viewport.height - viewport.offsetTop;
  const isKeyboard = viewport.scale <= 1 && hidden > MIN_HEIGHT; // magnified, the rest of the page is out of sight as well
  document.documentElement.style.setProperty('--keyboard-height', `${isKeyboard ? Math.round(hidden) : 0}px`);
}

for (const name of ['resize', 'scroll']) viewport?.addEventListener(name, update);
