"""Strings of the edit tab: form, input images (`card.tiles.`), comparison (`card.compare.`)."""

EDIT: dict[str, tuple[str, str]] = {
    "page.tab.edit": ("Edit", "编辑"),
    "page.prompt.generate": ("Describe your image", "描述你想要的画面"),
    "page.placeholder.generate": (
        "e.g. a red boat on the sea at sunset, watercolour",
        "例如：夕阳下的海面上，一艘红色的船，水彩画",
    ),
    "page.run.generate": ("Generate", "生成"),
    "page.run.another": ("Generate another", "再生成一张"),
    "page.prompt.edit": ("What would you like to change?", "想改成什么样？"),
    "page.placeholder.edit": (
        "e.g. put the cat from image 2 on the chair in image 1",
        "例如：把图2里的猫放到图1的椅子上",
    ),
    "page.run.edit": ("Edit", "编辑"),
    "page.ratio.like": ("Original", "原图比例"),
    "page.plan.sends_one": ("uploads 1 image ({size})", "上传 1 张图（{size}）"),
    "page.plan.sends": ("uploads {count} images ({size})", "上传 {count} 张图（{size}）"),
    "page.plan.no_pictures": ("Add an image to edit.", "请先添加图片。"),
    "page.plan.picture_problem": ("Image {number}: {said}", "图{number}：{said}"),
    "option.input_fidelity": ("Input fidelity", "原图保真度"),
    "card.mask.title": ("Paint the area to change", "涂抹要修改的区域"),
    "card.mask.open": ("Paint a mask", "涂抹修改区域"),
    "card.mask.apply": ("Apply", "应用"),
    "card.mask.cancel": ("Cancel", "取消"),
    "card.mask.discard.ask": ("Discard changes?", "放弃这次的涂抹吗？"),
    "card.mask.discard": ("Discard", "放弃"),
    "card.mask.discard.stay": ("Keep painting", "继续涂抹"),
    "card.mask.drop": ("Clear the mask", "清除蒙版"),
    "card.mask.hint": ("Outside your mask, every pixel stays exactly the same.", "蒙版之外，像素完全不变。"),
    "card.mask.optional": ("No mask: the whole image can change.", "未涂蒙版，整张图都可能改变。"),
    "card.mask.share": ("Mask covers {percent}% of image 1", "蒙版覆盖图1的 {percent}%"),
    "card.mask.failed": ("Couldn't save the mask: {said}", "蒙版保存失败：{said}"),
    "card.held": ("Mask applied", "已套用蒙版"),
    "card.raw": ("Raw model output", "模型原图"),
    "card.before": ("Before", "之前"),
    "card.after": ("After", "之后"),
    "card.from": ("From", "原图"),
}

