# Two commands are enough: `make report` and `make test`. Each does its own set-up in .venv.
PYTHON ?= python3
BIN := .venv/bin
PERIOD ?= 2023Q4

.PHONY: report test verify lint lab bench bench-forecast clean
.DELETE_ON_ERROR:

report: .venv/run.stamp
	$(BIN)/jjinvest run $(PERIOD)

# Three processes for two cores: tests of runs, browsers and locks wait more than they compute. One that has done its share takes of another's.
# Each imports every test module: with bytecode in half the time. Threads of linear algebra would only wait for each other.
test: .venv/dev.stamp
	env -u PYTHONDONTWRITEBYTECODE OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n 3 --dist worksteal -m "not slow" --durations=15 --durations-min=5

verify: .venv/dev.stamp
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest -n 2

lint: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/architecture_tree.py --check
	$(BIN)/python scripts/notebook_pairs.py --check

lab: .venv/lab.stamp
	$(BIN)/python -m jjinvest.cli.start_page
	$(BIN)/jupyter lab --LabApp.default_url=/lab/tree/outputs/start.md

bench: .venv/dev.stamp
	$(BIN)/python -m benchmarks

# Some six minutes on two cores; goes on where it was interrupted (outputs/.cache/forecast).
bench-forecast: .venv/dev.stamp
	$(BIN)/python -m benchmarks forecast_collections forecast_m3 forecast_table

# uv installs the same hashed lock several times faster; where it is absent, or does not know the index, pip does.
define install
	uv pip install --quiet --python $(BIN)/python --require-hashes -r $(1) 2>/dev/null \
		|| $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r $(1)
endef

# What no run opens: the debugger and the completion of JupyterLab, which `make lab` installs again; tests and C headers
# of libraries. A sixth of the environment.
define trim
	$(BIN)/python -m pip uninstall --quiet --yes debugpy jedi parso
	find .venv/lib -type d \( -path '*/site-packages/*/tests' -o -path '*/site-packages/*/include' \) -prune \
		-exec rm -rf {} +
endef

# The editable install needs the build backend that dev.lock pins; pip fetches it by itself for run.stamp.
# Bytecode is compiled here, because PYTHONDONTWRITEBYTECODE would make every later import four times slower: of the
# package, and of the libraries what a run imports. All of them would take a fifth of the environment.
.venv/run.stamp: requirements/run.lock pyproject.toml
	$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "Python 3.11 or newer is needed"'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(call install,requirements/run.lock)
	$(call trim)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	$(BIN)/python -m compileall -q -j 0 jjinvest || true
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -c 'import jjinvest.pipeline.execution.preload, jjinvest.pipeline.execution.engine, jjinvest.pipeline.publishing.build, jjinvest.cli.main'
	touch $@

.venv/dev.stamp: .venv/run.stamp requirements/dev.lock
	$(call install,requirements/dev.lock)
	$(BIN)/python -m compileall -q -j 0 .venv/lib || true
	touch $@

# Readers of news are not offered: the suite runs on machines without internet.
.venv/lab.stamp: .venv/run.stamp requirements/lab.lock
	$(call install,requirements/lab.lock)
	$(BIN)/jupyter labextension disable --level=sys_prefix @jupyterlab/apputils-extension:announcements 2>/dev/null
	touch $@

clean:
	rm -rf .venv outputs/* .pytest_cache .mypy_cache .ruff_cache .hypothesis
