"""Named projects and their amounts: 投资72亿元的……基地, ……项目总投资5亿元, A、B、C等项目总投资超过100亿元."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from jjinvest.data.bulletins.quantities.numbers import Number
from jjinvest.data.bulletins.rules import RULES
from jjinvest.data.bulletins.text.tokens import _WORDS

_KIND = (
    "项目|基地|中心|总部|产业园|园区|园|生产线|工厂|车间|产业城|综合体|广场|酒店|平台|研究院|厂|电站|小镇|工程|"
    "生产|制造|加工|汽车|电池|设备|市场|城|港|厂房|加工线|养殖场|基金|线"
)
_INVEST = (
    r"(?:拟|计划|预计|意向|协议|合同|累计|共|将|一期|二期)*(?:总)?投资"
    r"(?:总额|总金额|额|规模)?(?:为|共|约|达|近)?"
)
_BEFORE = re.compile(rf"(?P<invest>{_INVEST})$")
_AFTER = re.compile(
    r"^(?P<of>的)?(?P<name>[^，。；！？、：\n…（）]{2,60}?(?:（[^（）\n]{1,20}）[^，。；！？、：\n…（）]{0,40}?)?)"
    r"(?=等|、|，|。|；|！|：|…|\n|$|（|签约|成功|顺利|正式|实现|落地|落户|动工|开建|破土|开工|竣工|建成|投产|成为|已|将于|有望|正在|累计|完成|计划|位于|预计|年产|占地|总投资|目前|进展|以及总?投资|和总?投资|及总?投资|和拟投资)"
)
_LATER = re.compile(
    rf"^，?(?:将|拟|计划|用于|主要)?(?:在[^，。；\n]{{2,30}}?)?(?:投资)?(?:建设|新建|打造|实施|建成|兴建|改造)"
    rf"(?P<name>[^，。；\n]{{3,50}}?(?:{_KIND}))(?=[，。；、（\n]|$|等)"
)
_EARLIER = re.compile(
    rf"(?P<name>[^，。；：！？\n、“”①-⑳]{{3,60}}?(?:项目|基地|中心|总部|产业园|生产线|工厂))(?:[”」]?)(?:（[^（）]{{1,20}}）)?(?:，|（)?(?P<invest>{_INVEST})$"
)
_GROUP = re.compile(
    rf"(?P<names>[^，。；：！？\n]{{2,16}}(?:、[^，。；：！？\n、]{{2,16}})+)等(?:[^，。；\n]{{0,12}})(?:项目|企业)，?(?P<invest>{_INVEST})$"
)
_OF_LINE = re.compile(
    rf"(?:^|\n)[\s　]*[◆◇●■▲★※○□•·▪►][\s　]*(?P<name>[^，。；：！？\n（）]{{3,30}})：(?P<invest>{_INVEST})$"
)
_BEFORE_BRACKET = re.compile(
    rf"(?P<name>[^，。；：！？\n、（）“”]{{3,24}}[^，。；：！？\n、（）“”\s])[”」]?（(?P<invest>{_INVEST})$"
)
_NO_PROJECT = re.compile(
    r"(?:产业|领域|专班|企业|公司|集团|[市区县镇乡]|街道|园区|方面|类|情况|季度|半年|月|年|日|会|活动|仪式|个|项|家)$"
)
_NOT_NAME = re.compile(
    r"^(?:的)?(?:目标|任务|年度|全年|市级|区级|省级|到位|资金|协议|正式|合同|外资|内资|项目(?:\d|$)|以上|以下|其中|同比|增长|总额|总量|规模|大关|门槛|各类|优质项目|重大项目|重点项目|重大突破)"
)
_CUT_WHO = re.compile(
    r"^.*(?:的|引进了?|签约|促成了?|推进了?|由|与|和|及|推动|吸引|其中|包括|落地|引入|招引|有(?!限)|是|储备|洽谈|目前|新增|开工|以及|”|“)"
)
_CUT_VERB = re.compile(r"^.*(?:引进了?|签约了?|促成了?|推动|吸引|其中|包括|引入|招引|新增|目前|以及|”|“)")
_GENERIC = re.compile(
    r"重点|优质|重大|大型|产业类|招商引资|招商|产业|新|好|大|类|个|批|等|的|多|共|各|该|一|全区|全市|全县|全年|市级|区级|上述|"
    r"这些|这|其|成功|累计|现有|有效|亿元|超|强|型|链|补链|延链|强链|实体|以上|拟|已|成功|实际|和|及|中|为|内|上半年|下半年|今年|去年|计划|主要|带动|较|领域|平均|单个|单体|户均|亩均|每|在库|入库|所有|部分"
)
_GOES_ON = re.compile(
    r"项目(?=从|自|本月|上月|今年|目前|正|试|于|也|预计|力争|即将|主体|全面|加快|顺利|进展)"
)
"""Where the name of a project ends and its sentence goes on: 某某项目本月试生产."""
_WHOLE_NAME = re.compile(r".{2,}?项目(?:（[^）]*）)?(?:[一二三四]期)?(?=[\u3400-\u9fff\d])")
_FACILITY = re.compile(r"(?:基地|中心|总部|[^业]园|厂|电站|综合体)$")
_TALKS = re.compile("|".join(map(re.escape, RULES.words["in_talks"])))
_MARK = re.compile(r"[\s;=,<>&\"'\\]+")
LONGEST = 60


@dataclass(frozen=True)
class Project:
    """A named project with its amount: the number's index, the name, the span of the name, the metric."""

    number: int
    name: str
    start: int
    end: int
    metric: str
    dimension: str = "project"
    sure: bool = True


