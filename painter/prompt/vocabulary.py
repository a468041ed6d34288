"""Words that the painter knows, English and Chinese: one flat table from phrase to meaning.

The outer keys are the kinds of meaning, the inner ones the painter's own names. The tokenizer takes the longest
phrase that it finds; of two rows with the same phrase the first has it.
"""

from typing import Final

from painter.prompt.tokenizer import Table, lexicon

WORDS: Final[Table] = {
    "style": {
        "watercolour": "watercolour watercolor aquarelle 水彩 水彩画", "oil": "oil oil_painting impressionist impressionism van_gogh monet 油画 印象派 梵高 莫奈",
        "ink": "ink ink_wash chinese_painting sumi_e sumi-e shuimo 水墨 水墨画 国画 水墨风 中国画", "pixel": "pixel pixel_art pixelart 8-bit 像素 像素画 像素风",
        "flat": "poster flat minimalist vector flat_design 海报 扁平 极简 扁平风 矢量", "pencil": "pencil sketch drawing graphite charcoal 素描 铅笔 铅笔画 速写",
        "neon": "neon cyberpunk synthwave vaporwave 霓虹 赛博朋克 赛博 蒸汽波",
    },
    "subject": {
        "cat": "cat kitten kitty 猫 小猫 猫咪 猫儿", "dog": "dog puppy hound corgi 狗 小狗 犬 狗狗 柯基", "rabbit": "rabbit bunny hare 兔 兔子 小兔 小兔子",
        "horse": "horse pony stallion unicorn 马 骏马 小马 独角兽", "fox": "fox 狐狸 小狐狸", "panda": "panda 熊猫 大熊猫", "bear": "bear 熊 小熊 北极熊",
        "penguin": "penguin 企鹅", "bird": "bird seagull gull crane swallow geese goose flock 鸟 小鸟 飞鸟 海鸥 燕子 大雁 鹤 仙鹤",
        "fish": "fish goldfish koi 鱼 金鱼 锦鲤 小鱼", "jellyfish": "jellyfish 水母",
        "person": "person man woman boy traveler traveller wanderer someone people hiker monk 人 男人 女人 男孩 旅人 行人 老人",
        "girl": "girl lady princess child 女孩 少女 姑娘 小女孩 公主 孩子", "astronaut": "astronaut spaceman 宇航员 航天员 太空人", 
        "robot": "robot android 机器人",
        "house": "house cottage cabin hut home farmhouse 房子 房屋 小屋 木屋 茅屋 家", "castle": "castle fortress palace 城堡 古堡 宫殿",
        "lighthouse": "lighthouse 灯塔", "boat": "boat sailboat ship sailing_boat sailing_ship yacht sail 船 帆船 小船 轮船 渔船 舟 小舟",
        "balloon": "hot_air_balloon balloon airship 热气球 气球", "rocket": "rocket spaceship spacecraft 火箭 飞船 宇宙飞船",
        "car": "car automobile 汽车 轿车 小汽车 车", "tree": "tree oak 树 大树 树木",
        "pine": "pine pine_tree fir spruce christmas_tree 松树 松 杉树 圣诞树",
        "cherry": "cherry_blossom cherry_tree sakura peach_blossom plum_blossom 樱花 樱花树 樱树 桃花 梅花",
        "flower": "flower daisy poppy blossom rose tulip 花 花朵 鲜花 雏菊 玫瑰 玫瑰花 郁金香", "sunflower": "sunflower 向日葵", "umbrella": "umbrella parasol 伞 雨伞 油纸伞",
        "teapot": "teapot 茶壶", "cup": "cup coffee tea mug cup_of_coffee cup_of_tea teacup 杯子 咖啡 茶 茶杯 咖啡杯 杯", "apple": "apple 苹果",
        "vase": "vase bouquet 花瓶 花束", "moon": "moon crescent full_moon moonlight 月亮 月 明月 圆月 弯月 月光", "sun": "sun 太阳 旭日 烈日",
        "planet": "planet saturn 行星 星球 土星",
    },
    "setting": {
        "mountain": "mountain mount peak alps hilltop cliff fuji 山 高山 群山 山峰 雪山 富士山 山水 青山 远山",
        "hill": "hill countryside valley farm village 丘陵 山坡 乡村 田野 山谷 村庄 小山",
        "sea": "sea ocean wave coast harbor harbour seaside bay 海 大海 海洋 海浪 海边 海面 海港 海上", "beach": "beach island shore 沙滩 海滩 岛 小岛",
        "lake": "lake pond reflection 湖 湖水 湖面 池塘 湖泊 湖边 倒影", "river": "river stream creek brook 河 河流 江 小河 溪 小溪 江水 溪流",
        "forest": "forest wood jungle woodland 森林 树林 林 林间 丛林",
        "meadow": "meadow field grass lawn garden park wildflower flowers tulips poppies 草地 草原 花园 公园 花海 花田 田 野花",
        "desert": "desert dune sand sahara 沙漠 沙丘 大漠 戈壁", "city": "city skyline town street skyscraper building downtown tokyo 城市 都市 街道 高楼 大厦 街 城 上海",
        "space": "space galaxy nebula universe cosmos outer_space milky_way 太空 宇宙 银河 星系 星云 外太空",
        "underwater": "underwater coral reef undersea deep_sea 海底 水下 珊瑚 深海", "table": "table still_life desk window tea_time 桌子 桌上 静物 桌 窗边 窗台",
        "abstract": "abstract pattern geometric flow swirl 抽象 图案 几何 流动",
    },
    "time": {
        "dawn": "dawn sunrise daybreak early_morning 黎明 日出 清晨 拂晓 破晓 晨", "day": "morning day daytime daylight 早晨 早上 白天 上午",
        "noon": "noon midday 中午 正午", "golden": "golden_hour afternoon late_afternoon warm_light 下午 午后 金色时刻",
        "sunset": "sunset evening sundown 日落 夕阳 傍晚 晚霞 黄昏 落日", "dusk": "dusk twilight blue_hour 暮色 薄暮 蓝调 暮",
        "night": "night midnight moonlit nighttime dark 夜 夜晚 夜里 午夜 夜景 深夜 夜空 晚上",
    },
    "weather": {
        "fog": "fog foggy mist misty haze 雾 薄雾 大雾 烟雾 迷雾 云雾 雾气", "rain": "rain rainy drizzle 雨 下雨 细雨 烟雨 雨天 雨中",
        "storm": "storm stormy thunderstorm lightning thunder 暴风雨 雷雨 闪电 雷电 暴雨", "snow": "snow snowfall blizzard snowing 雪 下雪 大雪 雪花 飘雪",
        "cloud": "cloud cloudy 云 白云 云朵 多云 云海", "overcast": "overcast grey_sky gray_sky 阴天", "clear": "clear sunny blue_sky 晴 晴天 晴朗 蓝天",
        "wind": "windy wind 风", "aurora": "aurora northern_lights 极光", "stars": "star starry stars starlight 星 星星 星空 繁星 星光",
        "firefly": "firefly fireflies 萤火虫",
    },
    "season": {
        "spring": "spring springtime 春 春天 春季 春日", "summer": "summer 夏 夏天 夏日 夏季", "autumn": "autumn fall autumnal maple 秋 秋天 秋日 秋季 枫叶 红叶",
        "winter": "winter snowy frozen ice icy 冬 冬天 冬日 冬季 冰 雪景 雪地",
    },
    "tint": {"sky": "sky 天空 天", "water": "water 水"},
    "colour": {
        "red": "red scarlet crimson 红 红色 大红 朱红", "orange": "orange 橙 橙色 橘色 橘红", "yellow": "yellow 黄 黄色", "gold": "gold golden 金 金色 金黄",
        "green": "green 绿 绿色 翠绿 青绿", "emerald": "emerald 碧绿 祖母绿", "teal": "teal turquoise cyan 青 青色 青蓝", "blue": "blue azure 蓝 蓝色 湛蓝 天蓝",
        "navy": "navy indigo 深蓝 藏蓝 靛蓝", "purple": "purple violet lavender 紫 紫色 淡紫", "pink": "pink 粉 粉色 粉红 粉红色", "brown": "brown 棕 棕色 褐色 咖啡色",
        "white": "white ivory 白 白色 雪白", "grey": "grey gray silver 灰 灰色 银色 银", "black": "black 黑 黑色",
    },
    "count": {
        "1": "one 一", "2": "two couple pair 二 两 俩 双 一对 一双", "3": "three 三", "4": "four several 四 几", "5": "five group 五 一群", "6": "six many 六 许多 很多",
        "7": "seven 七", "8": "eight 八", "9": "nine 九", "10": "ten 十",
    },
    "size": {"1.35": "big large huge giant tall enormous 大 巨大 高大 巨型", "0.65": "small little tiny mini 小 迷你 微小"},
    "refusal": {"no": "no without 没有 不要 无"},
    "join": {"and": "and 和 与"},
    "measure": {"of": "只 个 條 条 匹 头 朵 棵 座 艘 栋 间 位 名 架 辆 把 盏 杯 颗 株 群 片 对 双 叶 轮 艇 枝 束 壶"},
    "unknown": {"": "火车 列车 公交车 自行车 摩托车 马车"},
    "filler": {"of": "a an beautiful bright cute fluffy of old the very with wooden 的 有 里有 里面有 中有 上有"},
}  # fmt: skip
COLOURS: Final = {
    "red": "#cf3227", "orange": "#ee8434", "yellow": "#f4cb3e", "gold": "#dba53a", "green": "#4d9a4a",
    "emerald": "#189a72", "teal": "#218f97", "blue": "#3573c4", "navy": "#21356e", "purple": "#8150b4",
    "pink": "#ee94b4", "brown": "#855a3a", "white": "#f2efe8", "grey": "#8b9198", "black": "#2b2b31",
}  # fmt: skip
LEXICON: Final = lexicon([WORDS])
