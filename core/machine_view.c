#include <string.h>

#include "core/machine_inner.h"

enum { TRIES = 100 };

/* ---- slots ---- */

/* Copies the pending operation between two equal even values of seq. False: it kept changing. */
static bool copy_pending(const mp_slot_t *slot, mp_op_t *op)
{
    for (int i = 0; i < TRIES; i++) {
        uint32_t seq = atomic_load_explicit(&slot->seq, memory_order_acquire);
        memcpy(op, &slot->pending, sizeof *op);
        atomic_thread_fence(memory_order_acquire);
        if ((seq & 1) == 0 && seq == atomic_load_explicit(&slot->seq, memory_order_relaxed)) {
            return op->kind < MP_OP_COUNT;
        }
    }
    return false;
}

static bool settled(const mp_machine_t *machine, const mp_slot_t *slot)
{
    return mp_machine_held(machine) && atomic_load(&slot->stand) == MP_STAND_GATE &&
           atomic_load(&slot->seen) == machine->mode;
}

static void copy_slot(const mp_machine_t *machine, uint32_t who, mp_view_t *view)
{
    const mp_slot_t *slot = mp_machine_slot(machine, who);
    uint32_t life = atomic_load_explicit(&slot->life, memory_order_acquire);
    uint32_t stand = atomic_load_explicit(&slot->stand, memory_order_acquire);
    *view = (mp_view_t){
        .who = who,
        .birth = atomic_load_explicit(&slot->birth, memory_order_relaxed),
        .path = slot->path,
        .process = slot->process,
        .pid = atomic_load_explicit(&slot->pid, memory_order_relaxed),
        .status = atomic_load_explicit(&slot->status, memory_order_relaxed),
        .life = life <= MP_LIFE_REAPED ? (mp_life_t)life : MP_LIFE_FREE,
        .stand = stand <= MP_STAND_RING ? (mp_stand_t)stand : MP_STAND_PRIVATE,
        .deadline_ns = atomic_load_explicit(&slot->deadline_ns, memory_order_relaxed),
        .steps = atomic_load_explicit(&slot->steps, memory_order_relaxed),
        .micro = atomic_load_explicit(&slot->micro, memory_order_relaxed),
        .lost = atomic_load_explicit(&mp_machine_ring(machine, who)->lost, memory_order_relaxed),
        .cpu = atomic_load_explicit(&slot->cpu, memory_order_relaxed),
        .signals = atomic_load_explicit(&slot->signals, memory_order_relaxed),
    };
    view->pid = view->pid < 0 ? 0 : view->pid;
    view->parent_path = mp_path_parent(view->path);
    view->has_pending = view->stand != MP_STAND_PRIVATE && copy_pending(slot, &view->pending);
    if (!view->has_pending) {
        memset(&view->pending, 0, sizeof view->pending);
    }
    view->settled = settled(machine, slot);
    memcpy(view->name, slot->name, sizeof view->name);
    view->name[sizeof view->name - 1] = '\0';
}

size_t mp_machine_view(mp_machine_t *machine, mp_view_t *views, size_t capacity)
{
    size_t count = 0;
    for (uint32_t who = 0; who < mp_machine_top(machine) && count < capacity; who++) {
        mp_view_t view;
        copy_slot(machine, who, &view);
        if (view.life == MP_LIFE_FREE) {
            continue;
        }
        size_t at = count++;
        while (at > 0 && views[at - 1].birth > view.birth) {
            views[at] = views[at - 1];
            at--;
        }
        views[at] = view;
    }
    return count;
}

uint32_t mp_machine_find(mp_machine_t *machine, mp_path_t path)
{
    for (uint32_t who = 0; who < mp_machine_top(machine); who++) {
        const mp_slot_t *slot = mp_machine_slot(machine, who);
        if (mp_machine_alive(slot) && slot->path == path) {
            return who;
        }
    }
    return MP_WHO_NONE;
}

/* ---- the arena ---- */

mp_mem_t *mp_machine_mem(mp_machine_t *machine)
{
    return &machine->arena.mem;
}

