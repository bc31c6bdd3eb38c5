/* Binary operators on builtin values: numbers here, sequences and sets below. */
#include <errno.h>
#include <math.h>

#include "lessons/vm/machine.h"

static bool is_number(const vm_t *vm, value_t v)
{
    return value_is_double(v) || value_is_int(vm, v);
}

static native_status_t unsupported(vm_t *vm, binary_op_t op, bool in_place, value_t a, value_t b)
{
    const char *text = op == BINARY_OP_POW ? (in_place ? "**=" : "** or pow()") : binary_text(op);
    return native_raise(vm, EXC_TYPE_ERROR, "unsupported operand type(s) for %s%s: '%s' and '%s'", text,
                        in_place && op != BINARY_OP_POW ? "=" : "", value_type_name(vm, a),
                        value_type_name(vm, b));
}

/* ---- floats ---- */

static native_status_t to_double(vm_t *vm, value_t v, double *d)
{
    if (value_is_double(v)) {
        *d = value_to_double(v);
        return NATIVE_OK;
    }
    if (value_is_small_int(v)) {
        *d = (double)value_to_int(v);
        return NATIVE_OK;
    }
    return bigint_to_double(vm, v, d);
}

double float_modulo(double a, double b)
{
    double m = fmod(a, b);
    if (m == 0)
        return copysign(0.0, b);
    return (b < 0) != (m < 0) ? m + b : m;
}

double float_floor_divide(double a, double b)
{
    double m = fmod(a, b), quotient = (a - m) / b;
    if (m != 0 && (b < 0) != (m < 0))
        quotient -= 1.0;
    if (quotient == 0)
        return copysign(0.0, a / b);
    double whole = floor(quotient);
    return quotient - whole > 0.5 ? whole + 1.0 : whole;
}

native_status_t float_power(vm_t *vm, double a, double b, value_t *result)
{
    if (a == 0 && b < 0)
        return native_raise(vm, EXC_ZERO_DIVISION_ERROR, "0.0 cannot be raised to a negative power");
    if (a < 0 && isfinite(a) && isfinite(b) && b != floor(b))
        return native_raise(vm, EXC_VALUE_ERROR, "complex numbers are not part of the sandbox's Python");
    double power = pow(a, b);
    if (isinf(power) && isfinite(a) && isfinite(b)) {
        value_t args[2] = {value_from_int(ERANGE), str_from_c(vm, "Numerical result out of range")};
        return native_raise_object(
            vm, exception_new(vm, vm->exceptions[EXC_OVERFLOW_ERROR], tuple_new(vm, args, 2)));
    }
    *result = value_from_double(power);
    return NATIVE_OK;
}

static native_status_t float_binary(vm_t *vm, binary_op_t op, bool in_place, value_t a, value_t b,
                                    value_t *result)
{
    double x, y;
    native_status_t status = to_double(vm, a, &x);
    if (status == NATIVE_OK)
        status = to_double(vm, b, &y);
    if (status != NATIVE_OK)
        return status;
    switch (op) {
    case BINARY_OP_ADD:
        *result = value_from_double(x + y);
        return NATIVE_OK;
    case BINARY_OP_SUB:
        *result = value_from_double(x - y);
        return NATIVE_OK;
    case BINARY_OP_MUL:
        *result = value_from_double(x * y);
        return NATIVE_OK;
    case BINARY_OP_DIV:
        if (y == 0)
            return native_raise(vm, EXC_ZERO_DIVISION_ERROR, "float division by zero");
        *result = value_from_double(x / y);
        return NATIVE_OK;
    case BINARY_OP_FLOORDIV:
        if (y == 0)
            return native_raise(vm, EXC_ZERO_DIVISION_ERROR, "float floor division by zero");
        *result = value_from_double(float_floor_divide(x, y));
        return NATIVE_OK;
    case BINARY_OP_MOD:
        if (y == 0)
            return native_raise(vm, EXC_ZERO_DIVISION_ERROR, "float modulo");
        *result = value_from_double(float_modulo(x, y));
        return NATIVE_OK;
    case BINARY_OP_POW:
        return float_power(vm, x, y, result);
    default:
        return unsupported(vm, op, in_place, a, b);
    }
}

