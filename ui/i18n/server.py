"""Strings of the login page and of what the server itself refuses."""

SERVER: dict[str, tuple[str, str]] = {
    "error.login_needed.message": ("You are not logged in.", "你还没有登录。"),
    "error.login_needed.advice": ("Log in at /login and try again.", "请在 /login 登录后再试。"),
    "error.cross_site.message": ("This request came from another web page.", "这个请求来自别的网页。"),
    "error.cross_site.advice": (
        "Open Easel itself and do it there. Nothing was done.",
        "请打开 Easel 自己的页面操作。什么都没有做。",
    ),
    "error.unknown_host.message": (
        "This server does not know itself by the name “{host}”.",
        "本服务器不认得“{host}”这个名字。",
    ),
    "error.unknown_host.advice": (
        "Whoever runs it can set EASEL_PUBLIC_URL to the address that people use.",
        "请服务器的管理者把 EASEL_PUBLIC_URL 设为大家使用的地址。",
    ),
    "error.body_too_large.message": (
        "That is too much to take at once: {limit} KB at most.",
        "一次发来的内容太多：最多 {limit} KB。",
    ),
    "error.body_too_large.advice": ("Send less. Nothing was done.", "请减少内容。什么都没有做。"),
    "login.title": ("Log in to Easel", "登录 Easel 画架"),
    "login.name": ("Name", "用户名"),
    "login.password": ("Password", "密码"),
    "login.submit": ("Log in", "登录"),
    "login.wrong": ("Name or password is wrong.", "用户名或密码不对。"),
    "login.wait": (
        "Too many wrong attempts. Try again in {minutes} minutes.",
        "错误次数太多，请 {minutes} 分钟后再试。",
    ),
    "login.in": ("Logged in as {name}.", "已登录：{name}。"),
    "login.out": ("Log out", "退出登录"),
    "login.open": ("Open Easel", "打开 Easel"),
}
