# `cmake --build --preset dev --target docs` makes docs/api/html in the build folder: the C header, its C++ glue
# and the library. It fails if an entry lacks a comment. Optional: needs Doxygen and Python.
find_program(IGGAN_DOXYGEN doxygen DOC "Doxygen (optional: makes the API docs)")
find_program(IGGAN_PYTHON python3 DOC "Python 3 (optional: makes the API docs)")
set(IGGAN_API_DOCS ${PROJECT_SOURCE_DIR}/cmake/api_docs.py)
configure_file(cmake/Doxyfile.in ${PROJECT_BINARY_DIR}/docs/Doxyfile @ONLY)
if(IGGAN_DOXYGEN AND IGGAN_PYTHON)
  add_custom_target(docs
    COMMAND ${IGGAN_PYTHON} ${IGGAN_API_DOCS} ${IGGAN_DOXYGEN} ${PROJECT_BINARY_DIR}/docs/Doxyfile
            ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/docs/api VERBATIM)
else()
  message(STATUS "the target docs is left out: it needs doxygen and python3, which ./setup.sh --tests installs")
endif()