/* ---- ints ---- */

static native_status_t int_binary(vm_t *vm, binary_op_t op, value_t a, value_t b, value_t *result)
{
    if (value_is_bool(a) && value_is_bool(b)) {
        bool x = a == VALUE_TRUE, y = b == VALUE_TRUE;
        if (op == BINARY_OP_AND || op == BINARY_OP_OR || op == BINARY_OP_XOR) {
            *result = value_from_bool(op == BINARY_OP_AND ? x && y : op == BINARY_OP_OR ? x || y : x != y);
            return NATIVE_OK;
        }
    }
    switch (op) {
    case BINARY_OP_ADD:
        return bigint_add(vm, a, b, result);
    case BINARY_OP_SUB:
        return bigint_subtract(vm, a, b, result);
    case BINARY_OP_MUL:
        return bigint_multiply(vm, a, b, result);
    case BINARY_OP_DIV:
        return bigint_divide(vm, a, b, result);
    case BINARY_OP_FLOORDIV:
        return bigint_floor_divide(vm, a, b, result);
    case BINARY_OP_MOD:
        return bigint_modulo(vm, a, b, result);
    case BINARY_OP_POW:
        return bigint_power(vm, a, b, result);
    case BINARY_OP_LSHIFT:
        return bigint_left_shift(vm, a, b, result);
    case BINARY_OP_RSHIFT:
        return bigint_right_shift(vm, a, b, result);
    case BINARY_OP_AND:
        return bigint_and(vm, a, b, result);
    case BINARY_OP_OR:
        return bigint_or(vm, a, b, result);
    default:
        return bigint_xor(vm, a, b, result);
    }
}

/* ---- sequences ---- */

static native_status_t concatenate(vm_t *vm, bool in_place, value_t a, value_t b, value_t *result)
{
    kind_t kind = value_kind(vm, a), other = value_kind(vm, b);
    if (kind == KIND_STR && other == KIND_STR) {
        *result = str_concat(vm, a, b);
        return NATIVE_OK;
    }
    if (kind == KIND_STR)
        return native_raise(vm, EXC_TYPE_ERROR, "can only concatenate str (not \"%s\") to str",
                            value_type_name(vm, b));
    if (kind == KIND_LIST && in_place) {
        value_t made = VALUE_UNSET;
        native_status_t status = list_from_iterable(vm, b, &made);
        if (status == NATIVE_OK)
            list_extend(vm, a, list_items(vm, made), as_list(vm, made)->count);
        *result = a;
        return status;
    }
    if (kind == KIND_LIST && other == KIND_LIST) {
        size_t n = as_list(vm, a)->count, m = as_list(vm, b)->count;
        *result = list_with_capacity(vm, n + m);
        list_extend(vm, *result, list_items(vm, a), n);
        list_extend(vm, *result, list_items(vm, b), m);
        return NATIVE_OK;
    }
    if (kind == KIND_TUPLE && other == KIND_TUPLE) {
        size_t n = as_tuple(vm, a)->count, m = as_tuple(vm, b)->count;
        *result = tuple_new(vm, NULL, n + m);
        memcpy(as_tuple(vm, *result)->items, as_tuple(vm, a)->items, n * sizeof(value_t));
        memcpy(as_tuple(vm, *result)->items + n, as_tuple(vm, b)->items, m * sizeof(value_t));
        return NATIVE_OK;
    }
    if (kind == KIND_BYTES && other == KIND_BYTES) {
        size_t n = as_bytes(vm, a)->size, m = as_bytes(vm, b)->size;
        bytes_t *bytes = heap_alloc(vm, KIND_BYTES, sizeof(bytes_t) + n + m + 1);
        bytes->size = (uint32_t)(n + m);
        memcpy(bytes->bytes, as_bytes(vm, a)->bytes, n);
        memcpy(bytes->bytes + n, as_bytes(vm, b)->bytes, m);
        *result = object_value(vm, bytes);
        return NATIVE_OK;
    }
    if (kind == KIND_LIST || kind == KIND_TUPLE)
        return native_raise(vm, EXC_TYPE_ERROR, "can only concatenate %s (not \"%s\") to %s",
                            value_type_name(vm, a), value_type_name(vm, b), value_type_name(vm, a));
    if (kind == KIND_BYTES)
        return native_raise(vm, EXC_TYPE_ERROR, "can't concat %s to bytes", value_type_name(vm, b));
    return unsupported(vm, BINARY_OP_ADD, in_place, a, b);
}

