# The commands. `make` alone lists them. Needs Python 3.11 or newer, make and the package
# registries; everything else is installed into .venv or, for a browser, looked for.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.SUFFIXES:
.NOTPARALLEL:

BIN := .venv/bin
WORKERS ?= 2
ARGS ?=
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input install -qq \
	--require-hashes --only-binary :all:
PYTHONS := scheduler config.py wsgi.py migrations tests bench
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--only-binary :all: --no-config --no-emit-index-url --custom-compile-command 'make requirements'

.PHONY: help run test check check-clients lint bench soak format translations requirements browser

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

run: export DEMO ?= 1
run: .venv/run.stamp ## open the demo programme: the address and one sign-in link a role are printed
	@exec $(BIN)/python -m flask start

test: .venv/dev.stamp browser ## run every test (ARGS="tests/core -k gap" for some of them)
	@$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

check: lint test ## what CI runs: format, lint, types, floors, house rules, and last every test

check-clients: .venv/dev.stamp ## hold feeds and messages to calendar programs of others (Debian's, npm's, PyPI's)
	@tests/clients/install
	@$(BIN)/python -m pytest -o python_files='check_*.py' -n0 tests/clients $(ARGS)

lint: .venv/dev.stamp ## everything of `make check` that runs nothing
	@$(BIN)/ruff format --check --quiet $(PYTHONS) || { echo 'make format puts it right'; exit 1; }
	@$(BIN)/ruff check --quiet $(PYTHONS)
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint templates --lint --quiet

bench: .venv/dev.stamp ## print the benchmark table
	@$(BIN)/python -m bench

soak: .venv/dev.stamp browser ## run the long versions of the property, fuzz, race and kill tests
	@SOAK=1 $(BIN)/python -m pytest -n $(WORKERS) -m soak $(ARGS)

format: .venv/dev.stamp ## format the code, and mend what the linter can
	@$(BIN)/ruff check --fix-only --quiet $(PYTHONS)
	@$(BIN)/ruff format --quiet $(PYTHONS)

translations: .venv/dev.stamp ## bring new texts of code and templates into every catalogue
	@$(BIN)/python -m tests.house.catalogue

requirements: .venv/dev.stamp ## pin the newest versions of requirements*.in, with hashes
	@$(BIN)/python -m pip install --quiet uv
	@$(COMPILE) --upgrade -o requirements.txt requirements.in
	@$(COMPILE) --upgrade -o requirements-dev.txt requirements-dev.in
	@$(COMPILE) --upgrade -o tests/clients/requirements.txt tests/clients/requirements.in

# --- what the targets stand on ------------------------------------------------------------

# A stamp is younger than what it was installed from: a second start asks no registry.
.venv/run.stamp: requirements.txt | .venv/bin/pip
	@echo 'Installing what the scheduler needs (once, about a minute)'
	@$(PIP) -r requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt .venv/run.stamp
	@echo 'Installing what tests and checks need (once, about a minute)'
	@$(PIP) -r requirements-dev.txt
	@touch $@

# Debian packs venv apart from Python: as root it is installed, else the line says what to do.
.venv/bin/pip:
	@for p in python3 python3.14 python3.13 python3.12 python3.11; do \
		$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && python=$$p && break; \
	done; \
	[ -n "$$python" ] || { echo 'Python 3.11 or newer is needed, and none was found.' >&2; exit 1; }; \
	$$python -m venv .venv >/dev/null 2>&1 && exit 0; \
	rm -rf .venv; \
	[ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq \
		&& apt-get install -y -qq --no-install-recommends python3-venv >/dev/null \
		&& $$python -m venv .venv && exit 0; \
	rm -rf .venv; \
	echo "$$python cannot make .venv: install its venv module (Debian: apt install python3-venv)." >&2; \
	exit 1

browser: .venv/dev.stamp
	@for b in chromium chromium-browser google-chrome; do command -v $$b >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo 'Installing chromium for the browser tests (once)'; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
			--no-install-recommends chromium >/dev/null && exit 0; \
	fi; \
	$(BIN)/playwright install chromium && exit 0; \
	echo 'No browser for the tests: install chromium, then run this again.' >&2; exit 1
