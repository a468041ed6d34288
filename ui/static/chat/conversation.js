// A conversation: its turns on show, what the next one is based on, and the way from a press to its turn.

import { request } from '../lib/api_client.js';
import { el, fillField, prefersReducedMotion, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { readObject, updateObject } from '../lib/local_storage.js';
import { cancelRun, fetchRun, followRuns } from '../lib/run_client.js';
import { isLive, runStore } from '../lib/run_store.js';
import { empty } from '../run/run_list.js';
import { ConversationList, at, patch } from './conversation_list.js';
import * as Branches from './conversation_tree.js';
import { Turn, pending } from './turn.js';
import { VersionTree } from './version_tree.js';

const STORE = 'easel-chat';
const WORDS = 'none'; // what a turn is based on that begins from words alone
const NEAR = 160; // px from the end of the page within which it is followed

export const stored = () => readObject(STORE);
export const store = (fields) => updateObject(STORE, fields);

export const field = () => document.querySelector('#chat-input textarea');
export const button = () => document.querySelector('#chat-run');

export class Conversation {
  constructor() {
    Object.assign(this, { id: '', runs: new Map(), turns: new Map(), head: '', picked: null, editing: null });
    this.told = () => {};
    this.strip = new VersionTree({ onPick: (run, picture) => this.go(run, picture) });
    this.list = el('div', { class: 'turns', role: 'log', 'aria-live': 'off' });
    this.blank = empty('chat');
    this.trouble = el('p', { class: 'mishap', role: 'alert', hidden: true });
    this.root = el('div', { class: 'talk-log' }, this.strip.root, this.trouble, this.blank, this.list);
    this.chip = el('div', { class: 'base', hidden: true });
    this.asking = el('div', { class: 'asking', role: 'alertdialog', 'aria-label': t('card.chat.coming'), hidden: true });
    this.standing = el('div', { class: 'stands' }, this.asking, this.chip);
    this.talks = new ConversationList({
      onOpen: (id) => this.open(id), onNew: () => this.leave(), onGone: (id) => id === this.id && this.leave(),
    });
    this.acts = {
      goOn: (run, picture) => this.goOn(run, picture),
      sayAnew: (run) => this.sayAnew(run),
      sibling: (run) => this.turnTo(Branches.tipOf(this.runs, run.id)),
      made: (run) => this.show(run.id),
    };
    runStore.subscribe((run) => run.task === 'chat' && this.hear(run));
    setInterval(() => this.turns.forEach(({ card }) => isLive(card.run) && card.tick()), 1000);
    const { id } = stored();
    if (id) this.open(id, { quiet: true });
    else this.draw();
  }

  get path() {
    return Branches.pathTo(this.runs, this.head);
  }

  // Whether the turn before the next one still goes on.
  get coming() {
    const before = this.runs.get(this.place.parent);
    return before && isLive(before) ? before : null;
  }

  // Where the next turn stands: {conversation, parent, based_on}, the ids of a conversation, a run and a picture.
  get place() {
    const { id: conversation, editing, picked } = this;
    if (editing) return { conversation, parent: editing.parent, based_on: editing.based_on || WORDS };
    if (picked?.from) return { conversation: '', parent: picked.from, based_on: picked.picture.id };
    if (picked) return { conversation, parent: picked.run.id, based_on: picked.picture?.id || WORDS };
    return { conversation, parent: this.head, based_on: Branches.newest(this.path)?.id || '' };
  }

  // Which conversation

  async open(id, { quiet = false } = {}) {
    this.trouble.hidden = true;
    try {
      const talk = await request(at(id));
      this.enter(id);
      talk.runs.forEach((run) => {
        runStore.put(run);
        this.runs.set(run.id, runStore.get(run.id));
      });
      this.head = this.runs.has(talk.conversation.head) ? talk.conversation.head : (talk.runs.at(-1)?.id || '');
    } catch (error) {
      this.leave();
      if (quiet) return;
      set(this.trouble, error.kind === 'not_found' ? t('card.chat.gone') : t('card.chat.trouble', { said: error.message }));
      this.trouble.hidden = false;
      return;
    }
    followRuns();
    this.draw();
    this.toEnd();
  }

  enter(id) {
    this.id = id;
    store({ id });
    Object.assign(this, { runs: new Map(), turns: new Map(), head: '', picked: null, editing: null });
    this.unask();
    this.list.replaceChildren();
    this.talks.show(id);
  }

  leave() {
    this.enter('');
    this.draw();
    field()?.focus();
  }

  // From a result of another tab: a new conversation that goes on from it.
  begin(run, picture) {
    this.enter('');
    this.picked = { from: run.id, run, picture };
    this.draw();
  }

  // What was pressed, or heard of

  hear(run) {
    const known = this.runs.has(run.id);
    if (!known || !isLive(run)) this.talks.soon();
    if (!this.id || run.conversation !== this.id) return;
    this.runs.set(run.id, run);
    if (known) this.follow(run);
    else this.arrived(run);
  }

  // A turn that goes on from what is on show is shown at once, wherever it was sent from.
  arrived(run) {
    const here = run.parent ? this.path.some((one) => one.id === run.parent) : this.waits;
    if (here && isLive(run)) this.head = run.id;
    this.draw();
    if (this.head === run.id) this.toEnd();
  }

  // One that is known goes on: only its own card is touched, and the rest when a picture came or went.
  follow(run) {
    const turn = this.turns.get(run.id);
    const near = this.atEnd;
    turn?.update(run);
    const pictures = run.pictures.map((one) => `${one.id}${one.state}${one.draft}`).join() + run.state;
    if (turn && pictures !== turn.pictures) {
      turn.pictures = pictures;
      this.draw();
    }
    if (near && this.head === run.id) this.toEnd({ still: true });
    if (this.after === run.id && !isLive(run)) this.waited(run);
  }

  // The component's value is the id of the run that a press made.
  async show(id) {
    if (!runStore.get(id)) await fetchRun(id);
    const run = runStore.get(id);
    const mine = this.waits;
    this.unwait();
    if (run.conversation !== this.id) {
      this.enter(run.conversation);
      this.runs.set(run.id, run);
    }
    this.runs.set(run.id, run);
    Object.assign(this, { head: id, picked: null, editing: null });
    if (mine && field()?.value.trim() === mine.words.trim()) fillField('chat-input', '');
    if (mine) this.tiles?.clear();
    this.draw();
    this.toEnd();
    this.talks.soon();
  }

  // Which branch

  turnTo(head) {
    Object.assign(this, { head, picked: null, editing: null });
    this.draw();
    patch(this.id, { head }).catch(() => {}); // it is on show all the same, and stands there after the next turn
  }

  go(run, picture) {
    if (!this.path.includes(this.runs.get(run.id))) this.turnTo(Branches.tipOf(this.runs, run.id));
    const still = prefersReducedMotion();
    const frame = this.list.querySelector(`[data-picture="${CSS.escape(picture.id)}"]`);
    (frame?.closest('.frame') || this.turns.get(run.id)?.root)
      ?.scrollIntoView({ block: 'center', behavior: still ? 'auto' : 'smooth' });
  }

  goOn(run, picture) {
    this.editing = null;
    const { based_on: usual } = Object.assign(this, { picked: null }).place;
    if (picture.id !== usual || run.id !== this.head) this.picked = { run, picture };
    this.draw();
    field()?.focus();
  }

  sayAnew(run) {
    Object.assign(this, { picked: null, editing: run });
    const beside = (run.asked.images || []).filter((image) => image.id !== run.based_on);
    if (beside.length) this.tiles?.set(beside);
    fillField('chat-input', run.prompt);
    this.draw();
  }

  // The press

  // The words stand at their place at once; what the server says of them takes a while.
  sent() {
    const words = field()?.value || '';
    if (!words.trim()) return;
    this.unwait();
    const node = pending(words, this.chip.hidden ? '' : this.chip.querySelector('.base-words')?.textContent);
    this.waits = { words, node, since: performance.now() };
    this.blank.hidden = true;
    this.list.append(node);
    this.toEnd();
  }

  unwait() {
    this.waits?.node.remove();
    this.waits = null;
  }

  refused() {
    this.unwait();
    this.draw();
  }

  // A turn while the one before still goes on: wait for it, or stop it?
  ask(before) {
    const act = (words, onclick, more = 'act') => el('button', { type: 'button', class: more, onclick }, t(words));
    this.asking.replaceChildren(el('p', {}, t('card.chat.coming')), el('div', { class: 'acts' },
      act('card.chat.wait', () => this.wait(before)),
      act('card.chat.stop_it', () => this.stopAndSend(before)),
      act('card.chat.not_yet', () => this.unask(), 'quiet')));
    this.asking.hidden = false;
    this.asking.querySelector('button').focus();
  }

  unask() {
    this.after = '';
    this.asking.hidden = true;
  }

  wait(before) {
    this.after = before.id;
    this.asking.replaceChildren(el('p', { role: 'status' }, t('card.chat.waiting')),
      el('button', { type: 'button', class: 'quiet', onclick: () => this.unask() }, t('card.chat.not_yet')));
    if (!isLive(runStore.get(before.id))) this.waited(runStore.get(before.id));
  }

  waited(run) {
    this.unask();
    if (run.state === 'done') {
      button()?.click();
      return;
    }
    this.asking.replaceChildren(el('p', { role: 'status' }, t('card.chat.waited')));
    this.asking.hidden = false;
  }

  async stopAndSend(before) {
    this.unask();
    await cancelRun(before.id).catch(() => {}); // the server refuses the turn where that did not help
    button()?.click();
  }

  // What is shown

  draw() {
    const { path } = this;
    const versions = Branches.versions(this.runs);
    const nodes = path.map((run) => {
      if (!this.turns.has(run.id)) this.turns.set(run.id, new Turn(run, this.acts));
      const turn = this.turns.get(run.id);
      if (turn.run !== run) turn.update(run);
      turn.place({ versions, siblings: Branches.siblings(this.runs, run) });
      return turn.root;
    });
    if (this.waits) nodes.push(this.waits.node);
    nodes.forEach((node, place) => {
      if (this.list.children[place] !== node) this.list.insertBefore(node, this.list.children[place] || null);
    });
    [...this.list.children].slice(nodes.length).forEach((node) => node.remove());
    this.blank.hidden = nodes.length > 0 || Boolean(this.picked);
    const { based_on: base } = this.place;
    this.strip.show({ runs: this.runs, versions, path, base });
    this.drawBase(versions);
    document.getElementById('chat')?.toggleAttribute('data-going', [...this.runs.values()].some(isLive));
    this.told();
  }

  drawBase(versions) {
    const { place, picked, editing } = this;
    const picture = this.pictureOf(place.based_on);
    const words = editing ? t('card.chat.editing', { turn: this.path.findIndex((run) => run.id === editing.id) + 1 })
      : picture ? this.changes(picture, versions)
        : place.based_on === WORDS ? t('card.chat.base.words') : '';
    const key = JSON.stringify([words, picture?.id, picture?.state]);
    this.chip.hidden = !words;
    if (key === this.chipped) return;
    this.chipped = key;
    const drop = (label, work) => el('button', { type: 'button', class: 'quiet', onclick: work }, t(label));
    const tip = this.runs.get(this.head);
    this.chip.replaceChildren(
      picture ? el('img', { src: picture.thumb_url, alt: '' }) : '',
      el('span', { class: 'base-words' }, words),
      editing ? drop('card.chat.editing.drop', () => this.forget())
        : picture && tip && !picked ? drop('card.chat.base.drop', () => this.pick({ run: tip, picture: null })) : '',
      picked ? drop('card.chat.base.newest', () => this.forget()) : '');
  }

  changes(picture, versions) {
    const version = versions.get(picture.id);
    const words = version ? t('card.chat.base', { version }) : t('card.chat.based_on.brought');
    const branch = this.picked && Branches.after(this.runs, this.place.parent).length;
    return branch ? `${words} · ${t('card.chat.base.branch')}` : words;
  }

  pictureOf(id) {
    const all = [...this.runs.values()].flatMap((run) => run.pictures);
    return all.find((one) => one.id === id) || (this.picked?.picture?.id === id ? this.picked.picture : null);
  }

  pick(picked) {
    this.picked = picked;
    this.draw();
  }

  forget() {
    if (this.editing) fillField('chat-input', '');
    Object.assign(this, { picked: null, editing: null });
    this.draw();
  }

  get atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = document.scrollingElement;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  // In the next frame, where the layout is known anyway: to ask for it now would have it done twice.
  toEnd({ still = false } = {}) {
    this.calm = still || prefersReducedMotion();
    this.ending ??= requestAnimationFrame(() => {
      this.ending = undefined;
      if (!this.root.offsetParent) return; // another tab is on show
      const top = document.scrollingElement.scrollHeight;
      window.scrollTo({ top, behavior: this.calm ? 'auto' : 'smooth' });
    });
  }
}
