"""The columns of a ledger: one table for the template, the reader, the rules and the store."""

from __future__ import annotations

from dataclasses import dataclass

from jjinvest.core.codes import STAGES

STAGE_DATE = {
    "negotiating": "negotiated_on",
    "signed": "signed_on",
    "started": "started_on",
    "in_production": "in_production_on",
    "terminated": "terminated_on",
}


@dataclass(frozen=True)
class Field:
    """One column: its kind of value, its names, from which stage it is compulsory, and what its reader is told.

    `kind` is text, amount, date, choice or rate. `needed_from` is a stage, or empty where the column is optional.
    """

    name: str
    kind: str
    zh: str
    en: str
    needed_from: str = ""
    note: str = ""
    example: str = ""


FIELDS = (
    Field("project_code", "text", "项目编号", "project code", "signed", "每个项目一个编号，终身不变；不同项目不得同号", "JJ-2023-001"),
    Field("project_name", "text", "项目名称", "project name", "lead", "全称；同一项目每次填写相同", "智能座舱生产基地项目"),
    Field("investor", "text", "投资方", "investor", "signed", "签约主体全称", "某某科技股份有限公司"),
    Field("origin", "choice", "投资方所在地", "origin of investor", "signed", "市内、市外或境外；“市外项目”由此列得出", "市外"),
    Field("sector", "choice", "产业", "sector", "signed", "一产、二产或三产", "二产"),
    Field("chain", "text", "产业链", "industry chain", "", "细分产业", "智能网联新能源汽车"),
    Field("task_force", "text", "专班", "task force", "", "负责的产业招商专班", "汽车专班"),
    Field("channel", "text", "招商方式", "channel", "", "基金、驻外、以商招商、产业链等", "以商招商"),
    Field("park", "text", "承接平台", "park", "", "落地的园区", "双福工业园"),
    Field("top500", "choice", "是否500强", "top 500", "", "是或否", "否"),
    Field("stage", "choice", "项目阶段", "stage", "", "线索、在谈、签约、开工、投产或终止；应与各日期一致", "开工"),
    Field("negotiated_on", "date", "在谈日期", "negotiating since", "", "年-月-日；只知月份写 2023年3月", "2023-03-06"),
    Field("signed_on", "date", "签约日期", "signed on", "signed", "实际签约的日子，不填计划日期", "2023-05-18"),
    Field("agreed_amount", "amount", "协议金额", "agreed amount", "signed", "协议引资（总投资）；只填数字，单位见表头", "50000"),
    Field("contract_on", "date", "正式合同日期", "formal contract on", "", "有正式合同才填", "2023-06-20"),
    Field("contract_amount", "amount", "正式合同额", "formal contract amount", "", "不大于协议金额", "42000"),
    Field("started_on", "date", "开工日期", "construction started on", "started", "实际开工，不填计划日期", "2023-08-28"),
    Field("in_production_on", "date", "投产日期", "in production on", "in_production", "实际投产", ""),
    Field("terminated_on", "date", "终止日期", "terminated on", "terminated", "终止的项目不删行，填此列和原因", ""),
    Field("terminated_reason", "text", "终止原因", "reason of termination", "", "", ""),
    Field("funds_month", "amount", "当月到位", "funds of the month", "", "只填本月新到位的钱，不是累计数", "1200"),
    Field("funds_ytd", "amount", "本年累计到位", "funds year to date", "", "本年 1 月起的累计，不小于当月到位", "5200"),
    Field("funds_to_date", "amount", "累计到位", "funds to date", "", "签约以来的全部累计，不小于本年累计", "5200"),
    Field("currency", "text", "币种", "currency", "", "空白即人民币；外币须同时填汇率和汇率日期", "人民币"),
    Field("exchange_rate", "rate", "汇率", "exchange rate", "", "1 单位外币合多少元人民币", ""),
    Field("rate_on", "date", "汇率日期", "date of the rate", "", "汇率是哪一天的", ""),
    Field("light", "choice", "状态灯", "status light", "", "红、黄或绿", "绿"),
    Field("unit_in_charge", "text", "责任单位", "unit in charge", "", "", "区经济信息委"),
    Field("note", "text", "备注", "note", "", "", ""),
)  # fmt: skip

BY_NAME = {field.name: field for field in FIELDS}
AMOUNTS = tuple(field.name for field in FIELDS if field.kind == "amount")
DATES = tuple(field.name for field in FIELDS if field.kind == "date")
TEXTS = tuple(field.name for field in FIELDS if field.kind == "text")
CHOICES = tuple(field.name for field in FIELDS if field.kind == "choice")
ESSENTIAL = ("project_name", "agreed_amount")
"""Without these columns a sheet is no ledger."""


def label(name: str, language: str) -> str:
    """Name of a column in a language."""
    field = BY_NAME[name]
    return field.zh if language == "zh" else field.en


def needed(stage: str) -> tuple[str, ...]:
    """Names of the columns a project of this stage must fill, in their order.

    A terminated project must tell what it told when it was signed, if it was; see :mod:`jjinvest.ledger.validation.row_rules`.
    """
    reached = STAGES.index(stage)
    if stage == "terminated":
        return ("project_name", "terminated_on")
    return tuple(f.name for f in FIELDS if f.needed_from and STAGES.index(f.needed_from) <= reached)
