# Bad input through the command line: one clear line, the right exit code, nobody left behind.
add_test(NAME app/bad_input
  COMMAND ${LOCKSTEP_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/app/bad_input.py --lockstep $<TARGET_FILE:lockstep>)
set_tests_properties(app/bad_input PROPERTIES TIMEOUT 300 LABELS app)
