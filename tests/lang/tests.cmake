# What the front makes of programs, beside CPython's own parser. The exit code 77 says that there is no CPython 3.11.
find_program(LOCKSTEP_PYTHON NAMES python3.11 python3)
add_executable(front_dump ${CMAKE_CURRENT_LIST_DIR}/front_dump.c)
target_link_libraries(front_dump PRIVATE lockstep_lessons lockstep_flags)
set_target_properties(front_dump PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)

if(LOCKSTEP_PYTHON)
  file(GLOB LANG_PROGRAMS CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*/*.py)
  add_test(NAME lang/front_like_cpython
    COMMAND ${LOCKSTEP_PYTHON} ${CMAKE_CURRENT_LIST_DIR}/front_check.py $<TARGET_FILE:front_dump>
            ${CMAKE_CURRENT_LIST_DIR}/syntax)
  add_test(NAME lang/front_like_cpython_mistyped
    COMMAND ${LOCKSTEP_PYTHON} ${CMAKE_CURRENT_LIST_DIR}/front_mutate.py $<TARGET_FILE:front_dump> 1000 7 ${LANG_PROGRAMS})
  set_tests_properties(lang/front_like_cpython lang/front_like_cpython_mistyped
    PROPERTIES TIMEOUT 120 LABELS lang SKIP_RETURN_CODE 77)

  # A test for each directory of programs with their output: under lockstep, and all of them under CPython.
  set(RUN_PROGRAMS ${LOCKSTEP_PYTHON} ${CMAKE_CURRENT_LIST_DIR}/run_programs.py)
  file(GLOB LANG_OUTPUTS CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*/*.out)
  set(LANG_FEATURES "")
  foreach(output IN LISTS LANG_OUTPUTS)
    get_filename_component(feature ${output} DIRECTORY)
    list(APPEND LANG_FEATURES ${feature})
  endforeach()
  list(REMOVE_DUPLICATES LANG_FEATURES)
  foreach(feature IN LISTS LANG_FEATURES)
    get_filename_component(name ${feature} NAME)
    add_test(NAME lang/programs/${name} COMMAND ${RUN_PROGRAMS} --lockstep $<TARGET_FILE:lockstep> ${feature})
    set_tests_properties(lang/programs/${name} PROPERTIES TIMEOUT 300 LABELS lang)
  endforeach()
  # Random programs; as many more as wanted by ./dev fuzz diff.
  add_test(NAME lang/differential COMMAND ${LOCKSTEP_PYTHON} ${CMAKE_CURRENT_LIST_DIR}/differential.py
    --lockstep $<TARGET_FILE:lockstep> --count 300 --seed 1)
  set_tests_properties(lang/differential PROPERTIES TIMEOUT 300 LABELS lang SKIP_RETURN_CODE 77)
  add_test(NAME lang/random_programs COMMAND ${LOCKSTEP_PYTHON} ${CMAKE_CURRENT_LIST_DIR}/random_programs.py
    --lockstep $<TARGET_FILE:lockstep> --count 60 --seed 1)
  set_tests_properties(lang/random_programs PROPERTIES TIMEOUT 300 LABELS lang SKIP_RETURN_CODE 77)
  add_test(NAME lang/bad_programs COMMAND ${LOCKSTEP_PYTHON} ${CMAKE_CURRENT_LIST_DIR}/bad_programs.py
    --lockstep $<TARGET_FILE:lockstep>)
  set_tests_properties(lang/bad_programs PROPERTIES TIMEOUT 600 LABELS lang)
  # Every name of CPython's modules is there, or refused before anything runs.
  add_test(NAME lang/module_names COMMAND ${LOCKSTEP_PYTHON} ${CMAKE_CURRENT_LIST_DIR}/module_names.py
    --lockstep $<TARGET_FILE:lockstep>)
  set_tests_properties(lang/module_names PROPERTIES TIMEOUT 300 LABELS lang SKIP_RETURN_CODE 77)
  # Every builtin and method called wrongly: the same exception, the same words.
  add_test(NAME lang/misuse COMMAND ${LOCKSTEP_PYTHON} ${CMAKE_CURRENT_LIST_DIR}/misuse.py
    --lockstep $<TARGET_FILE:lockstep>)
  set_tests_properties(lang/misuse PROPERTIES TIMEOUT 120 LABELS lang SKIP_RETURN_CODE 77)
  add_test(NAME lang/programs_under_cpython COMMAND ${RUN_PROGRAMS} --python)
  set_tests_properties(lang/programs_under_cpython PROPERTIES TIMEOUT 600 LABELS lang SKIP_RETURN_CODE 77)
endif()
