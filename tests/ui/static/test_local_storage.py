"""The browser's local storage by user.

Of each user for themselves, of so many, and without a login as it always was.
"""

from typing import Any

from tests.node import run_node

SCRIPT = """
import { noteOwner, readText, takeOverTexts, writeText } from './lib/local_storage.js';

// Storage as a browser has it: its names are those of its own properties.
class Stored {
  getItem(name) { return this[name] ?? null; }
  setItem(name, text) { this[name] = String(text); }
  removeItem(name) { delete this[name]; }
}
globalThis.localStorage = new Stored();
globalThis.document = { documentElement: { dataset: {} } };
const logIn = (owner) => { document.documentElement.dataset.owner = owner; noteOwner(); };
const name = (number) => String(number).padStart(16, '0');

export async function run() {
  const seen = {};
  writeText('easel-draft-t2i-prompt', 'of the browser');
  writeText('easel-notifications', '{"on":true}');
  logIn(name(1));
  seen.first = [readText('easel-draft-t2i-prompt'), readText('easel-notifications')];
  writeText('easel-draft-t2i-prompt', 'of anna');
  logIn(name(2));
  seen.other = readText('easel-draft-t2i-prompt');
  takeOverTexts();
  seen.taken = readText('easel-draft-t2i-prompt');
  logIn(name(1));
  takeOverTexts();
  seen.again = readText('easel-draft-t2i-prompt');
  for (let number = 3; number < 10; number += 1) logIn(name(number));
  seen.kept = Object.keys(localStorage).filter((key) => key.startsWith('easel-draft')).sort();
  logIn('');
  seen.without = readText('easel-draft-t2i-prompt');
  return seen;
}
"""


def test_what_is_typed_is_its_users_and_set_aside_for_eight_of_them() -> None:
    seen: dict[str, Any] = run_node(SCRIPT)
    assert seen == {
        "first": ["", '{"on":true}'],
        "other": "",
        "taken": "of the browser",
        "again": "of anna",
        "kept": ["easel-draft-t2i-prompt.0000000000000001"],
        "without": "",
    }
