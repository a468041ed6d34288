// The visitor's runs as this page knows them: fetched once, then kept true by server-sent events.
(() => {
  'use strict';

  const ENDED = new Set(['done', 'failed', 'unknown', 'cancelled']);
  const PAGE = 12;
  const JSON_BODY = { 'Content-Type': 'application/json' };
  const runs = new Map();
  const listeners = new Set();
  let cursor = null; // of the runs before those that are known; null before the first are, '' when all are
  let starting = null;
  let skew = 0; // server's clock minus this one's, in seconds
  let poll = 0;

  const live = (run) => !ENDED.has(run.state);
  const tell = (run) => listeners.forEach((listen) => listen(run));

  function keepById(have, changed) {
    const by = new Map((have || []).map((item) => [item.id, item]));
    (changed || []).forEach((item) => by.set(item.id, Object.assign({}, by.get(item.id), item)));
    return [...by.values()];
  }

  // The server counts characters as Unicode code points; JavaScript counts UTF-16 units. How many there are is kept,
  // for to count a million of them anew at each word would take longer than the word.
  const counted = new WeakMap(); // by call: {field: [the text, its code points]}

  function append(call, { field, at, text }) {
    const known = counted.get(call) || {};
    const have = call[field] || '';
    const [, points] = known[field]?.[0] === have ? known[field] : [have, Array.from(have).length];
    const kept = points === at ? have : Array.from(have).slice(0, at).join('');
    call[field] = kept + text;
    counted.set(call, { ...known, [field]: [call[field], at + Array.from(text).length] });
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
    if (!run) return attach(change.id).catch(() => {});
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
    if (answer.ok) return body;
    if (body.error?.kind === 'login_needed') window.location.reload(); // which leads to the login
    throw Object.assign(new Error(body.error?.message || String(answer.status)), body.error);
  }

  const send = (path, fields) => ask(path, { method: 'POST', headers: JSON_BODY, body: JSON.stringify(fields) });

  async function attach(id) {
    whole(await ask(`/api/runs/${encodeURIComponent(id)}`));
    watch();
  }

  // The next older ones. Says whether there are more.
  async function earlier() {
    const page = await ask(`/api/runs?limit=${PAGE}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
    cursor = page.next || '';
    page.runs.forEach(whole);
    return Boolean(cursor);
  }

  // What may have been missed: the newest runs, and those that went on when they were last heard of.
  async function refresh() {
    if (cursor === null) return earlier();
    const { runs: newest } = await ask(`/api/runs?limit=${PAGE}`);
    newest.forEach(whole);
    const seen = new Set(newest.map((run) => run.id));
    return Promise.all([...runs.values()].filter((run) => live(run) && !seen.has(run.id)).map((run) => attach(run.id)));
  }

  // One connection for all runs, and none from a hidden tab: a browser opens six to a host over HTTP/1.1,
  // and the pictures that are growing need theirs. A hidden tab asks every few seconds while a run goes on.
  const line = new window.EaselLine.Line('/api/events', {
    hear: { run: whole, change },
    opened: () => refresh().catch(() => {}), // a run may have begun and ended before this line was open
    refused: () => refresh().catch(() => {}), // which also finds out whether a login is needed
  });

  function watch() {
    if (!document.hidden) line.open();
  }

  document.addEventListener('visibilitychange', () => {
    clearInterval(poll);
    if (document.hidden) {
      line.close();
      poll = setInterval(() => [...runs.values()].some(live) && refresh().catch(() => {}), 4000);
    } else {
      refresh().catch(() => {}).finally(watch);
    }
  });
  window.addEventListener('pagehide', () => line.close());
  window.addEventListener('pageshow', (event) => event.persisted && watch());

  // What the run was asked for, as a request of its own; `more` changes it.
  async function make(run, more = {}) {
    const { aspect_ratio, resolution, size, count, options, images = [], mask } = run.asked;
    // What a turn is based on goes along by itself.
    const beside = images.map((image) => image.id).filter((id) => id !== run.based_on);
    const brought = beside.length ? { pictures: beside, mask: mask?.id } : {};
    const { parent, conversation } = run;
    const place = run.task === 'chat' ? { parent, conversation, based_on: run.based_on || 'none' } : {};
    const made = await send('/api/runs', {
      task: run.task, gateway: run.gateway, model: run.model, prompt: run.prompt,
      aspect_ratio, resolution, size, count, options, ...brought, ...place, ...more,
    });
    whole(made);
    watch();
    return made;
  }

  window.EaselRuns = {
    all: () => [...runs.values()].sort((a, b) => b.created - a.created),
    live,
    get: (id) => runs.get(id),
    take: whole,
    ask,
    send,
    watch,
    listen: (listener) => listeners.add(listener),
    start: () => (starting ??= earlier().finally(watch)),
    earlier,
    more: () => Boolean(cursor),
    attach,
    now: () => Date.now() / 1000 + skew,
    make,
    readAgain: async (id) => {
      whole(await ask(`/api/runs/${encodeURIComponent(id)}/read-again`, { method: 'POST' }));
      watch();
    },
    cancel: async (id) => whole(await ask(`/api/runs/${encodeURIComponent(id)}/cancel`, { method: 'POST' })),
    keep: (gateway, key) => send('/api/keys', { gateway, key }),
    forget: (gateway) => ask(`/api/keys/${encodeURIComponent(gateway)}`, { method: 'DELETE' }),
  };
})();
