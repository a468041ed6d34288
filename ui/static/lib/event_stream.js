// EventSource that reconnects, whatever closed the stream of server-sent events.
// @ts-check

const FIRST_PAUSE = 500; // ms until the next try
const LONGEST_PAUSE = 15_000;

/**
 * @typedef {object} Handlers
 * @property {Record<string, (data: any) => void>} events what to do with each event, by its name
 * @property {() => void} onOpen called whenever the stream is open
 * @property {() => void} onRefused called when the server answered something else
 */

export class EventStream {
  /** @type {EventSource | null} */
  source = null;

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  timer = undefined;

  tries = 0;

  active = false; // whether the page wants it open

  /**
   * @param {string} url
   * @param {Handlers} handlers
   */
  constructor(url, handlers) {
    this.url = url;
    this.handlers = handlers;
    window.addEventListener('online', () => this.active && this.reconnect());
  }

  open() {
    this.active = true;
    if (this.source || this.timer) return; // it is open, or the next try is due
    const source = new EventSource(this.url);
    this.source = source;
    for (const [name, handle] of Object.entries(this.handlers.events)) {
      source.addEventListener(name, (event) => handle(JSON.parse(event.data)));
    }
    source.onopen = () => {
      this.tries = 0;
      document.body.removeAttribute('data-offline');
      this.handlers.onOpen();
    };
    source.onerror = () => this.handleError(source);
  }

  close() {
    this.active = false;
    this.disconnect();
  }

  disconnect() {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.source?.close();
    this.source = null;
  }

  /**
   * The browser itself goes on after a cut, but after an answer other than 200, such as a proxy's 502, it never tries
   * again. The pause is random, so that a server that starts again is not asked by everybody at once.
   * @param {EventSource} source
   */
  handleError(source) {
    document.body.setAttribute('data-offline', '');
    if (source !== this.source || source.readyState !== EventSource.CLOSED) return;
    this.disconnect();
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.tries);
    this.tries += 1;
    this.timer = setTimeout(() => this.reconnect(), pause * (0.5 + Math.random() / 2));
    this.handlers.onRefused();
  }

  reconnect() {
    if (this.source?.readyState === EventSource.OPEN) return;
    this.disconnect();
    this.open();
  }
}
