#include "random_ops.h"

#include <stdlib.h>

#include "core/guard.h"

/*
 * A process dies at any point of an operation: before each of its changes, and after the last. What it
 * touched is put back, and the arena is as if it had never begun.
 */
enum { ARENA = 1 << 20, STEPS = 6000, BYTES = 1 << 16, NEVER = 1000 };

typedef struct {
    unsigned char *base;
    unsigned char undo[MP_UNDO_BYTES];
    mp_arena_t arena;
    random_t random;
} world_t;

static jmp_buf death;
static int touches_left;

static void touch_or_die(mp_mem_t *mem, uint32_t ref, uint32_t bytes)
{
    if (touches_left-- == 0)
        longjmp(death, 1);
    mp_guard_touch(mem, ref, bytes);
}

static mp_status_t create_in_arena(mp_mem_t *mem, const mp_create_t *create, uint32_t *ref)
{
    mp_status_t status = mp_arena_create((mp_arena_t *)mem, create, ref);
    if (status == MP_OK)
        mp_arena_publish((mp_arena_t *)mem, *ref);
    return status;
}

static void world_open(world_t *world, uint64_t seed)
{
    memset(world, 0, sizeof *world);
    world->base = aligned_alloc(64, ARENA);
    assert_int_equal(mp_arena_format(world->base, ARENA), MP_OK);
    mp_arena_attach(&world->arena, world->base, ARENA, 0, world->undo);
    random_init(&world->random, seed, &world->arena.mem, create_in_arena);
    mp_guard_commit(&world->arena);
}

static uint32_t serialised(world_t *world, unsigned char *bytes)
{
    mp_bytes_t out = {.bytes = bytes, .size = BYTES};
    for (uint32_t i = 0; i < RANDOM_OBJECTS; i++)
        mp_object_serialise(&world->arena.mem, world->random.objects[i], &out);
    assert_false(out.failed);
    return out.used;
}

/* Applies `op` up to its `touches`-th change and dies there, or after it all, before the commit. True: it
 * died. */
static bool die_in(world_t *world, const mp_op_t *op, uint32_t who, int touches)
{
    mp_result_t result;
    volatile bool died = true;
    touches_left = touches;
    world->arena.mem.touch = touch_or_die;
    if (setjmp(death) == 0) {
        mp_apply(&world->arena.mem, op, who, &result);
        died = false;
    }
    world->arena.mem.touch = mp_guard_touch;
    return died;
}

static void a_death_at_any_point_of_an_operation_leaves_no_trace(void **state)
{
    (void)state;
    static world_t world;
    static unsigned char before[BYTES], after[BYTES];
    world_open(&world, 5);
    mp_mem_t *mem = &world.arena.mem;
    int deaths = 0;
    for (int i = 0; i < STEPS; i++) {
        uint32_t who = random_below(&world.random, RANDOM_WHOS);
        mp_op_t op = random_op(&world.random, mem, who);
        assert_int_equal(mp_arena_reserve(&world.arena, 0), MP_OK);
        mp_guard_commit(&world.arena);
        uint32_t size = serialised(&world, before);
        /* A store is one write: it has happened or not, and there is nothing to put back. */
        for (int touches = 0; touches < NEVER && op.kind != MP_OP_STORE; touches++) {
            bool died = die_in(&world, &op, who, touches);
            mp_guard_rollback(mem, world.undo);
            assert_int_equal(serialised(&world, after), size);
            assert_memory_equal(before, after, size);
            deaths++;
            if (!died)
                break;
        }
        mp_result_t result;
        mp_apply(mem, &op, who, &result);
        mp_guard_commit(&world.arena);
        random_done(&world.random, mem, who, op, &result);
    }
    assert_true(deaths > STEPS);
    free(world.base);
}

/* Blocks that come and go in operations that die are neither lost nor given out twice. */
static void pools_survive_deaths(void **state)
{
    (void)state;
    static world_t world;
    world_open(&world, 6);
    mp_mem_t *mem = &world.arena.mem;
    mp_op_t put = pure_op(MP_OP_QUEUE_PUT, world.random.objects[8]);
    mp_op_t get = pure_op(MP_OP_QUEUE_GET, world.random.objects[8]);
    put.operand = 5;
    put.flags = get.flags = MP_OP_EAGER;
    for (int i = 0; i < 20000; i++) {
        mp_result_t result;
        assert_int_equal(mp_arena_reserve(&world.arena, 0), MP_OK);
        mp_guard_commit(&world.arena);
        put.message = mem->message_new(mem, &i, sizeof i);
        assert_int_not_equal(put.message, 0);
        die_in(&world, &put, 1, i % 5);
        mp_guard_rollback(mem, world.undo);
        mp_apply(mem, &put, 1, &result);
        mp_guard_commit(&world.arena);
        die_in(&world, &get, 2, i % 5);
        mp_guard_rollback(mem, world.undo);
        mp_apply(mem, &get, 2, &result);
        mp_guard_commit(&world.arena);
        uint32_t size;
        assert_int_equal(result.status, MP_OK);
        assert_memory_equal(mem->message_bytes(mem, result.message, &size), &i, sizeof i);
        mem->message_drop(mem, result.message);
    }
    assert_true(mp_arena_used(mem) < ARENA / 2);
    free(world.base);
}

static void a_guard_goes_to_the_heir_of_the_dead(void **state)
{
    (void)state;
    mp_object_t object = {.kind = MP_LOCK};
    assert_true(mp_guard_take(&object, 7, -1));
    assert_false(mp_guard_take(&object, 8, 1000000));
    assert_false(mp_guard_take_over(&object, 8, MP_SLOTS));
    assert_true(mp_guard_take_over(&object, 7, MP_SLOTS));
    mp_set_add(&object.waiters, 3);
    mp_guard_drop(&object);
    assert_int_equal(object.guard, MP_GUARD_WAITERS);
    assert_true(mp_guard_take(&object, 8, -1));
    mp_set_remove(&object.waiters, 3);
    mp_guard_drop(&object);
    assert_int_equal(object.guard, 0);
}

static void a_record_that_was_spoilt_is_put_back_as_far_as_it_goes(void **state)
{
    (void)state;
    static world_t world;
    world_open(&world, 7);
    mp_undo_t *undo = (mp_undo_t *)world.undo;
    uint64_t seed = 3;
    for (int i = 0; i < 20000; i++) {
        for (size_t k = 0; k < sizeof undo->entries; k++) {
            seed = seed * 6364136223846793005u + 1;
            undo->entries[k] = (unsigned char)(seed >> 48);
        }
        /* refs of 24 bits or so, small sizes: some lie inside */
        undo->entries[3] = 0;
        undo->entries[5] = undo->entries[6] = undo->entries[7] = 0;
        undo->used = (uint32_t)(seed >> 32) % 1000;
        mp_guard_rollback(&world.arena.mem, world.undo);
        assert_int_equal(undo->used, 0);
    }
    free(world.base);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_death_at_any_point_of_an_operation_leaves_no_trace),
        cmocka_unit_test(pools_survive_deaths),
        cmocka_unit_test(a_guard_goes_to_the_heir_of_the_dead),
        cmocka_unit_test(a_record_that_was_spoilt_is_put_back_as_far_as_it_goes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
