# Bad input through the command line: one clear line, the right exit code, nobody left behind.
add_test(NAME app/bad_input
  COMMAND ${LOCKSTEP_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/app/bad_input.py --lockstep $<TARGET_FILE:lockstep>)
set_tests_properties(app/bad_input PROPERTIES TIMEOUT 300 LABELS app)
# A container that refuses seccomp, pidfds or the subreaper: it runs on, and says so.
add_executable(app_deny ${CMAKE_CURRENT_SOURCE_DIR}/app/deny.c)
target_link_libraries(app_deny PRIVATE lockstep_flags PkgConfig::SECCOMP)
set_target_properties(app_deny PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
add_test(NAME app/denied
  COMMAND ${LOCKSTEP_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/app/denied.py --lockstep $<TARGET_FILE:lockstep>
    --deny $<TARGET_FILE:app_deny> --within $<TARGET_FILE:core_test_family>
    --within $<TARGET_FILE:run_test_session_missing>)
set_tests_properties(app/denied PROPERTIES TIMEOUT 300 LABELS app SKIP_RETURN_CODE 77)
