# How every target of ours is compiled.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

set(MUSICGEN_SANITIZE "" CACHE STRING "Sanitizers for our code: address,undefined or thread")
option(MUSICGEN_WERROR "Warnings are errors in our code" ON)

add_library(musicgen_compiler INTERFACE)
target_compile_options(musicgen_compiler INTERFACE -Wall -Wextra -Wshadow -Wconversion
  -Wno-sign-conversion -Wno-missing-field-initializers -Wnon-virtual-dtor -Woverloaded-virtual -Wnull-dereference)
if(MUSICGEN_WERROR)
  target_compile_options(musicgen_compiler INTERFACE -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 reports these inside its own headers once they are inlined.
  target_compile_options(musicgen_compiler INTERFACE -Wno-null-dereference -Wno-restrict
    -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-array-bounds -Wno-stringop-overread
    -Wno-dangling-pointer)
endif()
if(MUSICGEN_SANITIZE)
  target_compile_options(musicgen_compiler INTERFACE -fsanitize=${MUSICGEN_SANITIZE}
    -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(musicgen_compiler INTERFACE -fsanitize=${MUSICGEN_SANITIZE})
  if(MUSICGEN_SANITIZE MATCHES thread AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Asio has fences, which GCC's thread sanitizer does not see and warns of.
    target_compile_options(musicgen_compiler INTERFACE -Wno-tsan)
  endif()
endif()

# The result of a seed must not depend on the machine: no fused multiply-add behind our back.
target_compile_options(musicgen_compiler INTERFACE -ffp-contract=off)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
    CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
endif()

find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()
