// List of the visitor's runs of one task, newest first; every tab mounts one.

import {
  el, keepMounted, prefersReducedMotion, set,
} from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { fetchOlder, fetchRun, hasOlder, startRuns } from '../lib/run_client.js';
import { isLive, runStore } from '../lib/run_store.js';
import { emptyState } from './empty_state.js';
import { RunCard } from './run_card.js';
import { statusText } from './run_status.js';

const lists = new Map(); // by task: a component that is made anew gets the list that was there
let wasLive = false;

/** The component of a tab; `props.task` says which runs belong in it, its value is the id of a run to show. */
export function mountRunList(element, props, { watch }) {
  const { task } = props;
  if (!lists.has(task)) lists.set(task, new RunList(task));
  const list = lists.get(task);
  keepMounted(element, list.root);
  watch('value', () => list.show(props.value));
}

// The window's title tells of all runs, whatever tab they are in.
function updateTitle() {
  const live = runStore.all().some(isLive);
  document.body.toggleAttribute('data-running', live);
  if (live) document.title = t('card.title.running');
  else if (wasLive) {
    const state = runStore.all()[0]?.state;
    document.title = t(state === 'done' ? 'card.title.done' : 'card.title.failed');
  }
  wasLive = live;
}

function scrollToCard(root) {
  const { top } = root.getBoundingClientRect();
  const { bottom } = root.querySelector('.stage').getBoundingClientRect();
  if (top >= 0 && (top <= 100 || bottom <= innerHeight)) return;
  root.scrollIntoView({ block: 'start', behavior: prefersReducedMotion() ? 'auto' : 'smooth' });
}

class RunList {
  constructor(task) {
    this.task = task;
    this.cards = new Map();
    this.list = el('div', { class: 'runs' });
    this.empty = emptyState(task);
    this.announcer = el('div', { class: 'sr-only', role: 'status', 'aria-live': 'polite' });
    this.more = el('button', { type: 'button', class: 'button load-more', hidden: true, onclick: () => this.loadOlder() },
      t('card.more'));
    this.root = el('div', { class: 'run-list' },
      el('p', { class: 'offline', role: 'status' }, t('card.offline')),
      this.announcer, this.empty, this.list, this.more);
    runStore.subscribe((run) => run.task === task && this.update(run));
    setInterval(() => this.cards.forEach((card) => isLive(card.run) && card.tick()), 1000);
    this.load();
  }

  async load() {
    for (const run of runStore.all()) if (run.task === this.task) this.update(run);
    await startRuns().catch(() => {});
    this.more.hidden = !hasOlder();
    if (!this.cards.size) await this.loadOlder(2);
  }

  // Runs of all tasks are on one list: it is asked on until one of this task comes, but not for ever.
  async loadOlder(pages = 10) {
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

  update(run) {
    const card = this.cards.get(run.id);
    const before = card?.root.dataset.state;
    if (card) card.update(run);
    else this.insert(run);
    this.empty.hidden = true;
    this.more.hidden = !hasOlder();
    if (before && before !== run.state) set(this.announcer, statusText(run));
    updateTitle();
  }

  insert(run) {
    const card = new RunCard(run, { onStarted: (started) => this.show(started.id) });
    this.cards.set(run.id, card);
    const next = [...this.cards.values()].filter((other) => other.run.created < run.created)
      .sort((a, b) => b.run.created - a.run.created)[0];
    this.list.insertBefore(card.root, next ? next.root : null);
  }

  async show(id) {
    if (!id) return;
    if (!this.cards.has(id)) await fetchRun(id);
    scrollToCard(this.cards.get(id).root);
  }
}
