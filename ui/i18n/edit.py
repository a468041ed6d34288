"""Strings of the edit tab: form, input images (`card.tiles.`), comparison (`card.compare.`)."""

EDIT: dict[str, tuple[str, str]] = {
    "page.tab.edit": ("Edit", "编辑"),
    "page.prompt.generate": ("What should the picture show?", "想画什么？"),
    "page.placeholder.generate": (
        "A red fishing boat on a calm sea at sunset, watercolour",
        "夕阳下平静海面上的一艘红色渔船，水彩画",
    ),
    "page.run.generate": ("Generate", "生成"),
    "page.prompt.edit": ("What should become of it?", "要怎么改？"),
    "page.placeholder.edit": (
        "Put the cat of image 2 on the chair of image 1",
        "把图2里的猫放到图1的椅子上",
    ),
    "page.run.edit": ("Edit", "编辑"),
    "page.ratio.like": ("as it is", "同原图"),
    "page.plan.sends_one": ("sends 1 picture, {size} MB", "发送 1 张图，{size} MB"),
    "page.plan.sends": ("sends {count} pictures, {size} MB", "发送 {count} 张图，{size} MB"),
    "page.plan.no_pictures": ("Bring a picture first.", "请先放入图片。"),
    "page.plan.picture_problem": ("Picture {number}: {said}", "图{number}：{said}"),
    "page.demo.edit": (
        "Demo: a painter that works by rule, no AI model. It knows colours, grey, blur, flips, collages, and some "
        "subjects to paint into a mask; it costs nothing.",
        "演示：按规则作画的画师，不是 AI 模型。它会改颜色、变灰、模糊、翻转、拼图，也会在蒙版里画它认得的东西；不花钱。",
    ),
    "option.input_fidelity": ("Keep to the input", "忠于原图"),
    "card.mask.title": ("Where it may change", "哪里可以改"),
    "card.mask.open": ("Paint where it may change", "涂出可以改的地方"),
    "card.mask.done": ("Done", "完成"),
    "card.mask.drop": ("Clear the mask", "清除蒙版"),
    "card.mask.hint": (
        "Outside what you paint, every pixel stays as it is.",
        "涂抹之外，每个像素都保持原样。",
    ),
    "card.mask.optional": ("Without a mask all of it may change.", "不涂蒙版则整张图都可以改。"),
    "card.mask.share": ("{percent} % of picture 1 may change.", "图1 的 {percent} % 可以改。"),
    "card.mask.failed": ("The mask was not stored: {said}", "蒙版没有保存：{said}"),
    "card.edit": ("Edit this", "编辑这张"),
    "card.reference": ("Use as reference", "用作参考"),
    "card.compare": ("Compare", "对比"),
    "card.held": ("Held to the mask", "只改蒙版内"),
    "card.raw": ("The model's own answer", "模型原样返回"),
    "card.before": ("Before", "之前"),
    "card.after": ("After", "之后"),
    "card.from": ("From", "原图"),
}

