// State of the turn that goes on, above the composer, where it is seen together with its question and its picture.
// @ts-check

import { el, set } from '../lib/dom.js';
import { progressFraction, statusText } from '../run/run_status.js';

/** @typedef {import('../lib/types.js').Run} Run */

export class StatusLine {
  constructor() {
    this.text = el('span', {});
    this.progress = el('progress', { max: '1', 'aria-hidden': 'true' });
    this.root = el('p', { class: 'turn-status status', hidden: true }, this.text, this.progress);
  }

  /**
   * Shows the state of a run; without one, `text` or nothing.
   * @param {Run | undefined} run
   * @param {string} [text]
   */
  update(run, text = '') {
    const shown = run ? statusText(run) : text;
    this.root.hidden = !shown;
    set(this.text, shown);
    const fraction = run ? progressFraction(run) : null;
    if (fraction == null) this.progress.removeAttribute('value');
    else this.progress.value = fraction;
  }
}
