#include "random_ops.h"

enum { STEPS = 20000, BYTES = 1 << 16 };

/* Messages by number, so that two memories can be compared. */
static uint32_t as_weight(void *context, uint32_t message)
{
    (void)context;
    return message ? 1 : 0;
}

static uint32_t serialised(const mp_mem_t *mem, const random_t *r, unsigned char *bytes)
{
    mp_bytes_t out = {.bytes = bytes, .size = BYTES, .map = as_weight};
    for (uint32_t i = 0; i < RANDOM_OBJECTS; i++)
        mp_object_serialise(mem, r->objects[i], &out);
    assert_false(out.failed);
    return out.used;
}

static void deserialise(mp_mem_t *mem, const random_t *r, const unsigned char *bytes, uint32_t size)
{
    mp_bytes_t in = {.bytes = (unsigned char *)bytes, .size = size};
    for (uint32_t i = 0; i < RANDOM_OBJECTS; i++)
        mp_object_deserialise(mem, r->objects[i], &in);
    assert_false(in.failed);
    assert_int_equal(in.used, size);
}

/* Steps of random processes; after each one the bytes, read into other objects and written again, are equal,
 * and both sets of objects agree on what is enabled. */
static void states_survive_being_written_and_read(void **state)
{
    (void)state;
    static pure_t one, two;
    static unsigned char first[BYTES], second[BYTES];
    random_t r, other;
    pure_init(&one);
    pure_init(&two);
    random_init(&r, 1, one.mem, mp_object_create);
    random_init(&other, 1, two.mem, mp_object_create);
    for (int i = 0; i < STEPS; i++) {
        uint32_t who = random_below(&r, RANDOM_WHOS);
        mp_op_t op = random_op(&r, one.mem, who);
        mp_result_t result;
        mp_apply(one.mem, &op, who, &result);
        random_done(&r, one.mem, who, op, &result);
        uint32_t size = serialised(one.mem, &r, first);
        deserialise(two.mem, &other, first, size);
        assert_int_equal(serialised(two.mem, &other, second), size);
        assert_memory_equal(first, second, size);
        mp_op_t probe = random_op(&r, one.mem, who);
        mp_op_t probe_there = probe;
        for (uint32_t k = 0; k < RANDOM_OBJECTS; k++)
            if (r.objects[k] == probe.object)
                probe_there.object = other.objects[k];
        assert_int_equal(mp_enabled(one.mem, &probe, who), mp_enabled(two.mem, &probe_there, who));
        if (probe.message && r.pending[who].kind == MP_OP_NONE)
            one.mem->message_drop(one.mem, probe.message);
    }
}

static void what_is_not_enabled_changes_nothing(void **state)
{
    (void)state;
    static pure_t p;
    static unsigned char before[BYTES], after[BYTES];
    random_t r;
    pure_init(&p);
    random_init(&r, 2, p.mem, mp_object_create);
    for (int i = 0; i < STEPS; i++) {
        uint32_t who = random_below(&r, RANDOM_WHOS);
        mp_op_t op = random_op(&r, p.mem, who);
        mp_op_t patient = op;
        mp_result_t result;
        mp_reason_t reason;
        patient.timeout_ns = -1;
        mp_enabled_t enabled = mp_enabled(p.mem, &patient, who);
        mp_why(p.mem, &patient, who, &reason);
        assert_true(enabled != MP_READY || reason.why == MP_WHY_NOT);
        assert_true(enabled != MP_BLOCKED || reason.why != MP_WHY_NOT);
        uint32_t size = serialised(p.mem, &r, before);
        mp_apply(p.mem, &op, who, &result);
        if (enabled == MP_BLOCKED) {
            assert_int_equal(result.status, MP_TIMEOUT);
            assert_int_equal(serialised(p.mem, &r, after), size);
            assert_memory_equal(before, after, size);
        }
        random_done(&r, p.mem, who, op, &result);
    }
}

static void bytes_that_are_none_are_refused(void **state)
{
    (void)state;
    static pure_t p;
    random_t r;
    pure_init(&p);
    random_init(&r, 3, p.mem, mp_object_create);
    uint64_t seed = 9;
    for (int i = 0; i < 20000; i++) {
        unsigned char noise[40];
        for (size_t k = 0; k < sizeof noise; k++) {
            seed = seed * 6364136223846793005u + 1;
            noise[k] = (unsigned char)(seed >> 40) & 0x8f;
        }
        mp_bytes_t in = {.bytes = noise, .size = sizeof noise};
        mp_object_deserialise(p.mem, r.objects[i % RANDOM_OBJECTS], &in);
        if (i % 100 == 0) {
            pure_init(&p);
            random_init(&r, 3, p.mem, mp_object_create);
        }
    }
}

/* The host asks about refs and operations that a lesson process wrote: nothing is read outside. */
static void refs_that_are_not_trusted_do_no_harm(void **state)
{
    (void)state;
    static pure_t p;
    random_t r;
    pure_init(&p);
    random_init(&r, 4, p.mem, mp_object_create);
    for (uint32_t i = 0; i < 20000; i++) {
        mp_op_t op = {.kind = (uint16_t)(i % 80), .object = i * 2654435761u, .index = i, .timeout_ns = -1};
        mp_reason_t reason;
        mp_object_t copy;
        if (i % 3 == 0)
            op.object = r.objects[i % RANDOM_OBJECTS];
        mp_enabled(p.mem, &op, i % 300);
        mp_why(p.mem, &op, i % 300, &reason);
        mp_object_copy(p.mem, op.object, &copy, sizeof copy, 2);
    }
}

static void a_full_memory_is_a_status(void **state)
{
    (void)state;
    static pure_t p;
    pure_init(&p);
    uint32_t queue = pure_new(&p, (mp_create_t){.kind = MP_QUEUE}), ref;
    mp_create_t huge = {.kind = MP_ARRAY, .count = 1 << 20};
    assert_int_equal(mp_object_create(p.mem, &huge, &ref), MP_ERR_MEMORY);
    huge.count = 1 << 30;
    assert_int_equal(mp_object_create(p.mem, &huge, &ref), MP_ERR_ARGUMENT);
    mp_op_t op = pure_op(MP_OP_QUEUE_PUT, queue);
    op.operand = 5;
    mp_result_t result = {0};
    while (result.status == MP_OK)
        mp_apply(p.mem, &op, 1, &result);
    assert_int_equal(result.status, MP_ERR_MEMORY);
}

static void an_object_gives_back_all_that_it_took(void **state)
{
    (void)state;
    static pure_t p;
    pure_init(&p);
    for (int i = 0; i < 5000; i++) {
        uint32_t queue = pure_new(&p, (mp_create_t){.kind = MP_QUEUE});
        for (int k = 0; k < 20; k++) {
            mp_op_t op = pure_op(MP_OP_QUEUE_PUT, queue);
            op.operand = 5;
            op.message = pure_message(&p, "abc");
            assert_int_equal(pure_apply(&p, op, (uint32_t)k % 5).status, MP_OK);
        }
        mp_object_free(p.mem, queue);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(states_survive_being_written_and_read),
        cmocka_unit_test(what_is_not_enabled_changes_nothing),
        cmocka_unit_test(bytes_that_are_none_are_refused),
        cmocka_unit_test(refs_that_are_not_trusted_do_no_harm),
        cmocka_unit_test(a_full_memory_is_a_status),
        cmocka_unit_test(an_object_gives_back_all_that_it_took),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
