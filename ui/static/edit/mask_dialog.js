// Dialog of the mask: Apply keeps what was painted, Cancel asks before that is thrown away.

import { showModal } from '../lib/dialog.js';
import { actionButton, el, typeText } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { promptField } from '../lib/tabs.js';

// The prompt of the form, within reach while the dialog lies over it.
function buildPrompt() {
  const label = t('page.prompt.edit');
  const field = el('input', {
    type: 'text', class: 'mask-prompt', autocomplete: 'off', 'aria-label': label, placeholder: label,
  });
  field.addEventListener('input', () => {
    const original = promptField('edit');
    if (original) typeText(original, field.value);
  });
  return field;
}

export class MaskDialog {
  /** `onKeep()` hears that it closed, `onDiscard()` that it did so without what was painted in it. */
  constructor({ editor, onKeep, onDiscard }) {
    this.editor = editor;
    this.prompt = buildPrompt();
    this.buttons = el('div', { class: 'actions' },
      actionButton(t('card.mask.cancel'), () => this.cancel()),
      actionButton(t('card.mask.apply'), () => this.root.close(), { class: 'button primary' }));
    this.stay = actionButton(t('card.mask.discard.stay'), () => this.ask(false));
    const question = t('card.mask.discard.ask');
    this.question = el('div', { class: 'actions', role: 'group', 'aria-label': question, hidden: true },
      el('strong', {}, question), this.stay,
      actionButton(t('card.mask.discard'), () => this.discard(), { class: 'button danger' }));
    this.root = el('dialog', { class: 'mask-dialog', 'aria-label': t('card.mask.title') },
      el('header', {}, el('h2', {}, t('card.mask.title')), el('p', { class: 'small' }, t('card.mask.hint')),
        this.buttons, this.question), this.prompt);
    // A browser may close a dialog without asking; what was painted is kept then.
    this.root.addEventListener('cancel', (event) => this.escape(event));
    this.root.addEventListener('keydown', (event) => event.key === 'Escape' && this.escape(event));
    this.root.addEventListener('close', () => (this.isDiscarded ? onDiscard() : onKeep()));
  }

  /** Opens it with the focus on the picture, where the keys of the tools work. */
  open() {
    this.prompt.before(this.editor.root);
    Object.assign(this, { isPainted: false, isDiscarded: false });
    this.ask(false);
    this.prompt.value = promptField('edit')?.value || '';
    showModal(this.root);
    this.editor.focus();
  }

  escape(event) {
    event.preventDefault();
    if (this.question.hidden) this.cancel();
    else this.ask(false);
  }

  cancel() {
    if (this.isPainted) this.ask(true);
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
