// HTTP client of Easel's own API: JSON in and out, errors as exceptions with the server's fields.
// @ts-check

import { t } from './i18n.js';

const KEPT_ALIVE = 60_000; // bytes at once; a browser refuses more than 64 KiB in all that it keeps alive

let keptAlive = 0; // bytes of the bodies that are under way so
const PROXY_STATUSES = new Set([413, 502, 503, 504]); // what proxies answer by themselves

/** An answer that is not a success; `kind`, `advice` and the rest are the fields of the API's `error` object. */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {Record<string, any>} [fields]
   */
  constructor(status, fields = {}) {
    super(fields.message || String(status));
    this.status = status;
    /** @type {string} */
    this.kind = fields.kind || '';
    Object.assign(this, fields);
  }
}

/**
 * The address of a path of this server, wherever a proxy shows the page. What an answer calls `url` has it already.
 * @param {string} path begins with a slash
 */
export const apiUrl = (path) => new URL(`.${path}`, document.baseURI).href;

/**
 * The sentence for an answer that is no JSON: a proxy in front wrote it, not Easel.
 * @param {number} status
 */
export function proxyMessage(status) {
  return t(PROXY_STATUSES.has(status) ? `card.proxy.${status}` : 'card.proxy.other', { status });
}

/**
 * Asks the API. A visitor whose login has ended is led to it.
 * @param {string} path
 * @param {RequestInit} [options]
 * @returns {Promise<any>} the answer's JSON, {} where it has none
 * @throws {ApiError}
 */
export async function request(path, options) {
  const response = await fetch(apiUrl(path), { credentials: 'same-origin', ...options });
  if (response.status === 204) return {};
  const body = await response.json().catch(() => {
    throw new ApiError(response.status, { message: proxyMessage(response.status) });
  });
  if (response.ok) return body;
  if (body.error?.kind === 'login_needed') window.location.reload(); // which leads to the login
  throw new ApiError(response.status, body.error);
}

/**
 * @param {string} method
 * @param {string} path
 * @param {Record<string, any>} fields
 * @param {Record<string, string>} [headers]
 */
async function sendJson(method, path, fields, headers) {
  const all = { 'Content-Type': 'application/json', ...headers };
  const body = JSON.stringify(fields);
  const bytes = new TextEncoder().encode(body).length;
  // A small change goes out though the page is left at once: a branch was chosen, and after a reload it was another.
  const keepalive = method === 'PATCH' && keptAlive + bytes <= KEPT_ALIVE;
  const counted = keepalive ? bytes : 0;
  keptAlive += counted;
  try {
    return await request(path, { method, headers: all, body, keepalive });
  } finally {
    keptAlive -= counted;
  }
}

/**
 * @param {string} path
 * @param {Record<string, any>} fields
 * @param {Record<string, string>} [headers]
 */
export const post = (path, fields, headers) => sendJson('POST', path, fields, headers);

/**
 * @param {string} path
 * @param {Record<string, any>} fields
 */
export const put = (path, fields) => sendJson('PUT', path, fields);

/**
 * @param {string} path
 * @param {Record<string, any>} fields
 */
export const patch = (path, fields) => sendJson('PATCH', path, fields);
