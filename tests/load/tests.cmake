# Every program of every lesson under CPython: it must end in one of the ends that its lesson states.
find_package(Python3 COMPONENTS Interpreter)
if(Python3_FOUND)
  add_test(NAME load/programs
    COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/load/programs.py ${CMAKE_SOURCE_DIR}/assets/lessons)
  set_tests_properties(load/programs PROPERTIES TIMEOUT 600 LABELS load)
endif()
# And the same under the sandbox: free on the cores, each program ends in one of the same ends.
if(Python3_FOUND)
  add_test(NAME load/programs_in_the_sandbox
    COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/load/programs.py --lockstep $<TARGET_FILE:lockstep>
            ${CMAKE_SOURCE_DIR}/assets/lessons)
  set_tests_properties(load/programs_in_the_sandbox PROPERTIES TIMEOUT 600 LABELS load)
endif()
# Every claim of every lesson: its ends, tours, questions, challenges, and the answers to its exercise.
file(GLOB LESSON_FILES CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/assets/lessons/*.yaml)
add_test(NAME load/claims COMMAND lockstep check ${LESSON_FILES})
set_tests_properties(load/claims PROPERTIES TIMEOUT 600 LABELS load)
# And each kind of claim, made false: the check must say so.
if(Python3_FOUND)
  add_test(NAME load/false_claims
    COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/load/false_claims.py $<TARGET_FILE:lockstep>
            ${CMAKE_SOURCE_DIR}/assets/lessons/atm.yaml)
  set_tests_properties(load/false_claims PROPERTIES TIMEOUT 300 LABELS load)
endif()
# What lessons say of CPython alone (threads, spawned children) holds under CPython.
if(Python3_FOUND)
  add_test(NAME load/shell_claims
    COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/load/shell_claims.py ${CMAKE_SOURCE_DIR}/assets/lessons)
  set_tests_properties(load/shell_claims PROPERTIES TIMEOUT 300 LABELS load)
endif()
