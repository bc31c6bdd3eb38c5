#include "lab.h"

/*
 * Processes are killed at random instants while they hammer shared objects. Afterwards the survivors go on,
 * and what the objects hold adds up. Each round has objects of its own.
 */
enum { KILLS = 200, WORKERS = 3, PATIENCE_MS = 20000 };

static uint32_t semaphore, queue, progress, lock;
static int worker;
static unsigned seed = 12345;

static unsigned next_random(void)
{
    seed = seed * 1103515245 + 12345;
    return seed >> 8;
}

static void busy_ns(int64_t ns)
{
    int64_t until = lab_now_ns() + ns;
    while (lab_now_ns() < until) {
    }
}

static int hammers(mp_self_t *self)
{
    for (uint64_t i = 1;; i++) {
        uint32_t message = mp_message_new(self, &i, sizeof i);
        mp_op_t load = {.kind = MP_OP_LOAD, .object = progress, .index = (uint32_t)worker, .timeout_ns = -1};
        mp_result_t result;
        if (mp_lock_acquire(self, semaphore, -1) || mp_queue_put(self, queue, message, 900, -1))
            return 1;
        if (mp_queue_get(self, queue, 0, &message) == MP_OK)
            mp_message_drop(self, message);
        if (mp_lock_release(self, semaphore) || mp_perform(self, &load, &result))
            return 2;
        if (mp_value_store(self, progress, (uint32_t)worker, result.value + 1))
            return 3;
    }
}

static uint64_t progress_of(mp_self_t *self, int index)
{
    uint64_t bits = 0;
    mp_value_load(self, progress, (uint32_t)index, &bits);
    return bits;
}

/* The burial may come after the join: the lock shows only then whose it was. */
static bool died_with_the_lock(mp_self_t *self)
{
    return ((mp_object_t *)mp_at(self->mem, lock))->owner == MP_OWNER_DEAD;
}

/* Where the victim may have died with the semaphore's token it is put back once; that of somebody who is
 * merely slow is then one more than there was, which a semaphore takes. */
static bool all_go_on(mp_self_t *self, const uint32_t *alive, bool semaphore_lost)
{
    uint64_t before[WORKERS];
    for (int i = 0; i < WORKERS; i++)
        before[i] = progress_of(self, i);
    for (int ms = 0; ms < PATIENCE_MS; ms++) {
        bool all = true;
        for (int i = 0; i < WORKERS; i++)
            all &= !alive[i] || progress_of(self, i) > before[i];
        if (all || (!semaphore_lost && died_with_the_lock(self)))
            return true;
        lab_pause_ms(1);
        if (ms == 20 && semaphore_lost) {
            mp_op_t value = {.kind = MP_OP_SEM_VALUE, .object = semaphore, .timeout_ns = -1};
            mp_result_t result;
            mp_perform(self, &value, &result);
            if (result.value == 0)
                mp_lock_release(self, semaphore);
        }
    }
    return false;
}

static bool kill_and_join(mp_self_t *self, uint32_t *process)
{
    int status = 0;
    bool right = mp_process_kill(self, *process, SIGKILL) == MP_OK &&
                 mp_process_join(self, *process, -1, &status) == MP_OK && status == SIGKILL;
    *process = 0;
    return right;
}

/* Walks the lists as they lie in memory: what is counted is there. */
static bool adds_up(mp_self_t *self)
{
    const mp_queue_state_t *state = mp_at(self->mem, queue);
    static mp_node_t nodes[4096];
    uint32_t sum = mp_list_copy(self->mem, &state->pipe, nodes, 4096);
    bool right = sum == state->pipe.count && !state->header.guard && mp_set_empty(&state->header.waiters);
    for (uint32_t ref = state->senders; ref;) {
        const mp_sender_t *sender = mp_at(self->mem, ref);
        right &= mp_list_copy(self->mem, &sender->list, nodes, 4096) == sender->list.count;
        sum += sender->list.count;
        ref = sender->next;
    }
    return right && sum == mp_queue_size(self->mem, state);
}

static int one_round(mp_self_t *self)
{
    uint32_t alive[WORKERS];
    if (mp_semaphore_new(self, "semaphore", 1, false, &semaphore) ||
        mp_queue_new(self, "q", 0, false, &queue) || mp_array_new(self, "progress", WORKERS, 0, 0, &progress))
        return 10;
    for (int i = 0; i < WORKERS; i++) {
        worker = i;
        alive[i] = lab_spawn(self, hammers);
    }
    busy_ns(next_random() % 600000);
    if (!kill_and_join(self, &alive[next_random() % WORKERS]))
        return 11;
    if (!all_go_on(self, alive, true))
        return 12;
    for (int i = 0; i < WORKERS; i++)
        if (alive[i] && !kill_and_join(self, &alive[i]))
            return 13;
    uint32_t message;
    if (!adds_up(self))
        return 14;
    while (mp_queue_get(self, queue, 0, &message) == MP_OK)
        mp_message_drop(self, message);
    message = mp_message_new(self, "x", 1);
    if (mp_queue_put(self, queue, message, 5, -1) || mp_queue_get(self, queue, 100000000, &message))
        return 15;
    mp_message_drop(self, message);
    return 0;
}

