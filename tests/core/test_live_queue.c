/*
 * Queues in a free run, where senders lag behind in buffers of their own: nothing is lost, doubled or out of
 * its sender's order, whoever is killed at whatever instant.
 */
#include "core/guard.h"
#include "lab.h"

enum { SENDERS = 2, ITEMS = 60000, ROUNDS = 80, MOST_AHEAD = 2500, PATIENCE_NS = 1000000000 };

static uint32_t queue, progress;
static uint64_t number; /* of this sender */
static unsigned seed = 4711;

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

static mp_status_t put(mp_self_t *self, uint64_t item)
{
    uint32_t message = mp_message_new(self, &item, sizeof item);
    mp_status_t status = message ? mp_queue_put(self, queue, message, 5, -1) : MP_ERR_MEMORY;
    if (status != MP_OK) {
        mp_message_drop(self, message);
    }
    return status;
}

static mp_status_t get(mp_self_t *self, int64_t timeout_ns, uint64_t *item)
{
    uint32_t message, size;
    mp_status_t status = mp_queue_get(self, queue, timeout_ns, &message);
    if (status == MP_OK) {
        memcpy(item, mp_message_bytes(self, message, &size), sizeof *item);
        mp_message_drop(self, message);
    }
    return status;
}

static int sends_all(mp_self_t *self)
{
    for (uint64_t i = 0; i < ITEMS; i++) {
        if (put(self, number << 32 | i) != MP_OK) {
            return 1;
        }
    }
    return (int)mp_queue_flush(self, queue);
}

/* True if `item` is the next of its sender. */
static bool is_next(uint64_t item, uint64_t *next)
{
    uint64_t sender = item >> 32;
    return sender < SENDERS && (uint32_t)item == next[sender]++;
}

static int keeps_order(mp_self_t *self)
{
    uint32_t senders[SENDERS];
    uint64_t next[SENDERS] = {0};
    mp_queue_new(self, "q", 0, false, &queue);
    for (number = 0; number < SENDERS; number++) {
        senders[number] = lab_spawn(self, sends_all);
    }
    for (int i = 0; i < SENDERS * ITEMS; i++) {
        uint64_t item = 0;
        if (get(self, 20 * (int64_t)PATIENCE_NS, &item) != MP_OK || !is_next(item, next)) {
            return 1;
        }
    }
    for (int i = 0; i < SENDERS; i++) {
        int status = 1;
        if (mp_process_join(self, senders[i], -1, &status) != MP_OK || status != 0) {
            return 2;
        }
    }
    const mp_queue_state_t *state = mp_at(self->mem, queue);
    return mp_queue_size(self->mem, state) == 0 ? 0 : 3;
}

/* Sends until it is killed; never so much that all rounds together fill the arena. */
static int sends_for_ever(mp_self_t *self)
{
    for (uint64_t i = 0;; i++) {
        const mp_queue_state_t *state = mp_at(self->mem, queue);
        while (mp_queue_size(self->mem, state) > MOST_AHEAD) {
            mp_sleep(self, 100000);
        }
        if (put(self, number << 32 | i) != MP_OK || mp_value_store(self, progress, (uint32_t)number, i + 1)) {
            return 1;
        }
    }
}

static int gets_for_ever(mp_self_t *self)
{
    uint64_t item;
    while (get(self, -1, &item) == MP_OK) {
    }
    return 1;
}

static bool kill_and_join(mp_self_t *self, uint32_t process)
{
    int status = 0;
    return mp_process_kill(self, process, SIGKILL) == MP_OK &&
           mp_process_join(self, process, -1, &status) == MP_OK && status == SIGKILL;
}

static uint64_t progress_of(mp_self_t *self, uint32_t sender)
{
    uint64_t bits = 0;
    mp_value_load(self, progress, sender, &bits);
    return bits;
}

static void start_senders(mp_self_t *self, uint32_t *senders)
{
    mp_queue_new(self, "q", 0, false, &queue);
    mp_array_new(self, "progress", SENDERS, 0, 0, &progress);
    for (number = 0; number < SENDERS; number++) {
        senders[number] = lab_spawn(self, sends_for_ever);
    }
}

/* One sender is killed while the caller gets from both. */
static int one_sender_dies(mp_self_t *self)
{
    uint32_t senders[SENDERS];
    uint64_t next[SENDERS] = {0};
    uint64_t item = 0;
    start_senders(self, senders);
    int64_t until = lab_now_ns() + next_random() % 2000000;
    while (lab_now_ns() < until) {
        if (get(self, PATIENCE_NS, &item) == MP_OK && !is_next(item, next)) {
            return 1;
        }
    }
    if (!kill_and_join(self, senders[0])) {
        return 2;
    }
    /* What it had said to be put before it died, and fitted, is there; the other goes on. */
    uint64_t seen = next[1];
    for (int i = 0; i < 200000 && next[1] < seen + 1000; i++) {
        if (get(self, 20 * (int64_t)PATIENCE_NS, &item) != MP_OK || !is_next(item, next)) {
            return 3;
        }
    }
    if (next[1] < seen + 1000 || !kill_and_join(self, senders[1])) {
        return 4;
    }
    while (get(self, 0, &item) == MP_OK) {
        if (!is_next(item, next)) {
            return 5;
        }
    }
    const mp_queue_state_t *state = mp_at(self->mem, queue);
    return mp_queue_size(self->mem, state) == 0 && next[0] <= progress_of(self, 0) + 1 ? 0 : 6;
}

