// First script of the page, in the page itself: where Gradio finds its files, and whether the way to the server holds.
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

  const chinese = (navigator.languages || [navigator.language]).find((tag) => /^(zh|en)\b/i.test(tag));
  const table = strings[/^zh/i.test(chinese || '') ? 'zh' : 'en'];
  /** @param {string} key */
  const text = (key) => table[`connection.${key}`]
    .replaceAll('{here}', here.origin + rootPath)
    .replaceAll('{path}', here.pathname.replace(/\/$/, '') || '/');

  const BAR = 'easel-connection-bar';
  const hideBar = () => document.getElementById(BAR)?.remove();

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
    Object.assign(close, { type: 'button', textContent: '×', onclick: hideBar });
    close.setAttribute('aria-label', text('close'));
    close.style.cssText = 'position:absolute;top:.4rem;right:.6rem;border:0;background:none;color:inherit;font-size:20px;'
      + 'cursor:pointer';
    if (!link) bar.append(close);
    document.body.prepend(bar);
  }

  // Gradio asks the Hub whether a Space runs, which the page that it has loaded shows; our policy would refuse it with
  // a complaint. And where a proxy in front answers a press with a page of its own, it shows "Error" and no more.
  const plainFetch = window.fetch;
  let isProxyAnswering = false;
  /** @type {typeof window.fetch} */
  window.fetch = async (resource, options) => {
    if (String(resource).startsWith('https://huggingface.co/api/spaces/')) {
      return Response.json({ id: '', runtime: { stage: 'RUNNING' } });
    }
    const response = await plainFetch(resource, options);
    if (!response.url.startsWith(`${config.root}/gradio_api/run/`)) return response;
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
    document.querySelector('gradio-app')?.remove();
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
  }

  check().catch(() => {}); // a server that cannot be reached is told by what it is asked for
})();