INPUT_ERRORS: dict[str, tuple[str, str]] = {
    "error.not_a_picture.message": ("This file isn't an image.", "这个文件不是图片。"),
    "error.not_a_picture.advice": (
        "Use PNG, JPEG, WebP, GIF, SVG, BMP, TIFF, AVIF or HEIC.",
        "支持 PNG、JPEG、WebP、GIF、SVG、BMP、TIFF、AVIF 和 HEIC。",
    ),
    "error.svg_picture.message": ("This SVG can't be converted to pixels.", "无法将这个 SVG 转换为像素。"),
    "error.svg_picture.message.entities": (
        "This SVG declares XML entities, so it isn't opened.",
        "这个 SVG 声明了 XML 实体，因此不予打开。",
    ),
    "error.svg_picture.message.complex": (
        "This SVG is too complex to open safely.",
        "这个 SVG 过于复杂，无法安全打开。",
    ),
    "error.svg_picture.message.slow": ("This SVG takes too long to draw.", "绘制这个 SVG 耗时过长。"),
    "error.svg_picture.message.missing": (
        "This server can't convert SVG to pixels (resvg-py isn't installed).",
        "服务器无法将 SVG 转换为像素（未安装 resvg-py）。",
    ),
    "error.svg_picture.advice": ("Export it as PNG and upload that.", "请导出为 PNG 后上传。"),
    "error.huge_picture.message": (
        "This image is too large: {width} × {height} pixels ({megapixels} megapixels). The limit is {limit} "
        "megapixels.",
        "图片过大：{width} × {height} 像素（{megapixels} 百万像素），上限为 {limit} 百万像素。",
    ),
    "error.huge_picture.advice": ("Resize it and upload it again.", "请缩小后重新上传。"),
    "error.heavy_picture.message": (
        "This {format} image of {width} × {height} pixels needs {needed} MB of memory to open; {limit} MB are "
        "available.",
        "打开这张 {width} × {height} 像素的 {format} 图片需要 {needed} MB 内存，可用内存为 {limit} MB。",
    ),
    "error.heavy_picture.advice": (
        "Save it as JPEG or PNG, or resize it, and upload it again.",
        "请另存为 JPEG 或 PNG，或缩小后重新上传。",
    ),
    "error.torn_picture.message": ("This image file is incomplete.", "图片文件不完整。"),
    "error.torn_picture.advice": ("Save or download it again, then re-upload.", "请重新保存或下载后再上传。"),
    "unsupported.pictures_none": ("Add an image to edit.", "请先添加要编辑的图片。"),
    "unsupported.pictures_not_taken": ("This model doesn't accept images.", "这个模型不支持输入图片。"),
    "unsupported.images_too_many": (
        "You added {value} images; this model accepts up to {limit}.",
        "已添加 {value} 张图，这个模型最多支持 {limit} 张。",
    ),
    "unsupported.image_format": (
        "Image {number} is {value}; this model accepts {offered}.",
        "图{number}是 {value} 格式，这个模型支持 {offered}。",
    ),
    "unsupported.image_too_heavy": (
        "This image exceeds the model's limit of {limit} MB.",
        "图片超过这个模型的 {limit} MB 上限。",
    ),
    "unsupported.padded_too_large": (
        "To fit this model's aspect ratios, image 1 would grow to {value}, too large to open here. Use a smaller "
        "image, or clear the mask.",
        "为匹配这个模型的比例，图1需要扩展到 {value}，超出可打开的上限。请换一张小一些的图，或清除蒙版。",
    ),
    "unsupported.image_too_many_pixels": (
        "This image has more pixels than the model accepts.",
        "图片像素数超过这个模型的上限。",
    ),
    "unsupported.image_svg": (
        "This SVG can't be converted to pixels. Export it as PNG and upload that.",
        "无法将这个 SVG 转换为像素。请导出为 PNG 后上传。",
    ),
    "unsupported.mask_alone": (
        "A mask needs an image. Add one, or clear the mask.",
        "蒙版需要对应的图片。请添加图片，或清除蒙版。",
    ),
    "unsupported.mask_size": (
        "The mask is {value}, but image 1 is {nearest}.",
        "蒙版尺寸为 {value}，而图1为 {nearest}。",
    ),
    "unsupported.mask_too_heavy": (
        "The mask is {value}; the limit is {limit} MB.",
        "蒙版大小为 {value}，上限为 {limit} MB。",
    ),
    "unsupported.mask_empty": (
        "Your mask is empty. Paint an area, or clear the mask to edit the whole image.",
        "蒙版是空的。请涂抹一块区域，或清除蒙版以修改整张图。",
    ),
    "unsupported.mask_stale": (
        "Your mask was painted for a different image 1. Paint a new one, or clear it.",
        "蒙版对应的是另一张图1。请重新涂抹，或清除蒙版。",
    ),
    "unsupported.mask_gone": (
        "Your mask is no longer on this server. Paint a new one, or clear it.",
        "服务器上已没有这个蒙版。请重新涂抹，或清除蒙版。",
    ),
    "unsupported.image_gone": (
        "An input image is no longer on this server. Add it again.",
        "服务器上已没有其中一张输入图片。请重新添加。",
    ),
    "unsupported.mask_no_alpha": (
        "The mask has no transparent area. Transparent pixels mark what can change.",
        "蒙版没有透明区域。透明像素表示可以修改的部分。",
    ),
    "unsupported.mask_not_png": ("The mask must be a PNG file.", "蒙版必须是 PNG 文件。"),
    "notice.images_many": (
        "This model uses up to {limit} images; the rest may be ignored.",
        "这个模型最多参考 {limit} 张图，多出的可能被忽略。",
    ),
    "notice.image_heavy": (
        "Image {number} is over {limit} MB and may be rejected by this provider.",
        "图{number}超过 {limit} MB，服务商可能拒收。",
    ),
    "notice.pictures_unsure": (
        "This provider doesn't document image input for this model; images may be ignored or rejected.",
        "服务商文档未说明这个模型支持输入图片，图片可能被忽略或拒收。",
    ),
    "notice.mask_marked": (
        "This model has no mask input, so Easel sends a copy of image 1 with the area marked and explains it in "
        "the prompt.",
        "这个模型不支持蒙版，Easel 会附上标出区域的图1副本，并在提示词中说明。",
    ),
    "notice.mask_everything": (
        "Your mask covers the whole image, so no mask was sent.",
        "蒙版覆盖整张图，因此未发送蒙版。",
    ),
    "notice.sent_credentials": (
        "Image {number}: its content credentials (C2PA) don't cover the converted copy that was sent.",
        "图{number}：其内容凭据（C2PA）不适用于转换后发送的副本。",
    ),
    "notice.held": (
        "Mask applied: everything outside is the original, pixel for pixel. The raw output had changed "
        "{percent}% of it.",
        "已套用蒙版：蒙版外与原图逐像素一致。模型原图在蒙版外改动了 {percent}%。",
    ),
    "notice.unchanged": (
        "Nothing changed inside the mask. This provider may not support masks.",
        "蒙版内没有任何变化，服务商可能不支持蒙版。",
    ),
    "notice.unchanged_marked": (
        "Nothing changed inside the marked area. The model may have missed the marking.",
        "标记区域内没有任何变化，模型可能没有理解标记。",
    ),
    "notice.not_held_ratio": (
        "Couldn't apply the mask: the result has a different aspect ratio ({percent}% off).",
        "无法套用蒙版：返回图与原图比例不同（相差 {percent}%）。",
    ),
    "notice.not_held_shift": (
        "Couldn't apply the mask: the model shifted the image by {percent}%.",
        "无法套用蒙版：模型将画面移动了 {percent}%。",
    ),
    "notice.not_held": (
        "Couldn't apply the mask because of a server error. The raw output is kept.",
        "服务器出错，无法套用蒙版。模型原图已保留。",
    ),
}

