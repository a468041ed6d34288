// The canvas around a picture: dragged, chosen by its ratio, or typed in pixels.
// @ts-check

import { el } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { FrameForm } from '../frame/frame_form.js';
import { FrameView } from '../frame/frame_view.js';
import {
  SIDES, frameOfGrowth, frameOfRatio, growthOf, moveEdge, parseRatio, ratioName, sizeOf, wholeOf,
} from '../frame/geometry.js';

/** Of one picture at a time; `onChange(growth)` hears of each change that is made here, null for none. */
export class ExpandEditor {
  constructor({ onChange }) {
    this.onChange = onChange;
    this.view = new FrameView({ grows: true, onInput: () => this.report() });
    this.form = new FrameForm({
      kind: 'expand',
      fields: SIDES,
      onNumbers: (values) => this.setNumbers(values),
      onRatio: (name) => this.setFrame(frameOfRatio(parseRatio(name), this.view.bounds)),
      onReset: () => this.setFrame(wholeOf(this.view.picture)),
    });
    this.root = el('div', { class: 'frame-editor', role: 'group', 'aria-label': t('card.expand.label') },
      this.view.root, this.form.root);
  }

  open({ url, width, height }, growth) {
    const picture = { width, height };
    this.root.style.setProperty('--ratio', String(width / height));
    this.view.setPicture({ url, ...picture }, growth ? frameOfGrowth(growth, picture) : wholeOf(picture));
    this.show();
  }

  close() {
    this.view.clear();
  }

  /** The pixels that are added on each side; null where nothing is. */
  get growth() {
    const growth = growthOf(this.view.frame, this.view.picture);
    return SIDES.some((side) => growth[side]) ? growth : null;
  }

  setNumbers(values) {
    const { bounds, picture } = this.view;
    const target = frameOfGrowth(values, picture);
    this.setFrame(SIDES.reduce((frame, side) => moveEdge(frame, side, target[side], bounds), wholeOf(picture)));
  }

  setFrame(frame) {
    this.view.setFrame(frame);
    this.view.layout();
    this.report();
  }

  report() {
    this.show();
    this.onChange(this.growth);
  }

  show() {
    const { frame, picture } = this.view;
    const size = sizeOf(frame);
    this.form.show({ values: growthOf(frame, picture), size, ratio: ratioName(size), changed: Boolean(this.growth) });
  }
}
