#include "lab.h"

/* Bodies report by their exit code: 0 is right. Each runs free on the cores. */
#define NEED(condition)                                                                                      \
    do {                                                                                                     \
        if (!(condition))                                                                                    \
            return __LINE__ & 0x7f ? __LINE__ & 0x7f : 1;                                                    \
    } while (0)

enum { ROUNDS = 20000, ITEMS = 20000 };

/* What the children of one body share; they inherit it by fork. */
typedef struct {
    uint32_t value, lock, second, queue, pipe, event, condition, barrier;
} shared_t;

static shared_t shared; /* written by main before it starts children */

static int join_all(mp_self_t *self, const uint32_t *children, int count)
{
    int sum = 0;
    for (int i = 0; i < count; i++) {
        int status = -1;
        if (!children[i] || mp_process_join(self, children[i], 10000000000, &status) != MP_OK || status)
            sum++;
    }
    return sum;
}

static int adds(mp_self_t *self)
{
    for (int i = 0; i < ROUNDS; i++) {
        uint64_t bits;
        NEED(mp_lock_acquire(self, shared.lock, -1) == MP_OK);
        NEED(mp_value_load(self, shared.value, 0, &bits) == MP_OK);
        NEED(mp_value_store(self, shared.value, 0, bits + 1) == MP_OK);
        NEED(mp_lock_release(self, shared.lock) == MP_OK);
    }
    return 0;
}

static int counts_with(mp_self_t *self, int children)
{
    uint32_t process[8];
    uint64_t bits = 0;
    for (int i = 0; i < children; i++)
        process[i] = lab_spawn(self, adds);
    NEED(join_all(self, process, children) == 0);
    NEED(mp_value_load(self, shared.value, 0, &bits) == MP_OK);
    NEED(bits == (uint64_t)children * ROUNDS);
    return 0;
}

static int lock_counts(mp_self_t *self)
{
    NEED(mp_lock_new(self, "lock", &shared.lock) == MP_OK);
    NEED(mp_value_new(self, "count", 0, 0, &shared.value) == MP_OK);
    return counts_with(self, 4);
}

static int rlock_counts(mp_self_t *self)
{
    NEED(mp_rlock_new(self, "lock", &shared.lock) == MP_OK);
    NEED(mp_value_new(self, "count", 0, shared.lock, &shared.value) == MP_OK);
    return counts_with(self, 3);
}

static int semaphore_counts(mp_self_t *self)
{
    NEED(mp_semaphore_new(self, "semaphore", 1, true, &shared.lock) == MP_OK);
    NEED(mp_value_new(self, "count", 0, 0, &shared.value) == MP_OK);
    return counts_with(self, 3);
}

static int stores_pairs(mp_self_t *self)
{
    for (uint64_t i = 1; i < ROUNDS; i++) {
        NEED(mp_lock_acquire(self, shared.lock, -1) == MP_OK);
        NEED(mp_value_store(self, shared.value, 0, 2 * i - 1) == MP_OK);
        NEED(mp_value_store(self, shared.value, 0, 2 * i) == MP_OK);
        NEED(mp_lock_release(self, shared.lock) == MP_OK);
    }
    return 0;
}

/* While a writer holds the lock it stores odd numbers; whoever reads through the lock never sees one. */
static int guarded_loads(mp_self_t *self)
{
    uint64_t bits = 0;
    NEED(mp_rlock_new(self, "lock", &shared.lock) == MP_OK);
    NEED(mp_value_new(self, "even", 0, shared.lock, &shared.value) == MP_OK);
    uint32_t child = lab_spawn(self, stores_pairs);
    while (bits != 2 * (ROUNDS - 1)) {
        NEED(mp_value_load(self, shared.value, 0, &bits) == MP_OK);
        NEED(bits % 2 == 0);
    }
    return join_all(self, &child, 1);
}