def named_project(text: str, number: Number, index: int, clause: int, floor: int) -> Project | None:
    """Name of the project that an amount belongs to; None for any other amount.

    `clause` is where the clause of the number begins, `floor` the end of the number before it.
    """
    head = text[max(clause, floor) : number.start]
    after = text[number.end : number.end + 90].split("\n")[0]
    before = _BEFORE.search(head)
    listed = re.search(r"(?:引进|签约|促成|引入|招引|[、：和及了])$", head) is not None
    if (before is not None or listed or not head) and not _NOT_NAME.match(after):
        found = _after(text, number, index, head, before, after)
        if found is not None:
            return found
    if before is not None:
        later = _LATER.match(after)
        if later is not None:
            name = _who(head[: before.start()]) + later["name"]
            start = number.end + later.start("name")
            return _project(index, name, start, number.end + later.end("name"), text, number, before[0])
        return _earlier(text, number, index, floor)
    return None


def _after(
    text: str, number: Number, index: int, head: str, before: re.Match[str] | None, after: str
) -> Project | None:
    match = _AFTER.match(after)
    if match is None:
        return None
    name = match["name"]
    if (goes_on := _GOES_ON.search(name)) is not None:
        name = name[: goes_on.end()]
    if match["of"] and (whole := _WHOLE_NAME.match(name)) is not None:
        name = whole[0]  # 12亿元的某某项目现场塔吊林立
    name = re.split(r"于(?:今年|去年|本月|上月|日前|近日|\d)", name)[0]  # 冷链中心于6月28日开工
    if re.match(r"将|拟|在|用于|主要|计划", name):
        return None
    if before is None and not match["of"]:
        return None
    if re.fullmatch(rf".*(?:{_KIND})", name) is None and not match["of"]:
        return None
    if re.search(r"\d+(?:余|多)?[个项家]|目标|任务|到位资金|协议引资|的比重|增长|下降|占", name):
        return None
    who = _who(head[: before.start()]) if before is not None else ""
    if is_generic(name) and (not who or len(name) < 3):
        return None
    start = number.end + match.start("name")
    return _project(index, who + name, start, start + len(name), text, number, before[0] if before else "")


