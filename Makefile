# The two commands of the README: make run, make test. Both make the virtual environment first if it is not there.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check gold docs error-rates clean

run: $(VENV)/.installed
	$(BIN)/qda run

test: $(VENV)/.installed
	$(BIN)/python -m pytest -n 2 --dist worksteal

check: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(VENV)/.installed
	$(BIN)/python docs/generate.py

gold: $(VENV)/.installed
	QDA_RENEW_GOLD=1 $(BIN)/python -m pytest tests/export

# Slow: false rejections and coverage of every network test and interval; writes docs/networks.md, fails below the bars.
error-rates: $(VENV)/.installed
	$(BIN)/python benchmarks/network_error_rates.py --write

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -c "import sys; sys.exit('qda needs Python 3.11 or later; this is ' + sys.version.split()[0] if sys.version_info < (3, 11) else 0)"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev]"
	touch $@

clean:
	rm -rf $(VENV) study.sqlite
