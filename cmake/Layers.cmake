# A layer is included as "core/op.h", "lessons/vm/vm.h". Each layer has an include directory of its own that holds
# only a link to it, so that a target sees its own layer and those downhill that it links, and nothing uphill.
function(lockstep_layer target layer)
  set(room ${CMAKE_BINARY_DIR}/include/${layer})
  file(MAKE_DIRECTORY ${room})
  file(CREATE_LINK ${CMAKE_SOURCE_DIR}/${layer} ${room}/${layer} SYMBOLIC)
  target_include_directories(${target} PUBLIC ${room})
endfunction()
