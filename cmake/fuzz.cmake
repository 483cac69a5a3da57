# Fuzzers: programs that libFuzzer feeds with broken input. They need clang and are only built when
# asked for, with our own code instrumented. scripts/fuzz.sh builds and runs them.
option(MUSICGEN_FUZZ "Build the fuzzers (needs clang)" OFF)

#   musicgen_fuzzer(audio_fuzz decoder_fuzz.cpp DEPENDS audio)
#
# NAME     of the program
# SOURCE   that defines LLVMFuzzerTestOneInput
# DEPENDS  rooms that it feeds
function(musicgen_fuzzer name source)
  cmake_parse_arguments(FUZZER "" "" "DEPENDS" ${ARGN})
  if(NOT MUSICGEN_FUZZ)
    return()
  endif()
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "MUSICGEN_FUZZ needs clang: set CMAKE_CXX_COMPILER to clang++.")
  endif()
  list(TRANSFORM FUZZER_DEPENDS PREPEND musicgen_)
  add_executable(${name} ${source})
  target_link_libraries(${name} PRIVATE ${FUZZER_DEPENDS} musicgen_compiler)
  target_compile_options(${name} PRIVATE -fsanitize=fuzzer)
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
endfunction()
