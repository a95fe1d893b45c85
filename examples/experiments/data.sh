#!/usr/bin/env bash
# Makes the shapes and pictures for the experiments, except those with photographs, in data/ (or the given folder).
# Takes about ten minutes.
set -euo pipefail
usage="usage: examples/experiments/data.sh [FOLDER]   (default data; existing files are kept)"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)  # the next line changes the folder
source "$here/../common.sh"
parse_options "$@"
data=${inputs[0]:-data}
iggan=$(find_iggan)
smooth='{"normals":"smooth","samples_per_axis":2}'

shapes() {  # CATEGORY PATTERN VARIANTS OPTIONS...
  local category=$1 pattern=$2 variants=$3
  shift 3
  [ -d "$data/$category" ] ||
    "$iggan" dataset shapes --category "$category=$pattern" --augment "$variants" --out "$data/$category" "$@"
}
pictures() {  # CATEGORY KIND OPTIONS...
  local set="$data/$1-$2" category=$1
  shift 2
  [ -d "$set" ] || "$iggan" dataset render --shapes "$data/$category" --out "$set" "$@"
}

shapes sofa 'sofa|couch' 40
shapes chair 'chair' 20
shapes bath 'bath|tub|sink|basin|toilet|bidet' 40 --exclude 'mat|cabinet|mirror|shelf|paper|brush'
shapes table 'table|desk' 10
for category in sofa chair bath; do
  pictures $category pictures --views-per-shape 20 --params "$smooth"
  pictures $category camera --views-per-shape 20 --params "$smooth" --lights camera  # judges all cells
  pictures $category silhouettes --views-per-shape 20 --params "$smooth" --silhouettes
done
for arrangement in two_front two_front_strong; do
  pictures sofa $arrangement --views-per-shape 20 --params "$smooth" --scene "$here/lights/$arrangement.json"
done
pictures sofa shadows --views-per-shape 20 --lights camera \
  --params '{"normals":"smooth","samples_per_axis":2,"shadows":true}'
pictures sofa ambient --views-per-shape 20 --renderer embree --silhouettes \
  --params '{"normals":"smooth","samples_per_axis":2,"ambient_occlusion":16}'
