/* The picture of shared things: values with their readers, locks with owner and waiters, what is under way.
 */
#include <stdio.h>
#include <string.h>

#include "lessons/run/pickle_text.h"
#include "lessons/run/reason.h"
#include "lessons/run/session_inner.h"
#include "lessons/run/slot_text.h"

enum { OBJECTS_SHOWN = 512, CELLS_SHOWN = 256, ITEMS_SHOWN = 16 };

static const char *kind_text(const mp_object_t *object)
{
    static const char *const texts[MP_KIND_COUNT] = {
        [MP_VALUE] = "Value", [MP_ARRAY] = "Array",         [MP_LOCK] = "Lock",
        [MP_RLOCK] = "RLock", [MP_SEMAPHORE] = "Semaphore", [MP_CONDITION] = "Condition",
        [MP_EVENT] = "Event", [MP_BARRIER] = "Barrier",     [MP_QUEUE] = "Queue",
        [MP_PIPE] = "Pipe",
    };
    return object->kind < MP_KIND_COUNT && texts[object->kind] ? texts[object->kind] : "";
}

static bool slot_bits(session_t *session, uint32_t ref, uint32_t index, uint64_t *bits)
{
    uint64_t at = ref + offsetof(mp_value_state_t, slots) + 8 * (uint64_t)index;
    return at <= UINT32_MAX && mp_machine_copy(session->machine, (uint32_t)at, bits, sizeof *bits);
}

const char *session_bits(session_t *session, uint32_t ref, uint64_t bits)
{
    const mp_object_t *object = mp_object(mp_machine_mem(session->machine), ref);
    char text[SLOT_TEXT];
    return session_text(session, "%s", slot_text(object ? object->type : 'q', bits, text, sizeof text));
}

/* ---- names ---- */

static bool is_watched(const session_t *session, const char *name)
{
    for (size_t i = 0; i < session->watch_count; i++)
        if (strcmp(session->watch[i], name) == 0)
            return true;
    return false;
}

const char *session_object_text(session_t *session, uint32_t ref)
{
    char text[64];
    if (ref == 0)
        return "";
    return session_text(session, "%s", object_name(session->machine, ref, text, sizeof text));
}

/* ---- values ---- */

static void fill_readers(session_t *session, session_shared_t *shared)
{
    size_t count = 0;
    const session_lore_t *lore = &session->lore;
    for (size_t i = 0; i < lore->reading_count; i++)
        count += lore->readings[i].ref == shared->id;
    shared->readers = session_alloc(session, count * sizeof *shared->readers);
    for (size_t i = 0; i < lore->reading_count; i++) {
        const session_reading_t *reading = &lore->readings[i];
        int process = session_process_index(session, reading->path);
        if (reading->ref != shared->id || process < 0)
            continue;
        shared->readers[shared->reader_count++] =
            (session_reader_t){.process = (uint32_t)process,
                               .text = session_bits(session, reading->ref, reading->bits),
                               .step = reading->step,
                               .out_of_date = reading->out_of_date};
    }
}

static void fill_value(session_t *session, const mp_object_t *object, session_shared_t *shared)
{
    uint64_t bits = 0;
    slot_bits(session, shared->id, 0, &bits);
    condition_number_t number = slot_number(object->type, bits);
    shared->type = slot_type_name(object->type);
    shared->text = session_bits(session, shared->id, bits);
    shared->number = number.is_float ? number.real : (double)number.integer;
    shared->has_number = object->type != 'c' && object->type != 'u';
    fill_readers(session, shared);
}

static void fill_array(session_t *session, const mp_object_t *object, session_shared_t *shared)
{
    uint32_t count = object->count < CELLS_SHOWN ? object->count : CELLS_SHOWN;
    char line[200] = "[";
    size_t used = 1;
    shared->type = slot_type_name(object->type);
    shared->cells = session_alloc(session, count * sizeof *shared->cells);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t bits = 0;
        slot_bits(session, shared->id, i, &bits);
        shared->cells[shared->cell_count++] = session_bits(session, shared->id, bits);
        int size = snprintf(line + used, sizeof line - used, "%s%s", i ? ", " : "", shared->cells[i]);
        used = used + (size_t)size < sizeof line - 8 ? used + (size_t)size : used;
        if (used == sizeof line - 1)
            break;
    }
    line[used] = '\0';
    shared->text = session_text(session, "%s%s]", line, count < object->count ? ", …" : "");
    fill_readers(session, shared);
}

/* ---- locks and the like ---- */

