// Card of one run: its state, its pictures while they grow, its answer, and what can be done next.
// @ts-check

import { restoreRun } from '../form/restore.js';
import {
  actionButton, el, joinSentences, linkify, set, setLongText,
} from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { ICONS } from '../lib/icons.js';
import { cancelRun, readRunAgain } from '../lib/run_client.js';
import { isLive } from '../lib/run_store.js';
import { thumbnail } from '../lib/thumbnail.js';
import { openViewer } from '../viewer/viewer.js';
import { inputThumbnails } from './input_thumbnails.js';
import { PictureActions, copyPromptButton, iconButton } from './picture_actions.js';
import { PictureFrame, pictureFacts } from './picture_frame.js';
import { itemOf, itemsOf } from './picture_item.js';
import { isDeleted } from './picture_marks.js';
import { repeatByPress, variedOptions } from './repeat.js';
import { RunErrors } from './run_errors.js';
import {
  answerText, compositeOf, draftPictures, elapsedSeconds, expectedRatio, finalPictures, isTextOnly, makerText, originalOf, progressFraction,
  reasoningText, sizeText, statusText, visibleNotices,
} from './run_status.js';

const LONG_WAIT = 100; // seconds; gateways cut idle lines after 100 to 126 s (docs/gateways.md, Q7)

export class RunCard {
  onDismiss; bare; onStarted; continueInChat;
  /** @type {HTMLSpanElement} */ status; /** @type {HTMLProgressElement} */ progress;
  /** @type {HTMLButtonElement} */ dismiss; /** @type {HTMLParagraphElement} */ hint;
  /** @type {RunErrors} */ errors; /** @type {HTMLParagraphElement} */ failed;
  /** @type {HTMLUListElement} */ notices; /** @type {HTMLDivElement} */ answer;
  /** @type {HTMLPreElement} */ reasoningText; /** @type {HTMLDetailsElement} */ reasoning;
  /** @type {HTMLDivElement} */ draftRow; /** @type {HTMLElement} */ draftCount;
  /** @type {HTMLDetailsElement} */ drafts; /** @type {HTMLSpanElement} */ model;
  /** @type {HTMLSpanElement} */ size; /** @type {HTMLSpanElement} */ tokens;
  /** @type {HTMLDivElement} */ actions;

  /**
   * `bare`: its prompt and inputs are shown elsewhere. `list` is what the viewer walks, the card's own pictures where
   * none is given. `continueInChat(item)` takes the place of a new conversation; `onDismiss()` puts a failed run away.
   * @param {any} run
   * @param {{onStarted: (run: any) => unknown, bare?: boolean, list?: any, continueInChat?: ((item: any) => unknown) | null,
   *   onDismiss?: (() => void) | null}} parts
   */
  constructor(run, { onStarted, bare = false, list = null, continueInChat = null, onDismiss = null }) {
    Object.assign(this, { run, onStarted, bare, continueInChat, onDismiss });
    this.list = list ?? {
      items: () => itemsOf(this.run), loadMore: async () => {}, focusItem: (item) => this.focusItem(item), onStarted,
    };
    this.frames = [];
    this.stage = el('div', { class: 'stage' });
    this.root = el('article', { class: 'run', 'data-run': run.id, 'data-task': run.task, tabindex: '-1' },
      this.buildHeader(), el('div', { class: 'picture-grid' }, this.stage, this.buildLabel()));
    this.update(run);
  }

  /** Focuses the first picture, or the card where none can be opened. */
  focus() {
    const frame = this.frames.find(({ isOpenable }) => isOpenable);
    (frame?.canvas ?? this.root).focus({ preventScroll: true });
  }

  focusItem({ picture }) {
    const frame = this.frames.find(({ shown }) => shown?.id === picture.id);
    if (!frame?.root.offsetParent) return false;
    frame.canvas.focus({ preventScroll: true });
    return true;
  }

  // Where the run is stands above its pictures, so that it is seen without scrolling past them.
  buildHeader() {
    this.status = el('span', { class: 'status-text' });
    this.progress = el('progress', { max: '1', 'aria-hidden': 'true' });
    this.stop = el('button', {
      type: 'button', class: 'button-quiet stop', title: t(this.run.by_rule ? 'card.stop.title.free' : 'card.stop.title'),
      onclick: () => this.attempt(this.stop, () => cancelRun(this.run.id)),
    }, t('card.stop'));
    this.dismiss = iconButton(ICONS.close, t('card.action.dismiss'), () => this.onDismiss(), { hidden: true });
    this.hint = el('p', { class: 'hint', hidden: true }, t('card.long_wait'));
    return el('header', {}, el('div', { class: 'status' }, this.status, this.progress, this.stop, this.dismiss), this.hint);
  }

  buildInputs() {
    const {
      images = [], mask, markup, expand,
    } = this.run.asked;
    if (this.bare || !images.length) return null;
    return el('div', { class: 'input-images' },
      el('span', { class: 'small' }, t('card.from')),
      ...inputThumbnails(images.map((image, index) => ({ image, number: index + 1 }))),
      mask ? el('span', { class: 'chip' }, t('card.masked')) : null,
      markup ? el('span', { class: 'chip' }, t('card.marked_up')) : null,
      expand ? el('span', { class: 'chip' }, t('card.expanded')) : null);
  }

  // What stands beside the pictures where there is room, and below them where there is none.
  buildLabel() {
    this.errors = new RunErrors((calls) => [this.resendButton(calls), this.rereadButton(calls)]);
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
    this.size = el('span', { class: 'chip' });
    this.tokens = el('span', { class: 'small' });
    const demo = el('span', { class: 'chip demo', hidden: !this.run.by_rule }, t('card.demo'));
    return el('div', { class: 'request' }, ...(this.bare ? [] : this.buildPrompt()), this.buildInputs(),
      el('div', { class: 'chips' }, this.size, this.model, demo, this.tokens), this.buildActions());
  }

