# Each library comes from a Debian package; a missing one is named together with its package.
find_package(PkgConfig REQUIRED)

# A lesson's process is forked from the program as it stands: each shared library is five mappings more to copy at every
# birth, and its pages are looked for anew. So the program is linked as one file, where the archives are there.
option(LOCKSTEP_STATIC "Link the program statically where the compiler and the libraries allow it" ON)
if(LOCKSTEP_SANITIZE OR LOCKSTEP_FUZZ OR NOT CMAKE_C_COMPILER_ID STREQUAL "GNU")
  set(LOCKSTEP_STATIC OFF)
endif()
if(LOCKSTEP_STATIC)
  include(CheckCSourceCompiles)
  set(CMAKE_REQUIRED_LINK_OPTIONS -static-pie)
  set(CMAKE_REQUIRED_LIBRARIES m)
  check_c_source_compiles("#include <math.h>\nint main(int c, char **v) { (void)v; return sin(c) > 2; }"
    LOCKSTEP_STATIC_PIE)
  unset(CMAKE_REQUIRED_LINK_OPTIONS)
  unset(CMAKE_REQUIRED_LIBRARIES)
  set(CMAKE_FIND_LIBRARY_SUFFIXES .a .so)
endif()

function(lockstep_require target module package)
  pkg_check_modules(${target} QUIET IMPORTED_TARGET ${module})
  if(NOT ${target}_FOUND)
    message(FATAL_ERROR "${module} was not found: install the Debian package ${package} (or run ./dev, which does)")
  endif()
endfunction()

lockstep_require(NCURSESW ncursesw libncurses-dev)
lockstep_require(CYAML libcyaml libcyaml-dev)
lockstep_require(YAML yaml-0.1 libyaml-dev)
lockstep_require(GMP gmp libgmp-dev)
lockstep_require(JANSSON jansson libjansson-dev)
lockstep_require(XXHASH libxxhash libxxhash-dev)
lockstep_require(SECCOMP libseccomp libseccomp-dev)
if(BUILD_TESTING OR NOT DEFINED BUILD_TESTING)
  lockstep_require(CMOCKA cmocka libcmocka-dev)
  lockstep_require(VTERM vterm libvterm-dev)
endif()

# A shared library among them (no archive installed, or a build directory that remembers the shared ones) and it is
# linked as usual.
foreach(module NCURSESW CYAML YAML GMP JANSSON XXHASH SECCOMP)
  get_target_property(found PkgConfig::${module} INTERFACE_LINK_LIBRARIES)
  if(NOT LOCKSTEP_STATIC_PIE OR found MATCHES "\\.so")
    set(LOCKSTEP_STATIC OFF)
  endif()
endforeach()
