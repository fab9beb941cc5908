#!/usr/bin/env bash
# pymcdm 1.4.0 and scikit-criteria 0.10 (ranking by several criteria): three districts by amount agreed (1.1, 1.5, 0.6), projects (13,
# 9, 15) and growth (5.9, 2.1, 9.4), weighted by standard deviation, ranked by TOPSIS. With amounts in 亿元 the third is best, in 万元
# the second, and the third is last: the amount has a weight of 0.063, or of 0.999. The deviations are of the criteria as given, each
# in its own unit; neither library scales them before. Weights by entropy, from the same libraries, are the same in both units.
# Guess before the run: objective weights do not depend on a unit, as everything that TOPSIS itself does.
# Seen:  亿元 weights 0.063 0.427 0.510 order 3 1 2, entropy 3 1 2; 万元 weights 0.999 0.001 0.001 order 2 1 3, entropy 3 1 2
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check --no-compile \
    pymcdm==1.4.0 scikit-criteria==0.10 scipy==1.17.1 scikit-learn==1.9.1 pandas==3.1.1 numpy==2.4.6
cat > seen.py <<'PY'
from collections.abc import Callable

import numpy
import skcriteria
from pymcdm.methods import TOPSIS
from pymcdm.weights import entropy_weights, standard_deviation_weights
from skcriteria.preprocessing.weighters import StdWeighter

DISTRICTS = numpy.array([[1.1, 13, 5.9], [1.5, 9, 2.1], [0.6, 15, 9.4]])


def order(table: numpy.ndarray, weigh: Callable) -> str:
    """Return the districts, the best first."""
    scores = TOPSIS()(table, weigh(table), numpy.ones(3))
    return " ".join(str(place + 1) for place in numpy.argsort(-scores))


def line(unit: str, factor: float) -> str:
    """Return weights and order where the amounts are given in a unit."""
    table = DISTRICTS * [factor, 1, 1]
    weights = standard_deviation_weights(table)
    other = StdWeighter().transform(skcriteria.mkdm(table, [max] * 3)).weights
    assert numpy.allclose(weights, other), other
    shown = " ".join(f"{weight:.3f}" for weight in weights)
    by_deviation, by_entropy = order(table, standard_deviation_weights), order(table, entropy_weights)
    return f"{unit} weights {shown} order {by_deviation}, entropy {by_entropy}"


seen = f"{line('亿元', 1)}; {line('万元', 1e4)}"
print(seen)
assert seen == (
    "亿元 weights 0.063 0.427 0.510 order 3 1 2, entropy 3 1 2; "
    "万元 weights 0.999 0.001 0.001 order 2 1 3, entropy 3 1 2"
), seen
PY
venv/bin/python -W ignore seen.py
