"""Requests that outlive their page: no more of them at once than a browser lets through."""

from tests.node import run_node

SCRIPT = """
import { patch, put } from './lib/api_client.js';

globalThis.document = { baseURI: 'http://easel.example/' };
const open = [];
let sent = [];
globalThis.fetch = (url, { body, keepalive }) => {
  sent.push([new Blob([body]).size, keepalive]);
  return new Promise((resolve) => { open.push(() => resolve({ status: 204 })); });
};

export async function run() {
  const text = '画'.repeat(9_000); // 27,000 bytes
  const all = [patch('/a', { text }), patch('/a', { text }), patch('/a', { text }), put('/a', { text: 'x' })];
  const together = sent;
  open.splice(0).forEach((answer) => answer());
  await Promise.all(all);
  sent = [];
  const last = patch('/a', { text });
  open.splice(0).forEach((answer) => answer());
  await last;
  return { together, after: sent };
}
"""


def test_what_is_kept_alive_at_once_is_less_than_a_browser_refuses() -> None:
    seen = run_node(SCRIPT)
    assert [alive for _, alive in seen["together"]] == [True, True, False, False]
    assert sum(size for size, alive in seen["together"] if alive) <= 64 * 1024
    assert [alive for _, alive in seen["after"]] == [True]
