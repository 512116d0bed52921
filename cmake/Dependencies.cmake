# Where the pinned third-party libraries are: apt packages, and the two wheels that ./setup unpacks.

function(myolens_dependency_folder variable environment_name default)
  if(DEFINED ENV{${environment_name}})
    set(folder "$ENV{${environment_name}}")
  else()
    set(folder "${PROJECT_SOURCE_DIR}/.deps/${default}")
  endif()
  if(NOT IS_DIRECTORY "${folder}")
    message(FATAL_ERROR
      "${default} is not at ${folder}. Run ./setup, or set ${environment_name} to a copy of your own.")
  endif()
  set(${variable} "${folder}" PARENT_SCOPE)
endfunction()

find_package(Threads REQUIRED)
find_package(JPEG REQUIRED)
find_package(PNG REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(LibArchive REQUIRED)
find_package(CURL 7.85 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(CLI11 2.1 REQUIRED)
find_package(GTest REQUIRED)
find_package(ZLIB REQUIRED)
find_package(DCMTK 3.6.7 CONFIG REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(CAIRO REQUIRED IMPORTED_TARGET cairo)
pkg_check_modules(LIBDEFLATE REQUIRED IMPORTED_TARGET libdeflate)
pkg_check_modules(LIBTIFF REQUIRED IMPORTED_TARGET libtiff-4)
pkg_check_modules(CHARLS REQUIRED IMPORTED_TARGET charls)
pkg_check_modules(OPENJPEG REQUIRED IMPORTED_TARGET libopenjp2)
pkg_check_modules(HDF5 REQUIRED IMPORTED_TARGET hdf5)  # CMake's FindHDF5 would need the language C enabled

# Imported targets of our own: the wheel's TorchConfig.cmake insists on a CUDA toolkit, its OpenVINOConfig.cmake on
# every model reader, of which we unpack none.
myolens_dependency_folder(MYOLENS_OPENVINO_DIR MYOLENS_OPENVINO openvino)
find_path(OPENVINO_INCLUDE_DIR openvino/openvino.hpp REQUIRED NO_DEFAULT_PATH
  PATHS ${MYOLENS_OPENVINO_DIR}/include ${MYOLENS_OPENVINO_DIR}/runtime/include)
find_library(OPENVINO_LIBRARY NAMES libopenvino.so.2641 openvino REQUIRED NO_DEFAULT_PATH
  PATHS ${MYOLENS_OPENVINO_DIR}/libs ${MYOLENS_OPENVINO_DIR}/lib ${MYOLENS_OPENVINO_DIR}/runtime/lib/intel64)
add_library(openvino SHARED IMPORTED)
set_target_properties(openvino PROPERTIES IMPORTED_LOCATION ${OPENVINO_LIBRARY}
  INTERFACE_INCLUDE_DIRECTORIES ${OPENVINO_INCLUDE_DIR})

myolens_dependency_folder(MYOLENS_LIBTORCH_DIR MYOLENS_LIBTORCH libtorch)
add_library(torch INTERFACE)
target_include_directories(torch SYSTEM INTERFACE
  ${MYOLENS_LIBTORCH_DIR}/include ${MYOLENS_LIBTORCH_DIR}/include/torch/csrc/api/include)
foreach(library torch_cpu c10)
  add_library(${library} SHARED IMPORTED)
  set_target_properties(${library} PROPERTIES
    IMPORTED_LOCATION ${MYOLENS_LIBTORCH_DIR}/lib/lib${library}.so)
  target_link_libraries(torch INTERFACE ${library})
endforeach()
