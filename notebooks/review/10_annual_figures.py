# %% [markdown] tags=["zh"]
# # 各项数字
#
# 每一个公布数、它的出处，以及能由其他数推得的结果。

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
# # Annual figures
#
# Every published figure, its source, and what follows from them.

# %%
import jjinvest as jj
from jjinvest.analysis.recomputed import agrees, column_agrees, number, ratio
from jjinvest.reporting.pages import annual_figures

# %%
d = jj.open(district, period, as_of=as_of, language=language, seed=seed, tier=tier, assumptions=assumptions)
report = d.report()
report.header("annual_figures")
annual_figures.lead(report)

# %% [markdown] tags=["zh"]
# ## 总量、产业、分档、专班
#
# 公布数原样列出，各带出处。各产业的数有公布的，相加后与总数对照。

# %% [markdown] tags=["en"]
# ## Totals, sectors, tiers, task forces
#
# Figures stand as published, each with its source. The numbers of the sectors are added up and held against the published total.

# %%
numbers = d.facts[d.facts["period"].eq(d.period) & d.facts["statistic"].eq("level")]
sectors = numbers[
    numbers["where"].str.fullmatch("sector=[^;]+", na=False) & numbers["evidence"].eq("published")
]
sums = sectors.groupby("metric")["value"].sum()
sums

# %%
for metric, total in sums.items():
    assert agrees(total, d.results.get(f"now.{metric}.sum_of_sectors"))

# %%
annual_figures.totals(report)

# %% [markdown] tags=["zh"]
# ## 由其他数算得的数
#
# 合计、均额、完成率、增速等由公布数或台账各行算出；公布数有舍入，由它算出的数列出区间。

# %% [markdown] tags=["en"]
# ## Computed from other figures
#
# Sums, averages, completions and growth follow from published figures or the rows of the ledger; what rests on rounded figures has an interval.

# %%
computed = d.table("computed")
computed

# %%
amount, projects = (number(d.results, f"now.{metric}") for metric in ("agreed_amount", "projects_signed"))
average = ratio(amount, projects)
assert agrees(average, d.results.get("now.agreed_amount.average"))

# %%
annual_figures.computed(report)

# %% [markdown] tags=["zh"]
# ## 具名项目与其他数字
#
# 其余的公布数：有名称的项目，以及不属于以上各类的数。

# %% [markdown] tags=["en"]
# ## Named projects and other figures
#
# The remaining figures: projects with a name, and whatever belongs to none of the groups above.

# %%
d.figures.groupby(["source", "metric"]).size().sort_values(ascending=False).head(12)

# %%
annual_figures.others(report)

# %% [markdown] tags=["zh"]
# ## 集中签约等活动
#
# 一行是一次活动，按日期排列；各列是当天公布的数，只列最常见的几种，全部的数在下面。

# %% [markdown] tags=["en"]
# ## Signing ceremonies and other events
#
# A row is an event, by date; its columns are the numbers published that day, the most usual ones. All are listed below.

# %%
events = d.table("events")
events

# %%
annual_figures.events(report)

# %% [markdown] tags=["zh"]
# ## 往年
#
# 一行是一个时期，各列是从年初到期末的累计数，只列最常见的几种。

# %% [markdown] tags=["en"]
# ## Earlier years
#
# A row is a period; its columns are running totals from the beginning of the year, the most usual ones.

# %%
trend = d.table("trend")
trend

# %%
annual_figures.earlier(report)

# %% [markdown] tags=["zh"]
# ## 公布数与台账对照
#
# 有公布数的，与台账逐行相加的数相减，差异可能来自口径、截止日期或缺行。年度之内，进度另与台账中以往年份同期占全年的比重比较。

# %% [markdown] tags=["en"]
# ## Published figures and the ledger
#
# A number that was published is compared with the sum of the ledger's rows; definition, date or missing rows may explain a difference. During the year the pace is also compared with the share of a year that earlier years of the ledger had reached.

# %%
comparison = d.table("comparison")
comparison

# %%
if len(comparison):
    difference = comparison["from_ledger"] - comparison["published"]
    assert column_agrees(difference, comparison, "difference")

# %%
annual_figures.ledger(report)

# %%
report.end()
