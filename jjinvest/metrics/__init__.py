"""Pure functions from figures to facts: totals, breakdowns, targets, half years, concentration.

Each takes frames of a :class:`jjinvest.data.workspace.Workspace` (already as of a date) and a period such as 2023 or 2023H1,
and returns a frame of facts (:mod:`jjinvest.core.facts`) that name their 口径, evidence and source figures.
"""
