# %% [markdown] tags=["zh"]
# # 结构
#
# 资金和项目在哪些产业、规模、专班；哪些只能给出区间。

# %% tags=["parameters"]
# Parameters: the suite sets them from params/<period>.yaml; change one and run all cells again
district = "jiangjin"
period = "2023Q4"
as_of = "2024-03-31"
language = "zh"
seed = 20230731
tier = "public"
assumptions: dict = {}

# %% [markdown] tags=["en"]
# # Structure
#
# Which sectors, sizes and task forces hold the projects and the money; what is known only as an interval.

# %%
import pandas as pd

import jjinvest as jj
from jjinvest.analysis.recomputed import agrees, column_agrees, number
from jjinvest.reporting import charts
from jjinvest.reporting.pages import structure

# %%
d = jj.open(district, period, as_of=as_of, language=language, seed=seed, tier=tier, assumptions=assumptions)
report = d.report()
report.header("structure")
structure.lead(report)

# %% [markdown] tags=["zh"]
# ## 三次产业
#
# 占比是一个产业的数除以总数，均额是金额除以项目数。原文给了占比的，用原文的；没有的，由公布数或台账算出。

# %% [markdown] tags=["en"]
# ## Sectors
#
# A share is the number of a sector over the total, an average its amount over its projects. A share that the text gives is used as given; others are computed from published figures or the ledger.

# %%
projects, amount = number(d.results, "now.projects_signed"), number(d.results, "now.agreed_amount")
sectors = d.table("sectors")
sectors

# %%
if {"count", "amount"} <= set(sectors):
    assert column_agrees(100 * sectors["count"] / projects, sectors, "count_share")
    assert column_agrees(100 * sectors["amount"] / amount, sectors, "amount_share")
    assert column_agrees(sectors["amount"] / sectors["count"], sectors, "average")

# %%
structure.sectors(report, charts.sectors)

# %% [markdown] tags=["zh"]
# ## 规模分档与集中度
#
# 各档金额没有公布时，由项目数、分档界限、具名项目的金额和总额求最小与最大可能值（整数规划）。最大的若干个项目同理。

# %% [markdown] tags=["en"]
# ## Size tiers and concentration
#
# Where amounts of tiers are not published, their least and greatest possible values follow from counts, edges, amounts of named projects and the total, by an integer programme. The same holds for the largest projects.

# %%
tiers = d.table("tiers")
tiers

# %%
if "count" in tiers:
    assert column_agrees(100 * tiers["count"] / projects, tiers, "count_share")

# %%
structure.tiers(report, charts.interval_bars)

# %% [markdown] tags=["zh"]
# ## 产业招商专班
#
# 每个专班的金额占总额的比例，其中有名称的项目占多少。专班可能互相重叠，所以不相加。

# %% [markdown] tags=["en"]
# ## Task forces
#
# The share of each task force in the total, and the part that projects with a published name make up. Task forces may overlap and are not added up.

# %%
task_forces = d.table("task_forces")
task_forces

# %%
if {"count", "amount"} <= set(task_forces):
    assert column_agrees(100 * task_forces["amount"] / amount, task_forces, "amount_share")
    assert column_agrees(task_forces["amount"] / task_forces["count"], task_forces, "average")
if {"named", "amount"} <= set(task_forces):
    share = 100 * task_forces["named"] / task_forces["amount"]
    assert column_agrees(share, task_forces, "named_share")

# %%
structure.task_forces(report, charts.task_forces)

# %% [markdown] tags=["zh"]
# ## 具名项目
#
# 原文写出名称的签约项目，按协议金额从大到小。它们只是全部项目的一部分，其合计是总额的下限。

# %% [markdown] tags=["en"]
# ## Named projects
#
# Signed projects that a text names, the largest first. They are a part of all projects, so their sum is a lower bound of the total.

# %%
named = d.table("projects")
named

# %%
if "amount" in named:
    assert agrees(named["amount"].sum(), d.results.get("now.agreed_amount.named"))

# %%
structure.projects(report, charts.named_projects)

# %% [markdown] tags=["zh"]
# ## 各分项
#
# 原文还按哪些维度给了数（来源、区域、平台等），就逐个列出；一个维度的各部分都有占比时画图。

# %% [markdown] tags=["en"]
# ## Further breakdowns
#
# Every further dimension by which texts give numbers (origin, place, park …); a chart where the parts of one have shares.

# %%
breakdowns = {name: d.table(name) for name in d.tables if name.startswith("breakdown_")}
pd.Series({name: len(table) for name, table in breakdowns.items()}, name="rows", dtype="int64")

# %%
structure.dimensions(report, charts.breakdown)

# %% [markdown] tags=["zh"]
# ## 招商方式与产业链
#
# 把具名项目按招商方式、产业链分组求和。未具名的项目不在其中，所以都是下限。

# %% [markdown] tags=["en"]
# ## Ways of promotion and value chains
#
# Named projects grouped by the way they were won and by value chain. Projects without a name are not among them, so each sum is a lower bound.

# %%
for column, name in (("channel", "channels"), ("chain", "chains")):
    groups = d.table(name)
    if column in named and len(groups):
        sums = named.groupby(column)["amount"].sum().reindex(groups["group"])
        assert column_agrees(sums.set_axis(groups.index), groups, "named")

# %%
structure.channels(report)

# %% [markdown] tags=["zh"]
# ## 上半年与下半年
#
# 下半年＝全年－上半年，只有两个数口径相同才能相减；不能相减的列出原因。

# %% [markdown] tags=["en"]
# ## Halves of the year
#
# The second half is the year less the first half, where both are counted in the same way; what may not be subtracted is listed with the reason.

# %%
first, year = (
    {m: number(d.results, f"{span}.{m}") for m in ("projects_signed", "agreed_amount")}
    for span in ("half", d.results.year)
)
second = pd.Series(year) - pd.Series(first)
restated = d.results.get("half.agreed_amount.as_restated")
if restated is not None:  # the year counts the later amounts, so the first half does too
    second["agreed_amount"] = year["agreed_amount"] - restated.value
for metric, rest in second.items():
    assert agrees(rest, d.results.get(f"rest.{metric}"))
second

# %%
structure.halves(report)

# %% [markdown] tags=["zh"]
# ## 台账逐行汇总的结构
#
# 从台账逐行相加：当期签约的项目按产业、规模、专班等分组，各组相加等于合计。一两个项目的组不公开金额。

# %% [markdown] tags=["en"]
# ## Structure from the rows of the ledger
#
# Rows of the ledger are added up: the projects signed in the period by sector, size, task force and so on; the groups add up to the total. Amounts of groups of one or two projects are not public.

# %%
offered = d.metrics[(d.metrics["source"] == "ledger") & (d.metrics["metric"] == "agreed_amount")]
has_sectors = offered["by"].str.contains("sector").any()
signed = d.frame("agreed_amount", by="sector", source="ledger") if has_sectors else pd.DataFrame()
signed

# %%
if has_sectors:
    assert agrees(signed["value"].sum(), d.results.get("now.ledger.agreed_amount"))

# %%
structure.ledger_groups(report)

# %%
report.end()
