#!/usr/bin/env bash
# Chairs with the Embree ray tracer. Thin legs and open backs take longer to learn than sofas do.
set -euo pipefail
usage="usage: examples/02_train_chairs_embree.sh [--minutes 60] [--out out/chairs] [--smoke]"
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
parse_options "$@"
: "${minutes:=60}" "${out:=out/chairs}"
train_and_show chair-32-cpu embree 20 --category 'chair=chair'
