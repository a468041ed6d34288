// First script of the page, in the page itself: language and colours, Gradio's root, and whether the server is reached.
//
// A classic script before all others. What a proxy in front changed is said in one sentence across the page.
// @ts-check

(() => {
  const { rootPath, publicUrl, strings } = JSON.parse(
    document.getElementById('easel-connection')?.textContent || '{}',
  );
  const here = new URL('.', document.baseURI); // the page's base is "./"
  const config = /** @type {any} */ (globalThis).gradio_config;
  config.root = here.href.replace(/\/$/, '');

  // Gradio asks for all of its configuration through proxies, some 30,000 times in a load. Lists of a class of their own
  // it takes as they are (docs/gradio.md, G31).
  class PlainList extends Array {}
  for (const list of [config.components, config.dependencies]) Object.setPrototypeOf(list, PlainList.prototype);

  // A Space's frame asks how high the page is, and this answers.
  if (window.self !== window.top) {
    const resizer = document.createElement('script');
    resizer.src = new URL('static/js/iframeResizer.contentWindow.min.js', here).href;
    resizer.async = true;
    document.head.append(resizer);
  }

  // The language and the colours that were chosen here (app/preferences.js); without a choice they are the browser's.
  const root = document.documentElement;
  /** @param {string} name */
  const readCookie = (name) => document.cookie.match(new RegExp(`(?:^|; )easel_${name}=(\\w+)`))?.[1] || '';

  /**
   * The user whose page it is, by a cookie that the page brings along. Over TLS its name has a prefix, which a sibling
   * host cannot set; of two under one name neither counts.
   */
  function readOwner() {
    for (const prefix of ['__Host-', '__Secure-', '']) {
      const pattern = new RegExp(`(?:^|; )${prefix}easel_owner=(\\w+)`, 'g');
      const names = new Set(Array.from(document.cookie.matchAll(pattern), ([, name]) => name));
      if (names.size) return names.size === 1 ? [...names][0] : '';
    }
    return '';
  }

  // What was typed and chosen in this browser is kept by it (lib/local_storage.js).
  root.dataset.owner = readOwner();
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted && readOwner() !== root.dataset.owner) window.location.reload(); // back to a page of before a logout
  });

  const chosen = readCookie('language');
  if (chosen) {
    const tag = chosen === 'zh' ? 'zh-CN' : 'en'; // Gradio takes its labels by navigator.language
    Object.defineProperties(navigator, { language: { value: tag }, languages: { value: [tag] } });
  }
  const spoken = (navigator.languages || [navigator.language]).find((tag) => /^(zh|en)\b/i.test(tag));
  const language = /^zh/i.test(spoken || '') ? 'zh' : 'en';
  root.lang = language === 'zh' ? 'zh-CN' : 'en';
  if (readCookie('returning')) root.dataset.returning = ''; // whose stage has something else on it than the examples
  const table = strings[language];

  // The skeleton's prompt (skeleton.html) begins with what was typed last, as the form's will (form/saved_settings.js).
  /** @returns {string} */
  function readDraft() {
    try {
      const { owner } = root.dataset;
      return localStorage.getItem(`easel-draft-t2i-prompt${owner && `.${owner}`}`) || '';
    } catch {
      return ''; // a browser that keeps nothing
    }
  }

  new MutationObserver((_, observer) => {
    if (!document.querySelector('#skeleton .stage')) return; // which comes after its prompts
    observer.disconnect();
    const draft = readDraft();
    /** @type {NodeListOf<HTMLTextAreaElement>} */
    const fields = document.querySelectorAll('#skeleton textarea');
    fields.forEach((field) => { field.defaultValue = draft; });
  }).observe(root, { childList: true, subtree: true });

  // Gradio reads this one query, and would rather follow the address: a Space's frame names its own colours there.
  const DARK = '(prefers-color-scheme: dark)';
  const plainMatchMedia = window.matchMedia.bind(window);
  const system = plainMatchMedia(DARK);
  const address = new URL(window.location.href);
  const framed = address.searchParams.get('__theme');
  address.searchParams.delete('__theme');
  if (framed) window.history.replaceState(window.history.state, '', address);
  const isDark = () => {
    const theme = readCookie('theme') || framed;
    return theme === 'dark' || theme === 'light' ? theme === 'dark' : system.matches;
  };
  const colours = Object.defineProperty(new EventTarget(), 'matches', { get: isDark });
  window.matchMedia = (query) => (query === DARK ? /** @type {any} */ (colours) : plainMatchMedia(query));

  function paintPage() {
    root.classList.toggle('dark', isDark());
    root.style.colorScheme = isDark() ? 'dark' : 'light';
    root.style.background = isDark() ? '#151517' : '#f3f1ec'; // --background of css/base.css, which comes later
    document.querySelector('meta[name=theme-color]')?.setAttribute('content', root.style.background);
    colours.dispatchEvent(new Event('change'));
  }

  paintPage();
  system.addEventListener('change', paintPage);
  document.addEventListener('easel-theme', paintPage);
  document.querySelector('meta[name=viewport]')?.setAttribute(
    'content', 'width=device-width, initial-scale=1, viewport-fit=cover',
  );

  // The loading screen counts its seconds frame by frame, and goes on after it has gone (docs/gradio.md, G26).
  const plainFrame = window.requestAnimationFrame.bind(window);
  const SECONDS = /performance\.now\(\)-.*\/1e3/;
  window.requestAnimationFrame = (work) => (SECONDS.test(String(work)) ? 0 : plainFrame(work));

  // For its labels Gradio asks which languages numbers can be written in. The first answer takes Chromium 65 ms, though no
  // label has a number in it (docs/gradio.md, G28).
  Intl.NumberFormat.supportedLocalesOf = (tags) => Intl.getCanonicalLocales(/** @type {string[]} */ (tags));

  /** @param {string} key */
  const text = (key) => table[`connection.${key}`]
    .replaceAll('{here}', here.origin + rootPath)
    .replaceAll('{path}', here.pathname.replace(/\/$/, '') || '/');

  const BAR = 'easel-connection-bar';

  /** @param {string} [key] of the only sentence to take away */
  function hideBar(key) {
    const bar = document.getElementById(BAR);
    if (!key || bar?.dataset.key === key) bar?.remove();
  }

  /**
   * @param {string} sentence
   * @param {{label: string, href: string}} [link]
   */
  function showBar(sentence, link) {
    hideBar();
    const bar = document.createElement('div');
    bar.id = BAR;
    bar.setAttribute('role', 'alert');
    bar.style.cssText = 'position:relative;z-index:1000;padding:.75rem 3rem .75rem 1rem;background:#fff4d6;color:#332600;'
      + 'font:15px/1.5 system-ui,sans-serif;overflow-wrap:anywhere';
    bar.append(sentence);
    if (link) {
      const anchor = document.createElement('a');
      Object.assign(anchor, { href: link.href, target: '_blank', rel: 'noopener', textContent: text(link.label) });
      anchor.style.cssText = 'color:#7a3300;margin-inline-start:.5rem;font-weight:600';
      bar.append(anchor);
    }
    const close = document.createElement('button');
    Object.assign(close, { type: 'button', textContent: '×', onclick: () => hideBar() });
    close.setAttribute('aria-label', text('close'));
    close.style.cssText = 'position:absolute;top:.4rem;right:.6rem;border:0;background:none;color:inherit;font-size:20px;'
      + 'cursor:pointer';
    if (!link) bar.append(close);
    document.body.prepend(bar);
    return bar;
  }

  // The modules say so what they hear of the connection (lib/run_client.js).
  document.addEventListener('easel-connection', (event) => {
    const { key, isShown } = /** @type {CustomEvent} */ (event).detail;
    if (isShown) showBar(text(key)).dataset.key = key;
    else hideBar(key);
  });

  // Gradio asks the Hub whether a Space runs, which the page that it has loaded shows; our policy would refuse it with
  // a complaint. And where a proxy in front answers a press with a page of its own, it shows "Error" and no more.
  //
  // What Gradio asks for while the server is not reached leaves when it is there again: where such a request fails,
  // Gradio says so in English, and loads the page anew. It leaves no sooner than the cookie is known to come back: to a
  // page that is about to be taken away the server would answer with refusals.
  const plainFetch = window.fetch;
  let isProxyAnswering = false;
  let connected = Promise.resolve();
  /** @type {Promise<unknown>} */
  let checked = Promise.resolve();
  /** @type {(value?: any) => void} */
  let setConnected = () => {};
  document.addEventListener('easel-unreachable', () => {
    connected = new Promise((resolve) => { setConnected = resolve; });
  });
  document.addEventListener('easel-reachable', () => setConnected());

  /** @type {typeof window.fetch} */
  window.fetch = async (resource, options) => {
    if (String(resource).startsWith('https://huggingface.co/api/spaces/')) {
      return Response.json({ id: '', runtime: { stage: 'RUNNING' } });
    }
    const isCallback = String(resource).startsWith(`${config.root}/gradio_api/run/`);
    if (isCallback) await Promise.all([connected, checked]);
    const response = await plainFetch(resource, options).catch((error) => {
      if (error instanceof TypeError && !document.body.hasAttribute('data-offline')) {
        document.dispatchEvent(new CustomEvent('easel-request-lost'));
      }
      throw error;
    });
    if (!isCallback) return response;
    if (/json/.test(response.headers.get('content-type') || '')) {
      if (isProxyAnswering) hideBar();
      isProxyAnswering = false;
      return response;
    }
    isProxyAnswering = true;
    const sentence = table[`card.proxy.${response.status}`] || table['card.proxy.other'];
    showBar(sentence.replaceAll('{status}', String(response.status)));
    return response;
  };

  async function ask() {
    const response = await fetch(new URL('api/connection', here), { cache: 'no-store' });
    return response.json();
  }

  /** Without a cookie every request is a new visitor's, who waits for answers that another one gets. */
  function refuse() {
    for (const part of document.querySelectorAll('gradio-app, #skeleton')) part.remove();
    if (location.protocol === 'http:' && publicUrl.startsWith('https:')) {
      showBar(text('plain'), { label: 'encrypted', href: publicUrl });
    } else if (window.self !== window.top) {
      showBar(text('frame'), { label: 'tab', href: location.href });
    } else {
      showBar(text('cookie'));
    }
  }

  async function check() {
    let way = await ask();
    if (!way.cookie) way = await ask(); // the answer to the first has brought one
    if (document.readyState === 'loading') {
      await new Promise((resolve) => { document.addEventListener('DOMContentLoaded', resolve, { once: true }); });
    }
    if (!way.cookie) refuse();
    else if (here.pathname !== `${rootPath}/`) showBar(text('path'));
    else if (!way.hosts.includes(location.host)) showBar(text('host'));
    else if (location.protocol === 'https:' && !way.secure) showBar(text('scheme'));
    return Boolean(way.cookie);
  }

  const never = new Promise(() => {});
  checked = check().then((isVisitor) => isVisitor || never, () => {}); // the callback itself tells of a lost server
  checked.then(() => {
    root.dataset.visitor = '';
    document.dispatchEvent(new CustomEvent('easel-visitor'));
  });
})();
