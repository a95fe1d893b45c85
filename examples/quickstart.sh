#!/usr/bin/env bash
# From nothing to new sofas: installs missing packages, builds, voxelises real sofas, renders
# pictures of them, trains a generator only on those pictures, and renders samples from it.
set -euo pipefail
usage="usage: examples/quickstart.sh [--minutes M] [--out DIR]

  --minutes M  minutes of training (default 6); the last lines of output say how to
               train longer afterwards
  --out DIR    where everything goes (default out/quickstart); finished steps are skipped,
               and an interrupted training run is resumed
  --help       this text"
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
parse_options "$@"
: "${minutes:=6}" "${out:=out/quickstart}"

step() { printf '\n== %s (%dm %02ds)\n' "$1" $((SECONDS / 60)) $((SECONDS % 60)); }

step "packages"
./setup.sh --data
step "build"
cmake --preset release >/dev/null
cmake --build --preset release --target iggan raster_renderer embree_renderer
step "shapes, pictures, training, samples"
IGGAN=$PWD/build/release/bin/iggan train_and_show sofa-32-cpu raster 40 --category 'sofa=sofa|couch'
step "done"
