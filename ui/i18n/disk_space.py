"""Strings of what is refused because there is no room for it on the server's disk."""

DISK_SPACE: dict[str, tuple[str, str]] = {
    "error.disk.message.floor": (
        "The server's disk is nearly full: {free} is free, and {floor} must stay free.",
        "服务器的磁盘快满了：还剩 {free}，而必须留出 {floor}。",
    ),
    "error.disk.advice.floor": (
        "Nothing was sent and nothing charged. Tell whoever runs this server; your pictures are safe.",
        "什么都没有发送，也没有计费。请告诉服务器的管理者；你的图片都还在。",
    ),
    "error.storage_full.message": (
        "With this, your pictures would exceed the {limit} that each visitor has on this server; "
        "they take {used} now.",
        "再加上这些，你的图片就会超出本服务器给每位访客的 {limit} 空间；现在已占用 {used}。",
    ),
    "error.storage_full.advice": (
        "Delete some in the Gallery, then try again. Uploads that no picture was made of go by themselves. Nothing was sent.",
        "请在“图库”里删掉一些再试。没有用来作图的上传文件过些天会自动清理。什么都没有发送。",
    ),
    "error.too_many_uploads.message": (
        "Too many uploads: this server allows {limit} an hour for each visitor, and a few times as "
        "many from one network.",
        "上传太频繁：本服务器允许每位访客每小时上传 {limit} 次，同一网络的总次数也有上限。",
    ),
    "error.too_many_uploads.advice": (
        "Try again in {minutes} min. Pictures that are here already can be used again without uploading them.",
        "请 {minutes} 分钟后再试。已经在这里的图片不用重新上传就能再用。",
    ),
}
