# %% [markdown]
# # 由台账按月作图并发布 An own chart by month from a ledger, published
#
# 各月签约的协议引资有多少，来自哪里？用虚构的小地区 `jj.load_sample()`，换成自己的地区写法相同。
#
# How much was agreed in each month, and from where? With an invented district; one's own works alike.

# %%
import seaborn as sns

import jjinvest as jj

jj.set_style()
d = jj.load_sample()
d

# %% [markdown]
# 按月、按投资方所在地；没有项目的月份为0。
#
# By month and origin; months without a project are 0.

# %%
monthly = d.frame("agreed_amount", by=["month", "origin"])
wide = monthly.pivot(index="month", columns="origin", values="value")
wide

# %% [markdown]
# 合计应与台账一致。
#
# The sum is that of the ledger.

# %%
signed = d.ledger[d.ledger["signed_on"].dt.year == int(d.period[:4])]
assert abs(wide.to_numpy().sum() - signed["agreed_amount"].sum()) < 1e-6
wide.sum()

# %%
chart = sns.barplot(data=monthly, x="month", y="value", hue="origin")
chart.set(xlabel="月 month", ylabel=monthly.attrs["unit"])
chart.tick_params(axis="x", rotation=90)

# %% [markdown]
# 发布：表、图和说明。数字标为“分析员自算”，表可下载。
#
# Publish: table, chart and note. The numbers are marked as the analyst's own; the table is a download.
# Who may see it follows from the data of the frame; a chart does not know its data, so it is stated.

# %%
report = d.report()
report.header(title="按月签约 Signed by month")
wide.attrs = {"unit": monthly.attrs["unit"], "tier": monthly.attrs["tier"]}
report.show(
    wide,
    title="各月协议引资 Agreed amount by month",
    note="按签约月份，由台账汇总。By the month of signing.",
)
report.show(chart, title="各月协议引资（图）Agreed amount by month, chart", tier=monthly.attrs["tier"])
report.end()

# %% [markdown]
# 要成为报告的一页：`jjinvest new-notebook by_month` 新建草稿，把以上单元格放进去，
# 再在 `params/<期间>.yaml` 中写 `drafts: [by_month]`。草稿出错不影响其他页面。
#
# To make it a page of the report: `jjinvest new-notebook by_month` starts a draft; put these cells there,
# and write `drafts: [by_month]` in `params/<period>.yaml`. A draft that fails keeps no other page back.
