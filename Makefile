# `make` lists the targets. CI calls the same ones.
.DEFAULT_GOAL := help
.PHONY: help run test test-fast fmt lint doc audit check kafka kafka-stop storm storm-mutations bench memory resources loom eval fuzz hostile train image up down
SHELL := /bin/bash -o pipefail

KAFKA := tools/kafka/kafka.sh
CARGO ?= cargo
# eval: folders with the sets and their scripts; where what was found on each page is kept; whether others answer, too.
SETS ?=
OUT ?=
COMPARE ?=
# storm: the dependencies as for the tests, our own code optimised.
STORM := CARGO_PROFILE_DEV_OPT_LEVEL=2 $(CARGO) test --locked --features failpoints --test broker --
# fuzz: seconds for each target; which ones, all by default.
SECONDS ?= 60
TARGETS ?=
# bench: pages as gzipped JSON lines, invented ones by default; some parts of it, all by default.
DATA ?=
ONLY ?=

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

run: ## build, then the worker on an embedded broker with sample articles
	@tools/require.sh build
	$(CARGO) run --locked -- demo

test: ## every test, against a real Kafka too
	@tools/require.sh test
	@$(KAFKA) prepare
	$(CARGO) test --locked --no-fail-fast --features failpoints -- --skip storm::mutations

test-fast: ## unit, golden, laws, config, architecture: no broker
	@tools/require.sh build
	$(CARGO) test --locked --lib --bins --test it

fmt: ## format the code
	$(CARGO) fmt

lint: ## formatting and clippy, warnings as errors; spelling and unused dependencies
	@tools/require.sh build
	$(CARGO) fmt --check
	$(CARGO) clippy --locked --all-targets --features failpoints -- -D warnings
	@tools/cargo-tool.sh typos-cli typos
	@tools/cargo-tool.sh cargo-machete cargo-machete

doc: ## API documentation, warnings as errors
	@tools/require.sh build
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --no-deps

audit: ## licences, sources and duplicates of dependencies
	@tools/cargo-tool.sh cargo-deny cargo-deny --locked check bans licenses sources

check: lint doc audit test storm-mutations ## everything a merge needs

kafka: ## a real Kafka on 127.0.0.1:9092
	@tools/require.sh kafka
	@$(KAFKA) start

kafka-stop: ## end it and remove its data
	@$(KAFKA) stop

storm: ## faults for a while: make storm MINUTES=30 [SEED=1] [DELIVERY=at_least_once] [BROKERS=1] [FAULTS=n RECORDS=n]
	@tools/require.sh test
	@$(KAFKA) prepare
	$(if $(MINUTES),,$(error say how long: make storm MINUTES=30))
	STORM_MINUTES=$(MINUTES) STORM_SEED=$(SEED) STORM_DELIVERY=$(DELIVERY) STORM_BROKERS=$(BROKERS) \
	STORM_FAULTS=$(FAULTS) STORM_RECORDS=$(RECORDS) STORM_PARTITIONS=$(PARTITIONS) \
	$(STORM) storm::nothing_is_lost_or_doubled_in_a_storm --nocapture

storm-mutations: ## each safety rule switched off: the storm's books must show it
	@tools/require.sh test
	@$(KAFKA) prepare
	$(STORM) storm::mutations --nocapture

bench: ## the parser beside others; what text costs; copydesk, its wiring and bare copy loops over the same topics: make bench [DATA=file] [ONLY=parts]
	@tools/require.sh test
	@$(KAFKA) prepare
	$(if $(ONLY),,$(CARGO) build --locked --release --manifest-path tools/compare/Cargo.toml --target-dir target)
	$(if $(ONLY),,$(if $(DATA),gzip -dc $(DATA) | target/release/copydesk-compare time 3,target/release/copydesk-compare time 3 200))
	$(if $(ONLY),,$(CARGO) bench --locked --bench text)
	KAFKA_JVM=-Xmx1g $(CARGO) bench --locked --bench side_by_side -- $(if $(DATA),--data $(abspath $(DATA))) $(if $(ONLY),--only $(ONLY))

memory: ## the most that a worker holds, with 2 GiB waiting and an output that takes nothing
	@tools/require.sh test
	@$(KAFKA) prepare
	COPYDESK_TEST_WAITING_MIB=2048 $(CARGO) test --locked --test broker -- memory:: --nocapture

resources: ## how long a start takes, and what the data hold
	@tools/require.sh build python
	$(CARGO) build --locked --release
	@tools/resources.py target/release/copydesk

loom: ## every interleaving of what threads share without a channel or one lock
	@tools/require.sh build
	$(CARGO) run --locked --release --manifest-path tools/loom/Cargo.toml

eval: ## extraction and text scores: make eval SETS=folder [OUT=folder] [COMPARE=1]
	@tools/require.sh build python
	@tools/eval.sh $(if $(OUT),--out "$(OUT)") $(if $(COMPARE),--compare) $(SETS)

fuzz: ## fuzz each target for so long and log it: make fuzz SECONDS=600 [TARGETS="html facts"]
	@tools/require.sh build
	tools/fuzz.sh $(SECONDS) $(TARGETS)

hostile: ## time and memory of pages and texts made to hurt: make hostile [SETS=folder of real pages to break 10,000 times]
	@tools/require.sh build
	$(CARGO) bench --locked --bench hostile
	$(if $(SETS),$(CARGO) run --locked --release --example mutate -- "$(abspath $(SETS))")

train: ## the trees that read dumps, anew: make train SETS=folder
	python3 tools/train/fields.py "$(abspath $(SETS))" data/extraction
	python3 tools/train/train.py dump "$(abspath $(SETS))" data/extraction/dump.trees

image: ## the container image
	@deploy/image.sh

up: ## Kafka, two workers, Prometheus and Grafana
	docker compose -f deploy/compose.yaml up --build --detach --wait

down: ## end that and remove its data
	docker compose -f deploy/compose.yaml down --volumes
