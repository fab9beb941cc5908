# %% [markdown]
# # 一个数出自哪里 Trace a figure to its source
#
# 第二产业占协议引资的比重是多少，由哪些公布数算出，原文在哪里？
#
# What is the share of the secondary sector, which published figures give it, and where do they stand?

# %%
import jjinvest as jj

d = jj.open("jiangjin", "2023Q4")
d

# %% [markdown]
# 页面上的表，是数字。每个数后面有出处。
#
# A table of a page, as numbers. Behind each number is its provenance.

# %%
sectors = d.table("sectors")
sectors

# %%
share = d.fact("2023.agreed_amount.secondary.share")
share

# %% [markdown]
# 所依据的公布数：来源、位置、公布日期。
#
# The published figures it rests on: source, place, day.

# %%
ids = [source.partition("@")[0] for source in share.sources]
used = d.figures[d.figures["id"].isin(ids)]
assert len(used) == 2
used[["id", "value", "unit", "source", "quote", "published"]]

# %% [markdown]
# 自己再算一遍。
#
# Compute it again.

# %%
amounts = d.frame("agreed_amount", by="sector", labels=False).set_index("sector")["value"]
again = 100 * amounts["secondary"] / amounts.sum()
assert share.low <= again <= share.high
again, share.value

# %% [markdown]
# 命令行也能查：`jjinvest explain 2023.agreed_amount.secondary.share --period 2023Q4`。
#
# The same on the command line.
