// The edit tab: its tiles and its mask, kept by the server by id, so that a press only names them.

import { el, keepMounted, pageRoot } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { readObject, updateObject } from '../lib/local_storage.js';
import { openTab, registerForm } from '../lib/tabs.js';
import { read } from '../mask/bitmap.js';
import { MaskEditor } from '../mask/editor.js';
import { upload } from './reference_item.js';
import { ReferenceList } from './reference_list.js';

const STORE = 'easel-edit';
const SETTLED = 400; // ms after the last stroke at which the mask is stored
const parts = new Map(); // by name: a component that Gradio makes anew gets what was there

let tiles = null;
let pad = null;
let drawn = () => {};
let drawnMask = () => {};
const ready = new Promise((done) => { drawn = done; }); // Gradio draws a tab when it is first looked at
const masked = new Promise((done) => { drawnMask = done; });

const load = () => readObject(STORE);
const save = (fields) => updateObject(STORE, fields);

function once(name, build) {
  if (!parts.has(name)) parts.set(name, build());
  return parts.get(name);
}

// The component's value is {ids, fit}: the tiles in their order, and which may be made smaller.
export function images(element, props, { trigger, watch }) {
  const fit = new Set();
  let told = () => {};
  tiles = once('images', () => new ReferenceList({
    most: 16,
    upload,
    dropZone: element.closest('.ask') || element,
    remember: { load: () => load().tiles || [], save: (list) => save({ tiles: list }) },
    onFit: (id) => { fit.add(id); told(tiles.list); },
    onChange: (list) => told(list),
  }));
  told = (list) => {
    const ids = list.map((picture) => picture.id);
    props.value = { ids, fit: ids.filter((id) => fit.has(id)) };
    trigger('change');
    pad?.follow(list[0]);
  };
  drawn();
  keepMounted(element, tiles.root);
  watch(['sheets', 'most'], () => {
    if (props.most) tiles.most = props.most;
    tiles.show(props.sheets || {});
  });
  if (tiles.list.length) told(tiles.list);
}

// A mask belongs to one picture; the server holds it, and the component's value names both. It is painted over
// the whole window: a brush needs room.
class MaskField {
  constructor() {
    this.painter = new MaskEditor({ onChange: () => this.changed() });
    this.button = el('button', { type: 'button', class: 'act', onclick: () => this.open() }, t('card.mask.open'));
    this.clear = el('button', { type: 'button', class: 'act', onclick: () => this.empty() }, t('card.mask.drop'));
    this.said = el('p', { class: 'small', role: 'status' });
    this.root = el('div', { class: 'masking', hidden: true },
      el('div', { class: 'acts' }, this.button, this.clear), this.said);
    this.done = el('button', { type: 'button', class: 'act primary' }, t('card.mask.done'));
    this.dialog = el('dialog', { class: 'mask-dialog', 'aria-label': t('card.mask.title') },
      el('header', {}, el('h2', {}, t('card.mask.title')), el('p', { class: 'small' }, t('card.mask.hint')),
        this.done),
      this.painter.root);
    this.done.addEventListener('click', () => this.dialog.close());
    this.dialog.addEventListener('close', () => this.store());
    this.tell = () => {};
    this.set(null);
  }

  follow(picture) {
    if (picture?.id === this.picture?.id) return;
    this.picture = picture;
    this.opened = null;
    clearTimeout(this.timer);
    this.pending = false;
    this.painter.close();
    this.root.hidden = !picture;
    const kept = load().mask;
    this.set(picture && kept?.of === picture.id ? kept : null);
  }

  // A mask that is with the server already takes the place of what is painted; the pad reads it when it opens.
  async adopt({ id, url }, picture) {
    try {
      const { share } = await read(url);
      if (this.picture?.id !== picture.id) return;
      const value = { id, url, of: picture.id, share };
      save({ mask: value });
      this.set(value);
    } catch {
      this.words(t('card.mask.no_mask'), true);
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
    await this.painter.open({ url, width, height, mask: this.value?.url || null });
  }

  empty() {
    this.opened = null;
    this.painter.close();
    clearTimeout(this.timer);
    this.pending = false;
    save({ mask: null });
    this.set(null);
  }

  changed() {
    clearTimeout(this.timer);
    this.pending = true;
    this.timer = setTimeout(() => this.store(), SETTLED);
  }

  set(value) {
    this.value = value;
    this.clear.hidden = !value;
    this.words(value ? t('card.mask.share', { percent: percent(value.share) }) : t('card.mask.optional'));
    this.tell(value);
  }

  words(said, problem = false) {
    this.said.textContent = said;
    this.said.classList.toggle('problem', problem);
  }

  // Resolves when what is painted is stored, so that a press right after a stroke sends that stroke.
  async store() {
    clearTimeout(this.timer);
    await this.storing;
    if (!this.pending) return;
    this.pending = false;
    this.storing = this.send();
    await this.storing;
    this.storing = null;
  }

  // Whether something painted is not with the server yet.
  get waiting() {
    return this.pending || Boolean(this.storing);
  }

  async send() {
    const { picture, painter } = this;
    if (painter.empty) {
      save({ mask: null });
      return this.set(null);
    }
    try {
      const { share } = painter;
      const stored = await upload(await painter.blob(), { mask: picture.id });
      if (this.picture !== picture) return undefined;
      const value = { id: stored.id, url: stored.url, of: picture.id, share };
      save({ mask: value });
      return this.set(value);
    } catch (error) {
      this.pending = true;
      return this.words(t('card.mask.failed', { said: error.message }), true);
    }
  }
}

function percent(share) {
  const hundredths = 100 * share;
  return hundredths < 10 ? hundredths.toFixed(1) : String(Math.round(hundredths));
}

export function mask(element, props, { trigger }) {
  pad = once('mask', () => new MaskField());
  pad.tell = (value) => {
    props.value = value || {};
    trigger('change');
  };
  keepMounted(element, pad.root);
  if (tiles) pad.follow(tiles.list[0]);
  drawnMask();
}

// A press while a picture or a stroke is still on its way waits for it; what cannot be stored is told, not dropped.
document.addEventListener('click', async (event) => {
  const button = event.target.closest?.('#edit-run');
  if (!button || !(pad?.waiting || tiles?.waiting)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  button.disabled = true;
  await Promise.all([tiles?.settled(), pad?.store()]);
  button.disabled = false;
  if (!pad?.pending) button.click();
}, true);

// From a result on any card: to be edited alone, or to go along as one more picture.
async function bring(picture, { alone }) {
  openTab('edit');
  await ready;
  const brought = { ...picture, view_url: picture.url, name: '' };
  if (alone) tiles.set([brought]);
  else tiles.add(brought);
}

// All tiles are now these, and the mask of the first is this one.
async function replace(pictures, painted = null) {
  await ready;
  tiles.set(pictures);
  await masked;
  pad.empty();
  if (painted && pictures.length) await pad.adopt(painted, pictures[0]);
}

registerForm('edit', { bring, replace });
