// Event stream that is opened again, whatever closed it, or whatever made it fall silent.
//
// An EventSource hears no comments, which are the server's signs of life, and cannot go on after a given event.
// @ts-check

import { EventParser } from './sse.js';

const FIRST_PAUSE = 500; // ms until the next try
const LONGEST_PAUSE = 15_000;
const CHECK_INTERVAL = 5000; // ms between two looks at how long it has been silent
const SILENCE = 37_500; // ms without a word: two and a half times what the server lets pass (HEARTBEAT)

/**
 * @typedef {object} Handlers
 * @property {(name: string, data: any, id: string) => void} onEvent called with each event
 * @property {(visitor: string) => void} onOpen called when the server has answered, with whose events these are
 * @property {() => void} onLost called when the line is away
 * @property {() => void} onSuperseded called when the server gave the line's place to another window's
 * @property {() => void} onRefused called when the server answered something else
 */

export class EventStream {
  /** @type {AbortController | null} */
  line = null;

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  timer = undefined;

  /** @type {ReturnType<typeof setInterval> | undefined} */
  watch = undefined;

  tries = 0;

  active = false; // whether the page wants it open

  wait = 0; // ms that the server asked to stay away for, as it ended the line

  lastId = ''; // of the newest event: a new line goes on after it

  heard = 0; // when the server was last heard of, in ms since 1970: that goes on while the computer sleeps

  /**
   * @param {string} url
   * @param {Handlers} handlers
   */
  constructor(url, handlers) {
    this.url = url;
    this.handlers = handlers;
    // After a change of network a line may look open and be dead.
    window.addEventListener('online', () => this.active && this.reconnect());
    document.addEventListener('easel-reachable', () => this.active && !this.line && this.reconnect());
    // A browser that says it is offline, or a request that did not arrive (boot.js): the line is dead, or soon will be.
    window.addEventListener('offline', () => this.line && this.handleEnd(true));
    document.addEventListener('easel-request-lost', () => this.line && this.handleEnd(true));
    document.addEventListener('visibilitychange', () => this.checkSilence());
  }

  open() {
    this.active = true;
    if (this.line || this.timer) return; // it is open, or the next try is due
    const line = new AbortController();
    this.line = line;
    this.heard = Date.now();
    this.watch = setInterval(() => this.checkSilence(), CHECK_INTERVAL);
    this.read(line).catch(() => true).then((answered) => line === this.line && this.handleEnd(answered));
  }

  close() {
    this.active = false;
    this.disconnect();
  }

  disconnect() {
    clearTimeout(this.timer);
    clearInterval(this.watch);
    this.timer = undefined;
    this.line?.abort();
    this.line = null;
  }

  /**
   * Reads a line to its end. Resolves with false where the answer is no line, such as a proxy's 502.
   * @param {AbortController} line
   */
  async read(line) {
    const headers = { Accept: 'text/event-stream', ...(this.lastId && { 'Last-Event-ID': this.lastId }) };
    const response = await fetch(this.url, { headers, cache: 'no-store', signal: line.signal });
    if (!response.ok || !response.body) return false;
    this.tries = 0;
    this.handlers.onOpen(response.headers.get('x-easel-visitor') || '');
    const parser = new EventParser();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || line !== this.line) return true;
      this.heard = Date.now();
      parser.feed(value).forEach((event) => {
        this.lastId = event.id;
        const data = JSON.parse(event.data);
        if (event.name === 'superseded') this.wait = 1000 * data.reopen_after;
        else this.handlers.onEvent(event.name, data, event.id);
      });
    }
  }

  /** A line can die without an error: a proxy or a router forgets it, a computer sleeps. */
  checkSilence() {
    if (!this.line || Date.now() - this.heard <= SILENCE) return;
    this.handlers.onLost();
    this.reconnect();
  }

  /**
   * The pause is random, so that a server that starts again is not asked by everybody at once.
   * @param {boolean} answered
   */
  handleEnd(answered) {
    this.disconnect();
    if (this.wait) {
      this.timer = setTimeout(() => this.reconnect(), this.wait * (1 + Math.random() / 4));
      this.wait = 0;
      this.handlers.onSuperseded();
      return;
    }
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.tries);
    this.tries += 1;
    this.timer = setTimeout(() => this.reconnect(), pause * (0.5 + Math.random() / 2));
    this.handlers.onLost();
    if (!answered) this.handlers.onRefused();
  }

  reconnect() {
    this.disconnect();
    this.open();
  }
}
