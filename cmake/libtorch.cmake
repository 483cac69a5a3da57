# Finds libtorch 1.13 to 2.x and makes the target musicgen_libtorch: Debian's, the official download
# (CMAKE_PREFIX_PATH or Torch_DIR), or the one inside a Python wheel (`python3 -c "import torch"`).
# Sets MUSICGEN_LIBTORCH to ON where it was found.
#
# Torch's own CMake package is only read, not run: it stops where a CUDA build of libtorch lies on a
# machine without the CUDA toolkit, which we don't need.
set(places ${Torch_DIR})
foreach(prefix IN LISTS CMAKE_PREFIX_PATH CMAKE_SYSTEM_PREFIX_PATH)
  list(APPEND places ${prefix}/Torch ${prefix}/share/cmake/Torch
    ${prefix}/lib/${CMAKE_LIBRARY_ARCHITECTURE}/cmake/Torch)
endforeach()
find_file(MUSICGEN_TORCH_CONFIG TorchConfig.cmake PATHS ${places} NO_DEFAULT_PATH)
if(NOT MUSICGEN_TORCH_CONFIG)
  find_program(MUSICGEN_PYTHON NAMES python3 python)
  if(MUSICGEN_PYTHON)
    execute_process(COMMAND ${MUSICGEN_PYTHON} -c "import torch; print(torch.utils.cmake_prefix_path)"
      OUTPUT_VARIABLE wheel OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    find_file(MUSICGEN_TORCH_CONFIG TorchConfig.cmake PATHS ${wheel}/Torch NO_DEFAULT_PATH)
  endif()
endif()
set(MUSICGEN_LIBTORCH OFF)
if(NOT MUSICGEN_TORCH_CONFIG)
  return()
endif()

cmake_path(GET MUSICGEN_TORCH_CONFIG PARENT_PATH folder)
foreach(up RANGE 3)  # PREFIX/share/cmake/Torch, or PREFIX/lib/ARCHITECTURE/cmake/Torch
  cmake_path(GET folder PARENT_PATH folder)
  find_path(MUSICGEN_TORCH_INCLUDE ATen/ATen.h PATHS ${folder}/include NO_DEFAULT_PATH)
  find_library(MUSICGEN_TORCH_CPU torch_cpu NO_DEFAULT_PATH
    PATHS ${folder}/lib ${folder}/lib/${CMAKE_LIBRARY_ARCHITECTURE})
endforeach()
if(NOT MUSICGEN_TORCH_INCLUDE OR NOT MUSICGEN_TORCH_CPU)
  return()
endif()
cmake_path(GET MUSICGEN_TORCH_CPU PARENT_PATH folder)

# How libtorch names std::string is how everything that calls it must name it.
set(MUSICGEN_TORCH_FLAGS "")
file(STRINGS ${MUSICGEN_TORCH_CONFIG} flags REGEX "set\\(TORCH_CXX_FLAGS")
if(flags MATCHES "(-D_GLIBCXX_USE_CXX11_ABI=[01])")
  set(MUSICGEN_TORCH_FLAGS ${CMAKE_MATCH_1})
endif()

add_library(musicgen_libtorch INTERFACE)
target_include_directories(musicgen_libtorch SYSTEM INTERFACE ${MUSICGEN_TORCH_INCLUDE}
  ${MUSICGEN_TORCH_INCLUDE}/torch/csrc/api/include)
target_link_libraries(musicgen_libtorch INTERFACE ${MUSICGEN_TORCH_CPU})
foreach(name c10 torch c10_cuda torch_cuda)
  find_library(MUSICGEN_TORCH_${name} ${name} PATHS ${folder} NO_DEFAULT_PATH)
  if(NOT MUSICGEN_TORCH_${name})
    continue()
  endif()
  if(name MATCHES "cuda")
    # Nothing of ours names a symbol of it: loading it is what registers the device.
    target_link_options(musicgen_libtorch INTERFACE
      LINKER:--push-state,--no-as-needed,${MUSICGEN_TORCH_${name}},--pop-state)
  else()
    target_link_libraries(musicgen_libtorch INTERFACE ${MUSICGEN_TORCH_${name}})
  endif()
endforeach()
target_link_options(musicgen_libtorch INTERFACE -Wl,-rpath,${folder})

# For the numeric rooms: at::parallel_for lies in libtorch's headers and works on one thread where they
# are compiled without OpenMP. Its threads must be libtorch's, so of the same libgomp: the one in
# libtorch's folder, or the system's. (Clang would bring an OpenMP of its own, and the thread
# sanitizer doesn't know libgomp's threads.)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND NOT MUSICGEN_SANITIZE MATCHES "thread")
  file(GLOB gomp ${folder}/libgomp-*.so*)
  if(NOT gomp)
    set(gomp gomp)
  endif()
  set(MUSICGEN_TORCH_OPENMP -fopenmp)
  target_link_libraries(musicgen_libtorch INTERFACE ${gomp})
endif()
set(MUSICGEN_LIBTORCH ON)
