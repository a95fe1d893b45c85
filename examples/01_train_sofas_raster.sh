#!/usr/bin/env bash
# Sofas with the raster renderer: from real furniture, through pictures of it, to new furniture.
set -euo pipefail
usage="usage: examples/01_train_sofas_raster.sh [--minutes 18] [--out out/sofas] [--smoke]"
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
parse_options "$@"
: "${minutes:=18}" "${out:=out/sofas}"
train_and_show sofa-32-cpu raster 40 --category 'sofa=sofa|couch'