static int survives_kills(mp_self_t *self)
{
    for (int i = 0; i < KILLS / WORKERS + 1; i++) {
        int code = one_round(self);
        if (code)
            return code;
    }
    return 0;
}

static int passes_token(mp_self_t *self)
{
    for (;;) {
        if (mp_lock_acquire(self, lock, -1) || mp_lock_release(self, lock))
            return 1;
        uint64_t count = progress_of(self, worker);
        mp_value_store(self, progress, (uint32_t)worker, count + 1);
    }
}

/* Many wait for one lock; whoever was woken is killed before it runs. Nobody sleeps at a free lock. */
static int wakes_are_not_lost(mp_self_t *self)
{
    for (int round = 0; round < 60; round++) {
        uint32_t alive[WORKERS];
        mp_lock_new(self, "lock", &lock);
        mp_array_new(self, "progress", WORKERS, 0, 0, &progress);
        mp_lock_acquire(self, lock, -1);
        for (int i = 0; i < WORKERS; i++) {
            worker = i;
            alive[i] = lab_spawn(self, passes_token);
        }
        while (mp_set_count(&((mp_object_t *)mp_at(self->mem, lock))->waiters) < WORKERS)
            lab_pause_ms(1);
        mp_lock_release(self, lock);
        busy_ns(next_random() % 30000);
        if (!kill_and_join(self, &alive[next_random() % WORKERS]))
            return 11;
        if (!all_go_on(self, alive, false))
            return 12;
        for (int i = 0; i < WORKERS; i++)
            if (alive[i] && !kill_and_join(self, &alive[i]))
                return 13;
    }
    return 0;
}

static int takes_it_once(mp_self_t *self)
{
    return mp_lock_acquire(self, lock, -1) != MP_OK;
}

static int sleeps_long(mp_self_t *self)
{
    return mp_sleep(self, INT64_C(3600) * 1000000000) != MP_OK;
}

/* What a waker leaves behind that dies after the first of the two things it does: the waiter stands WOKEN,
 * and nobody has called it. Meanwhile the lock is another's, so nobody may go when the waker is buried. */
static int burials_call_the_woken(mp_self_t *self)
{
    int status = 0;
    mp_lock_new(self, "lock", &lock);
    mp_lock_acquire(self, lock, -1);
    uint32_t waiter = lab_spawn(self, takes_it_once);
    uint32_t waker = lab_spawn(self, sleeps_long);
    const mp_object_t *object = mp_at(self->mem, lock);
    const mp_process_state_t *process = mp_at(self->mem, waiter);
    while (mp_set_empty(&object->waiters))
        lab_pause_ms(1);
    mp_slot_t *slot = mp_world_slot(self->world, process->who);
    while (!atomic_load(&slot->asleep))
        lab_pause_ms(1);
    atomic_store(&slot->stand, MP_STAND_WOKEN);
    if (!kill_and_join(self, &waker))
        return 11;
    if (mp_lock_release(self, lock))
        return 12;
    return mp_process_join(self, waiter, 10000000000, &status) == MP_OK && status == 0 ? 0 : 13;
}

static lab_body_t *const bodies[] = {survives_kills, wakes_are_not_lost, burials_call_the_woken};

static void run(uint32_t body)
{
    lab_t lab;
    mp_config_t config;
    mp_config_default(&config);
    config.events = false;
    lab_open_with(&lab, bodies, &config);
    int code = lab_run(&lab, body);
    lab_close(&lab);
    assert_int_equal(code, 0);
}

static void two_hundred_kills_leave_the_others_going_on(void **state)
{
    (void)state;
    run(0);
}

static void a_wake_up_of_a_killed_process_goes_to_the_next(void **state)
{
    (void)state;
    run(1);
}

static void a_waiter_whose_waker_was_killed_is_called_by_the_burial(void **state)
{
    (void)state;
    run(2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_hundred_kills_leave_the_others_going_on),
        cmocka_unit_test(a_wake_up_of_a_killed_process_goes_to_the_next),
        cmocka_unit_test(a_waiter_whose_waker_was_killed_is_called_by_the_burial),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
