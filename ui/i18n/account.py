"""Strings of login, account, roles, and of who owns what a browser made."""

ACCOUNT: dict[str, tuple[str, str]] = {
    "error.login_needed.message": ("You're not signed in.", "你尚未登录。"),
    "error.login_needed.advice": (
        "Sign in on Easel's sign-in page, then try again.",
        "请在 Easel 的登录页面登录后再试。",
    ),
    "error.login_shut.message": ("This account is disabled.", "此账号已停用。"),
    "error.login_shut.advice": ("Contact the server's administrator.", "请联系服务器管理员。"),
    "error.admin_only.message": ("Only admins can see this.", "仅管理员可以查看。"),
    "error.admin_only.advice": ("Ask an admin of this server for access.", "如需权限，请联系本服务器的管理员。"),
    "error.runs_unfinished.message": ("Some of your images are still in progress.", "还有图片在生成中。"),
    "error.runs_unfinished.advice": (
        "Wait for them or stop them, then try again. Nothing was changed.",
        "请等它们完成或停止后再试。未作任何更改。",
    ),
    "error.gallery_moved.message": ("This gallery was just moved.", "此图库刚刚被转移。"),
    "error.gallery_moved.advice": (
        "Reload the page and try again. Nothing was sent.",
        "请刷新页面后再试。请求未发送。",
    ),
    "error.nothing_owned.message": ("There are no images to transfer.", "没有可以转移的图片。"),
    "error.nothing_owned.advice": (
        "Open Easel in the browser where you created them.",
        "请在当初生成图片的浏览器中打开 Easel。",
    ),
    "login.title": ("Sign in to Easel", "登录 Easel"),
    "login.name": ("Username", "用户名"),
    "login.password": ("Password", "密码"),
    "login.submit": ("Sign in", "登录"),
    "login.wrong": ("Incorrect username or password.", "用户名或密码错误。"),
    "login.wait": (
        "Incorrect username or password. Try again in {seconds} s.",
        "用户名或密码错误，请 {seconds} 秒后再试。",
    ),
    "login.busy": (
        "Too many people are signing in right now. Try again in a few seconds.",
        "当前登录人数较多，请稍等几秒再试。",
    ),
    "login.in": ("Signed in as {name}.", "已登录：{name}。"),
    "login.open": ("Open Easel", "打开 Easel"),
    "account.title": ("Your account", "我的账号"),
    "account.role.admin": ("You're an admin of this server.", "你是本服务器的管理员。"),
    "account.role.member": (
        "You're a member and can use the server's API keys.",
        "你是成员，可以使用服务器的 API 密钥。",
    ),
    "account.role.guest": (
        "You're a guest. Models that need an API key work with your own.",
        "你是访客。需要 API 密钥的模型请使用自己的密钥。",
    ),
    "account.by_proxy": (
        "You're signed in through the proxy in front of Easel. Sign out or change your password there.",
        "你是通过 Easel 前面的代理登录的，请在那里退出登录或修改密码。",
    ),
    "account.sessions": ("Where you're signed in", "已登录的设备"),
    "account.session.this": ("{browser} (this browser)", "{browser}（当前浏览器）"),
    "account.session.made": ("Signed in {time}", "登录于 {time}"),
    "account.session.seen": ("Last active {time}", "最近活动 {time}"),
    "account.out": ("Sign out", "退出登录"),
    "account.out_everywhere": ("Sign out everywhere", "在所有设备上退出登录"),
    "account.current": ("Current password", "当前密码"),
    "account.new": ("New password", "新密码"),
    "account.again": ("Confirm new password", "确认新密码"),
    "account.change": ("Change password", "修改密码"),
    "account.wrong": ("Your current password is incorrect. Nothing was changed.", "当前密码错误，未作更改。"),
    "account.differ": ("The new passwords don't match. Nothing was changed.", "两次输入的新密码不一致，未作更改。"),
    "account.length": (
        "Use {least} to {most} characters for your password. Nothing was changed.",
        "密码长度须为 {least} 到 {most} 个字符，未作更改。",
    ),
    "account.changed": (
        "Password changed. You've been signed out in all other browsers.",
        "密码已修改，其他浏览器均已退出登录。",
    ),
    "carry.title": ("Add a gallery from another browser", "添加另一个浏览器的图库"),
    "carry.explain": (
        "Both browsers will share one gallery: images from the other browser appear here, and images made here "
        "appear there. API keys saved in this browser are removed. Only use a code you created yourself: if "
        "someone else gave it to you, they will see everything you've made here and everything you make from now "
        "on.",
        "两个浏览器将共用一个图库：另一个浏览器的图片会出现在这里，这里的图片也会出现在那边，在这里保存的 API "
        "密钥会被移除。请只使用你自己生成的配对码：如果配对码来自他人，"
        "对方将能看到你在这里已生成和今后生成的所有图片。",
    ),
    "carry.explain.user": (
        "Images from the other browser move to your account and no longer appear in that browser.",
        "另一个浏览器中的图片将移到你的账号，不再显示在那个浏览器中。",
    ),
    "carry.code": ("Code", "配对码"),
    "carry.bring": ("Add gallery", "添加图库"),
    "carry.open": ("Open Easel", "打开 Easel"),
    "carry.wrong": (
        "This code is incorrect, already used, or more than ten minutes old. Create a new one in the other "
        "browser.",
        "配对码错误、已被使用或已超过十分钟。请在另一个浏览器中重新生成。",
    ),
    "carry.unfinished": (
        "Some images are still in progress. Wait for them or stop them, then try again. Your code is still valid.",
        "还有图片在生成中。请等它们完成或停止后再试，配对码仍然有效。",
    ),
    "carry.done": ("Gallery added.", "图库已添加。"),
    "card.account.title": ("Account", "账号"),
    "card.account.gallery": ("Your gallery", "你的图库"),
    "card.account.signed_in": ("Signed in as {name}", "已登录：{name}"),
    "card.account.link": ("Manage account", "管理账号"),
    "card.account.out": ("Sign out", "退出登录"),
    "card.account.found": (
        "Images made in this browser before you signed in: {count}. Move them to your account?",
        "登录前在这个浏览器中生成了 {count} 张图片，要移到你的账号吗？",
    ),
    "card.account.take": ("Move to my account", "移到我的账号"),
    "card.account.later": ("Not now", "暂不"),
    "card.account.owner": (
        "Your gallery is tied to this browser. If you clear its cookies, you lose access to it.",
        "图库与这个浏览器绑定，清除 Cookie 后将无法找回。",
    ),
    "card.account.swept": (
        "It's deleted {days} days after your last visit.",
        "最后一次访问 {days} 天后，图库会被删除。",
    ),
    "card.account.carry": ("Use in another browser", "在其他浏览器中使用"),
    "card.account.code": (
        "Within ten minutes, open {link} in the other browser, or go to {page} there and enter {code}. It works "
        "once. Keep it private.",
        "请在十分钟内用另一个浏览器打开 {link}，或在那里打开 {page} 并输入 {code}。只能使用一次，请勿告诉他人。",
    ),
}