static void fill_waiters(session_t *session, session_shared_t *shared)
{
    size_t count = 0;
    shared->waiters = session_alloc(session, session->lore.people_count * sizeof *shared->waiters);
    for (size_t i = 0; i < session->lore.people_count; i++) {
        const session_person_t *person = &session->lore.people[i];
        const mp_view_t *view = &person->view;
        mp_reason_t reason;
        if (person->dead || !view->has_pending || mp_machine_ready(session->machine, view->who))
            continue;
        mp_why(mp_machine_mem(session->machine), &view->pending, view->who, &reason);
        if (reason.why != MP_WHY_NOT && (reason.object ? reason.object : view->pending.object) == shared->id)
            shared->waiters[count++] = (uint32_t)i;
    }
    shared->waiter_count = count;
}

static void fill_lock(session_t *session, const mp_object_t *object, session_shared_t *shared)
{
    const session_thing_t *thing = session_thing(session, shared->id);
    char path[MP_PATH_TEXT];
    shared->owner_dead = object->owner == MP_OWNER_DEAD;
    if (thing && thing->owner != MP_PATH_NONE && object->owner != 0) {
        shared->owner = session_process_index(session, thing->owner);
        shared->owner_step = thing->owner_step;
        shared->owner_line = thing->owner_line;
        mp_path_format(thing->owner, path);
    } else if (object->owner >= 1 && object->owner <= MP_SLOTS) {
        who_name(session->machine, object->owner - 1u, path);
        for (size_t i = 0; i < session->lore.people_count; i++)
            if (session->lore.people[i].view.who == object->owner - 1u && !session->lore.people[i].dead)
                shared->owner = (int)i;
    }
    if (object->owner == 0)
        shared->text = "free";
    else if (shared->owner_dead)
        shared->text =
            session_text(session, "held by %s, which has ended", shared->owner >= 0 ? path : "a process");
    else
        shared->text = session_text(session, "held by %s", path);
}

static void fill_condition(session_t *session, session_shared_t *shared)
{
    mp_condition_state_t state;
    shared->text = "";
    if (mp_object_copy(mp_machine_mem(session->machine), shared->id, &state, sizeof state, 50))
        shared->text = session_text(session, "%u asleep", mp_set_count(&state.sleeping));
}

static void fill_barrier(session_t *session, session_shared_t *shared)
{
    mp_barrier_state_t state;
    shared->text = "";
    if (mp_object_copy(mp_machine_mem(session->machine), shared->id, &state, sizeof state, 50))
        shared->text = session_text(session, "%u of %u there", state.waiting, state.header.count);
}

/* ---- what is under way ---- */

const char *session_message_text(session_t *session, uint32_t message)
{
    uint32_t size = 0;
    char text[64];
    const mp_mem_t *mem = mp_machine_mem(session->machine);
    const void *bytes = mem->message_bytes(mem, message, &size);
    if (!bytes)
        return "?";
    return session_text(session, "%s", pickle_text(bytes, size, text, sizeof text));
}

static void add_items(session_t *session, session_shared_t *shared, const mp_list_t *list, int process,
                      bool delivered)
{
    mp_node_t nodes[ITEMS_SHOWN];
    uint32_t count = mp_list_copy(mp_machine_mem(session->machine), list, nodes, ITEMS_SHOWN);
    for (uint32_t i = 0; i < count && shared->item_count < 2 * ITEMS_SHOWN; i++)
        shared->items[shared->item_count++] =
            (session_item_t){.text = session_message_text(session, nodes[i].message),
                             .process = process,
                             .delivered = delivered};
    shared->item_total += list->count;
}

static int person_in_slot(const session_t *session, uint32_t who)
{
    for (size_t i = 0; i < session->lore.people_count; i++)
        if (session->lore.people[i].view.who == who && !session->lore.people[i].dead)
            return (int)i;
    return -1;
}

static void fill_queue(session_t *session, session_shared_t *shared)
{
    mp_queue_state_t queue;
    const mp_mem_t *mem = mp_machine_mem(session->machine);
    shared->text = "";
    shared->items = session_alloc(session, 2 * ITEMS_SHOWN * sizeof *shared->items);
    if (!mp_object_copy(mem, shared->id, &queue, sizeof queue, 50))
        return;
    add_items(session, shared, &queue.pipe, -1, true);
    uint32_t ref = queue.senders;
    for (int i = 0; ref && i < MP_SLOTS; i++) {
        mp_sender_t sender;
        if (!mp_machine_copy(session->machine, ref, &sender, sizeof sender))
            break;
        add_items(session, shared, &sender.list, person_in_slot(session, sender.who), false);
        ref = sender.next;
    }
    shared->text =
        session_text(session, "%zu item%s", shared->item_total, shared->item_total == 1 ? "" : "s");
}

