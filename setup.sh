#!/usr/bin/env bash
# Installs the Debian packages that iggan needs to build and run. Needs root only if packages are
# missing; if it cannot become root, it lists them. Safe to run twice.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: ./setup.sh [--data] [--renderers] [--tests] [--browser] [--list]

Installs the packages that iggan needs. They have the same names on Debian 12 and 13; on other systems
with apt-get, the script tries these names and says so. It does nothing if all are installed.
  --data     also the furniture models of the examples (sweethome3d-furniture, 127 MB)
  --renderers  also third-party renderers, each optional: Tachyon (1 MB) and OpenGL through EGL (150 MB
             with Mesa's driver), which plugins use, and Blender (about 500 MB), a separate program
  --tests    also what only the tests need: shells, programs that read manual pages and pictures (90 MB),
             NumPy (40 MB), Doxygen (200 MB), iproute2 (3 MB), and the browser
  --browser  also a browser, for the tests of report pages (chromium, 400 MB)
  --list     print the packages that are missing, install nothing
  --help     this text
TEXT
}

# The same names on Debian 12 and 13, with different versions: LibTorch 1.13 and 2.6, Embree 3 and
# 4, OpenImageIO 2.4 and 2.5, Catch2 2 and 3, Boost 1.74 and 1.83.
packages=(
  g++ cmake ninja-build pkg-config                      # toolchain
  libtorch-dev libopenblas0-pthread                     # networks; a BLAS thirty times as fast as the reference
  libprotobuf-dev                                       # event files for TensorBoard
  libembree-dev                                         # embree_renderer
  libopenimageio-dev openimageio-tools                  # images (its CMake files need the tools)
  libboost-dev                                          # Boost.DLL, header only
  nlohmann-json3-dev libcli11-dev libspdlog-dev libfmt-dev  # JSON, options, logs
  libkainjow-mustache-dev                               # templates of report pages, header only
  libassimp-dev libzip-dev libssl-dev zlib1g-dev        # meshes, catalogues, SHA-256
  libgloo-dev                                           # headers of c10d: training in several processes
  libmeshoptimizer-dev                                  # mesh simplification
  libutf8proc-dev                                       # column widths on a terminal
  catch2                                                # tests
)

# If one is missing, its renderer is left out, and CMake and `iggan doctor` say so.
renderers=(
  libtachyon-mt-0-dev                                   # tachyon_renderer
  libegl-dev libgles-dev libgl1-mesa-dri                # egl_renderer, and Mesa's software driver
  blender python3-numpy                                 # a separate program, driven by a script
)
browser=(chromium chromium-driver python3-selenium)
# The tests use these to read what `iggan completion` and `iggan manual` write.
shells=(bash fish zsh man-db groff-base mandoc)
pictures=(imagemagick zip)  # independent tools to decode and pack pictures
docs=(doxygen)  # makes the API docs; a test checks that they are complete
python=(python3 python3-numpy)  # the example renderer in Python
networks=(iproute2)  # sets up two computer networks, to test training in several processes

list_only=0
for argument in "$@"; do
  case "$argument" in
    --data) packages+=(sweethome3d-furniture) ;;
    --renderers) packages+=("${renderers[@]}") ;;
    --tests) packages+=("${shells[@]}" "${pictures[@]}" "${docs[@]}" "${python[@]}" "${networks[@]}" "${browser[@]}") ;;
    --browser) packages+=("${browser[@]}") ;;
    --list) list_only=1 ;;
    --help | -h) usage; exit 0 ;;
    *) echo "setup.sh: unknown option $argument" >&2; usage >&2; exit 2 ;;
  esac
done

# A test sets IGGAN_OS_RELEASE to another file.
os_release=${IGGAN_OS_RELEASE:-/etc/os-release}
system_word() { (if [ -r "$os_release" ]; then . "$os_release"; fi; printf '%s' "${!1:-}"); }
name=$(system_word PRETTY_NAME)
name=${name:-this system}
if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
  echo "setup: made for Debian 12 and 13; $name has no apt-get. Use its" >&2
  echo "own tools to install the equivalents of these packages, then build as CONTRIBUTING.md says:" >&2
  if [ "$list_only" = 1 ]; then
    printf '%s\n' "${packages[@]}"
    exit 0
  fi
  printf '  %s\n' "${packages[@]}" >&2
  exit 1
fi
case "$(system_word ID) $(system_word VERSION_ID)" in
  "debian 12" | "debian 13") ;;
  *)
    echo "setup: made for Debian 12 and 13; trying the same packages on $name. iggan needs LibTorch" >&2
    echo "1.13 or newer, Embree 3 or 4, OpenImageIO 2.4, Catch2 2.13 or 3, Boost 1.74, CMake 3.25, GCC 12." >&2
    ;;
esac

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
  [ "$status" = "install ok installed" ] || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
  [ "$list_only" = 1 ] || echo "setup: all packages are installed"
  exit 0
fi
if [ "$list_only" = 1 ]; then
  printf '%s\n' "${missing[@]}"
  exit 0
fi

as_root=()
if [ "$(id -u)" != 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "setup: these packages are missing, and only root can install them:" >&2
    echo "  apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi
echo "setup: installing ${missing[*]}"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
