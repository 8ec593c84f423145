# Tonghui 通惠. Two commands are enough: `make demo` and `make test`; `make help` lists the rest.

SHELL := /usr/bin/env bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VERSION  := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
BIN      := build/tonghui
PORT     ?= 8080
PKDD99   ?=
CRASH    ?= 200
PAYMENTS ?= 3000
FUZZTIME ?= 20s
COVER    ?= 90
# The race detector needs a C compiler; RACE= leaves it off.
RACE     ?= $(if $(shell command -v gcc || command -v clang),-race,)

GOLANGCI_VERSION := v2.13.2
VULNCHECK_VERSION := v1.9.0
GOLANGCI  := .tools/golangci-lint-$(GOLANGCI_VERSION)
VULNCHECK := .tools/govulncheck-$(VULNCHECK_VERSION)

# What must be proven through and through; the trial of layouts is evidence, not the bank, and half of the backups is
# other parties' tools.
COVERED = $(shell go list ./base/... ./platform/store/... ./core/ledger/... | grep -v -e /core/ledger/layout -e /store/backup)

.PHONY: help
help: ## list the commands
	@echo "Tonghui 通惠, an open digital bank: make demo, make test, or one of"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: demo
demo: build ## start a bank with its demo city and print addresses and logins [PKDD99=DIR] [PORT=8080]
ifneq ($(PKDD99),)
	$(BIN) import pkdd99 "$(PKDD99)" --db build/pkdd99.db
	$(BIN) serve --db build/pkdd99.db --addr "localhost:$(PORT)"
else
	@internal/make/demo.sh "$(PORT)"
endif

.PHONY: test
test: ## vet and run every test, with the race detector where there is a C compiler
	@internal/make/need.sh go gcc
	go vet ./...
	$(MAKE) test-run
	$(MAKE) test-ui

# A make of its own, so that RACE sees a compiler that need.sh has just installed.
.PHONY: test-run
test-run:
	@echo "go test $(RACE) ./..."
	@go test $(RACE) -timeout 25m -json ./... | go run ./internal/testcount $(TOTALS)

.PHONY: race
race: ## run every test under the race detector, afresh
	@internal/make/need.sh go gcc
	@go test -race -count=1 -timeout 30m -json ./... | go run ./internal/testcount

# What runs on a database server: everything that keeps its rows in the store.
ON_SERVER = . ./platform/... ./core/... ./demo/... ./cmd/...

.PHONY: test-mysql
test-mysql: ## the store-backed tests on a MariaDB of their own, and a rolling upgrade under load
	@internal/make/need.sh go mariadbd
	@RAPID_CHECKS=20 go run ./internal/engines/run mariadb --innodb-flush-log-at-trx-commit=0 -- \
		go test -p 2 -count=1 -timeout 25m -json $(ON_SERVER) ./internal/upgrade | go run ./internal/testcount $(TOTALS)

.PHONY: test-tidb
test-tidb: ## the same on a TiDB of their own, which is built once into the user's cache
	@internal/make/need.sh go
	@RAPID_CHECKS=25 go run ./internal/engines/run tidb -- \
		go test -p 2 -count=1 -short -timeout 40m -json $(ON_SERVER) | go run ./internal/testcount $(TOTALS)

.PHONY: test-cluster
test-cluster: ## loss of nodes under load: three of Galera; PD and SQL nodes of TiDB
	@internal/make/need.sh go mariadbd rsync lsof
	@TONGHUI_CLUSTER=1 go test -count=1 -timeout 20m -run 'Galera|Cluster|Locks|Deadlock' -json ./internal/engines \
		| go run ./internal/testcount $(TOTALS)

.PHONY: test-history
test-history: ## two processes against one MariaDB, one TiDB and one file, with kills and broken connections
	@internal/make/need.sh go mariadbd
	@for engine in mariadb tidb; do \
		go run ./internal/engines/run $$engine -- go test -count=1 -timeout 20m -json ./internal/history | \
		go run ./internal/testcount $(TOTALS) || exit 1; done

