#!/bin/sh
# Grants a worker what it needs, and nothing else. Prints the commands; with RUN=1 it runs them.
#
# usage: deploy/kafka-acls.sh PRINCIPAL BOOTSTRAP [--command-config FILE]
#        deploy/kafka-acls.sh User:copydesk broker:9093 --command-config admin.properties
#
# Topics and group are the defaults of the configuration; others by the environment:
#   INPUT="raw.articles wire.articles" OUTPUT=articles.v1 DEAD_LETTERS=articles.dlq GROUP=copydesk
# TRANSACTIONAL_ID=copydesk- grants what delivery = "exactly_once" needs, for all ids that begin like that.
# REVOKE=1 takes the same rights away. REPLAY=1 grants what `copydesk replay` needs on top.
set -eu
if [ $# -lt 2 ]; then
    sed -n '2,11s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
principal=$1 bootstrap=$2
shift 2
options=$*
if [ "${RUN:-}" = 1 ]; then run=''; else run='echo'; fi
if [ "${REVOKE:-}" = 1 ]; then verb='--remove --force'; else verb='--add'; fi

acl() {
    # shellcheck disable=SC2086 # $run may be nothing, $options and $verb several words
    $run kafka-acls.sh --bootstrap-server "$bootstrap" $options $verb --allow-principal "$principal" "$@"
}

for topic in ${INPUT:-raw.articles}; do
    # DescribeConfigs lets `copydesk check --connect` compare size limits; a worker runs without.
    acl --topic "$topic" --operation Read --operation Describe --operation DescribeConfigs
done
acl --group "${GROUP:-copydesk}" --operation Read --operation Describe
for topic in "${OUTPUT:-articles.v1}" "${DEAD_LETTERS:-articles.dlq}"; do
    acl --topic "$topic" --operation Write --operation Describe --operation DescribeConfigs
done
if [ -n "${TRANSACTIONAL_ID:-}" ]; then
    # By prefix: each worker has an id of its own, and a StatefulSet's differ at their end.
    acl --transactional-id "$TRANSACTIONAL_ID" --resource-pattern-type prefixed --operation Write --operation Describe
fi
# Only brokers before 2.8 ask for it: since then Write allows the idempotent producer.
acl --cluster --operation IdempotentWrite

if [ "${REPLAY:-}" = 1 ]; then
    dead_letters=${DEAD_LETTERS:-articles.dlq}
    for topic in ${INPUT:-raw.articles}; do
        acl --topic "$topic" --operation Write
    done
    acl --topic "$dead_letters" --operation Read
    acl --topic "$dead_letters.replayed" --operation Read --operation Write --operation Describe --operation Create \
        --operation DescribeConfigs
    acl --transactional-id "copydesk-replay-$dead_letters" --operation Write --operation Describe
fi
