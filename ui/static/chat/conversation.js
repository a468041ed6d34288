// The open conversation: its turns on show, what the next one is based on, and the way from a press to its turn.
// @ts-check

import { patch, request } from '../lib/api_client.js';
import { el, fillField, prefersReducedMotion, set, setChildren } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { readObject, updateObject } from '../lib/local_storage.js';
import { fetchRun, followRuns } from '../lib/run_client.js';
import { isLive, runStore } from '../lib/run_store.js';
import { promptField } from '../lib/tabs.js';
import { emptyState } from '../run/empty_state.js';
import { BaseChip, FROM_WORDS } from './base_chip.js';
import { ConversationList, conversationPath } from './conversation_list.js';
import { conversationPictures } from './conversation_pictures.js';
import {
  newestPicture, pathTo, pictureKey, siblingsOf, tipOf, versionNumbers,
} from './conversation_tree.js';
import { PageScroller } from './page_scroller.js';
import { QueuedTurn } from './queued_turn.js';
import { StatusLine } from './status_line.js';
import { Turn, pendingTurn } from './turn.js';
import { VersionTree } from './version_tree.js';

export const STORE = 'easel-chat';

export const inputField = () => promptField('chat');
/** @returns {HTMLButtonElement | null} */
export const runButton = () => document.querySelector('#chat-run');

/**
 * `head` is the run at the end of the branch on show; `picked` is what the next turn is based on when a person chose it:
 * {run, picture, from}; `editing` is the run whose prompt is written anew; `pending` is a press whose run is not known
 * yet: {text, node, items, since, isLeft}; `isLeft`: another conversation was opened since.
 */
export class Conversation {
  picked; pending; id; runs; editing; turns;
  /** @type {symbol} */ opening;

  constructor() {
    Object.assign(this, { id: '', runs: new Map(), turns: new Map(), head: '', picked: null, editing: null });
    this.onPositionChange = () => {};
    this.references = null; // the list of pictures beside the next turn, when it has been mounted
    this.versionTree = new VersionTree({ onPick: (run, picture) => this.scrollTo(run, picture) });
    this.list = el('div', { class: 'turns', role: 'log', 'aria-live': 'off' });
    this.empty = emptyState('chat');
    this.error = el('p', { class: 'error', role: 'alert', hidden: true });
    this.conversations = new ConversationList({
      onOpen: (id) => this.open(id), onNew: () => this.leave(), onDeleted: (id) => id === this.id && this.leave(),
    });
    const bar = el('div', { class: 'chat-bar' }, this.conversations.opener, this.versionTree.root, this.conversations.starter);
    this.root = el('div', { class: 'turn-log' }, bar, this.error, this.empty, this.list);
    this.scroller = new PageScroller(this.root);
    this.chip = new BaseChip();
    this.queued = new QueuedTurn({ send: () => runButton()?.click(), field: inputField });
    this.status = new StatusLine();
    this.nextTurn = el('div', { class: 'next-turn' }, this.status.root, this.queued.root, this.chip.root);
    this.turnActions = {
      continueFrom: (run, picture) => this.continueFrom(run, picture),
      rewrite: (run) => this.rewrite(run),
      openSibling: (run) => this.openBranch(tipOf(this.runs, run.id)),
      onStarted: (run) => this.show(run.id),
      list: conversationPictures(this),
    };
    runStore.subscribe((run) => run.task === 'chat' && this.update(run));
    setInterval(() => this.tick(), 1000);
    const { id } = readObject(STORE);
    if (id) this.open(id, { quiet: true });
    else this.draw();
  }

  get path() {
    return pathTo(this.runs, this.head);
  }

  /** The turn before the next one, while it still goes on. */
  get running() {
    const before = this.runs.get(this.position.parent);
    return before && isLive(before) ? before : null;
  }

