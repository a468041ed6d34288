"""Strings of login, account, roles, and of who owns what a browser made."""

ACCOUNT: dict[str, tuple[str, str]] = {
    "error.login_needed.message": ("You are not logged in.", "你还没有登录。"),
    "error.login_needed.advice": (
        "Log in on Easel's login page, then try again.",
        "请先在 Easel 的登录页面登录，然后再试。",
    ),
    "error.login_shut.message": ("This account is disabled.", "这个账号已停用。"),
    "error.login_shut.advice": ("Ask whoever runs this server.", "请联系服务器的管理者。"),
    "error.admin_only.message": ("Only admins may see this.", "只有管理员可以查看。"),
    "error.admin_only.advice": (
        "Whoever runs this server can make you one.",
        "服务器的管理者可以把你设为管理员。",
    ),
    "error.runs_unfinished.message": ("Some of your runs have not ended yet.", "还有任务没有结束。"),
    "error.runs_unfinished.advice": (
        "Wait for them or stop them, then try again. Nothing was changed.",
        "请等它们结束，或先停止，然后再试。什么都没有改变。",
    ),
    "error.gallery_moved.message": ("This gallery has just moved.", "这个图库刚刚换了归属。"),
    "error.gallery_moved.advice": (
        "Reload the page and try again. Nothing was sent.",
        "请重新加载页面后再试，什么都没有发出。",
    ),
    "error.nothing_owned.message": ("There is nothing here to carry over.", "这里没有可以带走的内容。"),
    "error.nothing_owned.advice": (
        "Open Easel in the browser that made the pictures.",
        "请在当初出图的浏览器里打开 Easel。",
    ),
    "login.title": ("Log in to Easel", "登录 Easel 画架"),
    "login.name": ("Name", "用户名"),
    "login.password": ("Password", "密码"),
    "login.submit": ("Log in", "登录"),
    "login.wrong": ("Wrong name or password.", "用户名或密码不对。"),
    "login.wait": (
        "The last try was wrong. Wait {seconds} s, then try again.",
        "之前输错过，请 {seconds} 秒后再试。",
    ),
    "login.busy": (
        "Many people are logging in just now. Try again in a few seconds.",
        "现在登录的人很多，请过几秒再试。",
    ),
    "login.in": ("Logged in as {name}.", "已登录：{name}。"),
    "login.open": ("Open Easel", "打开 Easel"),
    "account.title": ("Your account", "我的账号"),
    "account.role.admin": ("You are an admin of this server.", "你是本服务器的管理员。"),
    "account.role.member": (
        "You are a member: the server's own keys are yours to use.",
        "你是成员，可以使用服务器上的密钥。",
    ),
    "account.role.guest": (
        "You are a guest: models that need a key work with your own.",
        "你是访客，需要密钥的模型请使用自己的密钥。",
    ),
    "account.by_proxy": (
        "You are logged in through the proxy in front of Easel; log out or change your password there.",
        "你是通过 Easel 前面的代理登录的，请在那里退出登录或修改密码。",
    ),
    "account.sessions": ("Where you are logged in", "已登录的浏览器"),
    "account.session": (
        "{browser}: logged in {made}, last used {seen}",
        "{browser}：{made} 登录，最近使用 {seen}",
    ),
    "account.session.this": (
        "{browser} (this browser): logged in {made}, last used {seen}",
        "{browser}（当前浏览器）：{made} 登录，最近使用 {seen}",
    ),
    "account.out": ("Log out", "退出登录"),
    "account.out_everywhere": ("Log out everywhere", "在所有设备上退出登录"),
    "account.current": ("Current password", "当前密码"),
    "account.new": ("New password", "新密码"),
    "account.again": ("New password again", "再输一次新密码"),
    "account.change": ("Change the password", "修改密码"),
    "account.wrong": ("That is not your current password. Nothing was changed.", "当前密码不对，没有修改。"),
    "account.differ": (
        "The new passwords do not match. Nothing was changed.",
        "两次输入的新密码不一致，没有修改。",
    ),
    "account.length": (
        "A password needs {least} to {most} characters. Nothing was changed.",
        "密码长度须为 {least} 到 {most} 个字符，没有修改。",
    ),
    "account.changed": (
        "Your password was changed, and every other browser was logged out.",
        "密码已修改，其他浏览器都已退出登录。",
    ),
    "carry.title": ("Bring a gallery to this browser", "把图库带到这个浏览器"),
    "carry.explain": (
        "The pictures of another browser move here and join what this browser has. Use only a code "
        "that you made yourself: whoever else gave you one will see everything you make here.",
        "另一个浏览器里的图片会移到这里，与这个浏览器已有的合并。请只使用你自己生成的代码：如果代码是别人给的，对方将看到你在这里生成的一切。",
    ),
    "carry.code": ("Code", "代码"),
    "carry.bring": ("Bring it here", "带到这里"),
    "carry.open": ("Open Easel", "打开 Easel"),
    "carry.wrong": (
        "This code is wrong, was used before, or is over ten minutes old. Make a new one in the other browser.",
        "代码不对、已用过，或已超过十分钟。请在另一个浏览器里重新生成。",
    ),
    "carry.unfinished": (
        "Some runs have not ended yet. Wait for them or stop them, then try again; the code is still good.",
        "还有任务没有结束。请等它们结束或先停止再试，代码仍然有效。",
    ),
    "carry.done": ("The pictures are here now.", "图片已经移到这里。"),
    "card.account.link": ("{name}: account", "{name}：账号"),
    "card.account.found": (
        "What this browser made before you logged in can become yours; pictures: {count}.",
        "这个浏览器在你登录之前生成的 {count} 张图片可以归到你名下。",
    ),
    "card.account.take": ("Take them over", "归到我名下"),
    "card.account.later": ("Not now", "暂不"),
    "card.account.owner": (
        "This gallery belongs to this browser: clear its cookies, and it is gone.",
        "这个图库只属于这个浏览器，清除 Cookie 后就找不回来了。",
    ),
    "card.account.swept": (
        "It is deleted {days} days after this browser's last visit.",
        "这个浏览器最后一次访问 {days} 天后，图库会被删除。",
    ),
    "card.account.carry": ("Bring it to another browser", "带到另一个浏览器"),
    "card.account.code": (
        "Open {link} in the other browser within ten minutes, or go to {page} there and type {code}. It works once; keep "
        "it to yourself.",
        "请在十分钟内用另一个浏览器打开 {link}，或在那里打开 {page} 并输入 {code}。只能用一次，请勿告诉别人。",
    ),
}
