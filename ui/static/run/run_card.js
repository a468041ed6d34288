// Card of one run: its state, its pictures while they grow, its answer, and what can be done next.

import {
  actionButton, copyButton, el, joinSentences, linkify, set, setLongText,
} from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { cancelRun, readRunAgain } from '../lib/run_client.js';
import { isLive } from '../lib/run_store.js';
import { formOf } from '../lib/tabs.js';
import { loadOutline } from '../mask/overlay.js';
import { openComparison } from './compare.js';
import { PictureFrame, pictureFacts } from './picture_frame.js';
import { repeatByPress, variedOptions } from './repeat.js';
import { RunErrors } from './run_errors.js';
import {
  answerText, compositeOf, draftPictures, elapsedSeconds, expectedRatio, finalPictures, progressFraction,
  reasoningText, statusText, visibleNotices,
} from './run_status.js';

const LONG_WAIT = 100; // seconds; gateways cut idle lines after 100 to 126 s (docs/gateways.md, Q7)

// A result link that could not be read here may be read elsewhere.
const linkButton = ({ error }) => (
  error.url ? copyButton(() => error.url, { copy: t('card.copy.link'), copied: t('card.copied') }) : null);

/** The inputs of a run as links, numbered as the prompt may name them. */
export function inputThumbnails(images) {
  return images.map(({ image, number }) => el('a', {
    href: image.view_url, target: '_blank', rel: 'noopener', title: image.name || null,
  }, el('img', {
    src: image.thumb_url, alt: t('card.from.alt', { number }), loading: 'lazy',
  }), el('span', { 'aria-hidden': 'true' }, String(number))));
}

function openRunComparison({ asked: { images: [first], mask } }, picture) {
  const size = { width: first.width, height: first.height };
  openComparison({
    before: { url: first.view_url, ...size, label: t('card.before') },
    after: { url: picture.url, width: picture.width, height: picture.height, label: t('card.after') },
    outline: mask ? async () => loadOutline(mask.url, size) : undefined,
  });
}

export class RunCard {
  /**
   * `bare`: its prompt and inputs are shown elsewhere; `extraActions(frame)` are further buttons under a picture;
   * `repeatLabel` is what making it once more is called.
   */
  constructor(run, { onStarted, bare = false, extraActions = () => [], repeatLabel = t('card.again') }) {
    Object.assign(this, { run, onStarted, bare, extraActions, repeatLabel });
    this.frames = [];
    this.stage = el('div', { class: 'stage' });
    this.root = el('article', { class: 'run', 'data-run': run.id, 'data-task': run.task, tabindex: '-1' },
      this.buildHeader(), this.buildInputs(), el('div', { class: 'picture-grid' }, this.stage, this.buildLabel()));
    this.update(run);
  }

  // Where the run is stands above its pictures, so that it is seen without scrolling past them.
  buildHeader() {
    this.status = el('span', { class: 'status-text' });
    this.progress = el('progress', { max: '1', 'aria-hidden': 'true' });
    this.stop = el('button', {
      type: 'button', class: 'button-quiet stop', title: t('card.stop.title'),
      onclick: () => this.attempt(this.stop, () => cancelRun(this.run.id)),
    }, t('card.stop'));
    this.hint = el('p', { class: 'hint', hidden: true }, t('card.long_wait'));
    return el('header', {}, el('div', { class: 'status' }, this.status, this.progress, this.stop), this.hint);
  }

  buildInputs() {
    const { images = [], mask } = this.run.asked;
    if (this.bare || !images.length) return null;
    return el('div', { class: 'input-images' },
      el('span', { class: 'small' }, t('card.from')),
      ...inputThumbnails(images.map((image, index) => ({ image, number: index + 1 }))),
      mask ? el('span', { class: 'chip' }, t('card.masked')) : null);
  }

  // What stands beside the pictures where there is room, and below them where there is none.
  buildLabel() {
    this.errors = new RunErrors((call) => [this.resendButton(call), this.rereadButton(call), linkButton(call)]);
    this.failed = el('p', { class: 'error', hidden: true, role: 'alert' });
    this.notices = el('ul', { class: 'notices' });
    this.answer = el('div', { class: 'run-text', hidden: true });
    this.reasoningText = el('pre', {});
    this.reasoning = el('details', { class: 'reasoning', hidden: true },
      el('summary', {}, t('card.reasoning')), this.reasoningText);
    this.draftRow = el('div', { class: 'row' });
    this.draftCount = el('summary', {});
    this.drafts = el('details', { class: 'drafts', hidden: true }, this.draftCount, this.draftRow);
    return el('div', { class: 'label' }, this.errors.root, this.failed, this.buildRequest(), this.notices,
      this.answer, this.reasoning, this.drafts);
  }

  buildRequest() {
    this.model = el('span', { class: 'chip' });
    this.tokens = el('span', { class: 'small' });
    const demo = el('span', { class: 'chip demo', hidden: !this.run.by_rule }, t('card.demo'));
    // Where a picture came these stand under it; a run of words alone has them here.
    this.copy = this.copyButton();
    this.repeat = this.repeatButton();
    return el('div', { class: 'request' }, ...(this.bare ? [] : this.buildPrompt()),
      el('div', { class: 'chips' }, this.model, demo, this.tokens),
      el('div', { class: 'actions' }, this.copy, this.repeat));
  }

