"""Stages from the words of clerks."""

from __future__ import annotations

import pytest

from jjinvest.ledger.vocabulary.stages import NOT_STARTED, is_open, stage_meanings


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("已开工建设", "started"),
        ("主体施工中", "started"),
        ("项目已签约", "signed"),
        ("签约（未开工）", "signed"),
        ("拟签约", "negotiating"),
        ("正在洽谈", "negotiating"),
        ("试生产", "in_production"),
        ("已解约", "terminated"),
        ("前期阶段", NOT_STARTED),
        ("拟开工", NOT_STARTED),
    ],
)
def test_a_stage_that_is_certain(text, stage):
    assert stage_meanings(text).only == stage


def test_a_remark_that_says_another_stage_keeps_both():
    assert set(stage_meanings("签约（已终止）").readings) == {"signed", "terminated"}


@pytest.mark.parametrize("text", ["停工", "推进中", "其他", ""])
def test_what_names_no_stage_is_unknown(text):
    assert stage_meanings(text).readings == {}


@pytest.mark.parametrize("text", ["在建（停工）", "开工（拟）", "开工（预计12月）"])
def test_a_stage_that_a_remark_takes_back_is_open(text):
    assert is_open(text)
    assert stage_meanings(text).readings == {}