INPUT_PREVIEW: dict[str, tuple[str, str]] = {
    "sheet.sent_turned": ("rotated upright", "已自动转正"),
    "sheet.sent_private_removed": ("location and camera data removed", "已去掉位置、相机等隐私信息"),
    "sheet.sent_repaired": ("damaged file repaired", "已修复文件错误"),
    "sheet.sent_preview": (
        "only the embedded preview is sent, because the full image ({size}) can't be read; export it as JPEG",
        "原图（{size}）无法读取，仅发送文件内嵌的预览图；请导出为 JPEG 后重新上传",
    ),
    "sheet.sent_mode": ("converted from {mode} to 8-bit RGB", "已从 {mode} 转换为 8 位 RGB"),
    "sheet.sent_format": ("converted from {before} to {after}", "已从 {before} 转换为 {after}"),
    "sheet.sent_first_frame": ("first of {frames} frames only", "仅发送 {frames} 帧中的第一帧"),
    "sheet.sent_padded": (
        "mirrored edges added to fit {shape} ({before} → {after}), cropped off the result",
        "已用镜像边缘扩展到 {shape}（{before} → {after}），结果会裁回",
    ),
    "sheet.sent_scaled": ("resized from {before} to {after}", "已从 {before} 缩小到 {after}"),
    "sheet.sent_recompressed": ("compressed to fit the size limit", "已压缩到大小上限以内"),
}
"""What became of one picture before it is sent, as its tile says it."""

INPUT_ERRORS |= {
    key.replace("sheet.", "notice."): (f"Image {{number}}: {english}", f"图{{number}}：{chinese}")
    for key, (english, chinese) in INPUT_PREVIEW.items()
}

