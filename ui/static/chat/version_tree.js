// The versions of a conversation as a small tree: one press goes to any of them, and to its branch.

import { el } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { after, finals } from './conversation_tree.js';

const STEP = 58; // px from one thumbnail to the next
const SIZE = 46;

// Where each picture stands: a branch is a row, its pictures are in the order in which they go on from one another.
function layout(runs) {
  const nodes = [];
  let lanes = 0;
  const place = (run, column, lane, from) => {
    const pictures = finals(run);
    pictures.forEach((picture, at) => nodes.push({ picture, run, lane, column: column + at, from }));
    const last = nodes.findLast((node) => node.run === run) || from;
    const base = nodes.find((node) => node.picture.id === run.based_on);
    if (base && pictures.length) nodes.filter((node) => node.run === run).forEach((node) => { node.from = base; });
    after(runs, run.id).forEach((next, at) => {
      if (at) lanes += 1;
      place(next, column + pictures.length, at ? lanes : lane, last);
    });
  };
  after(runs, '').forEach((root, at) => {
    if (at) lanes += 1;
    place(root, 0, lanes, null);
  });
  return nodes;
}

function lines(nodes) {
  const shape = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const middle = ({ column, lane }) => [column * STEP + SIZE / 2, lane * STEP + SIZE / 2];
  for (const node of nodes) {
    if (!node.from) continue;
    const [[x1, y1], [x2, y2]] = [middle(node.from), middle(node)];
    const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    line.setAttribute('d', y1 === y2 ? `M${x1} ${y1}H${x2}` : `M${x1} ${y1}V${y2 - 10}q0 10 10 10H${x2}`);
    shape.append(line);
  }
  shape.setAttribute('aria-hidden', 'true');
  return shape;
}

export class VersionTree {
  constructor({ onPick }) {
    this.onPick = onPick;
    this.field = el('div', { class: 'strip-field' });
    this.root = el('nav', { class: 'strip', 'aria-label': t('card.chat.strip'), hidden: true }, this.field);
  }

  // `path` are the runs on show, `base` is the id of the picture that the next turn changes.
  show({ runs, versions, path, base }) {
    const nodes = layout(runs);
    const about = nodes.map(({ picture, column, lane, from }) => [
      picture.id, picture.state, column, lane, from?.picture.id, versions.get(picture.id)]);
    const known = JSON.stringify([about, path.map((run) => run.id), base]);
    this.root.hidden = nodes.length < 2;
    if (known === this.known) return;
    this.known = known;
    const held = document.activeElement?.dataset?.picked;
    this.field.style.width = `${Math.max(0, ...nodes.map(({ column }) => column + 1)) * STEP}px`;
    this.field.style.height = `${Math.max(0, ...nodes.map(({ lane }) => lane + 1)) * STEP - (STEP - SIZE)}px`;
    this.field.replaceChildren(lines(nodes), ...nodes.map((node) => this.node(node, { versions, path, base })));
    this.field.querySelector(`[data-picked="${CSS.escape(held || '')}"]`)?.focus({ preventScroll: true });
    const now = nodes.findLast(({ run }) => path.includes(run));
    if (now) this.root.scrollLeft = Math.max(0, now.column * STEP - this.root.clientWidth / 2);
  }

  node({ picture, run, column, lane }, { versions, path, base }) {
    const version = versions.get(picture.id);
    const name = t('card.chat.version', { version, said: run.prompt.slice(0, 80) });
    const face = picture.state === 'done' && !picture.gone
      ? el('img', { src: picture.thumb_url, alt: '', loading: 'lazy', width: SIZE, height: SIZE }) : null;
    return el('button', {
      type: 'button', class: 'version', 'data-picked': picture.id, title: name, 'aria-label': name,
      'data-off': !path.includes(run), 'aria-current': picture.id === base ? 'true' : null,
      style: `left:${column * STEP}px;top:${lane * STEP}px`,
      onclick: () => this.onPick(run, picture),
    }, face, el('span', { 'aria-hidden': 'true' }, `v${version}`));
  }
}
