/* The steps of this branch, and what their events tell about processes, things and values in hand. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/run/session_inner.h"

/* Room for one more element of a growing array; NULL: no memory, the array is as before. */
static void *room_for_one(void *items, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return items;
    size_t wanted = *room ? *room * 2 : 32;
    void *grown = realloc(items, wanted * size);
    if (grown)
        *room = wanted;
    return grown;
}

/* ---- records ---- */

static void record_destroy(session_record_t *record)
{
    free(record->text);
    record->text = NULL;
}

void session_journal_cut(session_t *session)
{
    session_journal_t *journal = &session->journal;
    while (journal->count > journal->done)
        record_destroy(&journal->steps[--journal->count]);
    if (journal->filled > journal->count)
        journal->filled = journal->count;
    session_guide_forget(session);
}

void session_journal_clear(session_t *session)
{
    session->journal.done = 0;
    session_journal_cut(session);
    free(session->journal.steps);
    session->journal = (session_journal_t){0};
}

/* Whether the step that is about to be taken is the one that was undone. */
static bool is_next_undone(const session_t *session, schedule_kind_t kind, mp_path_t path)
{
    const session_journal_t *journal = &session->journal;
    return journal->done < journal->count && journal->steps[journal->done].kind == kind &&
           journal->steps[journal->done].path == path;
}

session_record_t *session_book(session_t *session, schedule_kind_t kind, mp_path_t path)
{
    session_journal_t *journal = &session->journal;
    if (is_next_undone(session, kind, path))
        return &journal->steps[journal->done++];
    if (journal->done < journal->count) {
        session_keep_branch(session);
        session_journal_cut(session);
    }
    session_record_t *steps = room_for_one(journal->steps, journal->count, &journal->room, sizeof *steps);
    if (!steps)
        return NULL;
    journal->steps = steps;
    session_record_t *record = &steps[journal->count++];
    *record = (session_record_t){.kind = kind, .path = path};
    journal->done = journal->count;
    return record;
}

/* ---- branches ---- */

static void record_entry(const session_record_t *record, schedule_entry_t *entry)
{
    char path[MP_PATH_TEXT];
    *entry = (schedule_entry_t){.kind = record->kind, .count = 1, .value = record->value};
    if (record->path != MP_PATH_NONE)
        snprintf(entry->path, sizeof entry->path, "%s", mp_path_format(record->path, path));
    memcpy(entry->name, record->label, sizeof entry->name);
}

static bool journal_schedule(const session_t *session, size_t steps, schedule_t *schedule)
{
    schedule_init(schedule);
    for (size_t i = 0; i < steps; i++) {
        const session_record_t *record = &session->journal.steps[i];
        schedule_entry_t entry, given = {.kind = SCHEDULE_VALUE, .count = 1, .value = record->given};
        record_entry(record, &entry);
        memcpy(given.path, entry.path, sizeof given.path);
        if ((record->has_given && !schedule_append(schedule, &given)) || !schedule_append(schedule, &entry))
            return false;
    }
    return true;
}

/* What is about to be left: its way is kept under the number of the branch, and a new number begins. */
void session_keep_branch(session_t *session)
{
    session_branch_text_t *branches =
        realloc(session->branches, (session->branch_count + 1) * sizeof *branches);
    if (!branches)
        return;
    session->branches = branches;
    session_branch_text_t *kept = &branches[session->branch_count];
    *kept = (session_branch_text_t){.id = session->branch_now, .from = session->journal.done};
    if (!journal_schedule(session, session->journal.count, &kept->schedule)) {
        schedule_destroy(&kept->schedule);
        return;
    }
    session->branch_count++;
    session->branch_now = ++session->branch_next;
}

bool session_schedule(session_t *session, schedule_t *schedule)
{
    schedule_init(schedule);
    if (session->free_before || !journal_schedule(session, session->journal.done, schedule))
        return false;
    schedule_digest(session->text, session->size, schedule->digest);
    schedule->has_header = true;
    schedule->seed = session->seed;
    schedule->clock_ns = session->clock_ns;
    schedule->file = strdup(session->file);
    return true;
}

/* ---- people ---- */

static session_person_t *add_person(session_lore_t *lore, mp_path_t path)
{
    session_person_t *people =
        room_for_one(lore->people, lore->people_count, &lore->people_room, sizeof *people);
    if (!people)
        return NULL;
    lore->people = people;
    people[lore->people_count] =
        (session_person_t){.view = {.path = path, .parent_path = mp_path_parent(path)}};
    return &people[lore->people_count++];
}

/* Brothers are born in the order of their numbers, though the younger may be heard of first. No more of them than
 * can live at once are missing, whatever stands in shared memory. */
