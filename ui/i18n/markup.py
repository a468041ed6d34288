"""Strings of markup (marks drawn over image 1) and of cut-outs."""

MARKUP: dict[str, tuple[str, str]] = {
    "card.markup.title": ("Mark up image 1", "在图1上标注"),
    "card.markup.hint": (
        "Show what to change. The marks guide the model and don't appear in the result.",
        "标出要修改的地方。标注只用来提示模型，不会出现在结果里。",
    ),
    "card.markup.edit": ("Edit marks", "修改标注"),
    "card.markup.drop": ("Remove marks", "移除标注"),
    "card.markup.discard.ask": ("Discard changes?", "放弃这次的标注吗？"),
    "card.markup.discard.stay": ("Keep drawing", "继续标注"),
    "card.markup.count_one": ("1 mark on image 1", "图1上有 1 处标注"),
    "card.markup.count": ("{count} marks on image 1", "图1上有 {count} 处标注"),
    "card.markup.failed": ("Couldn't save the marks: {said}", "标注保存失败：{said}"),
    "card.markup.no_picture": ("Couldn't load the image.", "图片加载失败。"),
    "card.marked_up": ("with marks", "带标注"),
    "card.markup.canvas": (
        "Image with your marks. Press Enter to add a mark, arrow keys to move it, Delete to remove it.",
        "图片和标注。按 Enter 添加标注，方向键移动，Delete 删除。",
    ),
    "card.markup.tools": ("Tools", "工具"),
    "card.markup.select": ("Select", "选择"),
    "card.markup.arrow": ("Arrow", "箭头"),
    "card.markup.ellipse": ("Circle", "圆圈"),
    "card.markup.pen": ("Pen", "画笔"),
    "card.markup.text": ("Text", "文字"),
    "card.markup.earlier": ("Earlier marks", "之前的标注"),
    "card.markup.colours": ("Colour", "颜色"),
    "card.markup.colour.red": ("Red", "红色"),
    "card.markup.colour.yellow": ("Yellow", "黄色"),
    "card.markup.colour.blue": ("Blue", "蓝色"),
    "card.markup.colour.black": ("Black", "黑色"),
    "card.markup.widths": ("Line width", "线条粗细"),
    "card.markup.width.thin": ("Thin", "细"),
    "card.markup.width.medium": ("Medium", "中"),
    "card.markup.width.thick": ("Thick", "粗"),
    "card.markup.changes": ("Changes", "更改"),
    "card.markup.undo": ("Undo", "撤销"),
    "card.markup.redo": ("Redo", "重做"),
    "card.markup.delete": ("Delete", "删除"),
    "card.markup.clear": ("Delete all", "全部删除"),
    "card.markup.list": ("Marks", "标注列表"),
    "card.markup.item": ("{number}. {name}", "{number}. {name}"),
    "card.markup.numbers": ("Position and size", "位置和大小"),
    "card.markup.box.left": ("X", "X"),
    "card.markup.box.top": ("Y", "Y"),
    "card.markup.box.width": ("Width", "宽"),
    "card.markup.box.height": ("Height", "高"),
    "card.markup.words": ("Text on the image", "图上的文字"),
    "card.markup.said.none": (
        "Drag on the image to draw, or press Enter to add a mark.",
        "在图上拖动即可标注，或按 Enter 添加。",
    ),
    "card.markup.said.added": ("{name} added.", "已添加{name}。"),
    "card.markup.said.selected": ("{name} selected: X {left}, Y {top}.", "已选中{name}：X {left}，Y {top}。"),
    "card.markup.said.moved": (
        "{name}: X {left}, Y {top}, {width} × {height}.",
        "{name}：X {left}，Y {top}，{width} × {height}。",
    ),
    "card.markup.said.deleted": ("{name} deleted.", "已删除{name}。"),
    "card.markup.said.undone": ("Undone.", "已撤销。"),
    "card.markup.said.redone": ("Redone.", "已重做。"),
    "card.markup.said.cleared": ("All marks deleted.", "已删除全部标注。"),
    "card.markup.help": ("Keyboard and gestures", "快捷键和手势"),
    "card.markup.help.tools": ("Select, Arrow, Circle, Pen, Text", "选择、箭头、圆圈、画笔、文字"),
    "card.markup.help.add": ("Add a mark in the middle; edit the selected text", "在中间添加标注；修改选中的文字"),
    "card.markup.help.move": ("Move the selected mark, or the zoomed image", "移动选中的标注，或移动放大的图片"),
    "card.markup.help.resize": ("Resize the selected mark", "调整选中标注的大小"),
    "card.markup.help.next": ("Select the previous or next mark", "选择上一个或下一个标注"),
    "card.markup.help.delete": ("Delete the selected mark", "删除选中的标注"),
    "card.markup.help.undo": ("Undo, redo", "撤销、重做"),
    "card.markup.key.arrows": ("Arrow keys", "方向键"),
    "card.markup.key.resize": ("Shift + arrow keys", "Shift + 方向键"),
    "unsupported.markup_alone": (
        "Marks need an image. Add one, or remove the marks.",
        "标注需要对应的图片。请添加图片，或移除标注。",
    ),
    "unsupported.markup_size": (
        "The marks are {value}, but image 1 is {nearest}.",
        "标注尺寸为 {value}，而图1为 {nearest}。",
    ),
    "unsupported.markup_stale": (
        "Your marks were drawn on a different image 1. Draw new ones, or remove them.",
        "标注对应的是另一张图1。请重新标注，或移除标注。",
    ),
    "unsupported.markup_gone": (
        "Your marks are no longer on this server. Draw new ones, or remove them.",
        "服务器上已没有这些标注。请重新标注，或移除标注。",
    ),
    "unsupported.markup_empty": (
        "There are no marks. Draw some, or send the image without them.",
        "没有任何标注。请先标注，或不带标注发送。",
    ),
    "unsupported.markup_no_alpha": (
        "The marks cover the whole image. They need a transparent background.",
        "标注盖住了整张图。标注需要透明背景。",
    ),
    "unsupported.markup_not_png": ("The marks must be a PNG file.", "标注必须是 PNG 文件。"),
    "unsupported.copies_too_many": (
        "This model accepts up to {limit} images, and the mask or marks need one of them. Remove an image.",
        "这个模型最多支持 {limit} 张图，蒙版或标注要占用其中一张。请移除一张图片。",
    ),
    "unsupported.not_in_chat": (
        "Marks and cut-outs work in Edit. Open the image there.",
        "标注和抠图请在“编辑”中使用。请在那里打开图片。",
    ),
    "notice.markup_drawn": (
        "This model has no markup input, so Easel sends a copy of image 1 with the marks drawn on it and explains it "
        "in the prompt.",
        "这个模型不支持标注输入，Easel 会附上画了标注的图1副本，并在提示词中说明。",
    ),
}

