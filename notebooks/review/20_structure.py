# %% [markdown]
# # 结构 / Structure
#
# 资金和项目在哪些产业、规模、专班；哪些只能给出区间。Which sectors, sizes and task forces hold the projects and the money; what is known only as an interval.

# %% tags=["parameters"]
# Parameters: the suite sets them from params/<period>.yaml; change one and run all cells again
district = "jiangjin"
period = "2023Q4"
as_of = "2024-03-31"
language = "zh"
seed = 20230731
tier = "public"
assumptions: dict = {}

# %%
from jjinvest.reporting.pages import structure
from jjinvest.reporting.report import Report

# %%
report = Report.open(
    district=district,
    period=period,
    as_of=as_of,
    language=language,
    seed=seed,
    tier=tier,
    assumptions=assumptions,
)
report.header("structure")
structure.lead(report)

# %%
structure.sectors(report)

# %%
structure.tiers(report)

# %%
structure.task_forces(report)

# %%
structure.projects(report)

# %%
structure.dimensions(report)

# %%
structure.channels(report)

# %%
structure.halves(report)

# %%
structure.ledger_groups(report)

# %%
report.end()
