# Maires & Citoyens. `make` alone lists what there is.
.DEFAULT_GOAL := help
.PHONY: help demo test check attack bench format lock assets data ready system clean clean-demo help-pictures first-screen

PYTHON ?= python3
PORT ?= 8000
VENV := .venv/bin
BOOTSTRAP := $(PYTHON) -m scripts.bootstrap

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: system ## the whole platform on http://127.0.0.1:8000 (PORT=… for another port); Ctrl+C ends it
	@$(BOOTSTRAP) python node assets directory
	@PORT=$(PORT) $(VENV)/python -m scripts.demo

test: system ready ## everything, in a browser and on both engines; APP=polls what it touches; AT=2027-03-28T02:30 at that time
	@$(VENV)/python -m scripts.run_tests test $(if $(APP),--app $(APP)) $(if $(AT),--at $(AT))

check: ready ## the fast half: linters, types, import contracts, tests on SQLite
	@$(VENV)/python -m scripts.run_tests check $(if $(APP),--app $(APP)) $(if $(AT),--at $(AT))

bench: system ready ## the speed goals, measured; prints a table
	@$(BOOTSTRAP) directory
	@missed=""; for file in benchmarks/bench_*.py; do name="$$(basename "$$file" .py)"; \
		$(VENV)/python -m "benchmarks.$$name" || missed="$$missed $$name"; done; \
		[ -z "$$missed" ] || { echo "MISSED:$$missed" >&2; exit 1; }

attack: ready ## what attackers tried, again; prints how many cases of each
	@$(VENV)/pytest -q -n 2 -m "attack" tests/attacks
	@$(VENV)/python -m tests.postgresql $(VENV)/pytest -q -n 2 -m "attack and engine" tests/attacks

format: ready ## let the formatters rewrite Python, templates and scripts
	@$(VENV)/ruff check --quiet --fix-only .
	@$(VENV)/ruff format --quiet .
	@$(VENV)/python -m scripts.templates
	@npm run --silent format

first-screen: system ready ## how far the news is on the commune’s page, measured on the demo
	@$(BOOTSTRAP) directory
	@$(VENV)/python -m tests.journeys.first_screen

help-pictures: system ready ## take the pictures of the help pages again, from the demo
	@$(BOOTSTRAP) directory
	@$(VENV)/python -m tests.journeys.help_pictures

assets: ## build style sheet, scripts and icons
	@$(BOOTSTRAP) assets

data: ## compile the directory of all communes from its sources
	@$(BOOTSTRAP) directory

ready: # dependencies and assets, each step skipped when current
	@$(BOOTSTRAP) python node assets

system: # programs of the system: installed where allowed, else named
	@$(PYTHON) -m scripts.system_packages

# No registry address is written: only names, versions and hashes. UPGRADE=1 takes the newest that fit.
COMPILE := UV_CUSTOM_COMPILE_COMMAND="make lock" .uv/bin/uv pip compile -q --universal --generate-hashes \
	--no-emit-index-url --python-version 3.12 $(if $(UPGRADE),--upgrade)

lock: ## write the lock files again from requirements/*.in and package.json
	@$(BOOTSTRAP) uv
	$(COMPILE) requirements/tools.in -o requirements/tools.lock
	$(COMPILE) requirements/base.in -o requirements/base.lock
	$(COMPILE) requirements/dev.in -c requirements/base.lock -o requirements/dev.lock
	$(COMPILE) --no-deps requirements/directory.in -o requirements/directory.lock
	npm install --package-lock-only --ignore-scripts --no-audit --no-fund

clean: ## remove what was brought and built; the demo's data stays
	rm -rf .uv .venv .cache node_modules civic/ui/static/ui staticfiles
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

clean-demo: ## forget the demo's database, media and mailbox
	rm -rf var
