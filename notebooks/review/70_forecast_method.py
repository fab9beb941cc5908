# %% [markdown] tags=["zh"]
# # 预测方法与检验
#
# 用哪种方法，依据什么假设，以往准不准。

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
# # Methods of the forecast and their record
#
# Which method, on what assumptions, how good it was.

# %%
import numpy as np
import pandas as pd

import jjinvest as jj
from jjinvest.analysis.recomputed import number, numbers, ratio
from jjinvest.reporting import charts
from jjinvest.reporting.pages import forecast_method

# %%
d = jj.open(district, period, as_of=as_of, language=language, seed=seed, tier=tier, assumptions=assumptions)
report = d.report()
report.header("forecast_method")

# %% [markdown] tags=["zh"]
# ## 用哪种方法，为什么
#
# 方法按所需数据从多到少排列，取数据具备的第一种；以往各年能评分的，按成绩加权合成。

# %% [markdown] tags=["en"]
# ## Which method, and why
#
# Methods are ordered by the data they need; the first whose data exist answers, or several pooled by their scores in past years.

# %%
answers = {
    name: np.quantile(each.samples, [0.1, 0.5, 0.9])
    for name, each in d.results.outlook.predictions.items()
    if hasattr(each, "samples")
}
pd.DataFrame(answers, index=["10%", "50%", "90%"]).T

# %%
forecast_method.methods(report)

# %% [markdown] tags=["zh"]
# ## 预计总额由哪些部分组成
#
# 各部分的期望相加等于总额的期望。

# %% [markdown] tags=["en"]
# ## What the expected total consists of
#
# The expected values of the parts add up to that of the total.

# %%
parts = d.table("bridge")
parts

# %%
if "expected_amount" in parts and len(parts):
    amounts = numbers(parts, "expected_amount").to_numpy()
    assert np.isclose(amounts[:-1].sum(), amounts[-1])

# %%
forecast_method.parts(report, charts.bridge)

# %% [markdown] tags=["zh"]
# ## 把握取决于什么
#
# 把握曲线是模拟总额的经验分布：达到某一金额的次数占比。

# %% [markdown] tags=["en"]
# ## What the chance depends on
#
# The curve is the empirical distribution of the simulated totals: the share that reaches an amount.

# %%
curve = d.table("exceedance_quantiles")
if "agreed_amount" in d.forecasts and "amount_reached" in curve:
    total = d.forecast("agreed_amount")
    reached = [np.mean(total.samples >= amount) for amount in curve["amount_reached"]]
    assert (np.diff(reached) >= 0).all() or (np.diff(reached) <= 0).all()
curve

# %%
forecast_method.chances(report, charts.probability_curve)

# %%
forecast_method.every_change(report)

# %% [markdown] tags=["zh"]
# ## 台账模拟
#
# 从签约到开工的时间：未开工的按截尾处理（Kaplan–Meier）；模拟用分月的离开概率。

# %% [markdown] tags=["en"]
# ## The ledger's simulation
#
# Time from signing to start, projects not started are censored (Kaplan–Meier); the simulation uses monthly hazards.

# %%
waits = pd.DataFrame()
if d.results.ledger is not None:
    rows = d.ledger_rows("signed_on", "started_on").dropna(subset=["signed_on"])
    end = rows["started_on"].fillna(pd.Timestamp(d.results.workspace.ledger.stands_on))
    days = (end - rows["signed_on"]).dt.days
    waits = pd.DataFrame({"days": days, "started": rows["started_on"].notna()})[days > 0]
if len(waits):
    from statsmodels.duration.survfunc import SurvfuncRight

    waits = SurvfuncRight(waits["days"], waits["started"]).summary()
waits.head() if len(waits) else None

# %%
forecast_method.ledger(report)

# %% [markdown] tags=["zh"]
# ## 大项目
#
# 有台账的，在谈项目按各自的签约把握、新项目按历年规模模拟；没有台账的，个数按上年频率的泊松分布，频率取伽马分布。

# %% [markdown] tags=["en"]
# ## Large projects
#
# With a ledger, projects in negotiation sign by their own chances and new ones are as large as earlier ones. Without one, numbers are Poisson at last year's rate, which is uncertain (gamma).

# %%
large = d.table("large")
large

