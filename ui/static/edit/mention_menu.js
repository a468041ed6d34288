// Menu of the images that a prompt can name: "@" opens it, and what is chosen stands in the prompt as words.

import { el, pageRoot, typeText } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { promptField } from '../lib/tabs.js';
import { mentionBefore, renumberMentions, renumbering } from './image_mentions.js';

const editPrompt = () => promptField('edit');

// The numbers that images are sent by; one that failed has none.
const numbersOf = (items) => new Map(items.filter(({ position }) => position).map((item) => [item, item.position]));
const isSame = (one, other) => one.size === other.size && [...one].every(([item, number]) => other.get(item) === number);

/** Offers the images of a list in the prompt of the edit tab, and has the mentions follow them. */
export class MentionMenu {
  constructor(list) {
    this.choices = []; // {number, node}
    this.root = el('ul', {
      class: 'mention-menu', id: 'edit-mentions', role: 'listbox', 'aria-label': t('card.mention.label'), hidden: true,
    });
    this.numbers = numbersOf(list.items);
    list.onNumbered = (items) => this.follow(numbersOf(items));
    document.addEventListener('input', (event) => {
      if (event.target === editPrompt() && !event.isComposing) this.suggest(event.target);
    });
    document.addEventListener('focusout', (event) => event.target === editPrompt() && this.close());
    document.addEventListener('scroll', (event) => {
      if (![editPrompt(), this.root].includes(event.target)) this.close(); // it would stay where the prompt was
    }, { capture: true, passive: true });
    // Before what Enter and the arrows mean to the form.
    window.addEventListener('keydown', (event) => this.handleKey(event), true);
  }

  /** Renames the mentions of images that changed places; what brings the order back brings the words back. */
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

  suggest(field) {
    const mention = field.selectionStart === field.selectionEnd
      && mentionBefore(field.value.slice(0, field.selectionStart));
    const matching = mention ? [...this.numbers].filter(([, number]) => String(number).startsWith(mention.number)) : [];
    if (!matching.length) {
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

  setCurrent(index) {
    this.current = (index + this.choices.length) % this.choices.length;
    this.choices.forEach(({ node }, other) => node.setAttribute('aria-selected', String(other === this.current)));
    const { node } = this.choices[this.current];
    node.scrollIntoView({ block: 'nearest' });
    editPrompt().setAttribute('aria-activedescendant', node.id);
  }

  choose(number) {
    const field = editPrompt();
    const words = t('card.mention.name', { number });
    const name = words.includes(' ') ? `${words} ` : words; // Chinese has no blanks between words
    const caret = this.start + name.length;
    const text = field.value.slice(0, this.start) + name + field.value.slice(field.selectionStart);
    this.close();
    typeText(field, text);
    field.setSelectionRange(caret, caret);
    this.close();
  }

  handleKey(event) {
    if (this.root.hidden || event.isComposing || event.target !== editPrompt()) return;
    const { number } = this.choices[this.current];
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
