# Programs that `lockstep explore` is held to from outside.
find_package(Python3 COMPONENTS Interpreter REQUIRED)
add_test(NAME explore/brute_force
  COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/explore/brute_force.py --lockstep $<TARGET_FILE:lockstep>
          --count 200)
add_test(NAME explore/known_truths
  COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/explore/known_truths.py --lockstep $<TARGET_FILE:lockstep>)
add_test(NAME explore/replay_witnesses
  COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/explore/replay_witnesses.py
          --lockstep $<TARGET_FILE:lockstep> --every $<IF:$<BOOL:${LOCKSTEP_SANITIZE}>,4,1>)
add_test(NAME explore/explanations
  COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/explore/explanations.py --lockstep $<TARGET_FILE:lockstep>)
add_test(NAME explore/cores
  COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/explore/cores.py --lockstep $<TARGET_FILE:lockstep>)
add_test(NAME explore/time_bound
  COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/explore/time_bound.py --lockstep $<TARGET_FILE:lockstep>)
add_test(NAME explore/scenarios
  COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/explore/scenarios.py --lockstep $<TARGET_FILE:lockstep>)
add_test(NAME explore/contract
  COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/explore/contract.py --lockstep $<TARGET_FILE:lockstep>)
set_tests_properties(explore/contract explore/scenarios explore/time_bound explore/cores explore/explanations explore/brute_force explore/known_truths explore/replay_witnesses PROPERTIES TIMEOUT 300 LABELS explore)
