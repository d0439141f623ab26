# What one does with the product: `make help` says it.
.DEFAULT_GOAL := help
SHELL := /usr/bin/env bash
CARGO ?= cargo
# Where the product runs and keeps its data; change them like this: make run LISTEN=0.0.0.0:8080
LISTEN ?= 127.0.0.1:7400
DATABASE ?= sqlite:motore.db

.PHONY: help run test bench lint clean bundle shots

help: ## Say what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "make %-8s %s\n", $$1, $$2 }'

run: bundle ## Build all and run the product; the first time with a demo company
	$(CARGO) build --release --package server
	target/release/motore serve --database '$(DATABASE)' --listen '$(LISTEN)' --demo-if-empty

bundle: ## Build what the browser gets
	@.ci/set-up wasm
	$(CARGO) run --package builder

test: ## Set up what the tests need, and run every one
	@.ci/test

bench: ## Measure what the product promises, and print it
	@.ci/bench

lint: ## Format, clippy and documentation, with warnings denied
	@.ci/lint

shots: ## Take pictures of every page, for looking at
	@.ci/set-up chromium end2end
	$(CARGO) build --package server
	$(CARGO) run --package builder
	cd end2end && npm run shots

clean: ## Remove everything built (data stays)
	$(CARGO) clean
	rm -rf end2end/node_modules end2end/test-results end2end/playwright-report frontend/charts/node_modules
