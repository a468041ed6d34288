// One line of server-sent events that is opened again whatever closed it.
(() => {
  'use strict';

  const FIRST = 500; // ms until the next try
  const MOST = 15_000;

  // `hear` is what to do with each event by its name; `opened` is called whenever the line stands, `refused` when
  // it was answered by something else.
  class Line {
    constructor(url, { hear, opened, refused }) {
      Object.assign(this, { url, hear, opened, refused, tries: 0, wanted: false });
      window.addEventListener('online', () => this.wanted && this.again());
    }

    open() {
      this.wanted = true;
      if (this.stream || this.timer) return; // it stands, or is tried again in its turn
      const stream = new EventSource(this.url);
      this.stream = stream;
      for (const [name, heard] of Object.entries(this.hear)) {
        stream.addEventListener(name, (event) => heard(JSON.parse(event.data)));
      }
      stream.onopen = () => {
        this.tries = 0;
        document.body.removeAttribute('data-offline');
        this.opened();
      };
      stream.onerror = () => this.lost(stream);
    }

    close() {
      this.wanted = false;
      this.drop();
    }

    drop() {
      clearTimeout(this.timer);
      this.timer = null;
      this.stream?.close();
      this.stream = null;
    }

    // The browser itself goes on after a cut, but after an answer other than 200, such as a proxy's 502, it never
    // tries again. The pause is random, so that a server that starts again is not asked by everybody at once.
    lost(stream) {
      document.body.setAttribute('data-offline', '');
      if (stream !== this.stream || stream.readyState !== EventSource.CLOSED) return;
      this.drop();
      const pause = Math.min(MOST, FIRST * 2 ** this.tries);
      this.tries += 1;
      this.timer = setTimeout(() => this.again(), pause * (0.5 + Math.random() / 2));
      this.refused();
    }

    again() {
      if (this.stream?.readyState === EventSource.OPEN) return;
      this.drop();
      this.open();
    }
  }

  window.EaselLine = { Line };
})();
