# Finds what iggan::core links, and what its users therefore link too. Read by core/CMakeLists.txt
# and by the installed igganConfig.cmake, so that the two cannot disagree. `iggan_find_mode` is
# REQUIRED or QUIET; `iggan_missing` becomes the list of what QUIET did not find.
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
  iggan_find(Protobuf)  # encodes event files; the one LibTorch links
  iggan_find(OpenMP COMPONENTS CXX)  # the one LibTorch runs on
endif()
# Debian's CMake files of libzip fail unless three tools are installed that nobody needs here, and
# libutf8proc has none.
iggan_find(PkgConfig)
if(PkgConfig_FOUND)
  foreach(name libzip libutf8proc)
    pkg_check_modules(${name} ${iggan_find_mode} IMPORTED_TARGET GLOBAL ${name})
    if(NOT ${name}_FOUND)
      list(APPEND iggan_missing ${name})
    endif()
  endforeach()
endif()

# Debian's target names the headers of OpenCV, which are absent unless libopencv-dev is installed.
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
  # The headers of LibTorch 2.13 want more than this project does.
  if(Torch_VERSION VERSION_GREATER_EQUAL 2.13)
    set_target_properties(iggan::torch PROPERTIES INTERFACE_COMPILE_FEATURES cxx_std_20)
  endif()
endif()