# %%
forecast_method.large_projects(report)

# %% [markdown] tags=["zh"]
# ## 市外协议引资
#
# 公布的是市外正式合同额，目标是市外协议引资；把握随两者的比率而变。

# %% [markdown] tags=["en"]
# ## Out-of-city agreed amount
#
# What was published are out-of-city contracts, the target is of agreed amounts; the chance depends on their ratio.

# %%
contracts, agreed = (
    number(d.results, f"now.{name}") for name in ("contract_amount.out_of_city", "agreed_amount")
)
to_agreed = 100 * ratio(contracts, agreed)
by_ratio = d.table("out_of_city")
by_ratio

# %%
lowest = numbers(by_ratio, "contract_to_agreed").min()
assert np.isnan(lowest) or np.isnan(to_agreed) or np.isclose(lowest, to_agreed)

# %%
forecast_method.out_of_city(report, charts.conditional_chances)

# %% [markdown] tags=["zh"]
# ## 到位资金

# %% [markdown] tags=["en"]
# ## Funds in place

# %%
rows = d.results.outlook.funds.rows
elsewhere = rows.loc[rows["selection"] == "published_growth", "growth_pct"]
growth = np.log1p(elsewhere.to_numpy() / 100)
pd.Series(growth).describe()

# %%
model = d.results.outlook.funds.published
if model is not None and model.scale > 0:
    distances = (growth - model.centre) / model.scale
    assert np.isclose(np.clip(distances, -1.345, 1.345).mean(), 0, atol=1e-3)  # Huber's equation
    assert np.isclose(np.median(np.abs(distances)), 0.6745, atol=1e-3)

# %%
forecast_method.funds(report, charts.growth_rows)

# %% [markdown] tags=["zh"]
# ## 项目个数
#
# 有目标的项目个数，由各方法分别推算。

# %% [markdown] tags=["en"]
# ## Numbers of projects
#
# Each number of projects that has a target, by every method.

# %%
d.table("number_methods")

# %%
forecast_method.numbers(report)

# %% [markdown] tags=["zh"]
# ## 在谈项目与排名
#
# 期望＝在谈金额×签约概率，概率是假设；排名取决于其他区县，不预测。

# %% [markdown] tags=["en"]
# ## Projects under negotiation, and rank
#
# Expected: the amount under negotiation times the assumed chance of signing; a rank depends on other districts and is not forecast.

# %%
expected = d.results.get("next.agreed_amount.pipeline.expected")
signing = number(d.results, "now.assumption.pipeline_probability")
intended = number(d.results, "now.intended_amount")
expected

# %%
if expected is not None and expected.value is not None:
    assert np.isclose(expected.value, signing * intended)

# %%
forecast_method.negotiations(report)

# %% [markdown] tags=["zh"]
# ## 自查：年中的预测准不准
#
# 只用年中已公布的数重做预测，再与全年公布数相比。

# %% [markdown] tags=["en"]
# ## Self-check at mid-year
#
# A forecast from what was public at mid-year, beside the year as published.

# %%
mid_year = d.results.outlook.mid_year
band = np.quantile(mid_year.samples, [0.1, 0.9]) if mid_year is not None else None
shown = d.results.get("year.agreed_amount.mid_year.forecast.band80")
band

# %%
if band is not None and shown is not None:
    assert np.allclose(band, [shown.low, shown.high])

# %%
forecast_method.self_check(report, charts.distribution)

# %% [markdown] tags=["zh"]
# ## 以往预测准不准
#
# 以往各年同一时点重做预测；连续分级概率评分与区间得分越小越好，相对参照的改进越大越好。

# %% [markdown] tags=["en"]
# ## How good earlier forecasts were
#
# Past years re-forecast from the same point; lower is better for CRPS and interval scores, higher for the improvement on the reference.

# %%
years = d.table("backtest_years")
years

# %%
forecast_method.past_years(report)

# %% [markdown] tags=["zh"]
# ## 全部假设
#
# 每个假设有默认值，可在 `params/<期>.yaml` 更改。

# %% [markdown] tags=["en"]
# ## All assumptions
#
# Each has a default and may be changed in `params/<period>.yaml`.

# %%
d.table("assumptions")

# %%
forecast_method.assumptions(report)
