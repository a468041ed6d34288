// A turn that waits for the one before it: sent when that is done, or now instead of it, or taken back.
//
// What waits stands in the input field, where it can still be changed and outlives a reload.
// @ts-check

import { actionButton, el, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { cancelRun } from '../lib/run_client.js';
import { isLive, runStore } from '../lib/run_store.js';

/** @typedef {import('../lib/types.js').Run} Run */

export class QueuedTurn {
  /** @param {{send: () => void, field: () => HTMLTextAreaElement | null}} tools `send` presses the button */
  constructor({ send, field }) {
    this.send = send;
    this.field = field;
    this.awaited = ''; // the id of the run that is waited for
    this.replaces = false; // that run is being stopped for this turn
    this.text = el('span', { role: 'status' });
    this.sendNow = actionButton(t('card.chat.queued.now'), () => this.stopAndSend(), { class: 'button-quiet' });
    this.cancel = actionButton(t('card.chat.queued.cancel'), () => this.takeBack(), { class: 'button-quiet' });
    this.charge = el('span', { class: 'small' }, t('card.chat.queued.charge'));
    this.root = el('div', { class: 'queued-turn', hidden: true }, this.text, this.sendNow, this.cancel, this.charge);
    document.addEventListener('input', (event) => event.target === field() && this.handleInput());
  }

  /** @param {Run} run the turn before, which goes on */
  queue(run) {
    if (this.awaited === run.id) return;
    Object.assign(this, { awaited: run.id, replaces: false });
    this.show(t('card.chat.queued'), { waits: true, free: run.by_rule });
    this.update(/** @type {Run} */ (runStore.get(run.id)));
  }

  /**
   * @param {string} text
   * @param {{waits?: boolean, free?: boolean}} [state]
   */
  show(text, { waits = false, free = false } = {}) {
    this.root.hidden = false;
    set(this.text, text);
    this.sendNow.disabled = false;
    this.sendNow.hidden = !waits;
    this.cancel.hidden = !waits;
    this.charge.hidden = !waits || free;
  }

  dismiss() {
    this.awaited = '';
    this.root.hidden = true;
    set(this.text, '');
  }

  takeBack() {
    this.dismiss();
    this.field()?.focus();
  }

  /** Why it was not sent is said until something is typed; without a text nothing waits. */
  handleInput() {
    if (!this.awaited || !this.field()?.value.trim()) this.dismiss();
  }

  /**
   * Sends the turn when the one that is waited for is done; says so when that came to nothing.
   * @param {Run} run
   */
  update(run) {
    if (run.id !== this.awaited || isLive(run)) return;
    const sends = this.replaces || run.state === 'done';
    this.dismiss();
    if (sends) this.send();
    else this.show(t('card.chat.queued.not_sent'));
  }

  async stopAndSend() {
    const { awaited } = this;
    this.replaces = true;
    this.sendNow.disabled = true;
    this.field()?.focus(); // which a disabled button loses
    try {
      await cancelRun(awaited);
    } catch {
      this.replaces = false; // it waits on
      this.sendNow.disabled = false;
      return;
    }
    this.update(/** @type {Run} */ (runStore.get(awaited)));
  }
}
