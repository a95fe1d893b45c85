#!/usr/bin/env bash
# Your own meshes: a folder of mesh files, one object each. OBJ, PLY, OFF and glTF have +Y up and face +Z,
# STL and 3MF have +Z up and face -Y. For others see "Models as input" in docs/command_line.md.
set -euo pipefail
usage="usage: examples/03_own_meshes.sh FOLDER [--minutes 20] [--out out/own] [--smoke]"
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
parse_options "$@"
: "${minutes:=20}" "${out:=out/own}"
[ ${#inputs[@]} -eq 1 ] || { echo "$usage" >&2; exit 2; }
train_and_show sofa-32-cpu raster 20 "${inputs[0]}"
