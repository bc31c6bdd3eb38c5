/* Following a schedule, one step at a time: what it wants next is granted and booked, or does not fit. */
#include "lessons/run/session_inner.h"

static advance_t course_misfit(session_t *session, const char *why)
{
    session_refuse(session, "the schedule does not fit at step %zu: %s", session->journal.done + 1, why);
    return ADVANCE_OVER;
}

static advance_t follow_kill(session_t *session, stepper_course_t *at, const schedule_entry_t *entry)
{
    const char *end;
    mp_path_t path = mp_path_parse(entry->path, &end);
    uint32_t who = mp_machine_find(session->machine, path);
    session_record_t *record = who == MP_WHO_NONE ? NULL : session_book(session, SCHEDULE_KILL, path);
    if (!record || mp_machine_kill(session->machine, who, (int)entry->value) != MP_OK)
        return course_misfit(session, "the process to be killed is not there");
    record->value = entry->value;
    at->entry++;
    return ADVANCE_MORE;
}

static advance_t follow_rest(session_t *session, const stepper_course_t *at)
{
    move_t move;
    if (at->entry == at->schedule->count)
        return ADVANCE_OVER;
    session_set_turn(session);
    if (stepper_pick(&session->stepper, STEPPER_TURN, &move))
        return session_grant(session, &move, move.quiet) ? ADVANCE_MORE : ADVANCE_OVER;
    return session_pass_time(session) ? ADVANCE_MORE : ADVANCE_OVER;
}

/* What is given to reads waits until they come. */
static bool keep_values(session_t *session, stepper_course_t *at)
{
    const char *end;
    for (; at->entry < at->schedule->count; at->entry++) {
        const schedule_entry_t *entry = &at->schedule->entries[at->entry];
        if (entry->kind != SCHEDULE_VALUE)
            return true;
        if (!stepper_expect(&session->stepper, mp_path_parse(entry->path, &end), entry->value))
            return false;
    }
    return true;
}

/* In a piece time passes by itself when nobody can go, as in the model. */
static bool nobody_can(session_t *session)
{
    move_t move;
    return !stepper_pick(&session->stepper, STEPPER_TURN, &move);
}

advance_t session_follow_step(session_t *session, stepper_course_t *at)
{
    char why[SESSION_SENTENCE / 2];
    move_t move;
    uint64_t count;
    if (!keep_values(session, at))
        return course_misfit(session, "too many values wait for reads that do not come");
    const schedule_entry_t *entry =
        at->entry < at->schedule->count ? &at->schedule->entries[at->entry] : NULL;
    if (at->piece && session_take_automatic(session))
        return ADVANCE_MORE;
    if (entry && entry->kind == SCHEDULE_TIME) {
        at->entry++;
        return session_pass_time(session) ? ADVANCE_MORE
                                          : course_misfit(session, "nobody sleeps, so time cannot pass");
    }
    if (entry && entry->kind == SCHEDULE_KILL)
        return follow_kill(session, at, entry);
    bool piece = at->piece;
    at->piece = false; /* the automatic steps were taken above */
    stepper_next_t next = stepper_follow(&session->stepper, at, &move, &count, why, sizeof why);
    at->piece = piece;
    if (next == STEPPER_NO_FIT && piece && nobody_can(session) && session_pass_time(session))
        return ADVANCE_MORE;
    if (next == STEPPER_NO_FIT)
        return course_misfit(session, why);
    if (next != STEPPER_MOVE)
        return follow_rest(session, at);
    if (!session_grant(session, &move, false))
        return course_misfit(session, "the step was refused");
    stepper_advance(at, 1);
    return ADVANCE_MORE;
}
