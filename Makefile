# The two commands are `make run` and `make test`; `make help` lists the others.
SHELL := /bin/bash
PYTHON ?= python3
export UV_PYTHON_DOWNLOADS := never
export UV_LINK_MODE := copy
PY := .venv/bin/python
UV := .venv/bin/uv
DEMO := $(if $(ONCE),--once,)
# What the tests drive for real: a browser, a database server, two mail servers, a DKIM verifier, a feed reader.
DEBIAN := chromium eatmydata fonts-dejavu-core fonts-liberation postgresql postfix dovecot-imapd opendkim newsboat strace pgbouncer
PYTEST := pg_virtualenv -o fsync=off -o max_connections=200 -o log_min_messages=fatal -o log_checkpoints=off -o log_min_error_statement=panic $(PY) -m pytest
MAIN := -m "not slow and not soak" -n 2 --dist worksteal
RUFF := $(PY) -m ruff

.PHONY: help run test test-all soak bench check docs images lock wheel clean debian

help: ## This list.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

run: .venv/ready ## Install, play the sample year into var/outbox, serve on 127.0.0.1:8000 (ONCE=1: stop after publishing).
	@$(PY) -m publisher demo $(DEMO)

test: .venv/ready-dev debian check ## Install what the tests need, check, and run the main suite (under three minutes).
	$(PYTEST) $(MAIN) tests

test-all: test ## The main suite, then what is slower.
	$(PYTEST) -m "slow and not soak" tests

soak: .venv/ready-dev debian ## Long campaigns: a thousand kills and the like.
	$(PYTEST) -m soak tests

bench: .venv/ready-dev debian ## Figures, one JSON line each.
	@pg_virtualenv -o fsync=on $(PY) -m benchmarks

check: .venv/ready-dev ## Style, types, imports.
	$(RUFF) check .
	$(RUFF) format --check .
	$(PY) -m mypy
	$(PY) -c 'from importlinter.cli import lint_imports_command as lint; lint()'

docs: .venv/ready-dev ## Write the generated pages of docs/ anew.
	$(PY) -m publisher.schedule.reference > docs/schedule.md
	$(PY) -m publisher.cli.settings_view > docs/settings.md

images: .venv/ready-dev ## Take the README's pictures, while `make run` serves.
	$(PY) -m tests.support.portraits

lock: .venv/uv ## Lock the dependencies anew, none younger than a week.
	$(UV) pip compile -q --universal --generate-hashes \
	  --python-version 3.11 --exclude-newer "$$(date -u -d '7 days ago' +%F)" --custom-compile-command "make lock" \
	  --extra build pyproject.toml -o requirements.lock
	$(UV) pip compile -q --universal --generate-hashes \
	  --python-version 3.11 --exclude-newer "$$(date -u -d '7 days ago' +%F)" --custom-compile-command "make lock" \
	  --extra build --extra dev pyproject.toml -c requirements.lock -o requirements-dev.lock

wheel: .venv/ready-dev ## Build the wheel into dist/.
	$(UV) build -q --wheel --no-build-isolation --python $(PY) -o dist .

clean: ## Remove what was made, the sample's database and outbox included.
	rm -rf .venv var dist .mypy_cache .ruff_cache .hypothesis .import_linter_cache

.venv/uv: requirements-uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) --version 2>&1). Say make run PYTHON=python3.12, for example."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Python's venv module is missing. On Debian: apt-get install python3-venv"; exit 1; }
	@echo "Making .venv …"
	@$(PYTHON) -m venv .venv
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@touch $@

.venv/ready: .venv/uv requirements.lock pyproject.toml
	@echo "Installing the locked requirements …"
	@$(UV) pip install -q --python $(PY) --require-hashes -r requirements.lock
	@$(UV) pip install -q --python $(PY) --no-deps --no-build-isolation -e .
	@touch $@

.venv/ready-dev: .venv/ready requirements-dev.lock
	@$(UV) pip install -q --python $(PY) --require-hashes -r requirements-dev.lock
	@touch $@

debian:
	@missing=""; for package in $(DEBIAN); do \
	  dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$package"; done; \
	if [ -n "$$missing" ]; then \
	  sudo=""; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	  echo "Installing Debian packages:$$missing"; \
	  $$sudo apt-get update -qq && \
	  $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; fi
