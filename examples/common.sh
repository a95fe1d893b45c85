# Shared by the example scripts: options, the built command, and the steps of a run. To be
# sourced, not run.
caller=$PWD
# In a source tree, results are written to its out/; in an installed package, to out/ in the caller's folder.
root=$(dirname "${BASH_SOURCE[0]}")/..
[ ! -f "$root/setup.sh" ] || cd "$root"
absolute() { case "$1" in /*) echo "$1" ;; *) echo "$caller/$1" ;; esac; }  # relative to the caller's folder

smoke=0
minutes=""
out=""
parse_options() {  # usage text in $usage
  while [ $# -gt 0 ]; do
    case "$1" in
      --smoke) smoke=1; shift ;;
      --minutes | --out)
        [ $# -ge 2 ] || { echo "$1 needs a value" >&2; echo "$usage" >&2; exit 2; }
        if [ "$1" = --out ]; then out=$(absolute "$2"); else minutes=$2; fi
        shift 2 ;;
      --help | -h) echo "$usage"; exit 0 ;;
      --*) echo "unknown option $1" >&2; echo "$usage" >&2; exit 2 ;;
      *) inputs+=("$(absolute "$1")"); shift ;;
    esac
  done
}
inputs=()

# The command: the first of $IGGAN, a build of this tree, and the one on the PATH.
find_iggan() {
  if [ -n "${IGGAN:-}" ]; then absolute "$IGGAN"; return; fi
  for candidate in build/release/bin/iggan build/dev/bin/iggan; do
    [ -x "$candidate" ] && { echo "$candidate"; return; }
  done
  command -v iggan || { echo "iggan not found: run examples/quickstart.sh, or cmake --workflow --preset dev" >&2; exit 1; }
}

# train_and_show PRESET RENDERER VARIANTS SHAPES_ARGUMENTS...: shapes, pictures, training, samples,
# metrics.
train_and_show() {
  local preset=$1 renderer=$2 variants=$3
  shift 3
  local iggan pictures=(--views-per-shape 20 --params '{"normals":"smooth","samples_per_axis":2}') training=(--preset "$preset" --set training.minutes="$minutes")
  local seeds=0-63 measures=(--pictures "$out/pictures" --renders 2000 --samples 128 --controls 128)
  iggan=$(find_iggan)
  if [ "$smoke" = 1 ]; then  # takes seconds, not minutes: every step runs, but nothing is learned
    pictures+=(--size 16)
    training=(--preset smoke)
    seeds=0-3
    measures=(--samples 16 --controls 16)  # there are too few pictures for other measures
    variants=1
    set -- "$@" --size 16
  fi
  [ -d "$out/shapes" ] || "$iggan" dataset shapes "$@" --augment "$variants" --out "$out/shapes"
  [ -d "$out/pictures" ] ||
    "$iggan" dataset render --shapes "$out/shapes" --renderer "$renderer" --out "$out/pictures" "${pictures[@]}"
  local run
  run=$(train_or_resume "$iggan" "$out" "${training[@]}")
  "$iggan" evaluate --run "$run" --shapes "$out/shapes" "${measures[@]}" --sheet "$out/neighbours.png"
  rm -rf "$out/samples"
  "$iggan" sample --run "$run" --seeds "$seeds" --yaw auto --out "$out/samples"
  echo "contact sheet: $out/samples/sheet.png"
  echo "meshes:        $out/samples/*.glb"
  echo "run folder:    $run"
  local double
  double=$(awk "BEGIN {print 2 * $minutes}")
  echo "train longer:  $iggan train --resume $run --set training.minutes=$double"
  echo "               ($double minutes in total); then run this script again to sample and measure it"
}

# train_or_resume IGGAN OUT OPTIONS...: prints the run folder; resumes an interrupted run.
train_or_resume() {
  local iggan=$1 folder=$2 run=""
  shift 2
  if [ ! -f "$folder/run.txt" ]; then
    run=$(find "$folder/runs" -name 'checkpoint-*.safetensors' -printf '%h\n' 2>/dev/null | sort | tail -1 || true)
    if [ -n "$run" ]; then
      "$iggan" train --resume "$run" >"$folder/run.tmp"
    else
      "$iggan" train --data "$folder/pictures" --out "$folder/runs" "$@" >"$folder/run.tmp"
    fi
    mv "$folder/run.tmp" "$folder/run.txt"
  fi
  tail -1 "$folder/run.txt"
}