static int puts_numbers(mp_self_t *self)
{
    for (uint32_t i = 0; i < ITEMS; i++) {
        uint32_t message = mp_message_new(self, &i, sizeof i);
        NEED(message && mp_queue_put(self, shared.queue, message, 5, -1) == MP_OK);
    }
    NEED(mp_queue_flush(self, shared.queue) == MP_OK);
    return 0;
}

/* More than the pipe holds, so the getter pulls what the senders could not deliver. */
static int queue_carries(mp_self_t *self)
{
    uint32_t children[2];
    uint64_t sum = 0;
    NEED(mp_queue_new(self, "queue", 0, false, &shared.queue) == MP_OK);
    for (int i = 0; i < 2; i++)
        children[i] = lab_spawn(self, puts_numbers);
    for (int i = 0; i < 2 * ITEMS; i++) {
        uint32_t message = 0, size = 0, number;
        NEED(mp_queue_get(self, shared.queue, 10000000000, &message) == MP_OK);
        const void *bytes = mp_message_bytes(self, message, &size);
        NEED(bytes && size == sizeof number);
        memcpy(&number, bytes, sizeof number);
        sum += number;
        mp_message_drop(self, message);
    }
    NEED(sum == (uint64_t)ITEMS * (ITEMS - 1));
    uint32_t message;
    NEED(mp_queue_get(self, shared.queue, 0, &message) == MP_TIMEOUT);
    NEED(mp_queue_get(self, shared.queue, 1000000, &message) == MP_TIMEOUT);
    return join_all(self, children, 2);
}

static int bounded_queue_carries(mp_self_t *self)
{
    NEED(mp_queue_new(self, "queue", 3, false, &shared.queue) == MP_OK);
    uint32_t child = lab_spawn(self, puts_numbers);
    for (uint32_t i = 0; i < ITEMS; i++) {
        uint32_t message = 0, size = 0, number;
        NEED(mp_queue_get(self, shared.queue, 10000000000, &message) == MP_OK);
        memcpy(&number, mp_message_bytes(self, message, &size), sizeof number);
        NEED(number == i);
        mp_message_drop(self, message);
    }
    return join_all(self, &child, 1);
}

static int echoes(mp_self_t *self)
{
    NEED(mp_pipe_close(self, shared.pipe, 0) == MP_OK);
    for (;;) {
        uint32_t message;
        mp_status_t status = mp_pipe_recv(self, shared.pipe, 1, &message);
        if (status == MP_EOF)
            return 0;
        NEED(status == MP_OK && mp_pipe_send(self, shared.pipe, 1, message, 5) == MP_OK);
    }
}

static int pipe_echoes(mp_self_t *self)
{
    NEED(mp_pipe_new(self, "pipe", true, &shared.pipe) == MP_OK);
    uint32_t child = lab_spawn(self, echoes);
    NEED(mp_pipe_close(self, shared.pipe, 1) == MP_OK);
    for (uint32_t i = 0; i < 3000; i++) {
        uint32_t message = mp_message_new(self, &i, sizeof i), size, number;
        NEED(mp_pipe_send(self, shared.pipe, 0, message, 5) == MP_OK);
        NEED(mp_pipe_recv(self, shared.pipe, 0, &message) == MP_OK);
        memcpy(&number, mp_message_bytes(self, message, &size), sizeof number);
        NEED(number == i);
        mp_message_drop(self, message);
    }
    NEED(mp_pipe_close(self, shared.pipe, 0) == MP_OK);
    return join_all(self, &child, 1);
}

static int sends_large(mp_self_t *self)
{
    enum { LARGE = 300000 };
    char *bytes = calloc(1, LARGE);
    uint32_t message = mp_message_new(self, bytes, LARGE);
    free(bytes);
    NEED(message && mp_pipe_send(self, shared.pipe, 1, message, LARGE) == MP_OK);
    message = mp_message_new(self, "x", 1);
    NEED(mp_queue_put(self, shared.queue, message, 100000, -1) == MP_OK);
    NEED(mp_queue_flush(self, shared.queue) == MP_OK);
    return 0;
}

