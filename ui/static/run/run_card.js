// The live card on which a run develops.

import { copyText, el, joinSentences, linkify, set, setLongText } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { cancelRun, readRunAgain, repeatRun } from '../lib/run_client.js';
import { isLive } from '../lib/run_store.js';
import { formOf } from '../lib/tabs.js';
import { outline } from '../mask/bitmap.js';
import { openDialog } from './compare.js';
import { PictureFrame, facts } from './picture_frame.js';
import * as runStatus from './run_status.js';

const LONG_WAIT = 100; // seconds; gateways cut idle lines after 100 to 126 s (docs/gateways.md, Q7)
const DEAD = 1200; // ms that a button which costs money says that its run is under way
const APART = 700; // ms between two presses that are meant: a new card moves the buttons under the pointer
const SEEDS = 2 ** 31;
let pressed = -Infinity;

// The painter by rule paints the same from the same seed, so another picture needs another one.
export function varied({ by_rule: byRule, asked: { options } }) {
  if (!byRule || options.seed != null) return options;
  return { ...options, seed: Math.floor(Math.random() * SEEDS) };
}

function act(words, onclick, more = {}) {
  return el('button', { type: 'button', class: 'act', onclick, ...more }, words);
}

// With several calls each says for itself what it may have cost; with one, the line above has said it.
function trouble(error, { gateway, several }) {
  const small = [several ? t(error.may_be_charged ? 'card.charged.maybe' : 'card.charged.not') : '',
    error.request_id ? t('card.request_id', { id: error.request_id }) : ''].filter(Boolean).join(' · ');
  return el('div', { class: 'trouble' },
    el('p', { class: 'what' }, ...linkify(error.message)),
    error.said ? el('p', { class: 'said' }, ...linkify(t('card.gateway_said', { gateway, said: error.said }))) : null,
    error.advice ? el('p', { class: 'advice' }, ...linkify(error.advice)) : null,
    small ? el('p', { class: 'small' }, small) : null);
}

export class RunCard {
  // `bare`: its words and what it brought are shown elsewhere; `more` gives further things to do with a picture;
  // `again` is what making it once more is called.
  constructor(run, { onMade, bare = false, more = () => [], again = t('card.again') }) {
    Object.assign(this, { run, onMade, bare, more, againWords: again });
    this.frames = [];
    this.root = el('article', { class: 'run', 'data-run': run.id, 'data-task': run.task, tabindex: '-1' },
      this.head(), this.brought(), el('div', { class: 'hang' }, this.hung(), this.label()));
    this.update(run);
  }

  // Where the run is stands above its pictures, so that it is seen without scrolling past them.
  head() {
    this.where = el('span', { class: 'where' });
    this.bar = el('progress', { max: '1', 'aria-hidden': 'true' });
    this.stop = el('button', {
      type: 'button', class: 'quiet stop', title: t('card.stop.title'),
      onclick: () => this.attempt(this.stop, () => cancelRun(this.run.id)),
    }, t('card.stop'));
    this.hint = el('p', { class: 'hint', hidden: true }, t('card.long_wait'));
    return el('header', {}, el('div', { class: 'status' }, this.where, this.bar, this.stop), this.hint);
  }

  // The pictures that went along, numbered as the prompt may name them.
  brought() {
    const { images = [], mask } = this.run.asked;
    if (this.bare || !images.length) return null;
    return el('div', { class: 'from' },
      el('span', { class: 'small' }, t('card.from')),
      ...images.map((image, place) => el('a', {
        href: image.view_url, target: '_blank', rel: 'noopener', title: image.name || null,
      }, el('img', {
        src: image.thumb_url, alt: t('card.from.alt', { number: place + 1 }), loading: 'lazy',
      }), el('span', { 'aria-hidden': 'true' }, String(place + 1)))),
      mask ? el('span', { class: 'chip' }, t('card.masked')) : null);
  }

  hung() {
    this.stage = el('div', { class: 'stage' });
    return this.stage;
  }

  // What stands beside the pictures where there is room, and below them where there is none.
  label() {
    this.troubles = el('div', { class: 'troubles', role: 'alert' });
    this.failed = el('p', { class: 'mishap', hidden: true, role: 'alert' });
    this.notices = el('ul', { class: 'notices' });
    this.words = el('div', { class: 'words', hidden: true });
    this.thought = el('pre', {});
    this.reasoning = el('details', { class: 'reasoning', hidden: true },
      el('summary', {}, t('card.reasoning')), this.thought);
    this.draftRow = el('div', { class: 'row' });
    this.draftCount = el('summary', {});
    this.drafts = el('details', { class: 'drafts', hidden: true }, this.draftCount, this.draftRow);
    return el('div', { class: 'label' }, this.troubles, this.failed, this.asked(), this.notices, this.words,
      this.reasoning, this.drafts);
  }

