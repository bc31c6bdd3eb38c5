/*
 * Where a held run has ended, put as the search puts it: so that it can be held beside a goal. Pure.
 */
#ifndef APP_TUI_CHALLENGE_END_H
#define APP_TUI_CHALLENGE_END_H

#include <stdbool.h>
#include <stdint.h>

#include "app/tui/challenge_way.h"
#include "lessons/explore/explore.h"
#include "lessons/load/lesson.h"
#include "lessons/run/session.h"

/* The run has come to its end by steps (not free): everybody has ended, or nobody can ever go on. */
bool challenge_is_over(const session_view_t *view);
/* What is shown of it, as `see` asks. Caller frees; NULL: no memory. */
char *challenge_shown(const session_view_t *view, lesson_see_t see);
explore_end_kind_t challenge_end_kind(const session_view_t *view);
/* The steps that were not automatic, up to where Run opened: an entry for each process, at most `room`. */
size_t challenge_taken(const session_view_t *view, challenge_taken_t *taken, size_t room);
/* As the search counts: going on from a process to the only one that is left is no switch. */
uint32_t challenge_switches(const session_view_t *view);

#endif
