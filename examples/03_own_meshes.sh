#!/usr/bin/env bash
# Your own meshes: a folder of OBJ files, one object each, +Y up and facing +Z.
set -euo pipefail
usage="usage: examples/03_own_meshes.sh FOLDER [--minutes 20] [--out out/own] [--smoke]"
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
parse_options "$@"
: "${minutes:=20}" "${out:=out/own}"
[ ${#inputs[@]} -eq 1 ] || { echo "$usage" >&2; exit 2; }
train_and_show sofa-32-cpu raster 20 "${inputs[0]}"