static bool is_sequence(kind_t kind)
{
    return kind == KIND_STR || kind == KIND_LIST || kind == KIND_TUPLE || kind == KIND_BYTES;
}

bool kind_is_unrepeatable(kind_t kind)
{
    switch (kind) {
    case KIND_DICT:
    case KIND_SET:
    case KIND_FROZENSET:
    case KIND_RANGE:
    case KIND_DICT_VIEW:
    case KIND_INSTANCE:
        return true;
    default:
        return false;
    }
}

#define REPEAT_BLOCK 16384u /* bytes copied at once: they stay in the nearest cache */

/* `times` copies of `size` bytes at `from`. */
static void fill_repeated(void *to, const void *from, size_t size, size_t times)
{
    uint8_t *at = to;
    size_t all = size * times, done = size;
    if (all == 0)
        return;
    memcpy(at, from, size);
    while (done < all) {
        size_t more = done < all - done ? done : all - done;
        if (more > REPEAT_BLOCK)
            more = size < REPEAT_BLOCK ? REPEAT_BLOCK / size * size : size;
        memcpy(at + done, at, more);
        done += more;
    }
}

static native_status_t repeat(vm_t *vm, bool in_place, value_t a, value_t count, value_t *result)
{
    int64_t n;
    if (!value_is_int(vm, count))
        return native_raise(vm, EXC_TYPE_ERROR, "can't multiply sequence by non-int of type '%s'",
                            value_type_name(vm, count));
    if (!bigint_to_int64(vm, count, &n))
        return native_raise(vm, EXC_OVERFLOW_ERROR, "cannot fit 'int' into an index-sized integer");
    size_t times = n < 0 ? 0 : (size_t)n;
    kind_t kind = value_kind(vm, a);
    int64_t length = 0;
    value_length(vm, a, &length);
    size_t item = kind == KIND_STR ? 1 : kind == KIND_BYTES ? 1 : sizeof(value_t);
    size_t size = (kind == KIND_STR ? as_str(vm, a)->size : (size_t)length) * item;
    if (size && times > UINT32_MAX / size)
        return native_raise(vm, EXC_MEMORY_ERROR, "%s", "");
    if (!heap_room(vm, size * times + 64))
        return native_raise(vm, EXC_MEMORY_ERROR, "%s", "");
    if (kind == KIND_STR) {
        if (size * times == 0) {
            *result = vm->empty_string;
            return NATIVE_OK;
        }
        str_t *str = str_reserve(vm, size * times);
        fill_repeated(str->bytes, as_str(vm, a)->bytes, size, times);
        str->length = as_str(vm, a)->length * (uint32_t)times;
        str->header.flags = as_str(vm, a)->header.flags & STR_ASCII;
        *result = object_value(vm, str);
    } else if (kind == KIND_BYTES) {
        bytes_t *bytes = heap_alloc(vm, KIND_BYTES, sizeof(bytes_t) + size * times + 1);
        bytes->size = (uint32_t)(size * times);
        fill_repeated(bytes->bytes, as_bytes(vm, a)->bytes, size, times);
        *result = object_value(vm, bytes);
    } else if (kind == KIND_TUPLE) {
        *result = tuple_new(vm, NULL, (size_t)length * times);
        fill_repeated(as_tuple(vm, *result)->items, as_tuple(vm, a)->items, size, times);
    } else {
        value_t made = list_uninitialised(vm, (size_t)length * times);
        if (length && times)
            fill_repeated(list_items(vm, made), list_items(vm, a), size, times);
        if (in_place)
            list_replace(vm, a, 0, (size_t)length, list_items(vm, made), (size_t)length * times);
        *result = in_place ? a : made;
    }
    return NATIVE_OK;
}

