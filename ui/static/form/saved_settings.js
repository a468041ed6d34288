// What stands in the form outlives a reload, in this browser alone: the words that were typed, and the settings.
(() => {
  'use strict';

  const opened = new Set();

  // A browser may keep nothing, or refuse: then the form opens as new.
  function read(name) {
    try {
      return localStorage.getItem(name) || '';
    } catch {
      return '';
    }
  }

  function write(name, words) {
    try {
      localStorage.setItem(name, words);
    } catch {
      // it is a comfort only
    }
  }

  function keepDraft(id) {
    const store = `easel-draft-${id}`;
    const find = () => document.querySelector(`#${id} textarea`);
    document.addEventListener('input', (event) => {
      if (event.target === find()) write(store, event.target.value);
    });
    const wait = new MutationObserver(() => {
      const field = find();
      if (!field) return;
      wait.disconnect();
      const kept = read(store);
      if (kept && !field.value) {
        field.value = kept;
        field.dispatchEvent(new Event('input', { bubbles: true }));
      }
    });
    wait.observe(document, { childList: true, subtree: true });
  }

  // The settings of a tab as they were left: {} at first. The page's load event sends them to the server.
  function open(tab) {
    opened.add(tab);
    try {
      return JSON.parse(read(`easel-form-${tab}`)) || {};
    } catch {
      return {};
    }
  }

  // What Gradio tells before the form was opened are the settings of a new page.
  function save(tab, settings) {
    if (opened.has(tab)) write(`easel-form-${tab}`, JSON.stringify(settings));
  }

  // A tab's form as it is to become: taken once, by the press of a button that nobody sees.
  const wishes = new Map();

  function wanted(tab) {
    const wish = wishes.get(tab) || {};
    wishes.delete(tab);
    return wish;
  }

  function want(tab, settings) {
    wishes.set(tab, settings);
    document.querySelector(`#${tab}-bring`)?.click();
  }

  Object.values(window.EaselTabs.TABS).forEach(({ prompt }) => keepDraft(prompt));
  window.EaselMemory = { open, save, wanted, want };
})();
