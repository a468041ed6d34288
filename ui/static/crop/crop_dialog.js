// Crop and rotate one reference image: the server makes a new one of all its pixels, which takes its place.
// @ts-check

import { post } from '../lib/api_client.js';
import { el, icon } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { ICONS } from '../lib/icons.js';
import { FrameDialog } from '../frame/frame_dialog.js';
import { FrameForm } from '../frame/frame_form.js';
import { FrameView } from '../frame/frame_view.js';
import {
  RATIOS, frameOfRatio, mirrorFrame, moveEdge, parseRatio, sizeOf, turnFrame, wholeOf,
} from '../frame/geometry.js';

const ROTATIONS = { rotate_left: ICONS.turnLeft, rotate_right: ICONS.turnRight, flip: ICONS.mirror };
const EDGES = { left: 'left', top: 'top', width: 'right', height: 'bottom' };

class CropDialog {
  item;
  /** @type {FrameDialog} */ dialog;

  constructor() {
    this.view = new FrameView({
      grows: false, onInput: () => this.show(), ratio: () => parseRatio(this.ratio),
    });
    this.form = new FrameForm({
      kind: 'crop',
      fields: Object.keys(EDGES),
      ratios: ['', ...RATIOS],
      onNumbers: (values) => this.setNumbers(values),
      onRatio: (name) => this.setRatio(name),
      onReset: () => this.begin(this.item),
    });
    const buttons = Object.entries(ROTATIONS).map(([name, path]) => el('button', {
      type: 'button', class: 'button frame-rotation', 'data-rotation': name, onclick: () => this.rotate(name),
    }, icon(path), el('span', {}, t(`card.crop.${name}`))));
    const rotations = el('div', { class: 'frame-rotations', role: 'group', 'aria-label': t('card.crop.turns') }, ...buttons);
    this.editor = el('div', { class: 'frame-editor', role: 'group', 'aria-label': t('card.crop.label') },
      this.view.root, rotations, this.form.root);
  }

  open(item, onDone) {
    this.dialog?.root.remove();
    this.dialog = new FrameDialog({
      title: t('card.crop.title', { what: item.label }), content: this.editor, onApply: () => this.apply(),
      onApplied: () => this.made && onDone(this.made),
    });
    this.made = null;
    this.dialog.open();
    this.begin(item);
    this.view.box.focus();
  }

  /** Begins with all of the picture, as it is. */
  begin(item) {
    const { width, height } = item.picture;
    Object.assign(this, {
      item, quarters: 0, isMirrored: false, ratio: '',
    });
    this.showPicture({ width, height }, wholeOf({ width, height }));
  }

  showPicture(size, frame) {
    this.view.setPicture({
      url: this.item.picture.view_url, ...size, quarters: this.quarters, flip: this.isMirrored,
    }, frame);
    this.show();
  }

  rotate(name) {
    const { frame, picture } = this.view;
    if (name === 'flip') {
      this.isMirrored = !this.isMirrored;
      this.showPicture(picture, mirrorFrame(frame, picture));
      return;
    }
    const by = name === 'rotate_right' ? 1 : -1;
    // What is mirrored turns the other way underneath.
    this.quarters = (this.quarters + (this.isMirrored ? -by : by) + 4) % 4;
    this.ratio = '';
    this.showPicture({ width: picture.height, height: picture.width }, turnFrame(frame, picture, by));
  }

  setRatio(name) {
    this.ratio = name;
    this.setFrame(name ? frameOfRatio(parseRatio(name), this.view.bounds, this.view.frame) : this.view.frame);
  }

  setNumbers({ left, top, width, height }) {
    const { bounds, picture } = this.view;
    this.ratio = '';
    const frame = moveEdge(moveEdge(wholeOf(picture), 'left', left, bounds), 'top', top, bounds);
    const across = moveEdge(frame, 'right', frame.left + width, bounds);
    this.setFrame(moveEdge(across, 'bottom', frame.top + height, bounds));
  }

  setFrame(frame) {
    this.view.setFrame(frame);
    this.show();
  }

  get isChanged() {
    const { width, height } = sizeOf(this.view.frame);
    const { picture } = this.view;
    return Boolean(this.quarters || this.isMirrored || width !== picture.width || height !== picture.height);
  }

  show() {
    const { frame } = this.view;
    const size = sizeOf(frame);
    const values = { left: frame.left, top: frame.top, ...size };
    this.form.show({
      values, size, ratio: this.ratio, changed: this.isChanged,
    });
  }

  /** Resolves with false where it could not be done, and the dialog stays with what was chosen. */
  async apply() {
    if (!this.isChanged) return true;
    const { dialog } = this;
    const { left, top, ...rest } = this.view.frame;
    const part = {
      x: left, y: top, width: rest.right - left, height: rest.bottom - top,
      rotate: this.quarters * 90, flip: this.isMirrored,
    };
    try {
      const made = await post(`/api/references/${encodeURIComponent(this.item.picture.id)}/crop`, part);
      if (dialog === this.dialog) this.made = made; // else another image is being cropped by now
      return true;
    } catch (error) {
      dialog.tell(t('card.crop.failed', { said: error.message }), true);
      return false;
    }
  }
}

let cropDialog = null;

/** Opens the dialog for an item of a list; `onDone(picture)` hears of the new picture. */
export function openCrop(item, onDone) {
  cropDialog ??= new CropDialog();
  cropDialog.open(item, onDone);
}
