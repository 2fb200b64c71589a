# The two commands of the README are `make demo` and `make test`; both do all set-up first.
#   EXTRAS=core   leave out PDF and llama.cpp (no system packages, no compilation)

EXTRAS ?= all
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.ready-$(EXTRAS)
PYTEST := $(BIN)/python -m pytest -q -n 2 --dist worksteal
LOCK   := $(BIN)/pip-compile --quiet --strip-extras --allow-unsafe --generate-hashes --no-header --no-annotate \
          --no-emit-index-url --no-emit-trusted-host --no-emit-find-links

.PHONY: help demo test test-all check setup lock golden obligations fuzz mutate bench clean
.DEFAULT_GOAL := help

help:             ## show this help
	@grep -hE '^[a-z-]+:.* ## ' $(MAKEFILE_LIST) | awk -F ' *## ' '{split($$1, n, ":"); printf "  make %-11s %s\n", n[1], $$2}'

demo: $(STAMP)    ## set everything up, audit a sample estate, print the dossier's path
	@mkdir -p out/demo
	@$(BIN)/auditor audit demo:out/demo/estate --out out/demo --db out/demo/auditor.db; code=$$?; \
	if [ $$code -ne 10 ]; then echo "the sample estate is built to exit with 10, not $$code" >&2; exit 1; fi; \
	echo "dossier: $$(ls out/demo/dossier.pdf 2>/dev/null || ls out/demo/report.html)"

test: check       ## pass the project's tests
	$(PYTEST) -m "not slow"

test-all: $(STAMP)  ## the slower tests
	$(PYTEST) -m slow

check: $(STAMP)   ## formatting, lint, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

setup: $(STAMP)   ## environment only

$(STAMP): requirements/$(EXTRAS).lock requirements/build.lock pyproject.toml .ci/setup
	@.ci/setup "$(PYTHON)" "$(VENV)" "$(EXTRAS)"
	@touch $@
	@echo "the program is $(CURDIR)/$(BIN)/auditor; to have it in every folder: pipx install '$(CURDIR)[pdf,llama]'"

lock:             ## renew the lock files
	$(LOCK) -o requirements/build.lock requirements/build.in
	$(LOCK) --extra dev -o requirements/core.lock pyproject.toml
	$(LOCK) --extra pdf --extra llama --extra kubernetes --extra served --extra dev -o requirements/all.lock pyproject.toml

golden: $(STAMP)  ## rewrite the expected reports; review the diff
	AUDITOR_GOLDEN=write $(BIN)/python -m pytest -q tests/golden

obligations: $(STAMP)  ## rewrite the register of obligations in docs/
	$(BIN)/python -m auditor.policy.register.page > docs/obligations.md.new && mv docs/obligations.md.new docs/obligations.md

fuzz: $(STAMP)    ## throw bytes at every parser for five minutes
	AUDITOR_FUZZ=long $(BIN)/python -m pytest -q tests/fuzz

mutate: $(STAMP)  ## change the verdict algebra, see whether a test notices
	$(BIN)/mutmut run
	$(BIN)/mutmut results

bench: $(STAMP)   ## measure; figures belong in benchmarks/README.md
	$(BIN)/python -m benchmarks

clean:            ## remove what was built
	rm -rf $(VENV) out build dist mutants .mypy_cache .ruff_cache .pytest_cache .hypothesis