/* ---- sets and dicts ---- */

static bool is_set(kind_t kind)
{
    return kind == KIND_SET || kind == KIND_FROZENSET;
}

static native_status_t set_binary(vm_t *vm, binary_op_t op, bool in_place, value_t a, value_t b,
                                  value_t *result)
{
    if (!in_place || value_kind(vm, a) != KIND_SET)
        return set_combine(vm, op, a, b, value_kind(vm, a), result);
    *result = a;
    return set_combine_into(vm, op, a, b);
}

static native_status_t dict_merge(vm_t *vm, bool in_place, value_t a, value_t b, value_t *result)
{
    *result = in_place ? a : dict_copy(vm, a);
    uint32_t position = 0;
    value_t key, value;
    while (dict_next(vm, b, &position, &key, &value)) {
        native_status_t status = dict_put(vm, *result, key, value);
        if (status != NATIVE_OK)
            return status;
    }
    return NATIVE_OK;
}

/* ---- all ---- */

static bool is_special(kind_t kind)
{
    return kind == KIND_INSTANCE || kind == KIND_OBJECT || kind == KIND_EXCEPTION;
}

/* Instances of subclasses of builtins without a method of their own count as what they carry. */
static native_status_t with_payloads(vm_t *vm, binary_op_t op, bool in_place, value_t a, value_t b,
                                     value_t *result)
{
    value_t x = value_payload(vm, a), y = value_payload(vm, b);
    vm_name_t name = (vm_name_t)((int)NAME_add + (int)op), mirrored = (vm_name_t)((int)NAME_radd + (int)op);
    if ((x == a && y == b) || is_special(value_kind(vm, x)) || is_special(value_kind(vm, y)))
        return NATIVE_FALLBACK;
    if (value_has_user_method(vm, a, name) || value_has_user_method(vm, b, mirrored))
        return NATIVE_FALLBACK;
    native_status_t status = value_binary(vm, op, in_place && x == a, x, y, result);
    return status;
}

native_status_t value_binary(vm_t *vm, binary_op_t op, bool in_place, value_t a, value_t b, value_t *result)
{
    kind_t kind = value_kind(vm, a), other = value_kind(vm, b);
    if (is_number(vm, a) && is_number(vm, b)) {
        if (value_is_double(a) || value_is_double(b))
            return float_binary(vm, op, in_place, a, b, result);
        return int_binary(vm, op, a, b, result);
    }
    if (op == BINARY_OP_MOD && kind == KIND_STR)
        return str_percent(vm, a, b, result);
    if (is_special(kind) || is_special(other)) {
        /* [1] + instance: the list's own error comes only when the instance has nothing to say. */
        return with_payloads(vm, op, in_place, a, b, result);
    }
    if (op == BINARY_OP_ADD && is_sequence(kind))
        return concatenate(vm, in_place, a, b, result);
    if (op == BINARY_OP_MUL && is_sequence(kind))
        return repeat(vm, in_place, a, b, result);
    if (op == BINARY_OP_MUL && is_sequence(other) && !(in_place && kind_is_unrepeatable(kind)))
        return repeat(vm, false, b, a, result);
    bool set_op = op == BINARY_OP_OR || op == BINARY_OP_AND || op == BINARY_OP_SUB || op == BINARY_OP_XOR;
    if (set_op && (kind == KIND_DICT_VIEW || other == KIND_DICT_VIEW))
        return NATIVE_FALLBACK;
    if (set_op && is_set(kind) && is_set(other))
        return set_binary(vm, op, in_place, a, b, result);
    if (op == BINARY_OP_OR && kind == KIND_DICT && other == KIND_DICT)
        return dict_merge(vm, in_place, a, b, result);
    return unsupported(vm, op, in_place, a, b);
}
