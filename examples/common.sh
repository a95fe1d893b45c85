# Shared by the example scripts: options, the built command, and the four steps of a run.
# Source it; it is not run by itself.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export GOMP_SPINCOUNT=0  # waiting threads give the processor away

smoke=0
minutes=""
out=""
parse_options() {  # usage text in $usage
  while [ $# -gt 0 ]; do
    case "$1" in
      --smoke) smoke=1; shift ;;
      --minutes) minutes=$2; shift 2 ;;
      --out) out=$2; shift 2 ;;
      --help | -h) echo "$usage"; exit 0 ;;
      --*) echo "unknown option $1" >&2; echo "$usage" >&2; exit 2 ;;
      *) inputs+=("$1"); shift ;;
    esac
  done
}
inputs=()

# The command: $IGGAN, or the newest build, or the one on the PATH.
find_iggan() {
  if [ -n "${IGGAN:-}" ]; then echo "$IGGAN"; return; fi
  for candidate in build/release/bin/iggan build/dev/bin/iggan; do
    [ -x "$candidate" ] && { echo "$candidate"; return; }
  done
  command -v iggan || { echo "no iggan: run examples/quickstart.sh, or cmake --workflow --preset dev" >&2; exit 1; }
}

# train_and_show PRESET RENDERER VARIANTS SHAPES_ARGUMENTS...: shapes, pictures, training, samples, measures.
train_and_show() {
  local preset=$1 renderer=$2 variants=$3
  shift 3
  local iggan pictures=(--views-per-shape 20 --params '{"normals":"smooth","samples_per_axis":2}') training=(--preset "$preset" --set training.minutes="$minutes")
  local seeds=0-63
  iggan=$(find_iggan)
  if [ "$smoke" = 1 ]; then  # seconds instead of minutes: everything runs, nothing is learned
    pictures+=(--size 16)
    training=(--preset smoke)
    seeds=0-3
    variants=1
    set -- "$@" --size 16
  fi
  [ -d "$out/shapes" ] || "$iggan" dataset shapes "$@" --augment "$variants" --out "$out/shapes"
  [ -d "$out/pictures" ] ||
    "$iggan" dataset render --shapes "$out/shapes" --renderer "$renderer" --out "$out/pictures" "${pictures[@]}"
  local run
  run=$("$iggan" train --data "$out/pictures" --out "$out/runs" "${training[@]}" | tail -1)
  "$iggan" evaluate --run "$run" --shapes "$out/shapes"
  rm -rf "$out/samples"
  "$iggan" sample --run "$run" --seeds "$seeds" --yaw auto --out "$out/samples"
  echo "contact sheet: $out/samples/sheet.png"
}
