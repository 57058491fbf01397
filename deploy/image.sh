#!/bin/sh
# Builds the container image with whichever engine is there.
#
# usage: deploy/image.sh [TAG]                     TAG: copydesk:dev by default
#        ENGINE=podman deploy/image.sh             a certain engine
set -eu
cd "$(dirname "$0")/.."
tag=${1:-copydesk:dev}

# A client without a daemon behind it is no engine.
works() {
    case $1 in
        buildah) buildah info >/dev/null 2>&1 ;;
        *) "$1" info >/dev/null 2>&1 && "$1" version --format '{{.Server.Version}}' >/dev/null 2>&1 ;;
    esac
}

engine=${ENGINE:-}
if [ -z "$engine" ]; then
    for candidate in docker podman buildah; do
        if command -v "$candidate" >/dev/null && works "$candidate"; then
            engine=$candidate
            break
        fi
    done
fi
if [ -z "$engine" ]; then
    echo "no container engine works here: start docker, or: apt-get install -y podman" >&2
    echo "without a container registry: deploy/image-offline.sh" >&2
    exit 1
fi

version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
revision=$(git describe --always --dirty 2>/dev/null || echo unknown)
created=$(git log -1 --format=%cI 2>/dev/null || echo unknown)
set -- --file deploy/Dockerfile --tag "$tag" \
    --build-arg "VERSION=$version" --build-arg "REVISION=$revision" --build-arg "CREATED=$created" .

echo "$engine builds $tag ($version, $revision)" >&2
case $engine in
    # The OCI format knows no HEALTHCHECK.
    podman) exec podman build --format docker "$@" ;;
    buildah) exec buildah bud --format docker "$@" ;;
    *) exec env DOCKER_BUILDKIT=1 "$engine" build "$@" ;;
esac
