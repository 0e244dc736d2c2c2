# The commands of this project; `make` alone lists them. They need Python 3.11 or newer with venv, and nothing else.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin/python
# ONNX Runtime reports to its maker unless it is told not to.
export ORT_DISABLE_TELEMETRY := 1

# Tests and benchmarks write and delete: never on servers that the environment names.
OWN_SERVERS := env -u DATABASE_URL -u DATABASE_OWNER_URL -u REDIS_URL -u CELERY_BROKER_URL

.DEFAULT_GOAL := help
.PHONY: help setup run test check bench

help:
	@echo 'make run     run everything on this machine; stop it with Ctrl-C       PORT=8000 WORKERS=2'
	@echo 'make test    run all tests, on a Postgres and a Redis of their own     ARGS="-k journey"'
	@echo 'make check   lint, formatting and types'
	@echo 'make bench   measure how fast it is; everything, or what is named     ARGS="candidates --wordings 1000000"'
	@echo 'make setup   only make $(VENV), with everything that the others need'

setup: $(VENV)/everything.stamp

run: $(VENV)/run.stamp
	@exec $(BIN) -m config.run

test: setup
	@exec $(OWN_SERVERS) $(BIN) -m config.embedded --state test -- \
	  $(BIN) -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder $(ARGS)

check: setup
	$(BIN) -m ruff check
	$(BIN) -m ruff format --check
	$(BIN) -m mypy claims worker config

bench: setup
	@exec $(OWN_SERVERS) $(BIN) -m config.embedded --state bench -- $(BIN) -m benchmarks $(ARGS)

# The virtual environment

# Says each package on one line of a terminal, and in a log only what went wrong and how long it took.
define install
	@started=$$(date +%s); count=0; finished=; { \
	  $(BIN) -m pip install --disable-pip-version-check --no-input --progress-bar off \
	    --requirement $(1) --constraint constraints.txt && echo Finished; \
	} | { while read -r word package rest; do case $$word in \
	    Collecting) count=$$((count + 1)); test ! -t 1 || printf '\r\033[K  %s %s' "$$count" "$$package";; \
	    Installing) test ! -t 1 || printf '\r\033[K  unpacking %s packages' "$$count";; \
	    Finished) finished=yes;; \
	  esac; done; test ! -t 1 || printf '\r\033[K'; test "$$finished" = yes; \
	} && echo "  installed $(1) in $(VENV) ($$(($$(date +%s) - started)) s)"
	@touch $@
endef

$(VENV)/everything.stamp: requirements.txt $(VENV)/run.stamp
	$(call install,requirements.txt)

$(VENV)/run.stamp: requirements-run.txt constraints.txt $(BIN)
	$(call install,requirements-run.txt)

# Made anew where it is missing, unfinished, or leads to a Python that an upgrade of the system has taken away.
$(shell $(BIN) -c 'import pip' 2>/dev/null || rm -f $(BIN) $(VENV)/*.stamp)
$(BIN):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or newer is needed, and $(PYTHON) is $$($(PYTHON) --version 2>&1 || true)." >&2; \
	  echo 'Name another one: make PYTHON=python3.12 ...' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo 'The module venv of $(PYTHON) is missing. On Debian and Ubuntu: apt install python3-venv' >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)
