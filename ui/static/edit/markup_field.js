// Markup of the first reference image: its marks are kept here, their PNG by the server, named by its id.
// @ts-check

import { actionButton, el, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { uploadImage } from '../lib/uploads.js';
import { marksCanvas } from '../markup/draw.js';
import { MarkupEditor } from '../markup/editor.js';
import { readMarks } from '../markup/marks.js';
import { encodeMarks } from '../markup/png.js';
import { loadMarks } from '../markup/stored_marks.js';
import { DrawingDialog } from './drawing_dialog.js';

async function loadImage(url) {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}

// Of marks that were not drawn here, as those that came by the API, only the picture is known.
const earlier = (url) => ({ kind: 'image', colour: 'red', width: 1, points: [], url });

/**
 * Marks belong to one picture; their value is {id, url, of, marks}, with the picture's id in `of`. `storage` is a
 * DrawingStore; `onChange(value)` hears of each new value, `onDraw(id, draw)` of the picture that has them:
 * `draw(longest)` makes a canvas of the marks to lay over it; null for none.
 */
export class MarkupField {
  editor; dialog; picture; drawnOn;
  /** @type {{marks: any[], picture: any, controller: AbortController} | null} */ sending = null;

  constructor(storage) {
    this.storage = storage;
    this.onChange = (/** @type {any} */ _value) => {};
    this.onDraw = (/** @type {string} */ _id, /** @type {any} */ _draw) => {};
    this.images = new Map(); // of marks of earlier, by their addresses
    this.openButton = actionButton(t('card.markup.edit'), () => this.open());
    this.dropButton = actionButton(t('card.markup.drop'), () => this.clear());
    this.status = el('p', { class: 'small', role: 'status' });
    this.root = el('div', { class: 'markup-field', hidden: true },
      el('div', { class: 'actions' }, this.openButton, this.dropButton), this.status);
    this.setValue(null);
  }

  /** Follows the first picture of the list: another one has other marks. */
  setPicture(picture) {
    if (picture?.id === this.picture?.id) return;
    this.picture = picture;
    this.failed = null;
    const stored = picture ? this.storage.load(picture.id) : null;
    this.setValue(stored && { ...stored, marks: readMarks(stored.marks) });
  }

  /** Takes over marks that are with the server already: as they were here, as their PNG keeps them, or as their picture. */
  async adopt({ id, url, marks }, picture) {
    const given = readMarks(marks);
    const known = given.length ? given : await loadMarks(url).catch(() => []);
    if (this.picture?.id === picture.id) this.store({ id, url, of: picture.id, marks: known.length ? known : [earlier(url)] });
  }

  async open() {
    const { picture } = this;
    if (!picture) return;
    this.editor ??= new MarkupEditor({ onChange: () => { this.dialog.isChanged = true; } });
    this.dialog ??= new DrawingDialog({
      name: 'markup', editor: this.editor, onKeep: () => this.keep(), onDiscard: () => this.editor.textField.finish(),
    });
    await this.loadImages();
    if (this.picture !== picture) return;
    this.drawnOn = picture;
    const { view_url: url, width, height } = picture;
    const onTheWay = this.sending?.picture === picture ? this.sending?.marks : null;
    this.dialog.open();
    this.editor.open({ url, width, height, marks: this.failed || onTheWay || this.value?.marks || [], images: this.images });
  }

  async loadImages() {
    const urls = (this.value?.marks || []).filter(({ kind, url }) => kind === 'image' && !this.images.has(url)).map(({ url }) => url);
    await Promise.all(urls.map(async (url) => {
      const image = await loadImage(url).catch(() => null);
      if (image) this.images.set(url, image);
    }));
  }

  clear() {
    this.sending?.controller.abort();
    this.failed = null;
    this.store(null);
  }

  // Words that are still being typed are kept, too.
  keep() {
    this.editor.textField.finish();
    if (this.dialog.isChanged) this.apply(this.editor.marks, this.drawnOn);
  }

  // What is on its way is overtaken by what is drawn later.
  apply(marks, picture) {
    this.sending?.controller.abort();
    const saving = this.upload(marks, picture).finally(() => { if (this.saving === saving) this.saving = null; });
    this.saving = saving;
  }

  /** Whether something drawn is not with the server yet. */
  get waiting() {
    return Boolean(this.saving || this.failed);
  }

  /** Resolves when all that was drawn is stored, or cannot be. */
  async finish() {
    if (!this.saving && this.failed) this.apply(this.failed, this.picture);
    await this.saving;
  }

  async upload(marks, picture) {
    this.failed = null;
    if (!marks.length) {
      this.store(null, picture);
      return;
    }
    const sending = this.sending = { marks, picture, controller: new AbortController() };
    const { signal } = sending.controller;
    try {
      const blob = await encodeMarks(marks, picture, this.images);
      const { id, url } = await uploadImage(blob, { markup: picture.id, signal });
      if (!signal.aborted) this.store({ id, url, of: picture.id, marks }, picture);
    } catch (error) {
      if (this.picture !== picture || signal.aborted) return;
      this.failed = marks;
      this.showStatus(t('card.markup.failed', { said: error.message }), true);
    } finally {
      if (this.sending === sending) this.sending = null;
    }
  }

  // Of a picture that another one took the place of meanwhile they are kept, too: it may come back.
  store(value, picture = this.picture) {
    if (picture) this.storage.save(picture.id, value);
    if (this.picture === picture) this.setValue(value);
  }

  setValue(value) {
    this.value = value;
    const count = value?.marks.length || 0;
    this.root.hidden = !value;
    this.showStatus(value ? t(count === 1 ? 'card.markup.count_one' : 'card.markup.count', { count }) : '');
    this.onChange(value);
    this.showMarks(value);
  }

  async showMarks(value) {
    await this.loadImages();
    const { picture } = this;
    if (this.value !== value || !picture) return;
    this.onDraw(picture.id, value && ((longest) => marksCanvas(value.marks, picture, longest, this.images)));
  }

  showStatus(text, problem = false) {
    this.root.hidden &&= !problem;
    set(this.status, text);
    this.status.classList.toggle('problem', problem);
  }
}
