#include "core/world.h"

#include <errno.h>
#include <linux/futex.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/clock.h"

/* The words of the clock belong together: taken again while the host changes them. */
typedef struct {
    bool held;
    int64_t virtual_ns;
    int64_t free_ns;
    double speed;
} clock_words_t;

static clock_words_t read_clock(const mp_world_t *world)
{
    clock_words_t words;
    uint32_t seq;
    do {
        seq = atomic_load_explicit(&world->clock_seq, memory_order_acquire);
        words.held = (atomic_load_explicit(&world->mode, memory_order_relaxed) & MP_MODE_HELD) != 0;
        words.virtual_ns = atomic_load_explicit(&world->virtual_ns, memory_order_relaxed);
        words.free_ns = atomic_load_explicit(&world->free_ns, memory_order_relaxed);
        words.speed = atomic_load_explicit(&world->speed, memory_order_relaxed);
        atomic_thread_fence(memory_order_acquire);
    } while ((seq & 1) != 0 || seq != atomic_load_explicit(&world->clock_seq, memory_order_relaxed));
    return words;
}

int64_t mp_world_now(const mp_world_t *world)
{
    clock_words_t words = read_clock(world);
    if (words.held) {
        return words.virtual_ns;
    }
    return words.virtual_ns + (int64_t)((double)(mp_monotonic_ns() - words.free_ns) * words.speed);
}

int64_t mp_world_real_deadline(const mp_world_t *world, int64_t deadline_ns)
{
    if (deadline_ns < 0) {
        return -1;
    }
    clock_words_t words = read_clock(world);
    double ahead = (double)(deadline_ns - words.virtual_ns) / (words.speed > 0 ? words.speed : 1);
    double far = 4e18; /* beyond any clock: 127 years */
    return words.free_ns + (int64_t)(ahead < far ? ahead : far);
}

static long futex_wake(_Atomic uint32_t *word)
{
    return syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0);
}

int mp_world_wake(mp_world_t *world, uint32_t who)
{
    mp_slot_t *slot = mp_world_slot(world, who);
    uint32_t blocked = MP_STAND_BLOCKED;
    atomic_compare_exchange_strong(&slot->stand, &blocked, MP_STAND_WOKEN);
    /* Pairs with mp_world_sleep: it sets asleep and then lets the kernel compare wait_word; here the word
     * changes first and asleep is read after it. One of the two sees the other. */
    atomic_fetch_add(&slot->wait_word, 1);
    if (atomic_load(&slot->asleep) == 0) {
        return -1;
    }
    return (int)futex_wake(&slot->wait_word);
}

void mp_world_sleep(mp_self_t *self, uint32_t seen, int64_t real_deadline_ns)
{
    mp_slot_t *slot = self->slot;
    struct timespec until = {.tv_sec = real_deadline_ns / 1000000000,
                             .tv_nsec = real_deadline_ns % 1000000000};
    atomic_store(&slot->asleep, 1);
    syscall(SYS_futex, &slot->wait_word, FUTEX_WAIT_BITSET, seen, real_deadline_ns < 0 ? NULL : &until, NULL,
            FUTEX_BITSET_MATCH_ANY);
    atomic_store_explicit(&slot->asleep, 0, memory_order_relaxed);
}

void mp_world_call_host(mp_world_t *world)
{
    /* Pairs with the host: it sets host_sleeps and then lets the kernel compare host_word. */
    atomic_fetch_add(&world->host_word, 1);
    if (atomic_load(&world->host_sleeps) != 0) {
        futex_wake(&world->host_word);
        return;
    }
    if (atomic_exchange(&world->host_called, 1) == 0) {
        uint64_t one = 1;
        while (write(world->host_fd, &one, sizeof one) < 0 && errno == EINTR) {
        }
    }
}

void mp_world_limit(mp_world_t *world, mp_status_t status)
{
    uint32_t none = MP_OK;
    if (atomic_compare_exchange_strong(&world->limit, &none, (uint32_t)status)) {
        mp_world_call_host(world);
    }
}

void mp_note(mp_self_t *self, const void *bytes, size_t size)
{
    mp_note_t *note = (mp_note_t *)((unsigned char *)self->world + self->world->notes_at) + self->who;
    uint32_t seq = atomic_load_explicit(&note->seq, memory_order_relaxed) | 1;
    atomic_store_explicit(&note->seq, seq, memory_order_relaxed);
    atomic_thread_fence(memory_order_release);
    note->bytes = (uint32_t)(size < MP_NOTE_BYTES ? size : MP_NOTE_BYTES);
    memcpy(note->text, bytes, note->bytes);
    atomic_store_explicit(&note->seq, seq + 1, memory_order_release);
}
