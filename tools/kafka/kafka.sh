#!/usr/bin/env bash
# Apache Kafka on this machine, without Docker: one node, broker and controller in one, from its own jars.
#
#   kafka.sh prepare                 fetch the jars, keep class archives that halve the start, format a folder to copy
#   kafka.sh serve DIR PORT CPORT    run a broker in DIR until stdin closes, then remove both; DIR/pid is its process;
#                                    KAFKA_NODE=2 joins the one whose controller listens on CPORT; with KAFKA_VOTERS,
#                                    such as 1@127.0.0.1:9093,2@…, each node is broker and controller
#   kafka.sh tool CLASS ARG…         run one of Kafka's own commands: its scripts name the class
#   kafka.sh start [PORT]            run one in the background for playing with (default 9092)
#   kafka.sh stop                    end that one
#
# `serve` is what tests use. Its stdin is a pipe from the test: when the test goes, however it goes, the pipe closes and
# the broker ends with it.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
cache=$root/.cache/kafka
# Jars and archives belong to one pom: another pom, another folder.
home=$cache/$(cksum < "$here/pom.xml" | cut -d' ' -f1)
local_dir=$cache/local
# One id for all, so that a formatted folder can be copied.
cluster=MkU3OEVBNTcwNTJENDM2Qg

# C1 and the serial collector start quickest; benchmarks want the defaults and set KAFKA_JVM="-Xmx1g".
jvm=${KAFKA_JVM:--XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx256m}

classpath() { find "$home/libs" -name '*.jar' | LC_ALL=C sort | paste -sd: -; }

java_kafka() { # ARCHIVE CLASS ARGS…: an archive that is not there is not asked for
  local archive=$home/$1.jsa share=() class=$2
  shift 2
  # An archive fits one collector and one class path; with other options the JVM must not be bothered by it.
  if [ -f "$archive" ] && [ -z "${KAFKA_JVM:-}" ]; then share=(-XX:SharedArchiveFile="$archive" -Xshare:auto -Xlog:disable -Xlog:all=error:stderr); fi
  # shellcheck disable=SC2086
  exec java $jvm -Dorg.slf4j.simpleLogger.defaultLogLevel=warn "${share[@]}" "${train[@]}" -cp "$(classpath)" "$class" "$@"
}
train=()

properties() { # DIR PORT CONTROLLER_PORT
  cat <<PROPERTIES
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$3
listeners=PLAINTEXT://127.0.0.1:$2,CONTROLLER://127.0.0.1:$3
advertised.listeners=PLAINTEXT://127.0.0.1:$2
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=$1/data
# A typo in a test must not become a topic.
auto.create.topics.enable=false
default.replication.factor=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
# Rebalances without the wait for members to come.
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
# Aborts the transactions of the dead soon.
transaction.abort.timed.out.transaction.cleanup.interval.ms=500
# A broker that was killed may register again after 2 s instead of 9.
broker.session.timeout.ms=2000
broker.heartbeat.interval.ms=500
# What the log cleaner takes at start; the default of 128 MiB wants a larger heap.
log.cleaner.dedupe.buffer.size=2097152
PROPERTIES
  if [ -n "${KAFKA_VOTERS:-}" ]; then
    printf '%s\n' "node.id=${KAFKA_NODE:-1}" "controller.quorum.voters=$KAFKA_VOTERS"
  elif [ "${KAFKA_NODE:-1}" != 1 ]; then
    # A further broker; the first node stays the one controller.
    printf '%s\n' process.roles=broker "node.id=$KAFKA_NODE" "listeners=PLAINTEXT://127.0.0.1:$2"
  fi
  if [ -n "${KAFKA_EXTRA:-}" ]; then printf '%s\n' "$KAFKA_EXTRA"; fi
}

prepare() {
  mkdir -p "$home"
  exec 9> "$home/lock"
  flock 9
  if [ ! -f "$home/ready" ]; then
    echo "kafka: fetching the jars (Maven)" >&2
    mvn -q -B -Dstyle.color=never -f "$here/pom.xml" -Dmaven.wagon.http.retryHandler.count=5 \
      dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$home/libs" >&2
    echo "kafka: formatting a folder" >&2
    rm -rf "$home/formatted" "$home/training"
    mkdir -p "$home/formatted"
    properties "$home/formatted" 1 2 > "$home/format.properties"
    (java_kafka none kafka.tools.StorageTool format -t "$cluster" -c "$home/format.properties") > "$home/format.log" 2>&1 \
      || { cat "$home/format.log" >&2; exit 1; }
    touch "$home/ready"
  fi
  if [ ! -f "$home/kafka.jsa" ]; then archive_classes || echo "kafka: no class archive; brokers start slower" >&2; fi
}

