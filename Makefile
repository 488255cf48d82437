# What a newcomer needs; each target is a script in deploy/local. PORT and DATA choose another port and folder.
.DEFAULT_GOAL := help

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Start everything on PORT (8080) with its data in DATA (.telaah); Ctrl-C stops it
	@deploy/local/run

demo: ## Take four requests from the form to the signed letter, on the stack at PORT or one of its own
	@deploy/local/demo

test: ## Every test, on a private PostgreSQL and nats-server
	@deploy/local/test

check: ## Format, lints, licences of dependencies, scripts, the chart
	@deploy/local/check

cluster-test: ## Install, break, drain, remove the chart on a Kubernetes of its own; needs root and Go
	@deploy/local/cluster-test

torture: ## Kill, cut off, repeat and move clocks for as long as it takes
	@deploy/local/torture

bench: ## Measure on a private PostgreSQL and nats-server
	@deploy/local/bench

down: ## Stop what a run in DATA left behind
	@deploy/local/down

queries: ## Record in .sqlx what the SQL of the services takes and gives, after changing it
	@deploy/local/queries

.PHONY: help run demo test check cluster-test torture bench down queries
