"""Strings of the providers page, of providers that people add, and of extra parameters."""

PROVIDERS: dict[str, tuple[str, str]] = {
    "card.providers.title": ("Providers", "服务商"),
    "card.providers.manage": ("Manage providers", "管理服务商"),
    "card.providers.look": ("Search providers for “{query}”", "在各服务商中查找“{query}”"),
    "card.providers.intro": (
        "Ask a provider which models it has, and tick the ones you want in the model list. Asking is free.",
        "查询服务商有哪些模型，勾选后就会出现在模型列表中。查询免费。",
    ),
    "card.providers.models": ("{count} models", "{count} 个模型"),
    "card.providers.models.one": ("1 model", "1 个模型"),
    "card.providers.models.some": ("{count} of {total} models", "{total} 个模型中的 {count} 个"),
    "card.providers.models.show": ("Show the models of {gateway}: {said}", "显示 {gateway} 的模型：{said}"),
    "card.providers.own": ("Only for you", "仅供你使用"),
    "card.providers.key.yours": ("Your key {tail}", "你的密钥 {tail}"),
    "card.providers.key.replace": ("Replace key", "更换密钥"),
    "card.providers.key.server": ("Server key", "服务器密钥"),
    "card.providers.key.none": ("No key", "没有密钥"),
    "card.providers.key.free": ("No key needed", "不需要密钥"),
    "card.providers.key.forgotten": (
        "This server doesn't have your key for {gateway}: keys are only in its memory and are lost when it restarts. "
        "Add it again; the address and your models are still here.",
        "服务器上没有你的 {gateway} 密钥：密钥仅存于服务器内存，重启后会清除。请重新添加，地址和模型都还在。",
    ),
    "page.plan.key.own": (
        "Add your {gateway} key again: keys are only in the server's memory and are lost when it restarts.",
        "请重新添加 {gateway} 密钥：密钥仅存于服务器内存，重启后会清除。",
    ),
    "card.providers.list": ("List models", "查询模型"),
    "card.providers.list.of": ("List the models of {gateway}", "查询 {gateway} 的模型"),
    "card.providers.listing": ("Asking {gateway}…", "正在查询 {gateway}…"),
    "card.providers.listed.one": ("{gateway} lists 1 model.", "{gateway} 列出了 1 个模型。"),
    "card.providers.listed": ("{gateway} lists {count} models.", "{gateway} 列出了 {count} 个模型。"),
    "card.providers.empty": ("{gateway} lists no models.", "{gateway} 没有列出任何模型。"),
    "card.providers.search": ("Search the models of {gateway}", "搜索 {gateway} 的模型"),
    "card.providers.none": ("No model matches “{query}”.", "没有匹配“{query}”的模型。"),
    "card.providers.more": (
        "{count} more models. Type to narrow the list.",
        "还有 {count} 个模型，输入文字可缩小范围。",
    ),
    "card.providers.built_in": ("Built in", "内置"),
    "card.providers.use": ("Use", "使用"),
    "card.providers.use.of": ("Use {model}", "使用 {model}"),
    "card.providers.family.of": ("Works like: {model}", "按此方式使用：{model}"),
    "card.providers.family.auto": ("Works like: Auto", "使用方式：自动"),
    "card.providers.save.failed": ("Couldn't save: {said}", "保存失败：{said}"),
    "card.providers.add": ("Add a provider", "添加服务商"),
    "card.providers.add.hint": (
        "Any OpenAI-compatible address. Address and key stay in this server's memory, only for you, until it "
        "restarts. This browser remembers the address, but never the key.",
        "任何兼容 OpenAI 的地址。地址和密钥仅存于服务器内存，只供你使用，重启后清除。此浏览器会记住地址，但不会保存密钥。",
    ),
    "card.providers.add.name": ("Name (optional)", "名称（可选）"),
    "card.providers.add.address": ("Address", "地址"),
    "card.providers.add.key": ("API key (if it needs one)", "API 密钥（如需要）"),
    "card.providers.add.save": ("Add provider", "添加"),
    "card.providers.add.none": ("Enter an address first.", "请先填写地址。"),
    "card.providers.added": ("{gateway} added.", "已添加 {gateway}。"),
    "card.providers.remove": ("Remove", "移除"),
    "card.providers.remove.of": ("Remove {gateway}", "移除 {gateway}"),
    "card.providers.removed": ("{gateway} removed. Your images stay.", "已移除 {gateway}，你的图片会保留。"),
    "card.viewer.request_gone": (
        "The provider or model is no longer here, so the request can't be shown.",
        "这个服务商或模型已不在列表中，无法显示当时的请求。",
    ),
    "server.provider_own": ("A visitor's own provider", "访客自己的服务商"),
    "server.provider_gone": ("A removed provider", "已移除的服务商"),
    "error.no_key.advice.own": (
        "Add the key again where you choose a model: the server forgets it when it restarts. Nothing was sent.",
        "请在选择模型处重新填写密钥：服务器重启后会清除密钥。请求未发送。",
    ),
    "error.bad_address.message": ("This address can't be used.", "这个地址无法使用。"),
    "error.bad_address.message.private": (
        "This address is in a private network, which this server doesn't allow.",
        "这个地址属于内网，本服务器不允许访问。",
    ),
    "error.bad_address.message.key": ("The address seems to contain a key.", "地址中似乎包含密钥。"),
    "error.bad_address.advice": (
        "Write it like https://api.example.com/v1, without a user name or password.",
        "请写成 https://api.example.com/v1 这样的形式，不要包含用户名或密码。",
    ),
    "error.bad_address.advice.private": (
        "Use a public address. The administrator can allow private ones (EASEL_ALLOW_PRIVATE_GATEWAYS=yes).",
        "请使用公网地址。管理员可以允许内网地址（EASEL_ALLOW_PRIVATE_GATEWAYS=yes）。",
    ),
    "error.bad_address.advice.key": (
        "Put the key in its own field. Nothing was saved.",
        "请把密钥填在密钥栏中。未保存任何内容。",
    ),
    "error.wrong_address.message.private": (
        "This address points to a private network, which this server doesn't allow.",
        "这个地址指向内网，本服务器不允许访问。",
    ),
    "error.wrong_address.message.fake_ip": (
        "This address resolves to a fake IP from a local proxy (Clash, Surge).",
        "这个地址被本地代理（Clash、Surge 等）解析成了虚拟 IP。",
    ),
    "error.wrong_address.advice.private": (
        "Use a public address. The administrator can allow private ones (EASEL_ALLOW_PRIVATE_GATEWAYS=yes). "
        "Nothing was sent.",
        "请使用公网地址。管理员可以允许内网地址（EASEL_ALLOW_PRIVATE_GATEWAYS=yes）。请求未发送。",
    ),
    "error.wrong_address.advice.fake_ip": (
        "The administrator can allow it (EASEL_ALLOW_FAKE_IP=1). Nothing was sent.",
        "管理员可以允许这类地址（EASEL_ALLOW_FAKE_IP=1）。请求未发送。",
    ),
    "error.too_many_added.message": (
        "You can add up to {gateways} providers, and up to {models} models to each.",
        "最多可添加 {gateways} 个服务商，每个最多 {models} 个模型。",
    ),
    "error.too_many_added.message.size": (
        "What you added and unticked is more than fits in 255 KB.",
        "添加和取消勾选的内容合计超过了 255 KB。",
    ),
    "card.providers.left_out": (
        "Removed from your list, since this server no longer offers them: {count} saved providers or models.",
        "已保存的服务商或模型中，有 {count} 项在这里不再可用，已从你的列表中移除。",
    ),
    "error.too_many_added.advice": ("Remove some that you don't need.", "请移除一些不需要的。"),
    "error.too_many_unticked.message": (
        "You can untick up to {models} models.",
        "最多可取消勾选 {models} 个模型。",
    ),
    "error.too_many_unticked.advice": ("Tick some again first.", "请先重新勾选一些模型。"),
    "error.none_offered.message": (
        "At least one model has to stay ticked.",
        "至少要保留一个勾选的模型。",
    ),
    "error.none_offered.advice": ("Tick another one first.", "请先勾选另一个模型。"),
    "page.extra.label": ("Extra parameters (JSON)", "额外参数（JSON）"),
    "page.plan.extra": ("extra: {names}", "额外参数：{names}"),
    "unsupported.extra_unreadable": (
        'Extra parameters must be a JSON object, like {{"watermark": false}}, at most 6 levels deep.',
        '额外参数必须是 JSON 对象，例如 {{"watermark": false}}，最多 6 层。',
    ),
    "unsupported.extra_too_long": (
        "Extra parameters can have up to {limit} characters.",
        "额外参数最多 {limit} 个字符。",
    ),
    "unsupported.extra_name": (
        "“{value}” can't be the name of an extra parameter.",
        "“{value}”不能作为额外参数的名称。",
    ),
    "unsupported.extra_sent": (
        "“{value}” can't be an extra parameter: Easel sends it itself. Use the form for it.",
        "“{value}”不能作为额外参数：Easel 会自行发送它，请在表单中设置。",
    ),
    "unsupported.extra_not_sent": (
        "The demo sends nothing, so it takes no extra parameters.",
        "演示模型不会发送请求，因此不支持额外参数。",
    ),
}
