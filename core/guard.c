#include "core/guard.h"

#include <sched.h>
#include <stdatomic.h>
#include <string.h>

#include "core/clock.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the guard is the low half word of the word");

enum { PAUSES = 64, BACK_OFF_PAUSES = 100, GUARD_PAUSES = 16, LOOKS_PER_CLOCK = 256 };

void mp_guard_pause(uint32_t turn)
{
    if (turn > PAUSES) {
        sched_yield();
        return;
    }
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

static void pauses(uint32_t count)
{
    while (count--)
        mp_guard_pause(0);
}

void mp_guard_back_off(void)
{
    pauses(BACK_OFF_PAUSES);
}

bool mp_guard_take(mp_object_t *object, uint32_t who, int64_t patience_ns)
{
    int64_t until_ns = 0;
    for (uint32_t turn = 0;; turn++) {
        uint64_t word = __atomic_load_n(&object->word, __ATOMIC_RELAXED);
        /* Acquire pairs with the release in mp_guard_drop and in the fast paths. */
        if (!(word & MP_GUARD_HOLDER) &&
            __atomic_compare_exchange_n(&object->word, &word, word | (who + 1), true, __ATOMIC_ACQUIRE,
                                        __ATOMIC_RELAXED))
            return true;
        pauses(GUARD_PAUSES);
        mp_guard_pause(turn);
        if (patience_ns < 0 || turn % LOOKS_PER_CLOCK)
            continue;
        if (!until_ns)
            until_ns = mp_monotonic_ns() + patience_ns;
        else if (mp_monotonic_ns() > until_ns)
            return false;
    }
}

void mp_latch_take(mp_sender_t *sender, uint32_t who)
{
    for (uint32_t turn = 0;; turn++) {
        uint32_t nobody = 0;
        /* Acquire pairs with the release of whoever had it before. */
        if (__atomic_load_n(&sender->latch, __ATOMIC_RELAXED) == 0 &&
            __atomic_compare_exchange_n(&sender->latch, &nobody, who + 1, false, __ATOMIC_ACQUIRE,
                                        __ATOMIC_RELAXED))
            return;
        pauses(GUARD_PAUSES);
        mp_guard_pause(turn);
    }
}

void mp_latch_drop(mp_sender_t *sender)
{
    __atomic_store_n(&sender->latch, 0, __ATOMIC_RELEASE);
}

void mp_latch_take_from(mp_sender_t *sender, uint32_t dead)
{
    uint32_t holder = dead + 1;
    __atomic_compare_exchange_n(&sender->latch, &holder, 0, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
}

static mp_undo_t *undo_of(const mp_arena_t *arena)
{
    return (mp_undo_t *)arena->undo;
}

void mp_guard_commit(mp_arena_t *arena)
{
    if (arena->undo)
        __atomic_store_n(&undo_of(arena)->used, 0, __ATOMIC_RELEASE);
}

void mp_guard_drop(mp_object_t *object)
{
    uint16_t waiters = mp_set_empty(&object->waiters) ? 0 : MP_GUARD_WAITERS;
    __atomic_store_n(&object->guard, waiters, __ATOMIC_RELEASE);
}

/* An entry: ref, bytes, then the bytes, rounded up to 8. */
static uint32_t entry_bytes(uint32_t bytes)
{
    return 8 + (bytes + 7) / 8 * 8;
}

void mp_guard_touch(mp_mem_t *mem, uint32_t ref, uint32_t bytes)
{
    mp_undo_t *undo = undo_of((mp_arena_t *)mem);
    uint32_t used = undo->used;
    for (uint32_t at = 0; at < used;) {
        uint32_t head[2];
        memcpy(head, undo->entries + at, sizeof head);
        if (head[0] <= ref && ref + bytes <= head[0] + head[1])
            return;
        at += entry_bytes(head[1]);
    }
    uint32_t head[2] = {ref, bytes};
    if (used + entry_bytes(bytes) > sizeof undo->entries)
        __builtin_trap(); /* a bug; dying here is safe, going on without a record is not */
    memcpy(undo->entries + used, head, sizeof head);
    memcpy(undo->entries + used + sizeof head, mem->base + ref, bytes);
    __atomic_store_n(&undo->used, used + entry_bytes(bytes), __ATOMIC_RELEASE);
    /* The change that follows must not move up: the record counts first. */
    atomic_signal_fence(memory_order_seq_cst);
}

void mp_guard_rollback(const mp_mem_t *mem, unsigned char *record)
{
    enum { MOST_ENTRIES = MP_UNDO_BYTES / 16 + 1 };
    mp_undo_t *undo = (mp_undo_t *)record;
    uint32_t places[MOST_ENTRIES];
    uint32_t count = 0;
    uint32_t used = undo->used <= sizeof undo->entries ? undo->used : 0;
    for (uint32_t at = 0; at + 8 <= used && count < MOST_ENTRIES;) {
        uint32_t head[2];
        memcpy(head, undo->entries + at, sizeof head);
        if (head[1] > used || at + entry_bytes(head[1]) > used)
            break;
        places[count++] = at;
        at += entry_bytes(head[1]);
    }
    while (count) {
        uint32_t head[2];
        uint32_t at = places[--count];
        memcpy(head, undo->entries + at, sizeof head);
        if (head[0] && head[1] <= mem->size && head[0] <= mem->size - head[1])
            memcpy(mem->base + head[0], undo->entries + at + 8, head[1]);
    }
    undo->used = 0;
}

bool mp_guard_take_over(mp_object_t *object, uint32_t dead, uint32_t heir)
{
    uint16_t guard = __atomic_load_n(&object->guard, __ATOMIC_ACQUIRE);
    if ((guard & MP_GUARD_HOLDER) != dead + 1)
        return false;
    /* The holder is dead and a guard that is held is changed by its holder only. */
    uint16_t taken = (uint16_t)((guard & MP_GUARD_WAITERS) | (heir + 1));
    __atomic_store_n(&object->guard, taken, __ATOMIC_RELEASE);
    return true;
}
