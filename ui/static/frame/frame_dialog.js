// Dialog around a frame: Apply takes what stands there, Cancel and Escape leave all as it was.
// @ts-check

import { showModal } from '../lib/dialog.js';
import { actionButton, el } from '../lib/dom.js';
import { t } from '../lib/i18n.js';

export class FrameDialog {
  /** @type {boolean} */ isBusy;

  /**
   * `onApply()` may return a promise: the dialog stays until it is there, and longer where it says false. `onApplied()`
   * hears that it closed with that; then the page can have the focus again.
   */
  constructor({
    title, content, onApply, onApplied = () => {}, onClose = () => {},
  }) {
    this.apply = actionButton(t('card.mask.apply'), () => this.submit(onApply, onApplied), { class: 'button primary' });
    this.status = el('p', { class: 'small', role: 'status' });
    this.root = el('dialog', { class: 'frame-dialog', 'aria-label': title },
      el('header', {}, el('h2', {}, title), this.status,
        el('div', { class: 'actions' }, actionButton(t('card.mask.cancel'), () => this.root.close()), this.apply)),
      content);
    this.root.addEventListener('close', onClose);
  }

  open() {
    this.tell('');
    showModal(this.root);
  }

  async submit(onApply, onApplied) {
    if (this.isBusy) return;
    this.isBusy = true;
    this.apply.setAttribute('aria-disabled', 'true');
    const isDone = await onApply();
    this.isBusy = false;
    this.apply.removeAttribute('aria-disabled');
    if (isDone === false || !this.root.open) return; // or it was cancelled meanwhile
    this.root.close();
    onApplied();
  }

  tell(text, problem = false) {
    this.status.textContent = text;
    this.status.classList.toggle('problem', problem);
  }
}
