"""Names in checks, Chinese and English: measures, statistics, members, authorities, relations, slips."""

from __future__ import annotations

METRICS = {
    "projects_signed": ("签约项目数", "projects signed"),
    "projects_started": ("开工项目数", "projects started"),
    "projects_completed": ("竣工投产项目数", "projects completed"),
    "projects_performing": ("履约项目数", "projects performing"),
    "projects_in_negotiation": ("在谈项目数", "projects in negotiation"),
    "agreed_amount": ("协议引资额", "agreed amount"),
    "contract_amount": ("正式合同额", "contract amount"),
    "funds_in_place": ("到位资金", "funds in place"),
    "invested": ("完成投资额", "investment completed"),
    "foreign_funds": ("实际利用外资", "foreign funds used"),
    "trips": ("外出招商批次", "trips"),
    "visitors": ("接待人次", "visitors"),
    "start_rate": ("开工率", "start rate"),
    "performance_rate": ("履约率", "performance rate"),
    "production_rate": ("投产率", "production rate"),
}
STATISTICS = {
    "target": ("目标", "target"),
    "completion": ("完成率", "completion rate"),
    "share": ("占比", "share"),
    "growth": ("增速", "growth"),
    "points": ("增减百分点", "change in percentage points"),
    "multiple": ("倍数", "multiple"),
    "pace_gap": ("与序时进度之差", "gap to the calendar"),
}
AUTHORITIES = {
    "district": ("本级", "own"),
    "county": ("上级县", "county"),
    "municipality": ("市级", "municipality"),
    "prefecture": ("州级", "prefecture"),
    "province": ("省级", "province"),
    "state": ("国家级", "state"),
    "town": ("镇街", "town"),
}
"""Who set a target."""
MEMBERS = {
    "new": ("新签", "new"),
    "carried_over": ("续建结转", "carried over"),
    "primary": ("第一产业", "primary sector"),
    "secondary": ("第二产业", "secondary sector"),
    "tertiary": ("第三产业", "tertiary sector"),
    "out_of_city": ("市外", "out of city"),
}
KINDS = {
    "repeated": ("同一个数两次公布", "the same figure published twice"),
    "parts": ("各部分之和等于总数", "the parts add up to the whole"),
    "parts_within": ("各部分之和不超过总数", "the parts do not exceed the whole"),
    "part_within": ("部分不超过总数", "a part does not exceed the whole"),
    "two_splits": ("两种分组的合计相等", "two breakdowns have one total"),
    "sizes": ("各规模档之和等于总数", "the size classes add up"),
    "sizes_nest": ("规模档不超过包含它的档", "a size class does not exceed the one around it"),
    "size_least": ("个数乘以规模下限不超过金额", "the amount reaches the number times the lower edge"),
    "size_most": ("金额不超过个数乘以规模上限", "the amount stays within the number times the upper edge"),
    "size_rest_least": (
        "两档之差的金额不低于规模下限",
        "the amount between two classes reaches the lower edge",
    ),
    "size_rest_most": (
        "两档之差的金额不超过规模上限",
        "the amount between two classes stays within the upper edge",
    ),
    "periods": ("各时段之和等于全期", "the periods add up"),
    "running_total": ("累计数不减少", "a running total never falls"),
    "period_within": ("时段内的数不超过全期", "a shorter period does not exceed the longer one"),
    "periods_within": ("各时段之和不超过全期", "separate periods do not exceed the longer one"),
    "events_within": ("各次活动之和不超过所在时期", "events do not exceed their period"),
    "event_within": ("活动的数不超过所在时期", "an event does not exceed its period"),
    "share": ("占比等于部分除以总数", "a share is part over whole"),
    "share_most": ("占比不超过 100 %", "a share is at most 100 %"),
    "completion": ("完成率等于实绩除以目标", "a completion rate is level over target"),
    "rate": ("比率等于分子除以分母", "a rate is numerator over denominator"),
    "growth": ("增速与上年同期数", "growth and the figure of the year before"),
    "whole_base": ("个数的增速要有整数的上年同期数", "the growth of a count needs a whole base"),
    "multiple": ("倍数与上年同期数", "a multiple and the figure of the year before"),
    "points": ("增减百分点等于两个比率之差", "a change in points is the difference of two rates"),
    "pace_gap": (
        "与序时进度之差等于完成率减序时进度",
        "a gap to the calendar is completion less the calendar",
    ),
    "growth_of_parts": ("总数的增速与各部分的增速", "growth of the whole and growth of its parts"),
    "bases_within": ("部分的上年同期数不超过总数的", "a part's base does not exceed that of the whole"),
    "shares": ("各部分占比之和为 100 %", "the shares add up to 100 %"),
    "shares_within": ("各部分占比之和不超过 100 %", "the shares do not exceed 100 %"),
    "named_count": ("个数不少于其中具名项目", "a count reaches the projects named in it"),
    "named_amount": ("合计不低于其中具名项目", "an amount reaches the projects named in it"),
    "joint": ("各数合在一起", "all figures together"),
}
SLIP_WORDS = {
    "sign": ("正负号相反，应为 {}", "the sign is reversed: {}"),
    "swapped": ("两个数字颠倒，应为 {}", "two digits are swapped: {}"),
    "digit": ("一个数字有误，应为 {}", "one digit is wrong: {}"),
    "decimal_point": ("小数点错位，应为 {}", "the decimal point is misplaced: {}"),
    "unit": ("单位有误，相当于 {}", "the unit is wrong: as if {}"),
    "growth_for_multiple": (
        "混淆了“增长几倍”与“是几倍”，应为 {}",
        "a rise by and a rise to are confused: {}",
    ),
    "flow": ("误用了本期数，累计应为 {}", "a single period stands for the total: {}"),
}
