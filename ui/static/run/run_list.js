// Runs of one task: one of them stands on the stage, all of them in a strip below it; every tab mounts one.
// @ts-check

import { el, keepMounted, prefersReducedMotion } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { fetchOlder, fetchRun, hasOlder, startRuns, untilRuns } from '../lib/run_client.js';
import { isLive, runStore } from '../lib/run_store.js';
import { offerUndo } from '../lib/toast.js';
import { isDismissed, setDismissed } from './dismissed_runs.js';
import { emptyState } from './empty_state.js';
import { itemsOf } from './picture_item.js';
import { isDeleted } from './picture_marks.js';
import { RunCard } from './run_card.js';
import { RunStrip } from './run_strip.js';
import { answerText, finalPictures } from './run_status.js';
import { rememberRuns, removeSkeleton } from './skeleton.js';

const lists = new Map(); // by task: a component that is made anew gets the list that was there
const STEPS = { ArrowLeft: -1, ArrowRight: 1 };
const OWN_ARROWS = 'input, textarea, select, video, dialog, [contenteditable], [role=slider], [role=menu], [role=tablist]';

/** The component of a tab; `props.task` says which runs belong in it, `props.shown` is the id of a run to show. */
export function mountRunList(element, props, { watch }) {
  const { task } = props;
  if (!lists.has(task)) lists.set(task, new RunList(task));
  const list = lists.get(task);
  keepMounted(element, list.root);
  watch('shown', () => list.show(props.shown));
}

function scrollToCard(root) {
  const { top } = root.getBoundingClientRect();
  const { bottom } = root.querySelector('.stage').getBoundingClientRect();
  const covered = parseFloat(getComputedStyle(document.documentElement).scrollPaddingBottom) || 0; // by a phone's composer
  if (top >= 0 && (top <= 100 || bottom <= innerHeight - covered)) return;
  root.scrollIntoView({ block: 'start', behavior: prefersReducedMotion() ? 'auto' : 'smooth' });
}

// A run of which nothing is left to look at: all its pictures were deleted, and it said nothing.
function isEmptied(run) {
  const finals = finalPictures(run);
  return !isLive(run) && finals.length > 0 && finals.every(isDeleted) && !answerText(run);
}

class RunList {
  /** @type {boolean} */ isLoading; /** @type {string} */ shown;

  constructor(task) {
    this.task = task;
    this.cards = new Map(); // of the run on the stage, and of those whose pictures still grow
    this.states = new Map(); // of all runs, as they were last heard of
    this.chosen = ''; // the run that a person chose; '' follows the newest
    this.asked = ''; // the run that was asked for last
    this.list = el('div', { class: 'runs' });
    this.empty = emptyState(task);
    this.empty.hidden = true; // until it is known that there are no runs
    this.strip = new RunStrip({ onChoose: (id) => this.choose(id), onEnd: () => this.loadOlder() });
    this.root = el('div', { class: 'run-list' }, this.empty, this.list, this.strip.root);
    runStore.subscribe((run) => run.task === task && this.update(run));
    setInterval(() => this.tick(), 1000);
    document.addEventListener('keydown', (event) => this.handleKey(event));
    this.load();
  }

  /** The runs on show, newest first. */
  get runs() {
    return runStore.all().filter((run) => run.task === this.task && !isDismissed(run) && !isEmptied(run));
  }

  async load() {
    for (const run of runStore.all()) if (run.task === this.task) this.update(run);
    await startRuns().catch(() => { untilRuns().then(() => this.fill()); });
    await this.fill();
    if (this.task === 'generate') removeSkeleton(this.root);
  }

  async fill() {
    if (!this.runs.length) await this.loadOlder(2);
    this.draw();
  }