bool mp_machine_copy(mp_machine_t *machine, uint32_t offset, void *to, size_t bytes)
{
    const mp_mem_t *mem = &machine->arena.mem;
    if (machine->world == NULL || offset > mem->size || bytes > mem->size - offset) {
        return false;
    }
    memcpy(to, mem->base + offset, bytes);
    return true;
}

size_t mp_machine_objects(mp_machine_t *machine, uint32_t *refs, size_t capacity)
{
    const mp_mem_t *mem = &machine->arena.mem;
    if (machine->world == NULL) {
        return 0;
    }
    size_t most = mp_arena_objects(mem);
    size_t count = 0;
    size_t limit = mem->size / sizeof(mp_object_t);
    uint32_t first = mp_arena_first(mem);
    most = most < limit ? most : limit; /* a list that runs in a circle ends here */
    for (uint32_t ref = first; ref != 0 && mp_object(mem, ref) != NULL && count < most; count++) {
        ref = mp_object(mem, ref)->next;
    }
    size_t at = count;
    for (uint32_t ref = first; at-- > 0; ref = mp_object(mem, ref)->next) {
        if (at < capacity) {
            refs[at] = ref;
        }
        if (at > 0 && mp_object(mem, mp_object(mem, ref)->next) == NULL) {
            return 0; /* changed under our eyes into nonsense */
        }
    }
    return count < capacity ? count : capacity;
}

void mp_machine_want_notes(mp_machine_t *machine, bool on)
{
    machine->notes = on;
    if (machine->world != NULL) {
        atomic_store(&machine->world->notes, on);
    }
}

size_t mp_machine_note(mp_machine_t *machine, uint32_t who, void *to, size_t capacity)
{
    if (who >= mp_machine_top(machine)) {
        return 0;
    }
    const mp_note_t *note =
        (const mp_note_t *)((unsigned char *)machine->world + machine->layout.notes_at) + who;
    for (int i = 0; i < TRIES; i++) {
        uint32_t seq = atomic_load_explicit(&note->seq, memory_order_acquire);
        size_t bytes = note->bytes;
        bytes = bytes < MP_NOTE_BYTES ? bytes : MP_NOTE_BYTES;
        bytes = bytes < capacity ? bytes : capacity;
        memcpy(to, note->text, bytes);
        atomic_thread_fence(memory_order_acquire);
        if ((seq & 1) == 0 && seq == atomic_load_explicit(&note->seq, memory_order_relaxed)) {
            return bytes;
        }
    }
    return 0;
}

/* ---- events ---- */

void mp_machine_on_event(mp_machine_t *machine, mp_event_sink_t *each, void *context)
{
    machine->each = each;
    machine->context = context;
}

void mp_machine_log(mp_machine_t *machine, bool on)
{
    machine->config.events = on;
    if (machine->world != NULL) {
        atomic_store(&machine->world->log, on);
    }
}

uint64_t mp_machine_lost(const mp_machine_t *machine)
{
    uint64_t lost = machine->lost;
    for (uint32_t who = 0; machine->world != NULL && who < MP_RINGS; who++) {
        lost += atomic_load_explicit(&mp_machine_ring(machine, who)->lost, memory_order_relaxed);
    }
    return lost;
}

/* A ring that has something, and how far it may be read. */
typedef struct {
    uint32_t who;
    uint64_t head;
    uint64_t stamp; /* of its oldest unread event */
} source_t;

static const mp_event_t *record_at(const mp_ring_t *ring, uint64_t at)
{
    return &ring->records[at % MP_RING_RECORDS];
}

static size_t find_sources(mp_machine_t *machine, source_t *sources)
{
    size_t count = 0;
    for (uint32_t who = 0; who < MP_RINGS; who++) {
        if (who >= mp_machine_top(machine) && who != MP_SLOTS) {
            continue;
        }
        const mp_ring_t *ring = mp_machine_ring(machine, who);
        uint64_t head = atomic_load_explicit(&ring->head, memory_order_acquire);
        uint64_t unread = head - machine->tails[who];
        if (unread > MP_RING_RECORDS) {
            machine->lost += unread; /* no writer of ours does this: go on from where it says it is */
            machine->tails[who] = head;
        } else if (unread > 0) {
            sources[count++] = (source_t){who, head, record_at(ring, machine->tails[who])->stamp};
        }
    }
    return count;
}

