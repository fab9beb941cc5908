# %% [markdown]
# # 目标与展望 / Targets and outlook
#
# 上年完成情况、各目标需要多大增速、有多大把握，以及每项预测依据什么假设。The results of last year, the growth each target needs, how likely it is, and on what assumptions.

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
report.header("targets_forecast")

# %%
leads = (
    ("lead_pooled", "lead")
    if results.complete_year
    else ("lead_pooled_half", "lead_in_progress", "lead_half")
)
report.first(*(f"targets.{lead}" for lead in leads), sentences=sentences.aims(results), lead=True)

# %%
key, ahead = results.outlook.ahead
target = results.get(f"{results.outlook.year_ahead}.agreed_amount.target")
kind = "" if results.complete_year else "_half"
pooled = results.outlook.pooled is not None
report.section("aims")
report.table(f"outlook{kind}", tables.outlook(results))
report.table("chance_drivers", tables.chance_drivers(results))
if not results.complete_year and target is None:
    report.text("targets.chance_drivers_half", otherwise="")
report.text("targets.joint", otherwise="")

# %%
report.section("stood")
report.table("stood", tables.completion(results))
report.table("pace", tables.pace(results))
if results.complete_year:
    report.first("targets.stood", "targets.stood_plain", sentences=[])

# %%
report.section("agreed" if results.complete_year else "year_end")
if pooled:
    report.text(f"targets.pooled{kind}")
elif results.complete_year:
    report.text("targets.agreed", otherwise="")
elif ahead is not None and "no_earlier_year" in ahead.reasons:
    report.text("targets.self_check", otherwise="")
    report.text("targets.self_check_wide", otherwise="")
if ahead is not None and (target is not None or not results.complete_year):
    report.figure(
        f"pooled{kind}" if pooled else "forecast" if results.complete_year else "mid_year",
        charts.distribution,
        tables.forecast(results, key),
        samples=ahead.samples,
        target=target,
        actual=results.get("now.agreed_amount") if results.complete_year else None,
        certain=None if results.complete_year else results.get("now.agreed_amount"),
    )
    report.figure("bridge", charts.bridge, tables.bridge(results, key), target=target)
    report.table("pooled", tables.pooled(results))

# %%
change = results.release_comparison.forecast
if results.release_comparison.forecasts:
    report.section("why")
if change is not None:
    report.text(f"why.{change.kind}")
    report.figure(f"why_{change.kind}", charts.bridge, tables.why(results, moving=True), opening=True)
    report.table("change_drivers", tables.change_drivers(results, "public"))
    report.table("change_drivers_government", tables.change_drivers(results, "government"), tier="government")
if len(results.release_comparison.forecasts) > (change is not None):
    report.text("why.each")
    report.table("why_each", tables.why_each(results))

# %%
report.section("chance")
if ahead is not None:
    chance = results.get(f"{key}.p_reach")
    one = "targets.chance" if results.complete_year else "targets.chance_in_progress"
    report.text(f"targets.chance_pooled{kind}" if pooled else one, otherwise="")
    report.figure(
        "curve",
        charts.probability_curve,
        tables.exceedance_quantiles(results, key),
        samples=ahead.samples,
        target=target,
        chance=chance,
    )
    report.figure("sensitivity", charts.sensitivity, tables.sensitivity(results, key), chance=chance)
if not pooled:
    cases = ("base", "known_rates", "year_effect", "optimistic")
    report.table("chances", tables.chances(results, "next.agreed_amount", cases))

# %%
report.section("ledger_forecast")
if "ledger_simulation" in results.outlook.scorecard.weights:
    head = f"{tables.ahead(results)}.agreed_amount"
    report.text("targets.ledger")
    report.table("ledger_outlook", tables.ledger_outlook(results))
    if len(results.outlook.scorecard.weights) > 1:
        report.figure(
            "ledger_forecast",
            charts.distribution,
            tables.forecast(results, f"{head}.ledger"),
            samples=results.outlook.ledger_year.samples["agreed_amount"],
            target=results.get(f"{head}.target"),
        )
        report.figure("ledger_bridge", charts.bridge, tables.bridge(results, f"{head}.ledger"))

# %%
report.section("large")
report.text("targets.large", otherwise="")
report.table("large", tables.large_projects(results))
report.table("scenarios", tables.scenarios(results))

# %%
report.section("out_of_city")
report.text("targets.out_of_city", otherwise="")
report.figure("out_of_city", charts.conditional_chances, tables.out_of_city(results))

# %%
report.section("funds")
report.text("targets.funds", otherwise="")
cases = ("range", "naive_share", "published_growth", "zero_centre", "zero_centre_wide")
report.table("funds_chances", tables.chances(results, "next.funds_in_place.out_of_city", cases))
report.figure(
    "growth_reference",
    charts.growth_rows,
    tables.growth_reference(results),
    needed=results.get("next.funds_in_place.out_of_city.growth_needed"),
)

# %%
report.section("pipeline")
report.text("targets.pipeline", otherwise="")
report.section("rank")
report.text("targets.rank", otherwise="")

# %%
mid_year = results.outlook.mid_year
if results.complete_year and mid_year is not None:
    report.section("self_check")
    report.text("targets.self_check")
    report.figure(
        "mid_year",
        charts.distribution,
        tables.forecast(results, "year.agreed_amount.mid_year"),
        samples=mid_year.samples,
        certain=results.get("half.agreed_amount"),
        actual=results.get("year.agreed_amount"),
    )
    report.text("targets.self_check_actual", otherwise="")
    report.table("mid_year_scores", tables.mid_year_scores(results, "year.agreed_amount.mid_year"))
    if "no_earlier_year" in mid_year.reasons:
        report.text("targets.self_check_wide", otherwise="")

# %%
scorecard = results.outlook.scorecard
report.section("backtest")
for code in scorecard.reasons:
    report.text(f"backtest.{code}", otherwise="")
report.table("backtest", tables.backtest(results))
report.table("backtest_years", tables.backtest_years(results))
report.text("backtest.methods")
report.table("methods", tables.method_scores_elsewhere(results))
report.figure("fan", charts.fan, tables.fan(results))
report.figure("calibration", charts.calibration, tables.calibration(results))

# %%
report.section("assumptions")
report.table("method_uses", tables.method_uses(results))
report.table("assumptions", tables.assumptions(results))

# %%
report.end()
