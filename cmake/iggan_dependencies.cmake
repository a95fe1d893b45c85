# Finds what iggan::core links, and what its users therefore link too. Read by core/CMakeLists.txt
# and by the installed igganConfig.cmake, so that the two cannot disagree. `iggan_find_mode` is
# REQUIRED or QUIET; `iggan_missing` becomes the list of packages that were not found.
set(iggan_missing "")
macro(iggan_find name)
  find_package(${name} ${ARGN} ${iggan_find_mode})
  if(NOT ${name}_FOUND)
    list(APPEND iggan_missing ${name})
  endif()
endmacro()

iggan_find(nlohmann_json 3.11)
iggan_find(fmt)
iggan_find(spdlog)
iggan_find(OpenImageIO)
iggan_find(assimp)
iggan_find(meshoptimizer)
iggan_find(OpenSSL COMPONENTS Crypto)
iggan_find(Boost 1.74 CONFIG)
iggan_find(Threads)
if(NOT IGGAN_FUZZ)
  iggan_find(Torch)
  iggan_find(Protobuf)  # encodes event files; the library that LibTorch links too
  iggan_find(OpenMP COMPONENTS CXX)  # the library that LibTorch uses too
endif()
# Debian's CMake files for libzip fail unless three tools are installed that iggan does not need, and
# libutf8proc has no CMake files.
iggan_find(PkgConfig)
if(PkgConfig_FOUND)
  foreach(name libzip libutf8proc)
    pkg_check_modules(${name} ${iggan_find_mode} IMPORTED_TARGET GLOBAL ${name})
    if(NOT ${name}_FOUND)
      list(APPEND iggan_missing ${name})
    endif()
  endforeach()
endif()

# Debian's target names the header folder of OpenCV, which is absent unless libopencv-dev is installed.
if(TARGET OpenImageIO::OpenImageIO)
  get_target_property(iggan_folders OpenImageIO::OpenImageIO INTERFACE_INCLUDE_DIRECTORIES)
  list(FILTER iggan_folders EXCLUDE REGEX opencv)
  set_target_properties(OpenImageIO::OpenImageIO PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "${iggan_folders}")
endif()
# LibTorch's variables hold absolute paths. With a target of our own in between, the exported
# iggan::core names that target instead, and each machine fills in its paths.
if(Torch_FOUND AND NOT TARGET iggan::torch)
  add_library(iggan::torch INTERFACE IMPORTED GLOBAL)
  set_target_properties(iggan::torch PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "${TORCH_INCLUDE_DIRS}"
    INTERFACE_LINK_LIBRARIES "${TORCH_LIBRARIES}")
  # The headers of LibTorch 2.13 need a newer standard than this project does.
  if(Torch_VERSION VERSION_GREATER_EQUAL 2.13)
    set_target_properties(iggan::torch PROPERTIES INTERFACE_COMPILE_FEATURES cxx_std_20)
  endif()
endif()
