#include "core/event.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    RECORD_BYTES = sizeof(mp_event_t),
    BLIND = 63,                     /* events dropped unseen after one that found no room */
    FREE_ROOM = MP_RING_RECORDS / 2 /* what events may fill that can be dropped */
};

mp_ring_t *mp_event_ring(mp_world_t *world, uint32_t who)
{
    return (mp_ring_t *)((unsigned char *)world + world->rings_at) + who;
}

uint64_t mp_event_stamp(void)
{
#if defined(__x86_64__) || defined(__i386__)
    return __builtin_ia32_rdtsc();
#elif defined(__aarch64__)
    uint64_t count;
    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(count));
    return count;
#else
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
#endif
}

/* Records in use. The tail is the host's and may be anything if it is not ours alone: more than all means
 * full. */
static uint64_t used(const mp_ring_t *ring)
{
    return atomic_load_explicit(&ring->head, memory_order_relaxed) -
           atomic_load_explicit(&ring->tail, memory_order_acquire);
}

/* Waits until `records` fit. Predicate: room. The host moves the tail, then looks who stands at RING and
 * wakes it. */
static void wait_for_room(mp_self_t *self, uint64_t records)
{
    mp_slot_t *slot = self->slot;
    if (used(self->ring) + records <= MP_RING_RECORDS) {
        return;
    }
    uint32_t before = atomic_load_explicit(&slot->stand, memory_order_relaxed);
    for (;;) {
        uint32_t word = atomic_load(&slot->wait_word);
        atomic_store(&slot->stand, MP_STAND_RING);
        if (used(self->ring) + records <= MP_RING_RECORDS) {
            break;
        }
        mp_world_call_host(self->world);
        mp_world_sleep(self, word, -1);
    }
    atomic_store_explicit(&slot->stand, before, memory_order_relaxed);
}

static mp_event_t *record_at(mp_ring_t *ring, uint64_t at)
{
    return &ring->records[at % MP_RING_RECORDS];
}

static void fill(const mp_self_t *self, mp_event_t *event, const mp_op_t *op, const mp_result_t *result)
{
    *event = (mp_event_t){
        .stamp = mp_event_stamp(),
        .path = self->slot->path,
        .value = result->value,
        .step = atomic_load_explicit(&self->slot->steps, memory_order_relaxed) + 1,
        .object = op->object,
        .object2 = op->object2,
        .index = op->index,
        .line = op->line,
        .calls = (uint16_t)self->calls,
        .wakes = self->wakes,
        .woken = self->woken,
        .op = op->kind,
        .who = (uint16_t)self->who,
        .kind = MP_EVENT_OP,
        .status = (uint8_t)result->status,
        .flags = (uint8_t)op->flags,
    };
    if (op->kind == MP_OP_STORE || op->kind == MP_OP_EXIT || op->kind == MP_OP_KILL) {
        event->value = op->operand;
    }
}

/* Room for one event that may be dropped in a free run; false: dropped, and counted. */
static bool room_for_op(mp_self_t *self)
{
    mp_ring_t *ring = self->ring;
    if ((atomic_load_explicit(&self->world->mode, memory_order_relaxed) & MP_MODE_HELD) != 0) {
        wait_for_room(self, 1);
    } else if (used(ring) >= FREE_ROOM) {
        uint64_t lost = atomic_load_explicit(&ring->lost, memory_order_relaxed);
        atomic_store_explicit(&ring->lost, lost + 1, memory_order_relaxed);
        self->blind = BLIND;
        return false;
    }
    return true;
}

void mp_event_wakes(mp_self_t *self, const mp_op_t *op)
{
    if (atomic_load_explicit(&self->world->log, memory_order_relaxed) == 0 || !room_for_op(self)) {
        return;
    }
    mp_ring_t *ring = self->ring;
    uint64_t head = atomic_load_explicit(&ring->head, memory_order_relaxed);
    mp_event_t *event = record_at(ring, head);
    fill(self, event, op, &(mp_result_t){.status = MP_OK});
    event->kind = MP_EVENT_WAKES;
    event->calls = MP_CALL_FUTEX_WAKE;
    atomic_store_explicit(&ring->head, head + 1, memory_order_release);
}

