"""Synthetic districts with known truth: projects and payments, published figures, workbooks, clerks' errors.

Nothing here describes a real place. Everything written carries a mark that says so.
"""

from jjinvest.synth.ledgers import ledger_at
from jjinvest.synth.parameters import Parameters
from jjinvest.synth.simulate import Simulation, simulate

__all__ = ["Parameters", "Simulation", "ledger_at", "simulate"]