static void add_elder_brothers(session_t *session, mp_path_t path)
{
    uint32_t ordinals[MP_PATH_DEPTH];
    int depth = mp_path_ordinals(path, ordinals);
    uint32_t own = depth > 0 ? ordinals[depth - 1] : 0, first = own;
    mp_path_t parent = mp_path_parent(path);
    while (first > 1 && own - first < MP_SLOTS &&
           session_process_index(session, mp_path_child(parent, first - 1)) < 0)
        first--;
    for (; first < own; first++)
        add_person(&session->lore, mp_path_child(parent, first));
}

session_person_t *session_person(session_t *session, mp_path_t path)
{
    int index = session_process_index(session, path);
    if (index >= 0)
        return &session->lore.people[index];
    add_elder_brothers(session, path);
    return add_person(&session->lore, path);
}

int session_process_index(const session_t *session, mp_path_t path)
{
    for (size_t i = 0; i < session->lore.people_count; i++)
        if (session->lore.people[i].view.path == path)
            return (int)i;
    return -1;
}

void session_census(session_t *session)
{
    mp_view_t views[MP_SLOTS];
    size_t count = mp_machine_view(session->machine, views, MP_SLOTS);
    for (size_t i = 0; i < count; i++) {
        session_person_t *person = session_person(session, views[i].path);
        if (!person)
            return;
        bool was_dead = person->dead;
        person->view = views[i];
        person->reaped = views[i].life == MP_LIFE_REAPED;
        person->dead = was_dead || views[i].life >= MP_LIFE_EXITED;
        if (views[i].life >= MP_LIFE_EXITED)
            person->status = views[i].status;
        if (person->dead && !was_dead)
            person->ended_step = session->journal.done;
    }
    for (size_t i = 0; i < session->lore.people_count; i++) { /* a slot that was freed: dead and reaped */
        session_person_t *person = &session->lore.people[i];
        bool there = false;
        for (size_t k = 0; k < count; k++)
            there = there || views[k].path == person->view.path;
        if (!there && person->view.pid != 0)
            person->dead = person->reaped = true;
    }
}

/* ---- things and values in hand ---- */

session_thing_t *session_thing(session_t *session, uint32_t ref)
{
    session_lore_t *lore = &session->lore;
    for (size_t i = 0; i < lore->thing_count; i++)
        if (lore->things[i].ref == ref)
            return &lore->things[i];
    session_thing_t *things =
        room_for_one(lore->things, lore->thing_count, &lore->thing_room, sizeof *things);
    if (!things)
        return NULL;
    lore->things = things;
    things[lore->thing_count] = (session_thing_t){.ref = ref};
    return &things[lore->thing_count++];
}

static session_reading_t *find_reading(const session_t *session, mp_path_t path, uint32_t ref, uint32_t index)
{
    for (size_t i = 0; i < session->lore.reading_count; i++) {
        session_reading_t *reading = &session->lore.readings[i];
        if (reading->path == path && reading->ref == ref && reading->index == index)
            return reading;
    }
    return NULL;
}

const session_reading_t *session_reading(const session_t *session, mp_path_t path, uint32_t ref,
                                         uint32_t index)
{
    return find_reading(session, path, ref, index);
}

static void forget_reading(session_t *session, session_reading_t *reading)
{
    session_lore_t *lore = &session->lore;
    if (reading)
        *reading = lore->readings[--lore->reading_count];
}

static void note_load(session_t *session, const mp_event_t *event, uint64_t step)
{
    session_lore_t *lore = &session->lore;
    session_reading_t *reading = find_reading(session, event->path, event->object, event->index);
    if (!reading) {
        session_reading_t *readings =
            room_for_one(lore->readings, lore->reading_count, &lore->reading_room, sizeof *readings);
        if (!readings)
            return;
        lore->readings = readings;
        reading = &readings[lore->reading_count++];
    }
    *reading = (session_reading_t){
        .path = event->path, .ref = event->object, .index = event->index, .bits = event->value, .step = step};
}

static void note_store(session_t *session, session_record_t *record, const mp_event_t *event, uint64_t step)
{
    session_reading_t *own = find_reading(session, event->path, event->object, event->index);
    record->lost_update = own && own->out_of_date;
    forget_reading(session, own);
    for (size_t i = 0; i < session->lore.reading_count; i++) {
        session_reading_t *reading = &session->lore.readings[i];
        if (reading->ref != event->object || reading->index != event->index)
            continue;
        reading->out_of_date = true;
        reading->by = event->path;
        reading->by_step = step;
    }
    session_thing_t *thing = session_thing(session, event->object);
    if (!thing)
        return;
    thing->writer = event->path;
    thing->writer_step = step;
    thing->writer_line = event->line;
    thing->writer_index = event->index;
    thing->before = record->before;
    thing->has_before = true;
}

static void note_owner(session_t *session, const mp_event_t *event, uint64_t step)
{
    session_thing_t *thing = session_thing(session, event->object);
    if (!thing)
        return;
    bool takes = event->op == MP_OP_ACQUIRE;
    if (takes && thing->owner == event->path)
        return; /* an RLock taken once more */
    thing->owner = takes ? event->path : MP_PATH_NONE;
    thing->owner_step = takes ? step : 0;
    thing->owner_line = takes ? event->line : 0;
}

