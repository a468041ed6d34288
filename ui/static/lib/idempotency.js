// Idempotency keys: the name of one press, by which a request that is sent twice makes one run.
// @ts-check

const BYTES = 16;

/** A key that is used once. Not `randomUUID`, which a page without TLS does not have. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