  /** Where the next turn stands: {conversation, parent, based_on}, the ids of a conversation, a run and a picture. */
  get position() {
    const { id: conversation, editing, picked } = this;
    if (editing) return { conversation, parent: editing.parent, based_on: editing.based_on || FROM_WORDS };
    if (picked?.from) return { conversation: '', parent: picked.from, based_on: picked.picture.id };
    if (picked) return { conversation, parent: picked.run.id, based_on: picked.picture?.id || FROM_WORDS };
    return { conversation, parent: this.head, based_on: newestPicture(this.path)?.id || '' };
  }

  tick() {
    this.turns.forEach(({ card }) => isLive(card.run) && card.tick());
    this.drawStatus();
  }

  pictureOf(id) {
    const pictures = [...this.runs.values()].flatMap((run) => run.pictures);
    return pictures.find((picture) => picture.id === id) || (this.picked?.picture?.id === id ? this.picked.picture : null);
  }

  // Which conversation

  async open(id, { quiet = false } = {}) {
    const opening = this.opening = Symbol('opening'); // what is chosen while it loads is not taken back
    if (this.pending) this.pending.isLeft = true;
    this.error.hidden = true;
    try {
      const { conversation, runs } = await request(conversationPath(id));
      if (this.opening !== opening) return;
      this.enter(id);
      runs.forEach((run) => {
        runStore.put(run);
        this.runs.set(run.id, runStore.get(run.id));
      });
      this.head = this.runs.has(conversation.head) ? conversation.head : (runs.at(-1)?.id || '');
    } catch (error) {
      if (this.opening !== opening) return;
      this.leave();
      set(this.error, error.kind === 'not_found' ? t('card.chat.gone') : t('card.chat.trouble', { said: error.message }));
      this.error.hidden = quiet;
      return;
    }
    followRuns();
    this.draw();
    this.scroller.scrollToEnd();
  }

  enter(id) {
    if (this.pending) this.pending.isLeft = true;
    updateObject(STORE, { id });
    Object.assign(this, { id, opening: null, runs: new Map(), turns: new Map(), head: '', picked: null, editing: null });
    this.queued.dismiss();
    this.list.replaceChildren();
    this.conversations.setCurrent(id);
  }

  leave() {
    this.enter('');
    this.draw();
    inputField()?.focus();
  }

  /** Begins a new conversation that goes on from a result of another tab. */
  beginFrom(run, picture) {
    this.enter('');
    this.picked = { from: run.id, run, picture };
    this.draw();
  }

  // What was pressed, or heard of

  update(run) {
    const known = this.runs.has(run.id);
    if (!known || !isLive(run)) this.conversations.loadSoon();
    if (!this.id || run.conversation !== this.id) return;
    this.runs.set(run.id, run);
    if (known) this.updateTurn(run);
    else this.addTurn(run);
  }

  // A turn that goes on from what is on show is shown at once, wherever it was sent from.
  addTurn(run) {
    const here = run.parent ? this.path.some(({ id }) => id === run.parent) : this.pending;
    if (here && isLive(run)) this.head = run.id;
    this.draw();
    if (this.head === run.id) this.scroller.scrollToEnd();
  }

  // One that is known goes on: only its own card is touched, and the rest when a picture came or went.
  updateTurn(run) {
    const turn = this.turns.get(run.id);
    const follow = this.scroller.isFollowing;
    turn?.update(run);
    if (turn && turn.pictureKey !== pictureKey(run)) {
      turn.pictureKey = pictureKey(run);
      this.draw();
    }
    this.drawStatus();
    if (follow && this.head === run.id) this.scroller.scrollToEnd({ still: true });
    this.queued.update(run);
  }

  /** Shows the turn that a press made. */
  async show(id) {
    if (!runStore.get(id)) await fetchRun(id);
    const run = /** @type {import('../lib/types.js').Run} */ (runStore.get(id));
    const { pending } = this;
    this.removePending();
    if (!pending?.isLeft) {
      if (run.conversation !== this.id) this.enter(run.conversation);
      this.runs.set(run.id, run);
      Object.assign(this, { head: id, picked: null, editing: null });
    }
    if (pending && inputField()?.value.trim() === pending.text.trim()) fillField('chat-input', '');
    if (pending) this.references?.clear(pending.items);
    this.draw();
    if (!pending?.isLeft) this.scroller.scrollToEnd();
  }

