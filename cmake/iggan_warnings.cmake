# One interface target carries the warnings and sanitizers of every target in this project.
add_library(iggan_warnings INTERFACE)
target_compile_options(iggan_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor -Woverloaded-virtual>
  $<$<BOOL:${IGGAN_WERROR}>:-Werror>)
if(IGGAN_SANITIZE)
  target_compile_options(iggan_warnings INTERFACE -fsanitize=${IGGAN_SANITIZE} -fno-omit-frame-pointer
                         -fno-sanitize-recover=all)
  target_link_options(iggan_warnings INTERFACE -fsanitize=${IGGAN_SANITIZE})
endif()
