#!/usr/bin/env bash
# Your own pictures: a folder of photographs of one kind of object, each cut out (alpha) or in front
# of a plain background. Nothing else is needed: no poses, no shapes. See docs/own_pictures.md.
set -euo pipefail
usage="usage: examples/05_own_photographs.sh FOLDER [--minutes 30] [--out out/photographs] [--smoke]"
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
parse_options "$@"
: "${minutes:=30}" "${out:=out/photographs}"
[ ${#inputs[@]} -eq 1 ] || { echo "$usage" >&2; exit 2; }
iggan=$(find_iggan)
training=(--preset photo-32-cpu --set training.minutes="$minutes")
images=()
seeds=0-31
if [ "$smoke" = 1 ]; then  # takes seconds, not minutes: every step runs, but nothing is learned
  images=(--size 16)
  training=(--preset smoke --set generator.colour=true)
  seeds=0-3
fi
[ -d "$out/pictures" ] || "$iggan" dataset images "${inputs[0]}" --out "$out/pictures" "${images[@]}"
run=$(train_or_resume "$iggan" "$out" "${training[@]}")
"$iggan" evaluate --run "$run" --pictures "$out/pictures" --features furniture-rgb --force \
  --samples 32 --renders 500 --picture-sheet "$out/nearest.png"
rm -rf "$out/samples"
"$iggan" sample --run "$run" --seeds "$seeds" --sheet-views 3 --out "$out/samples"
"$iggan" report "$run" --out "$out/report.html"
echo "what training sees: $out/pictures/sheet.png"
echo "samples:            $out/samples/sheet.png, $out/samples/*.glb"
echo "nearest pictures:   $out/nearest.png"
echo "page:               $out/report.html"