def _earlier(text: str, number: Number, index: int, floor: int) -> Project | None:
    start = max(floor, text.rfind("。", 0, number.start) + 1, text.rfind("\n", 0, number.start) + 1)
    opened = text.rfind("（", 0, floor)
    if opened >= 0 and "）" in text[floor : number.start] and "）" not in text[opened:floor]:
        start = max(text.rfind(mark, 0, opened) for mark in "，。；：、\n）") + 1
    head = text[max(start, number.start - 120) : number.start]
    group = _GROUP.search(head)
    if group is not None:
        names = [_CUT_WHO.sub("", name) for name in group["names"].split("、")]
        if all(2 <= len(name) <= 16 for name in names) and not any(is_generic(name) for name in names):
            name = "、".join(names)
            at = number.start - len(head) + group.start("names")
            return Project(
                index, cleaned(name), at, at + len(group["names"]), "agreed_amount", "group", False
            )
    match = _EARLIER.search(head)
    if match is None:
        return _introduced(text, number, index)
    if is_generic(match["name"]):
        return None
    name = _CUT_WHO.sub("", match["name"])
    if is_generic(name) or re.search(r"\d+[个项家]", name):
        return None
    at = number.start - len(head) + match.end("name") - len(name)
    return _project(index, name, at, at + len(name), text, number, match["invest"])


def _introduced(text: str, number: Number, index: int) -> Project | None:
    """A project at the head of a line, ◆某地超级工厂：总投资100亿元, or before a bracket with the amount."""
    head = text[max(0, number.start - 60) : number.start]
    bracketed = text[number.end : number.end + 1] in "），"
    match = _OF_LINE.search(head) or (_BEFORE_BRACKET.search(head) if bracketed else None)
    if match is None:
        return None
    name = _CUT_VERB.sub("", match["name"])
    if is_generic(name) or _NO_PROJECT.search(name) or re.search(r"\d", name):
        return None
    at = number.start - len(head) + match.end("name") - len(name)
    found = _project(index, name, at, at + len(name), text, number, match["invest"])
    return None if found is None else replace(found, sure=False)


def _project(
    index: int, name: str, start: int, end: int, text: str, number: Number, invest: str
) -> Project | None:
    name = cleaned(name)
    if len(name) < 2:
        return None
    following = text[number.end : number.end + 70]
    stop = re.search(r"。|；|\n|[^\d]\d+(?:\.\d+)?亿元", following)
    following = following[: stop.start()] if stop is not None else following
    intended = invest.startswith(("拟", "意向")) or _TALKS.search(following) is not None
    return Project(index, name, start, end, "intended_amount" if intended else "agreed_amount")


def _who(head: str) -> str:
    who = _CUT_WHO.sub("", re.split(r"[，。；：、！？\n◆●（）]", head)[-1]).strip()
    if len(who) < 2 or len(who) > 24 or is_generic(who) or re.search(r"\d", who):
        return ""
    return who


def is_generic(name: str) -> bool:
    """Whether nothing of a name is left without the words that any project may have."""
    rest = name
    known = {word for word in _WORDS if word in name} if len(name) <= LONGEST else set[str]()
    for word in sorted(known, key=lambda word: (-len(word), name.index(word))):
        rest = rest.replace(word, "")
    rest = re.sub(_KIND, "", rest)
    left = len(re.sub(r"[^\w]", "", _GENERIC.sub("", rest)))
    facility = _FACILITY.search(name.removesuffix("项目")) is not None and len(name) >= 4
    return left < (1 if facility else 2)


def cleaned(name: str) -> str:
    """A name as a member of a dimension: no blanks, quotes or marks that a table gives a meaning."""
    name = re.sub(r"（[^（）]*）$", "", name)
    name = _MARK.sub("", name.strip("“”‘’「」，、 ：的◆●")).removesuffix("项目").strip("“”‘’")
    return name[:LONGEST]
