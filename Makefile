# Ventanilla. «make» alone lists what can be done.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

bin := .venv/bin
pytest := $(bin)/python -m pytest
typed := bot bench scripts/results
checked := bot bench tests scripts

## Use

.PHONY: run
run: model ## Set everything up, start engine and gateway, print the address
	@$(bin)/ventanilla run

.PHONY: chat
chat: model ## Converse in the terminal
	@$(bin)/ventanilla chat

.PHONY: kb
kb: setup ## Build the knowledge base from knowledge/ (about a second)
	@$(bin)/ventanilla kb build

.PHONY: train
train: setup ## Train the model again, up to date or not
	@$(bin)/ventanilla train --force

## Develop

.PHONY: setup
setup: ## Make .venv with everything in it; does nothing when it is up to date
	@scripts/setup

.PHONY: test
test: model ## All tests but those in a browser (make test ARGS="-k cost -x")
	@$(pytest) -m "not browser" $(ARGS)

.PHONY: quick-test
quick-test: setup ## The tests that need no trained model
	@$(pytest) -m "not browser and not slow" $(ARGS)

.PHONY: browser-tests
browser-tests: model ## The pages in a real browser; installs Debian's Chromium when it is missing
	@scripts/install-browser
	@$(pytest) tests/browser -m browser $(ARGS)

.PHONY: coverage
coverage: model ## All tests, with the share of branches they reach
	@$(pytest) -m "not browser" --cov --cov-report=term-missing:skip-covered $(ARGS)

.PHONY: lint
lint: setup ## Rules and format of the code (ruff)
	@$(bin)/ruff check $(checked)
	@$(bin)/ruff format --check $(checked)

.PHONY: format
format: setup ## Correct what ruff can correct
	@$(bin)/ruff check --fix $(checked)
	@$(bin)/ruff format $(checked)

.PHONY: types
types: setup ## Types (mypy, strict)
	@$(bin)/mypy $(typed)

.PHONY: eval
eval: model ## Ask the sets of questions; fails when answers are worse than recorded (make eval ARGS="--record")
	@$(bin)/ventanilla eval $(ARGS)

.PHONY: bench
bench: model ## Measure accuracy and speed, write bench/results and the table in the README
	@$(bin)/ventanilla bench accuracy --json bench/results/accuracy.json
	@$(bin)/ventanilla bench speed --json bench/results/speed.json
	@$(bin)/python scripts/results

.PHONY: bench-scale
bench-scale: kb ## Measure searching and building among thousands of procedures (about half an hour)
	@$(bin)/ventanilla bench build --json bench/results/build.json
	@$(bin)/ventanilla bench search --json bench/results/search.json

.PHONY: lock
lock: ## Resolve the dependencies anew and write requirements/*.txt (needs uv)
	@scripts/lock

.PHONY: clean
clean: ## Remove what is built: knowledge base, model, caches; keeps .venv and conversations
	@rm -rf models .rasa .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage build *.egg-info var/knowledge.db
	@find bot bench tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help
help: ## This list
	@awk -F ':.*## ' '/^## /{printf "\n%s\n", substr($$0, 4)} /^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' Makefile

.PHONY: model
model: kb # trains when the model is missing or older than what it is made from
	@$(bin)/ventanilla train
