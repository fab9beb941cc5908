"""Assumptions of the forecasts: shown on the pages, changed in params/<period>.yaml."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Assumptions(BaseModel):
    """Assumptions of the forecasts; each is shown beside the result that depends on it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    draws: int = Field(100_000, ge=1_000, le=2_000_000, description="模拟次数 number of simulated years")
    ledger_draws: int = Field(
        20_000,
        ge=1_000,
        le=200_000,
        description="按台账逐项目模拟的次数 simulated years, project by project from the ledger",
    )
    year_effect_high: float = Field(
        0.30, ge=0, le=1, description="悲观情形：年度水平的变异系数 CV of the year's level, cautious case"
    )
    optimistic_prior_shape: float = Field(
        1.0, ge=0, le=5, description="乐观情形：每档多计的先验个数 extra projects a tier, optimistic case"
    )
    hundred_yi_prior_shape: float = Field(
        0.5, ge=0, le=5, description="100亿级情景的先验形状 prior shape for a project ≥ 100 亿元 (none known)"
    )
    pipeline_probability: float = Field(
        0.5, ge=0, le=1, description="在谈项目的签约概率 chance that a pipeline project signs"
    )
    pipeline_correlation: float = Field(
        0.1, ge=0, le=1, description="在谈项目间的相关 correlation between pipeline projects"
    )
    first_half_share_mean: float = Field(
        0.48, gt=0, lt=1, description="上半年占全年的份额 first half's share of a year"
    )
    first_half_share_sd: float = Field(
        0.08, gt=0, lt=0.5, description="该份额的标准差 its standard deviation"
    )
    process_cv: float = Field(
        0.2,
        gt=0,
        le=1,
        description="没有分档时：一年总额因单个项目的偶然性而有的变异系数 "
        "process CV of a year, without tiers",
    )
    signed_process_cv: float = Field(
        0.35,
        gt=0,
        le=0.8,
        description="没有分档和项目个数时：一年签约额的同一变异系数 "
        "the same of amounts signed, without tiers and numbers",
    )
    funds_agreed_correlation: tuple[float, ...] = Field(
        (0.0, 0.5),
        min_length=1,
        description="到位资金与协议引资的相关 correlation of funds in place with the agreed amount",
    )
    contract_to_agreed: tuple[float, ...] = Field(
        (0.6, 0.7, 0.8, 0.9, 1.0),
        min_length=1,
        description="市外正式合同额÷市外协议引资 out-of-city contracts ÷ agreed",
    )
    reconstructed_ledgers: int = Field(
        20,
        ge=5,
        le=200,
        description="数据质量页的模拟重构台账份数 reconstructed ledgers on the data quality page",
    )
    reference_min_months: int = Field(
        6, ge=1, le=12, description="增速参照行至少覆盖的月数 shortest period of a growth row"
    )
