# The two commands of the README are `make demo` and `make test`; both do all set-up first.
#   EXTRAS=core   leave out PDF and llama.cpp (no system packages, no compilation)

EXTRAS ?= all
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.ready-$(EXTRAS)

.PHONY: demo test test-all check setup lock fuzz mutate bench golden clean help
.DEFAULT_GOAL := help

help:            ## show this help
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

demo: $(STAMP)   ## set everything up, audit a sample estate, print the dossier's path
	@benchmarks/expect_exit 10 $(BIN)/auditor audit demo: --out out/demo --db out/demo/auditor.db

test: $(STAMP) check   ## pass the project's tests
	$(BIN)/python -m pytest -q -n 2 -m "not slow"

test-all: $(STAMP)     ## the slower tests
	$(BIN)/python -m pytest -q -n 2 -m "slow"

check: $(STAMP)        ## formatting, lint, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

setup: $(STAMP)        ## environment only

$(STAMP): requirements.lock requirements-build.lock pyproject.toml
	@tools/setup.sh "$(PYTHON)" "$(VENV)" "$(EXTRAS)"
	@touch $@

lock:                  ## renew the lock files
	$(BIN)/pip-compile --quiet --strip-extras --allow-unsafe --generate-hashes --no-emit-index-url --no-emit-trusted-host --all-extras -o requirements.lock pyproject.toml

clean:                 ## remove what was built
	rm -rf $(VENV) out build dist .mypy_cache .ruff_cache .pytest_cache
