// Hands on the tiles: one is moved by mouse, pen or finger; files are dropped and pasted.

import { prefersReducedMotion } from '../lib/dom.js';

const STRAY = 6; // pixels that a pointer may move before it is a drag
const HOLD = 300; // ms that a finger rests before it lifts a tile instead of scrolling the page
const EDGE = 56; // pixels from the edge of the window at which it scrolls by itself
const PICTURE = /^image\/|\.(heic|heif|avif|tiff?)$/i;

// Boxes as they are laid out, whatever is moved over them just now; `list` is the parent they are placed in.
const boxOf = (tile) => ({
  left: tile.offsetLeft, top: tile.offsetTop, width: tile.offsetWidth, height: tile.offsetHeight,
  across: tile.hasAttribute('data-wide'),
});

function distance({ left, top, width, height }, { x, y }) {
  return Math.hypot(Math.max(left - x, 0, x - left - width), Math.max(top - y, 0, y - top - height));
}

// Between which tiles a point is: `at` says before which, `box` and `after` where that is seen.
function spotOf(list, { clientX, clientY }) {
  const frame = list.getBoundingClientRect();
  const point = { x: clientX - frame.left, y: clientY - frame.top };
  const boxes = [...list.querySelectorAll(':scope > li')].map(boxOf);
  const far = boxes.map((box) => distance(box, point));
  const nearest = far.indexOf(Math.min(...far));
  const box = boxes[nearest];
  if (!box) return { at: 0 };
  const after = box.across ? point.y > box.top + box.height / 2 : point.x > box.left + box.width / 2;
  return { at: nearest + Number(after), box, after };
}

function showMark(mark, { box, after } = {}) {
  mark.hidden = !box;
  if (!box) return;
  const gap = 4;
  Object.assign(mark.style, box.across ? {
    left: `${box.left}px`, width: `${box.width}px`, height: '',
    top: `${after ? box.top + box.height + gap : box.top - gap}px`,
  } : {
    top: `${box.top}px`, height: `${box.height}px`, width: '',
    left: `${after ? box.left + box.width + gap : box.left - gap}px`,
  });
  mark.toggleAttribute('data-across', box.across);
}

// What changes its place is seen going there.
export function glide(list, work) {
  const before = new Map([...list.children].map((one) => [one, one.getBoundingClientRect()]));
  work();
  if (prefersReducedMotion()) return;
  for (const one of list.children) {
    const was = before.get(one);
    const is = one.getBoundingClientRect();
    if (!was?.width || !is.width) continue;
    const [dx, dy] = [was.left - is.left, was.top - is.top];
    if (dx || dy) {
      one.animate([{ transform: `translate(${dx}px, ${dy}px)` }, { transform: 'none' }],
        { duration: 180, easing: 'ease-out' });
    }
  }
}

function scrolled(from) {
  for (let one = from.parentElement; one && one !== document.body; one = one.parentElement) {
    const { overflowY } = getComputedStyle(one);
    if (one.scrollHeight > one.clientHeight && /auto|scroll/.test(overflowY)) return one;
  }
  return document.scrollingElement;
}

// One tile under the pointer: pressed, then lifted, then put down where the mark is.
export class ListDrag {
  constructor(list, mark, move) {
    Object.assign(this, { list, mark, move, tile: null, lifted: false });
    list.addEventListener('pointerdown', (event) => this.press(event));
    list.addEventListener('pointermove', (event) => this.follow(event));
    list.addEventListener('pointerup', () => this.end(true));
    list.addEventListener('pointercancel', () => this.end(false));
    list.addEventListener('touchmove', (event) => this.lifted && event.preventDefault(), { passive: false });
    list.addEventListener('contextmenu', (event) => this.tile && this.last.pointerType === 'touch'
      && event.preventDefault());
    list.addEventListener('dragstart', (event) => event.preventDefault());
    document.addEventListener('keydown', (event) => this.lifted && event.key === 'Escape' && this.end(false));
  }

  press(event) {
    const face = event.target.closest('.tile-face');
    if (!face || event.button || !event.isPrimary || this.list.children.length < 2) return;
    this.tile = face.closest('li');
    this.first = event;
    this.last = event;
    if (event.pointerType === 'touch') this.timer = setTimeout(() => this.lift(), HOLD);
  }

