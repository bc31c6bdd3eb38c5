#include "core/op.h"

typedef struct {
    const char *name;
    const char *verb;
    int waits;
} op_row_t;

static const op_row_t op_rows[] = {
#define MP_OP_ROW(name, verb, kind, waits) {#name, verb, waits},
    MP_OPS(MP_OP_ROW)
#undef MP_OP_ROW
};

const char *mp_op_name(uint32_t kind)
{
    return kind < MP_OP_COUNT ? op_rows[kind].name : "?";
}

const char *mp_op_verb(uint32_t kind)
{
    return kind < MP_OP_COUNT ? op_rows[kind].verb : "?";
}

int mp_op_waits(uint32_t kind)
{
    return kind < MP_OP_COUNT ? op_rows[kind].waits : 0;
}

const char *mp_kind_name(uint32_t kind)
{
    static const char *const names[] = {
#define MP_KIND_NAME(name, text) text,
        MP_KINDS(MP_KIND_NAME)
#undef MP_KIND_NAME
    };
    return kind < MP_KIND_COUNT ? names[kind] : "?";
}
