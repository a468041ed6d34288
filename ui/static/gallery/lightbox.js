// Lightbox: a picture large, by arrow keys to the next one, down to its pixels, with all that can be done with it.

import {
  actionButton, copyText, el, pageRoot, set,
} from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { fetchRun, repeatRun } from '../lib/run_client.js';
import { runStore } from '../lib/run_store.js';
import { formOf } from '../lib/tabs.js';
import { restoreRun } from '../form/restore.js';
import { pictureFacts } from '../run/picture_frame.js';
import { variedOptions } from '../run/repeat.js';
import { buildRecord } from './run_record.js';

const DISABLED = 1200; // ms that a button which costs money stays disabled after its answer came

async function runOf(item) {
  if (!runStore.get(item.run)) await fetchRun(item.run);
  return runStore.get(item.run);
}

export class Lightbox {
  /**
   * `itemAt(index)` is the item there or null, `loadMore()` loads further ones; `onFavourite(item)`, `onDelete(item)`,
   * `onClose(index)` and `onStarted(run)` are what the gallery does itself.
   */
  constructor(gallery) {
    Object.assign(this, { gallery, index: 0 });
    this.image = el('img', { class: 'lightbox-picture', alt: '', draggable: 'false' });
    this.wall = el('div', {
      class: 'lightbox-wall', tabindex: '0', 'aria-label': t('card.viewer.zoom'), onclick: (event) => this.toggleZoom(event),
    }, this.image);
    this.details = el('aside', { class: 'lightbox-side' });
    const stepButton = (by, sign, label) => el('button', {
      type: 'button', class: 'lightbox-step', 'aria-label': t(label), onclick: () => this.step(by),
    }, sign);
    this.previous = stepButton(-1, '‹', 'card.viewer.before');
    this.next = stepButton(1, '›', 'card.viewer.after');
    this.dialog = el('dialog', { class: 'lightbox', 'aria-label': t('card.viewer.title') },
      el('div', { class: 'lightbox-stage' }, this.wall, this.previous, this.next), this.details,
      el('button', {
        type: 'button', class: 'lightbox-close', 'aria-label': t('card.viewer.close'), onclick: () => this.dialog.close(),
      }, '×'));
    this.dialog.addEventListener('keydown', (event) => this.handleKey(event));
    this.dialog.addEventListener('close', () => gallery.onClose(this.index));
  }

  get isOpen() {
    return this.dialog.open;
  }

  open(index) {
    if (!this.dialog.isConnected) pageRoot().append(this.dialog);
    if (!this.dialog.open) this.dialog.showModal();
    this.show(index);
    this.wall.focus();
  }

  show(index) {
    const { itemAt } = this.gallery;
    const item = itemAt(index);
    if (!item) {
      this.dialog.close();
      return;
    }
    Object.assign(this, { index, item });
    this.wall.removeAttribute('data-pixels');
    const { picture } = item;
    this.image.removeAttribute('src'); // the one before must not stand beside this one's details
    Object.assign(this.image, { width: picture.width, height: picture.height, alt: item.prompt });
    this.image.style.setProperty('--thumb', `url("${picture.thumb_url}")`);
    this.image.dataset.picture = picture.id;
    this.image.dataset.state = 'done';
    this.image.src = picture.url;
    this.previous.disabled = !itemAt(index - 1);
    this.next.disabled = !itemAt(index + 1);
    this.showDetails(item);
  }

  async step(by) {
    const { itemAt, loadMore } = this.gallery;
    if (by > 0 && !itemAt(this.index + 1)) await loadMore();
    if (itemAt(this.index + by)) this.show(this.index + by);
  }

  // To its own pixels, one for one of the screen's, at the point that was pressed; and back.
  toggleZoom(event) {
    const { image, wall } = this;
    const box = image.getBoundingClientRect();
    const [x, y] = event.clientX ? [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height] : [0.5, 0.5];
    const zoomed = wall.toggleAttribute('data-pixels');
    image.style.setProperty('--pixels', `${this.item.picture.width / devicePixelRatio}px`);
    if (!zoomed) return;
    wall.scrollLeft = x * image.offsetWidth - wall.clientWidth / 2;
    wall.scrollTop = y * image.offsetHeight - wall.clientHeight / 2;
  }

  handleKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, textarea, select')) return;
    const keys = {
      ArrowLeft: () => this.step(-1), ArrowRight: () => this.step(1), z: () => this.toggleZoom({}),
      f: () => this.gallery.onFavourite(this.item), Delete: () => this.gallery.onDelete(this.item),
    };
    if (this.wall.hasAttribute('data-pixels') && event.key.startsWith('Arrow')) return; // then they move the picture
    const work = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!work) return;
    event.preventDefault();
    work();
  }

  showDetails(item) {
    const { picture } = item;
    const model = `${item.gateway_name || item.gateway} · ${item.model}`;
    this.failed = el('p', { class: 'error', role: 'alert', hidden: true });
    this.details.replaceChildren(
      el('p', { class: 'lightbox-prompt' }, item.prompt),
      el('p', { class: 'small' }, `${pictureFacts(picture)} · ${new Date(item.created * 1000).toLocaleString()}`),
      el('div', { class: 'chips' }, el('span', { class: 'chip' }, model),
        item.by_rule ? el('span', { class: 'chip demo' }, t('card.demo')) : ''),
      el('div', { class: 'actions' }, ...this.buildActions(item)),
      this.failed, this.buildRecordFold(item), el('p', { class: 'small keys' }, t('card.viewer.keys')));
  }

  buildActions(item) {
    const { picture } = item;
    const leave = (key, work) => actionButton(t(key), () => this.leave(work));
    const favourite = item.favourite ? 'card.gallery.unfavourite' : 'card.gallery.favourite';
    return [
      el('a', { class: 'button', href: `${picture.url}?download=1`, download: '' }, t('card.download')),
      el('a', { class: 'button', href: `${picture.url}?download=recipe`, download: '' }, t('card.viewer.recipe')),
      actionButton(t(favourite), () => this.gallery.onFavourite(item), { 'aria-pressed': String(item.favourite) }),
      leave('card.edit', () => formOf('edit').editPicture(picture)),
      leave('card.reference', () => formOf('edit').addPicture(picture)),
      leave('card.chat.continue', async () => formOf('chat').continueFrom(await runOf(item), picture)),
      leave('card.chat.add', () => formOf('chat').addPicture(picture)),
      actionButton(t('card.again'), (event) => this.repeat(item, event.target)),
      leave('card.viewer.vary', async () => restoreRun(await runOf(item))),
      actionButton(t('card.copy'), () => copyText(item.prompt)),
      actionButton(t('card.gallery.delete'), () => this.gallery.onDelete(item)),
    ];
  }

  // What was sent, read when it is first unfolded.
  buildRecordFold(item) {
    const content = el('div', {});
    const fold = el('details', { class: 'lightbox-record' }, el('summary', {}, t('card.viewer.record')), content);
    fold.addEventListener('toggle', () => {
      if (!fold.open || content.childElementCount) return;
      this.attempt(async () => content.replaceChildren(...await buildRecord(item)));
    });
    return fold;
  }

  async attempt(work) {
    this.failed.hidden = true;
    try {
      return await work();
    } catch (error) {
      set(this.failed, t('card.gallery.trouble', { said: error.message }));
      this.failed.hidden = false;
      return undefined;
    }
  }

  leave(work) {
    return this.attempt(async () => {
      await work();
      this.dialog.close();
    });
  }

  // A button that costs money is disabled until its answer came, and for a while after that.
  repeat(item, button) {
    button.disabled = true;
    return this.attempt(async () => {
      const run = await runOf(item);
      const started = await repeatRun(run, { count: 1, options: variedOptions(run) });
      this.dialog.close();
      this.gallery.onStarted(started);
    }).finally(() => setTimeout(() => { button.disabled = false; }, DISABLED));
  }
}
