// Selection by touch: a long press on a picture selects it, and a finger that moves on selects up to where it is.
// @ts-check

const LONG_PRESS = 450; // ms
const SLACK = 10; // px that a finger may move meanwhile
const SCROLL_EDGE = 90; // px from the window's edges at which it scrolls
const SCROLL_STEP = 9; // px a frame

/**
 * The id of the picture whose tile an element is in.
 * @param {Element | null} element
 */
function pictureIdOf(element) {
  const tile = /** @type {HTMLElement | null | undefined} */ (element?.closest('[data-tile]'));
  return tile?.dataset.tile;
}

export class TouchSelection {
  /**
   * `onPress(id)` hears of a long press on a tile, `onMove(id)` of the tile that the finger came to.
   * @param {HTMLElement} root
   * @param {{onPress: (id: string) => void, onMove: (id: string) => void}} callbacks
   */
  constructor(root, { onPress, onMove }) {
    this.onPress = onPress;
    this.onMove = onMove;
    /** @type {PointerEvent | null} the press, as long as the finger is down */
    this.finger = null;
    /** @type {PointerEvent | null} where the finger is */
    this.at = null;
    /** @type {string | undefined} the tile that it came to last */
    this.reached = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.isActive = false;
    this.isTouch = false;
    this.ownsPress = false;
    root.addEventListener('pointerdown', (event) => this.handleDown(event));
    root.addEventListener('pointermove', (event) => this.handleMove(event));
    root.addEventListener('pointerup', (event) => this.handleUp(event));
    root.addEventListener('pointercancel', (event) => this.handleUp(event));
    root.addEventListener('touchmove', (event) => this.isActive && event.preventDefault(), { passive: false });
    root.addEventListener('contextmenu', (event) => this.isTouch && event.preventDefault());
    root.addEventListener('dragstart', (event) => this.isTouch && event.preventDefault(), true);
    root.addEventListener('click', (event) => this.dropClick(event), true);
  }

  /** @param {PointerEvent} event */
  handleDown(event) {
    this.isTouch = event.pointerType === 'touch';
    this.ownsPress = false;
    const id = pictureIdOf(/** @type {Element} */ (event.target));
    if (!this.isTouch || !event.isPrimary || !id) return;
    this.finger = event;
    this.timer = setTimeout(() => this.start(id), LONG_PRESS);
  }

  /** @param {string} id */
  start(id) {
    Object.assign(this, { isActive: true, ownsPress: true, reached: id });
    navigator.vibrate?.(10);
    this.onPress(id);
    this.scroll();
  }

  /** @param {PointerEvent} event */
  handleMove(event) {
    if (!this.finger || event.pointerId !== this.finger.pointerId) return;
    const moved = Math.hypot(event.clientX - this.finger.clientX, event.clientY - this.finger.clientY);
    if (!this.isActive && moved > SLACK) this.end();
    if (!this.isActive) return;
    this.at = event;
    this.select();
  }

  select() {
    if (!this.at) return;
    const id = pictureIdOf(document.elementFromPoint(this.at.clientX, this.at.clientY));
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

  /** @param {PointerEvent} event */
  handleUp(event) {
    if (event.pointerId === this.finger?.pointerId) this.end();
  }

  end() {
    clearTimeout(this.timer);
    Object.assign(this, { finger: null, at: null, isActive: false });
  }

  /**
   * The release of a long press is no press on the picture.
   * @param {MouseEvent} event
   */
  dropClick(event) {
    if (!this.ownsPress) return;
    this.ownsPress = false;
    event.preventDefault();
    event.stopPropagation();
  }
}
