#!/usr/bin/env bash
# Makes the pictures for photographs.json and few_pictures.json: coloured sofas, rendered with views
# and lights that training does not know, and degraded like photographs, in sets of 50, 200 and
# 1,000. Needs ImageMagick (convert). Takes about ten minutes.
set -euo pipefail
usage="usage: examples/experiments/photographs/data.sh [FOLDER]   (default data; existing files are kept)"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/../../common.sh"
parse_options "$@"
data=${inputs[0]:-data}
iggan=$(find_iggan)
behind="#cfd4dd"  # the pictures' own background, so remnants of it after cutting out are invisible
smooth='{"normals":"smooth","samples_per_axis":2}'
shapes=$data/sofa-colour
command -v convert >/dev/null || { echo "install imagemagick" >&2; exit 1; }

[ -d "$shapes" ] || "$iggan" dataset shapes --colour --category 'sofa=sofa|couch' --augment 40 --out "$shapes"

# truth NAME OPTIONS...: 1,500 pictures in front of a plain background
truth() {
  local name=$1
  shift
  [ -d "$data/truth-$name" ] ||
    "$iggan" dataset render --shapes "$shapes" --views-per-shape 2 --out "$data/truth-$name" "$@"
}
truth none --scene "$here/assumed.json" --params "$smooth"
truth views_light --scene "$here/hidden_views_and_light.json" --params "$smooth"
truth all --scene "$here/hidden_views_and_light.json" --renderer embree \
  --params '{"normals":"smooth","samples_per_axis":2,"shadows":true,"ambient_occlusion":16}'

# Degrades the pictures like photographs: blur, a smaller size, JPEG.
worse=$data/worse-all
if [ ! -d "$worse" ]; then
  rm -rf "$worse.part" && mkdir "$worse.part"
  for picture in "$data"/truth-all/*/*.png; do
    convert "$picture" -blur 0x0.8 -resize 64x64 -quality 40 "$worse.part/$(basename "$picture" .png).jpg"
  done
  mv "$worse.part" "$worse"
fi

# photographs NAME COUNT FOLDER OPTIONS...
photographs() {
  local name=$1 count=$2 folder=$3
  shift 3
  [ -d "$data/photographs-$name" ] ||
    find "$folder" -name '*.png' -o -name '*.jpg' | sort | sed -n "1,${count}p" | tr '\n' '\0' |
    xargs -0 "$iggan" dataset images --background "$behind" --out "$data/photographs-$name" "$@" >/dev/null
}
for count in 50 200 1000; do
  photographs none-$count $count "$data/truth-none"
  photographs all-$count $count "$worse"
done
photographs views_light-200 200 "$data/truth-views_light"
photographs fixed_lamp 200 "$worse" --scene "$here/fixed_lamp.json"
photographs ambient_only 200 "$worse" --scene "$here/ambient_only.json"
[ -d "$data/sofa-colour-judge" ] ||
  "$iggan" dataset render --shapes "$shapes" --views-per-shape 2 --channels 3 --lights camera \
    --params "$smooth" --out "$data/sofa-colour-judge"
