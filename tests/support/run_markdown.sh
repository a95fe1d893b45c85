#!/usr/bin/env bash
# run_markdown.sh DOCUMENT FOLDER: does what a reader of DOCUMENT does, in FOLDER, which is emptied
# first. Fenced blocks after <!-- file: NAME --> are written to NAME, sh blocks after <!-- test -->
# are run, in the document's order and in one shell; the first command that fails ends it. Other
# blocks are only for reading. IGGAN_PREFIX names the install prefix that the commands use.
set -euo pipefail
[ $# -eq 2 ] || { echo "usage: run_markdown.sh DOCUMENT FOLDER" >&2; exit 2; }
: "${IGGAN_PREFIX:?set it to the prefix of cmake --install}"
document=$1
folder=$2
script=$folder.sh  # next to the folder, which a reader would find empty
rm -rf "$folder"
mkdir -p "$folder"

awk -v document="$document" '
  function fail(text) {
    print document ":" NR ": " text > "/dev/stderr"
    failed = 1
    exit 1
  }
  BEGIN {
    print "set -Eeuo pipefail"
    print "trap '\''echo \"" document ":$((LINENO + offset)): failed: $BASH_COMMAND\" >&2'\'' ERR"
  }
  !inside && /^```/ {
    inside = 1
    if (mark == "test") {
      if ($0 != "```sh") fail("<!-- test --> marks a block that is not sh")
      print "echo \"== " document ":" NR "\""
      print "offset=$((" NR " - LINENO))"
    } else if (mark != "") {
      printf "mkdir -p \"$(dirname '\''%s'\'')\"; cat >'\''%s'\'' <<'\''END_OF_BLOCK'\''\n", mark, mark
    }
    next
  }
  inside && /^```$/ {
    if (mark != "" && mark != "test") print "END_OF_BLOCK"
    mark = ""
    inside = 0
    next
  }
  inside {
    if (mark != "") print
    next
  }
  mark != "" && NF > 0 { fail("a mark must be right before its block") }
  /^<!-- test -->$/ { mark = "test"; ++tests }
  /^<!-- file: [^ ]+ -->$/ { mark = $3 }
  END {
    if (failed) exit 1
    if (inside) fail("the last block has no end")
    if (tests == 0) fail("nothing to run: no block is marked <!-- test -->")
  }
' "$document" >"$script"

script=$(realpath "$script")
cd "$folder"
exec bash "$script"
