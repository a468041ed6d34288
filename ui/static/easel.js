// The live card on which a run develops; every tab mounts a list of them.
(() => {
  'use strict';

  const { say, el, set, bytes, keep } = window.EaselWords;
  const { Frame, facts } = window.EaselFrame;
  const Runs = window.EaselRuns;
  const LONG_WAIT = 100; // seconds; gateways cut idle lines after 100 to 126 s (gateways.md Q7)

  const finals = (run) => run.pictures.filter((picture) => !picture.draft);
  const drafts = (run) => run.pictures.filter((picture) => picture.draft);
  const sum = (list, pick) => list.reduce((total, item) => total + (pick(item) || 0), 0);

  function ratioOf(run) {
    const [w, h] = (run.asked.size || '').split(/[x×]/).map(Number);
    if (w && h) return w / h;
    const [a, b] = (run.asked.aspect_ratio || '1:1').split(':').map(Number);
    return a && b ? a / b : 1;
  }

  function seconds(run) {
    const first = run.calls.reduce((least, call) => Math.min(least, call.timings?.sent || Infinity), Infinity);
    const from = Number.isFinite(first) ? first : run.created;
    return Math.max(0, Math.round((run.timings?.ended || Runs.now()) - from));
  }

  function receiving(run) {
    const pictures = run.pictures.filter((picture) => picture.state === 'growing');
    const got = sum(pictures, (picture) => picture.bytes);
    const total = sum(pictures, (picture) => picture.expected);
    if (got && total > got) return say('card.state.receiving_of', { got: bytes(got), total: bytes(total) });
    if (got) return say('card.state.receiving_size', { got: bytes(got) });
    return say(run.text || run.reasoning ? 'card.state.receiving_words' : 'card.state.receiving');
  }

  function whereabouts(run) {
    const again = run.calls.find((call) => call.resend_at > Runs.now());
    const gateway = run.gateway_name || run.gateway;
    if (again) {
      return say('card.state.resend', { gateway, seconds: Math.ceil(again.resend_at - Runs.now()) });
    }
    if (run.state === 'receiving') {
      const words = run.calls.map((call) => call.progress_words).filter(Boolean).pop();
      return [receiving(run), words].filter(Boolean).join(' · ');
    }
    const good = run.calls.filter((call) => call.state === 'done').length;
    if (run.state === 'done' && good < run.calls.length) {
      return say('card.state.partly', { good, all: run.calls.length, seconds: seconds(run) });
    }
    return say(`card.state.${run.state}`, { gateway, seconds: seconds(run) });
  }

  function fraction(run) {
    const growing = run.pictures.filter((picture) => picture.state === 'growing' && picture.expected);
    if (growing.length) return sum(growing, (p) => p.bytes) / sum(growing, (p) => p.expected);
    const known = run.calls.map((call) => call.progress).filter((one) => one != null);
    return known.length ? sum(known, (one) => one) / run.calls.length : null;
  }

  // With several calls each says for itself what it may have cost; with one, the line above has said it.
  function troubleText(error, { gateway, several }) {
    return el('div', { class: 'trouble' },
      el('p', { class: 'what' }, error.message),
      error.said ? el('p', { class: 'said' }, say('card.gateway_said', { gateway, said: error.said })) : null,
      el('p', { class: 'advice' }, error.advice),
      el('p', { class: 'small' },
        [several ? say(error.may_be_charged ? 'card.charged.maybe' : 'card.charged.not') : '',
          error.request_id ? say('card.request_id', { id: error.request_id }) : ''].filter(Boolean).join(' · ')));
  }

  class Card {
    constructor(run) {
      this.frames = [];
      this.stage = el('div', { class: 'stage' });
      this.where = el('span', { class: 'where' });
      this.bar = el('progress', { max: '1', 'aria-hidden': 'true' });
      this.hint = el('p', { class: 'hint', hidden: true }, say('card.long_wait'));
      this.words = el('div', { class: 'words', hidden: true });
      this.thought = el('pre', {});
      this.reasoning = el('details', { class: 'reasoning', hidden: true },
        el('summary', {}, say('card.reasoning')), this.thought);
      this.notices = el('ul', { class: 'notices' });
      this.troubles = el('div', { class: 'troubles', role: 'alert' });
      this.draftRow = el('div', { class: 'row' });
      this.draftCount = el('summary', {});
      this.drafts = el('details', { class: 'drafts', hidden: true }, this.draftCount, this.draftRow);
      this.prompt = el('p', { class: 'prompt' }, run.prompt);
      this.model = el('span', { class: 'chip' });
      this.demo = el('span', { class: 'chip demo', hidden: !run.by_rule }, say('card.demo'));
      this.tokens = el('span', { class: 'small' });
      this.root = el('article', { class: 'run', 'data-run': run.id, tabindex: '-1' },
        this.stage,
        el('div', { class: 'status' }, this.where, this.bar), this.hint,
        this.troubles, this.notices, this.words, this.reasoning, this.drafts,
        el('footer', {}, this.prompt, el('div', { class: 'about' }, this.model, this.demo, this.tokens),
          this.actions()));
      this.update(run);
    }

    // Where a picture came these stand under it; a run of words alone has them here.
    actions() {
      this.copy = this.copyButton();
      this.again = this.againButton();
      this.stop = el('button', {
        type: 'button', class: 'act stop', title: say('card.stop.title'),
        onclick: () => this.attempt(this.stop, () => Runs.cancel(this.run.id)),
      }, say('card.stop'));
      return el('div', { class: 'acts' }, this.stop, this.copy, this.again);
    }

    copyButton() {
      const button = el('button', { type: 'button', class: 'act' }, say('card.copy'));
      button.addEventListener('click', async () => {
        await window.EaselForm.copy(this.run.prompt);
        set(button, say('card.copied'));
        setTimeout(() => set(button, say('card.copy')), 1500);
      });
      return button;
    }

    // Under one of several pictures it makes that one again, not all of them.
    againButton() {
      const button = el('button', { type: 'button', class: 'act' }, say('card.again'));
      button.addEventListener('click', () => this.make(button, this.frames.length > 1 ? { count: 1 } : {}));
      return button;
    }

    make(button, more) {
      return this.attempt(button, () => Runs.make(this.run, more));
    }

    // A button that costs money is dead until its answer is here: a second press is never an accident.
    async attempt(button, work) {
      button.disabled = true;
      try {
        await work();
      } catch (error) {
        const said = [error.message, error.advice].filter(Boolean).join(' ');
        this.troubles.append(el('p', { class: 'trouble' }, say('card.trouble', { said })));
      } finally {
        button.disabled = false;
      }
    }

    update(run) {
      this.run = run;
      this.root.dataset.state = run.state;
      set(this.model, `${run.gateway_name || run.gateway} · ${run.model}`);
      const tokens = run.usage?.total_tokens;
      set(this.tokens, tokens ? say('card.tokens', { count: tokens }) : '');
      this.showPictures(run);
      this.showDrafts(run);
      this.showWords(run);
      this.showNotices(run);
      this.showTroubles(run);
      this.stop.hidden = !Runs.live(run);
      this.copy.hidden = run.pictures.length > 0;
      this.again.hidden = this.copy.hidden || Runs.live(run) || run.calls.some((call) => call.error);
      this.tick();
    }

    // As many frames as pictures were asked for while the run lives, as many as came when it has ended.
    showPictures(run) {
      const slots = [];
      for (const call of run.calls) {
        const mine = finals(run).filter((picture) => picture.call === call.id);
        const interim = drafts(run).filter((picture) => picture.call === call.id);
        const under = interim.filter((picture) => picture.state === 'done').pop();
        const going = !['done', 'failed', 'unknown', 'cancelled'].includes(call.state);
        const kept = going || !mine.length ? interim.slice(-1)[0] : null;
        const many = Math.max(mine.length, going ? call.count : 0, kept ? 1 : 0);
        for (let place = 0; place < many; place += 1) {
          slots.push({ picture: mine[place], under: place === 0 ? (going ? under || kept : kept) : null });
        }
      }
      while (this.frames.length < slots.length) {
        const frame = new Frame({ ratio: ratioOf(run), acts: [this.copyButton(), this.againButton()] });
        this.frames.push(frame);
        this.stage.append(frame.root);
      }
      this.frames.splice(slots.length).forEach((frame) => frame.root.remove());
      slots.forEach((slot, place) => this.frames[place].update({ ...slot, prompt: run.prompt }));
      this.stage.dataset.count = String(slots.length);
      this.stage.hidden = !slots.length;
    }

    showDrafts(run) {
      const shown = Runs.live(run) ? [] : drafts(run).filter((draft) => finals(run).some((p) => p.call === draft.call));
      this.drafts.hidden = !shown.length;
      set(this.draftCount, say('card.drafts', { count: shown.length }));
      shown.slice(this.draftRow.childElementCount).forEach((draft) => this.draftRow.append(
        el('a', { href: draft.url, target: '_blank', rel: 'noopener', title: facts(draft) },
          el('img', { src: draft.thumb_url || draft.url, alt: '', loading: 'lazy' }))));
    }

    showWords(run) {
      const text = run.calls.map((call) => call.text).filter(Boolean).join('\n\n');
      const thought = run.calls.map((call) => call.reasoning).filter(Boolean).join('\n\n');
      this.words.hidden = !text.trim();
      set(this.words, text);
      this.reasoning.hidden = !thought;
      set(this.thought, thought);
    }

    showNotices(run) {
      const key = JSON.stringify(run.notices);
      if (key === this.noticed) return;
      this.noticed = key;
      this.notices.replaceChildren(...run.notices.map((notice) => el('li', {}, notice.message)));
    }

    // Of several calls each has its own outcome, and its own way to be sent again.
    showTroubles(run) {
      const gateway = run.gateway_name || run.gateway;
      const failed = run.calls.filter((call) => call.error);
      const key = JSON.stringify([run.state, failed.map((call) => [call.id, call.error])]);
      if (key === this.troubled) return;
      this.troubled = key;
      this.troubles.replaceChildren(...failed.map((call) => {
        const resend = el('button', { type: 'button', class: 'act' },
          say(call.error.may_be_charged ? 'card.resend.twice' : 'card.resend'));
        resend.addEventListener('click', () => this.make(resend, { count: call.count }));
        return el('section', {},
          run.calls.length > 1 ? el('h4', {}, say('card.call', { number: call.number })) : null,
          troubleText(call.error, { gateway, several: run.calls.length > 1 }), resend);
      }));
    }

    tick() {
      const { run } = this;
      set(this.where, whereabouts(run));
      const part = Runs.live(run) ? fraction(run) : null;
      this.bar.hidden = !Runs.live(run);
      if (part == null) this.bar.removeAttribute('value');
      else this.bar.value = part;
      this.hint.hidden = !(run.state === 'waiting' && seconds(run) >= LONG_WAIT);
    }
  }

  function empty() {
    const prompts = [1, 2, 3, 4].map((number) => say(`card.example.${number}`));
    return el('div', { class: 'empty' },
      el('div', { class: 'easel-mark', 'aria-hidden': 'true' }),
      el('h2', {}, say('card.empty.title')),
      el('p', {}, say('card.empty.words')),
      el('p', { class: 'small' }, say('card.empty.try')),
      el('div', { class: 'examples' }, ...prompts.map((prompt) => el('button', {
        type: 'button', class: 'example', onclick: () => window.EaselForm.fill('t2i-prompt', prompt),
      }, prompt))));
  }

  function titled() {
    const going = Runs.all().some(Runs.live);
    document.body.toggleAttribute('data-running', going);
    if (going) document.title = say('card.title.running');
    else if (titled.going) {
      const state = Runs.all()[0]?.state;
      document.title = say(state === 'done' ? 'card.title.done' : 'card.title.failed');
    }
    titled.going = going;
  }

  const easels = new Map(); // by task: a component that is made anew gets the easel that was there

  // `task` says which runs belong on this easel. Returns what the tab needs to bring a new run into view.
  function mount(element, { task }) {
    if (!easels.has(task)) easels.set(task, build(task));
    keep(element, easels.get(task).root);
    return easels.get(task);
  }

  function build(task) {
    const cards = new Map();
    const list = el('div', { class: 'runs' });
    const blank = empty();
    const spoken = el('div', { class: 'sr-only', role: 'status', 'aria-live': 'polite' });
    const more = el('button', { type: 'button', class: 'act more', hidden: true }, say('card.more'));
    more.addEventListener('click', async () => { more.hidden = !(await Runs.earlier()); });
    const offline = el('p', { class: 'offline', role: 'status' }, say('card.offline'));
    const root = el('div', { class: 'easel' }, offline, spoken, blank, list, more);

    function place(run) {
      const card = new Card(run);
      cards.set(run.id, card);
      const after = [...cards.values()].filter((other) => other.run.created < run.created)
        .sort((a, b) => b.run.created - a.run.created)[0];
      list.insertBefore(card.root, after ? after.root : null);
      return card;
    }

    Runs.listen((run) => {
      if (run.task !== task) return;
      const card = cards.get(run.id);
      const before = card?.root.dataset.state;
      if (card) card.update(run);
      else place(run);
      blank.hidden = true;
      if (before && before !== run.state) set(spoken, whereabouts(run));
      titled();
    });
    setInterval(() => cards.forEach((card) => Runs.live(card.run) && card.tick()), 1000);
    Runs.start().then((left) => { more.hidden = !left; }).catch(() => {});

    return {
      root,
      async show(id) {
        if (!id) return;
        if (!cards.has(id)) await Runs.attach(id);
        const { root } = cards.get(id);
        if (root.getBoundingClientRect().top < 0 || root.getBoundingClientRect().top > innerHeight * 0.6) {
          root.scrollIntoView({ block: 'start', behavior: 'smooth' });
        }
      },
    };
  }

  window.Easel = { mount };
})();
