// One turn of a conversation: what was said, and the card on which its answer develops.
// @ts-check

import { el, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { inputThumbnails } from '../run/input_thumbnails.js';
import { RunCard } from '../run/run_card.js';

// The prompt as it was typed; what it refers to stands above it.
function buildBubble(prompt, ...above) {
  return el('div', { class: 'message' }, el('span', { class: 'sr-only' }, t('card.chat.you')),
    ...above, el('p', { class: 'message-text' }, prompt));
}

/** The turn of a press whose run is not known yet. */
export function pendingTurn(prompt, basis) {
  return el('section', { class: 'turn pending' },
    buildBubble(prompt, basis ? el('span', { class: 'based-on' }, basis) : null));
}

// What a turn refers to, in words.
function basisText(run, versions) {
  if (versions.has(run.based_on)) return t('card.chat.based_on', { version: versions.get(run.based_on) });
  if (run.based_on) return t('card.chat.based_on.brought');
  return run.parent && !run.asked.images?.length ? t('card.chat.from_words') : '';
}

export class Turn {
  /** `actions`: {continueFrom(run, picture), rewrite(run), openSibling(run), onStarted(run), list}; the
   * viewer walks `list`. */
  constructor(run, actions) {
    this.run = run;
    this.actions = actions;
    this.card = new RunCard(run, {
      bare: true,
      onStarted: (started) => actions.onStarted(started),
      continueInChat: ({ picture }) => actions.continueFrom(this.run, picture),
      list: actions.list,
    });
    this.arrangeCard();
    this.basis = el('span', { class: 'based-on' });
    this.siblings = el('span', { class: 'siblings', role: 'group', 'aria-label': t('card.chat.siblings') });
    const inputs = (run.asked.images || []).map((image, index) => ({ image, number: index + 1 }))
      .filter(({ image }) => image.id !== run.based_on);
    this.root = el('section', { class: 'turn', 'data-turn': run.id },
      buildBubble(run.prompt, this.basis, inputs.length ? el('div', { class: 'input-images' }, ...inputThumbnails(inputs)) : null),
      el('div', { class: 'message-actions' }, this.siblings, el('button', {
        type: 'button', class: 'button-quiet', onclick: () => actions.rewrite(this.run),
      }, t('card.chat.say_anew'))),
      this.card.root);
  }

  // An answer reads from its words to its picture, and the state stands with what else is known of it: while it goes on
  // it is above the composer (status_line.js).
  arrangeCard() {
    const { root, answer, reasoning, status } = this.card;
    root.prepend(reasoning, answer);
    root.querySelector('.chips')?.append(status);
  }

  update(run) {
    this.run = run;
    this.card.update(run);
  }

  /** Sets what only the whole conversation knows: `versions` by picture, and the turns beside this one. */
  setContext({ versions, siblings }) {
    set(this.basis, basisText(this.run, versions));
    this.basis.hidden = !this.basis.textContent;
    for (const frame of this.card.frames) {
      const version = versions.get((frame.content?.picture || frame.shown)?.id);
      if (version) frame.canvas.dataset.version = `v${version}`;
      else delete frame.canvas.dataset.version;
    }
    const key = siblings.map((run) => run.id).join();
    if (key === this.siblingKey) return;
    this.siblingKey = key;
    this.siblings.hidden = siblings.length < 2;
    const index = siblings.findIndex((run) => run.id === this.run.id);
    const step = (to, sign, label) => el('button', {
      type: 'button', class: 'button-quiet step', 'aria-label': t(label), disabled: !siblings[to],
      onclick: () => this.actions.openSibling(siblings[to]),
    }, sign);
    this.siblings.replaceChildren(step(index - 1, '‹', 'card.chat.sibling.before'),
      el('span', { class: 'small' }, t('card.chat.sibling', { number: index + 1, all: siblings.length })),
      step(index + 1, '›', 'card.chat.sibling.after'));
  }
}
