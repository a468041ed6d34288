// Version tree of a conversation, small: one press goes to any of its pictures, and to its branch.
// @ts-check

import { el, setChildren } from '../lib/dom.js';
import { t } from '../lib/i18n.js';
import { thumbnail } from '../lib/thumbnail.js';
import { childrenOf, finalsOf } from './conversation_tree.js';

const STEP = 58; // px from one thumbnail to the next
const SIZE = 46;
const ROWS = 2; // lanes in sight where they lie side by side
const SVG = 'http://www.w3.org/2000/svg';

// Where each picture stands: a branch is a row, its pictures are in the order in which they go on from one another.
function layOut(runs) {
  const nodes = [];
  let lanes = 0;
  const add = (run, column, lane, from) => {
    const pictures = finalsOf(run);
    pictures.forEach((picture, index) => nodes.push({ picture, run, lane, column: column + index, from }));
    const last = nodes.findLast((node) => node.run === run) || from;
    const base = nodes.find((node) => node.picture.id === run.based_on);
    if (base && pictures.length) nodes.filter((node) => node.run === run).forEach((node) => { node.from = base; });
    childrenOf(runs, run.id).forEach((next, index) => {
      if (index) lanes += 1;
      add(next, column + pictures.length, index ? lanes : lane, last);
    });
  };
  childrenOf(runs, '').forEach((root, index) => {
    if (index) lanes += 1;
    add(root, 0, lanes, null);
  });
  return nodes;
}

function buildLines(nodes) {
  const centre = ({ column, lane }) => [column * STEP + SIZE / 2, lane * STEP + SIZE / 2];
  return nodes.filter(({ from }) => from).map((node) => {
    const [[x1, y1], [x2, y2]] = [centre(node.from), centre(node)];
    const line = document.createElementNS(SVG, 'path');
    line.setAttribute('d', y1 === y2 ? `M${x1} ${y1}H${x2}` : `M${x1} ${y1}V${y2 - 10}q0 10 10 10H${x2}`);
    return line;
  });
}

export class VersionTree {
  /** @type {number} */ request;

  /** `onPick(run, picture)` hears of a press on a version. */
  constructor({ onPick }) {
    this.onPick = onPick;
    this.lines = document.createElementNS(SVG, 'svg');
    this.lines.setAttribute('aria-hidden', 'true');
    this.field = el('div', { class: 'version-tree-field' }, this.lines);
    this.root = el('nav', { class: 'version-tree', 'aria-label': t('card.chat.strip'), hidden: true }, this.field);
    this.buttons = new Map(); // by picture id: {key, node}; a picture that did not change keeps its button and its focus
  }

  /** `path` are the runs on show, `base` is the id of the picture that the next turn changes. */
  update({ runs, versions, path, base }) {
    const nodes = layOut(runs);
    const places = nodes.map(({ picture, column, lane, from }) => [
      picture.id, picture.state, column, lane, from?.picture.id, versions.get(picture.id)]);
    const key = JSON.stringify([places, path.map((run) => run.id), base]);
    this.root.hidden = nodes.length < 2;
    if (key === this.key) return;
    this.key = key;
    const lanes = Math.max(0, ...nodes.map(({ lane }) => lane + 1));
    this.field.style.setProperty('--columns', String(Math.max(0, ...nodes.map(({ column }) => column + 1))));
    this.field.style.setProperty('--lanes', String(lanes));
    this.root.toggleAttribute('data-deep', lanes > ROWS);
    this.drawButtons(nodes, { versions, path, base });
    const current = this.buttons.get(base)?.node ?? this.buttons.get(nodes.findLast(({ run }) => path.includes(run))?.picture.id)?.node;
    if (current) this.bringIntoSight(current);
  }

  // Its own scrolling, and not the page's, in the frame in which the layout is known.
  bringIntoSight(node) {
    cancelAnimationFrame(this.request);
    this.request = requestAnimationFrame(() => {
      this.root.scrollLeft = node.offsetLeft - (this.root.clientWidth - SIZE) / 2;
      this.root.scrollTop = node.offsetTop - (this.root.clientHeight - SIZE) / 2;
    });
  }

  drawButtons(nodes, { versions, path, base }) {
    const before = this.buttons;
    this.buttons = new Map(nodes.map((node) => {
      const { picture, run, column, lane } = node;
      const shown = {
        version: versions.get(picture.id), column, lane, off: !path.includes(run), current: picture.id === base,
        done: picture.state === 'done' && !picture.gone,
      };
      const key = JSON.stringify(shown);
      const old = before.get(picture.id);
      return [picture.id, old?.key === key ? old : { key, node: this.buildButton(picture, run, shown) }];
    }));
    const focused = document.activeElement?.getAttribute('data-picked');
    this.lines.replaceChildren(...buildLines(nodes));
    setChildren(this.field, [this.lines, ...nodes.map(({ picture }) => this.buttons.get(picture.id).node)]);
    this.buttons.get(focused)?.node.focus({ preventScroll: true });
  }

  buildButton(picture, run, { version, column, lane, off, current, done }) {
    const name = `v${version}: ${run.prompt.slice(0, 80)}`;
    const image = done
      ? thumbnail({ src: picture.thumb_url, loading: 'lazy', width: SIZE, height: SIZE }) : null;
    return el('button', {
      type: 'button', class: 'version', 'data-picked': picture.id, title: name, 'aria-label': name,
      'data-off': off, 'aria-current': current ? 'true' : null,
      style: `--column:${column};--lane:${lane};order:${version}`,
      onclick: () => this.onPick(run, picture),
    }, image, el('span', {}, `v${version}`));
  }
}
