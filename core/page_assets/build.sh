#!/usr/bin/env bash
# Bundles the scripts and styles of report pages into built/, which is part of the repository, so
# that building and using iggan need no npm. Run this after a change in source/ or package.json.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

npm ci --ignore-scripts --no-audit --no-fund
esbuild=node_modules/.bin/esbuild
mkdir -p built
# One file each and no modules: browsers refuse modules from file://.
for script in page charts viewer; do
  "$esbuild" "source/$script.js" --bundle --minify --format=iife --target=es2020 --charset=utf8 \
    --legal-comments=inline --loader:.css=text --outfile="built/$script.js"
done
"$esbuild" source/page.css --bundle --minify --target=chrome111,firefox113,safari16.2 --charset=utf8 \
  --loader:.woff2=dataurl --outfile=built/page.css

{
  echo "The pages that iggan makes hold the following, besides iggan's own scripts and styles."
  for package in three uplot @fontsource-variable/inter @fontsource-variable/source-serif-4; do
    version=$(node -p "require('./node_modules/$package/package.json').version")
    printf '\n%s\n%s %s\n%s\n\n' "----------------------------------------" "$package" "$version" "----------------------------------------"
    cat "node_modules/$package/LICENSE"
  done
} > built/LICENSES.txt

# A test checks that the bundle was made from these sources.
cat package.json package-lock.json build.sh $(printf '%s\n' source/* | LC_ALL=C sort) | sha256sum | cut -d' ' -f1 > built/sources.sha256
