# Benches are built with everything else and run by ./dev bench, never by ctest: they measure.
add_executable(bench_core ${CMAKE_CURRENT_SOURCE_DIR}/bench/bench_core.c)
target_link_libraries(bench_core PRIVATE lockstep_core lockstep_flags)
if(LOCKSTEP_STATIC) # as the program: what a fork costs depends on it, ours and the peer's
  target_link_options(bench_core PRIVATE -static-pie)
endif()
set_target_properties(bench_core PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)

add_executable(bench_session bench/bench_session.c)
target_link_libraries(bench_session PRIVATE lockstep_lessons lockstep_flags)
set_target_properties(bench_session PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
