// What is amiss in how the page is laid out, as text: sideways scroll, controls that are cut off or lie over each other,
// words that are cut, and anything but the picture being the largest thing.
async (width) => {
  const CONTROLS = 'button, a[href], input, select, textarea, summary, [role=tab], [role=option], [role=slider], [role=menuitem]';
  const TEXT_FIELDS = 'input:not([type=radio], [type=checkbox], [type=range], [type=file]), textarea, select';
  const SCROLLERS = '.strip-row, .tiles-items, .panel-ratio .wrap, .version-tree, .frame-ratios';
  const POPUPS = '[popover], .gallery-panel, .tile-changes'; // lie over what is behind them
  const BEHIND = '.panel-model *'; // Gradio's list, behind the card of the model
  const PICTURES = '.canvas img, .mask-editor canvas, .mask-preview > *, #gallery-grid .gallery-grid';
  const BARS = '.page-head, .panel-foot, .panel-picker-box, .strip, .status, .request';
  const PINNED = new Set(['fixed', 'sticky']);
  const objections = [];
  const [controls, words, pictures, parts] = [[], [], [], []];
  const pen = document.createElement('canvas').getContext('2d');

  const nameOf = (node) => {
    const words = node.getAttribute('aria-label') || node.innerText?.trim() || node.placeholder || '';
    const where = node.closest('[id]')?.id;
    return `${node.tagName.toLowerCase()}.${String(node.getAttribute('class')).split(' ')[0]} "${words.slice(0, 40)}" in #${where}`;
  };
  const object = (what, node, more = '') => objections.push(`${what}: ${nameOf(node)} ${more}`);
  const roundBox = ({ left, top, right, bottom }) => `[${[left, top, right, bottom].map(Math.round).join(' ')}]`;
  const areaOf = ({ left, top, right, bottom }) => Math.max(0, right - left) * Math.max(0, bottom - top);
  const intersect = (a, b) => ({
    left: Math.max(a.left, b.left), top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right), bottom: Math.min(a.bottom, b.bottom),
  });
  const contains = (a, b) => b.left >= a.left - 1 && b.right <= a.right + 1 && b.top >= a.top - 1 && b.bottom <= a.bottom + 1;

  /** What of a box is seen, and whether a side of it is cut for good: what scrolls can be scrolled to. */
  function cutOf(box, { clips }) {
    let seen = { left: box.left, top: box.top, right: box.right, bottom: box.bottom };
    for (const { box: clip, across, down } of clips) {
      const cut = intersect(seen, clip);
      if (areaOf(cut) === 0) return { seen: null, by: '' }; // scrolled away, or folded
      if (!across && (cut.left > seen.left + 1 || cut.right < seen.right - 1)) return { seen: cut, by: 'sideways' };
      if (!down && (cut.top > seen.top + 1 || cut.bottom < seen.bottom - 1)) return { seen: cut, by: 'in its height' };
      seen = cut;
    }
    return { seen, by: '' };
  }

  function look(node, context) {
    const style = getComputedStyle(node);
    if (style.display === 'none' || (style.display !== 'contents' && !node.checkVisibility())) return;
    const box = node.getBoundingClientRect();
    if (style.clipPath !== 'none' || (style.display !== 'contents' && box.width <= 1 && box.height <= 1 && style.overflow === 'hidden')) return; // for screen readers
    const here = { ...context };
    if (style.position === 'fixed') here.clips = [{ box: { left: 0, top: 0, right: width, bottom: innerHeight }, across: false, down: false }];
    if (PINNED.has(style.position)) here.layers = [...here.layers, node];
    if (node.matches(POPUPS)) here.popup = node;
    if (style.pointerEvents === 'none') here.inert = true;
    if (style.pointerEvents === 'auto') here.inert = false;
    const isShown = style.visibility === 'visible' && style.opacity !== '0';
    const scrolls = { across: /auto|scroll/.test(style.overflowX), down: /auto|scroll/.test(style.overflowY) };
    if (scrolls.across && node.scrollWidth > node.clientWidth + 1 && !node.matches(SCROLLERS) && !node.matches(TEXT_FIELDS)) {
      object('scrolls sideways', node, `${node.scrollWidth} in ${node.clientWidth}`);
    }
    if (isShown && node.matches(BARS)) parts.push({ node, box });
    if (isShown && node.matches(PICTURES)) pictures.push(box);
    if (isShown && node.matches(CONTROLS) && !node.matches(BEHIND) && !here.inert) {
      const { seen, by } = cutOf(box, context);
      if (by) object(`cut off ${by}`, node, roundBox(box));
      if (seen) controls.push({ node, box: seen, layers: here.layers, popup: here.popup });
      parts.push({ node, box });
      here.control = node;
    }
    if (isShown && node.matches(TEXT_FIELDS) && !node.matches(BEHIND)) checkField(node, style);
    const isClamped = style.webkitLineClamp !== 'none' || style.textOverflow === 'ellipsis';
    if (isClamped) here.clamp = node;
    if (style.overflowX !== 'visible' || style.overflowY !== 'visible') {
      here.clips = [{
        box: {
          left: style.overflowX === 'visible' ? -1e6 : box.left, right: style.overflowX === 'visible' ? 1e6 : box.right,
          top: style.overflowY === 'visible' ? -1e6 : box.top, bottom: style.overflowY === 'visible' ? 1e6 : box.bottom,
        },
        ...scrolls,
      }, ...here.clips];
    }
    if (node.matches('textarea, select, svg')) return;
    for (const child of node.childNodes) {
      if (child.nodeType === Node.ELEMENT_NODE) look(child, here);
      else if (child.nodeType === Node.TEXT_NODE && isShown && child.data.trim()) checkWords(child, node, here, style);
    }
  }

  function checkWords(text, node, here, style) {
    if (parseFloat(style.fontSize) === 0) return;
    const range = document.createRange();
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    if (!box.width) return;
    const { seen, by } = cutOf(box, here);
    if (by && !here.clamp) object(`words cut ${by}`, node, roundBox(box));
    if (by && here.clamp && here.control && !node.closest('[title], [aria-label]')) object('shortened without a title', node, roundBox(box));
    if (here.control && !by && seen) {
      const around = here.control.getBoundingClientRect();
      if (!contains(around, seen)) object('words outside of their control', node, `${roundBox(seen)} in ${roundBox(around)}`);
    }
    if (seen && !here.clamp) for (const line of range.getClientRects()) words.push({ node, box: intersect(line, seen), layers: here.layers, popup: here.popup, control: here.control });
  }

  function checkField(node, style) {
    if (node.matches('textarea') || (node.matches('input') && node.value)) return; // what is typed is scrolled
    const text = node.selectedOptions ? node.selectedOptions[0]?.text : node.placeholder;
    if (!text) return;
    pen.font = node.selectedOptions ? style.font : getComputedStyle(node, '::placeholder').font;
    const room = node.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const takes = pen.measureText(text).width;
    if (takes > room + 1 && !node.closest('[title]')) object('field too narrow for', node, `"${text}" ${Math.round(takes)} in ${Math.round(room)}`);
  }

  /** Whether two things never scroll under each other: in one layer, or in two of which none holds the other. */
  const areBeside = (a, b) => {
    if (a.popup !== b.popup) return false;
    const [one, other] = [a.layers.at(-1), b.layers.at(-1)];
    return one === other || Boolean(one && other && !one.contains(other) && !other.contains(one));
  };
  const labelOf = (node) => node.closest('label');

  scrollTo(0, 0);
  await new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)); });
  if (document.documentElement.scrollWidth > width) objections.push(`the page is ${document.documentElement.scrollWidth} pixels wide`);
  const front = [...document.querySelectorAll('dialog:modal')].at(-1) || document.querySelector('.panel-form[data-open]');
  look(front || document.body, {
    clips: [{ box: { left: 0, right: width, top: -1e6, bottom: 1e6 }, across: false, down: true }], layers: [], popup: null, control: null, clamp: null, inert: false,
  });
  const overlaps = (a, b) => {
    const { left, top, right, bottom } = intersect(a.box, b.box);
    return right - left > 2 && bottom - top > 2;
  };
  controls.forEach((a, index) => controls.slice(index + 1).forEach((b) => {
    if (!areBeside(a, b) || !overlaps(a, b) || a.node.contains(b.node) || b.node.contains(a.node)) return;
    if (labelOf(a.node) && labelOf(a.node) === labelOf(b.node)) return;
    const [small, large] = areaOf(a.box) < areaOf(b.box) ? [a, b] : [b, a];
    if (contains(large.box, small.box) && areaOf(small.box) < areaOf(large.box) * 0.9) return; // a button on a picture
    object('overlap', a.node, `${roundBox(a.box)} and ${nameOf(b.node)} ${roundBox(b.box)}`);
  }));
  for (const each of words) {
    for (const other of controls) {
      if (each.control === other.node || other.node.contains(each.node) || !areBeside(each, other) || !overlaps(each, other)) continue;
      if (labelOf(other.node)?.contains(each.node) || (each.control && contains(other.node.getBoundingClientRect(), each.control.getBoundingClientRect()))) continue;
      object('words under a control', each.node, `${roundBox(each.box)} and ${nameOf(other.node)} ${roundBox(other.box)}`);
    }
  }
  const largest = Math.max(0, ...pictures.map(areaOf));
  if (largest) parts.filter(({ node, box }) => areaOf(box) > largest && !node.querySelector('img, canvas')).forEach(({ node }) => object('larger than the picture', node));
  return objections;
}