REFERENCES: dict[str, tuple[str, str]] = {
    "card.tiles.label": ("Your images", "你的图片"),
    "card.tiles.empty.title": ("Add an image", "添加图片"),
    "card.tiles.empty.words": ("Drop images here, or paste with {keys}.", "将图片拖到这里，或按 {keys} 粘贴。"),
    "card.tiles.empty.touch": ("Choose one or more from this device.", "从本设备选择一张或多张。"),
    "card.mention.label": ("Images to mention in the prompt", "提示词中可提到的图片"),
    "card.mention.name": ("image {number}", "图{number}"),
    "card.tiles.camera": ("Take a photo", "拍照"),
    "card.tiles.samples": ("Or try one of these", "或者先用这些试试"),
    "card.tiles.sample.still_life": ("Flowers, a teapot and two green apples", "花束、茶壶和两个青苹果"),
    "card.tiles.sample.lake_house": ("A cabin and cherry trees by a lake", "湖边的小木屋和樱花树"),
    "card.tiles.choose": ("Choose images", "选择图片"),
    "card.tiles.more": ("Add images", "添加图片"),
    "card.tiles.drop": ("Drop to add", "松手即可添加"),
    "card.tiles.keys": (
        "Use the arrow keys to switch between images, Ctrl or Alt + arrow keys to move one, Delete to remove it.",
        "方向键切换图片，按住 Ctrl 或 Alt 移动，Delete 移除。",
    ),
    "card.tiles.picture": ("Image {number}", "图{number}"),
    "card.tiles.one": ("image {number}", "图{number}"),
    "card.tiles.unnamed": ("this image", "这张图"),
    "card.tiles.over": ("over the limit", "超出上限"),
    "card.tiles.remove": ("Remove {what}", "移除{what}"),
    "card.tiles.replace": ("Replace {what}", "替换{what}"),
    "card.tiles.earlier": ("Move {what} left", "把{what}前移"),
    "card.tiles.later": ("Move {what} right", "把{what}后移"),
    "card.tiles.bringing": ("Uploading {what}", "正在上传{what}"),
    "card.tiles.waiting": ("Waiting", "等待上传"),
    "card.tiles.starting": ("Uploading…", "上传中…"),
    "card.tiles.sending": ("Uploading {percent}%", "上传中 {percent}%"),
    "card.tiles.checking": ("Checking…", "检查中…"),
    "card.tiles.changed.resized": ("resized", "已缩放"),
    "card.tiles.changed.converted": ("converted", "已转换"),
    "card.tiles.changed.metadata": ("metadata removed", "已去除元数据"),
    "card.tiles.fit": ("Resize to fit", "缩小到上限以内"),
    "card.tiles.fitting": ("Resizing…", "处理中…"),
    "card.tiles.retry": ("Retry", "重试"),
    "card.tiles.gone": (
        "This image is no longer on the server. Upload it again or remove it.",
        "服务器上已没有这张图。请重新上传或移除。",
    ),
    "card.tiles.lost": ("Upload interrupted. Check your connection and try again.", "上传中断。请检查网络后重试。"),
    "card.tiles.excess": (
        "This model accepts up to {most} images. Remove {count}, or choose another model.",
        "这个模型最多支持 {most} 张图。请移除 {count} 张，或换一个模型。",
    ),
    "card.tiles.none": (
        "This model doesn't accept images. Choose another model.",
        "这个模型不支持输入图片。请换一个模型。",
    ),
    "card.tiles.added": ("Images added: {count}", "已添加 {count} 张"),
    "card.tiles.added_as": ("Added as image {number}", "已添加为图{number}"),
    "card.tiles.already": ("Already added as image {number}", "已添加过，是图{number}"),
    "card.tiles.moved": ("Image {from} is now image {to}", "图{from}已移为图{to}"),
    "card.tiles.removed": ("Removed {what}", "已移除{what}"),
    "card.tiles.replaced": ("Replaced {what}", "已替换{what}"),
    "card.tiles.exchanged": ("Previous images replaced", "已替换之前的图片"),
    "card.tiles.undo": ("Undo", "撤销"),
    "card.tiles.undone": ("Restored", "已恢复"),
    "card.compare.label": ("Before and after", "前后对比"),
    "card.compare.before": ("Before", "之前"),
    "card.compare.after": ("After", "之后"),
    "card.compare.ways": ("Comparison mode", "对比方式"),
    "card.compare.slider": ("Slider", "滑块"),
    "card.compare.side": ("Side by side", "并排"),
    "card.compare.hold": ("Hold", "按住"),
    "card.compare.handle": ("Divider between before and after", "前后分界线"),
    "card.compare.share": ("{percent}% before", "之前占 {percent}%"),
    "card.compare.press": ("Hold to see before", "按住查看之前"),
    "card.compare.press.tip": ("Press and hold here or on the image", "按住这里或图片"),
    "card.compare.outline": ("Mask outline", "蒙版轮廓"),
    "card.compare.no_outline": ("Couldn't load the mask.", "蒙版加载失败。"),
    "card.compare.no_mask": ("No mask.", "没有蒙版。"),
    "card.compare.shapes": (
        "The images have different aspect ratios, so each is shown in full.",
        "两张图比例不同，均完整显示。",
    ),
    "card.compare.lost": ("Couldn't load “{label}”.", "“{label}”加载失败。"),
    "card.compare.close": ("Close", "关闭"),
}
