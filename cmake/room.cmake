# A room is a folder of backend/: its sources become the library musicgen_NAME, its *_test.cpp the
# program NAME_test. A room includes only rooms below it, which DEPENDS names.
#
#   musicgen_room(audio DEPENDS base PRIVATE PkgConfig::LIBAV)
#
# NAME      of the room; the folder is the one that calls
# DEPENDS   rooms below, visible to who uses this one
# PUBLIC    third-party targets that this room's headers show (rare)
# PRIVATE   third-party targets that stay in this room
# TEST      further targets that only the tests use
# EXCLUDE   folders below this one that are rooms of their own
# NEURAL    it builds with libtorch and the standard library alone: nothing of Boost or fmt
function(musicgen_room name)
  cmake_parse_arguments(ROOM "NEURAL" "" "DEPENDS;PUBLIC;PRIVATE;TEST;EXCLUDE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cpp)
  foreach(folder IN LISTS ROOM_EXCLUDE)
    list(FILTER sources EXCLUDE REGEX "^${CMAKE_CURRENT_SOURCE_DIR}/${folder}/")
  endforeach()
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_(test|fuzz)\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(TRANSFORM ROOM_DEPENDS PREPEND musicgen_)

  if(NOT sources)
    add_library(musicgen_${name} INTERFACE)
    target_include_directories(musicgen_${name} INTERFACE ${CMAKE_SOURCE_DIR}/backend)
    target_link_libraries(musicgen_${name} INTERFACE ${ROOM_DEPENDS} ${ROOM_PUBLIC})
    return()
  endif()
  add_library(musicgen_${name} STATIC ${sources})
  target_include_directories(musicgen_${name} PUBLIC ${CMAKE_SOURCE_DIR}/backend)
  target_link_libraries(musicgen_${name}
    PUBLIC ${ROOM_DEPENDS} ${ROOM_PUBLIC}
    PRIVATE musicgen_compiler ${ROOM_PRIVATE})
  if(ROOM_NEURAL)
    target_compile_options(musicgen_${name} PRIVATE ${MUSICGEN_TORCH_OPENMP})
  else()
    target_precompile_headers(musicgen_${name} REUSE_FROM musicgen_headers)
  endif()

  if(tests AND BUILD_TESTING)
    if(MUSICGEN_NEURAL_ONLY)
      find_package(GTest QUIET)
    else()
      find_package(GTest REQUIRED)
    endif()
    if(NOT GTest_FOUND OR (MUSICGEN_NEURAL_ONLY AND MUSICGEN_TORCH_FLAGS MATCHES "ABI=0"))
      message(STATUS "${name}: no unit tests, for want of a GoogleTest that fits")
      return()
    endif()
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE musicgen_${name} musicgen_compiler ${ROOM_PRIVATE}
      ${ROOM_TEST} GTest::gmock GTest::gtest_main)
    if(NOT ROOM_NEURAL)
      target_precompile_headers(${name}_test REUSE_FROM musicgen_headers)
    endif()
    target_compile_definitions(${name}_test PRIVATE
      MUSICGEN_TEST_DATA="${CMAKE_CURRENT_SOURCE_DIR}/testdata")
    include(GoogleTest)
    gtest_discover_tests(${name}_test TEST_PREFIX ${name}: DISCOVERY_TIMEOUT 60
      PROPERTIES TIMEOUT 300 LABELS unit)
    add_dependencies(unit_tests ${name}_test)
  endif()
endfunction()
