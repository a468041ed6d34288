// One event stream for all of a visitor's tabs in one browser: one of them leads, and tells the others.
//
// A browser opens six connections to a host over HTTP/1.1: six tabs with a line each, and no button works any more.
// BroadcastChannel is there where SharedWorker (Chrome on Android) and Web Locks (plain http in a network) are not. It
// has no elections, but two leaders for a moment do no harm: each event says what is, and is applied once.
// @ts-check

import { openChannel } from './channel.js';
import { EventStream } from './event_stream.js';

const BEAT = 2000; // ms between two signs of life of the leader
const PATIENCE = 7000; // ms without one, and another tab leads: more than a busy page may hold its scripts up
const ANSWER = 250; // ms that a leader has to answer a new tab

/** @typedef {'opening' | 'open' | 'lost' | 'superseded'} State */

/**
 * @typedef {object} Handlers
 * @property {Record<string, (data: any) => void>} events what to do with each event, by its name
 * @property {() => void} onOpen called whenever the stream is open
 * @property {() => void} onLost called whenever it is away
 * @property {() => void} onSuperseded called when its place went to another window's, and it stays away for a while
 * @property {() => void} onRefused called when the server answered something else
 * @property {(visitor: string) => void} onStranger called when the server takes this browser for another visitor
 */

export class SharedStream {
  id = Math.random().toString(36).slice(2);

  active = false; // whether the page wants it open

  claim = 0; // since when this tab leads, in ms since 1970; 0: another one does

  /** @type {State} */
  state = 'opening'; // of the line, whoever leads

  /** @type {BroadcastChannel | undefined} */
  channel = undefined;

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  election = undefined;

  /** @type {ReturnType<typeof setInterval> | undefined} */
  beats = undefined;

  /**
   * @param {string} url
   * @param {string} visitor whose events they are, as `GET /api/runs` says: another one's never come; '' where it is
   * not known yet
   * @param {Handlers} handlers
   */
  constructor(url, visitor, handlers) {
    this.visitor = visitor;
    this.handlers = handlers;
    this.stream = new EventStream(url, {
      onEvent: (name, data, id) => {
        this.tell({ kind: 'event', name, data, id });
        handlers.events[name]?.(data);
      },
      onOpen: (heard) => this.greet(heard),
      onLost: () => this.setState('lost'),
      onSuperseded: () => this.setState('superseded'),
      onRefused: () => {
        this.tell({ kind: 'refused' });
        handlers.onRefused();
      },
    });
  }

  open() {
    if (this.active) return;
    this.active = true;
    if (this.visitor && this.join()) {
      this.tell({ kind: 'hello' });
      this.awaitLeader(ANSWER);
    } else {
      this.lead();
    }
  }

  /** Joins the visitor's other tabs. Returns false where there can be none. */
  join() {
    this.channel = openChannel(`events ${this.visitor}`);
    if (this.channel) this.channel.onmessage = ({ data }) => this.hear(data);
    return Boolean(this.channel);
  }

  close() {
    if (!this.active) return;
    this.active = false;
    clearTimeout(this.election);
    if (this.claim) this.tell({ kind: 'resign' });
    this.follow();
    this.channel?.close();
    this.channel = undefined;
    this.state = 'opening';
  }

  /** @param {Record<string, any>} message */
  tell(message) {
    this.channel?.postMessage(message);
  }

  beat() {
    this.tell({ kind: 'beat', id: this.id, claim: this.claim, state: this.state });
  }

  /** @param {any} message */
  hear(message) {
    switch (message.kind) {
      case 'hello':
        if (this.claim) this.beat();
        break;
      case 'beat':
        this.hearLeader(message);
        break;
      case 'resign':
        if (!this.claim) this.awaitLeader(Math.random() * ANSWER);
        break;
      case 'event':
        this.stream.lastId = message.id;
        this.handlers.events[message.name]?.(message.data);
        break;
      case 'refused':
        this.handlers.onRefused();
        break;
      default:
    }
  }

  /**
   * Of two leaders the elder goes on.
   * @param {{id: string, claim: number, state: State}} other
   */
  hearLeader(other) {
    if (this.claim && (this.claim < other.claim || (this.claim === other.claim && this.id < other.id))) {
      this.beat();
      return;
    }
    this.follow();
    this.awaitLeader(PATIENCE * (1 + Math.random() / 4));
    this.setState(other.state);
  }

  /** @param {number} wait ms until this tab leads, unless another one says that it does */
  awaitLeader(wait) {
    clearTimeout(this.election);
    this.election = setTimeout(() => this.lead(), wait);
  }

  lead() {
    this.claim = Date.now();
    this.beats = setInterval(() => this.beat(), BEAT);
    this.beat();
    this.stream.open();
  }

  follow() {
    this.claim = 0;
    clearInterval(this.beats);
    this.stream.close();
  }

  /** @param {string} visitor as the server says */
  greet(visitor) {
    if (!this.visitor) {
      this.visitor = visitor;
      this.join();
    }
    if (visitor === this.visitor) {
      this.setState('opening'); // also where the line before was not known to be away: each tab asks for what it missed
      this.setState('open');
    } else {
      this.close();
      this.handlers.onStranger(visitor);
    }
  }

  /** @param {State} state */
  setState(state) {
    const changed = state !== this.state;
    this.state = state;
    if (changed && this.claim) this.beat();
    if (state === 'lost') this.handlers.onLost();
    if (changed && state === 'superseded') this.handlers.onSuperseded();
    if (changed && state === 'open') this.handlers.onOpen();
  }
}