INPUT_ERRORS: dict[str, tuple[str, str]] = {
    "error.not_a_picture.message": ("This file is no picture.", "这个文件不是图片。"),
    "error.not_a_picture.advice": (
        "Bring a PNG, JPEG, WebP, GIF, BMP, TIFF, AVIF or HEIC file.",
        "请放入 PNG、JPEG、WebP、GIF、BMP、TIFF、AVIF 或 HEIC 文件。",
    ),
    "error.svg_picture.message": (
        "SVG is a drawing in words, which no model reads.",
        "SVG 是矢量描述，模型读不了。",
    ),
    "error.svg_picture.advice": ("Export it as PNG and bring that.", "请导出为 PNG 再放入。"),
    "error.huge_picture.message": (
        "This picture has {width} × {height} pixels, which is {megapixels} megapixels; at most {limit} are opened "
        "here.",
        "这张图有 {width} × {height} 像素，即 {megapixels} 百万像素；这里最多打开 {limit} 百万像素的图。",
    ),
    "error.huge_picture.advice": ("Make it smaller and bring it again.", "请缩小后再放入。"),
    "error.heavy_picture.message": (
        "To open this {format} of {width} × {height} pixels takes {needed} MB of memory; {limit} MB are there for "
        "pictures.",
        "打开这张 {width} × {height} 像素的 {format} 图需要 {needed} MB 内存；这里留给图片的只有 {limit} MB。",
    ),
    "error.heavy_picture.advice": (
        "Save it as JPEG or PNG, which take less, or make it smaller, and bring it again.",
        "请另存为更省内存的 JPEG 或 PNG，或缩小后再放入。",
    ),
    "error.torn_picture.message": ("This picture is torn: its end is missing.", "这张图不完整：后面缺了一截。"),
    "error.torn_picture.advice": ("Save or copy it once more and bring it again.", "请重新保存或复制后再放入。"),
    "unsupported.pictures_none": ("An edit needs a picture.", "编辑需要一张图。"),
    "unsupported.pictures_not_taken": ("This model takes no pictures along.", "这个模型不接受图片。"),
    "unsupported.images_too_many": (
        "That is {value} pictures; this model takes at most {limit}.",
        "共 {value} 张图；这个模型最多接受 {limit} 张。",
    ),
    "unsupported.image_format": (
        "Picture {number} is {value}; this model reads {offered}.",
        "图{number}是 {value}；这个模型只读 {offered}。",
    ),
    "unsupported.image_too_heavy": (
        "This picture is heavier than the {limit} MB that the model takes.",
        "这张图超过模型的 {limit} MB 上限。",
    ),
    "unsupported.padded_too_large": (
        "Padded to a shape of this model, picture 1 would be {value}, more than Easel opens. Use a smaller picture, or "
        "clear the mask.",
        "补成这个模型的画幅后，图1会达到 {value}，超出 Easel 能打开的上限。请换一张小一些的图，或清除蒙版。",
    ),
    "unsupported.image_too_many_pixels": (
        "This picture has more pixels than the model takes.",
        "这张图的像素超过模型的上限。",
    ),
    "unsupported.image_svg": ("SVG is a drawing in words, which no model reads.", "SVG 是矢量描述，模型读不了。"),
    "unsupported.mask_alone": ("A mask needs a picture that it belongs to.", "蒙版需要对应的图片。"),
    "unsupported.mask_size": (
        "The mask is {value}, but the first picture is {nearest}.",
        "蒙版是 {value}，而第一张图是 {nearest}。",
    ),
    "unsupported.mask_too_heavy": (
        "The mask is {value}; at most {limit} MB are taken.",
        "蒙版有 {value}；最多 {limit} MB。",
    ),
    "unsupported.mask_empty": (
        "The mask is empty: nothing may change. Edit all of it? Then clear the mask.",
        "蒙版是空的：什么都不能改。要改整张吗？请清除蒙版。",
    ),
    "unsupported.mask_stale": (
        "The mask was painted for another picture, which is not the first any more. Paint it anew, or clear it.",
        "蒙版是为另一张图涂的，它已不是第一张。请重新涂，或清除蒙版。",
    ),
    "unsupported.mask_no_alpha": (
        "The mask has no transparency; transparent is what may change.",
        "蒙版没有透明度；透明处才是可以改的地方。",
    ),
    "unsupported.mask_not_png": ("The mask is no PNG.", "蒙版不是 PNG。"),
    "notice.images_many": (
        "Models of this family look at {limit} pictures at most; more may be left out.",
        "这类模型最多看 {limit} 张图；更多的可能被忽略。",
    ),
    "notice.image_heavy": (
        "Picture {number} is over {limit} MB, which this gateway may refuse.",
        "图{number}超过 {limit} MB，网关可能拒收。",
    ),
    "notice.pictures_unsure": (
        "This gateway's documents do not say that the model takes pictures: it may leave them out or refuse.",
        "该网关文档没有说这个模型接受图片：可能被忽略或拒收。",
    ),
    "notice.mask_marked": (
        "This model takes no mask: a copy of picture 1 with the area marked goes along, and words that say so.",
        "这个模型不收蒙版：会附上一张标出区域的图1副本，并用文字说明。",
    ),
    "notice.mask_everything": (
        "The mask covers everything, so none was sent.",
        "蒙版盖住了整张图，因此没有发送蒙版。",
    ),
    "notice.sent_credentials": (
        "Picture {number}: its content credentials (C2PA) do not cover the copy that is sent.",
        "图{number}：其内容凭据（C2PA）对发送的副本无效。",
    ),
    "notice.held": (
        "Held to the mask: outside it every pixel is the original's. The model itself had changed {percent} % there.",
        "只改蒙版内：蒙版外每个像素都是原图的。模型自己改动了其中的 {percent} %。",
    ),
    "notice.unchanged": (
        "Came back unchanged inside the mask: this gateway may not read masks.",
        "蒙版内没有任何变化：该网关可能不支持蒙版。",
    ),
    "notice.unchanged_marked": (
        "Came back unchanged inside the marked area: the model may not have understood the marking.",
        "标出的区域内没有变化：模型可能没有看懂标记。",
    ),
    "notice.not_held_ratio": (
        "Not held to the mask: the answer has another shape ({percent} % off), so it cannot be laid over the original.",
        "没有按蒙版还原：返回图的画幅不同（相差 {percent} %），无法与原图对齐。",
    ),
    "notice.not_held_shift": (
        "Not held to the mask: the model moved the picture by {percent} %, so it cannot be laid over the original.",
        "没有按蒙版还原：模型把画面移动了 {percent} %，无法与原图对齐。",
    ),
    "notice.not_held": (
        "Not held to the mask, by a mistake of this server; the model's own answer is kept.",
        "由于服务器出错没有按蒙版还原；模型的原始返回已保存。",
    ),
}

