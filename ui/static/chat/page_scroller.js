// Scrolling to the end of the page, where the newest turn is.
// @ts-check

import { prefersReducedMotion } from '../lib/dom.js';

const NEAR_END = 160; // px from the end of the page within which it is followed
const OWN_SCROLLING = ['wheel', 'touchmove', 'keydown', 'pointerdown']; // how a person takes the scrolling over

export class PageScroller {
  /** @type {boolean} */ still;

  /** @param {HTMLElement} root what has to be on show for the page to be scrolled */
  constructor(root) {
    this.root = root;
    this.scrolling = false; // a smooth scroll to the end is under way
    const stop = () => { this.scrolling = false; };
    addEventListener('scrollend', stop);
    OWN_SCROLLING.forEach((name) => addEventListener(name, stop, { capture: true, passive: true }));
  }

  /**
   * Whether what comes is to be kept in sight. A smooth scroll goes to where the end was when it began: a turn that
   * grows meanwhile would be left below the fold, so that one under way counts as being there.
   */
  get isFollowing() {
    return this.scrolling || this.distance < NEAR_END;
  }

  get distance() {
    const { scrollHeight, scrollTop, clientHeight } = document.scrollingElement ?? document.documentElement;
    return scrollHeight - scrollTop - clientHeight;
  }

  // In the next frame, where the layout is known anyway: to ask for it now would have it done twice.
  scrollToEnd({ still = false } = {}) {
    this.still = still || prefersReducedMotion();
    this.scrolling = true;
    this.request ??= requestAnimationFrame(() => {
      this.request = undefined;
      const hidden = !this.root.offsetParent; // another tab is on show
      this.scrolling = !hidden && !this.still && this.distance >= 1;
      if (hidden) return;
      const top = (document.scrollingElement ?? document.documentElement).scrollHeight;
      window.scrollTo({ top, behavior: this.still ? 'auto' : 'smooth' });
    });
  }
}
