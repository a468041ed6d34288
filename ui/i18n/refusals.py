"""Strings of limits: who may use the server's keys, and what is refused for being too much."""

REFUSALS: dict[str, tuple[str, str]] = {
    "error.server_key_closed.message": (
        "The key that this server has for {gateway} is not open to visitors.",
        "本服务器的 {gateway} 密钥不对访客开放。",
    ),
    "error.server_key_closed.advice": (
        "Give your own key below the model, or use the demo. Whoever runs this server can set up a login (EASEL_USERS), "
        "a number of calls a day (EASEL_DAILY_CALLS), or open it to everybody (EASEL_OPEN_TO_ALL=yes). Nothing was sent.",
        "请在模型下方填写你自己的密钥，或使用演示模型。管理者可以设置登录（EASEL_USERS）、每日请求数（EASEL_DAILY_CALLS），"
        "或对所有人开放（EASEL_OPEN_TO_ALL=yes）。什么都没有发送。",
    ),
    "error.server_key_closed.advice.guest": (
        "You are a guest here: give your own key below the model, or use the demo. An admin can make you a member. Nothing "
        "was sent.",
        "你在这里是访客：请在模型下方填写你自己的密钥，或使用演示模型。管理员可以把你设为成员。什么都没有发送。",
    ),
    "error.budget_spent.message": (
        "This server's keys have reached their limit for today.",
        "本服务器的密钥今天的额度已用完。",
    ),
    "error.budget_spent.message.calls": (
        "This server's keys make {limit} calls a day for everybody together; {left} are left today.",
        "本服务器的密钥每天供所有人共用 {limit} 次请求，今天还剩 {left} 次。",
    ),
    "error.budget_spent.message.tokens": (
        "This server's keys may use {limit} tokens a day for everybody together, and they are used up.",
        "本服务器的密钥每天供所有人共用 {limit} 个 token，今天的已用完。",
    ),
    "error.budget_spent.advice": (
        "It starts anew {wait}. Your own key below the model does not count. Nothing was sent.",
        "{wait}重新计算。使用你自己的密钥（填在模型下方）不受此限。什么都没有发送。",
    ),
    "error.too_many_runs.message.address": (
        "{limit} runs from your network are already under way.",
        "你所在的网络已有 {limit} 个任务在进行。",
    ),
    "error.too_many_runs.advice.address": (
        "Wait for one to end, or log in where this server has a login. Nothing was sent.",
        "请等其中一个结束；如果本服务器可以登录，请先登录。什么都没有发送。",
    ),
    "error.line_full.message": (
        "{waiting} calls are already waiting for {gateway}, which is the limit.",
        "已有 {waiting} 个请求在排队等待 {gateway}，已达上限。",
    ),
    "error.line_full.advice": (
        "Try again in a minute. Nothing was sent.",
        "请过一分钟再试。什么都没有发送。",
    ),
    "error.no_cookie.message": (
        "No cookie came back: this server does not know yet who you are.",
        "没有收到 Cookie：服务器还不认识你。",
    ),
    "error.no_cookie.advice": (
        "Press again. A script keeps the cookie of this answer and sends it along; if it happens again, this browser "
        "refuses cookies. Nothing was sent.",
        "请再按一次。脚本请保存这次应答的 Cookie 并随请求发送；如果仍然出现，说明浏览器禁用了 Cookie。什么都没有发送。",
    ),
    "error.keys_full.message": ("This server cannot keep any more keys.", "本服务器保存的密钥已达上限。"),
    "error.keys_full.message.address": (
        "This server cannot keep any more keys from your network.",
        "来自你所在网络的密钥，本服务器能保存的已达上限。",
    ),
    "error.keys_full.advice": (
        "Try again in an hour, when keys that nobody used are forgotten. Yours was not kept.",
        "请一小时后再试，届时没人使用的密钥会被清除。你的密钥没有保存。",
    ),
    "error.too_many_requests.message": ("This page sent too many requests.", "本页面的请求过于频繁。"),
    "error.too_many_requests.advice": (
        "Wait a few seconds and try again. Nothing was sent.",
        "请稍等几秒再试。什么都没有发送。",
    ),
    "page.plan.closed": (
        "The key for {gateway} on this server is not open to visitors: give yours in the field above.",
        "本服务器的 {gateway} 密钥不对访客开放：请在上面的框里填写你自己的。",
    ),
    "page.key.closed": (
        "This server's own key is for its members.",
        "本服务器的密钥只供成员使用。",
    ),
}
