# iggan_add_plugin(<name> <sources>...): a renderer plugin <name>.so that exports the two symbols of
# the ABI and nothing else, built and installed where the command looks for it.
set(IGGAN_LICENSE BSD-3-Clause CACHE STRING "SPDX id that this project's plugins report")
set(IGGAN_PLUGIN_EXPORTS ${CMAKE_CURRENT_LIST_DIR}/../plugins/exported_symbols.map)

function(iggan_add_plugin name)
  add_library(${name} MODULE ${ARGN})
  set_target_properties(${name} PROPERTIES
    PREFIX "" SUFFIX ".so"
    LIBRARY_OUTPUT_DIRECTORY ${IGGAN_PLUGIN_OUTPUT_DIR}
    LINK_DEPENDS ${IGGAN_PLUGIN_EXPORTS}
    CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  target_compile_definitions(${name} PRIVATE
    IGGAN_VERSION="${PROJECT_VERSION}" IGGAN_LICENSE="${IGGAN_LICENSE}")
  target_link_libraries(${name} PRIVATE iggan_renderer_abi iggan_warnings)
  target_link_options(${name} PRIVATE
    -Wl,--exclude-libs,ALL -Wl,--version-script=${IGGAN_PLUGIN_EXPORTS})
  install(TARGETS ${name} LIBRARY DESTINATION ${IGGAN_PLUGIN_SUBDIR} COMPONENT plugins)
endfunction()

# iggan_optional_plugin(<name> <packages> <found>...): sets IGGAN_HAS_<NAME> to true if everything
# searched for was found, and otherwise says what to install. -DIGGAN_WITH_<NAME>=OFF leaves the
# renderer out in any case.
function(iggan_optional_plugin name packages)
  string(TOUPPER ${name} upper)
  option(IGGAN_WITH_${upper} "Build ${name}_renderer where ${packages} is installed" ON)
  set(has ON)
  foreach(found IN LISTS ARGN)
    if(NOT found)
      set(has OFF)
    endif()
  endforeach()
  if(NOT IGGAN_WITH_${upper})
    message(STATUS "${name}_renderer is left out: IGGAN_WITH_${upper} is off")
    set(has OFF)
  elseif(NOT has)
    message(STATUS "${name}_renderer is left out: it needs ${packages}, which ./setup.sh --renderers installs")
  endif()
  set(IGGAN_HAS_${upper} ${has} PARENT_SCOPE)
endfunction()
