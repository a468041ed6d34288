"""The strings of a run's record, and of the bundle for a gateway's help desk."""

RECORD: dict[str, tuple[str, str]] = {
    "record.readme.title": (
        "For the help desk of {gateway}: one request, and what came of it",
        "给 {gateway} 客服：一次请求及其结果",
    ),
    "record.readme.run": (
        "Model {model}, asked for at {when} (UTC). It ended as: {state}.",
        "模型 {model}，提交于 {when}（UTC）。结果状态：{state}。",
    ),
    "record.readme.call": (
        "Request {number}: sent {when} (UTC), HTTP status {status}, request id {id}.",
        "第 {number} 次请求：发出于 {when}（UTC），HTTP 状态 {status}，请求 ID {id}。",
    ),
    "record.readme.record": (
        "record.json – what was asked, sent and delivered, with times (seconds since 1970), tokens and errors.",
        "record.json：要求、发送与交付的内容，含时间（1970 年起的秒数）、token 与错误。",
    ),
    "record.readme.request": (
        "request.txt – the first request as a curl command; the key is not in it.",
        "request.txt：第一次请求的 curl 命令，里面没有密钥。",
    ),
    "record.readme.answer": (
        "answer-{number}.raw – the raw answer to request {number} as it arrived; answer-{number}.json – how it was "
        "announced.",
        "answer-{number}.raw：第 {number} 次请求收到的原始回答；answer-{number}.json：回答的状态与类型。",
    ),
    "record.readme.cut": (
        "It is {size} bytes long; only its first {first} and its last {last} are here.",
        "原始回答共 {size} 字节，这里只有开头 {first} 字节和结尾 {last} 字节。",
    ),
    "record.readme.no_answer": (
        "There is no raw answer here: it is kept only when a call did not go well after its answer had begun to "
        "come. Of a refusal, record.json has the words.",
        "这里没有原始回答：只有回答开始到达之后出错的请求才会保留。被拒绝时，原话在 record.json 里。",
    ),
    "record.readme.secrets": (
        "Every key that Easel knows was struck out and reads “…”. The prompt is in here: look through it before you "
        "send it.",
        "Easel 知道的密钥都已抹去，显示为“…”。提示词在里面：发送前请自己看一遍。",
    ),
}
