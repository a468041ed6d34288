"""Strings of limits: who may use the server's keys, and what is refused for being too much."""

REFUSALS: dict[str, tuple[str, str]] = {
    "error.server_key_closed.message": (
        "This server's {gateway} key isn't open to visitors.",
        "本服务器的 {gateway} 密钥不对访客开放。",
    ),
    "error.server_key_closed.advice": (
        "Add your own API key, or use the demo. The administrator can set up sign-in (EASEL_USERS), a daily "
        "request limit (EASEL_DAILY_CALLS), or open it to everyone (EASEL_OPEN_TO_ALL=yes). Nothing was sent.",
        "请添加你自己的 API 密钥，或使用演示模型。管理员可以设置登录（EASEL_USERS）、"
        "每日请求上限（EASEL_DAILY_CALLS），或对所有人开放（EASEL_OPEN_TO_ALL=yes）。请求未发送。",
    ),
    "error.server_key_closed.advice.guest": (
        "You're a guest here: add your own API key, or use the demo. An admin can make you a member. Nothing was "
        "sent.",
        "你在这里是访客：请添加你自己的 API 密钥，或使用演示模型。管理员可以把你设为成员。请求未发送。",
    ),
    "error.budget_spent.message": (
        "This server's keys have reached today's limit.",
        "本服务器的密钥今天已达上限。",
    ),
    "error.budget_spent.message.calls": (
        "This server's keys allow {limit} requests a day for all users together; {left} are left today.",
        "本服务器的密钥每天供所有人共用 {limit} 次请求，今天还剩 {left} 次。",
    ),
    "error.budget_spent.message.tokens": (
        "This server's keys allow {limit} tokens a day for all users together; none are left today.",
        "本服务器的密钥每天供所有人共用 {limit} 个 token，今天已用完。",
    ),
    "error.budget_spent.advice": (
        "The limit resets {wait}. Requests with your own API key don't count. Nothing was sent.",
        "{wait}重置。使用你自己的 API 密钥不受此限。请求未发送。",
    ),
    "error.too_many_runs.message.address": (
        "{limit} images are already in progress on your network.",
        "你所在的网络已有 {limit} 个任务在生成。",
    ),
    "error.too_many_runs.advice.address": (
        "Wait for one to finish, or sign in if this server has accounts. Nothing was sent.",
        "请等其中一个完成；如果本服务器支持登录，也可以先登录。请求未发送。",
    ),
    "error.line_full.message": (
        "The queue for {gateway} is full ({waiting} requests).",
        "{gateway} 的队列已满（{waiting} 个请求）。",
    ),
    "error.line_full.advice": ("Try again in a minute. Nothing was sent.", "请一分钟后再试。请求未发送。"),
    "error.no_cookie.message": (
        "This server couldn't identify you: no cookie was sent.",
        "服务器无法识别你：没有收到 Cookie。",
    ),
    "error.no_cookie.advice": (
        "Try again. If it keeps happening, allow cookies in your browser. Scripts must send back the cookie from "
        "this response. Nothing was sent.",
        "请再试一次。如果反复出现，请在浏览器中允许 Cookie。脚本需要带上本次响应设置的 Cookie。请求未发送。",
    ),
    "error.keys_full.message": ("This server can't store more keys.", "本服务器可保存的密钥已达上限。"),
    "error.keys_full.message.address": (
        "This server can't store more keys from your network.",
        "本服务器可为你所在网络保存的密钥已达上限。",
    ),
    "error.keys_full.advice": (
        "Try again in an hour, when unused keys are removed. Your key wasn't saved.",
        "请一小时后再试，届时会清除未使用的密钥。你的密钥未保存。",
    ),
    "error.request_timeout.message": ("The request took too long to arrive.", "请求传输超时。"),
    "error.request_timeout.advice": (
        "Check your connection and try again. Nothing was sent.",
        "请检查网络连接后再试。请求未发送。",
    ),
    "error.too_many_requests.message": ("Too many requests from this page.", "本页面的请求过于频繁。"),
    "error.too_many_requests.advice": (
        "Wait a few seconds and try again. Nothing was sent.",
        "请稍等几秒再试。请求未发送。",
    ),
    "page.plan.closed": (
        "Add your own {gateway} API key. This server's key isn't open to visitors.",
        "请添加你自己的 {gateway} API 密钥，本服务器的密钥不对访客开放。",
    ),
    "page.key.closed": ("This server's key is for members only.", "本服务器的密钥仅供成员使用。"),
}