void mp_event_append(mp_self_t *self, const mp_op_t *op, const mp_result_t *result)
{
    if (!room_for_op(self)) {
        return;
    }
    mp_ring_t *ring = self->ring;
    uint64_t head = atomic_load_explicit(&ring->head, memory_order_relaxed);
    fill(self, record_at(ring, head), op, result);
    atomic_store_explicit(&ring->head, head + 1, memory_order_release);
}

/* Text lies in whole records behind its event; the ring's end may come between two of them. */
static void append_text(mp_self_t *self, const mp_op_t *op, const char *text, size_t bytes)
{
    mp_ring_t *ring = self->ring;
    uint64_t records = (bytes + RECORD_BYTES - 1) / RECORD_BYTES;
    wait_for_room(self, 1 + records);
    uint64_t head = atomic_load_explicit(&ring->head, memory_order_relaxed);
    mp_event_t *event = record_at(ring, head);
    fill(self, event, op, &(mp_result_t){.status = MP_OK, .value = bytes});
    event->text_bytes = (uint32_t)bytes;
    event->records = (uint8_t)records;
    for (uint64_t i = 0; i < records; i++) {
        size_t from = i * RECORD_BYTES;
        size_t piece = bytes - from < RECORD_BYTES ? bytes - from : RECORD_BYTES;
        memcpy(record_at(ring, head + 1 + i), text + from, piece);
    }
    atomic_store_explicit(&ring->head, head + 1 + records, memory_order_release);
}

/* A terminal or a pipe that is gone takes nothing more; the program under the sandbox is not told, as with a
 * closed terminal it would be ended from outside anyway. */
static void write_all(int fd, const char *text, size_t bytes)
{
    while (bytes > 0) {
        ssize_t wrote = write(fd, text, bytes);
        if (wrote < 0 && errno != EINTR && errno != EAGAIN) {
            return;
        }
        if (wrote > 0) {
            text += wrote;
            bytes -= (size_t)wrote;
        }
    }
}

mp_status_t mp_event_write(mp_self_t *self, const mp_op_t *op, const char *text, size_t bytes)
{
    mp_world_t *world = self->world;
    uint64_t limit = world->config.output_bytes;
    uint64_t before = atomic_fetch_add_explicit(&world->output, bytes, memory_order_relaxed);
    if (limit != 0 && before + bytes > limit) {
        mp_world_limit(world, MP_ERR_OUTPUT);
        return MP_ERR_OUTPUT;
    }
    if (world->config.direct_output) {
        self->calls |= MP_CALL_WRITE;
        write_all(op->index == 2 ? STDERR_FILENO : STDOUT_FILENO, text, bytes);
        mp_event_op(self, op, &(mp_result_t){.status = MP_OK, .value = bytes});
        return MP_OK;
    }
    do {
        size_t piece = bytes < MP_EVENT_TEXT ? bytes : MP_EVENT_TEXT;
        append_text(self, op, text, piece);
        text += piece;
        bytes -= piece;
    } while (bytes > 0);
    return MP_OK;
}

bool mp_event_life(mp_self_t *self, mp_event_kind_t kind, uint32_t who, mp_path_t path, uint64_t value)
{
    mp_ring_t *ring = self->ring;
    if (self->slot != NULL) {
        wait_for_room(self, 1);
    } else if (used(ring) >= MP_RING_RECORDS) {
        return false;
    }
    uint64_t head = atomic_load_explicit(&ring->head, memory_order_relaxed);
    *record_at(ring, head) = (mp_event_t){
        .stamp = mp_event_stamp(), .path = path, .value = value, .who = (uint16_t)who, .kind = (uint8_t)kind};
    atomic_store_explicit(&ring->head, head + 1, memory_order_release);
    return true;
}
