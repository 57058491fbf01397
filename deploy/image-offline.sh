#!/bin/sh
# Builds the image on a bare Debian without a container registry, and tries it once: read-only, without rights, healthy,
# and ended by SIGTERM with 0. Both base images come from Debian's packages; needs root, and installs what it lacks.
#
# usage: deploy/image-offline.sh [TAG]
#        BINARY=target/release/copydesk deploy/image-offline.sh      packs that binary instead of compiling in the image
#
# The compiler of this machine is mounted into the builder (rustup's folder), not copied: it is 1.4 GB. The trial runs
# `copydesk demo --keep-running`, the same worker on its embedded broker, so it needs no Kafka.
set -eu
cd "$(dirname "$0")/.."
tag=${1:-localhost/copydesk:offline}
suite=bookworm
mirror=${DEBIAN_MIRROR:-$(sed -n 's/^URIs: *//p; s/^deb \(\[[^]]*\] \)\{0,1\}\([^ ]*\) .* *main.*/\2/p' \
    /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | head -n 1)}
work=$(mktemp -d)
name=copydesk-trial-$$
trap 'podman rm --force "$name" >/dev/null 2>&1 || true; rm -rf "$work"' EXIT

say() { echo "== $*" >&2; }
fail() {
    echo "FAILED: $*" >&2
    podman logs "$name" 2>&1 | tail -n 20 >&2 || true
    exit 1
}

lacking=''
for tool in buildah:buildah podman:podman runc:runc mmdebstrap:mmdebstrap; do
    command -v "${tool%%:*}" >/dev/null || lacking="$lacking ${tool##*:}"
done
if [ -n "$lacking" ]; then
    say "installing$lacking"
    # shellcheck disable=SC2086 # a list of packages
    apt-get install -y --no-install-recommends $lacking >"$work/apt.log" 2>&1 || { cat "$work/apt.log" >&2; exit 1; }
fi

# runc, because crun refuses a hybrid cgroup hierarchy; limits below the usual ones, because raising them may be forbidden.
cat >"$work/containers.conf" <<CONF
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[containers]
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
CONF
export CONTAINERS_CONF="$work/containers.conf"

base() {
    image=$1 variant=$2 packages=$3
    shift 3
    if podman image exists "$image"; then
        return
    fi
    say "$image from $mirror"
    # Where packages are only unpacked, nobody bundles the authorities.
    # shellcheck disable=SC2016 # $1 is the hook's own
    mmdebstrap --quiet --variant="$variant" --include="$packages" --customize-hook='
        if [ ! -s "$1/etc/ssl/certs/ca-certificates.crt" ]; then
            mkdir -p "$1/etc/ssl/certs"
            cat "$1"/usr/share/ca-certificates/mozilla/*.crt >"$1/etc/ssl/certs/ca-certificates.crt"
        fi' "$suite" "$work/base.tar" "$mirror"
    podman import --quiet "$@" "$work/base.tar" "$image" >/dev/null
    rm "$work/base.tar"
}

# What distroless/cc holds: libc and its company, no shell and no package manager.
base localhost/copydesk-runtime:$suite extract ca-certificates,libc6,libgcc-s1,tzdata,netbase

version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
revision=$(git describe --always --dirty 2>/dev/null || echo unknown)
created=$(git log -1 --format=%cI 2>/dev/null || echo unknown)
set -- --isolation chroot --format docker --pull-never --file deploy/Dockerfile --tag "$tag" \
    --build-arg RUNTIME_IMAGE=localhost/copydesk-runtime:$suite \
    --build-arg "VERSION=$version" --build-arg "REVISION=$revision" --build-arg "CREATED=$created"
rustup=${RUSTUP_HOME:-$HOME/.rustup}
cargo=$(dirname "$(command -v cargo)")
# openssl-src and librdkafka are configured and compiled: perl and make.
base localhost/copydesk-builder:$suite minbase ca-certificates,gcc,g++,libc6-dev,make,perl,pkg-config \
    --change "ENV PATH=$cargo:/usr/sbin:/usr/bin:/sbin:/bin" --change "ENV RUSTUP_HOME=$rustup" \
    --change "ENV RUSTUP_TOOLCHAIN=$(rustup show active-toolchain | cut -d ' ' -f 1)"
set -- "$@" --build-arg BUILDER_IMAGE=localhost/copydesk-builder:$suite
if [ -n "${BINARY:-}" ]; then
    mkdir -p dist
    cp "$BINARY" dist/copydesk
    set -- "$@" --build-arg PREBUILT=dist/copydesk
else
    for folder in "$rustup" "$cargo" /etc/ssl/certs /usr/share/ca-certificates /usr/local/share/ca-certificates; do
        [ ! -d "$folder" ] || set -- "$@" --volume "$folder:$folder:ro"
    done
fi
say "building $tag"
buildah bud "$@" . >"$work/build.log" 2>&1 || { tail -n 40 "$work/build.log" >&2; fail "the image does not build"; }
size=$(podman image inspect --format '{{.Size}}' "$tag")
say "$tag has $((size / 1000000)) MB"

podman run --rm --no-healthcheck --network=none --read-only --cap-drop=ALL "$tag" --version
# Without a network beside its loopback: the embedded broker needs none, and what is asked is asked from inside.
# podman complains that its timer for health checks needs systemd; ours is asked by hand below.
podman run -d --name "$name" --network=none --read-only --cap-drop=ALL --security-opt=no-new-privileges --memory 768m \
    "$tag" demo --keep-running >/dev/null 2>"$work/run.log" || { cat "$work/run.log" >&2; fail "does not start"; }
tries=0
until podman exec "$name" /usr/local/bin/copydesk healthcheck >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ $tries -lt 60 ] || fail "not ready after $tries s"
    sleep 1
done
say "ready after $tries s"
user=$(podman top "$name" huser 2>/dev/null | tail -n 1 || true)
[ "$user" = 65532 ] || fail "runs as \"$user\", expected 65532"
podman healthcheck run "$name" >/dev/null 2>&1 || fail "the image's own health check fails"
podman exec "$name" /usr/local/bin/copydesk healthcheck --url http://127.0.0.1:9464/metrics >/dev/null ||
    fail "no metrics"
podman stop --time 30 "$name" >/dev/null 2>&1
code=$(podman inspect --format '{{.State.ExitCode}}' "$name")
[ "$code" = 0 ] || fail "SIGTERM ended it with $code, expected 0"
say "healthy, and ended by SIGTERM with 0"
