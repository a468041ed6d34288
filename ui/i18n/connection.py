"""Strings of the connection: refused cookies, what a proxy in front changes or answers."""

CONNECTION: dict[str, tuple[str, str]] = {
    "connection.frame": (
        "This browser does not let Easel keep a cookie inside this frame.",
        "浏览器不允许 Easel 在这个内嵌框架里保存 Cookie。",
    ),
    "connection.tab": ("Open it in its own tab", "在单独的标签页中打开"),
    "connection.cookie": (
        "This browser does not let Easel set a cookie, so Easel cannot tell which pictures are "
        "yours. Allow cookies for {here}, then reload the page.",
        "浏览器不允许 Easel 保存 Cookie，Easel 因此认不出哪些图片是你的。请允许 {here} 使用 Cookie，然后重新加载本页。",
    ),
    "connection.plain": (
        "Easel's cookie comes over https alone, and this address is plain http.",
        "Easel 的 Cookie 只经 https 发送，而当前地址是普通的 http。",
    ),
    "connection.encrypted": ("Open the encrypted address", "打开加密地址"),
    "connection.host": (
        "The proxy in front of Easel does not pass on the address that you opened. Whoever runs it can add, in nginx: "
        "proxy_set_header Host $http_host; or start Easel with EASEL_PUBLIC_URL={here}",
        "Easel 前面的代理没有把你打开的地址传过来。请管理者在 nginx 中加上 proxy_set_header Host $http_host; "
        "或用 EASEL_PUBLIC_URL={here} 启动 Easel。",
    ),
    "connection.scheme": (
        "The proxy in front of Easel does not say that you came over https, so that its cookie is not kept for https "
        "alone. Whoever runs it can add, in nginx: proxy_set_header X-Forwarded-Proto $scheme; or start Easel with "
        "EASEL_PUBLIC_URL={here}",
        "Easel 前面的代理没有说明你用的是 https，因此 Cookie 没有限定只走 https。请管理者在 nginx 中加上 "
        "proxy_set_header X-Forwarded-Proto $scheme; 或用 EASEL_PUBLIC_URL={here} 启动 Easel。",
    ),
    "connection.path": (
        "Easel is shown under the path {path} and does not know it, so that pictures are missing. Whoever runs it can "
        "start it with EASEL_ROOT_PATH={path}",
        "Easel 显示在路径 {path} 下，自己却不知道，因此图片显示不出来。请管理者用 EASEL_ROOT_PATH={path} 启动 Easel。",
    ),
    "connection.close": ("Close", "关闭"),
    "card.proxy.413": (
        "The proxy in front of Easel takes no upload of this size (HTTP 413; in nginx: client_max_body_size). Bring a "
        "smaller file, or have the proxy's limit raised. Easel got nothing.",
        "Easel 前面的代理不接受这么大的上传（HTTP 413；nginx：client_max_body_size）。请换小一点的文件，或请管理者提高"
        "代理的限制。Easel 什么都没有收到。",
    ),
    "card.proxy.502": (
        "The proxy in front of Easel cannot reach it (HTTP {status}): it may be starting again. Try again in a moment; "
        "what you asked for just now shows up by itself if it had begun.",
        "Easel 前面的代理连不上它（HTTP {status}）：可能正在重启。请稍后再试；刚才的请求如果已经开始，会自己出现。",
    ),
    "card.proxy.503": (
        "The proxy in front of Easel cannot reach it (HTTP {status}): it may be starting again. Try again in a moment; "
        "what you asked for just now shows up by itself if it had begun.",
        "Easel 前面的代理连不上它（HTTP {status}）：可能正在重启。请稍后再试；刚才的请求如果已经开始，会自己出现。",
    ),
    "card.proxy.504": (
        "The proxy in front of Easel gave up waiting for an answer (HTTP 504). Your request may have "
        "begun: check whether it shows up before you try again.",
        "Easel 前面的代理等不及回应，放弃了（HTTP 504）。你的请求可能已经开始：再次提交前，请先看看它是否会显示出来。",
    ),
    "card.proxy.other": (
        "Something between this page and Easel answered in its stead (HTTP {status}). Try again; if it goes on, ask "
        "whoever runs the proxy.",
        "这个页面和 Easel 之间有别的程序代它作了回答（HTTP {status}）。请再试一次；如果一直这样，请联系代理的管理者。",
    ),
}
