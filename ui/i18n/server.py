"""Strings of what the server itself refuses."""

SERVER: dict[str, tuple[str, str]] = {
    "error.cross_site.message": ("This request came from another website.", "这个请求来自其他网站。"),
    "error.cross_site.message.host": (
        "The page is at {origin}, but the request reached Easel as {host}.",
        "页面地址是 {origin}，但请求到达 Easel 时的地址是 {host}。",
    ),
    "error.cross_site.advice.host": (
        "If {origin} is Easel's address, the proxy changes Host: forward it unchanged (nginx: proxy_set_header "
        "Host $http_host;), or set EASEL_PUBLIC_URL={origin}. Otherwise, open Easel directly. Nothing was done.",
        "如果 {origin} 就是 Easel 的地址，说明代理改写了 Host：请让它原样转发（nginx：proxy_set_header Host "
        "$http_host;），或设置 EASEL_PUBLIC_URL={origin}。否则请直接打开 Easel。未执行任何操作。",
    ),
    "error.cross_site.advice": (
        "Open Easel directly and try again. Nothing was done.",
        "请直接打开 Easel 再试。未执行任何操作。",
    ),
    "error.not_found.advice.path": (
        "Easel isn't served at this path. If a proxy serves it under a path, set EASEL_ROOT_PATH to that path.",
        "Easel 不在这个路径下。如果代理把 Easel 放在某个路径下，请用 EASEL_ROOT_PATH 指定。",
    ),
    "error.unknown_host.message": (
        "This server isn't configured for the host name “{host}”.",
        "本服务器未配置主机名“{host}”。",
    ),
    "error.unknown_host.advice": (
        "The administrator can set EASEL_PUBLIC_URL to the address people use.",
        "请管理员把 EASEL_PUBLIC_URL 设为实际访问的地址。",
    ),
    "error.unknown_host.message.two_names": (
        "The request contains more than one host name: “{host}”.",
        "请求中包含多个主机名：“{host}”。",
    ),
    "error.unknown_host.advice.two_names": (
        "The proxy appends to Host instead of setting it. Forward it once (nginx: proxy_set_header Host "
        "$http_host;). EASEL_PUBLIC_URL can stay as it is.",
        "代理追加了 Host，而不是设置它。请只转发一次（nginx：proxy_set_header Host "
        "$http_host;）。EASEL_PUBLIC_URL 无需修改。",
    ),
    "error.unknown_host.advice.other_name": (
        "The request was for “{host}”, but EASEL_PUBLIC_URL is “{public}”. Open that address, or ask the "
        "administrator to correct the setting.",
        "请求的地址是“{host}”，而 EASEL_PUBLIC_URL 设为“{public}”。请打开后者，或请管理员更正设置。",
    ),
    "error.body_too_large.message": (
        "The request is too large: the limit is {limit} KB.",
        "请求过大：上限为 {limit} KB。",
    ),
    "error.body_too_large.advice": (
        "Send less and try again. Nothing was done.",
        "请减少内容后再试。未执行任何操作。",
    ),
}
