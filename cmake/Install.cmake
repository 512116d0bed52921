# cmake --install build/release --prefix DIR: a folder that can be moved anywhere on a Debian 12 system.
# bin/myolens finds its libraries in ../lib.

install(TARGETS myolens RUNTIME DESTINATION bin)

if(TARGET myolens_training_engine)
  set_target_properties(myolens_training_engine PROPERTIES INSTALL_RPATH "$ORIGIN")
  install(TARGETS myolens_training_engine LIBRARY DESTINATION lib)
endif()

# Links are resolved here: the folder must not point into the cache of the machine that made it.
function(myolens_install_libraries folder)
  foreach(pattern IN LISTS ARGN)
    file(GLOB found "${folder}/${pattern}")
    if(NOT found)
      message(WARNING "${folder} has no ${pattern}; an installed Myolens will lack it. Run ./setup.")
    endif()
    foreach(library IN LISTS found)
      get_filename_component(name "${library}" NAME)
      get_filename_component(real "${library}" REALPATH)
      install(PROGRAMS "${real}" DESTINATION lib RENAME "${name}")
    endforeach()
  endforeach()
endfunction()

myolens_install_libraries("${MYOLENS_OPENVINO_DIR}/libs"
  libopenvino.so.* libopenvino_intel_cpu_plugin.so libtbb*.so.* libhwloc.so.*)
myolens_install_libraries("${MYOLENS_LIBTORCH_DIR}/lib"
  libtorch_cpu.so libc10.so libgomp.so.1 libcudart.so.13 libcupti.so.13)

# Licences of what is bundled: each wheel keeps them in NAME-VERSION.dist-info/licenses beside its package.
function(myolens_install_licences library levels_up)
  get_filename_component(folder "${library}" REALPATH)
  foreach(level RANGE 1 ${levels_up})
    get_filename_component(folder "${folder}" DIRECTORY)
  endforeach()
  file(GLOB licences "${folder}/*.dist-info/licenses")
  foreach(licence IN LISTS licences)
    get_filename_component(package "${licence}" DIRECTORY)
    get_filename_component(package "${package}" NAME)
    string(REPLACE ".dist-info" "" package "${package}")
    install(DIRECTORY "${licence}/" DESTINATION "share/doc/myolens/licences/${package}")
  endforeach()
endfunction()

myolens_install_licences("${OPENVINO_LIBRARY}" 3)
myolens_install_licences("${MYOLENS_LIBTORCH_DIR}/lib/libc10.so" 3)
myolens_install_licences("${MYOLENS_LIBTORCH_DIR}/lib/libcudart.so.13" 4)
myolens_install_licences("${MYOLENS_LIBTORCH_DIR}/lib/libcupti.so.13" 4)
foreach(document README.md LICENSE)
  if(EXISTS "${PROJECT_SOURCE_DIR}/${document}")
    install(FILES "${PROJECT_SOURCE_DIR}/${document}" DESTINATION share/doc/myolens)
  endif()
endforeach()
