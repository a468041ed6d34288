"""The strings of editing: the second tab's labels, what is said of pictures and masks, and why one does not go."""

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

PICTURES: dict[str, tuple[str, str]] = {
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
        "This picture declares {width} × {height} pixels, more than is ever opened here.",
        "这张图声明有 {width} × {height} 像素，超出这里会打开的上限。",
    ),
    "error.huge_picture.advice": ("Make it smaller and bring it again.", "请缩小后再放入。"),
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
    "notice.held": (
        "Held to the mask: outside it every pixel is the original's. The model itself had changed {percent} % there.",
        "只改蒙版内：蒙版外每个像素都是原图的。模型自己改动了其中的 {percent} %。",
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

SHEETS: dict[str, tuple[str, str]] = {
    "sheet.sent_turned": ("turned upright, as the camera meant it", "已按相机方向转正"),
    "sheet.sent_private_removed": (
        "place, camera and other private notes removed",
        "已去掉位置、相机等隐私信息",
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
    "sheet.sent_scaled": ("made smaller, from {before} to {after}", "已从 {before} 缩小到 {after}"),
    "sheet.sent_recompressed": ("compressed more, to fit the limit", "已压缩以符合上限"),
}
"""What became of one picture before it is sent, as its tile says it."""

PICTURES |= {
    key.replace("sheet.", "notice."): (f"Picture {{number}}: {english}", f"图{{number}}：{chinese}")
    for key, (english, chinese) in SHEETS.items()
}
