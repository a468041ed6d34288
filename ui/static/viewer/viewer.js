// Viewer: a picture large over the whole window, the next one by arrow keys or a swipe, and all that can be done with it.
// @ts-check

import { closeButton, showModal } from '../lib/dialog.js';
import { el, formatTime, icon, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { ICONS } from '../lib/icons.js';
import { PictureActions } from '../run/picture_actions.js';
import {
  PlaySwitch, drawnUrl, isVector, shownUrl,
} from '../run/picture_display.js';
import { pictureAlt, pictureFacts } from '../run/picture_frame.js';
import { isDeleted, watchMarks } from '../run/picture_marks.js';
import { makerText } from '../run/run_status.js';
import { buildRecord } from './run_record.js';
import { Zoom } from './zoom.js';

/**
 * A list of pictures that the viewer walks: `items()` are those that are known, `hasMore()` says whether there are
 * further ones, `loadMore()` loads them, `focusItem(item)` focuses one that is on the page and returns whether it is,
 * `onStarted(run)` hears of a new run.
 */
class Viewer {
  /** @type {HTMLElement | null} */ opener; /** @type {HTMLParagraphElement} */ failed;
  /** @type {HTMLDetailsElement} */ record; /** @type {PictureActions} */ actions;

  constructor() {
    this.image = el('img', { class: 'viewer-picture', alt: '', draggable: 'false' });
    this.viewport = el('div', {
      class: 'viewer-viewport', tabindex: '0', role: 'group', 'aria-label': t('card.viewer.zoom'),
    }, this.image);
    this.zoom = new Zoom({ viewport: this.viewport, image: this.image, onSwipe: (x, y) => this.swipe(x, y) });
    this.details = el('div', { class: 'viewer-details' });
    this.playSwitch = new PlaySwitch(() => { this.image.src = shownUrl(this.item.picture); });
    const details = t('card.viewer.details');
    this.handle = el('button', {
      type: 'button', class: 'viewer-handle', title: details, 'aria-label': details, onclick: () => this.unfold(!this.isUnfolded),
    });
    this.side = el('aside', { class: 'viewer-side' }, this.handle, this.details);
    const stepButton = (by, path, label) => el('button', {
      type: 'button', class: 'viewer-step', title: t(label), 'aria-label': t(label), onclick: () => this.step(by),
    }, icon(path));
    this.previous = stepButton(-1, ICONS.previous, 'card.viewer.before');
    this.next = stepButton(1, ICONS.next, 'card.viewer.after');
    this.dialog = el('dialog', { class: 'viewer', 'aria-label': t('card.viewer.title') },
      el('div', { class: 'viewer-stage' }, this.viewport, this.previous, this.next), this.side,
      closeButton(t('card.viewer.close'), 'viewer-close'));
    this.listen();
  }

  listen() {
    this.dialog.addEventListener('keydown', (event) => this.handleKey(event));
    this.dialog.addEventListener('close', () => this.list.focusItem(this.item) || this.opener?.focus());
    this.image.addEventListener('load', () => {
      this.image.toggleAttribute('data-loaded', true);
      this.zoom.draw();
    });
    this.image.addEventListener('error', () => {
      const url = drawnUrl(this.item.picture);
      if (this.image.getAttribute('src') !== url) this.image.src = url;
    });
    watchMarks(() => this.dialog.open && this.followMarks());
  }

  get items() {
    return this.list.items().filter(({ picture }) => !isDeleted(picture));
  }

  // By id: the list may have become longer, or have been read anew.
  get position() {
    const { items, item } = this;
    const exact = items.findIndex(({ picture }) => picture.id === item.picture.id);
    return exact < 0 ? this.index : exact;
  }

  open(list, item) {
    this.list = list;
    this.index = Math.max(0, list.items().findIndex(({ run }) => run === item.run));
    if (!this.dialog.open) {
      this.opener = /** @type {HTMLElement | null} */ (document.activeElement);
      this.unfold(false);
    }
    showModal(this.dialog);
    this.show(item);
    this.viewport.focus();
  }

  show(item) {
    const { picture, prompt } = item;
    this.item = item;
    this.index = this.position;
    this.image.removeAttribute('src'); // the one before must not stand beside this one's details
    this.image.removeAttribute('data-loaded');
    Object.assign(this.image, { width: picture.width, height: picture.height, alt: pictureAlt(picture, prompt) });
    this.image.style.setProperty('--ratio', String(picture.width / picture.height || 1));
    this.image.style.setProperty('--native', isVector(picture) ? '100%' : `${picture.width}px`); // that has no pixels
    this.image.style.setProperty('--thumb', `url("${picture.thumb_url}")`);
    this.image.dataset.picture = picture.id;
    this.image.dataset.state = 'done';
    this.image.src = shownUrl(picture);
    this.playSwitch.update(picture);
    this.zoom.reset();
    this.updateSteps();
    this.showDetails(item);
  }

  updateSteps() {
    const { items, position } = this;
    this.previous.disabled = position <= 0;
    this.next.disabled = position + 1 >= items.length && !this.list.hasMore?.();
  }

  async step(by) {
    const { item } = this;
    if (by > 0 && !this.items[this.position + 1]) await this.list.loadMore();
    if (item !== this.item || !this.dialog.open) return; // it was gone elsewhere meanwhile
    const next = this.items[this.position + by];
    if (next) this.show(next);
    else this.updateSteps();
  }

  // To the next picture, to the details, and back to the page.
  swipe(x, y) {
    if (x) this.step(-x);
    else if (y < 0) this.unfold(true);
    else if (this.isUnfolded) this.unfold(false);
    else this.dialog.close();
  }

  get isUnfolded() {
    return this.dialog.hasAttribute('data-unfolded');
  }

  // Where the window is narrow, the details are folded away under the picture.
  unfold(isUnfolded) {
    this.dialog.toggleAttribute('data-unfolded', isUnfolded);
    this.handle.setAttribute('aria-expanded', String(isUnfolded));
    this.side.scrollTop = 0;
    this.zoom.reset();
  }

  openRecord() {
    this.unfold(true);
    this.record.open = true;
  }

  followMarks() {
    if (!isDeleted(this.item.picture)) {
      this.actions.update();
      this.updateSteps();
      return;
    }
    const { items } = this;
    if (items.length) this.show(items[Math.min(this.index, items.length - 1)]);
    else this.dialog.close();
  }

  handleKey(event) {
    const isTyping = /** @type {Element} */ (event.target).closest('input, textarea, select, dialog dialog');
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
    const keys = {
      ArrowLeft: () => this.step(-1), ArrowRight: () => this.step(1), z: () => this.zoom.toggle(),
      f: () => this.actions.mark(), Delete: () => event.repeat || this.actions.remove(),
    };
    const work = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!work) return;
    event.preventDefault();
    work();
  }

  showDetails(item) {
    const { picture } = item;
    this.failed = el('p', { class: 'error', role: 'alert', hidden: true });
    this.record = this.buildRecordFold(item);
    this.actions = new PictureActions({
      item: () => item,
      attempt: (button, work) => this.attempt(button, work),
      count: () => 1,
      onStarted: (run) => {
        this.dialog.close();
        this.list.onStarted(run);
      },
      onDetails: () => this.openRecord(),
      onLeave: () => this.dialog.close(),
    });
    this.actions.update();
    this.details.replaceChildren(
      el('p', { class: 'viewer-prompt' }, item.prompt),
      el('p', { class: 'small' }, `${pictureFacts(picture)} · ${formatTime(item.created)}`),
      el('div', { class: 'chips' }, el('span', { class: 'chip' }, makerText(item)),
        item.by_rule ? el('span', { class: 'chip demo' }, t('card.demo')) : '', this.playSwitch.root),
      this.actions.root, this.failed, this.record, el('p', { class: 'small keys' }, t('card.viewer.keys')));
  }

  // What was sent, read when it is first unfolded.
  buildRecordFold(item) {
    const content = el('div', {});
    const fold = el('details', { class: 'viewer-record' }, el('summary', {}, t('card.action.details')), content);
    fold.addEventListener('toggle', () => {
      if (!fold.open || content.childElementCount) return;
      this.attempt(null, async () => content.replaceChildren(...await buildRecord(item)));
    });
    return fold;
  }

  async attempt(button, work) {
    this.failed.hidden = true;
    if (button) button.disabled = true;
    try {
      return await work();
    } catch (error) {
      set(this.failed, t('card.action.failed', { said: error.message }));
      this.failed.hidden = false;
      return undefined;
    } finally {
      if (button) button.disabled = false;
    }
  }
}

/** @type {Viewer | undefined} */
let viewer;

/** Opens the viewer on an item of a list. `showsDetails`: with the details of its request unfolded. */
export function openViewer(list, item, { showsDetails = false } = {}) {
  viewer ??= new Viewer();
  viewer.open(list, item);
  if (showsDetails) viewer.openRecord();
}

export const isViewerOpen = () => Boolean(viewer?.dialog.open);

/** Has the viewer follow its list, which became longer. */
export function updateViewer() {
  if (isViewerOpen()) viewer?.updateSteps();
}
