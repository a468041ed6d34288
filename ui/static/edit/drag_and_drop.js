// Drag and drop of reference images: sorted by mouse, pen or finger; files dropped and pasted.
// @ts-check

import { prefersReducedMotion } from '../lib/dom.js';
import { pastedImages } from '../lib/uploads.js';

const DRAG_THRESHOLD = 6; // pixels that a pointer may move before it is a drag
const LONG_PRESS = 300; // ms that a finger rests before it lifts a tile instead of scrolling the page
const SCROLL_EDGE = 56; // pixels from the edge of the window at which it scrolls by itself

// Boxes as they are laid out, whatever is moved over them just now; `list` is the parent they are placed in.
const layoutBox = (item) => ({
  left: item.offsetLeft, top: item.offsetTop, width: item.offsetWidth, height: item.offsetHeight,
  across: item.offsetWidth * 2 > item.parentElement.offsetWidth, // then what is beside it stands above or below
});

function distance({ left, top, width, height }, { x, y }) {
  return Math.hypot(Math.max(left - x, 0, x - left - width), Math.max(top - y, 0, y - top - height));
}

// Between which tiles a point is: `index` says before which, `box` and `after` where that is seen.
function dropSpot(list, { clientX, clientY }) {
  const frame = list.getBoundingClientRect();
  const point = { x: clientX - frame.left, y: clientY - frame.top };
  const boxes = [...list.querySelectorAll(':scope > li')].map(layoutBox);
  const distances = boxes.map((box) => distance(box, point));
  const nearest = distances.indexOf(Math.min(...distances));
  const box = boxes[nearest];
  if (!box) return { index: 0 };
  const after = box.across ? point.y > box.top + box.height / 2 : point.x > box.left + box.width / 2;
  return { index: nearest + Number(after), box, after };
}

/**
 * @param {HTMLElement} mark
 * @param {{box?: any, after?: boolean}} [spot]
 */
