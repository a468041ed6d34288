// Menu of the images that a prompt can name: "@" opens it, and what is chosen stands in the prompt as words.
// @ts-check

import { el, pageRoot, typeText } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { promptField } from '../lib/tabs.js';
import { mentionBefore, renumberMentions, renumbering } from './image_mentions.js';

/** @typedef {{position: number, name: string, img?: HTMLImageElement}} Item of the list of reference images */
/** @typedef {Map<Item, number>} Numbers */

const editPrompt = () => promptField('edit');

/**
 * The numbers that images are sent by; one that failed has none.
 * @param {Item[]} items
 * @returns {Numbers}
 */
const numbersOf = (items) => new Map(items.filter(({ position }) => position).map((item) => [item, item.position]));
/**
 * @param {Numbers} one
 * @param {Numbers} other
 */
const isSame = (one, other) => one.size === other.size && [...one].every(([item, number]) => other.get(item) === number);

/** Offers the images of a list in the prompt of the edit tab, and has the mentions follow them. */
export class MentionMenu {
  /** @param {{items: Item[], onNumbered?: (items: Item[]) => void}} list */
  constructor(list) {
    /** @type {{number: number, node: HTMLElement}[]} */
    this.choices = [];
    this.current = 0;
    this.start = 0; // of the mention that is being typed
    this.typed = ''; // its number as far as it stands there
    /** @type {{numbers: Numbers, before: string, after: string} | undefined} the last renaming */
    this.last = undefined;
    this.root = el('ul', {
      class: 'mention-menu', id: 'edit-mentions', role: 'listbox', 'aria-label': t('card.mention.label'), hidden: true,
    });
    this.numbers = numbersOf(list.items);
    list.onNumbered = (items) => this.follow(numbersOf(items));
    document.addEventListener('input', (event) => {
      const field = editPrompt();
      if (field && event.target === field && !(/** @type {InputEvent} */ (event)).isComposing) this.suggest(field);
    });
    document.addEventListener('focusout', (event) => event.target === editPrompt() && this.close());
    document.addEventListener('scroll', (event) => {
      if (event.target !== editPrompt() && event.target !== this.root) this.close(); // it would stay where the prompt was
    }, { capture: true, passive: true });
    // Before what Enter and the arrows mean to the form.
    window.addEventListener('keydown', (event) => this.handleKey(event), true);
  }

  /**
   * Renames the mentions of images that changed places; what brings the order back brings the words back.
   * @param {Numbers} numbers
   */
  follow(numbers) {
    const { numbers: before, last } = this;
    const field = editPrompt();
    this.numbers = numbers;
    if (!field || isSame(before, numbers)) return;
    const text = field.value;
    const isBack = last && isSame(last.numbers, numbers) && text === last.after;
    const renamed = isBack ? last.before : renumberMentions(text, renumbering(before, numbers));
    if (renamed === text) return;
    this.last = { numbers: before, before: text, after: renamed };
    typeText(field, renamed);
  }

  /** @param {HTMLTextAreaElement} field */
  suggest(field) {
    const mention = field.selectionStart === field.selectionEnd
      && mentionBefore(field.value.slice(0, field.selectionStart));
    const matching = mention ? [...this.numbers].filter(([, number]) => String(number).startsWith(mention.number)) : [];
    if (!mention || !matching.length) {
      this.close();
      return;
    }
    this.start = mention.start;
    this.typed = mention.number;
    this.choices = matching.map(([item, number]) => ({ number, node: this.buildChoice(item, number) }));
    this.root.replaceChildren(...this.choices.map(({ node }) => node));
    this.open(field);
    this.setCurrent(0);
  }

  /**
   * @param {Item} item
   * @param {number} number
   */
  buildChoice(item, number) {
    const node = el('li', { role: 'option', id: `edit-mention-${number}` },
      el('img', { src: item.img?.src || '', alt: '' }), el('span', {}, t('card.mention.name', { number })),
      el('span', { class: 'small' }, item.name));
    node.addEventListener('pointerdown', (event) => {
      event.preventDefault(); // the prompt keeps the focus
      this.choose(number);
    });
    return node;
  }

  /** @param {HTMLTextAreaElement} field */
  open(field) {
    if (!this.root.isConnected) pageRoot().append(this.root);
    const { left, bottom, width } = field.getBoundingClientRect();
    Object.assign(this.root.style, { left: `${left}px`, top: `${bottom + 4}px`, width: `${width}px` });
    this.root.hidden = false;
    field.setAttribute('aria-controls', this.root.id);
  }

  close() {
    this.root.hidden = true;
    editPrompt()?.removeAttribute('aria-activedescendant');
  }

  /** @param {number} index */
  setCurrent(index) {
    this.current = (index + this.choices.length) % this.choices.length;
    this.choices.forEach(({ node }, other) => node.setAttribute('aria-selected', String(other === this.current)));
    const { node } = this.choices[this.current];
    node.scrollIntoView({ block: 'nearest' });
    editPrompt()?.setAttribute('aria-activedescendant', node.id);
  }

  /** @param {number} number */
  choose(number) {
    const field = editPrompt();
    if (!field) return;
    const label = t('card.mention.name', { number });
    const name = label.includes(' ') ? `${label} ` : label; // Chinese has no blanks between words
    const caret = this.start + name.length;
    const text = field.value.slice(0, this.start) + name + field.value.slice(field.selectionStart);
    this.close();
    typeText(field, text);
    field.setSelectionRange(caret, caret);
    this.close();
  }

  /** @param {KeyboardEvent} event */
  handleKey(event) {
    if (this.root.hidden || event.isComposing || event.target !== editPrompt()) return;
    const { number } = this.choices[this.current];
    /** @type {Record<string, () => void>} */
    const actions = {
      ArrowDown: () => this.setCurrent(this.current + 1),
      ArrowUp: () => this.setCurrent(this.current - 1),
      Enter: () => this.choose(number),
      Tab: () => this.choose(number),
      Escape: () => this.close(),
      ...(this.typed === String(number) ? { ' ': () => this.choose(number) } : {}),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    action();
  }
}
