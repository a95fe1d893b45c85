# Installs the headers, the libraries and the CMake package. There are two export sets, since plugins
# use only the first, which needs no other package.
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/iggan)

install(DIRECTORY core/abi/iggan core/iggan DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT dev
        FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp")

install(FILES core/weights/furniture-features.safetensors DESTINATION ${IGGAN_DATA_SUBDIR})
install(DIRECTORY core/page_assets/built/ DESTINATION ${IGGAN_DATA_SUBDIR}/page_assets)
install(FILES python/iggan_renderer.py python/iggan_checkpoint.py python/iggan_generator.py
        DESTINATION ${IGGAN_DATA_SUBDIR}/python)
install(DIRECTORY core/page_assets/templates DESTINATION ${IGGAN_DATA_SUBDIR}/page_assets)

set_target_properties(iggan_renderer_abi PROPERTIES EXPORT_NAME renderer_abi)
set_target_properties(iggan_core_base PROPERTIES EXPORT_NAME core_base)
set_target_properties(iggan_core PROPERTIES EXPORT_NAME core)
install(TARGETS iggan_renderer_abi EXPORT iggan_renderer_abi COMPONENT dev)
install(TARGETS iggan_core_base iggan_core EXPORT iggan_core
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT dev)
install(EXPORT iggan_renderer_abi NAMESPACE iggan:: DESTINATION ${package_dir}
        FILE igganRendererAbiTargets.cmake COMPONENT dev)
install(EXPORT iggan_core NAMESPACE iggan:: DESTINATION ${package_dir} FILE igganCoreTargets.cmake COMPONENT dev)

configure_package_config_file(cmake/igganConfig.cmake.in ${PROJECT_BINARY_DIR}/igganConfig.cmake
                              INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/igganConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/igganConfig.cmake ${PROJECT_BINARY_DIR}/igganConfigVersion.cmake
              cmake/iggan_dependencies.cmake plugins/exported_symbols.map
        DESTINATION ${package_dir} COMPONENT dev)
