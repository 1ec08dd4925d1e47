# `make site` builds the site, `make test` tests wendaku; both set up what they need in .venv/.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

# Evaluation data is not part of the repository; tests and benchmarks that need it say so where it is missing.
ifneq ($(wildcard ../shared/data),)
export WENDAKU_EVAL_DATA ?= $(abspath ../shared)
endif

.PHONY: site serve test lint types format bench docs constraints clean

site: $(VENV)/.installed
	$(BIN)/python build.py

serve: $(VENV)/.installed
	$(BIN)/wendaku serve

test: lint types $(VENV)/.browser
	$(BIN)/python -m pytest -n auto --maxprocesses 4

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev
	$(BIN)/mypy

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Generated pages of the documentation; a test fails where they are out of date.
docs: $(VENV)/.installed
	$(BIN)/python docs/write_commands.py

bench: $(VENV)/.installed-bench
	$(BIN)/python benchmarks/extraction.py
	$(BIN)/python benchmarks/build.py --n 1000

clean:
	rm -rf site .wendaku dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# Debian keeps what venv needs for pip in a package of its own (python3-venv); where that is not installed, the
# system's pip puts pip into the environment.
$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit("wendaku needs Python 3.11 or newer: make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV) 2>/dev/null || { \
	  $(PYTHON) -m venv --clear --without-pip $(VENV) && \
	  $(PYTHON) -m pip --python $(BIN)/python install --quiet pip; }
	@touch $@

$(VENV)/.installed: $(VENV)/.created pyproject.toml constraints.txt
	@echo "installing wendaku into $(VENV)/"
	@$(PIP) install --quiet --constraint constraints.txt --editable .
	@# pip compiles what it installs, but not an editable; where Python may write no bytecode each start would compile it all.
	@$(BIN)/python -m compileall -q src
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "installing what the tests need into $(VENV)/"
	@$(PIP) install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

$(VENV)/.installed-bench: $(VENV)/.installed-dev
	@$(PIP) install --quiet --constraint constraints.txt --editable '.[bench]'
	@touch $@

# A Chromium that is there is used ($CHROMIUM, or one on the PATH); otherwise Debian's, otherwise playwright's own.
$(VENV)/.browser: $(VENV)/.installed-dev
	@found=$$CHROMIUM; \
	for name in chromium chromium-browser google-chrome google-chrome-stable; do \
	  [ -n "$$found" ] || found=$$(command -v $$name || true); \
	done; \
	if [ -n "$$found" ]; then echo "browser tests use $$found"; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update -qq && apt-get install -y -qq chromium; \
	else $(BIN)/python -m playwright install chromium; fi
	@touch $@

# Resolves every dependency anew in a folder of its own and pins what comes out.
constraints:
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && $(PYTHON) -m venv "$$folder" && \
	"$$folder/bin/python" -m pip install --quiet '.[dev,dask,bench]' hatchling && \
	{ sed '/^[^#]/,$$d' constraints.txt; "$$folder/bin/python" -m pip freeze --exclude wendaku; } > "$$folder/constraints.txt" && \
	cp "$$folder/constraints.txt" constraints.txt
