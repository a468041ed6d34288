// Mask of the first reference image, kept by the server and named by its id: painted on the picture where it stands.
// @ts-check

import { actionButton, el, typeText } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { promptField } from '../lib/tabs.js';
import { uploadImage } from '../lib/uploads.js';
import { MaskEditor } from '../mask/editor.js';
import { drawTint } from '../mask/overlay.js';
import { loadMask } from '../mask/png.js';
import { DrawingDialog } from './drawing_dialog.js';
import { hasRoomInPlace, onRoomChange } from './easel_tools.js';

const SETTLED = 400; // ms after the last stroke at which the mask is stored
const TINT_SIZE = 300; // pixels of the mask as it lies over a thumbnail
const PREVIEW_SIZE = 800; // and over the picture of a phone

function formatPercent(share) {
  const percent = 100 * share;
  return percent < 10 ? percent.toFixed(1) : String(Math.round(percent));
}

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

/**
 * A mask belongs to one picture; its value is {id, url, of, share}, with the picture's id in `of`. `storage` is a
 * DrawingStore; `onChange(value)` hears of each new value, `onTint(id, canvas)` of how it looks on the picture with
 * that id, or null for none.
 *
 * The picture stands in its place with the editor on it, until `showResult` folds it: `show` unfolds it again.
 */
export class MaskField {
  /** @type {boolean} */ unsaved; /** @type {number} */ timer; /** @type {Promise<void> | null} */ saving;
  /** @type {AbortController | undefined} */ sending;

  constructor(storage) {
    this.storage = storage;
    this.onChange = (/** @type {any} */ _value) => {};
    this.onTint = (/** @type {string} */ _id, /** @type {any} */ _tint) => {};
    this.editor = new MaskEditor({ onChange: () => this.scheduleSave() });
    this.prompt = buildPrompt();
    this.dialog = new DrawingDialog({
      name: 'mask', editor: this.editor, below: this.prompt, onKeep: () => this.save(), onDiscard: () => this.discard(),
    });
    this.clearButton = actionButton(t('card.mask.drop'), () => this.clear());
    this.status = el('p', { class: 'small', role: 'status' });
    this.image = el('img', { alt: '', decoding: 'async' });
    this.preview = el('button', {
      type: 'button', class: 'mask-preview', tabindex: -1, 'aria-hidden': 'true', onclick: () => this.open(), // as the button below
    }, this.image);
    this.container = el('div', { class: 'mask-container' });
    this.root = el('div', { class: 'mask-field', hidden: true }, this.container, this.preview,
      el('div', { class: 'mask-summary' },
        el('div', { class: 'actions' }, actionButton(t('card.mask.open'), () => this.open()), this.clearButton),
        this.status));
    onRoomChange(() => this.placeEditor());
    this.setValue(null);
    this.placeEditor();
  }

  // What is painted goes along when the window gets another size.
  placeEditor() {
    const inPlace = hasRoomInPlace();
    this.root.toggleAttribute('data-in-place', inPlace);
    if (inPlace) {
      this.dialog.root.close();
      this.container.append(this.editor.root);
      this.openEditor();
    } else {
      this.editor.root.remove();
      this.showPicture();
    }
  }

  /** Follows the first picture of the list: another one has another mask. */
  setPicture(picture) {
    if (picture?.id === this.picture?.id) return;
    if (this.picture) this.root.toggleAttribute('data-folded', false);
    this.finishBefore();
    this.picture = picture;
    this.closeEditor();
    this.root.hidden = !picture;
    this.showPicture();
    this.setValue(picture ? this.storage.load(picture.id) : null);
    this.openInPlace();
  }

  // What was just painted on the picture before is stored with it; a dialog would go on without a picture.
  finishBefore() {
    if (this.unsaved && !this.saving) this.saving = this.upload().finally(() => { this.saving = null; });
    if (this.dialog.root.open) this.dialog.root.close();
  }

  // Where the editor is a dialog, the picture stands as it is and opens it.
  showPicture() {
    if (!this.picture || hasRoomInPlace()) return;
    const { view_url: url, width, height } = this.picture;
    Object.assign(this.image, { src: url, width, height });
  }

  /** Takes over a mask that is with the server already; the editor reads it when it opens. */
  async adopt({ id, url }, picture) {
    try {
      const { share } = await loadMask(url);
      if (this.picture?.id !== picture.id) return;
      this.sending?.abort();
      this.closeEditor();
      this.store({ id, url, of: picture.id, share });
      this.openInPlace();
    } catch {
      this.showStatus(t('card.mask.no_mask'), true);
    }
  }

