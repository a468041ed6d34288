"""Strings of a provider's free test: steps, `check.<problem>`, what mends it (`.mend`)."""

CONNECTION_CHECK: dict[str, tuple[str, str]] = {
    "card.check.test": ("Test", "测试"),
    "card.check.test.of": ("Test {gateway}", "测试 {gateway}"),
    "card.check.test.new": ("Test this provider", "测试这个服务商"),
    "card.check.running": ("Testing…", "正在测试…"),
    "card.check.free": (
        "Free: only the model list is read; no image is requested.",
        "免费：只读取模型列表，不会请求生成图片。",
    ),
    "card.check.failed": ("The test couldn't run: {said}", "测试未能运行：{said}"),
    "card.check.said": ("Its message: {said}", "返回信息：{said}"),
    "card.check.use.address": ("Use this address", "使用这个地址"),
    "card.check.use.model": ("Use {value}", "使用 {value}"),
    "card.check.use.key": ("Enter another key", "换一个密钥"),
    "card.check.state.ok": ("OK", "正常"),
    "card.check.state.warning": ("Warning", "警告"),
    "card.check.state.failed": ("Failed", "失败"),
    "card.check.state.not_reached": ("Not tested", "未测试"),
    "check.works": ("Everything works.", "一切正常。"),
    "check.step.address": ("Address", "地址"),
    "check.step.connection": ("Connection", "连接"),
    "check.step.tls": ("Encryption (TLS)", "加密（TLS）"),
    "check.step.key": ("Key", "密钥"),
    "check.step.models": ("Models", "模型"),
    "check.ok.address": ("The address has the right form.", "地址格式正确。"),
    "check.ok.connection": ("{host} responds.", "{host} 有响应。"),
    "check.ok.tls": ("The certificate is valid.", "证书有效。"),
    "check.ok.plain": (
        "Not encrypted: the address begins with http://, so others on the way can read your key.",
        "未加密：地址以 http:// 开头，传输途中他人可能看到你的密钥。",
    ),
    "check.ok.key": ("The provider accepted the key.", "服务商接受了密钥。"),
    "check.ok.models.one": ("The provider lists 1 model.", "服务商列出了 1 个模型。"),
    "check.ok.models": ("The provider lists {count} models.", "服务商列出了 {count} 个模型。"),
    "check.ok.model": (
        "{model} is one of the {count} models that the provider lists.",
        "{model} 在服务商列出的 {count} 个模型中。",
    ),
    "check.not_reached.key": (
        "No key was needed for the model list, so the key wasn't tested.",
        "读取模型列表不需要密钥，因此密钥未测试。",
    ),
    "check.not_reached": ("Not tested yet.", "尚未测试。"),
    "check.mend.address": ("Use {address}: the API responds there.", "请使用 {address}：API 在那里有响应。"),
    "check.mend.hidden": (
        "This server's administrator can see the right address by running the test on the server itself.",
        "本服务器的管理员在服务器上打开本页并测试，即可看到正确的地址。",
    ),
    "check.host": ("The provider", "服务商"),
    "check.address_unreadable": ("This isn't a valid address.", "地址格式不正确。"),
    "check.address_unreadable.mend": (
        "Write it like https://api.example.com/v1, without spaces, a user name, or a password.",
        "请写成 https://api.example.com/v1 的形式，不要包含空格、用户名或密码。",
    ),
    "check.endpoint_pasted": (
        "This is the address of an endpoint; leave out the part after /v1.",
        "这是某个接口的地址，请去掉 /v1 之后的部分。",
    ),
    "check.version_doubled": ("The address has /v1 twice.", "地址里的 /v1 重复了。"),
    "check.version_missing": ("The address lacks /v1 at the end.", "地址末尾缺少 /v1。"),
    "check.path_wrong": ("There's no API at this path.", "这个路径下没有 API。"),
    "check.moved": ("The address redirects to another one.", "这个地址会跳转到另一个地址。"),
    "check.redirected": (
        "The address redirects to {location}, where no API was found.",
        "这个地址跳转到 {location}，但那里没有找到 API。",
    ),
    "check.redirected.mend": (
        "Look up the API address in the provider's documentation.",
        "请在服务商的文档中查找 API 地址。",
    ),
    "check.web_page": (
        "The response is a web page, not an API. This is probably the provider's website.",
        "返回的是网页而不是 API，这可能是服务商的官网地址。",
    ),
    "check.web_page.mend": (
        "Use the provider's API address from its documentation. It often begins with api. and ends with /v1.",
        "请使用服务商文档中的 API 地址，通常以 api. 开头、以 /v1 结尾。",
    ),
    "check.not_found": (
        "The server responds, but has no model list at this address.",
        "服务器有响应，但这个地址下没有模型列表。",
    ),
    "check.not_found.mend": (
        "Compare the path with the provider's documentation. Some providers have no model list; then the key can't "
        "be tested for free.",
        "请对照服务商文档检查路径。有些服务商不提供模型列表，这时无法免费测试密钥。",
    ),
    "check.not_an_api": (
        "There is a response, but it isn't a model list.",
        "有响应，但返回的不是模型列表。",
    ),
    "check.not_an_api.mend": (
        "Check that the address is that of an OpenAI-compatible API.",
        "请确认这是兼容 OpenAI 的 API 地址。",
    ),
    "check.private_address": (
        "{host} is in a private network, which this server may not access for visitors.",
        "{host} 位于内网，本服务器不会替访客访问。",
    ),
    "check.private_address.mend": (
        "Use a public address, or ask the administrator to set it up on the server.",
        "请使用公网地址，或请管理员在服务器上配置。",
    ),
    "check.host_unknown": ("The host name {host} doesn't exist.", "域名 {host} 不存在。"),
    "check.host_unknown.mend": (
        "Check the spelling of {host}. If it's right, check the server's DNS.",
        "请检查 {host} 的拼写；如果无误，请检查服务器的 DNS。",
    ),
    "check.refused": ("Nothing is listening at {host}.", "{host} 上没有服务在监听。"),
    "check.refused.mend": (
        "Check the port in the address, and that the server there is running.",
        "请检查地址中的端口，并确认那里的服务已启动。",
    ),
    "check.refused_local": (
        "Nothing is listening at {host} on the computer that Easel runs on.",
        "运行 Easel 的电脑上，{host} 没有服务在监听。",
    ),
    "check.refused_local.mend": (
        "Start that server or correct the port. If Easel runs in a container, use the computer's own address (for "
        "example host.docker.internal) instead of localhost.",
        "请启动该服务或更正端口。如果 Easel 运行在容器中，请用宿主机地址（例如 host.docker.internal）代替 localhost。",
    ),
    "check.connect_timeout": ("{host} doesn't respond.", "{host} 没有响应。"),
    "check.connect_timeout.mend": (
        "Check the address and port. A firewall may be dropping the connection, or the server's network needs a "
        "proxy (HTTPS_PROXY).",
        "请检查地址和端口。可能是防火墙丢弃了连接，或服务器需要通过代理上网（HTTPS_PROXY）。",
    ),
    "check.network": ("There's no network route to {host}.", "到 {host} 的网络不通。"),
    "check.network.mend": (
        "Check the network of the server that Easel runs on.",
        "请检查运行 Easel 的服务器的网络。",
    ),
    "check.proxy_unusable": (
        "The proxy in {setting} or ALL_PROXY can't be used.",
        "{setting} 或 ALL_PROXY 中设置的代理无法使用。",
    ),
    "check.proxy_unusable.mend": (
        "Set it to an http:// or https:// address, or remove it, then restart Easel.",
        "请改为 http:// 或 https:// 地址，或删除该设置，然后重启 Easel。",
    ),
    "check.proxy_unreachable": (
        "The proxy in {setting} or ALL_PROXY doesn't connect to {host}.",
        "{setting} 或 ALL_PROXY 中设置的代理无法连接 {host}。",
    ),
    "check.proxy_unreachable.mend": (
        "Start the proxy, or correct its address or password. To go without it, add {host} to NO_PROXY, then restart Easel.",
        "请启动代理，或更正其地址或密码；如不需要代理，请把 {host} 加入 NO_PROXY，然后重启 Easel。",
    ),
    "check.firewall": (
        "A firewall in front of {host} blocked the test (for example a Cloudflare page). The key wasn't checked.",
        "{host} 前面的防火墙拦截了测试（例如 Cloudflare 页面），密钥未被校验。",
    ),
    "check.firewall.mend": (
        "Ask the provider for an API address without a browser check, or use another network.",
        "请向服务商索取没有浏览器验证的 API 地址，或换个网络。",
    ),
    "check.broken_off": (
        "{host} closed the connection without responding.",
        "{host} 未作响应就关闭了连接。",
    ),
    "check.broken_off.mend": (
        "Check the port and whether the address needs https:// or http://.",
        "请检查端口，以及地址应以 https:// 还是 http:// 开头。",
    ),
    "check.https_meant": (
        "The address begins with http://, but {host} expects https://.",
        "地址以 http:// 开头，但 {host} 需要 https://。",
    ),
    "check.http_meant": (
        "The address begins with https://, but {host} isn't encrypted.",
        "地址以 https:// 开头，但 {host} 没有加密。",
    ),
    "check.tls_plain": (
        "{host} doesn't use encryption (TLS) on this port.",
        "{host} 的这个端口没有使用加密（TLS）。",
    ),
    "check.tls_plain.mend": (
        "Correct the port, or begin the address with http:// if the server is in your own network.",
        "请更正端口；如果服务器在你自己的网络中，请用 http:// 开头的地址。",
    ),
    "check.tls_expired": ("The certificate of {host} has expired.", "{host} 的证书已过期。"),
    "check.tls_expired.mend": (
        "The provider must renew it. If others can connect, the clock of Easel's server is wrong: correct it.",
        "需要服务商更新证书。如果别人可以连接，说明 Easel 服务器的时钟不准，请校正。",
    ),
    "check.tls_not_yet_valid": ("The certificate of {host} isn't valid yet.", "{host} 的证书尚未生效。"),
    "check.tls_not_yet_valid.mend": (
        "The clock of Easel's server is probably slow: correct it.",
        "很可能是 Easel 服务器的时钟慢了，请校正。",
    ),
    "check.tls_self_signed": (
        "{host} uses a self-signed certificate.",
        "{host} 使用自签名证书。",
    ),
    "check.tls_self_signed.mend": (
        "If it's your own server, set SSL_CERT_FILE to a file with its certificate and restart Easel. Otherwise "
        "don't send your key there.",
        "如果是你自己的服务器，请把 SSL_CERT_FILE 设为包含该证书的文件并重启 Easel；否则不要把密钥发到那里。",
    ),
    "check.tls_other_name": (
        "The certificate isn't for {host}, but for another name.",
        "证书不属于 {host}，而属于另一个域名。",
    ),
    "check.tls_other_name.mend": (
        "Use the host name that the certificate is for. Your provider's documentation has it.",
        "请使用证书对应的域名，可在服务商文档中找到。",
    ),
    "check.tls_untrusted": (
        "The certificate of {host} comes from an unknown authority.",
        "{host} 的证书由未知机构签发。",
    ),
    "check.tls_untrusted.mend": (
        "If your network inspects traffic or the server is your own, set SSL_CERT_FILE to a file with that "
        "authority's certificate and restart Easel.",
        "如果你的网络会检查流量，或服务器属于你自己，请把 SSL_CERT_FILE 设为包含该机构证书的文件并重启 Easel。",
    ),
    "check.tls_failed": (
        "Couldn't set up an encrypted connection to {host}.",
        "无法与 {host} 建立加密连接。",
    ),
    "check.tls_failed.mend": (
        "Check the port. The server may only support outdated encryption.",
        "请检查端口，服务器也可能只支持过时的加密方式。",
    ),
    "check.key_missing": ("{host} needs a key, and none is set.", "{host} 需要密钥，但尚未设置。"),
    "check.key_missing.mend": ("Enter your key.", "请填写密钥。"),
    "check.key_malformed": (
        "The key contains characters that API keys never use.",
        "密钥中含有不可能出现的字符。",
    ),
    "check.key_malformed.mend": ("Copy the key again, completely.", "请重新完整复制密钥。"),
    "check.key_refused": ("{host} doesn't accept this key.", "{host} 不接受这个密钥。"),
    "check.key_refused.mend": (
        "Copy the key again or create a new one: this one may be incomplete, expired or deleted.",
        "请重新复制或新建密钥：它可能不完整、已过期或已删除。",
    ),
    "check.key_of_another": (
        "This looks like a key of {owner}, not of {host}.",
        "这看起来是 {owner} 的密钥，而不是 {host} 的。",
    ),
    "check.key_of_another.mend": (
        "Enter a key of {host}, or use the address of {owner}.",
        "请填写 {host} 的密钥，或改用 {owner} 的地址。",
    ),
    "check.key_forbidden": (
        "{host} knows this key, but it isn't allowed to do this.",
        "{host} 能识别这个密钥，但该密钥没有相应权限。",
    ),
    "check.key_forbidden.mend": (
        "Use a key whose group or permissions include image models, or change them in the provider's console.",
        "请使用分组或权限包含图像模型的密钥，或在服务商后台修改。",
    ),
    "check.no_balance": ("This key's account is out of credit.", "这个密钥的账户余额不足。"),
    "check.no_balance.mend": (
        "Top up the account, or use another key.",
        "请充值，或换一个密钥。",
    ),
    "check.region": (
        "{host} doesn't serve the region of Easel's server.",
        "{host} 不向 Easel 服务器所在地区提供服务。",
    ),
    "check.region.mend": (
        "Use a provider that serves this region, or run Easel in another one.",
        "请换用支持该地区的服务商，或把 Easel 部署到其他地区。",
    ),
    "check.unverified": (
        "{host} serves only verified accounts or organizations.",
        "{host} 只向已验证的账户或组织提供服务。",
    ),
    "check.unverified.mend": (
        "Verify your account in the provider's console.",
        "请在服务商后台完成验证。",
    ),
    "check.ip_not_allowed": (
        "{host} doesn't allow the IP address of Easel's server.",
        "{host} 不允许 Easel 服务器的 IP 地址。",
    ),
    "check.ip_not_allowed.mend": (
        "Add that IP address to the key's allowlist in the provider's console.",
        "请在服务商后台把该 IP 加入密钥的白名单。",
    ),
    "check.key_without_models": (
        "The key is accepted, but no model is available to it.",
        "密钥有效，但没有可用的模型。",
    ),
    "check.key_without_models.mend": (
        "Use a key of another group, or change its group in the provider's console.",
        "请换用其他分组的密钥，或在服务商后台更改它的分组。",
    ),
    "check.model_missing": (
        "{model} isn't one of the {count} models that the provider lists for this key.",
        "{model} 不在服务商为这个密钥列出的 {count} 个模型中。",
    ),
    "check.model_missing.mend": (
        "Choose a listed model, or use a key of a group that has {model}.",
        "请选择列表中的模型，或使用包含 {model} 的分组的密钥。",
    ),
    "check.model_missing.mend.nearest": (
        "Use {nearest}, the most similar one in the list.",
        "请使用列表中最相近的 {nearest}。",
    ),
    "check.too_slow": (
        "Connected to {host}, but it didn't respond within {seconds} s.",
        "已连接 {host}，但 {seconds} 秒内没有响应。",
    ),
    "check.too_slow.mend": (
        "Try again in a few minutes. If it stays slow, check the provider's status page or use another address.",
        "请几分钟后再试。如果一直很慢，请查看服务商的状态页或换一个地址。",
    ),
    "check.rate_limited": ("{host} is limiting requests right now.", "{host} 正在限流。"),
    "check.rate_limited.mend": ("Wait a minute, then test again.", "请等一分钟后再测试。"),
    "check.busy": ("{host} is overloaded right now.", "{host} 目前负载过高。"),
    "check.busy.mend": ("Wait a minute, then test again.", "请等一分钟后再测试。"),
    "check.server_error": (
        "{host} had an internal error (status {status}).",
        "{host} 内部出错（状态码 {status}）。",
    ),
    "check.server_error.mend": (
        "Nothing is wrong with your settings. Try again later, or use another provider.",
        "你的设置没有问题。请稍后再试，或换用其他服务商。",
    ),
    "check.odd_answer": (
        "{host} refused to list its models (status {status}).",
        "{host} 拒绝列出模型（状态码 {status}）。",
    ),
    "check.odd_answer.mend": (
        "Compare the address with the provider's documentation.",
        "请对照服务商文档检查地址。",
    ),
    "error.too_many_checks.message": ("Too many tests in a short time.", "短时间内测试次数过多。"),
    "error.too_many_checks.advice": ("Try again {wait}.", "请{wait}再试。"),
    "error.nothing_to_check.message": (
        "There's nothing to test: the demo needs no connection.",
        "无需测试：演示不需要连接。",
    ),
    "error.nothing_to_check.advice": ("You can use it right away.", "可以直接使用。"),
}
