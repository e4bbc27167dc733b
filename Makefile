# A fresh machine needs Python 3.11+, pip and make; everything else is put into .venv.
# PYTHON=/path/to/python3.12 make demo   uses another Python than the first suitable one found.

VENV := .venv
BIN := $(VENV)/bin
WORKSPACE ?= workspace
PINS := .constraints/requirements.txt

.DEFAULT_GOAL := help
.PHONY: help demo test lint lab apps bench format readme constraints clean

help:
	@echo "make demo         close 13 months of a sample province, then say where the results are"
	@echo "make apps         open the apps in a browser on the workspace"
	@echo "make lab          open the notebooks in JupyterLab on the workspace"
	@echo "make test         all tests, the compiled part a second time without the compiler"
	@echo "make lint         ruff, mypy, notebooks without outputs"
	@echo "make bench        time all of it beside NumPy, pandas, polars and DuckDB, and the planner's page"
	@echo "                  at a million accounts in Chromium, and write the tables into the README;"
	@echo "                  one of them, only printed:"
	@echo "                  $(BIN)/tierline bench score|intake|points|workdays|parquet|startup|whatif"
	@echo "make format       let ruff put the code in order"
	@echo "make readme       run demo and bench and write their figures into the README"
	@echo "make constraints  refresh the pinned versions in $(PINS)"
	@echo "make clean        remove .venv and caches (never a workspace)"

# The stamps are newer than what they were installed from: nothing changed, nothing to install.
$(VENV)/.runtime: pyproject.toml $(PINS) .ci/environment
	@.ci/environment runtime

$(VENV)/.dev: pyproject.toml $(PINS) .ci/environment
	@.ci/environment dev

demo: $(VENV)/.runtime
	@$(BIN)/tierline demo --workspace "$(WORKSPACE)"

lab: $(VENV)/.runtime
	@TIERLINE_WORKSPACE="$(abspath $(WORKSPACE))" $(BIN)/jupyter lab --notebook-dir=notebooks

apps: $(VENV)/.runtime
	@$(BIN)/python -m tierline_widgets.apps --workspace "$(WORKSPACE)"

test: $(VENV)/.dev
	@.ci/system-packages
	@.ci/test

lint: $(VENV)/.dev
	@status=0; \
	for check in "ruff check ." "ruff format --check ." "mypy" "python -m tests.house.notebooks"; do \
		echo "== $$check"; $(BIN)/$$check || status=1; \
	done; exit $$status

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev
	@$(BIN)/python -m tests.house.readme bench browser visitors

readme: $(VENV)/.dev
	@$(BIN)/python -m tests.house.readme

constraints:
	@.ci/constraints $(PINS)

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage*
