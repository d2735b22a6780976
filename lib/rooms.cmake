# SPDX-License-Identifier: Apache-2.0
# How a room becomes a library, a test binary and benchmarks. A room's CMakeLists.txt is one call:
#
#   meshctl_room(yaml DEPS diag yaml-lib)
#
# Files sort themselves by name: x.cc is the library, x_test.cc the room's one GoogleTest binary,
# x_bench.cc its benchmarks, x_fuzz.cc one fuzz target each (elsewhere a test of its seeds), x_conformance.cc a
# program that compares recorded answers of Istio and Kubernetes with ours. Which rooms DEPS may name is
# checked by layers_test against layers.txt.

find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(GTest REQUIRED)
find_package(benchmark REQUIRED)
enable_testing()

add_library(meshctl_options INTERFACE)
target_include_directories(meshctl_options INTERFACE ${CMAKE_SOURCE_DIR}/lib)
target_compile_options(meshctl_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wno-missing-field-initializers -Wnon-virtual-dtor -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # std::stable_sort of libstdc++ 12 calls what C++23 has deprecated; GCC keeps quiet in system headers.
  target_compile_options(meshctl_options INTERFACE -Wno-deprecated-declarations)
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 at -O3 sees overlapping copies in `"literal" + std::string` (its bug 105651).
  target_compile_options(meshctl_options INTERFACE -Wno-restrict)
endif()
target_compile_definitions(meshctl_options INTERFACE MESHCTL_VERSION="${PROJECT_VERSION}")
target_link_libraries(meshctl_options INTERFACE fmt::fmt)
if(MESHCTL_SANITIZE)
  target_compile_options(meshctl_options INTERFACE
    -fsanitize=${MESHCTL_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)  # GCC 12 blames std::regex once it is instrumented
  target_link_options(meshctl_options INTERFACE -fsanitize=${MESHCTL_SANITIZE})
endif()
if(MESHCTL_FUZZERS)
  target_compile_options(meshctl_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# meshctl_room(NAME [DEPS room-or-library...] [TEST_DEPS room-or-library...])
function(meshctl_room name)
  cmake_parse_arguments(ROOM "" "" "DEPS;TEST_DEPS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cc)
  list(FILTER sources EXCLUDE REGEX "/gen/|/main\\.cc$")
  set(tests ${sources})
  set(benches ${sources})
  set(fuzzers ${sources})
  set(conformance ${sources})
  list(FILTER sources EXCLUDE REGEX "_(test|bench|fuzz|conformance)\\.cc$")
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER benches INCLUDE REGEX "_bench\\.cc$")
  list(FILTER fuzzers INCLUDE REGEX "_fuzz\\.cc$")
  list(FILTER conformance INCLUDE REGEX "_conformance\\.cc$")

  set(deps "")
  foreach(dep ${ROOM_DEPS})
    if(EXISTS ${CMAKE_SOURCE_DIR}/lib/${dep}/CMakeLists.txt)
      list(APPEND deps meshctl_${dep})
    else()
      list(APPEND deps ${dep})
    endif()
  endforeach()

  if(NOT sources)  # a room of headers only is a room too
    set(sources ${CMAKE_BINARY_DIR}/headers_only.cc)
    file(WRITE ${sources} "")
  endif()
  add_library(meshctl_${name} STATIC ${sources})
  target_link_libraries(meshctl_${name} PUBLIC meshctl_options ${deps})

  if(tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE meshctl_${name} meshctl_testing ${ROOM_TEST_DEPS})
    target_compile_definitions(${name}_test PRIVATE MESHCTL_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    add_test(NAME ${name} COMMAND ${name}_test --gtest_brief=1)
  endif()
  foreach(program ${conformance})
    get_filename_component(stem ${program} NAME_WE)
    add_executable(${stem} ${program})
    target_link_libraries(${stem} PRIVATE meshctl_${name} meshctl_testing ${ROOM_TEST_DEPS})
    add_test(NAME ${stem} COMMAND ${stem})
    set_tests_properties(${stem} PROPERTIES SKIP_RETURN_CODE 77)  # testing::kSkipped: no data here
  endforeach()
  foreach(bench ${benches})
    get_filename_component(stem ${bench} NAME_WE)
    add_executable(${stem} EXCLUDE_FROM_ALL ${bench})
    target_link_libraries(${stem} PRIVATE meshctl_${name} meshctl_testing ${ROOM_TEST_DEPS} benchmark::benchmark_main)
    target_compile_definitions(${stem} PRIVATE MESHCTL_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    set_property(GLOBAL APPEND PROPERTY MESHCTL_BENCHES ${stem})
  endforeach()
  foreach(fuzzer ${fuzzers})
    get_filename_component(stem ${fuzzer} NAME_WE)
    add_executable(${stem} ${fuzzer})
    target_link_libraries(${stem} PRIVATE meshctl_${name})
    if(MESHCTL_FUZZERS)
      target_link_options(${stem} PRIVATE -fsanitize=fuzzer)
    else()
      string(REGEX REPLACE "_fuzz$" "" seeds ${stem})
      target_sources(${stem} PRIVATE ${CMAKE_SOURCE_DIR}/lib/testing/seeds/main.cc)
      add_test(NAME ${stem} COMMAND ${stem} ${CMAKE_SOURCE_DIR}/testdata/fuzz/${seeds})
    endif()
  endforeach()
endfunction()

# meshctl_documents(ROOM FOLDER...): compiles the Markdown files of folders of the source tree into a room, whose
# documents.h declares the function `Documents` that answers with them: sorted by name within each folder.
function(meshctl_documents room)
  set(folders ${ARGN})
  list(TRANSFORM folders PREPEND ${CMAKE_SOURCE_DIR}/)
  set(patterns ${folders})
  list(TRANSFORM patterns APPEND /*.md)
  file(GLOB documents CONFIGURE_DEPENDS ${patterns})
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${room}_documents.cc)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DROOM=${room} "-DFOLDERS=${folders}" -DOUTPUT=${output}
      -P ${CMAKE_SOURCE_DIR}/lib/embed_docs.cmake
    DEPENDS ${documents} ${CMAKE_SOURCE_DIR}/lib/embed_docs.cmake
    VERBATIM)
  target_sources(meshctl_${room} PRIVATE ${output})
endfunction()
