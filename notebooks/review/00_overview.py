# %% [markdown]
# # 总览 / Overview
#
# 一页看全年：完成多少、可不可信、下一年有多大把握。The year on one page: what was reached, whether the figures can be trusted, the chance of the next targets.

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
from jjinvest.reporting import charts, tables
from jjinvest.reporting.report import Report
from jjinvest.reporting.tables import sentences

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
results = report.results
report.header("overview")

# %%
leads = ("lead_pooled", "lead_pooled_half", "lead", "lead_half")
report.first(
    *(f"overview.{lead}" for lead in leads),
    sentences=[*sentences.headline(results), *sentences.completions(results)[: sentences.MOST_NAMED]],
    lead=True,
)

# %%
report.answers(
    *("reached", "gap", "next", "needed", "changed", "trust"),
    more={
        "reached": "10_annual_figures",
        "next": "50_targets_forecast",
        "needed": "50_targets_forecast",
        "changed": "20_structure",
        "trust": "60_data_quality",
    },
)

# %%
if results.release_comparison.release is not None:
    report.section("since_release")
    report.text("since_release.lead")
    if (change := results.release_comparison.forecast) is not None:
        report.text(f"why.{change.kind}")
        report.table("why", tables.why(results))
        report.table("change_drivers", tables.change_drivers(results, "public"))
    report.table("advances", tables.advances(results))
    report.table("revisions", tables.revisions(results))
    report.table("track_record", tables.track_record(results))

# %%
report.section("completion")
report.figure("completion", charts.completion, tables.completion(results))

# %%
key, ahead = results.outlook.ahead
kind = "" if results.complete_year else "_half"
if not results.complete_year and ahead is not None:
    report.section("year_end")
    report.figure(
        "mid_year" if results.outlook.pooled is None else "pooled_half",
        charts.distribution,
        tables.forecast(results, key),
        samples=ahead.samples,
        target=results.get("year.agreed_amount.target"),
        certain=results.get("now.agreed_amount"),
    )

# %%
report.section(f"outlook{kind}")
report.first(f"targets.pooled{kind}", "overview.outlook", sentences=[])
report.table(f"outlook{kind}", tables.outlook(results))

# %%
report.section("key")
report.table("key_figures", tables.key_figures(results))
report.first(
    "overview.municipal",
    "overview.target_not_published",
    sentences=[*sentences.completions(results), *sentences.headline(results)[sentences.MOST_NAMED :]],
)

# %%
report.section("restated")
report.table("restated", tables.findings(results))

# %%
report.section("evidence")
report.text("evidence.legend")

# %%
report.end()
