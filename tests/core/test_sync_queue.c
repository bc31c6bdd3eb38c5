/* Queue, SimpleQueue, Pipe, and how much fits into them (PROTOCOLS: measured with CPython on Linux). */
#include "pure.h"

enum { NONE = 4, SMALL_INT = 5 }; /* pickled bytes */

static uint32_t text_of(uint32_t characters)
{
    return characters + 18;
}

static mp_op_t put_op(uint32_t queue, uint32_t message, uint32_t weight)
{
    mp_op_t op = pure_op(MP_OP_QUEUE_PUT, queue);
    op.message = message;
    op.operand = weight;
    return op;
}

static mp_status_t put(pure_t *p, uint32_t queue, uint32_t who, uint32_t message, uint32_t weight)
{
    return (mp_status_t)pure_apply(p, put_op(queue, message, weight), who).status;
}

/* How many messages of this weight one sender can deliver while nobody gets. */
static int fits_in_queue(uint32_t weight)
{
    static pure_t p;
    pure_init(&p);
    uint32_t queue = pure_new(&p, (mp_create_t){.kind = MP_QUEUE});
    int count = 0;
    for (; count < 10000; count++) {
        assert_int_equal(put(&p, queue, 1, 1, weight), MP_OK);
        if (pure_can(&p, MP_OP_QUEUE_DELIVER, queue, 1) != MP_READY)
            break;
        pure_do(&p, MP_OP_QUEUE_DELIVER, queue, 1);
        const mp_sender_t *sender = mp_at(p.mem, ((mp_queue_state_t *)mp_at(p.mem, queue))->senders);
        if (sender->large)
            break;
    }
    return count;
}

static void a_queue_takes_what_cpythons_takes(void **state)
{
    (void)state;
    assert_int_equal(fits_in_queue(NONE), 8192);
    assert_int_equal(fits_in_queue(SMALL_INT), 7280);
    assert_int_equal(fits_in_queue(text_of(1000)), 64);
    assert_int_equal(fits_in_queue(text_of(65514)), 1);
    assert_int_equal(fits_in_queue(text_of(65515)), 0);
}

static int fits_in_pipe(uint32_t weight, uint16_t flags)
{
    static pure_t p;
    pure_init(&p);
    uint32_t pipe = pure_new(&p, (mp_create_t){.kind = MP_PIPE, .flags = flags, .who = 1});
    mp_op_t op = pure_op(MP_OP_PIPE_SEND, pipe);
    op.index = 1;
    op.operand = weight;
    op.message = 1;
    int count = 0;
    while (mp_enabled(p.mem, &op, 1) == MP_READY && count < 10000) {
        pure_apply(&p, op, 1);
        count++;
    }
    return count;
}

static void pipes_take_what_cpythons_take(void **state)
{
    (void)state;
    assert_int_equal(fits_in_pipe(SMALL_INT, MP_CREATE_DUPLEX), 278);
    assert_int_equal(fits_in_pipe(text_of(1000), MP_CREATE_DUPLEX), 93);
    assert_int_equal(fits_in_pipe(text_of(5000), MP_CREATE_DUPLEX), 34);
    assert_int_equal(fits_in_pipe(SMALL_INT, 0), 7280);
    assert_int_equal(fits_in_pipe(text_of(1000), 0), 64);
}

static void a_full_pipe_takes_more_when_a_page_has_been_read(void **state)
{
    (void)state;
    static pure_t p;
    pure_init(&p);
    uint32_t queue = pure_new(&p, (mp_create_t){.kind = MP_QUEUE});
    for (int i = 0; i < 7281; i++)
        put(&p, queue, 1, 1, SMALL_INT);
    while (pure_can(&p, MP_OP_QUEUE_DELIVER, queue, 1) == MP_READY)
        pure_do(&p, MP_OP_QUEUE_DELIVER, queue, 1);
    for (int i = 0; i < 454; i++)
        pure_do(&p, MP_OP_QUEUE_GET, queue, 2);
    assert_int_equal(pure_can(&p, MP_OP_QUEUE_DELIVER, queue, 1), MP_BLOCKED);
    pure_do(&p, MP_OP_QUEUE_GET, queue, 2);
    assert_int_equal(pure_can(&p, MP_OP_QUEUE_DELIVER, queue, 1), MP_READY);
}

static void what_was_put_is_there_when_it_has_been_delivered(void **state)
{
    (void)state;
    static pure_t p;
    pure_init(&p);
    uint32_t queue = pure_new(&p, (mp_create_t){.kind = MP_QUEUE});
    assert_int_equal(put(&p, queue, 1, 77, SMALL_INT), MP_OK);
    assert_int_equal(pure_apply(&p, pure_op(MP_OP_QUEUE_EMPTY, queue), 2).value, 1);
    assert_int_equal(pure_apply(&p, pure_op(MP_OP_QUEUE_SIZE, queue), 2).value, 1);
    assert_int_equal(pure_can(&p, MP_OP_QUEUE_FLUSH, queue, 1), MP_BLOCKED);
    assert_int_equal(pure_why(&p, MP_OP_QUEUE_FLUSH, queue, 1), MP_WHY_UNDELIVERED);
    assert_int_equal(pure_why(&p, MP_OP_QUEUE_GET, queue, 2), MP_WHY_NOT_DELIVERED);
    assert_int_equal(pure_do(&p, MP_OP_QUEUE_DELIVER, queue, 1), MP_OK);
    assert_int_equal(pure_can(&p, MP_OP_QUEUE_FLUSH, queue, 1), MP_READY);
    mp_result_t result = pure_apply(&p, pure_op(MP_OP_QUEUE_GET, queue), 2);
    assert_int_equal(result.message, 77);
    assert_int_equal(result.value, SMALL_INT);
}

