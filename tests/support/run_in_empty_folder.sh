#!/usr/bin/env bash
# run_in_empty_folder.sh FOLDER COMMAND...: empties FOLDER and runs COMMAND with @OUT@ replaced by it.
set -euo pipefail
folder=$1
shift
rm -rf "$folder"
mkdir -p "$(dirname "$folder")"
if [ "${IGGAN_NEEDS_FURNITURE:-}" = 1 ] && ! dpkg-query -W sweethome3d-furniture >/dev/null 2>&1; then
  echo "skipped: sweethome3d-furniture is not installed (./setup.sh --data)"
  exit 77
fi
exec "${@//@OUT@/$folder}"
