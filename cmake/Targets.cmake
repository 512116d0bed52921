# One target per folder. Links are given by the folder's own name, and a test compares them and every
# #include with the table in docs/architecture.md.

add_library(myolens_options INTERFACE)
target_include_directories(myolens_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(myolens_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)  # GCC 12 warns falsely on std::string concatenation (GCC bug 105651)
target_compile_definitions(myolens_options INTERFACE MYOLENS_VERSION="${PROJECT_VERSION}")
# Warnings are errors, but not with sanitizers: GCC's manual says that their code makes warnings fire falsely.
if(NOT MYOLENS_SANITIZE_ADDRESS AND NOT MYOLENS_SANITIZE_THREAD)
  target_compile_options(myolens_options INTERFACE -Werror)
endif()
if(MYOLENS_SANITIZE_ADDRESS)
  target_compile_options(myolens_options INTERFACE -fsanitize=address,undefined -fno-omit-frame-pointer)
  target_link_options(myolens_options INTERFACE -fsanitize=address,undefined)
endif()
if(MYOLENS_FUZZ)
  target_compile_options(myolens_options INTERFACE
    -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(myolens_options INTERFACE -fsanitize=address,undefined)
endif()
if(MYOLENS_SANITIZE_THREAD)
  target_compile_options(myolens_options INTERFACE -fsanitize=thread)
  target_link_options(myolens_options INTERFACE -fsanitize=thread)
endif()

# myolens_folder(name SOURCES a.cpp ... LINKS base imaging ... LIBRARIES JPEG::JPEG ...)
# LINKS are other folders (visible to users of this one); LIBRARIES are third-party and private.
function(myolens_folder name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;LIBRARIES" ${ARGN})
  add_library(myolens_${name} STATIC ${ARG_SOURCES})
  target_link_libraries(myolens_${name} PUBLIC myolens_options)
  foreach(link IN LISTS ARG_LINKS)
    target_link_libraries(myolens_${name} PUBLIC myolens_${link})
  endforeach()
  target_link_libraries(myolens_${name} PRIVATE ${ARG_LIBRARIES})
endfunction()

# myolens_test(name SOURCES a_test.cpp ... LINKS folder ... LIBRARIES ...): one ctest entry per executable.
function(myolens_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;LIBRARIES" ${ARGN})
  add_executable(${name}_test ${ARG_SOURCES})
  target_link_libraries(${name}_test PRIVATE myolens_options myolens_source_folder GTest::gtest_main GTest::gmock ${ARG_LIBRARIES})
  foreach(link IN LISTS ARG_LINKS)
    target_link_libraries(${name}_test PRIVATE myolens_${link})
  endforeach()
  target_precompile_headers(${name}_test REUSE_FROM myolens_test_headers)
  # With precompiled headers GCC 12 warns falsely inside of std::string (GCC bugs 105329, 105651).
  target_compile_options(${name}_test PRIVATE
    "$<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds;-Wno-stringop-overflow;-Wno-stringop-overread>")
  add_test(NAME ${name} COMMAND ${name}_test)
endfunction()