static void the_first_getter_that_waits_owns_the_read_side(void **state)
{
    (void)state;
    static pure_t p;
    pure_init(&p);
    uint32_t queue = pure_new(&p, (mp_create_t){.kind = MP_QUEUE});
    assert_int_equal(pure_can(&p, MP_OP_QUEUE_GET, queue, 2), MP_ENTER);
    assert_int_equal(pure_do(&p, MP_OP_QUEUE_GET, queue, 2), MP_AGAIN);
    put(&p, queue, 1, 5, SMALL_INT);
    pure_do(&p, MP_OP_QUEUE_DELIVER, queue, 1);
    assert_int_equal(pure_can(&p, MP_OP_QUEUE_GET, queue, 3), MP_BLOCKED);
    assert_int_equal(pure_why(&p, MP_OP_QUEUE_GET, queue, 3), MP_WHY_READER);
    assert_int_equal(pure_can(&p, MP_OP_QUEUE_GET, queue, 2), MP_READY);
    mp_bury(p.mem, queue, 2); /* killed: it starves the others */
    assert_int_equal(pure_can(&p, MP_OP_QUEUE_GET, queue, 3), MP_BLOCKED);
    assert_int_equal(pure_why(&p, MP_OP_QUEUE_GET, queue, 3), MP_WHY_HELD_BY_DEAD);
}

static void a_getter_that_times_out_leaves_the_read_side(void **state)
{
    (void)state;
    static pure_t p;
    pure_init(&p);
    uint32_t queue = pure_new(&p, (mp_create_t){.kind = MP_QUEUE});
    mp_op_t get = pure_op(MP_OP_QUEUE_GET, queue);
    mp_result_t result;
    get.timeout_ns = 1;
    pure_apply(&p, get, 2);
    assert_int_equal(pure_can(&p, MP_OP_QUEUE_GET, queue, 3), MP_BLOCKED);
    mp_expire(p.mem, &get, 2, &result);
    assert_int_equal(result.status, MP_TIMEOUT);
    assert_int_equal(pure_can(&p, MP_OP_QUEUE_GET, queue, 3), MP_ENTER);
}

static void a_bounded_queue_is_full_by_what_was_put(void **state)
{
    (void)state;
    static pure_t p;
    pure_init(&p);
    uint32_t queue = pure_new(&p, (mp_create_t){.kind = MP_QUEUE, .count = 1});
    put(&p, queue, 1, 5, SMALL_INT);
    assert_int_equal(pure_can(&p, MP_OP_QUEUE_PUT, queue, 2), MP_BLOCKED);
    assert_int_equal(pure_why(&p, MP_OP_QUEUE_PUT, queue, 2), MP_WHY_FULL);
    pure_do(&p, MP_OP_QUEUE_DELIVER, queue, 1);
    assert_int_equal(pure_can(&p, MP_OP_QUEUE_PUT, queue, 2), MP_BLOCKED);
    pure_do(&p, MP_OP_QUEUE_GET, queue, 3);
    assert_int_equal(pure_can(&p, MP_OP_QUEUE_PUT, queue, 2), MP_READY);
}

static void what_a_killed_sender_had_not_delivered_is_lost(void **state)
{
    (void)state;
    static pure_t p;
    pure_init(&p);
    uint32_t queue = pure_new(&p, (mp_create_t){.kind = MP_QUEUE});
    put(&p, queue, 1, pure_message(&p, "a"), SMALL_INT);
    put(&p, queue, 1, pure_message(&p, "b"), SMALL_INT);
    pure_do(&p, MP_OP_QUEUE_DELIVER, queue, 1);
    mp_bury(p.mem, queue, 1);
    assert_int_equal(pure_apply(&p, pure_op(MP_OP_QUEUE_SIZE, queue), 2).value, 1);
    assert_int_equal(pure_can(&p, MP_OP_QUEUE_DELIVER, queue, 1), MP_BLOCKED);
}

static void a_free_run_delivers_at_once_and_pulls_the_rest(void **state)
{
    (void)state;
    static pure_t p;
    pure_init(&p);
    uint32_t queue = pure_new(&p, (mp_create_t){.kind = MP_QUEUE});
    mp_op_t op = put_op(queue, 9, text_of(1000));
    op.flags = MP_OP_EAGER;
    for (int i = 0; i < 70; i++)
        pure_apply(&p, op, 1);
    mp_queue_state_t *q = mp_at(p.mem, queue);
    assert_int_equal(q->pipe.count, 64);
    mp_op_t get = pure_op(MP_OP_QUEUE_GET, queue);
    get.flags = MP_OP_EAGER;
    for (int i = 0; i < 70; i++)
        assert_int_equal(pure_apply(&p, get, 2).status, MP_OK);
    assert_int_equal(mp_enabled(p.mem, &get, 2), MP_ENTER);
}