  // Where a picture came the actions stand under it; a run without one has these.
  buildActions() {
    this.repeat = iconButton(ICONS.regenerate, t('card.action.regenerate'), () => this.start(this.repeat, {
      options: variedOptions(this.run),
    }));
    this.actions = el('div', { class: 'actions' }, this.repeat,
      iconButton(ICONS.reuse, t('card.action.reuse'), () => this.attempt(null, () => restoreRun(this.run))),
      copyPromptButton(() => this.run.prompt));
    return this.actions;
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

  // Calls that failed alike are sent again by one press, as a run of their own.
  resendButton(calls) {
    const count = calls.reduce((sum, call) => sum + call.count, 0);
    const key = calls[0].error.may_be_charged ? 'card.resend.twice' : 'card.resend';
    const text = calls.length > 1 ? t(`${key}.several`, { count: calls.length }) : t(key);
    const button = actionButton(text, () => this.start(button, { count }));
    return button;
  }

  // What was stored of an answer costs nothing to read once more; a link in it may be read this time.
  rereadButton(calls) {
    if (!calls.some(({ readable }) => readable)) return null;
    const button = actionButton(t('card.reread'), () => this.attempt(button, () => readRunAgain(this.run.id)));
    return button;
  }

  frameActions(frame) {
    return new PictureActions({
      item: () => itemOf(this.run, frame.shown),
      attempt: (button, work) => this.attempt(button, work),
      onStarted: this.onStarted,
      onDetails: () => this.openViewer(frame, { showsDetails: true }),
      continueInChat: this.continueInChat,
      count: () => (this.frames.length > 1 ? 1 : undefined), // that one again, not all of them
    });
  }

  openViewer(frame, options) {
    openViewer(this.list, itemOf(this.run, frame.shown), options);
  }

  start(button, changes) {
    return repeatByPress(button, {
      run: this.run, changes, attempt: (...work) => this.attempt(...work), onStarted: this.onStarted,
    });
  }

  async attempt(button, work) {
    const focused = button && document.activeElement === button; // which a disabled button loses
    if (button) button.disabled = true;
    this.failed.hidden = true;
    try {
      return await work();
    } catch (error) {
      this.failed.replaceChildren(...linkify(t('card.action.failed', { said: joinSentences(error.message, error.advice) })));
      this.failed.hidden = false;
      return undefined;
    } finally {
      if (button) button.disabled = false;
      if (focused && document.activeElement === document.body) button.focus({ preventScroll: true });
    }
  }

  update(run) {
    this.run = run;
    this.root.dataset.state = run.state;
    this.root.toggleAttribute('data-text-only', isTextOnly(run));
    this.root.toggleAttribute('data-live', isLive(run));
    set(this.model, makerText(run));
    set(this.size, sizeText(run));
    this.size.hidden = !this.size.textContent;
    const tokens = run.usage?.total_tokens;
    set(this.tokens, tokens ? t('card.tokens', { count: tokens }) : '');
    this.updatePictures(run);
    this.updateDrafts(run);
    this.updateTexts(run);
    this.errors.update(run);
    this.stop.hidden = !isLive(run);
    this.dismiss.hidden = !this.onDismiss || isLive(run) || run.state === 'done';
    this.actions.hidden = isLive(run) || run.pictures.length > 0;
    this.repeat.hidden = run.calls.some((call) => call.error);
    this.tick();
  }

  // As many frames as pictures were asked for while the run lives, as many as came when it has ended.
  slots(run) {
    return run.calls.flatMap((call) => {
      const arrived = finalPictures(run).filter((picture) => picture.call === call.id);
      const finals = this.withoutDeleted(arrived);
      const drafts = draftPictures(run).filter((picture) => picture.call === call.id);
      const live = isLive(call);
      const complete = drafts.filter((picture) => picture.state === 'done').pop();
      const newest = live || !arrived.length ? drafts.at(-1) : null;
      const count = Math.max(finals.length, live ? call.count : 0, newest ? 1 : 0);
      return Array.from({ length: count }, (_, index) => ({
        picture: finals[index],
        under: index === 0 ? (live ? complete || newest : newest) : null,
        composite: finals[index] && this.withoutDeleted([compositeOf(run, finals[index])].filter(Boolean))[0],
        expanded: Boolean(run.asked.expand),
      }));
    });
  }

  // In a chat the place of a deleted picture stays, as others go on from it.
  withoutDeleted(pictures) {
    return this.bare
      ? pictures.map((picture) => (isDeleted(picture) ? { ...picture, gone: picture.gone || 1 } : picture))
      : pictures.filter((picture) => !isDeleted(picture));
  }

  updatePictures(run) {
    const slots = this.slots(run);
    while (this.frames.length < slots.length) {
      const frame = new PictureFrame({
        ratio: expectedRatio(run), actions: (one) => this.frameActions(one), onOpen: (one) => this.openViewer(one),
      });
      this.frames.push(frame);
      this.stage.append(frame.root);
    }
    this.frames.splice(slots.length).forEach((frame) => frame.root.remove());
    const about = { prompt: run.prompt, originalOf: (picture) => originalOf(run, picture), live: isLive(run) };
    slots.forEach((slot, index) => this.frames[index].update({ ...slot, ...about }));
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
        thumbnail({ src: draft.thumb_url || draft.url, loading: 'lazy' }))));
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
