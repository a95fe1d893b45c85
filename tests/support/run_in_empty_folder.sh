#!/usr/bin/env bash
# run_in_empty_folder.sh FOLDER COMMAND...: empties FOLDER and runs COMMAND with @OUT@ replaced by it.
set -euo pipefail
folder=$1
shift
rm -rf "$folder"
mkdir -p "$(dirname "$folder")"
exec "${@//@OUT@/$folder}"
