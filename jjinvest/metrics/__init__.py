"""Pure functions from a workspace to lists of facts: totals, breakdowns, targets, half years, concentration.

Each takes a :class:`jjinvest.data.workspace.Workspace`, already as of a date, and a period such as 2023 or
2023H1. Each fact (:mod:`jjinvest.core.facts`) names its definition, evidence and source figures. Functions on
ledgers take a :class:`jjinvest.data.ledger_snapshot.LedgerState` instead.
"""
