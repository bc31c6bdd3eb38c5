/*
 * A schedule as the scheduler: which of its steps comes next, and whether the way here is still its own.
 *
 * The way here (the journal up to `done`) is compared with the schedule, step by step. What was found equal is
 * remembered until the way changes (session_guide_forget), so each look costs only what is new.
 */
#include <stdio.h>
#include <string.h>

#include "lessons/run/session_inner.h"

void session_guide_forget(session_t *session)
{
    session->guide.matched = 0;
    session->guide.at = (stepper_course_t){.schedule = &session->guide.schedule};
    session->guide.left = false;
    session->guide.given_count = 0;
}

void session_guide_clear(session_t *session)
{
    schedule_destroy(&session->guide.schedule);
    session_guide_forget(session);
}

bool session_guide_load(session_t *session, const schedule_t *schedule)
{
    session_guide_clear(session);
    return schedule_copy(&session->guide.schedule, schedule);
}

static bool is_piece(const session_t *session)
{
    return !session->guide.schedule.has_header;
}

static void keep_given(session_guide_t *guide, const schedule_entry_t *entry)
{
    const char *end;
    if (guide->given_count < STEPPER_GIVEN_MAX)
        guide->given[guide->given_count++] =
            (stepper_given_t){mp_path_parse(entry->path, &end), entry->value};
}

static void drop_given(session_guide_t *guide, mp_path_t path)
{
    uint32_t at = 0;
    while (at < guide->given_count && guide->given[at].path != path)
        at++;
    if (at < guide->given_count)
        memmove(&guide->given[at], &guide->given[at + 1],
                (--guide->given_count - at) * sizeof guide->given[0]);
}

/* The entry that says the next step; what is given to reads is kept on the way. NULL at the end. */
static const schedule_entry_t *next_entry(session_t *session)
{
    session_guide_t *guide = &session->guide;
    while (guide->at.entry < guide->schedule.count &&
           guide->schedule.entries[guide->at.entry].kind == SCHEDULE_VALUE)
        keep_given(guide, &guide->schedule.entries[guide->at.entry++]);
    return guide->at.entry < guide->schedule.count ? &guide->schedule.entries[guide->at.entry] : NULL;
}

static bool is_step(const session_record_t *record, const schedule_entry_t *entry)
{
    char path[MP_PATH_TEXT] = "";
    if (record->path != MP_PATH_NONE)
        mp_path_format(record->path, path);
    return record->kind == entry->kind && strcmp(path, entry->path) == 0 &&
           strcmp(record->label, entry->name) == 0 &&
           (record->kind != SCHEDULE_KILL || record->value == entry->value);
}

/* Brings the guide to the present step. False: the way here is another. */
static bool come_here(session_t *session)
{
    session_guide_t *guide = &session->guide;
    const session_journal_t *journal = &session->journal;
    if (journal->done < guide->matched)
        session_guide_forget(session);
    if (journal->done == guide->matched)
        guide->left = false;
    if (is_piece(session) && guide->matched < session->step_begin && session->step_begin != UINT64_MAX)
        guide->matched = session->step_begin;
    while (!guide->left && guide->matched < journal->done) {
        const session_record_t *record = &journal->steps[guide->matched];
        if (is_piece(session) && record->automatic) {
            guide->matched++;
            continue;
        }
        const schedule_entry_t *entry = next_entry(session);
        if (entry && entry->kind == SCHEDULE_REST)
            break;
        if (!entry || !is_step(record, entry)) {
            guide->left = true;
            break;
        }
        if (record->has_given)
            drop_given(guide, record->path);
        stepper_advance(&guide->at, 1);
        guide->matched++;
    }
    return !guide->left;
}

const schedule_entry_t *session_guide_entry(session_t *session)
{
    bool guides = session->pick == SESSION_PICK_SCHEDULE && session->guide.schedule.has_header;
    return guides && come_here(session) ? next_entry(session) : NULL;
}

void session_guide_view(session_t *session, session_view_t *view)
{
    session_guide_t *guide = &session->guide;
    view->guide_steps = schedule_steps(&guide->schedule);
    if (view->guide_steps == 0)
        return;
    view->guide_left = !come_here(session);
    uint64_t at = guide->at.done;
    for (size_t i = 0; i < guide->at.entry; i++)
        at += guide->schedule.entries[i].kind == SCHEDULE_VALUE ? 0 : guide->schedule.entries[i].count;
    view->guide_at = at;
}

bool session_guide_next(session_t *session, stepper_course_t *course)
{
    session_guide_t *guide = &session->guide;
    if (guide->schedule.count == 0)
        return session_refuse(session, "No schedule is loaded that could say who goes next.");
    if (!come_here(session))
        return session_refuse(session,
                              "This way left the schedule at step %zu. Go back there, or let another choose.",
                              guide->matched + 1);
    if (!next_entry(session))
        return session_refuse(session, "The schedule ends here, after step %zu. Let another choose.",
                              session->journal.done);
    *course = guide->at;
    memcpy(session->stepper.given, guide->given, sizeof guide->given);
    session->stepper.given_count = guide->given_count;
    return true;
}
