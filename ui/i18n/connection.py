"""Strings of the connection: refused cookies, what a proxy in front changes or answers."""

CONNECTION: dict[str, tuple[str, str]] = {
    "connection.frame": (
        "Your browser blocks Easel's cookie in this embedded page, so your images can't be saved to you.",
        "浏览器阻止了 Easel 在嵌入页面中使用 Cookie，因此无法记住哪些图片是你的。",
    ),
    "connection.tab": ("Open in a new tab", "在新标签页中打开"),
    "connection.cookie": (
        "Your browser blocks cookies here, so Easel can't tell which images are yours. Allow cookies for {here}, "
        "then reload the page.",
        "浏览器禁用了 Cookie，Easel 无法识别哪些图片是你的。请允许 {here} 使用 Cookie，然后刷新页面。",
    ),
    "connection.plain": (
        "Easel's cookie needs https, but this page was opened over http.",
        "Easel 的 Cookie 只能通过 https 使用，而当前页面是 http。",
    ),
    "connection.encrypted": ("Open over https", "改用 https 打开"),
    "connection.host": (
        "The proxy in front of Easel doesn't forward the address you opened. Its administrator can add to nginx: "
        "proxy_set_header Host $http_host; or start Easel with EASEL_PUBLIC_URL={here}",
        "Easel 前面的代理没有转发你打开的地址。请管理员在 nginx 中加上 proxy_set_header Host $http_host; 或用 "
        "EASEL_PUBLIC_URL={here} 启动 Easel。",
    ),
    "connection.scheme": (
        "The proxy in front of Easel doesn't forward that you use https, so Easel's cookie isn't limited to "
        "https. Its administrator can add to nginx: proxy_set_header X-Forwarded-Proto $scheme; or start Easel "
        "with EASEL_PUBLIC_URL={here}",
        "Easel 前面的代理没有转发 https 信息，因此 Easel 的 Cookie 没有限定为仅 https。请管理员在 nginx 中加上 "
        "proxy_set_header X-Forwarded-Proto $scheme; 或用 EASEL_PUBLIC_URL={here} 启动 Easel。",
    ),
    "connection.path": (
        "Easel is served under {path} but isn't configured for it, so images don't load. The administrator can "
        "start it with EASEL_ROOT_PATH={path}",
        "Easel 部署在路径 {path} 下，但未做相应配置，因此图片无法显示。请管理员用 EASEL_ROOT_PATH={path} 启动 "
        "Easel。",
    ),
    "connection.superseded": (
        "Easel is open in too many windows for you or your network, so this one updates only every few seconds. "
        "Close windows you don't need, and live updates resume within two minutes.",
        "你或你所在网络打开的 Easel 窗口过多，本窗口暂时每隔几秒更新一次。关闭不用的窗口，两分钟内会恢复实时更新。",
    ),
    "connection.close": ("Close", "关闭"),
    "card.proxy.413": (
        "This file is too large for the proxy in front of Easel (HTTP 413; nginx: client_max_body_size). Use a "
        "smaller file, or ask the administrator to raise the limit. Nothing was uploaded.",
        "文件过大，被 Easel 前面的代理拒绝（HTTP 413；nginx：client_max_body_size）。请换小一点的文件，"
        "或请管理员提高上限。文件未上传。",
    ),
    "card.proxy.502": (
        "The proxy can't reach Easel (HTTP {status}). It may be restarting. Try again in a moment; if your last "
        "request did start, it will appear here by itself.",
        "代理连接不上 Easel（HTTP {status}），可能正在重启。请稍后再试；如果刚才的请求已经开始，会自动出现在这里。",
    ),
    "card.proxy.503": (
        "The proxy can't reach Easel (HTTP {status}). It may be restarting. Try again in a moment; if your last "
        "request did start, it will appear here by itself.",
        "代理连接不上 Easel（HTTP {status}），可能正在重启。请稍后再试；如果刚才的请求已经开始，会自动出现在这里。",
    ),
    "card.proxy.504": (
        "The proxy in front of Easel timed out (HTTP 504). Your request may have started, so check whether it "
        "appears before you try again.",
        "Easel 前面的代理等待超时（HTTP 504）。请求可能已经开始，再次提交前请先看看它是否出现。",
    ),
    "card.proxy.other": (
        "Something between this page and Easel answered instead of Easel (HTTP {status}). Try again. If it keeps "
        "happening, contact the administrator.",
        "页面与 Easel 之间有其他程序返回了响应（HTTP {status}）。请再试一次；如果反复出现，请联系管理员。",
    ),
}
