"""Words of edits beside the painter's own: one flat table from phrase to meaning."""

from typing import Final

from painter.prompt.tokenizer import Table, lexicon
from painter.prompt.vocabulary import WORDS

LABELS: Final = {
    "grey": "grey 黑白", "sepia": "sepia 怀旧棕", "invert": "inverted 反色", "bright": "brighter 变亮", "dark": "darker 变暗", "warm": "warmer 变暖",
    "cold": "colder 变冷", "contrast": "more_contrast 对比更强", "soft": "softer 更柔和", "vivid": "more_vivid 更鲜艳", "pale": "paler 更素淡", "blur": "blurred 模糊",
    "sharpen": "sharper 锐化", "pixelate": "in_large_squares 马赛克", "watercolour": "watercolour 水彩", "oil": "oil_painting 油画", "ink": "ink_wash 水墨",
    "pixel": "pixel_art 像素画", "flat": "flat_print 平涂画", "pencil": "pencil 铅笔素描", "neon": "neon 霓虹", "rain": "rain 雨", "snow": "snow 雪", "fog": "fog 雾",
    "flip_h": "mirrored 左右翻转",
    "flip_v": "mirrored_upside_down 上下翻转", "cw": "turned_90°_clockwise 顺时针转_90°", "ccw": "turned_90°_anticlockwise 逆时针转_90°",
    "half": "turned_180° 旋转_180°", "grid": "collage 拼图", "row": "side_by_side 左右并排", "column": "one_above_the_other 上下排列",
    "expand": "expanded 扩展画面", "erase": "the_area_closed_from_around_it 用周围补上选区", "dawn": "dawn 黎明", "day": "day 早晨", "noon": "noon 中午", "golden": "golden 下午",
    "sunset": "sunset 日落", "dusk": "dusk 暮色", "night": "night 夜",
}  # fmt: skip
"""What an edit is called, in English and in Chinese."""
WORDS_OF_EDITS: Final[Table] = {
    "tone": {
        "grey": "greyscale grayscale black_and_white black-and-white black_&_white b_&_w monochrome desaturate desaturated colourless colorless remove_colour remove_color remove_the_colour remove_the_color 黑白 黑白色 黑白照 黑白照片 灰度 单色 去色 去掉颜色 去除颜色",
        "sepia": "sepia vintage retro old_photo nostalgic antique 复古 怀旧 老照片 旧照片 棕褐色 泛黄",
        "invert": "invert inverted inverse negative invert_the_colours invert_the_colors 反色 反相 反转颜色 负片 底片",
        "bright": "bright brighter brighten lighten lighter brightness 亮 变亮 更亮 提亮 调亮 明亮 亮度",
        "dark": "dark darker darken dim dimmer 暗 变暗 更暗 调暗 压暗 昏暗 黑暗", "warm": "warm warmer warmth 暖 变暖 更暖 温暖 暖色 暖色调",
        "cold": "cold colder cool cooler 冷 变冷 更冷 清冷 冷色 冷色调", "contrast": "contrast contrasty punchy 对比 对比度 反差",
        "soft": "soft softer faded fade 柔和 变柔和 褪色", "vivid": "vivid vibrant saturate saturated saturation colourful colorful 鲜艳 更鲜艳 艳丽 饱和 饱和度",
        "pale": "pale muted pastel 素雅 清淡 淡雅", "blur": "blur blurry blurred defocus out_of_focus unfocused bokeh 模糊 变模糊 虚化 朦胧 柔焦",
        "sharpen": "sharp sharper sharpen sharpened crisp crisper clearer 锐化 锐利 清晰 更清晰 变清晰",
        "pixelate": "pixelate pixelated mosaic censor censored 马赛克 打码 打马赛克 加马赛克 像素化",
    },
    "look": {
        "watercolour": "watercolour_painting watercolor_painting", "ink": "ink_painting ink_wash_painting ink_drawing",
        "pencil": "pencil_drawing pencil_sketch charcoal_drawing line_drawing", "neon": "neon_lights 霓虹灯",
        "oil": "painting painted painterly brush_strokes brushstrokes 绘画 画作 绘画风 笔触",
        "flat": "cartoon comic anime posterize posterise illustration 卡通 漫画 动漫 插画 波普",
        "rain": "rain rainy raining drizzle storm stormy 雨 下雨 雨天 细雨 大雨 暴雨",
        "snow": "snow snowy snowing snowfall winter snowflakes 雪 下雪 大雪 雪花 飘雪 冬天 冬日", "fog": "fog foggy mist misty haze hazy 雾 薄雾 大雾 起雾 雾气 迷雾",
    },
    "turn": {
        "flip": "flip flipped mirror mirrored mirror_image 翻转 镜像 翻面", "flip_h": "flip_horizontally mirror_horizontally 左右翻转 水平翻转 左右镜像 水平镜像 左右颠倒 横向翻转",
        "flip_v": "flip_vertically mirror_vertically flip_upside_down flip_it_upside_down 上下翻转 垂直翻转 上下镜像 垂直镜像 上下颠倒 竖向翻转",
        "rotate": "rotate rotated rotation spin 旋转 转动", "half": "upside_down upside-down 倒过来 颠倒 倒置 倒立",
    },
    "axis": {"flip_h": "horizontal horizontally sideways left-right 水平 横向 左右", "flip_v": "vertical vertically 垂直 竖直 竖向 上下"},
    "sense": {"cw": "clockwise 顺时针 右转 向右转 向右旋转", "ccw": "counterclockwise counter-clockwise anticlockwise anti-clockwise 逆时针 左转 向左转 向左旋转"},
    "layout": {
        "grid": "grid collage montage combine combined merge merged join joined together contact_sheet 拼图 拼贴 网格 宫格 四宫格 九宫格 合并 组合 拼接 拼成 拼在一起 拼到一起 合在一起 放在一起 合成",
        "row": "side_by_side side-by-side next_to_each_other beside_each_other in_a_row row 并排 并列 横排 排成一排 排成一行 左右拼 左右拼接 左右排列",
        "column": "stack stacked on_top_of_each_other one_above_the_other above_each_other column 竖排 叠放 排成一列 上下拼 上下拼接 上下排列",
    },
    "verb": {
        "add": "add adds put position insert draw paint include attach stick paste use using lay 加 加上 加个 加入 添 添加 添上 增加 放 放上 放个 放置 放在 放到 放进 画 画上 画个 来 插入 用 贴 贴上 贴到 贴在",
        "change": "make makes turn change recolour recolor colour color convert transform render give set tint dye apply adjust 把 将 让 使 变 改 调 弄 换 染 涂 调整 处理 转 做 应用",
        "replace": "replace swap substitute 替换 替换成 替换为 换成 换为 换上", "erase": "remove erase delete hide heal 去掉 去除 删除 删掉 移除 擦除 擦掉 抹掉 抹去 消除 清除",
        "keep": "keep leave preserve except unchanged untouched 保持 保留 不变 除了 其他 其余", "less": "less lower reduce decrease 降低 减少 减弱 少 不那么 别太 不要太",
        "refuse": "no not without don't dont do_not never avoid 不要 不 别 没有 无 不用",
        "link": "to into as with 成 为 变成 改成 变为 改为 转成 转为 染成 涂成 调成 做成 弄成 画成 处理成 变得",
        "join": "and then also afterwards finally plus but & + 和 与 跟 并 并且 然后 再 接着 同时 还有 以及 且 又 最后 但",
    },
    "position": {
        "0.22 -": "left 左 左边 左侧 左面", "0.78 -": "right 右 右边 右侧 右面", "- 0.2": "top upper above sky 上方 上部 顶部 顶上 天上 天空 空中",
        "- 0.86": "bottom lower below ground 下方 下部 底部 地上 地面", "0.5 0.55": "centre center middle 中间 中央 中心 正中", "- -": "corner 角 角落",
        "0.2 0.2": "top-left upper-left 左上 左上角", "0.8 0.2": "top-right upper-right 右上 右上角", "0.2 0.86": "bottom-left lower-left 左下 左下角",
        "0.8 0.86": "bottom-right lower-right 右下 右下角",
    },
    "degree": {
        "0.5": "slightly little bit somewhat subtle subtly mild gently gentle faint 稍微 稍 一点 一点点 点 略 略微 有点 轻微 一些 些",
        "1.6": "very much strongly strong heavily heavy really extremely lot super totally completely intense 很 非常 特别 强烈 大幅 极 十分 超级 完全 更多 多",
    },
    "article": {"a": "a an some another 一 一个 个", "the": "the this that these those his her my our 这 那 这个 那个 这只 那只", "at": "在"},
    "filler": {
        "of": "the more it its it's them they picture pictures image images photo photos photograph pic color colour colours colors tone tones tint tinted hue shade filter effect style look mode version only whole entire everything all of please me can could would you i i'd we want like on at onto do over inside within area areas part parts region spot masked mask selected painted_area in here there for from so is are be been both each every one ones your thing things something object up out increase raise boost enhance high higher low by degrees degree deg just now looks looking way let us edit edited new same really need should will front next beside near behind under 色 颜色 色彩 色调 风格 效果 滤镜 样式 模式 画风 风 整体 偏 高 顶 旁边 的 它 它们 他 她 这些 那些 这张 那张 整张 整个 整幅 全部 所有 一切 东西 物体 图 图片 图像 照片 相片 画面 里 里面 中 内 上 上面 下 请 帮 帮我 我 给 我想 想 想要 要 需要 可以 能 能不能 一下 吧 了 呢 吗 样子 看起来 显得 部分 区域 地方 位置 这里 这儿 此处 那里 选中 选区 涂抹 涂抹的 遮罩 得 地 都 也 是 有 到 进 入 以 起来 去 从 让它 提高 增强 加强 提升 加大 增 更 度 编辑 变化 画面中 图中 图里 照片里 一张 两张 几张 三张 四张 每张 新 好",
    },
    "colour": {"blue": "blue_sky", "grey": "grey_sky gray_sky"},
}  # fmt: skip
OPPOSITES = ("bright", "dark"), ("warm", "cold"), ("contrast", "soft"), ("vivid", "pale"), ("blur", "sharpen")
OPPOSITE: Final = {a: b for pair in OPPOSITES for a, b in (pair, pair[::-1])}
"""What less of one tone is."""
SHADES: Final = "light pale pastel soft dark deep bright vivid pure 浅 淡 深 暗 亮 鲜艳"
"""Before a colour these words are part of its name."""
ONTO: Final = "in into onto on to over inside within 在 给 到 进 入 放到 放进 贴到"
"""Before the number of a picture: that is where something goes."""
LEXICON: Final = lexicon([WORDS_OF_EDITS, WORDS])