static void note_change(session_t *session, const mp_event_t *event, uint64_t step)
{
    session_thing_t *thing = session_thing(session, event->object);
    if (!thing)
        return;
    thing->writer = event->path;
    thing->writer_step = step;
    thing->writer_line = event->line;
}

static void forget_readings_of(session_t *session, mp_path_t path)
{
    for (size_t i = session->lore.reading_count; i-- > 0;)
        if (session->lore.readings[i].path == path)
            forget_reading(session, &session->lore.readings[i]);
}

static void note_operation(session_t *session, session_record_t *record, const mp_event_t *event,
                           uint64_t step)
{
    if (event->status != MP_OK)
        return;
    switch (event->op) {
    case MP_OP_LOAD:
        note_load(session, event, step);
        break;
    case MP_OP_STORE:
        note_store(session, record, event, step);
        break;
    case MP_OP_ACQUIRE:
    case MP_OP_RELEASE:
        note_owner(session, event, step);
        break;
    case MP_OP_EXIT:
        forget_readings_of(session, event->path);
        break;
    case MP_OP_EVENT_SET:
    case MP_OP_EVENT_CLEAR:
    case MP_OP_QUEUE_PUT:
    case MP_OP_QUEUE_GET:
    case MP_OP_PIPE_SEND:
    case MP_OP_PIPE_RECV:
        note_change(session, event, step);
        break;
    default:
        break;
    }
}

/* ---- events ---- */

static void note_print(session_t *session, const mp_event_t *event, const char *text, uint64_t step)
{
    session_lore_t *lore = &session->lore;
    session_print_t *prints =
        room_for_one(lore->prints, lore->print_count, &lore->print_room, sizeof *prints);
    if (!prints)
        return;
    lore->prints = prints;
    session_print_t *print = &prints[lore->print_count];
    *print = (session_print_t){
        .path = event->path, .stream = (int)event->index, .size = event->text_bytes, .step = step};
    print->text = malloc(print->size + 1);
    if (!print->text)
        return;
    memcpy(print->text, text, print->size);
    print->text[print->size] = '\0';
    lore->print_count++;
}

/* The record to which the next event belongs: events come in the order of the steps. */
static session_record_t *next_record(session_t *session, uint64_t *step)
{
    session_journal_t *journal = &session->journal;
    while (journal->filled < journal->count) {
        session_record_t *record = &journal->steps[journal->filled++];
        bool has_event = record->kind != SCHEDULE_TIME && record->kind != SCHEDULE_KILL && !record->again;
        if (has_event) {
            *step = journal->filled;
            return record;
        }
    }
    return NULL;
}

static void held_event(session_t *session, const mp_event_t *event, const char *text)
{
    uint64_t step = 0;
    session_record_t *record = next_record(session, &step);
    if (!record)
        return;
    record->event = *event;
    record->clock_ns = mp_machine_now(session->machine);
    if (text) {
        record_destroy(record);
        record->text = strndup(text, event->text_bytes);
        note_print(session, event, text, step);
    }
    note_operation(session, record, event, step);
}

void session_event(void *context, const mp_event_t *event, const char *text)
{
    session_t *session = context;
    session->changed = true;
    if (event->kind == MP_EVENT_DIED || event->kind == MP_EVENT_ADOPTED || event->kind == MP_EVENT_BORN) {
        session_person_t *person = session_person(session, event->path);
        if (person && event->kind == MP_EVENT_DIED) {
            if (!person->dead)
                person->ended_step = session->journal.done;
            person->dead = true;
            person->status = (int)event->value;
        } else if (person && event->kind == MP_EVENT_ADOPTED) {
            person->adopted = true;
        } else if (person) {
            person->view.pid = (int32_t)event->value;
        }
        session_free_event(session, event);
        return;
    }
    if (event->kind == MP_EVENT_OP && !text && session_lanes_ran(session, event))
        return;
    if (event->kind == MP_EVENT_WAKES)
        session_hood_event(session, event);
    if (event->kind != MP_EVENT_OP)
        return;
    session_person_t *person = session_person(session, event->path);
    if (person)
        person->told_steps = event->step;
    if (session->mode == SESSION_FREE || session->mode == SESSION_PAUSING) {
        session_free_event(session, event);
        if (text)
            note_print(session, event, text, 0);
    } else {
        held_event(session, event, text);
    }
}

void session_forget(session_t *session)
{
    session_lore_t *lore = &session->lore;
    for (size_t i = 0; i < lore->print_count; i++)
        free(lore->prints[i].text);
    for (size_t i = 0; i < lore->people_count; i++)
        mp_procfs_close(&lore->people[i].files);
    free(lore->people);
    free(lore->things);
    free(lore->readings);
    free(lore->prints);
    *lore = (session_lore_t){0};
    session->journal.filled = 0;
}
