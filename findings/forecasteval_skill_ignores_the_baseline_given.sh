#!/usr/bin/env bash
# forecastEval 0.2.4: a model of growth is compared with a baseline of one's own, the plan, whose errors are a quarter of
# the model's. baseline_mae, 0.5 against 2.0, and the Diebold-Mariano test ("WORSE", p 0.035) use that baseline; the skill
# score beside them stays 0.80, "better than the baseline", since it takes the last value carried on. 1 - 2.0/0.5 is -3.
# Guess before the run: skill of -3 against the baseline that was given.
# Seen:  given baseline: mae 2.0 against 0.5, skill 0.8, Model 1 significantly WORSE; none: mae 2.0 against 10.0, skill 0.8
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check forecastEval==0.2.4 numpy==2.4.6 scipy==1.17.1
cat > "$folder/seen.py" <<'PY'
import numpy as np
from forecast_eval import ForecastEvaluator

past = np.array([100.0, 104, 108, 112, 116, 120])
figures = np.array([124.0, 128, 132, 136])
model = np.array([123.0, 126, 130, 133])


def score(**baseline):
    results = ForecastEvaluator(seasonal_period=4).evaluate(figures, model, past, return_loss_series=True, **baseline)
    test = results["Guideline_3_Statistical"]["diebold_mariano_mae"]["conclusion"]
    return results["Guideline_1_Baseline"], test


given, test = score(y_baseline=figures - 0.5)
none, _ = score()
names = "model_mae", "baseline_mae", "mae_skill_score"
seen = [[round(scores[name], 6) for name in names] for scores in (given, none)]
shown = ["mae {} against {}, skill {}".format(*scores) for scores in seen]
print(f"given baseline: {shown[0]}, {test.split(' than')[0]}; none: {shown[1]}")
assert seen == [[2.0, 0.5, 0.8], [2.0, 10.0, 0.8]], seen
assert "WORSE" in test, test
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
