#include "lessons/vm/dunders.h"

#include "lessons/vm/vm.h"

/* Each works on the builtin value inside self, so that a subclass's super().__xxx__ does not come back to
 * itself. */

native_status_t dunder_len(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    int64_t length;
    native_status_t status = value_length(vm, value_payload(vm, args[0]), &length);
    if (status == NATIVE_OK)
        *result = bigint_from_int64(vm, length);
    return status;
}

native_status_t dunder_contains(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    bool found;
    native_status_t status = value_contains(vm, value_payload(vm, args[0]), args[1], &found);
    if (status == NATIVE_OK)
        *result = value_from_bool(found);
    return status;
}

native_status_t dunder_getitem(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return value_get_item(vm, value_payload(vm, args[0]), args[1], result);
}

native_status_t dunder_setitem(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = VALUE_NONE;
    return value_set_item(vm, value_payload(vm, args[0]), args[1], args[2]);
}

native_status_t dunder_delitem(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = VALUE_NONE;
    return value_delete_item(vm, value_payload(vm, args[0]), args[1]);
}

native_status_t dunder_iter(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return value_iterate(vm, value_payload(vm, args[0]), result);
}

static native_status_t compare(vm_t *vm, compare_op_t op, value_t *args, value_t *result)
{
    bool outcome;
    value_t a = value_payload(vm, args[0]), b = value_payload(vm, args[1]);
    native_status_t status = value_compare(vm, op, a, b, &outcome);
    if (status == NATIVE_OK)
        *result = value_from_bool(outcome);
    return status;
}

native_status_t dunder_eq(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return compare(vm, COMPARE_OP_EQ, args, result);
}

native_status_t dunder_ne(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return compare(vm, COMPARE_OP_NE, args, result);
}

native_status_t dunder_lt(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return compare(vm, COMPARE_OP_LT, args, result);
}

native_status_t dunder_le(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return compare(vm, COMPARE_OP_LE, args, result);
}

native_status_t dunder_gt(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return compare(vm, COMPARE_OP_GT, args, result);
}

native_status_t dunder_ge(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return compare(vm, COMPARE_OP_GE, args, result);
}

native_status_t dunder_hash(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    int64_t hash;
    native_status_t status = value_hash(vm, value_payload(vm, args[0]), &hash);
    if (status == NATIVE_OK)
        *result = bigint_from_int64(vm, hash);
    return status;
}

native_status_t dunder_repr(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return value_repr(vm, value_payload(vm, args[0]), result);
}

native_status_t dunder_str(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return value_str(vm, value_payload(vm, args[0]), result);
}

native_status_t dunder_add(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return value_binary(vm, BINARY_OP_ADD, false, value_payload(vm, args[0]), value_payload(vm, args[1]),
                        result);
}

native_status_t dunder_mul(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return value_binary(vm, BINARY_OP_MUL, false, value_payload(vm, args[0]), value_payload(vm, args[1]),
                        result);
}

/* ---- numbers
 * ------------------------------------------------------------------------------------------------ */

static bool is_number(const vm_t *vm, value_t v)
{
    return value_is_double(v) || value_is_int(vm, v);
}

static native_status_t calculate(vm_t *vm, binary_op_t op, value_t a, value_t b, value_t *result)
{
    a = value_payload(vm, a);
    b = value_payload(vm, b);
    *result = VALUE_NOT_IMPLEMENTED;
    if (!is_number(vm, a) || !is_number(vm, b))
        return NATIVE_OK;
    return value_binary(vm, op, false, a, b, result);
}

#define NUMBER(name, op)                                                                                     \
    native_status_t number_##name(vm_t *vm, value_t *args, int nargs, value_t *result)                       \
    {                                                                                                        \
        (void)nargs;                                                                                         \
        return calculate(vm, op, args[0], args[1], result);                                                  \
    }

#define REVERSED(name, op)                                                                                   \
    native_status_t number_##name(vm_t *vm, value_t *args, int nargs, value_t *result)                       \
    {                                                                                                        \
        (void)nargs;                                                                                         \
        return calculate(vm, op, args[1], args[0], result);                                                  \
    }

NUMBER(add, BINARY_OP_ADD)
NUMBER(sub, BINARY_OP_SUB)
NUMBER(mul, BINARY_OP_MUL)
NUMBER(truediv, BINARY_OP_DIV)
NUMBER(floordiv, BINARY_OP_FLOORDIV)
NUMBER(mod, BINARY_OP_MOD)
NUMBER(power, BINARY_OP_POW)
NUMBER(and, BINARY_OP_AND)
NUMBER(or, BINARY_OP_OR)
NUMBER(xor, BINARY_OP_XOR)
NUMBER(lshift, BINARY_OP_LSHIFT)
NUMBER(rshift, BINARY_OP_RSHIFT)
REVERSED(radd, BINARY_OP_ADD)
REVERSED(rsub, BINARY_OP_SUB)
REVERSED(rmul, BINARY_OP_MUL)
REVERSED(rtruediv, BINARY_OP_DIV)

native_status_t number_neg(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t v = value_payload(vm, args[0]);
    if (!value_is_double(v))
        return bigint_negate(vm, v, result);
    *result = value_from_double(-value_to_double(v));
    return NATIVE_OK;
}

native_status_t number_bool(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    bool truth;
    native_status_t status = value_truth(vm, value_payload(vm, args[0]), &truth);
    *result = value_from_bool(status == NATIVE_OK && truth);
    return status;
}