  follow(event) {
    if (!this.tile || event.pointerId !== this.first.pointerId) return;
    this.last = event;
    const moved = Math.hypot(event.clientX - this.first.clientX, event.clientY - this.first.clientY);
    if (!this.lifted && moved > STRAY) {
      if (event.pointerType === 'touch') this.end(false);
      else this.lift();
    }
    if (this.lifted) this.show();
  }

  lift() {
    this.lifted = true;
    this.list.setPointerCapture(this.first.pointerId);
    this.tile.toggleAttribute('data-lifted', true);
    this.scroller = scrolled(this.list);
    this.from = this.list.getBoundingClientRect();
    this.show();
    this.creep();
  }

  show() {
    const { first, last, list, tile, from } = this;
    const now = list.getBoundingClientRect();
    const dx = last.clientX - first.clientX - (now.left - from.left);
    const dy = last.clientY - first.clientY - (now.top - from.top);
    tile.style.transform = `translate(${dx}px, ${dy}px)`;
    const spot = spotOf(list, last);
    const place = [...list.querySelectorAll(':scope > li')].indexOf(tile);
    this.to = spot.at > place ? spot.at - 1 : spot.at;
    showMark(this.mark, this.to === place ? {} : spot);
  }

  creep() {
    if (!this.lifted) return;
    const { clientY } = this.last;
    const step = clientY < EDGE ? -8 : clientY > innerHeight - EDGE ? 8 : 0;
    if (step) {
      this.scroller.scrollTop += step;
      this.show();
    }
    requestAnimationFrame(() => this.creep());
  }

  end(good) {
    clearTimeout(this.timer);
    const { tile, lifted, to } = this;
    this.tile = null;
    this.lifted = false;
    if (!lifted) return;
    this.mark.hidden = true;
    tile.toggleAttribute('data-lifted', false);
    glide(this.list, () => {
      if (good) this.move(tile, to);
      tile.style.transform = '';
    });
  }
}

const seen = (root) => root.getClientRects().length > 0 && !document.querySelector('dialog:modal');
const hasFiles = (event) => [...event.dataTransfer?.types || []].includes('Files');

// Files that nothing takes would take the browser away from the page, and with it all that is on it.
function stay(event) {
  if (!hasFiles(event) || event.defaultPrevented || event.target.matches?.('input[type=file]')) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = 'none';
}
window.addEventListener('dragover', stay);
window.addEventListener('drop', stay);

export function drops({ root, list, mark, zone, take }) {
  let own = false; // a picture of the page itself is dragged: it counts only when it comes to the tiles
  const inside = (event) => root.contains(event.target) || (!own && zone().contains(event.target));
  const meant = (event) => hasFiles(event) && seen(root) && !event.defaultPrevented && inside(event);
  const spot = (event) => (list.contains(event.target) ? spotOf(list, event) : { at: Infinity });
  const show = (over, where) => {
    root.toggleAttribute('data-over', over);
    showMark(mark, where);
  };

  document.addEventListener('dragstart', (event) => { own = !event.defaultPrevented; });
  document.addEventListener('dragend', () => { own = false; });
  document.addEventListener('dragover', (event) => {
    if (!meant(event)) {
      show(false);
      return;
    }
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    show(true, spot(event));
  });
  document.addEventListener('dragleave', (event) => event.relatedTarget || show(false));
  document.addEventListener('drop', (event) => {
    show(false);
    if (!meant(event)) return;
    event.preventDefault();
    own = false;
    take([...event.dataTransfer.files], spot(event).at);
  });
}

// Words are pasted where the cursor is, even when a picture of them lies beside them (as from a word processor).
export function pastes({ root, take }) {
  document.addEventListener('paste', (event) => {
    if (event.defaultPrevented || !seen(root)) return;
    const files = [...event.clipboardData?.files || []].filter(({ type, name }) => PICTURE.test(type || name));
    const field = event.target.closest?.('input, textarea, [contenteditable]');
    if (!files.length || (field && event.clipboardData.types.includes('text/plain'))) return;
    event.preventDefault();
    take(files);
  });
}