CUTOUT: dict[str, tuple[str, str]] = {
    "option.cutout": ("Cut out (transparent background)", "抠图（透明背景）"),
    "card.cutout": ("Cut out", "抠图"),
    "unsupported.cutout_masked": (
        "A cut-out and a mask can't be combined. Clear the mask, or turn off the cut-out.",
        "抠图不能和蒙版一起使用。请清除蒙版，或关闭抠图。",
    ),
    "notice.cutout_backdrop": (
        "This model can't be asked for transparency, so Easel asks for a flat background and removes it.",
        "这个模型不支持透明背景，Easel 会要求纯色背景，再将其去除。",
    ),
    "notice.cutout_native": (
        "Transparent background, measured: {clear}% clear, {soft}% soft edge, fringe {fringe}%.",
        "透明背景实测：全透明 {clear}%，柔边 {soft}%，边缘残色 {fringe}%。",
    ),
    "notice.cutout_native_of": (
        "Image {number}: transparent background, measured: {clear}% clear, {soft}% soft edge, fringe {fringe}%.",
        "第 {number} 张：透明背景实测：全透明 {clear}%，柔边 {soft}%，边缘残色 {fringe}%。",
    ),
    "notice.cutout_keyed": (
        "Easel removed the flat background: {clear}% clear, {soft}% soft edge, fringe {fringe}%. "
        "See-through parts, such as glass, are solid.",
        "Easel 已去除纯色背景：全透明 {clear}%，柔边 {soft}%，边缘残色 {fringe}%。玻璃等半透明部分为不透明。",
    ),
    "notice.cutout_keyed_of": (
        "Image {number}: Easel removed the flat background: {clear}% clear, {soft}% soft edge, fringe {fringe}%. "
        "See-through parts, such as glass, are solid.",
        "第 {number} 张：Easel 已去除纯色背景：全透明 {clear}%，柔边 {soft}%，边缘残色 {fringe}%。玻璃等半透明部分为不透明。",
    ),
    "notice.cutout_not_flat": (
        "Not cut out: the background isn't one flat colour, only {percent}% of the border is. Try again, or use a "
        "model with transparent backgrounds.",
        "未能抠图：背景不是纯色，边缘只有 {percent}% 颜色一致。请重试，或换用支持透明背景的模型。",
    ),
    "notice.cutout_tinted": (
        "The background's colour is still in {tint}% of the subject: wide soft edges, such as hair, or see-through parts, "
        "such as glass. For those, use a model with transparent backgrounds.",
        "主体中仍有 {tint}% 带背景色：可能是头发等过宽的柔边，或玻璃等半透明部分。这类画面请换用支持透明背景的模型。",
    ),
    "notice.cutout_tinted_of": (
        "Image {number}: the background's colour is still in {tint}% of the subject: wide soft edges, such as hair, or "
        "see-through parts, such as glass. For those, use a model with transparent backgrounds.",
        "第 {number} 张：主体中仍有 {tint}% 带背景色：可能是头发等过宽的柔边，或玻璃等半透明部分。这类画面请换用支持透明背景的模型。",
    ),
    "notice.cutout_hardened": (
        "{hardened}% of the edge looks soft in the raw output but came out solid. For wide soft edges, such as hair or "
        "glow, use a model with transparent backgrounds.",
        "{hardened}% 的边缘在原始输出中看似柔和，抠图后变为不透明。头发、光晕等宽柔边请换用支持透明背景的模型。",
    ),
    "notice.cutout_hardened_of": (
        "Image {number}: {hardened}% of the edge looks soft in the raw output but came out solid. For wide soft edges, "
        "such as hair or glow, use a model with transparent backgrounds.",
        "第 {number} 张：{hardened}% 的边缘在原始输出中看似柔和，抠图后变为不透明。头发、光晕等宽柔边请换用支持透明背景的模型。",
    ),
    "notice.cutout_not_empty": (
        "Not cut out: apart from the background there is nothing in the image.",
        "未能抠图：除背景外，图中没有其他内容。",
    ),
    "notice.cutout_failed": (
        "Couldn't cut out the image because of a server error. The raw output is kept.",
        "服务器出错，未能抠图。模型原图已保留。",
    ),
}