static void a_simple_queue_waits_for_room_and_a_large_put_for_its_getter(void **state)
{
    (void)state;
    static pure_t p;
    pure_init(&p);
    uint32_t queue = pure_new(&p, (mp_create_t){.kind = MP_QUEUE, .flags = MP_CREATE_SIMPLE});
    mp_op_t large = put_op(queue, 3, 200000);
    assert_int_equal(mp_enabled(p.mem, &large, 1), MP_ENTER);
    assert_int_equal(pure_apply(&p, large, 1).status, MP_AGAIN);
    assert_int_equal(mp_enabled(p.mem, &large, 1), MP_BLOCKED);
    assert_int_equal(pure_can(&p, MP_OP_QUEUE_PUT, queue, 2), MP_BLOCKED);
    assert_int_equal(pure_apply(&p, pure_op(MP_OP_QUEUE_GET, queue), 3).message, 3);
    assert_int_equal(mp_enabled(p.mem, &large, 1), MP_READY);
    assert_int_equal(pure_apply(&p, large, 1).status, MP_OK);
    assert_int_equal(pure_apply(&p, pure_op(MP_OP_QUEUE_EMPTY, queue), 3).value, 1);
}

static void a_pipe_ends_when_nobody_holds_the_other_end(void **state)
{
    (void)state;
    static pure_t p;
    pure_init(&p);
    uint32_t pipe = pure_new(&p, (mp_create_t){.kind = MP_PIPE, .flags = MP_CREATE_DUPLEX, .who = 1});
    mp_op_t receive = pure_op(MP_OP_PIPE_RECV, pipe), close_one = pure_op(MP_OP_PIPE_CLOSE, pipe);
    mp_op_t send = pure_op(MP_OP_PIPE_SEND, pipe);
    close_one.index = 1;
    mp_inherit(p.mem, pipe, 1, 2);
    assert_int_equal(pure_apply(&p, close_one, 1).status, MP_OK);
    assert_int_equal(mp_enabled(p.mem, &receive, 1), MP_BLOCKED);
    mp_bury(p.mem, pipe, 2);
    assert_int_equal(mp_enabled(p.mem, &receive, 1), MP_READY);
    assert_int_equal(pure_apply(&p, receive, 1).status, MP_EOF);
    assert_int_equal(pure_apply(&p, send, 1).status, MP_ERR_BROKEN_PIPE);
    send.index = 1;
    assert_int_equal(pure_apply(&p, send, 1).status, MP_ERR_CLOSED);
}

static void raw_reads_join_and_split_writes(void **state)
{
    (void)state;
    static pure_t p;
    pure_init(&p);
    uint32_t pipe = pure_new(&p, (mp_create_t){.kind = MP_PIPE, .flags = MP_CREATE_RAW, .who = 1});
    mp_op_t write = pure_op(MP_OP_PIPE_WRITE, pipe), read = pure_op(MP_OP_PIPE_READ, pipe);
    write.index = 1;
    write.message = pure_message(&p, "hello");
    assert_int_equal(pure_apply(&p, write, 1).value, 5);
    write.message = pure_message(&p, " world");
    pure_apply(&p, write, 1);
    read.operand = 8;
    mp_result_t result = pure_apply(&p, read, 1);
    uint32_t size;
    assert_memory_equal(p.mem->message_bytes(p.mem, result.message, &size), "hello wo", 8);
    read.operand = 100;
    result = pure_apply(&p, read, 1);
    assert_memory_equal(p.mem->message_bytes(p.mem, result.message, &size), "rld", 3);
    assert_int_equal(result.value, 3);
    assert_int_equal(mp_enabled(p.mem, &read, 1), MP_BLOCKED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_queue_takes_what_cpythons_takes),
        cmocka_unit_test(pipes_take_what_cpythons_take),
        cmocka_unit_test(a_full_pipe_takes_more_when_a_page_has_been_read),
        cmocka_unit_test(what_was_put_is_there_when_it_has_been_delivered),
        cmocka_unit_test(the_first_getter_that_waits_owns_the_read_side),
        cmocka_unit_test(a_getter_that_times_out_leaves_the_read_side),
        cmocka_unit_test(a_bounded_queue_is_full_by_what_was_put),
        cmocka_unit_test(what_a_killed_sender_had_not_delivered_is_lost),
        cmocka_unit_test(a_free_run_delivers_at_once_and_pulls_the_rest),
        cmocka_unit_test(a_simple_queue_waits_for_room_and_a_large_put_for_its_getter),
        cmocka_unit_test(a_pipe_ends_when_nobody_holds_the_other_end),
        cmocka_unit_test(raw_reads_join_and_split_writes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
