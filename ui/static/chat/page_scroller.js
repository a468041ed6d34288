// Scrolling to the end of the page, where the newest turn is.

import { prefersReducedMotion } from '../lib/dom.js';

const NEAR_END = 160; // px from the end of the page within which it is followed

export class PageScroller {
  /** @param {HTMLElement} root what has to be on show for the page to be scrolled */
  constructor(root) {
    this.root = root;
  }

  get isNearEnd() {
    const { scrollHeight, scrollTop, clientHeight } = document.scrollingElement;
    return scrollHeight - scrollTop - clientHeight < NEAR_END;
  }

  // In the next frame, where the layout is known anyway: to ask for it now would have it done twice.
  scrollToEnd({ still = false } = {}) {
    this.still = still || prefersReducedMotion();
    this.request ??= requestAnimationFrame(() => {
      this.request = undefined;
      if (!this.root.offsetParent) return; // another tab is on show
      const top = document.scrollingElement.scrollHeight;
      window.scrollTo({ top, behavior: this.still ? 'auto' : 'smooth' });
    });
  }
}
