"""Strings of what is refused because there is no room for it on the server's disk."""

DISK_SPACE: dict[str, tuple[str, str]] = {
    "error.disk.message.floor": (
        "The server's disk is almost full: {free} free, and {floor} must stay free.",
        "服务器磁盘快满了：剩余 {free}，而至少要保留 {floor}。",
    ),
    "error.disk.advice.floor": (
        "Nothing was sent or charged. Please tell the administrator. Your images are safe.",
        "请求未发送，也未计费。请通知服务器管理员。你的图片都还在。",
    ),
    "error.storage_full.message": (
        "This would exceed your storage limit of {limit} on this server. You're using {used}.",
        "这会超出本服务器给每位访客的 {limit} 存储上限，你已使用 {used}。",
    ),
    "error.storage_full.advice": (
        "Delete some images in the Gallery and try again. Unused uploads are removed automatically. Nothing was "
        "sent.",
        "请在“图库”中删除一些图片后再试。未使用的上传文件会自动清理。请求未发送。",
    ),
    "error.too_many_uploads.message": (
        "Too many uploads. This server allows {limit} per hour for each visitor, and limits each network as well.",
        "上传过于频繁。本服务器允许每位访客每小时上传 {limit} 次，同一网络也有总次数上限。",
    ),
    "error.too_many_uploads.advice": (
        "Try again in {minutes} min. Images you've already uploaded can be reused now.",
        "请 {minutes} 分钟后再试。已上传的图片现在就可以继续使用。",
    ),
}
