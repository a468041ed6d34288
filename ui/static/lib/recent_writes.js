// Writes to the local storage, kept beside it where they outlive a browser that ends without a warning.
//
// Chromium puts the local storage on disk five seconds after a change, and after some changes only once a minute: what
// was typed since is lost with a browser that crashes or is killed. A transaction of IndexedDB is on disk when it
// completes. Each write has a number, by which the next page knows those that the local storage has lost.
// @ts-check

const DATABASE = 'easel';
const STORE = 'writes';
const LONGEST = 1000; // ms that the page waits for a database that does not answer

/**
 * A write under a name; without a text the name was removed.
 * @typedef {{name: string, text: string | null, number: number}} Write
 */

/** @type {Promise<IDBDatabase> | null} */
let opening = null;
/** @type {Map<string, Write>} those that no transaction has taken yet, by name */
const waiting = new Map();
let isWriting = false;

function openDatabase() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'name' });
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      request.result.onclose = () => { opening = null; }; // a person cleared what the browser keeps
      resolve(request.result);
    };
  });
  return opening;
}

/**
 * @param {IDBDatabase} database
 * @param {Iterable<Write>} writes
 */
const commit = (database, writes) => new Promise((resolve, reject) => {
  const transaction = database.transaction(STORE, 'readwrite', { durability: 'strict' });
  for (const write of writes) transaction.objectStore(STORE).put(write);
  transaction.oncomplete = resolve;
  transaction.onabort = reject;
  transaction.commit();
});

/**
 * Keeps a write; those that come while a transaction is under way go together with the next one.
 * @param {Write} write
 */
export async function keepWrite(write) {
  waiting.set(write.name, write);
  if (isWriting) return;
  isWriting = true;
  try {
    const database = await openDatabase();
    while (waiting.size) {
      const writes = [...waiting.values()];
      waiting.clear();
      await commit(database, writes);
    }
  } catch {
    waiting.clear(); // the local storage has them
  }
  isWriting = false;
}

/**
 * The last write under each name, none where the browser keeps none.
 * @returns {Promise<Write[]>}
 */
export function readWrites() {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, LONGEST, []);
    openDatabase().then((database) => {
      const request = database.transaction(STORE).objectStore(STORE).getAll();
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve([]);
    }).catch(() => resolve([])).finally(() => clearTimeout(timer));
  });
}
