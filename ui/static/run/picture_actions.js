// Actions on a picture as one row, the same on a card, on a turn of a chat and in the viewer.
// @ts-check

import { request } from '../lib/api_client.js';
import { copyImage, copyText, el, icon } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { menuButton } from '../lib/menu.js';
import { runStore } from '../lib/run_store.js';
import { formOf } from '../lib/tabs.js';
import { restoreRun } from '../form/restore.js';
import { loadOutline } from '../mask/overlay.js';
import { openComparison } from './compare.js';
import { ICONS } from '../lib/icons.js';
import { canvasShown } from './original_placement.js';
import { pixelUrl, shownUrl } from './picture_display.js';
import { runOf } from './picture_item.js';
import { deletePictures, isFavourite, toggleFavourite } from './picture_marks.js';
import { repeatByPress, variedOptions } from './repeat.js';
import { canShareFiles, sharePicture } from './share.js';

const CONFIRMED = 1500; // ms that a copy button says so

/** A button of an icon alone; `name` is its tooltip and what a screen reader says. */
export function iconButton(path, name, onclick, attributes = {}) {
  return el('button', {
    type: 'button', class: 'button icon-button', title: name, 'aria-label': name, onclick, ...attributes,
  }, icon(path));
}

/** A button that deletes. The second half of a double click may fall on that of the picture which came in its place. */
export const deleteButton = (work) => iconButton(ICONS.remove, t('card.action.delete'), ({ detail }) => detail < 2 && work());

function rename(button, name) {
  button.title = name;
  button.setAttribute('aria-label', name);
}

/** A button that copies a prompt and says so for a moment. */
export function copyPromptButton(prompt) {
  const name = t('card.action.copy_prompt');
  const button = iconButton(ICONS.copy, name, async () => {
    await copyText(prompt());
    rename(button, t('card.action.copied'));
    button.toggleAttribute('data-done', true);
    setTimeout(() => {
      rename(button, name);
      button.removeAttribute('data-done');
    }, CONFIRMED);
  });
  return button;
}

// What was drawn over an image, where the image lies on a larger canvas.
function drawInset(drawn, { left, top, width, height }) {
  const canvas = el('canvas', { width: Math.round(drawn.width / width), height: Math.round(drawn.height / height) });
  canvas.getContext('2d')?.drawImage(drawn, Math.round(left * canvas.width), Math.round(top * canvas.height));
  return canvas;
}

async function outlineOn(before, { url, size }) {
  const drawn = await loadOutline(url, size);
  return drawn && before.inset ? drawInset(drawn, before.inset) : drawn;
}

/**
 * @param {any} run
 * @param {any} picture
 */
function openSourceComparison({ asked }, picture) {
  const { images: [original], mask } = asked;
  const { width, height, view_url: url } = original;
  const before = { url, ...canvasShown({ ...asked, original }, picture), label: t('card.before') };
  openComparison({
    before,
    after: { url: shownUrl(picture), width: picture.width, height: picture.height, label: t('card.after') },
    outline: mask ? () => outlineOn(before, { url: mask.url, size: { width, height } }) : undefined,
  });
}

// Of a run that is not loaded its task tells whether it had inputs.
function hasSource({ run, task }) {
  const known = runStore.get(run);
  return known ? Boolean(known.asked.images?.length) : task === 'edit';
}

export class PictureActions {
  item; attempt; count; onStarted; onLeave; continueInChat; onDetails;

  /**
   * `item()` is the picture at the moment. `attempt(button, work)` disables the button, if there is one, and shows what
   * goes wrong. `onStarted(run)` hears of a new run, `onDetails()` of a press on the request's details, `onLeave()`
   * when the page went to another form. `continueInChat(item)` may take the place of a new conversation; `count()` is
   * how many pictures are asked for again.
   * @param {{
   *   item: () => any, attempt: (button: HTMLButtonElement | null, work: () => unknown) => Promise<any>,
   *   onStarted: (run: any) => unknown, onDetails?: () => void, onLeave?: () => void,
   *   continueInChat?: ((item: any) => unknown) | null, count?: () => number | undefined,
   * }} parts
   */
  constructor({ item, attempt, onStarted, onDetails, onLeave = () => {}, continueInChat = null, count = () => undefined }) {
    Object.assign(this, { item, attempt, onStarted, onDetails, onLeave, continueInChat, count });
    this.download = el('a', { class: 'button button-main', download: '' }, t('card.action.download'));
    this.favourite = iconButton(ICONS.favourite, '', () => this.mark(), { 'data-action': 'favourite' });
    this.compare = iconButton(ICONS.compare, t('card.action.compare'), () => this.compareWithSource(), { 'data-action': 'compare' });
    this.delete = deleteButton(() => this.remove());
    this.icons = [...(canShareFiles() ? [this.shareButton()] : []), this.repeatButton(), this.reuseButton(), this.favourite,
      copyPromptButton(() => this.item().prompt), this.compare];
    const edit = menuButton({
      content: t('card.action.edit'), label: t('card.action.edit'), class: 'button menu-button', items: () => this.editItems(),
    });
    const more = menuButton({
      content: icon(ICONS.more), label: t('card.action.more'), class: 'button icon-button', items: () => this.moreItems(),
    });
    this.root = el('div', { class: 'actions' }, this.download, ...edit, ...this.icons, this.delete, ...more);
  }