  /** The prompt stands at its place at once; what the server says of it takes a while. */
  showPending() {
    const text = inputField()?.value || '';
    if (!text.trim()) return;
    this.removePending();
    this.queued.dismiss();
    const node = pendingTurn(text, this.chip.text);
    const items = this.references?.items || [];
    Object.assign(this, { opening: null, pending: { text, node, items, since: performance.now() } });
    this.empty.hidden = true;
    this.list.append(node);
    this.drawStatus();
    this.scroller.scrollToEnd();
  }

  /** Has the next turn wait for one that goes on. */
  queue(run) {
    const follow = this.scroller.isFollowing; // the composer becomes higher
    this.queued.queue(run);
    if (follow) this.scroller.scrollToEnd({ still: true });
  }

  removePending() {
    this.pending?.node.remove();
    this.pending = null;
  }

  /** Ends the wait for the turn of a press: the server said something else. */
  refusePending() {
    this.removePending();
    this.draw();
  }

  // Which branch

  openBranch(head) {
    Object.assign(this, { head, picked: null, editing: null });
    if (!this.path.some(({ id }) => id === this.queued.awaited)) this.queued.dismiss(); // it was to go on from there
    this.draw();
    patch(conversationPath(this.id), { head }).catch(() => {}); // it is on show all the same, and after the next turn
  }

  scrollTo(run, picture) {
    if (!this.path.includes(this.runs.get(run.id))) this.openBranch(tipOf(this.runs, run.id));
    (this.list.querySelector(`[data-picture="${CSS.escape(picture.id)}"]`)?.closest('.frame') || this.turns.get(run.id)?.root)
      ?.scrollIntoView({ block: 'center', behavior: prefersReducedMotion() ? 'auto' : 'smooth' });
  }

  continueFrom(run, picture) {
    Object.assign(this, { picked: null, editing: null });
    if (picture.id !== this.position.based_on || run.id !== this.head) this.picked = { run, picture };
    this.draw();
    inputField()?.focus();
  }

  rewrite(run) {
    Object.assign(this, { picked: null, editing: run });
    const inputs = (run.asked.images || []).filter((image) => image.id !== run.based_on);
    if (inputs.length) this.references?.setPictures(inputs);
    fillField('chat-input', run.prompt);
    this.draw();
  }

  useWords() {
    this.picked = { run: this.runs.get(this.head), picture: null };
    this.draw();
  }

  forgetChoice() {
    if (this.editing) fillField('chat-input', '');
    Object.assign(this, { picked: null, editing: null });
    this.draw();
  }

  draw() {
    const { path } = this;
    const versions = versionNumbers(this.runs);
    this.drawTurns(path, versions);
    this.versionTree.update({ runs: this.runs, versions, path, base: this.position.based_on });
    this.chip.draw(this, versions);
    this.drawStatus();
    document.getElementById('chat')?.toggleAttribute('data-going', [...this.runs.values()].some(isLive));
    this.onPositionChange();
  }

  drawTurns(path, versions) {
    const nodes = path.map((run) => {
      if (!this.turns.has(run.id)) this.turns.set(run.id, new Turn(run, this.turnActions));
      const turn = this.turns.get(run.id);
      if (turn.run !== run) turn.update(run);
      turn.setContext({ versions, siblings: siblingsOf(this.runs, run) });
      return turn.root;
    });
    if (this.pending && !this.pending.isLeft) nodes.push(this.pending.node);
    setChildren(this.list, nodes);
    this.empty.hidden = nodes.length > 0 || Boolean(this.picked);
  }

  drawStatus() {
    this.status.update(this.path.findLast(isLive), this.pending && !this.pending.isLeft ? t('card.chat.sending') : '');
  }
}