/* Larger than the pipe: the sender goes on only when it has been taken. */
static int large_messages(mp_self_t *self)
{
    uint32_t message, size;
    bool alive;
    NEED(mp_pipe_new(self, "pipe", false, &shared.pipe) == MP_OK);
    NEED(mp_queue_new(self, "queue", 0, false, &shared.queue) == MP_OK);
    uint32_t child = lab_spawn(self, sends_large);
    NEED(mp_sleep(self, 20000000) == MP_OK);
    NEED(mp_process_is_alive(self, child, &alive) == MP_OK && alive);
    NEED(mp_pipe_recv(self, shared.pipe, 0, &message) == MP_OK);
    NEED(mp_message_bytes(self, message, &size) && size == 300000);
    mp_message_drop(self, message);
    NEED(mp_process_join(self, child, 20000000, NULL) == MP_TIMEOUT);
    NEED(mp_queue_get(self, shared.queue, -1, &message) == MP_OK);
    return join_all(self, &child, 1);
}

static int waits_for_event(mp_self_t *self)
{
    bool set = false;
    NEED(mp_event_wait(self, shared.event, -1, &set) == MP_OK && set);
    return 0;
}

static int event_wakes_all(mp_self_t *self)
{
    uint32_t children[4];
    bool set;
    NEED(mp_event_new(self, "event", &shared.event) == MP_OK);
    NEED(mp_event_wait(self, shared.event, 1000000, &set) == MP_TIMEOUT && !set);
    for (int i = 0; i < 4; i++)
        children[i] = lab_spawn(self, waits_for_event);
    NEED(mp_event_set(self, shared.event) == MP_OK);
    return join_all(self, children, 4);
}

static int waits_for_turn(mp_self_t *self)
{
    uint64_t bits = 0;
    NEED(mp_lock_acquire(self, shared.lock, -1) == MP_OK);
    while (bits == 0) {
        NEED(mp_value_load(self, shared.value, 0, &bits) == MP_OK);
        if (!bits)
            NEED(mp_condition_wait(self, shared.condition, shared.lock, -1) == MP_OK);
    }
    NEED(mp_value_store(self, shared.value, 0, bits - 1) == MP_OK);
    NEED(mp_lock_release(self, shared.lock) == MP_OK);
    return 0;
}

static int condition_wakes(mp_self_t *self)
{
    uint32_t children[3];
    NEED(mp_rlock_new(self, "lock", &shared.lock) == MP_OK);
    NEED(mp_condition_new(self, "condition", shared.lock, &shared.condition) == MP_OK);
    NEED(mp_value_new(self, "turns", 0, 0, &shared.value) == MP_OK);
    NEED(mp_condition_wait(self, shared.condition, shared.lock, -1) == MP_ERR_NOT_OWNER);
    NEED(mp_condition_notify(self, shared.condition, shared.lock, 1) == MP_ERR_NOT_OWNER);
    NEED(mp_lock_acquire(self, shared.lock, -1) == MP_OK);
    NEED(mp_condition_wait(self, shared.condition, shared.lock, 1000000) == MP_TIMEOUT);
    NEED(mp_lock_release(self, shared.lock) == MP_OK);
    for (int i = 0; i < 3; i++)
        children[i] = lab_spawn(self, waits_for_turn);
    for (int i = 0; i < 3; i++) {
        uint64_t bits;
        NEED(mp_lock_acquire(self, shared.lock, -1) == MP_OK);
        NEED(mp_value_load(self, shared.value, 0, &bits) == MP_OK);
        NEED(mp_value_store(self, shared.value, 0, bits + 1) == MP_OK);
        NEED(mp_condition_notify(self, shared.condition, shared.lock, i ? 1 : UINT64_MAX) == MP_OK);
        NEED(mp_lock_release(self, shared.lock) == MP_OK);
    }
    return join_all(self, children, 3);
}