static void fill_pipe(session_t *session, session_shared_t *shared)
{
    mp_pipe_state_t pipe;
    shared->text = "";
    shared->items = session_alloc(session, 2 * ITEMS_SHOWN * sizeof *shared->items);
    if (!mp_object_copy(mp_machine_mem(session->machine), shared->id, &pipe, sizeof pipe, 50))
        return;
    add_items(session, shared, &pipe.to[0].list, -1, true);
    add_items(session, shared, &pipe.to[1].list, -1, true);
    shared->text = session_text(session, "%zu under way", shared->item_total);
}

/* ---- one thing ---- */

static void fill_writer(session_t *session, session_shared_t *shared)
{
    for (size_t i = 0; i < session->lore.thing_count; i++) {
        const session_thing_t *thing = &session->lore.things[i];
        if (thing->ref != shared->id || thing->writer_step == 0)
            continue;
        shared->writer = session_process_index(session, thing->writer);
        shared->writer_line = thing->writer_line;
        shared->writer_step = thing->writer_step;
        shared->changed_cell = (int)thing->writer_index;
        if (thing->has_before)
            shared->was = session_bits(session, shared->id, thing->before);
    }
}

static void fill(session_t *session, uint32_t ref, const mp_object_t *object, session_shared_t *shared)
{
    *shared = (session_shared_t){.id = ref,
                                 .kind = kind_text(object),
                                 .name = session_object_text(session, ref),
                                 .type = "",
                                 .text = "",
                                 .was = "",
                                 .changed_cell = -1,
                                 .writer = -1,
                                 .owner = -1,
                                 .lock_of = -1};
    shared->library = object->name[0] == '\0';
    shared->watched = is_watched(session, shared->name);
    switch (object->kind) {
    case MP_VALUE:
        fill_value(session, object, shared);
        break;
    case MP_ARRAY:
        fill_array(session, object, shared);
        break;
    case MP_LOCK:
    case MP_RLOCK:
        fill_lock(session, object, shared);
        break;
    case MP_SEMAPHORE:
        shared->text = session_text(session, "%u left", object->value);
        shared->number = object->value;
        shared->has_number = true;
        break;
    case MP_CONDITION:
        fill_condition(session, shared);
        break;
    case MP_EVENT:
        shared->text = object->owner ? "set" : "not set";
        break;
    case MP_BARRIER:
        fill_barrier(session, shared);
        break;
    case MP_QUEUE:
        fill_queue(session, shared);
        break;
    default:
        fill_pipe(session, shared);
        break;
    }
    fill_writer(session, shared);
    fill_waiters(session, shared);
}

/* Watched ones first, in the order of the lesson; then by creation. */
static void put_watched_first(session_t *session, session_view_t *view)
{
    size_t at = 0;
    for (size_t w = 0; w < session->watch_count; w++)
        for (size_t i = at; i < view->shared_count; i++)
            if (strcmp(view->shared[i].name, session->watch[w]) == 0) {
                session_shared_t found = view->shared[i];
                memmove(&view->shared[at + 1], &view->shared[at], (i - at) * sizeof found);
                view->shared[at++] = found;
            }
}

static void link_locks(session_t *session, session_view_t *view)
{
    for (size_t i = 0; i < view->shared_count; i++) {
        const mp_object_t *object = mp_object(mp_machine_mem(session->machine), view->shared[i].id);
        int lock = object && object->lock ? session_shared_index(session, object->lock) : -1;
        if (lock >= 0)
            view->shared[lock].lock_of = (int)i;
    }
}

int session_shared_index(const session_t *session, uint32_t ref)
{
    for (size_t i = 0; i < session->view.shared_count; i++)
        if (session->view.shared[i].id == ref)
            return (int)i;
    return -1;
}

void session_view_shared(session_t *session)
{
    uint32_t refs[OBJECTS_SHOWN];
    size_t count = mp_machine_objects(session->machine, refs, OBJECTS_SHOWN);
    session_view_t *view = &session->view;
    view->shared = session_alloc(session, count * sizeof *view->shared);
    view->shared_count = 0;
    for (size_t i = 0; i < count; i++) {
        mp_object_t object;
        if (!mp_object_copy(mp_machine_mem(session->machine), refs[i], &object, sizeof object, 50) ||
            object.kind == MP_PROCESS || object.kind >= MP_KIND_COUNT)
            continue;
        object.name[MP_OBJECT_NAME - 1] = '\0';
        fill(session, refs[i], &object, &view->shared[view->shared_count++]);
    }
    put_watched_first(session, view);
    link_locks(session, view);
}