function showMark(mark, { box, after } = {}) {
  mark.hidden = !box;
  mark.toggleAttribute('data-gap', false);
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

/** Marks the gap in which what is dragged will land. */
function showGap(mark, { left, top, width, height }) {
  mark.hidden = false;
  mark.toggleAttribute('data-gap', true);
  Object.assign(mark.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
}

/** Animates what changes its place: `work` moves the children of `list`. */
export function animateMoves(list, work) {
  const before = new Map([...list.children].map((item) => [item, item.getBoundingClientRect()]));
  work();
  if (prefersReducedMotion()) return;
  for (const item of list.children) {
    const was = before.get(item);
    const is = item.getBoundingClientRect();
    if (!was?.width || !is.width || item.hasAttribute('data-lifted')) continue;
    const [dx, dy] = [was.left - is.left, was.top - is.top];
    if (dx || dy) {
      item.animate([{ transform: `translate(${dx}px, ${dy}px)` }, { transform: 'none' }],
        { duration: 180, easing: 'ease-out' });
    }
  }
}

function scrollContainer(from) {
  for (let node = from.parentElement; node && node !== document.body; node = node.parentElement) {
    const { overflowY } = getComputedStyle(node);
    if (node.scrollHeight > node.clientHeight && /auto|scroll/.test(overflowY)) return node;
  }
  return document.scrollingElement;
}

/**
 * Sorting by dragging: an item is pressed, then lifted, then put down.
 *
 * While it is lifted the others make room: the gap in the list is where it will land. They are moved, not the lifted
 * one, which would lose the focus.
 */
export class ListDrag {
  grip; item; list; mark; move;
  /** @type {number} */ timer; /** @type {boolean} */ lifted; /** @type {number} */ index;

  constructor(list, mark, move) {
    Object.assign(this, { list, mark, move, item: null, lifted: false });
    list.addEventListener('pointerdown', (event) => this.startPress(event));
    list.addEventListener('pointermove', (event) => this.trackPointer(event));
    list.addEventListener('pointerup', () => this.endDrag(true));
    list.addEventListener('pointercancel', () => this.endDrag(false));
    list.addEventListener('touchmove', (event) => this.lifted && event.preventDefault(), { passive: false });
    list.addEventListener('contextmenu', (event) => this.item && this.last.pointerType === 'touch'
      && event.preventDefault());
    list.addEventListener('dragstart', (event) => event.preventDefault());
    document.addEventListener('keydown', (event) => this.lifted && event.key === 'Escape' && this.endDrag(false));
  }

  startPress(event) {
    const face = /** @type {Element} */ (event.target).closest('.tile-image');
    if (!face || event.button || !event.isPrimary || this.list.children.length < 2) return;
    this.item = face.closest('li');
    this.first = event;
    this.last = event;
    if (event.pointerType === 'touch') this.timer = setTimeout(() => this.startDrag(), LONG_PRESS);
  }

  trackPointer(event) {
    if (!this.item || event.pointerId !== this.first.pointerId) return;
    this.last = event;
    const moved = Math.hypot(event.clientX - this.first.clientX, event.clientY - this.first.clientY);
    if (!this.lifted && moved > DRAG_THRESHOLD) {
      if (event.pointerType === 'touch') this.endDrag(false);
      else this.startDrag();
    }
    if (this.lifted) this.updatePosition();
  }

  startDrag() {
    this.lifted = true;
    this.list.setPointerCapture(this.first.pointerId);
    this.item.toggleAttribute('data-lifted', true);
    this.scroller = scrollContainer(this.list);
    this.index = this.current;
    this.grip = this.offsetOf(this.first);
    this.updatePosition();
    this.autoScroll();
  }

  get current() {
    return [...this.list.children].indexOf(this.item);
  }

  // Where a pointer is, from the corner of the item's place in the list.
  offsetOf({ clientX, clientY }) {
    const { left, top } = this.list.getBoundingClientRect();
    return { x: clientX - left - this.item.offsetLeft, y: clientY - top - this.item.offsetTop };
  }

  updatePosition() {
    const { last, list, item, grip, current } = this;
    const { index } = dropSpot(list, last);
    this.makeRoom(index > current ? index - 1 : index);
    const { x, y } = this.offsetOf(last);
    item.style.transform = `translate(${x - grip.x}px, ${y - grip.y}px)`;
    showGap(this.mark, layoutBox(item));
  }

  makeRoom(to) {
    const { list, item, current } = this;
    if (to === current) return;
    const others = [...list.children].filter((other) => other !== item);
    animateMoves(list, () => {
      if (to > current) item.before(...others.slice(current, to));
      else item.after(...others.slice(to, current));
    });
  }

  autoScroll() {
    if (!this.lifted) return;
    const { clientY } = this.last;
    const step = clientY < SCROLL_EDGE ? -8 : clientY > innerHeight - SCROLL_EDGE ? 8 : 0;
    if (step) {
      this.scroller.scrollTop += step;
      this.updatePosition();
    }
    requestAnimationFrame(() => this.autoScroll());
  }

  endDrag(drop) {
    clearTimeout(this.timer);
    const { item, lifted } = this;
    this.lifted = false;
    if (lifted) {
      showMark(this.mark);
      item.toggleAttribute('data-lifted', false);
      animateMoves(this.list, () => {
        if (drop) this.move(item, this.current);
        else this.makeRoom(this.index);
        item.style.transform = '';
      });
    }
    this.item = null;
  }
}

const isVisible = (root) => root.getClientRects().length > 0 && !document.querySelector('dialog:modal');
const hasFiles = (event) => [...event.dataTransfer?.types || []].includes('Files');

// Files that nothing takes would take the browser away from the page, and with it all that is on it.
function refuseFiles(event) {
  if (!hasFiles(event) || event.defaultPrevented || event.target.matches?.('input[type=file]')) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = 'none';
}
window.addEventListener('dragover', refuseFiles);
window.addEventListener('drop', refuseFiles);

/** Takes files that are dropped on `root`, or on the zone while nothing of the page itself is dragged. */
export function acceptDrops({ root, list, mark, zone, onFiles }) {
  let own = false; // a picture of the page itself is dragged: it counts only when it comes to the tiles
  const isInside = (event) => root.contains(event.target) || (!own && zone().contains(event.target));
  const isAccepted = (event) => hasFiles(event) && isVisible(root) && !event.defaultPrevented && isInside(event);
  const spot = (event) => (list.contains(event.target) ? dropSpot(list, event) : { index: Infinity });
  const showTarget = (over, where) => {
    root.toggleAttribute('data-over', over);
    showMark(mark, where);
  };

  document.addEventListener('dragstart', (event) => { own = !event.defaultPrevented; });
  document.addEventListener('dragend', () => { own = false; });
  document.addEventListener('dragover', (event) => {
    if (!isAccepted(event)) {
      showTarget(false);
      return;
    }
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    showTarget(true, spot(event));
  });
  document.addEventListener('dragleave', (event) => event.relatedTarget || showTarget(false));
  document.addEventListener('drop', (event) => {
    showTarget(false);
    if (!isAccepted(event)) return;
    event.preventDefault();
    own = false;
    onFiles([...(event.dataTransfer?.files ?? [])], spot(event).index);
  });
}

/** Takes image files that are pasted. */
export function acceptPastes({ root, onFiles }) {
  document.addEventListener('paste', (event) => {
    if (event.defaultPrevented || !isVisible(root)) return;
    const files = pastedImages(event);
    if (!files.length) return;
    event.preventDefault();
    onFiles(files);
  });
}
