"""Strings of what the server itself refuses."""

SERVER: dict[str, tuple[str, str]] = {
    "error.cross_site.message": ("This request came from another web page.", "这个请求来自别的网页。"),
    "error.cross_site.message.host": (
        "The page says that it comes from {origin}, but the request reached Easel as {host}.",
        "网页自称来自 {origin}，但请求到达 Easel 时的地址是 {host}。",
    ),
    "error.cross_site.advice.host": (
        "If {origin} is Easel's own address, the proxy in front changes Host: have it passed on (in nginx: "
        "proxy_set_header Host $http_host;), or set EASEL_PUBLIC_URL={origin}. Else open Easel itself and do it there. "
        "Nothing was done.",
        "如果 {origin} 就是 Easel 自己的地址，说明前面的代理改了 Host：请让它原样传递（nginx：proxy_set_header Host "
        "$http_host;），或设置 EASEL_PUBLIC_URL={origin}。否则请打开 Easel 自己的页面操作。什么都没有做。",
    ),
    "error.cross_site.advice": (
        "Open Easel itself and do it there. Nothing was done.",
        "请打开 Easel 自己的页面操作。什么都没有做。",
    ),
    "error.not_found.advice.path": (
        "Easel's page is not at this path. Where a proxy shows Easel under a path, EASEL_ROOT_PATH names it.",
        "Easel 的页面不在这个路径下。如果代理把 Easel 放在某个路径下，请用 EASEL_ROOT_PATH 指明。",
    ),
    "error.unknown_host.message": (
        "This server does not know itself by the name “{host}”.",
        "本服务器不认得“{host}”这个名字。",
    ),
    "error.unknown_host.advice": (
        "Whoever runs it can set EASEL_PUBLIC_URL to the address that people use.",
        "请服务器的管理者把 EASEL_PUBLIC_URL 设为大家使用的地址。",
    ),
    "error.unknown_host.message.two_names": (
        "The request names its host more than once: “{host}”.",
        "这个请求里的主机名不止一个：“{host}”。",
    ),
    "error.unknown_host.advice.two_names": (
        "The proxy in front adds to Host instead of setting it; have it passed on once (in nginx: proxy_set_header Host "
        "$http_host;). EASEL_PUBLIC_URL need not change.",
        "前面的代理给 Host 追加了内容而不是设置它；请只传递一次（nginx：proxy_set_header Host $http_host;）。"
        "EASEL_PUBLIC_URL 不用改。",
    ),
    "error.unknown_host.advice.other_name": (
        "The request came as “{host}”, but EASEL_PUBLIC_URL says “{public}”. Open that address, or have whoever runs the "
        "server correct the setting.",
        "请求的地址是“{host}”，而 EASEL_PUBLIC_URL 设的是“{public}”。请打开后者，或请服务器的管理者更正设置。",
    ),
    "error.body_too_large.message": (
        "That is too much to take at once: {limit} KB at most.",
        "一次发来的内容太多：最多 {limit} KB。",
    ),
    "error.body_too_large.advice": ("Send less. Nothing was done.", "请减少内容。什么都没有做。"),
}