  buildPrompt() {
    const prompt = el('p', { class: 'prompt' }, this.run.prompt);
    const more = el('button', { type: 'button', class: 'button-quiet', hidden: true, 'aria-expanded': 'false' }, t('card.unfold'));
    more.addEventListener('click', () => {
      const open = prompt.toggleAttribute('data-open');
      more.setAttribute('aria-expanded', String(open));
      set(more, t(open ? 'card.fold' : 'card.unfold'));
    });
    new ResizeObserver(() => {
      if (!prompt.hasAttribute('data-open')) more.hidden = prompt.scrollHeight <= prompt.clientHeight + 2;
    }).observe(prompt);
    return [prompt, more];
  }

  copyButton() {
    return copyButton(() => this.run.prompt, { copy: t('card.copy'), copied: t('card.copied') });
  }

  // Under one of several pictures it makes that one again, not all of them.
  repeatButton() {
    const button = actionButton(this.repeatLabel, () => this.start(button, {
      options: variedOptions(this.run), ...(this.frames.length > 1 ? { count: 1 } : {}),
    }));
    return button;
  }

  resendButton(call) {
    const button = actionButton(t(call.error.may_be_charged ? 'card.resend.twice' : 'card.resend'),
      () => this.start(button, { count: call.count }));
    return button;
  }

  // What was stored of an answer costs nothing to read once more; a link in it may be read this time.
  rereadButton(call) {
    if (!call.readable) return null;
    const button = actionButton(t('card.reread'), () => this.attempt(button, () => readRunAgain(this.run.id)));
    return button;
  }

  // What can be done with a finished picture.
  frameActions(frame) {
    const { images = [] } = this.run.asked;
    return [
      ...this.extraActions(frame),
      this.repeatButton(),
      actionButton(t('card.edit'), () => formOf('edit').editPicture(frame.shown)),
      this.copyButton(),
      actionButton(t('card.reference'), () => formOf('edit').addPicture(frame.shown)),
      !this.bare && actionButton(t('card.chat.continue'), () => formOf('chat').continueFrom(this.run, frame.shown)),
      images.length > 0 && actionButton(t('card.compare'), () => openRunComparison(this.run, frame.shown)),
    ].filter(Boolean);
  }

  start(button, changes) {
    return repeatByPress(button, {
      run: this.run, changes, attempt: (...work) => this.attempt(...work), onStarted: this.onStarted,
    });
  }

  async attempt(button, work) {
    const focused = document.activeElement === button; // which a disabled button loses
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
    this.updatePictures(run);
    this.updateDrafts(run);
    this.updateTexts(run);
    this.errors.update(run);
    this.stop.hidden = !isLive(run);
    this.copy.hidden = isLive(run) || run.pictures.length > 0;
    this.repeat.hidden = this.copy.hidden || run.calls.some((call) => call.error);
    this.tick();
  }

  // As many frames as pictures were asked for while the run lives, as many as came when it has ended.
  slots(run) {
    return run.calls.flatMap((call) => {
      const finals = finalPictures(run).filter((picture) => picture.call === call.id);
      const drafts = draftPictures(run).filter((picture) => picture.call === call.id);
      const live = isLive(call);
      const complete = drafts.filter((picture) => picture.state === 'done').pop();
      const newest = live || !finals.length ? drafts.at(-1) : null;
      const count = Math.max(finals.length, live ? call.count : 0, newest ? 1 : 0);
      return Array.from({ length: count }, (_, index) => ({
        picture: finals[index],
        under: index === 0 ? (live ? complete || newest : newest) : null,
        composite: finals[index] && compositeOf(run, finals[index]),
      }));
    });
  }

  updatePictures(run) {
    const slots = this.slots(run);
    while (this.frames.length < slots.length) {
      const frame = new PictureFrame({ ratio: expectedRatio(run), actions: (one) => this.frameActions(one) });
      this.frames.push(frame);
      this.stage.append(frame.root);
    }
    this.frames.splice(slots.length).forEach((frame) => frame.root.remove());
    const { prompt } = run;
    slots.forEach((slot, index) => this.frames[index].update({ ...slot, prompt, live: isLive(run) }));
    this.stage.dataset.count = String(slots.length);
    this.stage.hidden = !slots.length;
    if (slots.length) this.stage.style.setProperty('--ratio', this.frames[0].ratio);
  }

  updateDrafts(run) {
    const finals = finalPictures(run);
    const shown = isLive(run)
      ? [] : draftPictures(run).filter((draft) => finals.some((picture) => picture.call === draft.call));
    this.drafts.hidden = !shown.length;
    set(this.draftCount, t('card.drafts', { count: shown.length }));
    shown.slice(this.draftRow.childElementCount).forEach((draft) => this.draftRow.append(
      el('a', { href: draft.url, target: '_blank', rel: 'noopener', title: pictureFacts(draft) },
        el('img', { src: draft.thumb_url || draft.url, alt: '', loading: 'lazy' }))));
  }

  updateTexts(run) {
    const [answer, reasoning, notices] = [answerText(run), reasoningText(run), visibleNotices(run)];
    this.answer.hidden = !answer;
    setLongText(this.answer, answer);
    this.reasoning.hidden = !reasoning;
    setLongText(this.reasoningText, reasoning);
    const key = notices.join('\n');
    if (key === this.noticeKey) return;
    this.noticeKey = key;
    this.notices.replaceChildren(...notices.map((message) => el('li', {}, ...linkify(message))));
  }

  /** Brings what depends on the clock up to date. */
  tick() {
    const { run } = this;
    set(this.status, statusText(run));
    const fraction = isLive(run) ? progressFraction(run) : null;
    this.progress.hidden = !isLive(run);
    if (fraction == null) this.progress.removeAttribute('value');
    else this.progress.value = fraction;
    this.hint.hidden = !(run.state === 'waiting' && elapsedSeconds(run) >= LONG_WAIT);
  }
}
