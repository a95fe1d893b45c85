# One interface target carries the warnings and sanitizers of every target in this project.
add_library(iggan_warnings INTERFACE)
target_compile_options(iggan_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor -Woverloaded-virtual>
  # GCC wrongly reports that the value of an empty std::optional is read (GCC bug 80635).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
  $<$<BOOL:${IGGAN_WERROR}>:-Werror>)
if(IGGAN_SANITIZE)
  target_compile_options(iggan_warnings INTERFACE -fsanitize=${IGGAN_SANITIZE} -fno-omit-frame-pointer
                         -fno-sanitize-recover=all)
  target_link_options(iggan_warnings INTERFACE -fsanitize=${IGGAN_SANITIZE})
endif()

# For code that mostly waits for files, people and child processes: commands, pages, tests. It compiles with -O1 in
# two thirds of the time that -O3 takes. -O0 is not used: of a template that core uses too, the linker might keep the
# unoptimised copy.
add_library(iggan_cold_code INTERFACE)
target_compile_options(iggan_cold_code INTERFACE $<$<CONFIG:Release>:-O1>)
