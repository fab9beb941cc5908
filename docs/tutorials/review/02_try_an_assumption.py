# %% [markdown]
# # 换一个假设，看2024年的预测 Try an assumption on the forecast for 2024
#
# 达到目标的可能性有多大？假设变了，会变多少？
#
# What is the chance of the target, and how much does it depend on the assumptions?

# %%
import jjinvest as jj

d = jj.open("jiangjin", "2023Q4")
forecast = d.forecast("agreed_amount")
forecast.summary()

# %%
jj.set_style()
forecast.plot()

# %% [markdown]
# 假设在 `jjinvest/core/assumptions.py`。这里放宽悲观情形下各年之间的起伏，看哪些数变了。
#
# Assumptions are in `jjinvest/core/assumptions.py`. Here years differ more in the cautious case.
# Which numbers change?

# %%
other = jj.open("jiangjin", "2023Q4", assumptions={"year_effect_high": 0.6})
both = d.facts.merge(other.facts, on="id", suffixes=("_before", "_after"))
changed = both[(both["value_before"] - both["value_after"]).abs() > 1e-9]
assert "2024.agreed_amount.p_reach.1000.year_effect" in set(changed["id"])
changed[["id", "value_before", "value_after"]]

# %% [markdown]
# 业务上的变化：项目多一成或少一成。前后对照，各有单位。
#
# Changes of the business: a tenth more projects, or fewer. Before and after, in units.

# %%
several = d.scenarios({"少一成 fewer": {"growth": -0.1}, "多一成 more": {"growth": 0.1}})
several.side_by_side()

# %%
axes = several.plot()

# %% [markdown]
# 用滑块试（需要 ipywidgets，`make lab` 会安装）。
#
# Try it with sliders (needs ipywidgets, which `make lab` installs).

# %%
controls = d.controls()
controls

# %%
controls.changes, controls.table[["item", "before", "after", "unit"]]
