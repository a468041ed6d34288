// Selection by touch: a long press on a picture selects it, and a finger that moves on selects up to where it is.

const LONG_PRESS = 450; // ms
const SLACK = 10; // px that a finger may move meanwhile
const SCROLL_EDGE = 90; // px from the window's edges at which it scrolls
const SCROLL_STEP = 9; // px a frame

export class TouchSelection {
  /** `onPress(id)` hears of a long press on a tile, `onMove(id)` of the tile that the finger came to. */
  constructor(root, { onPress, onMove }) {
    Object.assign(this, { root, onPress, onMove, finger: null, isActive: false });
    root.addEventListener('pointerdown', (event) => this.handleDown(event));
    root.addEventListener('pointermove', (event) => this.handleMove(event));
    for (const name of ['pointerup', 'pointercancel']) root.addEventListener(name, (event) => this.handleUp(event));
    root.addEventListener('touchmove', (event) => this.isActive && event.preventDefault(), { passive: false });
    root.addEventListener('contextmenu', (event) => this.isTouch && event.preventDefault());
    root.addEventListener('dragstart', (event) => this.isTouch && event.preventDefault(), true);
    root.addEventListener('click', (event) => this.dropClick(event), true);
  }

  handleDown(event) {
    this.isTouch = event.pointerType === 'touch';
    this.ownsPress = false;
    const tile = event.target.closest('[data-kept]');
    if (!this.isTouch || !event.isPrimary || !tile) return;
    this.finger = event;
    this.timer = setTimeout(() => this.start(tile.dataset.kept), LONG_PRESS);
  }

  start(id) {
    Object.assign(this, { isActive: true, ownsPress: true, reached: id });
    navigator.vibrate?.(10);
    this.onPress(id);
    this.scroll();
  }

  handleMove(event) {
    if (event.pointerId !== this.finger?.pointerId) return;
    const moved = Math.hypot(event.clientX - this.finger.clientX, event.clientY - this.finger.clientY);
    if (!this.isActive && moved > SLACK) this.end();
    if (!this.isActive) return;
    this.at = event;
    this.select();
  }

  select() {
    if (!this.at) return;
    const id = document.elementFromPoint(this.at.clientX, this.at.clientY)?.closest('[data-kept]')?.dataset.kept;
    if (!id || id === this.reached) return;
    this.reached = id;
    this.onMove(id);
  }

  // As long as the finger is near an edge.
  scroll() {
    if (!this.isActive) return;
    const y = this.at?.clientY ?? innerHeight / 2;
    const step = y < SCROLL_EDGE ? -SCROLL_STEP : y > innerHeight - SCROLL_EDGE ? SCROLL_STEP : 0;
    if (step) {
      scrollBy(0, step);
      this.select();
    }
    requestAnimationFrame(() => this.scroll());
  }

  handleUp(event) {
    if (event.pointerId === this.finger?.pointerId) this.end();
  }

  end() {
    clearTimeout(this.timer);
    Object.assign(this, { finger: null, at: null, isActive: false });
  }

  // The release of a long press is no press on the picture.
  dropClick(event) {
    if (!this.ownsPress) return;
    this.ownsPress = false;
    event.preventDefault();
    event.stopPropagation();
  }
}
