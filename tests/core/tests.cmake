# The example of the C API is a program of its own, and must go on working.
add_executable(core_example_bank ${CMAKE_CURRENT_SOURCE_DIR}/core/example_bank.c)
target_link_libraries(core_example_bank PRIVATE lockstep_core lockstep_flags)
set_target_properties(core_example_bank PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
add_test(NAME core/example_bank COMMAND core_example_bank)
set_tests_properties(core/example_bank PROPERTIES TIMEOUT 60 LABELS core)
