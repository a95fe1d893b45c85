#!/usr/bin/env bash
# Your own meshes: a folder of mesh files, one object each. In OBJ, PLY, OFF and glTF files, +Y is up and +Z is the
# front; in STL and 3MF files, +Z is up and -Y is the front. --up and --front change this for all files ("Models as
# input" in docs/command_line.md).
set -euo pipefail
usage="usage: examples/03_own_meshes.sh FOLDER [--up AXIS] [--front AXIS] [--minutes 20] [--out out/own] [--smoke]"
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
axes=() others=()
while [ $# -gt 0 ]; do
  case "$1" in
    --up | --front)
      [ $# -ge 2 ] || { echo "$1 needs a value" >&2; echo "$usage" >&2; exit 2; }
      axes+=("$1" "$2"); shift 2 ;;
    *) others+=("$1"); shift ;;
  esac
done
parse_options "${others[@]}"
: "${minutes:=20}" "${out:=out/own}"
[ ${#inputs[@]} -eq 1 ] || { echo "$usage" >&2; exit 2; }
train_and_show sofa-32-cpu raster 20 "${inputs[0]}" "${axes[@]}"
