// The page's own strings, in the browser's language, and small helpers to build elements from text alone.
(() => {
  'use strict';

  const lang = (navigator.languages || [navigator.language]).map((tag) => tag.toLowerCase().split('-')[0])
    .find((tag) => tag === 'zh' || tag === 'en') || 'en';
  const strings = JSON.parse(document.getElementById('easel-words').textContent)[lang];

  function say(key, params = {}) {
    return (strings[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => params[name] ?? '');
  }

  // Everything that a model or a gateway said goes through textContent: text, never markup.
  function el(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
      else if (value === true) node.setAttribute(name, '');
      else if (value !== false && value != null) node.setAttribute(name, value);
    }
    node.append(...children.filter((child) => child != null && child !== false));
    return node;
  }

  // Addresses in a text become links, and nothing else does; what closes a sentence is no part of its last address.
  const ADDRESS = /https?:\/\/[^\s<>"'`，。；：！？、（）「」【】]+/g;

  function addresses(text) {
    return (text.match(ADDRESS) || []).map((found) => found.replace(/[.,;:!?)\]}]+$/, ''));
  }

  function linked(text) {
    const parts = [];
    let at = 0;
    for (const href of addresses(text)) {
      const start = text.indexOf(href, at);
      const link = { href, target: '_blank', rel: 'noopener noreferrer' };
      parts.push(text.slice(at, start), el('a', link, href));
      at = start + href.length;
    }
    return [...parts, text.slice(at)].filter(Boolean);
  }

  // A text that only changes keeps its node: a new one has the browser match its rules anew, which costs a long page
  // more than the word.
  function set(node, text) {
    if (node.textContent === text) return;
    const only = node.childNodes.length === 1 ? node.firstChild : null;
    if (text && only?.nodeType === Node.TEXT_NODE) only.data = text;
    else node.textContent = text;
  }

  // Words without an end: Chromium takes a minute to break a megabyte of them into lines as one paragraph (measured:
  // 62 s), so they stand in pieces, of which only the last one grows. What it holds is still the text, nothing else.
  const PIECE = 2000;

  function flow(node, text) {
    if (text.length <= PIECE && !node.firstElementChild) return set(node, text);
    const pieces = [];
    for (let at = 0; at < text.length;) {
      const end = Math.min(text.length, at + PIECE);
      const line = text.lastIndexOf('\n', end - 1) + 1;
      const blank = text.lastIndexOf(' ', end - 1) + 1;
      const whole = /[\uD800-\uDBFF]/.test(text[end - 1]) ? end - 1 : end; // no character is cut in two
      const last = end === text.length ? end : [line, blank, whole].find((place) => place > at + PIECE / 2);
      pieces.push(text.slice(at, last));
      at = last;
    }
    if (!node.firstElementChild) node.replaceChildren();
    while (node.childElementCount > pieces.length) node.lastChild.remove();
    pieces.forEach((piece, place) => {
      if (!node.children[place]) node.append(el('div', { class: 'flow' }));
      if (place >= node.childElementCount - 2 || node.children[place].textContent.length !== piece.length) {
        set(node.children[place], piece);
      }
    });
    return undefined;
  }

  // Chinese sentences stand without blanks between them.
  function sentences(...parts) {
    return parts.filter(Boolean).join(' ').replace(/([。！？]) /g, '$1');
  }

  function bytes(count) {
    if (count >= 1e6) return `${(count / 1e6).toFixed(count >= 1e7 ? 0 : 1)} MB`;
    return count >= 1e3 ? `${Math.round(count / 1e3)} kB` : `${count} B`;
  }

  // Gradio draws a component's template anew now and then (once in some ninety presses, measured), and with it goes
  // what a script has put there: it is put back.
  function keep(element, node) {
    const put = () => node.parentNode === element || element.replaceChildren(node);
    new MutationObserver(put).observe(element, { childList: true });
    put();
  }

  // The tabs by what is asked for in them: the beginning of their elements' ids, where words are typed, their place.
  const TABS = {
    generate: { prefix: 't2i', prompt: 't2i-prompt', place: 0 },
    edit: { prefix: 'edit', prompt: 'edit-prompt', place: 1 },
    chat: { prefix: 'chat', prompt: 'chat-input', place: 2 },
  };

  function turnTo(task) {
    document.querySelectorAll('[role=tab]')[TABS[task].place]?.click();
  }

  window.EaselTabs = { TABS, turnTo };
  window.EaselWords = { lang, say, el, set, flow, bytes, keep, linked, addresses, sentences };
})();