static bool has_more(const mp_machine_t *machine, const source_t *source)
{
    return machine->tails[source->who] != source->head;
}

/* The source with the oldest event, NULL if none has any; *next gets the oldest stamp of all others. */
static source_t *find_oldest(const mp_machine_t *machine, source_t *sources, size_t count, uint64_t *next)
{
    source_t *oldest = NULL;
    *next = UINT64_MAX;
    for (size_t i = 0; i < count; i++) {
        if (!has_more(machine, &sources[i])) {
            continue;
        }
        if (oldest == NULL || sources[i].stamp < oldest->stamp) {
            *next = oldest == NULL ? UINT64_MAX : oldest->stamp;
            oldest = &sources[i];
        } else if (sources[i].stamp < *next) {
            *next = sources[i].stamp;
        }
    }
    return oldest;
}

/* Hands out the oldest event of a source. What does not hold together is skipped and counted. */
static bool take_event(mp_machine_t *machine, const source_t *source)
{
    const mp_ring_t *ring = mp_machine_ring(machine, source->who);
    uint64_t tail = machine->tails[source->who];
    mp_event_t event = *record_at(ring, tail);
    char text[MP_EVENT_TEXT + 1];
    uint64_t records = event.records;
    bool sound = event.op < MP_OP_COUNT && event.kind < MP_EVENT_KINDS && event.status < MP_STATUS_COUNT &&
                 event.text_bytes <= records * sizeof(mp_event_t) && event.text_bytes <= MP_EVENT_TEXT &&
                 records < source->head - tail;
    if (!sound) {
        machine->tails[source->who] = tail + 1;
        machine->lost++;
        return false;
    }
    for (uint64_t i = 0; i * sizeof(mp_event_t) < event.text_bytes; i++) {
        size_t from = i * sizeof(mp_event_t);
        size_t left = event.text_bytes - from;
        memcpy(text + from, record_at(ring, tail + 1 + i),
               left < sizeof(mp_event_t) ? left : sizeof(mp_event_t));
    }
    text[event.text_bytes] = '\0';
    machine->tails[source->who] = tail + 1 + records;
    if (machine->each != NULL) {
        machine->each(machine->context, &event,
                      event.op == MP_OP_WRITE && event.kind == MP_EVENT_OP ? text : NULL);
    }
    return true;
}

/* Tells the writers how far we have come, and wakes those who waited for it. */
static void give_room(mp_machine_t *machine, const source_t *sources, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t who = sources[i].who;
        atomic_store(&mp_machine_ring(machine, who)->tail, machine->tails[who]);
        if (who < MP_SLOTS && atomic_load(&mp_machine_slot(machine, who)->stand) == MP_STAND_RING) {
            mp_world_wake(machine->world, who);
        }
    }
}

size_t mp_machine_drain(mp_machine_t *machine)
{
    source_t sources[MP_RINGS];
    size_t taken = 0;
    if (machine->world == NULL) {
        return 0;
    }
    size_t count = find_sources(machine, sources);
    uint64_t next;
    for (source_t *oldest; (oldest = find_oldest(machine, sources, count, &next)) != NULL;) {
        const mp_ring_t *ring = mp_machine_ring(machine, oldest->who);
        do { /* as long as nobody else has an older one: processes take turns on the cores, not operations */
            taken += take_event(machine, oldest);
            oldest->stamp = record_at(ring, machine->tails[oldest->who])->stamp;
        } while (has_more(machine, oldest) && oldest->stamp <= next);
    }
    give_room(machine, sources, count);
    return taken;
}

void mp_machine_relieve(mp_machine_t *machine)
{
    for (uint32_t who = 0; who < mp_machine_top(machine); who++) {
        if (atomic_load_explicit(&mp_machine_slot(machine, who)->stand, memory_order_relaxed) ==
            MP_STAND_RING) {
            mp_machine_drain(machine);
            return;
        }
    }
}
