// Dialog of an editor that draws over the first picture: Apply keeps what was drawn, Cancel asks before that is thrown away.
// @ts-check

import { showModal } from '../lib/dialog.js';
import { actionButton, el } from '../lib/dom.js';
import { t } from '../lib/i18n.js';

export class DrawingDialog {
  below; editor; isChanged;
  /** @type {boolean} */ isDiscarded;

  /**
   * `name` is that of the tool, which its texts go by; `below` stands below the editor. `onKeep()` hears that it closed,
   * `onDiscard()` that it did so without what was drawn in it; until `isChanged` is set nothing was.
   */
  /** @param {{name: string, editor: any, below?: HTMLElement | null, onKeep: () => unknown, onDiscard?: () => unknown}} parts */
  constructor({
    name, editor, below = null, onKeep, onDiscard = () => {},
  }) {
    Object.assign(this, { editor, below });
    this.buttons = el('div', { class: 'actions' },
      actionButton(t('card.mask.cancel'), () => this.cancel()),
      actionButton(t('card.mask.apply'), () => this.root.close(), { class: 'button primary' }));
    this.stay = actionButton(t(`card.${name}.discard.stay`), () => this.ask(false));
    const question = t(`card.${name}.discard.ask`);
    this.question = el('div', { class: 'actions', role: 'group', 'aria-label': question, hidden: true },
      el('strong', {}, question), this.stay,
      actionButton(t('card.mask.discard'), () => this.discard(), { class: 'button danger' }));
    const title = t(`card.${name}.title`);
    this.root = el('dialog', { class: `mask-dialog ${name}-dialog`, 'aria-label': title },
      el('header', {}, el('h2', {}, title), el('p', { class: 'small' }, t(`card.${name}.hint`)), this.buttons, this.question),
      ...[below].filter(Boolean));
    // A browser may close a dialog without asking; what was drawn is kept then.
    this.root.addEventListener('cancel', (event) => this.escape(event));
    this.root.addEventListener('keydown', (event) => event.key === 'Escape' && this.escape(event));
    this.root.addEventListener('close', () => (this.isDiscarded ? onDiscard() : onKeep()));
  }

  /** Opens it with the focus on the picture, where the keys of the tools work. */
  open() {
    if (this.below) this.below.before(this.editor.root);
    else this.root.append(this.editor.root);
    Object.assign(this, { isChanged: false, isDiscarded: false });
    this.ask(false);
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
