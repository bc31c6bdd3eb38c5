/*
 * What the tests of the pure functions share: a scratch memory, and operations in one line.
 */
#ifndef TESTS_CORE_PURE_H
#define TESTS_CORE_PURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/object.h"

typedef struct {
    mp_scratch_t scratch;
    mp_mem_t *mem;
    uint64_t room[1 << 17]; /* 1 MiB */
} pure_t;

static inline void pure_init(pure_t *pure)
{
    mp_scratch_init(&pure->scratch, pure->room, sizeof pure->room);
    pure->mem = &pure->scratch.mem;
}

static inline uint32_t pure_new(pure_t *pure, mp_create_t create)
{
    uint32_t ref = 0;
    assert_int_equal(mp_object_create(pure->mem, &create, &ref), MP_OK);
    return ref;
}

static inline uint32_t pure_message(pure_t *pure, const char *text)
{
    return pure->mem->message_new(pure->mem, text, (uint32_t)strlen(text));
}

/* An operation that waits for ever. */
static inline mp_op_t pure_op(mp_op_kind_t kind, uint32_t object)
{
    return (mp_op_t){.kind = (uint16_t)kind, .object = object, .timeout_ns = -1};
}

static inline mp_result_t pure_apply(pure_t *pure, mp_op_t op, uint32_t who)
{
    mp_result_t result;
    mp_apply(pure->mem, &op, who, &result);
    return result;
}

/* The status of a plain operation. */
static inline mp_status_t pure_do(pure_t *pure, mp_op_kind_t kind, uint32_t object, uint32_t who)
{
    return (mp_status_t)pure_apply(pure, pure_op(kind, object), who).status;
}

static inline mp_enabled_t pure_can(pure_t *pure, mp_op_kind_t kind, uint32_t object, uint32_t who)
{
    mp_op_t op = pure_op(kind, object);
    return mp_enabled(pure->mem, &op, who);
}

static inline mp_why_t pure_why(pure_t *pure, mp_op_kind_t kind, uint32_t object, uint32_t who)
{
    mp_op_t op = pure_op(kind, object);
    mp_reason_t reason;
    mp_why(pure->mem, &op, who, &reason);
    return reason.why;
}

#endif