# The web faces are built once, and again when a source of theirs is newer. Without Node the bank still builds, and says so
# where its pages would be.
UI_SOURCES = $(shell find ui/src ui/public ui/*.ts ui/*.json ui/index.html docs/openapi.yaml -type f 2>/dev/null)

.PHONY: ui
ui: build/ui.stamp ## build the web faces into ui/dist

build/ui.stamp: $(UI_SOURCES)
	@mkdir -p build
	@internal/make/need.sh node
	@if command -v npm >/dev/null; then internal/make/ui.sh build && touch $@; else echo ">>> no Node: the web faces are left out" >&2; fi

.PHONY: test-ui
test-ui: ## the web faces: types, lint, unit tests and the size of the first load
	@internal/make/need.sh node
	@if command -v npm >/dev/null; then internal/make/ui.sh api lint test build size; else echo ">>> no Node: the web faces are not tested" >&2; fi

.PHONY: test-e2e
test-e2e: build ## the stories of each face in Chromium against the real bank with its demo city; screenshots in build/e2e
	@internal/make/need.sh node chromium
	@internal/make/e2e.sh $(TOTALS)

.PHONY: build
build: ui ## build the one binary, build/tonghui, without a C compiler
	@mkdir -p build
	CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags "-X main.version=$(VERSION)" -o $(BIN) ./cmd/tonghui

.PHONY: lint
lint: $(GOLANGCI) ## golangci-lint, built once into .tools
	$(GOLANGCI) run ./...

$(GOLANGCI):
	@echo "building golangci-lint $(GOLANGCI_VERSION) into .tools; this takes a few minutes once"
	@mkdir -p .tools
	GOBIN="$(CURDIR)/.tools" go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_VERSION)
	@mv .tools/golangci-lint $@

.PHONY: vuln
vuln: $(VULNCHECK) ## known holes in what we depend on (its database is on line: vuln.go.dev)
	$(VULNCHECK) ./...

$(VULNCHECK):
	@mkdir -p .tools
	GOBIN="$(CURDIR)/.tools" go install golang.org/x/vuln/cmd/govulncheck@$(VULNCHECK_VERSION)
	@mv .tools/govulncheck $@

.PHONY: cover
cover: ## coverage of base, store and ledger, COVER=90 per cent of each package; 85 of interest
	@COVER="$(COVER)" internal/make/cover.sh $(COVERED)
	@COVER=85 internal/make/cover.sh tonghui/core/account/interest

.PHONY: crash
crash: ## kill -9 a posting bank CRASH=200 times, and fill its disk: nothing acknowledged may be lost
	@internal/make/need.sh go
	@TONGHUI_CRASH="$(CRASH)" go test -count=1 -timeout 40m -run 'Crash|FullDisk|DiskFull|Fault' -json \
		./platform/store/... ./platform/jobs ./platform/audit ./core/ledger/... | go run ./internal/testcount $(TOTALS)

.PHONY: test-clearing
test-clearing: ## payments between banks while bank and clearing house are killed: none lost, none twice [PAYMENTS=3000]
	@internal/make/need.sh go
	@PROOF_PAYMENTS="$(PAYMENTS)" go test -count=1 -timeout 40m -run KillNine -json ./internal/clearingproof | go run ./internal/testcount $(TOTALS)

.PHONY: fuzz
fuzz: ## every fuzz target for FUZZTIME=20s
	@FUZZTIME="$(FUZZTIME)" internal/make/fuzz.sh

.PHONY: bench
bench: build ## the ledger's speed beside the bare ceiling of this machine
	$(BIN) bench ledger

.PHONY: trial
trial: ## the layouts of postings that were compared; docs/ledger-layout.md has the figures
	go run ./core/ledger/layout/cmd/layouttrial

.PHONY: openapi
openapi: ## write docs/openapi.yaml afresh
	@mkdir -p build
	go run ./cmd/tonghui openapi > build/openapi.yaml && mv build/openapi.yaml docs/openapi.yaml

.PHONY: openapi-check
openapi-check: ## docs/openapi.yaml is what the program says
	@go run ./cmd/tonghui openapi | diff -u docs/openapi.yaml - || { echo "docs/openapi.yaml is old: run make openapi"; exit 1; }

.PHONY: clean
clean: ## remove what was built: build (with the demo's databases) and .tools
	rm -rf build .tools