  /** Makes room for a result, unless the picture is being painted on. */
  showResult() {
    if (this.container.contains(document.activeElement)) return;
    this.root.toggleAttribute('data-folded', true);
  }

  /** Brings the picture into view. */
  show() {
    this.root.toggleAttribute('data-folded', false);
    this.root.scrollIntoView({ block: 'nearest' });
  }

  open() {
    if (!this.picture) return;
    if (hasRoomInPlace()) {
      this.show();
      this.editor.focus();
      return;
    }
    this.before = this.value;
    this.openEditor();
    this.prompt.value = promptField('edit')?.value || '';
    this.dialog.open();
  }

  openInPlace() {
    if (hasRoomInPlace()) this.openEditor();
  }

  // A canvas of a large photo costs its pixels: of a dialog it opens when it is looked at.
  openEditor() {
    if (!this.picture || this.opened === this.picture.id) return;
    const { id, view_url: url, width, height } = this.picture;
    this.opened = id;
    this.editor.open({ url, width, height, mask: this.value?.url || null });
  }

  closeEditor() {
    this.opened = null;
    this.editor.close();
    clearTimeout(this.timer);
    this.unsaved = false;
  }

  clear() {
    this.sending?.abort();
    this.closeEditor();
    this.store(null);
    this.openInPlace();
  }

  /** Throws away what was painted since the dialog was opened. */
  async discard() {
    const { picture, before } = this;
    this.sending?.abort();
    this.closeEditor();
    await this.saving;
    if (this.picture === picture) this.store(before);
  }

  scheduleSave() {
    this.dialog.isChanged = true;
    clearTimeout(this.timer);
    this.unsaved = true;
    this.timer = setTimeout(() => this.save(), SETTLED);
  }

  // Of a picture that another one took the place of meanwhile it is kept, too: it may come back.
  store(value, picture = this.picture) {
    if (picture) this.storage.save(picture.id, value);
    if (this.picture === picture) this.setValue(value);
  }

  setValue(value) {
    this.value = value;
    this.clearButton.hidden = !value;
    this.showStatus(value ? t('card.mask.share', { percent: formatPercent(value.share) }) : t('card.mask.optional'));
    this.onChange(value);
    this.showTint(value);
  }

  // What is painted here need not be read again from the server.
  async showTint(value) {
    if (!value) {
      this.setTint(this.picture?.id, null);
      return;
    }
    const isOpen = this.opened === value.of && !this.editor.empty;
    const bitmap = isOpen ? this.editor.bitmap : await loadMask(value.url).catch(() => null);
    if (this.value === value) this.setTint(value.of, bitmap);
  }

  setTint(id, bitmap) {
    this.onTint(id, bitmap && drawTint(bitmap, TINT_SIZE));
    this.tint = bitmap && drawTint(bitmap, PREVIEW_SIZE);
    this.showPreview();
  }

  /** Shows the marks over the picture; `draw(longest)` makes a canvas of them, null takes them away. */
  showMarks(draw) {
    this.marks = draw && draw(PREVIEW_SIZE);
    this.editor.showMarks(draw && draw(PREVIEW_SIZE));
    this.showPreview();
  }

  showPreview() {
    this.preview.replaceChildren(...[this.image, this.tint, this.marks].filter(Boolean));
  }

  showStatus(text, problem = false) {
    this.status.textContent = text;
    this.status.classList.toggle('problem', problem);
  }

  /** Resolves when what is painted is stored, so that a press right after a stroke sends that stroke. */
  async save() {
    clearTimeout(this.timer);
    await this.saving;
    if (!this.unsaved) return;
    this.unsaved = false;
    this.saving = this.upload();
    await this.saving;
    this.saving = null;
  }

  /** Whether something painted is not with the server yet. */
  get waiting() {
    return this.unsaved || Boolean(this.saving);
  }

  async upload() {
    const { picture, editor } = this;
    if (editor.empty) {
      this.store(null);
      return;
    }
    const { signal } = this.sending = new AbortController();
    const { share, generation } = editor;
    try {
      const { id, url } = await uploadImage(await editor.blob(), { mask: picture.id, signal });
      if (signal.aborted) return;
      const isReopened = this.picture === picture && editor.generation !== generation;
      if (isReopened && this.unsaved) return; // what was painted since began without it
      if (isReopened) this.closeEditor(); // the picture went and came back meanwhile
      this.store({ id, url, of: picture.id, share }, picture);
      if (isReopened) this.openInPlace();
    } catch (error) {
      if (this.picture !== picture || signal.aborted) return;
      this.unsaved = true;
      this.showStatus(t('card.mask.failed', { said: error.message }), true);
    }
  }
}
