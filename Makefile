# `make` alone lists the targets. Everything runs from .venv, which is made when a lock changes.

.DEFAULT_GOAL := help
SHELL := /bin/sh

VENV ?= .venv
PY := $(VENV)/bin/python
READY := $(VENV)/.ready
YUNLING := $(VENV)/bin/yunling
NODE := .node/.installed
SERVICES := $(filter-out gateway,$(shell sed -n 's/^\([a-z]*\):.*/\1/p' contracts/services.yaml))
OWN := chassis $(addprefix services/,$(SERVICES)) gateway programme conformance cli
PURE := $(wildcard $(foreach s,$(SERVICES),\
	services/$(s)/$(s)/domain services/$(s)/$(s)/domain.py \
	services/$(s)/$(s)/usecases services/$(s)/$(s)/usecases.py))
S ?= gateway
LINES ?= 50
SCALE ?= 1
TESTS ?=
# These tests wait more than they compute, so there may be more workers than cores.
WORKERS ?= 3
SECONDS ?= 600
PEERS := .venv-bench
PEERS_READY := $(PEERS)/.ready
ARGS ?=
SEED ?=
EVENTS ?= 10000
FAULTS ?= 200
SECONDS ?= 60
TARGETS ?=
BASE ?= main

.PHONY: help setup servers up down status logs demo year test test-unit test-stack test-scale \
	test-integration test-compose test-cluster test-changed bench bench-smoke fault fuzz check \
	check-fast lint format types \
	spectral schemathesis imports monitoring findings vulnerabilities openapi contracts new-service dashboard lock env images-offline clean clean-data

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z -]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## make .venv from the hash-locked requirements

$(READY): requirements/dev.txt $(addsuffix /pyproject.toml,$(OWN))
	@deploy/local/make-venv $(VENV) $(OWN)
	@touch $@

$(NODE): requirements/node/package-lock.json $(READY)
	@PYTHON=$(PY) deploy/local/make-node .node
	@touch $@

# --- the local stack ---

# Before tests that start stacks side by side: two installations at once get in each other's way.
servers: $(READY)
	@$(PY) -c "from pathlib import Path; from yunling.stack import binary; \
		binary.ensure_rabbitmq(Path()); binary.ensure_mongod(Path())"

up: servers ## start the whole platform on this machine, without containers
	@$(YUNLING) up

down: ## stop it; the data stays in .run
	@if [ -x $(YUNLING) ]; then $(YUNLING) down; else echo "nothing was running"; fi

status: $(READY) ## what runs, what is ready, which ports
	@$(YUNLING) status

logs: $(READY) ## follow a log: make logs S=jobs LINES=50
	@$(YUNLING) logs $(S) --lines $(LINES)

demo: up ## a hundredth of a programme year, with its reconciliation
	@$(YUNLING) year --scale 0.01

year: up ## the programme year: make year SCALE=1
	@$(YUNLING) year --scale $(SCALE)

# --- tests and checks ---

test: $(READY) ## unit, contract, stack, fault and integration tests, side by side
	@$(MAKE) --no-print-directory --jobs=2 test-stack test-integration test-unit

test-unit: $(READY) ## tests without servers: units, contracts, a little fuzzing
	@$(PY) -m pytest -q chassis services gateway programme conformance cli tests/contract tests/fuzz $(TESTS)

test-stack: servers $(NODE) ## local stack, backbone under faults, metrics and traces, on servers of their own
	@$(PY) -m pytest -q --numprocesses=$(WORKERS) --dist=loadgroup --no-loadscope-reorder \
		tests/stack tests/fault tests/observability tests/bench tests/http $(TESTS)

test-scale: $(READY) ## two of every service: partitions, and a rolling restart under load
	@$(PY) -m pytest -q tests/scale $(TESTS)

test-integration: up $(NODE) ## the platform through its public interfaces, on the local stack
	@$(PY) -m pytest -q tests/integration --stack local $(TESTS)

test-compose: $(READY) $(NODE) ## the same against docker compose, through pytest-docker
	@$(PY) -m pip install --quiet --require-hashes -r requirements/compose.txt
	@$(PY) -m pytest -q tests/integration --stack compose $(TESTS)

spectral: $(NODE) ## the OpenAPI document under Spectral's rules
	@$(PY) -m pytest -q tests/http

schemathesis: up ## requests made of the OpenAPI document: make schemathesis SECONDS=600
	@$(PY) -m tests.http.run $(SECONDS)