static int passes_barrier(mp_self_t *self)
{
    uint32_t index;
    for (int i = 0; i < 200; i++)
        NEED(mp_barrier_wait(self, shared.barrier, -1, &index) == MP_OK);
    return 0;
}

static int barrier_keeps_step(mp_self_t *self)
{
    uint32_t children[3], index;
    NEED(mp_barrier_new(self, "barrier", 3, &shared.barrier) == MP_OK);
    for (int i = 0; i < 3; i++)
        children[i] = lab_spawn(self, passes_barrier);
    NEED(join_all(self, children, 3) == 0);
    NEED(mp_barrier_wait(self, shared.barrier, 1000000, &index) == MP_ERR_BROKEN_BARRIER);
    NEED(mp_barrier_wait(self, shared.barrier, -1, &index) == MP_ERR_BROKEN_BARRIER);
    return 0;
}

static int holds_and_dies(mp_self_t *self)
{
    NEED(mp_lock_acquire(self, shared.lock, -1) == MP_OK);
    NEED(mp_event_set(self, shared.event) == MP_OK);
    return mp_sleep(self, -1) == MP_OK;
}

/* As in CPython, a lock dies with its holder: nobody gets it any more, and it says so. */
static int dead_holder_keeps_lock(mp_self_t *self)
{
    bool set;
    int status = 0;
    NEED(mp_lock_new(self, "lock", &shared.lock) == MP_OK);
    NEED(mp_event_new(self, "event", &shared.event) == MP_OK);
    uint32_t child = lab_spawn(self, holds_and_dies);
    NEED(mp_event_wait(self, shared.event, -1, &set) == MP_OK);
    NEED(mp_process_kill(self, child, SIGKILL) == MP_OK);
    NEED(mp_process_join(self, child, -1, &status) == MP_OK && status == SIGKILL);
    NEED(mp_lock_acquire(self, shared.lock, 5000000) == MP_TIMEOUT);
    mp_op_t op = {.kind = MP_OP_ACQUIRE, .object = shared.lock, .timeout_ns = -1};
    mp_reason_t reason;
    mp_why(self->mem, &op, self->who, &reason);
    NEED(reason.why == MP_WHY_HELD_BY_DEAD);
    NEED(mp_lock_release(self, shared.lock) == MP_OK && mp_lock_acquire(self, shared.lock, 0) == MP_OK);
    return 0;
}

static int misuse_is_refused(mp_self_t *self)
{
    uint64_t bits;
    NEED(mp_lock_new(self, "lock", &shared.lock) == MP_OK &&
         mp_rlock_new(self, "r", &shared.second) == MP_OK);
    NEED(mp_lock_release(self, shared.lock) == MP_ERR_RELEASED_TOO_OFTEN);
    NEED(mp_lock_release(self, shared.second) == MP_ERR_NOT_OWNER);
    NEED(mp_lock_acquire(self, 12345, -1) == MP_ERR_OBJECT);
    NEED(mp_value_load(self, shared.lock, 0, &bits) == MP_ERR_OBJECT);
    NEED(mp_array_new(self, "array", 3, 7, 0, &shared.value) == MP_OK);
    NEED(mp_value_load(self, shared.value, 2, &bits) == MP_OK && bits == 7);
    NEED(mp_value_load(self, shared.value, 3, &bits) == MP_ERR_INDEX);
    NEED(mp_array_new(self, "huge", 1 << 24, 0, 0, &shared.value) == MP_ERR_MEMORY);
    return 0;
}

