// Mask of the first reference image: painted over the whole window, kept by the server, named by its id.

import {
  actionButton, el, pageRoot,
} from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { uploadImage } from '../lib/uploads.js';
import { MaskEditor } from '../mask/editor.js';
import { loadMask } from '../mask/png.js';

const SETTLED = 400; // ms after the last stroke at which the mask is stored

function formatPercent(share) {
  const percent = 100 * share;
  return percent < 10 ? percent.toFixed(1) : String(Math.round(percent));
}

/**
 * A mask belongs to one picture; its value is {id, url, of, share}, with the picture's id in `of`. A brush needs room:
 * the editor is a dialog. `storage` is {load() → value, save(value)}; `onChange(value)` hears of each new value.
 */
export class MaskField {
  constructor(storage) {
    this.storage = storage;
    this.onChange = () => {};
    this.editor = new MaskEditor({ onChange: () => this.scheduleSave() });
    this.clearButton = actionButton(t('card.mask.drop'), () => this.clear());
    this.status = el('p', { class: 'small', role: 'status' });
    this.root = el('div', { class: 'mask-field', hidden: true },
      el('div', { class: 'actions' }, actionButton(t('card.mask.open'), () => this.open()), this.clearButton), this.status);
    this.dialog = el('dialog', { class: 'mask-dialog', 'aria-label': t('card.mask.title') },
      el('header', {}, el('h2', {}, t('card.mask.title')), el('p', { class: 'small' }, t('card.mask.hint')),
        actionButton(t('card.mask.done'), () => this.dialog.close(), { class: 'button primary' })),
      this.editor.root);
    this.dialog.addEventListener('close', () => this.save());
    this.setValue(null);
  }

  /** Follows the first picture of the list: another one has another mask. */
  setPicture(picture) {
    if (picture?.id === this.picture?.id) return;
    this.picture = picture;
    this.closeEditor();
    this.root.hidden = !picture;
    const stored = this.storage.load();
    this.setValue(picture && stored?.of === picture.id ? stored : null);
  }

  /** Takes over a mask that is with the server already; the editor reads it when it opens. */
  async adopt({ id, url }, picture) {
    try {
      const { share } = await loadMask(url);
      if (this.picture?.id !== picture.id) return;
      this.store({ id, url, of: picture.id, share });
    } catch {
      this.showStatus(t('card.mask.no_mask'), true);
    }
  }

  // A canvas of a large photo costs its pixels: it opens when it is looked at.
  async open() {
    const { picture } = this;
    if (!picture) return;
    if (!this.dialog.isConnected) pageRoot().append(this.dialog);
    this.dialog.showModal();
    if (this.opened === picture.id) return;
    this.opened = picture.id;
    const { view_url: url, width, height } = picture;
    await this.editor.open({ url, width, height, mask: this.value?.url || null });
  }

  closeEditor() {
    this.opened = null;
    this.editor.close();
    clearTimeout(this.timer);
    this.unsaved = false;
  }

  clear() {
    this.closeEditor();
    this.store(null);
  }

  scheduleSave() {
    clearTimeout(this.timer);
    this.unsaved = true;
    this.timer = setTimeout(() => this.save(), SETTLED);
  }

  store(value) {
    this.storage.save(value);
    this.setValue(value);
  }

  setValue(value) {
    this.value = value;
    this.clearButton.hidden = !value;
    this.showStatus(value ? t('card.mask.share', { percent: formatPercent(value.share) }) : t('card.mask.optional'));
    this.onChange(value);
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
    try {
      const { share } = editor;
      const { id, url } = await uploadImage(await editor.blob(), { mask: picture.id });
      if (this.picture === picture) this.store({ id, url, of: picture.id, share });
    } catch (error) {
      this.unsaved = true;
      this.showStatus(t('card.mask.failed', { said: error.message }), true);
    }
  }
}