INPUT_PREVIEW: dict[str, tuple[str, str]] = {
    "sheet.sent_turned": ("turned upright, as the camera meant it", "已按相机方向转正"),
    "sheet.sent_private_removed": (
        "place, camera and other private notes removed",
        "已去掉位置、相机等隐私信息",
    ),
    "sheet.sent_repaired": ("a flaw in the file was repaired", "已修复文件中的小问题"),
    "sheet.sent_preview": (
        "only the preview in this file is sent: the photo itself ({size}) cannot be read; export it as JPEG",
        "只发送文件内的预览图：原图（{size}）无法读取，请先导出为 JPEG",
    ),
    "sheet.sent_mode": (
        "{mode} became 8-bit RGB, which every model reads",
        "{mode} 已转为各模型都能读的 8 位 RGB",
    ),
    "sheet.sent_format": (
        "{before} became {after}, which this model reads",
        "{before} 已转为该模型能读的 {after}",
    ),
    "sheet.sent_first_frame": ("only the first of {frames} frames", "只取 {frames} 帧中的第一帧"),
    "sheet.sent_padded": (
        "padded to {shape} with its mirrored edge ({before} → {after}); cropped back afterwards",
        "已用镜像边缘补成 {shape}（{before} → {after}），返回后裁回",
    ),
    "sheet.sent_scaled": ("made smaller, from {before} to {after}", "已从 {before} 缩小到 {after}"),
    "sheet.sent_recompressed": ("compressed more, to fit the limit", "已压缩以符合上限"),
}
"""What became of one picture before it is sent, as its tile says it."""

INPUT_ERRORS |= {
    key.replace("sheet.", "notice."): (f"Picture {{number}}: {english}", f"图{{number}}：{chinese}")
    for key, (english, chinese) in INPUT_PREVIEW.items()
}

