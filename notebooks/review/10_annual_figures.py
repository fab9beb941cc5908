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
from jjinvest.analysis.recomputed import agrees, column_agrees, number
from jjinvest.reporting.pages import annual_figures

# %%
d = jj.open(district, period, as_of=as_of, language=language, seed=seed, tier=tier, assumptions=assumptions)
report = d.report()
report.header("annual_figures")
annual_figures.lead(report)

# %% [markdown] tags=["zh"]
# ## 总量、产业、分档、专班
#
# 公布数原样列出，各带出处。三次产业的数相加，与公布的总数对照。

# %% [markdown] tags=["en"]
# ## Totals, sectors, tiers, task forces
#
# Figures stand as published, each with its source. The numbers of the sectors are added up and held against the published total.

# %%
published = d.figures[d.figures["period"].eq(d.period) & d.figures["statistic"].eq("level")]
published = published[published["version"].ne("like_for_like")].drop_duplicates("id", keep="last")
sectors = published[published["where"].str.fullmatch("sector=[^;]+", na=False)]
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
# 合计、均额、完成率、增速等由公布数用四则运算得出；区间由各数公布时的舍入而来。

# %% [markdown] tags=["en"]
# ## Computed from other figures
#
# Sums, averages, completions and growth follow from published figures by arithmetic; intervals come from the rounding of what was published.

# %%
computed = d.table("computed")
computed

# %%
average = number(d.results, "now.agreed_amount") / number(d.results, "now.projects_signed")
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
# 活动当天的数是所在时期的一部分，与累计数不能相加。

# %% [markdown] tags=["en"]
# ## Signing ceremonies and other events
#
# Numbers of the day of an event are part of the period in which it lies and are not added to running totals.

# %%
events = d.table("events")
events

# %%
annual_figures.events(report)

# %% [markdown] tags=["zh"]
# ## 往年
#
# 历年同口径的才可相比；时间长短、口径不同的只并列。

# %% [markdown] tags=["en"]
# ## Earlier years
#
# Only years counted in the same way compare; where the span or the definition differs they stand side by side.

# %%
trend = d.table("trend")
trend

# %%
annual_figures.earlier(report)

# %% [markdown] tags=["zh"]
# ## 公布数与台账对照
#
# 同一个数，公布的与台账逐行相加的相减。差异可能来自口径、截止日期或缺行。

# %% [markdown] tags=["en"]
# ## Published figures and the ledger
#
# One number twice: as published and as the sum of the ledger's rows. Definition, date or missing rows may explain a difference.

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
