# %% [markdown] tags=["zh"]
# # 到位资金
#
# 到位多少、离目标多远、资金来自哪一年签约的项目。

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
# # Funds in place
#
# How much came in, how far from the target, and from the signings of which year.

# %%
import pandas as pd

import jjinvest as jj
from jjinvest.analysis.recomputed import agrees, column_agrees, number, ratio
from jjinvest.reporting import charts
from jjinvest.reporting.pages import funds, scorecard

# %%
d = jj.open(district, period, as_of=as_of, language=language, seed=seed, tier=tier, assumptions=assumptions)
report = d.report()
report.header("funds_in_place")
funds.lead(report)

# %% [markdown] tags=["zh"]
# ## 多少，离目标多远
#
# 完成率＝到位资金÷目标，超额＝到位资金－目标。台账的到位资金是各行当年到位之和。

# %% [markdown] tags=["en"]
# ## How much, how far from the target
#
# Completion is funds over target, the excess funds less target. The ledger's funds are the sum of this year's funds of its rows.

# %%
total = d.table("funds")
has_ledger = d.results.ledger is not None
columns = ["signed_on", "funds_ytd", "task_force", "park", "sector"]
ledger = d.ledger_rows(*columns) if has_ledger else pd.DataFrame()
total

# %%
if {"actual", "target"} <= set(total):
    assert column_agrees(100 * total["actual"] / total["target"], total, "completion")
    assert column_agrees(total["actual"] - total["target"], total, "excess")
if has_ledger:
    assert agrees(ledger["funds_ytd"].sum(), d.results.get("now.ledger.funds_in_place"))

# %%
funds.total(report)

# %% [markdown] tags=["zh"]
# ## 当年签约与以前年度签约
#
# 按签约日期把到位资金分成当年新增与以前年度续建两部分。

# %% [markdown] tags=["en"]
# ## Signed this year and earlier
#
# Funds split by the day of signing: new projects of this year, and those carried over.

# %%
year = int(d.period[:4])
split = pd.Series(dtype="float64")
if has_ledger:
    new = ledger["signed_on"].dt.year.ge(year).map({True: "new", False: "carried_over"})
    split = ledger.loc[ledger["signed_on"].notna(), "funds_ytd"].groupby(new).sum()
split

# %%
for origin, value in split.items():
    assert agrees(value, d.results.get(f"now.ledger.funds_in_place.{origin}"))

# %%
funds.origin(report, charts.parts)

# %% [markdown] tags=["zh"]
# ## 资金到位率：两种定义
#
# 动态＝当期到位资金÷当期新签正式合同额；同批次＝已签合同项目的累计到位÷其合同额。

# %% [markdown] tags=["en"]
# ## Rate of funds in place: two definitions
#
# Dynamic: funds of the period over contracts of the period. Cohort: funds to date of the contracted projects over their contracts.

# %%
rates = d.table("funds_rates")
rates

# %%
for part in ("", ".out_of_city"):
    for view in ("now", "now.ledger"):
        paid, contracted = (
            number(d.results, f"{view}.{metric}{part}") for metric in ("funds_in_place", "contract_amount")
        )
        assert agrees(100 * ratio(paid, contracted), d.results.get(f"{view}.funds_rate_dynamic{part}"))

# %%
funds.rates(report)

# %% [markdown] tags=["zh"]
# ## 按专班、平台、产业
#
# 台账各组当年到位资金，各组相加等于合计。

# %% [markdown] tags=["en"]
# ## By task force, park and sector
#
# Funds of the year by group of the ledger; the groups add up to the total.

# %%
if has_ledger:
    for scope in ("task_force", "park", "sector"):
        groups = d.table(f"by_{scope}")
        sums = ledger.groupby(scope)["funds_ytd"].sum().reindex(groups["group"])
        assert column_agrees(sums.set_axis(groups.index), groups, "funds_in_place")

# %%
funds.groups(report)

# %% [markdown] tags=["zh"]
# ## 按签约季度：已到位与预计最终到位
#
# 同一季度签约的项目为一批，看签约后各季度累计到位占协议额的比例（发展因子法）；最终到位由以往各批的进度推算，标准误随批内最大项目增大。

# %% [markdown] tags=["en"]
# ## By quarter of signing: in place and expected in the end
#
# Projects signed in one quarter are a cohort; its funds develop with the quarters since signing (development factors). The end of each cohort follows from the progress of earlier ones; its standard error grows with its largest project.

# %%
triangle = pd.DataFrame()
if has_ledger:
    paid = d.payment_rows("signed_on", "month", "amount").dropna(subset=["signed_on"])
    signed = paid["signed_on"].dt.to_period("Q")
    age = paid["month"].dt.to_period("Q").astype("int64") - signed.astype("int64")
    triangle = paid[age >= 0].pivot_table(index=signed, columns=age, values="amount", aggfunc="sum")
    triangle = triangle.cumsum(axis=1)
triangle.round(1)

# %%
cohorts = d.table("cohorts")
if len(cohorts) and {"funds_to_date", "agreed_amount"} <= set(cohorts):
    share = 100 * cohorts["funds_to_date"] / cohorts["agreed_amount"]
    assert column_agrees(share, cohorts, "part_share")

# %%
funds.cohorts(report, charts.funds_by_age)

# %% [markdown] tags=["zh"]
# ## 预警与考核得分
#
# 完成率落后于序时进度（全年目标×已过月数÷12）或季节性进度时预警；得分＝权重×min(上限，完成率÷进度)。规则写在 alerts.yaml 和 scorecard.yaml。

# %% [markdown] tags=["en"]
# ## Alerts and scorecard
#
# A completion behind the calendar or the seasonal pace raises an alert; points are weight × min(cap, completion ÷ pace). The rules are in alerts.yaml and scorecard.yaml.

# %%
scorecard.pace_alerts(report)
scorecard.scorecard(report)

# %%
report.end()
