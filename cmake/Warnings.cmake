# What every target of ours is compiled with.
option(LOCKSTEP_WERROR "Treat warnings as errors" OFF)
option(LOCKSTEP_SANITIZE "Build with the address and undefined-behaviour sanitizers" OFF)

add_library(lockstep_flags INTERFACE)
target_compile_definitions(lockstep_flags INTERFACE _GNU_SOURCE)
target_compile_options(lockstep_flags INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Wvla -Wstrict-prototypes -Wmissing-prototypes
  # gcc guesses at "maybe uninitialised" by what it happened to inline, differently at -O2, -O3 and with sanitizers.
  # Clang's own warning, which follows the paths, and the analyzer of clang-tidy stand in for it.
  $<$<C_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
  $<$<BOOL:${LOCKSTEP_WERROR}>:-Werror>)
if(LOCKSTEP_SANITIZE)
  target_compile_options(lockstep_flags INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  target_link_options(lockstep_flags INTERFACE -fsanitize=address,undefined)
  target_compile_definitions(lockstep_flags INTERFACE LOCKSTEP_SANITIZE=1)
endif()

option(LOCKSTEP_FUZZ "Build the libFuzzer programs (clang); the whole tree is compiled with coverage feedback" OFF)
if(LOCKSTEP_FUZZ)
  target_compile_options(lockstep_flags INTERFACE -fsanitize=fuzzer-no-link,address,undefined -fno-omit-frame-pointer)
  target_link_options(lockstep_flags INTERFACE -fsanitize=address,undefined)
  target_compile_definitions(lockstep_flags INTERFACE LOCKSTEP_SANITIZE=1)
endif()
