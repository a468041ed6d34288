// One turn of a conversation: what was said, and the card on which its answer develops.

import { el, set } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { RunCard } from '../run/run_card.js';

function thumbs(images) {
  if (!images.length) return null;
  return el('div', { class: 'from' }, ...images.map(({ image, place }) => el('a', {
    href: image.view_url, target: '_blank', rel: 'noopener', title: image.name || null,
  }, el('img', { src: image.thumb_url, alt: t('card.from.alt', { number: place }), loading: 'lazy' }),
  el('span', { 'aria-hidden': 'true' }, String(place)))));
}

// The words as they were said; what they refer to stands above them.
function bubble(words, ...more) {
  return el('div', { class: 'said' }, el('span', { class: 'sr-only' }, t('card.chat.you')),
    ...more.filter(Boolean), el('p', { class: 'said-words' }, words));
}

// The words of a press whose run is not known yet.
export function pending(words, based) {
  return el('section', { class: 'turn pending' },
    bubble(words, based ? el('span', { class: 'based' }, based) : null),
    el('p', { class: 'status' }, t('card.chat.sending')));
}

export class Turn {
  // `acts`: {goOn(run, picture), sayAnew(run), sibling(run), made(run)}.
  constructor(run, acts) {
    this.run = run;
    this.acts = acts;
    this.card = new RunCard(run, {
      bare: true,
      again: t('card.chat.again'),
      onMade: (made) => acts.made(made),
      more: (frame) => [el('button', {
        type: 'button', class: 'act go-on', onclick: () => acts.goOn(this.run, frame.shown),
      }, t('card.chat.go_on'))],
    });
    this.based = el('span', { class: 'based' });
    this.others = el('span', { class: 'others', role: 'group', 'aria-label': t('card.chat.siblings') });
    const brought = (run.asked.images || []).map((image, at) => ({ image, place: at + 1 }))
      .filter(({ image }) => image.id !== run.based_on);
    this.root = el('section', { class: 'turn', 'data-turn': run.id },
      bubble(run.prompt, this.based, thumbs(brought)),
      el('div', { class: 'said-acts' }, this.others, el('button', {
        type: 'button', class: 'quiet', onclick: () => acts.sayAnew(this.run),
      }, t('card.chat.say_anew'))),
      this.card.root);
  }

  update(run) {
    this.run = run;
    this.card.update(run);
  }

  // What only the whole conversation knows: `versions` by picture, and the turns beside this one.
  place({ versions, siblings }) {
    set(this.based, basis(this.run, versions));
    this.based.hidden = !this.based.textContent;
    for (const frame of this.card.frames) {
      const version = versions.get((frame.known?.picture || frame.shown)?.id);
      if (version) frame.root.dataset.version = `v${version}`;
      else delete frame.root.dataset.version;
    }
    const ids = siblings.map((run) => run.id).join();
    if (ids === this.beside) return;
    this.beside = ids;
    this.others.hidden = siblings.length < 2;
    const at = siblings.findIndex((run) => run.id === this.run.id);
    const step = (to, sign, words) => el('button', {
      type: 'button', class: 'quiet step', 'aria-label': t(words), disabled: !siblings[to],
      onclick: () => this.acts.sibling(siblings[to]),
    }, sign);
    this.others.replaceChildren(step(at - 1, '‹', 'card.chat.sibling.before'),
      el('span', { class: 'small' }, t('card.chat.sibling', { number: at + 1, all: siblings.length })),
      step(at + 1, '›', 'card.chat.sibling.after'));
  }
}

// What a turn refers to, in words.
function basis(run, versions) {
  if (versions.has(run.based_on)) return t('card.chat.based_on', { version: versions.get(run.based_on) });
  if (run.based_on) return t('card.chat.based_on.brought');
  return run.parent && !run.asked.images?.length ? t('card.chat.from_words') : '';
}
