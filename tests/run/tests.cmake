# One schedule of each lesson's programs, taken again 100 times; in parts, so that each has time enough.
add_executable(run_replay_lessons ${CMAKE_CURRENT_SOURCE_DIR}/run/replay_lessons.c)
target_link_libraries(run_replay_lessons PRIVATE lockstep_app lockstep_flags PkgConfig::CMOCKA)
target_include_directories(run_replay_lessons PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
target_compile_definitions(run_replay_lessons PRIVATE TEST_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
set_target_properties(run_replay_lessons PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
set(REPLAY_PARTS 4)
foreach(part RANGE 1 ${REPLAY_PARTS})
  math(EXPR rest "${part} - 1")
  add_test(NAME run/replay_lessons_${part} COMMAND run_replay_lessons ${rest} ${REPLAY_PARTS})
  set_tests_properties(run/replay_lessons_${part} PROPERTIES TIMEOUT 1500 LABELS run)
endforeach()
# A thousand kills, and walks that compare whole pictures, take their time under a sanitizer or on a busy machine.
set_tests_properties(run/test_session_kill run/test_session_walks PROPERTIES TIMEOUT 1500)
