# iggan_find_major(<package> <version>...): finds the package in the first of these versions that is
# installed, since find_package accepts only one major version.
macro(iggan_find_major package)
  foreach(iggan_version ${ARGN})
    find_package(${package} ${iggan_version} QUIET)
    if(${package}_FOUND)
      break()
    endif()
  endforeach()
  if(NOT ${package}_FOUND)
    list(JOIN ${package}_CONSIDERED_VERSIONS ", " iggan_version)
    message(FATAL_ERROR "${package} is missing: one of the versions ${ARGN} is needed, "
                        "found '${iggan_version}'. ./setup.sh --list names the packages.")
  endif()
endmacro()