/* The one that gets is killed: who puts never waits for it. */
static int the_getter_dies(mp_self_t *self)
{
    uint32_t senders[SENDERS];
    start_senders(self, senders);
    uint32_t getter = lab_spawn(self, gets_for_ever);
    busy_ns(next_random() % 2000000);
    if (!kill_and_join(self, getter)) {
        return 1;
    }
    for (uint32_t i = 0; i < SENDERS; i++) {
        uint64_t before = progress_of(self, i);
        int64_t until = lab_now_ns() + 20 * (int64_t)PATIENCE_NS;
        const mp_queue_state_t *state = mp_at(self->mem, queue);
        while (progress_of(self, i) == before && mp_queue_size(self->mem, state) <= MOST_AHEAD) {
            if (lab_now_ns() > until) {
                return 2;
            }
        }
    }
    for (uint32_t i = 0; i < SENDERS; i++) {
        if (!kill_and_join(self, senders[i])) {
            return 3;
        }
    }
    return 0;
}

static int survives_deaths(mp_self_t *self)
{
    for (int round = 0; round < ROUNDS; round++) {
        int code = one_sender_dies(self);
        if (code == 0) {
            code = 10 * the_getter_dies(self);
        }
        if (code != 0) {
            return code;
        }
    }
    return 0;
}

/* Puts one item into its own buffer, as a sender does that lags. */
static int lags(mp_self_t *self)
{
    uint64_t item = 77;
    mp_result_t result;
    mp_object_t *object = mp_at(self->mem, queue);
    mp_op_t op = {.kind = MP_OP_QUEUE_PUT, .object = queue, .operand = 5, .timeout_ns = -1};
    op.message = mp_message_new(self, &item, sizeof item);
    mp_arena_reserve(&self->arena, 0);
    mp_guard_take(object, self->who, -1);
    mp_apply(self->mem, &op, self->who, &result);
    mp_guard_commit(&self->arena);
    mp_guard_drop(object);
    mp_value_store(self, progress, 0, 1);
    mp_sleep(self, INT64_C(3600) * 1000000000);
    return 1;
}

static int finds_what_lagged(mp_self_t *self)
{
    uint64_t item = 0;
    mp_queue_new(self, "q", 0, false, &queue);
    mp_array_new(self, "progress", SENDERS, 0, 0, &progress);
    uint32_t sender = lab_spawn(self, lags);
    while (progress_of(self, 0) == 0) {
        lab_pause_ms(1);
    }
    if (!kill_and_join(self, sender)) {
        return 1;
    }
    return get(self, 10 * (int64_t)PATIENCE_NS, &item) == MP_OK && item == 77 ? 0 : 2;
}

/* A latch left by the dead keeps nobody from getting. */
static int gets_past_a_dead_latch(mp_self_t *self)
{
    uint64_t item = 0;
    mp_queue_new(self, "q", 0, false, &queue);
    mp_array_new(self, "progress", SENDERS, 0, 0, &progress);
    uint32_t sender = lab_spawn(self, lags);
    while (progress_of(self, 0) == 0) {
        lab_pause_ms(1);
    }
    mp_queue_state_t *state = mp_at(self->mem, queue);
    mp_sender_t *buffer = mp_at(self->mem, state->senders);
    mp_latch_take(buffer, buffer->who);
    if (!kill_and_join(self, sender)) {
        return 1;
    }
    return get(self, 10 * (int64_t)PATIENCE_NS, &item) == MP_OK && item == 77 ? 0 : 2;
}

static lab_body_t *const bodies[] = {keeps_order, survives_deaths, finds_what_lagged, gets_past_a_dead_latch};

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

static void items_of_a_sender_come_in_order_and_all(void **state)
{
    (void)state;
    run(0);
}

static void killed_senders_and_getters_wedge_nobody(void **state)
{
    (void)state;
    run(1);
}

static void what_lagged_is_delivered_when_its_sender_dies(void **state)
{
    (void)state;
    run(2);
}

static void a_latch_of_the_dead_is_dropped(void **state)
{
    (void)state;
    run(3);
}

int main(void)
{
    alarm(110);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_of_a_sender_come_in_order_and_all),
        cmocka_unit_test(killed_senders_and_getters_wedge_nobody),
        cmocka_unit_test(what_lagged_is_delivered_when_its_sender_dies),
        cmocka_unit_test(a_latch_of_the_dead_is_dropped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