# `--against REV` compares CPU seconds with another commit of ours and needs no peers.
bench: $(READY) $(if $(findstring --against,$(ARGS)),,$(PEERS_READY)) ## ours, peers, raw limits: make bench ARGS="b1 b2"; two commits: "b1 --against REV"
	@$(PY) -m tests.bench --own-stack $(ARGS)

bench-smoke: $(READY) $(if $(findstring only ours,$(ARGS)),,$(PEERS_READY)) ## the same in small: whether it runs and the rules hold
	@$(PY) -m tests.bench --own-stack --scale small $(ARGS)

$(PEERS_READY): requirements/bench.txt
	@REQUIREMENTS=requirements/bench.txt deploy/local/make-venv $(PEERS)
	@touch $@

fault: $(READY) ## 10,000 events and commands under 200 faults, audited: make fault SEED=1
	@$(PY) -m tests.fault.run --events $(EVENTS) --faults $(FAULTS) $(if $(SEED),--seed $(SEED))

fuzz: $(READY) ## readers of what strangers send, led by coverage: make fuzz SECONDS=600 TARGETS=intake
	@$(PY) -m pip install --quiet --require-hashes -r requirements/fuzz.txt
	@$(PY) -m tests.fuzz --seconds $(SECONDS) $(TARGETS)

test-cluster: $(READY) ## three brokers and three databases, and their loss under traffic (10 min)
	@$(PY) -m pip install --quiet --require-hashes -r requirements/compose.txt
	@$(PY) -m pytest -q tests/cluster $(TESTS)

check: lint types imports test ## everything that must hold before a merge

check-fast: $(READY) ## within a minute: lint, types, imports, unit and contract tests of what changed
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target test-changed lint types imports

test-changed: $(READY)
	@$(PY) -m tests.affected $(BASE)

lint: $(READY) ## ruff: rules and format; bandit
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m bandit --quiet --severity-level medium --recursive $(OWN) deploy --exclude '*/tests/*'

format: $(READY) ## ruff: repair what can be repaired
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

types: $(READY) ## mypy, strict: chassis, gateway, the command, every domain and use case
	@$(PY) -m mypy chassis/chassis gateway/gateway gateway/partners cli/yunling conformance/conformance conformance/simulators $(PURE)

imports: $(READY) ## who may import whom
	@$(VENV)/bin/lint-imports --no-cache

vulnerabilities: $(READY) ## known vulnerabilities of what the images run, as the package index tells
	@$(PY) requirements/vulnerabilities.py

monitoring: $(READY) ## promtool on alert rules, their tests and the dashboard; metrics and runbooks
	@$(PY) -m pytest -q tests/observability/test_monitoring.py

findings: ## where libraries and servers do what nobody guesses: make findings ARGS="a-name"
	@findings/run-all $(ARGS)

# --- documents and locks ---

openapi contracts: $(READY) ## write what follows from services, policy and code: documents, copies, parts of files
	@$(PY) -W ignore -m tests.contract.regions
	@$(PY) -W ignore -m tests.contract.documents

new-service: $(READY) ## a service that passes make check: make new-service NAME=housing NOUN=grant
	@$(YUNLING) new-service $(NAME) $(if $(NOUN),--noun $(NOUN)) $(if $(ABOUT),--about "$(ABOUT)")
	@$(MAKE) --no-print-directory format contracts

dashboard: $(READY) ## write Grafana's dashboard.json anew from its table
	@$(PY) deploy/monitoring/make_dashboard.py

COMPILE := $(VENV)/bin/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options

lock: ## renew requirements/*.txt: make lock, or make lock UPGRADE=--upgrade
	@for name in runtime build compose fuzz bench dev; do \
		CUSTOM_COMPILE_COMMAND="make lock" $(COMPILE) $(UPGRADE) \
			requirements/$$name.in -o requirements/$$name.txt || exit 1; done

# --- containers ---

env: $(READY) ## write .env and the secret files of docker-compose.yml
	@$(PY) deploy/compose/make_env.py

images-offline: $(READY) ## base images from Debian packages, wheels from this machine's index
	@PYTHON=$(PY) deploy/images/stand-ins
	@PYTHON=$(PY) deploy/images/wheelhouse

# --- tidying up ---

clean: ## remove what tools and tests leave behind; .venv and .run stay
	@rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -path ./$(VENV) -prune -o -path ./.run -prune -o -name __pycache__ -type d \
		-exec rm -rf {} +

clean-data: down ## stop the stack and remove its data, keys and passwords
	@rm -rf "$${YUNLING_RUN_DIR:-.run}"
