# Every screen test drives the program through the same laboratory.
file(GLOB SCREEN_SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/screens/test_*.c)
foreach(source IN LISTS SCREEN_SOURCES)
  get_filename_component(name ${source} NAME_WE)
  target_sources(screens_${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/screens/screen_lab.c)
  target_include_directories(screens_${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/screens)
  target_link_libraries(screens_${name} PRIVATE util)
  add_dependencies(screens_${name} lockstep)
endforeach()
# Thirty challenges, each in a program of its own.
set_tests_properties(screens/test_challenges PROPERTIES TIMEOUT 600)
set_tests_properties(screens/test_every_key PROPERTIES TIMEOUT 300)
set_tests_properties(screens/test_panes PROPERTIES TIMEOUT 400)
set_tests_properties(screens/test_loop PROPERTIES TIMEOUT 300)
