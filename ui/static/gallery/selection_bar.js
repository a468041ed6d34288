// Bar of what can be done with the pictures that are selected.
// @ts-check

import { apiUrl } from '../lib/api_client.js';
import { el, icon, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { ICONS } from '../lib/icons.js';
import { deletePictures, setFavourites } from '../run/picture_marks.js';

/**
 * An icon with its name; on a phone the icon alone.
 * @param {string} path
 * @param {string} name
 * @param {() => void} onclick
 */
function barButton(path, name, onclick) {
  return el('button', { type: 'button', class: 'button', title: name, 'aria-label': name, onclick }, icon(path), el('span', {}, name));
}

/**
 * A form of the page's own: the browser saves what it answers, however large.
 * @param {string[]} ids
 */
function downloadZip(ids) {
  const form = el('form', { method: 'post', action: apiUrl('/api/pictures/zip'), hidden: true },
    el('input', { type: 'hidden', name: 'ids', value: ids.join(',') }));
  document.body.append(form);
  form.submit();
  form.remove();
}

export class SelectionBar {
  /**
   * `attempt(work)` shows what goes wrong, `onClear()` hears that nothing is to be selected any more.
   * @param {{attempt: (work: () => Promise<void>) => void, onClear: () => void}} callbacks
   */
  constructor({ attempt, onClear }) {
    /** @type {string[]} */
    this.ids = [];
    this.count = el('span', { role: 'status' });
    this.root = el('div', { class: 'selection-bar', role: 'group', hidden: true }, this.count,
      barButton(ICONS.download, t('card.gallery.zip'), () => downloadZip(this.ids)),
      barButton(ICONS.favourite, t('card.action.favourite'), () => attempt(() => setFavourites(this.ids, true))),
      barButton(ICONS.remove, t('card.gallery.delete'), () => attempt(() => deletePictures(this.ids))),
      barButton(ICONS.close, t('card.gallery.clear'), onClear));
  }

  /**
   * Follows the selection. `isAllLoaded`: it is all of the pictures that are loaded, of more.
   * @param {{ids: Set<string>}} selection
   * @param {boolean} isAllLoaded
   */
  update({ ids }, isAllLoaded) {
    this.ids = [...ids];
    const name = t(isAllLoaded ? 'card.gallery.selected.loaded' : 'card.gallery.selected', { count: ids.size });
    this.root.hidden = !ids.size;
    this.root.setAttribute('aria-label', name);
    set(this.count, name);
  }
}