  asked() {
    this.model = el('span', { class: 'chip' });
    this.tokens = el('span', { class: 'small' });
    const demo = el('span', { class: 'chip demo', hidden: !this.run.by_rule }, t('card.demo'));
    // Where a picture came these stand under it; a run of words alone has them here.
    this.copy = this.copyButton();
    this.again = this.againButton();
    return el('div', { class: 'asked' }, ...(this.bare ? [] : this.promptLines()),
      el('div', { class: 'about' }, this.model, demo, this.tokens),
      el('div', { class: 'acts' }, this.copy, this.again));
  }

  promptLines() {
    this.prompt = el('p', { class: 'prompt' }, this.run.prompt);
    const more = el('button', { type: 'button', class: 'quiet', hidden: true, 'aria-expanded': 'false' }, t('card.unfold'));
    more.addEventListener('click', () => {
      const open = this.prompt.toggleAttribute('data-open');
      more.setAttribute('aria-expanded', String(open));
      set(more, t(open ? 'card.fold' : 'card.unfold'));
    });
    new ResizeObserver(() => {
      if (!this.prompt.hasAttribute('data-open')) more.hidden = this.prompt.scrollHeight <= this.prompt.clientHeight + 2;
    }).observe(this.prompt);
    return [this.prompt, more];
  }

  copyButton() {
    const button = act(t('card.copy'), async () => {
      await copyText(this.run.prompt);
      set(button, t('card.copied'));
      setTimeout(() => set(button, t('card.copy')), 1500);
    });
    return button;
  }

  // Under one of several pictures it makes that one again, not all of them.
  againButton() {
    const button = act(this.againWords, () => this.make(button, {
      options: varied(this.run), ...(this.frames.length > 1 ? { count: 1 } : {}),
    }));
    return button;
  }

  // What can be done with a finished picture.
  acts(frame) {
    const { images = [] } = this.run.asked;
    const bring = (alone) => () => formOf('edit').bring(frame.shown, { alone });
    return [
      ...this.more(frame),
      this.againButton(),
      act(t('card.edit'), bring(true)),
      this.copyButton(),
      act(t('card.reference'), bring(false)),
      !this.bare && act(t('card.chat.continue'), () => formOf('chat').begin(this.run, frame.shown)),
      images.length > 0 && act(t('card.compare'), () => this.compare(frame.shown)),
    ].filter(Boolean);
  }

  compare(picture) {
    const { images: [first], mask } = this.run.asked;
    const size = { width: first.width, height: first.height };
    openDialog({
      before: { url: first.view_url, ...size, label: t('card.before') },
      after: { url: picture.url, width: picture.width, height: picture.height, label: t('card.after') },
      outline: mask ? async () => outline(mask.url, size) : undefined,
    });
  }

  // A button that costs money is dead for a while after its answer came, too: a double click is one press.
  async make(button, more) {
    if (performance.now() - pressed < APART) return;
    pressed = performance.now();
    const words = button.textContent;
    await this.attempt(button, async () => {
      this.onMade(await repeatRun(this.run, more));
      set(button, t('card.under_way'));
      await new Promise((over) => { setTimeout(over, DEAD); });
    });
    set(button, words);
  }

  async attempt(button, work) {
    const focused = document.activeElement === button; // which a dead button loses
    button.disabled = true;
    this.failed.hidden = true;
    try {
      await work();
    } catch (error) {
      this.failed.replaceChildren(...linkify(t('card.trouble', { said: joinSentences(error.message, error.advice) })));
      this.failed.hidden = false;
    } finally {
      button.disabled = false;
      if (focused && document.activeElement === document.body) button.focus({ preventScroll: true });
    }
  }

  update(run) {
    this.run = run;
    this.root.dataset.state = run.state;
    this.root.toggleAttribute('data-live', isLive(run));
    set(this.model, `${run.gateway_name || run.gateway} · ${run.model}`);
    const tokens = run.usage?.total_tokens;
    set(this.tokens, tokens ? t('card.tokens', { count: tokens }) : '');
    this.showPictures(run);
    this.showDrafts(run);
    this.showWords(run);
    this.showTroubles(run);
    this.stop.hidden = !isLive(run);
    this.copy.hidden = isLive(run) || run.pictures.length > 0;
    this.again.hidden = this.copy.hidden || run.calls.some((call) => call.error);
    this.tick();
  }

