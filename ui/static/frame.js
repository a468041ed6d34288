// One picture on the card: the browser itself paints the file while it grows.
(() => {
  'use strict';

  const { say, el, set, bytes } = window.EaselWords;
  const AT_ONCE = 2; // growing pictures followed at once by one page: a browser has six connections to a host
  const following = new Set();
  const waiting = [];

  function next() {
    while (following.size < AT_ONCE && waiting.length) waiting.shift()();
  }

  function follow(img, url) {
    const start = () => {
      following.add(img);
      img.src = url;
      // Asked for early, the browser ends with the decoder that painted the parts, 0.1 s after the last byte of a
      // 4096×4096 PNG; asked by the screen alone it may begin anew, which takes 0.4 s.
      img.decode().catch(() => {});
    };
    img.dataset.asked = 'yes';
    waiting.push(start);
    next();
  }

  function leave(img) {
    if (following.delete(img)) next();
  }

  function load(img, picture) {
    if (img.dataset.asked) return;
    if (picture.state === 'growing') return follow(img, picture.url);
    img.dataset.asked = 'yes';
    img.src = picture.url;
  }

  // A connection that broke in the middle is asked again; what was delivered is on the server.
  function again(img, url) {
    const tries = Number(img.dataset.tries || 0) + 1;
    leave(img);
    if (tries > 5) return;
    img.dataset.tries = tries;
    setTimeout(() => { img.src = `${url}?again=${tries}`; }, 700 * tries);
  }

  function image(picture, prompt) {
    // What was done before the page came is loaded when it is scrolled to: twelve 4K pictures are 360 MB.
    const img = el('img', { 'data-picture': picture.id, loading: picture.state === 'done' ? 'lazy' : 'eager' });
    img.addEventListener('load', () => leave(img));
    img.addEventListener('error', () => img.dataset.state !== 'broken' && again(img, picture.url));
    show(img, picture, prompt);
    return img;
  }

  function show(img, picture, prompt) {
    img.dataset.state = picture.state;
    img.alt = say(picture.state === 'growing' ? 'card.alt.growing' : 'card.alt', { prompt });
    if (picture.width) {
      img.width = picture.width;
      img.height = picture.height;
    }
    load(img, picture);
  }

  function facts(picture) {
    const kind = (picture.mime || '').replace('image/', '').toUpperCase();
    const size = picture.width ? `${picture.width} × ${picture.height}` : '';
    return [size, kind, picture.bytes ? bytes(picture.bytes) : ''].filter(Boolean).join(' · ');
  }

  // A frame stands for one picture that was asked for, from before its first byte to its caption.
  class Frame {
    constructor({ ratio, acts }) {
      this.layers = new Map();
      this.canvas = el('div', { class: 'canvas' });
      this.facts = el('span', { class: 'facts' });
      this.download = el('a', { class: 'act', download: '' }, say('card.download'));
      this.acts = el('div', { class: 'acts', hidden: true }, this.download, ...acts);
      this.root = el('figure', { class: 'frame' }, this.canvas, el('figcaption', {}, this.facts, this.acts));
      this.shape(ratio);
    }

    shape(ratio) {
      if (ratio && this.ratio !== ratio) {
        this.ratio = ratio;
        this.root.style.setProperty('--ratio', ratio);
      }
    }

    // `picture` is on top; `under` is the last interim one, which shows through where nothing has arrived yet.
    update({ picture, under, prompt }) {
      const top = picture || under;
      this.root.dataset.state = top ? top.state : 'empty';
      this.root.toggleAttribute('data-draft', Boolean(top?.draft));
      if (!top) return;
      if (top.width) this.shape(top.width / top.height);
      this.top = top.id;
      const wanted = [under, picture].filter(Boolean);
      wanted.forEach((one, place) => {
        if (!this.layers.has(one.id)) {
          const img = image(one, prompt);
          this.layers.set(one.id, img);
          this.canvas.append(img);
        }
        const img = this.layers.get(one.id);
        img.style.zIndex = String(place);
        show(img, one, prompt);
      });
      this.drop(wanted.map((one) => one.id), top);
      const state = top.state === 'broken' ? say('card.broken') : top.draft ? say('card.unfinished') : '';
      set(this.facts, [facts(top), state].filter(Boolean).join(' · '));
      this.acts.hidden = top.state === 'growing';
      this.download.href = `${top.url}?download=1`;
    }

    // An older layer goes only when the one above it stands complete on the screen, so that nothing flickers.
    drop(wanted, top) {
      if (this.top !== top.id) return; // a newer one has come while it was loading: it is not for this one to clear
      const above = this.layers.get(top.id);
      for (const [id, img] of this.layers) {
        if (id === top.id || (wanted.includes(id) && top.state !== 'done')) continue;
        if (above.complete && above.naturalWidth) {
          leave(img);
          img.remove();
          this.layers.delete(id);
        } else {
          above.addEventListener('load', () => this.drop([], top), { once: true });
        }
      }
    }
  }

  window.EaselFrame = { Frame, facts, image };
})();