  // Runs of all tasks are on one list: it is asked on until one of this task comes, but not for ever.
  async loadOlder(pages = 10) {
    if (this.isLoading) return;
    this.isLoading = true;
    const before = this.runs.length;
    try {
      for (let page = 0; page < pages && hasOlder() && this.runs.length === before; page += 1) await fetchOlder();
    } catch {
      // the button is still there to try again
    }
    this.isLoading = false;
    this.draw();
  }

  update(run) {
    const before = this.states.get(run.id);
    this.states.set(run.id, run.state);
    this.cards.get(run.id)?.update(run);
    const isOnShow = !isDismissed(run) && !isEmptied(run);
    if (before && isOnShow === this.strip.has(run.id)) this.strip.updateRun(run);
    else this.draw();
  }

  tick() {
    this.cards.forEach((card) => isLive(card.run) && card.tick());
    this.strip.tick();
  }

  draw() {
    const { runs } = this;
    const current = runs.find(({ id }) => id === this.chosen) ?? runs[0];
    this.empty.hidden = runs.length > 0;
    if (current) this.setStage(current);
    else this.list.replaceChildren();
    if (current && this.task === 'generate') rememberRuns();
    this.shown = current?.id;
    this.strip.update(runs, { current: current?.id, hasOlder: hasOlder() });
  }

  // A card whose pictures still grow goes on loading them beside the stage.
  setStage(run) {
    if (this.shown === run.id && this.list.firstChild) return;
    if (!this.cards.has(run.id)) this.cards.set(run.id, this.buildCard(run));
    const card = this.cards.get(run.id);
    card.update(run);
    this.list.replaceChildren(card.root);
    for (const [id, other] of this.cards) if (id !== run.id && !isLive(other.run)) this.cards.delete(id);
  }

  buildCard(run) {
    return new RunCard(run, {
      onStarted: (started) => this.show(started.id), list: this, onDismiss: () => this.dismiss(run.id),
    });
  }

  // Which run

  choose(id) {
    this.asked = id;
    this.chosen = id === this.runs[0]?.id ? '' : id;
    this.draw();
  }

  /** Shows the run of a press, or one that is asked for elsewhere. */
  async show(id) {
    if (!id) return;
    this.asked = id;
    if (!runStore.get(id)) await fetchRun(id);
    if (this.asked !== id) return; // another one was meanwhile
    this.choose(id);
    const card = this.cards.get(id);
    if (card) scrollToCard(card.root);
  }

  async step(by) {
    const index = this.runs.findIndex(({ id }) => id === this.shown) + by;
    if (index >= this.runs.length && hasOlder()) await this.loadOlder();
    const next = this.runs[index];
    if (next) this.choose(next.id);
  }

  dismiss(id) {
    const put = (isAway) => {
      setDismissed(id, isAway);
      this.draw();
    };
    put(true);
    offerUndo(t('card.action.dismissed'), () => put(false));
  }

  // The arrow keys walk the runs wherever they have no other meaning.
  async handleKey(event) {
    const by = STEPS[event.key];
    const { target, ctrlKey, metaKey, altKey, shiftKey, defaultPrevented } = event;
    if (!by || defaultPrevented || ctrlKey || metaKey || altKey || shiftKey || !this.root.offsetParent) return;
    const isHere = target === document.body || this.root.contains(target);
    if (!isHere || target.closest(OWN_ARROWS) || document.querySelector('dialog:modal')) return;
    event.preventDefault();
    const inStrip = this.strip.root.contains(target);
    await this.step(by);
    if (inStrip) this.strip.focus(this.shown);
    else if (target !== document.body) this.cards.get(this.shown)?.focus();
  }

  // What the viewer asks of a list of pictures (viewer/viewer.js)

  items() {
    return this.runs.flatMap(itemsOf);
  }

  hasMore() {
    return hasOlder();
  }

  loadMore() {
    return this.loadOlder();
  }

  focusItem(item) {
    return this.cards.get(item.run)?.focusItem(item) ?? false;
  }

  onStarted(run) {
    this.show(run.id);
  }
}
