// The easel: the visitor's runs of one task, newest first; every tab mounts one.
(() => {
  'use strict';

  const { say, el, set, keep } = window.EaselWords;
  const { Card } = window.EaselCard;
  const Telling = window.EaselTelling;
  const Runs = window.EaselRuns;
  const EXAMPLES = [1, 2, 3, 4];
  const { TABS } = window.EaselTabs;

  function empty(task) {
    const prompts = EXAMPLES.map((number) => say(`card.example.${task}.${number}`));
    return el('div', { class: 'empty' },
      el('div', { class: 'easel-mark', 'aria-hidden': 'true' }),
      el('h2', {}, say(`card.empty.${task}.title`)),
      el('p', {}, say(`card.empty.${task}.words`)),
      el('p', { class: 'small' }, say('card.empty.try')),
      el('div', { class: 'examples' }, ...prompts.map((prompt) => el('button', {
        type: 'button', class: 'example', onclick: () => window.EaselForm.fill(TABS[task].prompt, prompt),
      }, prompt))));
  }

  // The window's title tells of all runs, whatever tab they are in.
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

  function bringIntoView(root) {
    const { top } = root.getBoundingClientRect();
    const { bottom } = root.querySelector('.stage').getBoundingClientRect();
    if (top >= 0 && (top <= 100 || bottom <= innerHeight)) return;
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    root.scrollIntoView({ block: 'start', behavior: still ? 'auto' : 'smooth' });
  }

  const easels = new Map(); // by task: a component that is made anew gets the easel that was there

  // `task` says which runs belong on this easel. Returns what the tab needs to bring a new run into view.
  function mount(element, { task }) {
    if (!easels.has(task)) easels.set(task, new Easel(task));
    keep(element, easels.get(task).root);
    return easels.get(task);
  }

  class Easel {
    constructor(task) {
      this.task = task;
      this.cards = new Map();
      this.list = el('div', { class: 'runs' });
      this.blank = empty(task);
      this.spoken = el('div', { class: 'sr-only', role: 'status', 'aria-live': 'polite' });
      this.more = el('button', { type: 'button', class: 'act more', hidden: true, onclick: () => this.earlier() },
        say('card.more'));
      this.root = el('div', { class: 'easel' },
        el('p', { class: 'offline', role: 'status' }, say('card.offline')),
        this.spoken, this.blank, this.list, this.more);
      Runs.listen((run) => run.task === task && this.hear(run));
      setInterval(() => this.cards.forEach((card) => Runs.live(card.run) && card.tick()), 1000);
      this.begin();
    }

    async begin() {
      for (const run of Runs.all()) if (run.task === this.task) this.hear(run);
      await Runs.start().catch(() => {});
      this.more.hidden = !Runs.more();
      if (!this.cards.size) await this.earlier(2);
    }

    // Runs of all tasks are on one list: it is asked on until one of this task comes, but not for ever.
    async earlier(pages = 10) {
      const before = this.cards.size;
      this.more.disabled = true;
      try {
        for (let page = 0; page < pages && Runs.more() && this.cards.size === before; page += 1) await Runs.earlier();
      } catch {
        // the button is still there to try again
      }
      this.more.disabled = false;
      this.more.hidden = !Runs.more();
    }

    hear(run) {
      const card = this.cards.get(run.id);
      const before = card?.root.dataset.state;
      if (card) card.update(run);
      else this.place(run);
      this.blank.hidden = true;
      this.more.hidden = !Runs.more();
      if (before && before !== run.state) set(this.spoken, Telling.whereabouts(run));
      titled();
    }

    place(run) {
      const card = new Card(run, { onMade: (made) => this.show(made.id) });
      this.cards.set(run.id, card);
      const after = [...this.cards.values()].filter((other) => other.run.created < run.created)
        .sort((a, b) => b.run.created - a.run.created)[0];
      this.list.insertBefore(card.root, after ? after.root : null);
    }

    async show(id) {
      if (!id) return;
      if (!this.cards.has(id)) await Runs.attach(id);
      bringIntoView(this.cards.get(id).root);
    }
  }

  window.Easel = { mount, empty };
})();
