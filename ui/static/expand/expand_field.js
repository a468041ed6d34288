// How far the first reference image is to grow: in its place on the easel, on a phone in a dialog.
// @ts-check

import { actionButton, el } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { FrameDialog } from '../frame/frame_dialog.js';
import { SIDES, frameOfGrowth, ratioName, sizeOf } from '../frame/geometry.js';
import { ExpandEditor } from './expand_editor.js';

const pick = (growth) => Object.fromEntries(SIDES.map((side) => [side, growth[side]]));

/**
 * It belongs to one picture; its value is {left, top, right, bottom} in that one's pixels, or null. `storage` is a
 * DrawingStore; `onChange(value)` hears of each new value. `isInPlace()` says whether there is room for the editor on
 * the easel.
 */
export class ExpandField {
  onChange; isInPlace; storage;

  constructor({ storage, isInPlace }) {
    Object.assign(this, { storage, isInPlace, value: null, picture: null, onChange: () => {} });
    this.editor = new ExpandEditor({ onChange: (growth) => this.isInPlace() && this.store(growth) });
    this.dialog = new FrameDialog({
      title: t('card.expand.title'),
      content: el('div', { class: 'frame-content' }),
      onApply: () => this.store(this.editor.growth),
      onClose: () => this.fill(),
    });
    this.container = el('div', { class: 'expand-container' });
    this.status = el('p', { class: 'small', role: 'status' });
    this.clearButton = actionButton(t('card.expand.clear'), () => this.clear());
    this.root = el('div', { class: 'expand-field', hidden: true }, this.container,
      el('div', { class: 'expand-summary' }, this.status, this.clearButton));
    this.placeEditor();
  }

  /** Follows the room that there is: what is chosen goes along. */
  placeEditor() {
    const inPlace = this.isInPlace();
    this.root.toggleAttribute('data-in-place', inPlace);
    if (inPlace) {
      this.dialog.root.close();
      this.container.append(this.editor.root);
    } else {
      this.dialog.root.querySelector('.frame-content')?.append(this.editor.root);
    }
    this.fill();
  }

  /** Follows the first picture of the list: another one grows by itself. */
  setPicture(picture) {
    if (picture?.id === this.picture?.id) return;
    this.picture = picture;
    this.root.hidden = !picture;
    const stored = picture ? this.storage.load(picture.id) : null;
    this.setValue(stored && pick(stored));
    if (picture) this.fill();
    else this.editor.close();
  }

  /** Shows the editor what is chosen. */
  fill() {
    if (!this.picture) return;
    const { view_url: url, width, height } = this.picture;
    this.editor.open({ url, width, height }, this.value);
  }

  open() {
    if (!this.picture) return;
    if (this.isInPlace()) {
      this.editor.view.edges[0].focus({ preventScroll: true });
      return;
    }
    this.dialog.open();
    this.fill();
  }

  clear() {
    this.store(null);
    this.fill();
  }

  /** Takes over what a run was asked for. */
  adopt(growth, picture) {
    if (this.picture?.id !== picture.id) return;
    this.store(pick(growth));
    this.fill();
  }

  store(growth) {
    if (this.picture) this.storage.save(this.picture.id, growth);
    this.setValue(growth);
  }

  setValue(value) {
    this.value = value;
    this.clearButton.hidden = !value;
    this.root.toggleAttribute('data-expands', Boolean(value));
    this.status.textContent = value ? this.describe(value) : '';
    this.onChange(value);
  }

  describe(growth) {
    const { width, height } = sizeOf(frameOfGrowth(growth, this.picture));
    return t('card.expand.summary', { width, height, ratio: ratioName({ width, height }) });
  }
}
