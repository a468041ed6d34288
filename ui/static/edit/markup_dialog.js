// Dialog of the markup: Apply keeps what was drawn, Cancel asks before that is thrown away.

import { showModal } from '../lib/dialog.js';
import { actionButton, el } from '../lib/dom.js';
import { t } from '../lib/i18n.js';

export class MarkupDialog {
  /** `onApply()` hears that it closed, unless what was drawn in it was thrown away. */
  constructor({ editor, onApply }) {
    this.editor = editor;
    this.buttons = el('div', { class: 'actions' },
      actionButton(t('card.markup.cancel'), () => this.cancel()),
      actionButton(t('card.markup.apply'), () => this.root.close(), { class: 'button primary' }));
    this.stay = actionButton(t('card.markup.discard.stay'), () => this.ask(false));
    const question = t('card.markup.discard.ask');
    this.question = el('div', { class: 'actions', role: 'group', 'aria-label': question, hidden: true },
      el('strong', {}, question), this.stay,
      actionButton(t('card.markup.discard'), () => this.discard(), { class: 'button danger' }));
    const title = t('card.markup.title');
    this.root = el('dialog', { class: 'mask-dialog markup-dialog', 'aria-label': title },
      el('header', {}, el('h2', {}, title), el('p', { class: 'small' }, t('card.markup.hint')), this.buttons, this.question),
      editor.root);
    // A browser may close a dialog without asking; what was drawn is kept then.
    this.root.addEventListener('cancel', (event) => this.escape(event));
    this.root.addEventListener('keydown', (event) => event.key === 'Escape' && this.escape(event));
    this.root.addEventListener('close', () => {
      editor.words.finish();
      if (!this.isDiscarded && this.isChanged) onApply();
      this.opener?.focus();
    });
  }

  /** Opens it with the focus on the picture, where the keys of the tools work. */
  open() {
    Object.assign(this, { isChanged: false, isDiscarded: false, opener: document.activeElement });
    this.question.hidden = true;
    this.buttons.hidden = false;
    showModal(this.root);
    this.editor.focus();
  }

  escape(event) {
    event.preventDefault();
    if (this.question.hidden) this.cancel();
    else this.ask(false);
  }

  cancel() {
    if (this.isChanged) this.ask(true);
    else this.root.close();
  }

  discard() {
    this.isDiscarded = true;
    this.root.close();
  }

  ask(isAsked) {
    this.question.hidden = !isAsked;
    this.buttons.hidden = isAsked;
    if (isAsked) this.stay.focus();
    else this.editor.focus();
  }
}