  // As many frames as pictures were asked for while the run lives, as many as came when it has ended.
  slots(run) {
    return run.calls.flatMap((call) => {
      const mine = runStatus.finals(run).filter((picture) => picture.call === call.id);
      const interim = runStatus.drafts(run).filter((picture) => picture.call === call.id);
      const under = interim.filter((picture) => picture.state === 'done').pop();
      const going = !['done', 'failed', 'unknown', 'cancelled'].includes(call.state);
      const kept = going || !mine.length ? interim.slice(-1)[0] : null;
      const many = Math.max(mine.length, going ? call.count : 0, kept ? 1 : 0);
      return Array.from({ length: many }, (_, place) => ({
        picture: mine[place],
        under: place === 0 ? (going ? under || kept : kept) : null,
        held: mine[place] && runStatus.held(run, mine[place]),
      }));
    });
  }

  showPictures(run) {
    const slots = this.slots(run);
    while (this.frames.length < slots.length) {
      const frame = new PictureFrame({ ratio: runStatus.ratioOf(run), acts: (one) => this.acts(one) });
      this.frames.push(frame);
      this.stage.append(frame.root);
    }
    this.frames.splice(slots.length).forEach((frame) => frame.root.remove());
    const about = { prompt: run.prompt, live: isLive(run) };
    slots.forEach((slot, place) => this.frames[place].update({ ...slot, ...about }));
    this.stage.dataset.count = String(slots.length);
    this.stage.hidden = !slots.length;
    if (slots.length) this.stage.style.setProperty('--ratio', this.frames[0].ratio);
  }

  showDrafts(run) {
    const finals = runStatus.finals(run);
    const shown = isLive(run)
      ? [] : runStatus.drafts(run).filter((draft) => finals.some((one) => one.call === draft.call));
    this.drafts.hidden = !shown.length;
    set(this.draftCount, t('card.drafts', { count: shown.length }));
    shown.slice(this.draftRow.childElementCount).forEach((draft) => this.draftRow.append(
      el('a', { href: draft.url, target: '_blank', rel: 'noopener', title: facts(draft) },
        el('img', { src: draft.thumb_url || draft.url, alt: '', loading: 'lazy' }))));
  }

  showWords(run) {
    const [text, thought, notices] = [runStatus.words(run), runStatus.thought(run), runStatus.notices(run)];
    this.words.hidden = !text;
    setLongText(this.words, text);
    this.reasoning.hidden = !thought;
    setLongText(this.thought, thought);
    const key = notices.join('\n');
    if (key === this.noticed) return;
    this.noticed = key;
    this.notices.replaceChildren(...notices.map((message) => el('li', {}, ...linkify(message))));
  }

  // Of several calls each has its own outcome, and its own way to be sent again.
  showTroubles(run) {
    const gateway = run.gateway_name || run.gateway;
    const failed = run.calls.filter((call) => call.error);
    const key = JSON.stringify([run.state, failed.map((call) => [call.id, call.error])]);
    if (key === this.troubled) return;
    this.troubled = key;
    const several = run.calls.length > 1;
    this.troubles.replaceChildren(...failed.map((call) => {
      const resend = act(t(call.error.may_be_charged ? 'card.resend.twice' : 'card.resend'),
        () => this.make(resend, { count: call.count }));
      return el('section', {},
        several ? el('h4', {}, t('card.call', { number: call.number })) : null,
        trouble(call.error, { gateway, several }), el('div', { class: 'acts' }, resend, this.rereading(call)));
    }));
  }

  // What was stored of an answer costs nothing to read once more; a link in it may be read this time.
  rereading(call) {
    if (!call.readable) return null;
    const button = act(t('card.reread'), () => this.attempt(button, () => readRunAgain(this.run.id)));
    return button;
  }

  tick() {
    const { run } = this;
    set(this.where, runStatus.whereabouts(run));
    const part = isLive(run) ? runStatus.fraction(run) : null;
    this.bar.hidden = !isLive(run);
    if (part == null) this.bar.removeAttribute('value');
    else this.bar.value = part;
    this.hint.hidden = !(run.state === 'waiting' && runStatus.seconds(run) >= LONG_WAIT);
  }
}
