// A conversation: its turns on show, what the next one is based on, and the way from a press to its turn.
(() => {
  'use strict';

  const { say, el, set } = window.EaselWords;
  const { Turn, pending } = window.EaselTurn;
  const { Strip } = window.EaselStrip;
  const { Talks, at, patch } = window.EaselTalks;
  const Branches = window.EaselBranches;
  const Runs = window.EaselRuns;
  const STORE = 'easel-chat';
  const WORDS = 'none'; // what a turn is based on that begins from words alone
  const NEAR = 160; // px from the end of the page within which it is followed

  function stored() {
    try {
      return JSON.parse(localStorage.getItem(STORE)) || {};
    } catch {
      return {};
    }
  }

  function store(more) {
    try {
      localStorage.setItem(STORE, JSON.stringify({ ...stored(), ...more }));
    } catch {
      // it is a comfort only
    }
  }

  const field = () => document.querySelector('#chat-input textarea');
  const button = () => document.querySelector('#chat-run');

  class Chat {
    constructor() {
      Object.assign(this, { id: '', runs: new Map(), turns: new Map(), head: '', picked: null, editing: null });
      this.told = () => {};
      this.strip = new Strip({ onPick: (run, picture) => this.go(run, picture) });
      this.list = el('div', { class: 'turns', role: 'log', 'aria-live': 'off' });
      this.blank = window.Easel.empty('chat');
      this.trouble = el('p', { class: 'mishap', role: 'alert', hidden: true });
      this.root = el('div', { class: 'talk-log' }, this.strip.root, this.trouble, this.blank, this.list);
      this.chip = el('div', { class: 'base', hidden: true });
      this.asking = el('div', { class: 'asking', role: 'alertdialog', 'aria-label': say('card.chat.coming'), hidden: true });
      this.standing = el('div', { class: 'stands' }, this.asking, this.chip);
      this.talks = new Talks({
        onOpen: (id) => this.open(id), onNew: () => this.leave(), onGone: (id) => id === this.id && this.leave(),
      });
      this.acts = {
        goOn: (run, picture) => this.goOn(run, picture),
        sayAnew: (run) => this.sayAnew(run),
        sibling: (run) => this.turnTo(Branches.tipOf(this.runs, run.id)),
        made: (run) => this.show(run.id),
      };
      Runs.listen((run) => run.task === 'chat' && this.hear(run));
      setInterval(() => this.turns.forEach(({ card }) => Runs.live(card.run) && card.tick()), 1000);
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
      return before && Runs.live(before) ? before : null;
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
        const talk = await Runs.ask(at(id));
        this.enter(id);
        talk.runs.forEach((run) => {
          Runs.take(run);
          this.runs.set(run.id, Runs.get(run.id));
        });
        this.head = this.runs.has(talk.conversation.head) ? talk.conversation.head : (talk.runs.at(-1)?.id || '');
      } catch (error) {
        this.leave();
        if (quiet) return;
        set(this.trouble, error.kind === 'not_found' ? say('card.chat.gone') : say('card.chat.trouble', { said: error.message }));
        this.trouble.hidden = false;
        return;
      }
      Runs.watch();
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
      if (!known || !Runs.live(run)) this.talks.soon();
      if (!this.id || run.conversation !== this.id) return;
      this.runs.set(run.id, run);
      if (known) this.follow(run);
      else this.arrived(run);
    }

    // A turn that goes on from what is on show is shown at once, wherever it was sent from.
    arrived(run) {
      const here = run.parent ? this.path.some((one) => one.id === run.parent) : this.waits;
      if (here && Runs.live(run)) this.head = run.id;
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
      if (this.after === run.id && !Runs.live(run)) this.waited(run);
    }

    // The component's value is the id of the run that a press made.
    async show(id) {
      if (!Runs.get(id)) await Runs.attach(id);
      const run = Runs.get(id);
      const mine = this.waits;
      this.unwait();
      if (run.conversation !== this.id) {
        this.enter(run.conversation);
        this.runs.set(run.id, run);
      }
      this.runs.set(run.id, run);
      Object.assign(this, { head: id, picked: null, editing: null });
      if (mine && field()?.value.trim() === mine.words.trim()) window.EaselForm.fill('chat-input', '');
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
      const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
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
      window.EaselForm.fill('chat-input', run.prompt);
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
      const act = (words, onclick, more = 'act') => el('button', { type: 'button', class: more, onclick }, say(words));
      this.asking.replaceChildren(el('p', {}, say('card.chat.coming')), el('div', { class: 'acts' },
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
      this.asking.replaceChildren(el('p', { role: 'status' }, say('card.chat.waiting')),
        el('button', { type: 'button', class: 'quiet', onclick: () => this.unask() }, say('card.chat.not_yet')));
      if (!Runs.live(Runs.get(before.id))) this.waited(Runs.get(before.id));
    }

    waited(run) {
      this.unask();
      if (run.state === 'done') {
        button()?.click();
        return;
      }
      this.asking.replaceChildren(el('p', { role: 'status' }, say('card.chat.waited')));
      this.asking.hidden = false;
    }

    async stopAndSend(before) {
      this.unask();
      await Runs.cancel(before.id).catch(() => {}); // the server refuses the turn where that did not help
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
      document.getElementById('chat')?.toggleAttribute('data-going', [...this.runs.values()].some(Runs.live));
      this.told();
    }

    drawBase(versions) {
      const { place, picked, editing } = this;
      const picture = this.pictureOf(place.based_on);
      const words = editing ? say('card.chat.editing', { turn: this.path.findIndex((run) => run.id === editing.id) + 1 })
        : picture ? this.changes(picture, versions)
          : place.based_on === WORDS ? say('card.chat.base.words') : '';
      const key = JSON.stringify([words, picture?.id, picture?.state]);
      this.chip.hidden = !words;
      if (key === this.chipped) return;
      this.chipped = key;
      const drop = (label, work) => el('button', { type: 'button', class: 'quiet', onclick: work }, say(label));
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
      const words = version ? say('card.chat.base', { version }) : say('card.chat.based_on.brought');
      const branch = this.picked && Branches.after(this.runs, this.place.parent).length;
      return branch ? `${words} · ${say('card.chat.base.branch')}` : words;
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
      if (this.editing) window.EaselForm.fill('chat-input', '');
      Object.assign(this, { picked: null, editing: null });
      this.draw();
    }

    get atEnd() {
      const { scrollHeight, scrollTop, clientHeight } = document.scrollingElement;
      return scrollHeight - scrollTop - clientHeight < NEAR;
    }

    // In the next frame, where the layout is known anyway: to ask for it now would have it done twice.
    toEnd({ still = false } = {}) {
      this.calm = still || matchMedia('(prefers-reduced-motion: reduce)').matches;
      this.ending ??= requestAnimationFrame(() => {
        this.ending = undefined;
        if (!this.root.offsetParent) return; // another tab is on show
        const top = document.scrollingElement.scrollHeight;
        window.scrollTo({ top, behavior: this.calm ? 'auto' : 'smooth' });
      });
    }
  }

  window.EaselTalk = { Chat, stored, store, field, button };
})();