  /** Follows the picture. */
  update() {
    const item = this.item();
    const { picture } = item;
    const isMarked = isFavourite(picture);
    this.compare.hidden = !hasSource(item);
    this.download.href = `${picture.url}?download=1`;
    this.favourite.setAttribute('aria-pressed', String(isMarked));
    rename(this.favourite, t(isMarked ? 'card.action.unfavourite' : 'card.action.favourite'));
  }

  shareButton() {
    const share = () => this.attempt(null, () => sharePicture(this.item().picture));
    return iconButton(ICONS.share, t('card.action.share'), share, { 'data-action': 'share' });
  }

  repeatButton() {
    const button = iconButton(ICONS.regenerate, t('card.action.regenerate'), () => this.repeat(button));
    return button;
  }

  async repeat(button) {
    const item = this.item();
    const run = await this.attempt(null, () => runOf(item));
    if (!run) return;
    const count = this.count();
    await repeatByPress(button, {
      run, changes: { options: variedOptions(run), ...(count ? { count } : {}) },
      attempt: (...work) => this.attempt(...work), onStarted: this.onStarted,
    });
  }

  reuseButton() {
    return iconButton(ICONS.reuse, t('card.action.reuse'), () => this.leave(async (item) => restoreRun(await runOf(item))));
  }

  compareWithSource() {
    const item = this.item();
    return this.attempt(null, async () => openSourceComparison(await runOf(item), item.picture));
  }

  mark() {
    return this.attempt(null, () => toggleFavourite(this.item().picture));
  }

  remove() {
    const { ids, picture } = this.item();
    return this.attempt(null, () => deletePictures(ids || [picture.id], 1));
  }

  // To another form, which takes the picture.
  leave(work) {
    const item = this.item();
    return this.attempt(null, async () => {
      await work(item);
      this.onLeave();
    });
  }

  editItems() {
    const entry = (key, work) => ({ label: t(key), onSelect: () => this.leave(work) });
    const goOn = this.continueInChat || (async (item) => formOf('chat').continueFrom?.(await runOf(item), item.picture));
    return [
      entry('card.action.edit.here', ({ picture }) => formOf('edit').editPicture?.(picture)),
      entry('card.mask.open', ({ picture }) => formOf('edit').maskPicture?.(picture)),
      entry('card.action.edit.reference', ({ picture }) => formOf('edit').addPicture(picture)),
      entry('card.action.edit.chat', goOn),
      entry('card.action.edit.attach', ({ picture }) => formOf('chat').addPicture(picture)),
    ];
  }

  // In a narrow row the icons are hidden, and stand in this menu: Delete at its end, where no finger slips onto it.
  /** @returns {import('../lib/menu.js').MenuItem[]} */
  moreItems() {
    const item = this.item();
    const { picture } = item;
    const folded = (button) => !button.hidden && !button.offsetParent
      && { label: button.title, onSelect: () => button.click() };
    const act = (key, work) => ({ label: t(key), onSelect: () => this.attempt(null, work) });
    return [
      !this.download.offsetParent && { label: t('card.action.download'), href: this.download.href },
      ...this.icons.map(folded),
      'write' in (navigator.clipboard ?? {}) && act('card.action.copy_image', () => copyImage(pixelUrl(picture))),
      { label: t('card.action.download_settings'), href: `${picture.url}?download=recipe` },
      { label: t('card.action.details'), onSelect: () => this.onDetails() },
      !item.by_rule && act('card.action.copy_curl', () => this.copyCurl(item)),
      folded(this.delete),
    ].filter((entry) => entry !== false);
  }

  async copyCurl(item) {
    const { sent } = await request(`/api/runs/${encodeURIComponent(item.run)}/record`);
    await copyText(sent.curl);
  }
}
