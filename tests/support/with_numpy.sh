#!/usr/bin/env bash
# with_numpy.sh COMMAND...: runs it with a python3 from the path that has NumPy; status 77 if there
# is none.
if ! python3 -c 'import numpy' 2>/dev/null; then
  export PATH=/usr/bin:$PATH
  python3 -c 'import numpy' 2>/dev/null || { echo "skipped: no python3 has NumPy"; exit 77; }
fi
exec "$@"