# One run that loads what a broker loads at start. Costs 10 s once and saves 2 s of every later start.
archive_classes() {
  echo "kafka: archiving its classes" >&2
  local dir=$home/training pid
  rm -rf "$dir" && mkdir -p "$dir" && cp -r "$home/formatted/data" "$dir/data"
  local port=$((20000 + $$ % 9000))
  properties "$dir" "$port" "$((port + 1))" > "$dir/server.properties"
  (train=(-XX:ArchiveClassesAtExit="$home/kafka.jsa.new"); java_kafka none kafka.Kafka "$dir/server.properties") > "$dir/log" 2>&1 9>&- &
  pid=$!
  (java_kafka none org.apache.kafka.tools.TopicCommand --bootstrap-server "127.0.0.1:$port" --create --topic t --partitions 4) >> "$dir/log" 2>&1 9>&- || true
  kill "$pid" 2> /dev/null || true
  wait "$pid" 2> /dev/null || true
  rm -rf "$dir"
  mv "$home/kafka.jsa.new" "$home/kafka.jsa"
}

fill() { # DIR PORT CONTROLLER_PORT: a folder that a broker can start in
  mkdir -p "$1"
  if [ ! -d "$1/data" ]; then
    cp -r "$home/formatted/data" "$1/data"
    if [ "${KAFKA_NODE:-1}" != 1 ]; then
      # A folder is known by both ids, each once in a cluster. The last letter of the second holds two bits only.
      sed -i "s/^node.id=.*/node.id=$KAFKA_NODE/; s/^directory.id=\(.\{18\}\)../directory.id=\1$(printf %02d "$KAFKA_NODE")/" "$1/data/meta.properties"
    fi
  fi
  properties "$@" > "$1/server.properties"
}

serve() {
  local dir=$1 pid watcher status=0
  fill "$@"
  exec 3<&0
  (java_kafka kafka kafka.Kafka "$dir/server.properties") < /dev/null >> "$dir/log" 2>&1 3<&- &
  pid=$!
  echo "$pid" > "$dir/pid"
  (
    cat <&3 > /dev/null
    touch "$dir/abandoned"
    kill -9 "$pid" 2> /dev/null || true
    while kill -0 "$pid" 2> /dev/null; do sleep 0.05; done
    rm -rf "$dir"
  ) > /dev/null 2>&1 &
  watcher=$!
  # Ctrl-C reaches the whole group; what ends the broker is the pipe.
  trap '' INT
  wait "$pid" || status=$?
  if [ -f "$dir/abandoned" ]; then wait "$watcher"; else kill "$watcher" 2> /dev/null || true; fi
  return "$status"
}

tool() { # CLASS ARG…
  java_kafka none "$@"
}

start() {
  local port=${1:-9092}
  prepare
  if [ -f "$local_dir/pid" ] && kill -0 "$(cat "$local_dir/pid")" 2> /dev/null; then
    echo "kafka: already running, process $(cat "$local_dir/pid")"
    return
  fi
  fill "$local_dir" "$port" "$((port + 1))"
  (java_kafka kafka kafka.Kafka "$local_dir/server.properties") < /dev/null > "$local_dir/log" 2>&1 9>&- &
  echo $! > "$local_dir/pid"
  for _ in $(seq 300); do
    if (exec 4<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then
      echo "kafka: listening on 127.0.0.1:$port, data and log in ${local_dir#"$root"/}; \`make kafka-stop\` ends it"
      return
    fi
    kill -0 "$(cat "$local_dir/pid")" 2> /dev/null || break
    sleep 0.1
  done
  tail -n 20 "$local_dir/log" >&2
  echo "kafka: did not start" >&2
  exit 1
}

stop() {
  local pid
  pid=$(cat "$local_dir/pid" 2> /dev/null) || { echo "kafka: not running"; return; }
  kill "$pid" 2> /dev/null || true
  for _ in $(seq 100); do kill -0 "$pid" 2> /dev/null || break; sleep 0.1; done
  kill -9 "$pid" 2> /dev/null || true
  rm -rf "$local_dir"
  echo "kafka: stopped, its data removed"
}

case "${1:-}" in
  prepare | serve | tool | start | stop) "$@" ;;
  *) sed -n '2,14s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
