// The easel: the visitor's runs of one task, newest first; every tab mounts one.

import { el, fillField, keepMounted, prefersReducedMotion, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { fetchOlder, fetchRun, hasOlder, startRuns } from '../lib/run_client.js';
import { isLive, runStore } from '../lib/run_store.js';
import { TABS } from '../lib/tabs.js';
import { RunCard } from './run_card.js';
import { whereabouts } from './run_status.js';

const EXAMPLES = [1, 2, 3, 4];

export function empty(task) {
  const prompts = EXAMPLES.map((number) => t(`card.example.${task}.${number}`));
  return el('div', { class: 'empty' },
    el('div', { class: 'easel-mark', 'aria-hidden': 'true' }),
    el('h2', {}, t(`card.empty.${task}.title`)),
    el('p', {}, t(`card.empty.${task}.words`)),
    el('p', { class: 'small' }, t('card.empty.try')),
    el('div', { class: 'examples' }, ...prompts.map((prompt) => el('button', {
      type: 'button', class: 'example', onclick: () => fillField(TABS[task].prompt, prompt),
    }, prompt))));
}

// The window's title tells of all runs, whatever tab they are in.
function titled() {
  const going = runStore.all().some(isLive);
  document.body.toggleAttribute('data-running', going);
  if (going) document.title = t('card.title.running');
  else if (titled.going) {
    const state = runStore.all()[0]?.state;
    document.title = t(state === 'done' ? 'card.title.done' : 'card.title.failed');
  }
  titled.going = going;
}

function bringIntoView(root) {
  const { top } = root.getBoundingClientRect();
  const { bottom } = root.querySelector('.stage').getBoundingClientRect();
  if (top >= 0 && (top <= 100 || bottom <= innerHeight)) return;
  const still = prefersReducedMotion();
  root.scrollIntoView({ block: 'start', behavior: still ? 'auto' : 'smooth' });
}

const easels = new Map(); // by task: a component that is made anew gets the easel that was there

// `task` says which runs belong on this easel. Returns what the tab needs to bring a new run into view.
export function mount(element, { task }) {
  if (!easels.has(task)) easels.set(task, new RunList(task));
  keepMounted(element, easels.get(task).root);
  return easels.get(task);
}

export class RunList {
  constructor(task) {
    this.task = task;
    this.cards = new Map();
    this.list = el('div', { class: 'runs' });
    this.blank = empty(task);
    this.spoken = el('div', { class: 'sr-only', role: 'status', 'aria-live': 'polite' });
    this.more = el('button', { type: 'button', class: 'act more', hidden: true, onclick: () => this.earlier() },
      t('card.more'));
    this.root = el('div', { class: 'easel' },
      el('p', { class: 'offline', role: 'status' }, t('card.offline')),
      this.spoken, this.blank, this.list, this.more);
    runStore.subscribe((run) => run.task === task && this.hear(run));
    setInterval(() => this.cards.forEach((card) => isLive(card.run) && card.tick()), 1000);
    this.begin();
  }

  async begin() {
    for (const run of runStore.all()) if (run.task === this.task) this.hear(run);
    await startRuns().catch(() => {});
    this.more.hidden = !hasOlder();
    if (!this.cards.size) await this.earlier(2);
  }

  // Runs of all tasks are on one list: it is asked on until one of this task comes, but not for ever.
  async earlier(pages = 10) {
    const before = this.cards.size;
    this.more.disabled = true;
    try {
      for (let page = 0; page < pages && hasOlder() && this.cards.size === before; page += 1) await fetchOlder();
    } catch {
      // the button is still there to try again
    }
    this.more.disabled = false;
    this.more.hidden = !hasOlder();
  }

  hear(run) {
    const card = this.cards.get(run.id);
    const before = card?.root.dataset.state;
    if (card) card.update(run);
    else this.place(run);
    this.blank.hidden = true;
    this.more.hidden = !hasOlder();
    if (before && before !== run.state) set(this.spoken, whereabouts(run));
    titled();
  }

  place(run) {
    const card = new RunCard(run, { onMade: (made) => this.show(made.id) });
    this.cards.set(run.id, card);
    const after = [...this.cards.values()].filter((other) => other.run.created < run.created)
      .sort((a, b) => b.run.created - a.run.created)[0];
    this.list.insertBefore(card.root, after ? after.root : null);
  }

  async show(id) {
    if (!id) return;
    if (!this.cards.has(id)) await fetchRun(id);
    bringIntoView(this.cards.get(id).root);
  }
}
