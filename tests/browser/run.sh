#!/usr/bin/env bash
# Makes a page with every block, and pages of a tiny run, experiment and comparison, and opens them
# in a browser: tests/browser/run.sh FOLDER. With IGGAN_FULL_TESTS=1, it opens them in every way
# and keeps screenshots in the folder. IGGAN, EVERY_BLOCK_PAGE and PYTHON name the programs. Exit
# code 77: there is no browser, so nothing was tested.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=$1

for program in chromium chromedriver; do
  command -v "$program" >/dev/null || { echo "skipped: no $program (./setup.sh --browser)"; exit 77; }
done
"$PYTHON" -c 'import selenium' 2>/dev/null || { echo "skipped: no python3-selenium (./setup.sh --browser)"; exit 77; }

# These tests cannot run in a container in which localhost has no address or no browser can start.
getent hosts localhost >/dev/null || { echo "skipped: localhost has no address here"; exit 77; }
timeout 60 chromium --headless=new --no-sandbox --disable-gpu --dump-dom about:blank >/dev/null 2>&1 ||
  { echo "skipped: chromium does not start here"; exit 77; }

rm -rf "$out"
mkdir -p "$out/work"
cd "$out/work"
exec 3>&1 4>&2 >"$out/log.txt" 2>&1  # the commands' output
trap 'status=$?; [ $status = 0 ] || tail -20 "$out/log.txt" >&3' EXIT
"$IGGAN" dataset shapes "$here/../support/meshes" --size 16 --augment 4 --no-sheet --out shapes
"$IGGAN" dataset render --shapes shapes --renderer raster --size 16 --views-per-shape 8 --out pictures
cat > experiment.json <<'JSON'
{
  "name": "seeds", "about": "Two seeds of a run that is too short to learn anything.",
  "preset": "smoke", "pictures": "pictures", "shapes": "shapes", "samples": 8, "renders": 70,
  "settings": {"training.iterations": 12, "training.snapshot_every": 4},
  "axes": [{"axis": "seed", "values": [{"value": "0"}, {"value": "1", "settings": {"training.seed": 1}}]}]
}
JSON
"$IGGAN" experiment experiment.json --out cells
"$IGGAN" report cells --out "$out/experiment.html"
"$IGGAN" report cells/cells/0 --out "$out/evaluation.html"
"$IGGAN" report cells/cells/0/runs/00000-* --shapes 6 --out "$out/run.html"
# One of the renderers is refused because of its parameter: its cells say so, and the page is still
# made.
if "$IGGAN" compare --dataset shapes --out compared --size 16 --shapes 4 --unseen 4 --preset smoke \
  --renderers 'raster,soft=raster{"normals":"smooth"},refused=raster{"normals":"none"}' \
  --stages render,proxy,train --proxy-iterations 24 --minutes 0.02 --samples 4 --renders 70
then echo "compare succeeded although a renderer was refused"; exit 1; fi
"$IGGAN" report compared --out "$out/comparison.html"
"$IGGAN" report cells/cells/0/runs/00000-* compared --shapes 2 --title "Two folders" --out "$out/gallery.html"
"$EVERY_BLOCK_PAGE" "$out/blocks.html"
exec 1>&3 2>&4 3>&- 4>&-
trap - EXIT
exec "$PYTHON" "$here/pages_test.py" --out "$out" --page "blocks=$out/blocks.html" --page "run=$out/run.html" \
  --page "experiment=$out/experiment.html" --page "evaluation=$out/evaluation.html" \
  --page "comparison=$out/comparison.html" --page "gallery=$out/gallery.html"
