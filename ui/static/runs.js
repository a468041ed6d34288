// The visitor's runs as this page knows them: fetched once, then kept true by server-sent events.
(() => {
  'use strict';

  const ENDED = new Set(['done', 'failed', 'unknown', 'cancelled']);
  const runs = new Map();
  const listeners = new Set();
  let stream = null;
  let cursor = '';
  let skew = 0; // server's clock minus this one's, in seconds
  let poll = 0;

  const live = (run) => !ENDED.has(run.state);
  const tell = (run) => listeners.forEach((listen) => listen(run));

  function keepById(have, changed) {
    const by = new Map((have || []).map((item) => [item.id, item]));
    (changed || []).forEach((item) => by.set(item.id, Object.assign({}, by.get(item.id), item)));
    return [...by.values()];
  }

  // The server counts characters as Unicode code points; JavaScript counts UTF-16 units.
  function append(call, { field, at, text }) {
    const have = Array.from(call[field] || '');
    call[field] = have.slice(0, at).join('') + text;
  }

  // An answer that was written before the newest event, and came after it, would turn the clock back.
  function whole(run) {
    if (run.now < runs.get(run.id)?.now) return;
    skew = run.now - Date.now() / 1000;
    runs.set(run.id, run);
    tell(run);
  }

  function change(change) {
    const run = runs.get(change.id);
    if (!run) return attach(change.id);
    if (change.now < run.now) return undefined; // the run was read whole since, with this in it
    const { pictures, calls, append: words, ...fields } = change;
    Object.assign(run, fields);
    run.pictures = keepById(run.pictures, pictures);
    run.calls = keepById(run.calls, calls);
    (words || []).forEach((word) => {
      const call = run.calls.find((one) => one.id === word.call);
      if (call) append(call, word);
    });
    return tell(run);
  }

  async function ask(path, options) {
    const answer = await fetch(path, { credentials: 'same-origin', ...options });
    const body = answer.status === 204 ? {} : await answer.json();
    if (!answer.ok) throw Object.assign(new Error(body.error?.message || String(answer.status)), body.error);
    return body;
  }

  async function attach(id) {
    whole(await ask(`/api/runs/${encodeURIComponent(id)}`));
    watch();
  }

  async function earlier(limit = 12) {
    const page = await ask(`/api/runs?limit=${limit}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
    cursor = page.next || '';
    page.runs.forEach(whole);
    return Boolean(cursor);
  }

  async function refresh() {
    (await ask('/api/runs?limit=12')).runs.forEach(whole);
  }

  // One connection for all runs, and none from a hidden tab: a browser opens six to a host over HTTP/1.1,
  // and the pictures that are growing need theirs. A hidden tab asks every few seconds while a run goes on.
  function watch() {
    if (document.hidden || stream) return;
    stream = new EventSource('/api/events');
    stream.addEventListener('run', (event) => whole(JSON.parse(event.data)));
    stream.addEventListener('change', (event) => change(JSON.parse(event.data)));
    stream.onopen = () => {
      document.body.removeAttribute('data-offline');
      refresh().catch(() => {}); // a run may have begun and ended before this line was open
    };
    stream.onerror = () => document.body.setAttribute('data-offline', '');
  }

  function unwatch() {
    stream?.close();
    stream = null;
  }

  document.addEventListener('visibilitychange', () => {
    clearInterval(poll);
    if (document.hidden) {
      unwatch();
      poll = setInterval(() => [...runs.values()].some(live) && refresh().catch(() => {}), 4000);
    } else {
      refresh().catch(() => {}).finally(watch);
    }
  });
  window.addEventListener('pagehide', unwatch);

  window.EaselRuns = {
    all: () => [...runs.values()].sort((a, b) => b.created - a.created),
    live,
    listen: (listener) => listeners.add(listener),
    start: () => earlier().finally(watch),
    earlier,
    attach,
    now: () => Date.now() / 1000 + skew,
    make: async (run, more = {}) => {
      const { aspect_ratio, resolution, size, count, options } = run.asked;
      const made = await ask('/api/runs', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({
          task: run.task, gateway: run.gateway, model: run.model, prompt: run.prompt,
          aspect_ratio, resolution, size, count, options, ...more,
        }),
      });
      whole(made);
      watch();
      return made;
    },
    cancel: async (id) => whole(await ask(`/api/runs/${encodeURIComponent(id)}/cancel`, { method: 'POST' })),
    keep: (gateway, key) => ask('/api/keys', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ gateway, key }),
    }),
    forget: (gateway) => ask(`/api/keys/${encodeURIComponent(gateway)}`, { method: 'DELETE' }),
  };
})();