enum {
    LOCK_COUNTS,
    RLOCK_COUNTS,
    SEMAPHORE_COUNTS,
    GUARDED_LOADS,
    QUEUE_CARRIES,
    BOUNDED_QUEUE_CARRIES,
    PIPE_ECHOES,
    LARGE_MESSAGES,
    EVENT_WAKES_ALL,
    CONDITION_WAKES,
    BARRIER_KEEPS_STEP,
    DEAD_HOLDER_KEEPS_LOCK,
    MISUSE_IS_REFUSED,
};

static lab_body_t *const bodies[] = {
    [LOCK_COUNTS] = lock_counts,
    [RLOCK_COUNTS] = rlock_counts,
    [SEMAPHORE_COUNTS] = semaphore_counts,
    [GUARDED_LOADS] = guarded_loads,
    [QUEUE_CARRIES] = queue_carries,
    [BOUNDED_QUEUE_CARRIES] = bounded_queue_carries,
    [PIPE_ECHOES] = pipe_echoes,
    [LARGE_MESSAGES] = large_messages,
    [EVENT_WAKES_ALL] = event_wakes_all,
    [CONDITION_WAKES] = condition_wakes,
    [BARRIER_KEEPS_STEP] = barrier_keeps_step,
    [DEAD_HOLDER_KEEPS_LOCK] = dead_holder_keeps_lock,
    [MISUSE_IS_REFUSED] = misuse_is_refused,
};

static void run(uint32_t body)
{
    lab_t lab;
    lab_open(&lab, bodies);
    int code = lab_run(&lab, body);
    lab_close(&lab);
    assert_int_equal(code, 0);
}

#define RUNS(name, body)                                                                                     \
    static void name(void **state)                                                                           \
    {                                                                                                        \
        (void)state;                                                                                         \
        run(body);                                                                                           \
    }

RUNS(four_processes_count_right_under_a_lock, LOCK_COUNTS)
RUNS(three_processes_count_right_under_the_lock_of_a_value, RLOCK_COUNTS)
RUNS(a_semaphore_of_one_is_a_lock, SEMAPHORE_COUNTS)
RUNS(a_load_through_a_lock_never_sees_what_its_holder_does, GUARDED_LOADS)
RUNS(a_queue_carries_more_than_its_pipe_holds, QUEUE_CARRIES)
RUNS(a_bounded_queue_keeps_order, BOUNDED_QUEUE_CARRIES)
RUNS(a_pipe_echoes_and_ends, PIPE_ECHOES)
RUNS(a_message_larger_than_the_pipe_waits_for_its_reader, LARGE_MESSAGES)
RUNS(an_event_wakes_all, EVENT_WAKES_ALL)
RUNS(a_condition_wakes_who_sleeps, CONDITION_WAKES)
RUNS(a_barrier_keeps_three_in_step_and_breaks_on_a_timeout, BARRIER_KEEPS_STEP)
RUNS(a_dead_holder_keeps_its_lock, DEAD_HOLDER_KEEPS_LOCK)
RUNS(misuse_is_refused_with_a_status, MISUSE_IS_REFUSED)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(four_processes_count_right_under_a_lock),
        cmocka_unit_test(three_processes_count_right_under_the_lock_of_a_value),
        cmocka_unit_test(a_semaphore_of_one_is_a_lock),
        cmocka_unit_test(a_load_through_a_lock_never_sees_what_its_holder_does),
        cmocka_unit_test(a_queue_carries_more_than_its_pipe_holds),
        cmocka_unit_test(a_bounded_queue_keeps_order),
        cmocka_unit_test(a_pipe_echoes_and_ends),
        cmocka_unit_test(a_message_larger_than_the_pipe_waits_for_its_reader),
        cmocka_unit_test(an_event_wakes_all),
        cmocka_unit_test(a_condition_wakes_who_sleeps),
        cmocka_unit_test(a_barrier_keeps_three_in_step_and_breaks_on_a_timeout),
        cmocka_unit_test(a_dead_holder_keeps_its_lock),
        cmocka_unit_test(misuse_is_refused_with_a_status),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
