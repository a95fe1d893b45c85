#!/usr/bin/env bash
# From nothing to new sofas: installs what is missing, builds, voxelizes real sofas, renders them
# into a heap of pictures, trains a generator on those pictures alone, and draws what it learned.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
  cat <<'TEXT'
usage: examples/quickstart.sh [--minutes M] [--out DIR]

  --minutes M  minutes of training (default 18)
  --out DIR    where everything goes (default out/quickstart); steps that are done are skipped
  --help       this text
TEXT
}

minutes=18
out=out/quickstart
while [ $# -gt 0 ]; do
  case "$1" in
    --minutes) minutes=$2; shift 2 ;;
    --out) out=$2; shift 2 ;;
    --help | -h) usage; exit 0 ;;
    *) echo "quickstart.sh: unknown option $1" >&2; usage >&2; exit 2 ;;
  esac
done

step() { printf '\n== %s (%dm %02ds)\n' "$1" $((SECONDS / 60)) $((SECONDS % 60)); }

step "packages"
./setup.sh --data
step "build"
cmake --preset release >/dev/null
cmake --build --preset release
iggan=build/release/bin/iggan
export GOMP_SPINCOUNT=0

step "shapes: real sofas, voxelized"
[ -d "$out/shapes" ] || $iggan dataset shapes --category 'sofa=sofa|couch' --augment 40 --out "$out/shapes"
step "pictures: the heap of 2D images that training sees"
[ -d "$out/pictures" ] || $iggan dataset render --shapes "$out/shapes" --renderer raster \
  --params '{"normals":"smooth","samples_per_axis":2}' --views-per-shape 20 --out "$out/pictures"
step "training, from the pictures alone"
if [ ! -f "$out/run.txt" ]; then
  $iggan train --data "$out/pictures" --out "$out/runs" --preset sofa-32-cpu --set training.minutes="$minutes" |
    tail -1 >"$out/run.tmp"
  mv "$out/run.tmp" "$out/run.txt"
fi
run=$(cat "$out/run.txt")
step "measures"
$iggan evaluate --run "$run" --shapes "$out/shapes" --sheet "$out/neighbours.png"
step "new sofas"
[ -d "$out/samples" ] || $iggan sample --run "$run" --seeds 0-63 --yaw auto --out "$out/samples"

step "done"
echo "contact sheet:  $out/samples/sheet.png"
echo "meshes:         $out/samples/*.glb"
echo "run folder:     $run"
