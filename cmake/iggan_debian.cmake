# Debian packages: `cmake --build --preset release && (cd build/release && cpack)`. iggan is the command with
# its data, manual, examples and docs; iggan-plugins contains the renderers; libiggan-dev contains what plugins and
# programs are built against. dpkg-shlibdeps determines which libraries the packages need, on the system
# where they are built.
install(DIRECTORY docs/ DESTINATION share/doc/iggan/docs FILES_MATCHING PATTERN "*.md" PATTERN "*.png" PATTERN "*.svg"
        PATTERN results EXCLUDE)
install(DIRECTORY examples DESTINATION share/doc/iggan FILES_MATCHING PATTERN "*.sh" PATTERN "*.json" PATTERN "*.py"
        PATTERN "*.cpp" PATTERN "*.c" PATTERN "*.rs" PATTERN "*.toml" PATTERN "CMakeLists.txt"
        PATTERN quickstart.sh EXCLUDE)  # it builds from the sources
install(FILES README.md CHANGELOG.md DESTINATION share/doc/iggan)
install(FILES LICENSE DESTINATION share/doc/iggan RENAME copyright)
install(FILES LICENSE DESTINATION share/doc/iggan-plugins RENAME copyright COMPONENT plugins)
install(FILES LICENSE DESTINATION share/doc/libiggan-dev RENAME copyright COMPONENT dev)

# The -dev packages that the build needs, read from setup.sh, which has the only list of them.
file(STRINGS setup.sh lines)
set(inside OFF)
set(dev_packages)
foreach(line IN LISTS lines)
  if(line STREQUAL "packages=(")
    set(inside ON)
  elseif(line STREQUAL ")")
    set(inside OFF)
  elseif(inside)
    string(REGEX REPLACE "#.*" "" line "${line}")
    string(REGEX MATCHALL "[a-z0-9.+-]+-dev" names "${line}")
    list(APPEND dev_packages ${names})
  endif()
endforeach()
list(JOIN dev_packages ", " dev_packages)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "the iggan authors <iggan@localhost>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL iggan plugins dev)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(same "(= ${PROJECT_VERSION}-1)")

set(CPACK_DEBIAN_IGGAN_PACKAGE_NAME iggan)
set(CPACK_COMPONENT_IGGAN_DESCRIPTION "Learn to generate 3D shapes from 2D pictures, through any renderer
 Inverse Graphics GAN: a voxel generator, a discriminator and a network that learns to imitate a renderer
 that cannot be differentiated. The command iggan makes picture and shape sets, trains, evaluates and renders.")
set(CPACK_DEBIAN_IGGAN_PACKAGE_DEPENDS "iggan-plugins ${same}, libopenblas0-pthread")
set(CPACK_DEBIAN_IGGAN_PACKAGE_SUGGESTS "ffmpeg, python3-torch, sweethome3d-furniture")

set(CPACK_DEBIAN_PLUGINS_PACKAGE_NAME iggan-plugins)
set(CPACK_COMPONENT_PLUGINS_DESCRIPTION "Renderers for iggan
 raster and embree, a script that renders with Blender if it is installed, and, if they were available at build
 time, Tachyon and OpenGL through EGL.")
set(CPACK_DEBIAN_PLUGINS_PACKAGE_SUGGESTS "blender, python3-numpy, libgl1-mesa-dri")

set(CPACK_DEBIAN_DEV_PACKAGE_NAME libiggan-dev)
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
set(CPACK_COMPONENT_DEV_DESCRIPTION "Headers, libraries and CMake files of iggan
 For writing renderer plugins (C and C++ headers) and programs that train with the library.")
set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS "iggan ${same}, ${dev_packages}")
include(CPack)