REFERENCES: dict[str, tuple[str, str]] = {
    "card.tiles.label": ("Your pictures", "你的图片"),
    "card.tiles.empty.title": ("Start with a picture", "先放入图片"),
    "card.tiles.empty.words": (
        "Drop one or several here, or paste with {keys}.",
        "可拖入一张或多张，或按 {keys} 粘贴。",
    ),
    "card.tiles.empty.touch": ("One or several, from this device.", "从本设备选一张或多张。"),
    "card.tiles.choose": ("Choose pictures", "选择图片"),
    "card.tiles.more": ("Add pictures", "继续添加"),
    "card.tiles.drop": ("Drop to add", "松手即可添加"),
    "card.tiles.keys": (
        "Arrow keys go from picture to picture; with Ctrl or Alt they move it. Delete removes it.",
        "方向键切换图片；按住 Ctrl 或 Alt 移动它。Delete 移除。",
    ),
    "card.tiles.picture": ("Picture {number}", "图{number}"),
    "card.tiles.one": ("picture {number}", "图{number}"),
    "card.tiles.unnamed": ("this picture", "这张图"),
    "card.tiles.over": ("over the limit", "超出上限"),
    "card.tiles.remove": ("Remove {what}", "移除{what}"),
    "card.tiles.replace": ("Replace {what}", "替换{what}"),
    "card.tiles.earlier": ("Move {what} forward", "把{what}前移"),
    "card.tiles.later": ("Move {what} back", "把{what}后移"),
    "card.tiles.bringing": ("Uploading {what}", "正在上传{what}"),
    "card.tiles.waiting": ("Waiting", "等待上传"),
    "card.tiles.starting": ("Uploading…", "上传中…"),
    "card.tiles.sending": ("Uploading, {percent} %", "上传中 {percent}%"),
    "card.tiles.checking": ("Checking…", "检查中…"),
    "card.tiles.changed": ("converted", "已转换"),
    "card.tiles.fit": ("Fit to the limit", "按上限缩小"),
    "card.tiles.fitting": ("Fitting…", "处理中…"),
    "card.tiles.retry": ("Try again", "重试"),
    "card.tiles.gone": (
        "This picture is no longer on the server. Bring it again or remove it.",
        "服务器上已没有这张图。请重新放入或移除。",
    ),
    "card.tiles.lost": (
        "The upload broke off. Check the connection and try again.",
        "上传中断。请检查网络后重试。",
    ),
    "card.tiles.excess": (
        "Over this model's limit of {most}. Remove {count}, or choose another model.",
        "超出该模型上限 {most} 张。请移除 {count} 张，或换一个模型。",
    ),
    "card.tiles.none": (
        "This model takes no pictures. Choose another model.",
        "这个模型不接受图片。请换一个模型。",
    ),
    "card.tiles.added": ("Added: {count}", "已添加 {count} 张"),
    "card.tiles.added_as": ("Added as picture {number}", "已添加为图{number}"),
    "card.tiles.already": ("It is already here, as picture {number}", "它已经在这里，是图{number}"),
    "card.tiles.moved": ("Picture {from} is now number {to}", "图{from}现在是第 {to} 张"),
    "card.tiles.removed": ("Removed {what}", "已移除{what}"),
    "card.tiles.replaced": ("Replaced {what}", "已替换{what}"),
    "card.tiles.exchanged": ("The earlier pictures were put away", "之前的图片已收起"),
    "card.tiles.undo": ("Undo", "撤销"),
    "card.tiles.undone": ("Brought back", "已恢复"),
    "card.compare.label": ("Before and after", "前后对比"),
    "card.compare.before": ("Before", "之前"),
    "card.compare.after": ("After", "之后"),
    "card.compare.ways": ("How to compare", "对比方式"),
    "card.compare.slider": ("Slider", "滑动"),
    "card.compare.side": ("Side by side", "并排"),
    "card.compare.hold": ("Hold", "按住"),
    "card.compare.handle": ("Line between before and after", "前后分界线"),
    "card.compare.share": ("{percent} % before", "之前占 {percent}%"),
    "card.compare.press": ("Hold to see before", "按住看之前"),
    "card.compare.press.tip": ("Press and hold, here or on the picture", "按住这里或图片"),
    "card.compare.outline": ("Mask's outline", "蒙版轮廓"),
    "card.compare.no_outline": ("The mask could not be loaded.", "蒙版没能载入。"),
    "card.compare.no_mask": ("There is no mask.", "没有蒙版。"),
    "card.compare.shapes": (
        "The two have different shapes; each is shown whole.",
        "两张图的比例不同，都完整显示。",
    ),
    "card.compare.lost": ("“{label}” could not be loaded.", "“{label}”没能载入。"),
    "card.compare.close": ("Close", "关闭"),
}
