"""Made-up names: chains, parks, channels, and a different name for every project of a district."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Chain:
    """An industry chain: key, names, sector and task force, share of the sector, products."""

    key: str
    zh: str
    en: str
    sector: str
    task_force: str
    share: float
    products: tuple[str, ...]


CHAINS = (
    Chain("planting", "现代种植", "Modern planting", "primary", "农业专班", 0.6,
          ("花椒种植", "设施蔬菜", "中药材种植", "柑橘种植", "食用菌栽培", "茶叶种植")),
    Chain("breeding", "生态养殖", "Ecological breeding", "primary", "农业专班", 0.4,
          ("生猪养殖", "稻渔综合种养", "肉牛养殖", "蛋鸡养殖")),
    Chain("vehicles", "智能网联汽车", "Connected vehicles", "secondary", "汽车专班", 0.24,
          ("汽车座椅", "线控底盘", "动力电池包", "车载雷达", "轻量化零部件", "电驱总成", "汽车线束",
           "智能座舱")),
    Chain("food", "食品加工", "Food processing", "secondary", "食品专班", 0.22,
          ("预制菜", "粮油加工", "调味品", "休闲食品", "白酒酿造", "冷鲜肉", "饮料灌装")),
    Chain("equipment", "高端装备", "Advanced equipment", "secondary", "装备专班", 0.20,
          ("数控机床", "液压元件", "减速机", "农机装备", "电梯部件", "风电齿轮箱", "工业机器人")),
    Chain("materials", "先进材料", "Advanced materials", "secondary", "材料专班", 0.16,
          ("铝合金型材", "玻璃纤维", "装配式构件", "高分子薄膜", "特种涂料", "铜箔")),
    Chain("energy", "新能源", "New energy", "secondary", "新能源专班", 0.10,
          ("光伏组件", "储能系统", "氢能装备", "充换电设备")),
    Chain("medicine", "生物医药", "Medicine", "secondary", "医药专班", 0.08,
          ("医疗器械", "中药饮片", "生物制剂", "医用耗材")),
    Chain("logistics", "商贸物流", "Trade and logistics", "tertiary", "物流专班", 0.45,
          ("冷链物流", "智慧仓储", "跨境电商", "区域分拨", "大宗商品交易")),
    Chain("services", "现代服务", "Modern services", "tertiary", "服务业专班", 0.33,
          ("总部结算", "软件研发", "数字呼叫", "检验检测", "人力资源")),
    Chain("tourism", "文化旅游", "Culture and tourism", "tertiary", "文旅专班", 0.22,
          ("温泉度假", "古镇文旅", "康养社区", "主题酒店")),
)  # fmt: skip  # a table: one chain an entry

PARKS = (("滨江工业园", 0.34), ("北城工业园", 0.26), ("临港园区", 0.18), ("高新区", 0.14), ("西部组团", 0.08))
CHANNELS = (
    ("产业链招商", 0.34),
    ("以商招商", 0.26),
    ("驻外招商", 0.20),
    ("基金招商", 0.11),
    ("节会招商", 0.09),
)
TASK_FORCES = {
    "农业专班": ("agriculture_force", "Agriculture"),
    "汽车专班": ("vehicles_force", "Vehicles"),
    "食品专班": ("food_force", "Food"),
    "装备专班": ("equipment_force", "Equipment"),
    "材料专班": ("materials_force", "Materials"),
    "新能源专班": ("energy_force", "New energy"),
    "医药专班": ("medicine_force", "Medicine"),
    "物流专班": ("logistics_force", "Logistics"),
    "服务业专班": ("services_force", "Services"),
    "文旅专班": ("tourism_force", "Culture and tourism"),
}
CHANNEL_KEYS = {
    "产业链招商": ("chain_led", "Chain-led"),
    "以商招商": ("referral", "By referral"),
    "驻外招商": ("outpost", "Outpost-led"),
    "基金招商": ("fund", "Fund-led"),
    "节会招商": ("fair", "At fairs"),
}
SECTORS = {
    "primary": ("第一产业", "Primary sector"),
    "secondary": ("第二产业", "Secondary sector"),
    "tertiary": ("第三产业", "Tertiary sector"),
}
UNITS_IN_CHARGE = ("区招商投资局", "区经济信息委", "区农业农村委", "区商务委", "区文化旅游委")
REASONS = ("企业投资计划调整", "用地未落实", "融资未到位", "环评未通过", "双方协商终止")
KINDS = ("生产基地", "产业园", "研发制造中心", "加工厂", "西南总部", "智能工厂", "扩能改造", "示范基地")
FORMS = ("科技有限公司", "集团有限公司", "股份有限公司", "实业有限公司", "控股有限公司", "有限责任公司")
PLACES = ("浙江", "江苏", "广东", "山东", "上海", "深圳", "成都", "四川", "湖北", "福建", "河北", "安徽", "")

_FIRST = (
    "华恒瑞德金宏博远新科天盛泰和正中海润腾鑫东方凯立信达康嘉永兴隆万通源明佳美诚建宇宝龙安国际创联合飞翔锦绣"
)
_SECOND = "晟晨昊睿翰霖渝川岭峰江浩然泽沃达捷亚宁康美源泰丰茂辉煌图远航舟锐迅骏驰越凌云汇鼎盈益硕彦奕晖"
_THIRD = "智能特纳维格斯迪盈光电医材动环农食冶轩欣雅瑞昌旺利发生长宇星月川岚森林石玉铭钧铠"
_STRIDE = 7_368_787  # prime: steps through the brands without repeating one


def chosen(words: tuple[str, ...], places: Ints) -> pa.Array:
    """Words by place in a table."""
    return pc.take(pa.array(words, pa.large_string()), pa.array(places))


def joined(*parts: pa.Array | str, between: str = "") -> pa.Array:
    """Join texts row by row; a part that is one text stands in every row."""
    large = [pa.scalar(p, pa.large_string()) if isinstance(p, str) else p for p in (*parts, between)]
    return pc.binary_join_element_wise(*large)


def texts(array: pa.Array) -> pd.Series:
    """Return a column of texts as a ledger has it."""
    kept = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    dtype = pd.StringDtype("pyarrow", na_value=np.nan)
    return pd.Series(pd.array(kept.cast(pa.large_string()), dtype=dtype))


def brands(numbers: Ints) -> pa.Array:
    """Return a brand for each number, different ones up to the number of combinations."""
    first, second, third = (tuple(dict.fromkeys(part)) for part in (_FIRST, _SECOND, _THIRD))
    sizes = len(first), len(second), len(third)
    combinations = int(np.prod(sizes))
    place = numbers * _STRIDE % combinations
    round_ = numbers // combinations  # beyond all combinations a fourth character distinguishes brands
    parts = [
        chosen(first, place % sizes[0]),
        chosen(second, place // sizes[0] % sizes[1]),
        chosen(third, place // (sizes[0] * sizes[1])),
        chosen(("", *first), round_),
    ]
    return joined(*parts)


def codes(prefix: str, years: Ints, numbers: Ints) -> pa.Array:
    """Return project codes such as SYN01-2021-000137."""
    padded = pc.utf8_lpad(pa.array(numbers).cast(pa.large_string()), 6, "0")
    return joined(prefix, pa.array(years).cast(pa.large_string()), padded, between="-")


def district_zh(number: int) -> str:
    """Return the Chinese name of a synthetic district: 合成三十八区."""
    digits = "零一二三四五六七八九"
    if number >= 100:
        return f"合成{number}区"
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{digits[tens]}十"
    return f"合成{head}{digits[ones] if ones or not head else ''}区"
