#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/vm/arguments.h"
#include "lessons/vm/bigint_view.h"
#include "lessons/vm/dunders.h"
#include "lessons/vm/invoke.h"
#include "lessons/vm/machine.h"
#include "lessons/vm/number_text.h"
#include "lessons/vm/numbers.h"
#include "lessons/vm/types.h"
#include "lessons/vm/value_text.h"

value_t builtin_of_class(vm_t *vm, value_t class, const native_type_t *type, value_t payload)
{
    (void)type;
    return as_class(vm, class)->class_flags & CLASS_NATIVE ? payload
                                                           : instance_with_payload(vm, class, payload);
}

static native_status_t bad_literal(vm_t *vm, value_t text, int base)
{
    text_t repr;
    text_init(&repr);
    native_status_t status = value_add_repr(vm, &repr, text);
    if (status == NATIVE_OK)
        status = native_raise(vm, EXC_VALUE_ERROR, "invalid literal for int() with base %d: %.*s", base,
                              (int)(repr.size_bytes < 200 ? repr.size_bytes : 200), repr.bytes);
    text_destroy(&repr);
    return status;
}

native_status_t int_from_text(vm_t *vm, value_t text, int base, value_t *result)
{
    const char *bytes = "";
    size_t size = 0, digits = 0;
    if (value_is_str(vm, text)) {
        bytes = as_str(vm, text)->bytes;
        size = as_str(vm, text)->size;
    } else if (value_kind(vm, text) == KIND_BYTES) {
        bytes = (const char *)as_bytes(vm, text)->bytes;
        size = as_bytes(vm, text)->size;
    }
    int64_t small = 0;
    bool is_big;
    mpz_t big;
    mpz_init(big);
    number_status_t read = number_parse_int(bytes, size, base, &small, big, &is_big, &digits);
    if (read == NUMBER_OK && is_big)
        return bigint_from_mpz(vm, big, result);
    mpz_clear(big);
    switch (read) {
    case NUMBER_OK:
        *result = bigint_from_int64(vm, small);
        return NATIVE_OK;
    case NUMBER_BAD_BASE:
        return native_raise(vm, EXC_VALUE_ERROR, "int() base must be >= 2 and <= 36, or 0");
    case NUMBER_TOO_LONG:
        return native_raise(
            vm, EXC_VALUE_ERROR,
            "Exceeds the limit (4300 digits) for integer string conversion: value has %zu digits; "
            "use sys.set_int_max_str_digits() to increase the limit",
            digits);
    default:
        return bad_literal(vm, text, base);
    }
}

static bool is_text(const vm_t *vm, value_t v)
{
    return value_is_str(vm, v) || value_kind(vm, v) == KIND_BYTES;
}

static native_status_t int_with_base(vm_t *vm, value_t v, value_t base_value, value_t *result)
{
    int64_t base;
    native_status_t status = argument_int64(vm, base_value, &base);
    if (status != NATIVE_OK)
        return status;
    if (!is_text(vm, v))
        return native_raise(vm, EXC_TYPE_ERROR, "int() can't convert non-string with explicit base");
    return int_from_text(vm, v, base < -1 || base > 100 ? 1 : (int)base, result);
}

/* int(v) of one argument. */
static native_status_t to_int(vm_t *vm, value_t v, value_t *result)
{
    value_t plain = int_from_bool(value_payload(vm, v));
    if (value_is_small_int(plain) || value_kind(vm, plain) == KIND_BIGINT) {
        *result = plain;
        return NATIVE_OK;
    }
    if (value_is_double(plain))
        return bigint_from_double(vm, value_to_double(plain), result);
    if (is_text(vm, plain))
        return int_from_text(vm, plain, 10, result);
    bool found;
    native_status_t status = invoke_special(vm, v, NAME_int, NULL, 0, &found, result);
    if (!found)
        status = invoke_special(vm, v, NAME_index, NULL, 0, &found, result);
    if (!found)
        status = invoke_special(vm, v, NAME_trunc, NULL, 0, &found, result);
    if (found)
        return status;
    return native_raise(vm, EXC_TYPE_ERROR,
                        "int() argument must be a string, a bytes-like object or a real number, not '%s'",
                        value_type_name(vm, v));
}

static native_status_t int_new(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    native_status_t status = NATIVE_OK;
    value_t made = value_from_int(0);
    if (!value_is_unset(args[2]))
        status = value_is_unset(args[1]) ? native_raise(vm, EXC_TYPE_ERROR, "int() missing string argument")
                                         : int_with_base(vm, value_payload(vm, args[1]), args[2], &made);
    else if (!value_is_unset(args[1]))
        status = to_int(vm, args[1], &made);
    if (status == NATIVE_OK)
        *result = builtin_of_class(vm, args[0], &int_type, made);
    return status;
}

static native_status_t bool_new(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    bool truth;
    native_status_t status = argument_truth(vm, args[1], false, &truth);
    *result = value_from_bool(status == NATIVE_OK && truth);
    return status;
}

/* ---- methods
 * ------------------------------------------------------------------------------------------------ */

static native_status_t int_bit_length(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    mpz_t number;
    mp_limb_t store;
    bigint_view(vm, value_payload(vm, args[0]), number, &store);
    *result = value_from_int(mpz_sgn(number) == 0 ? 0 : (int64_t)mpz_sizeinbase(number, 2));
    return NATIVE_OK;
}

static native_status_t int_bit_count(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    mpz_t number;
    mp_limb_t store;
    bigint_view(vm, value_payload(vm, args[0]), number, &store);
    number[0]._mp_size = abs(number[0]._mp_size);
    *result = value_from_int((int64_t)mpz_popcount(number));
    return NATIVE_OK;
}

static native_status_t byte_order(vm_t *vm, value_t v, bool *big_first)
{
    const str_t *order = value_is_unset(v) ? NULL : argument_str(vm, v);
    if (value_is_unset(v) || (order && strcmp(order->bytes, "big") == 0))
        *big_first = true;
    else if (order && strcmp(order->bytes, "little") == 0)
        *big_first = false;
    else
        return native_raise(vm, EXC_VALUE_ERROR, "byteorder must be either 'little' or 'big'");
    return NATIVE_OK;
}

/* self, length=1, byteorder='big', *, signed=False */
static native_status_t int_to_bytes(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    int64_t length = 1;
    bool big_first = true, is_signed = false;
    native_status_t status = value_is_unset(args[1]) ? NATIVE_OK : argument_int64(vm, args[1], &length);
    if (status == NATIVE_OK)
        status = byte_order(vm, args[2], &big_first);
    if (status == NATIVE_OK)
        status = argument_truth(vm, args[3], false, &is_signed);
    if (status != NATIVE_OK)
        return status;
    if (length < 0)
        return native_raise(vm, EXC_VALUE_ERROR, "length argument must be non-negative");
    mpz_t number, wrapped;
    mp_limb_t store;
    bigint_view(vm, value_payload(vm, args[0]), number, &store);
    bool negative = mpz_sgn(number) < 0;
    if (negative && !is_signed)
        return native_raise(vm, EXC_OVERFLOW_ERROR, "can't convert negative int to unsigned");
    if (!heap_room(vm, (uint64_t)length))
        return native_raise(vm, EXC_MEMORY_ERROR, "%s", "");
    mpz_init_set(wrapped, number);
    if (negative) /* -n - 1 needs one bit less than its own sign */
        mpz_com(wrapped, wrapped);
    size_t bits = mpz_sgn(wrapped) == 0 ? 0 : mpz_sizeinbase(wrapped, 2);
    if (bits + is_signed > (size_t)length * 8) {
        mpz_clear(wrapped);
        return native_raise(vm, EXC_OVERFLOW_ERROR, "int too big to convert");
    }
    *result = bytes_new(vm, NULL, (size_t)length);
    uint8_t *bytes = as_bytes(vm, *result)->bytes;
    memset(bytes, 0, (size_t)length);
    size_t count = 0;
    mpz_export(bytes, &count, -1, 1, 0, 0, wrapped);
    mpz_clear(wrapped);
    for (int64_t i = 0; negative && i < length; i++)
        bytes[i] = (uint8_t)~bytes[i];
    for (int64_t i = 0; big_first && i < length / 2; i++) {
        uint8_t swap = bytes[i];
        bytes[i] = bytes[length - 1 - i];
        bytes[length - 1 - i] = swap;
    }
    return NATIVE_OK;
}

/* cls, bytes, byteorder='big', *, signed=False */
static native_status_t int_from_bytes(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    bool big_first = true, is_signed = false;
    native_status_t status = byte_order(vm, args[2], &big_first);
    if (status == NATIVE_OK)
        status = argument_truth(vm, args[3], false, &is_signed);
    if (status != NATIVE_OK)
        return status;
    if (value_kind(vm, args[1]) != KIND_BYTES)
        return native_raise(vm, EXC_TYPE_ERROR, "cannot convert '%s' object to bytes",
                            value_type_name(vm, args[1]));
    const bytes_t *bytes = as_bytes(vm, args[1]);
    mpz_t number, power;
    mpz_init(number);
    mpz_import(number, bytes->size, big_first ? 1 : -1, 1, 0, 0, bytes->bytes);
    if (is_signed && bytes->size > 0 && mpz_tstbit(number, bytes->size * 8 - 1)) {
        mpz_init(power);
        mpz_setbit(power, bytes->size * 8);
        mpz_sub(number, number, power);
        mpz_clear(power);
    }
    return bigint_from_mpz(vm, number, result);
}

static native_status_t int_ratio(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t pair[2] = {int_from_bool(value_payload(vm, args[0])), value_from_int(1)};
    *result = tuple_new(vm, pair, 2);
    return NATIVE_OK;
}

static native_status_t int_itself(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = int_from_bool(value_payload(vm, args[0]));
    return NATIVE_OK;
}

static native_status_t int_zero(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)vm, (void)args, (void)nargs;
    *result = value_from_int(0);
    return NATIVE_OK;
}

static native_status_t int_one(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)vm, (void)args, (void)nargs;
    *result = value_from_int(1);
    return NATIVE_OK;
}

static native_status_t int_dunder_round(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return int_round(vm, int_from_bool(value_payload(vm, args[0])), args[1], result);
}

static const native_def_t int_methods[] = {
    {"__new__", "cls, x=, /, base=", int_new, NULL, "_int_new"},
    {"bit_length", "self, /", int_bit_length, NULL, NULL},
    {"bit_count", "self, /", int_bit_count, NULL, NULL},
    {"from_bytes", "cls, bytes, byteorder=, *, signed=", int_from_bytes, NULL, NULL},
    {"to_bytes", "self, length=, byteorder=, *, signed=", int_to_bytes, NULL, NULL},
    {"as_integer_ratio", "self, /", int_ratio, NULL, NULL},
    {"conjugate", "self, /", int_itself, NULL, NULL},
    {"__int__", "self, /", int_itself, NULL, NULL},
    {"__index__", "self, /", int_itself, NULL, NULL},
    NUMBER_DUNDERS,
    BIT_DUNDERS,
    {"__trunc__", "self, /", int_itself, NULL, NULL},
    {"__floor__", "self, /", int_itself, NULL, NULL},
    {"__ceil__", "self, /", int_itself, NULL, NULL},
    {"__round__", "self, ndigits=, /", int_dunder_round, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static const native_property_t int_properties[] = {
    {"real", int_itself, NULL, NULL, NULL},
    {"imag", int_zero, NULL, NULL, NULL},
    {"numerator", int_itself, NULL, NULL, NULL},
    {"denominator", int_one, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

const native_type_t int_type = {
    .name = "int", .kind = KIND_BIGINT, .methods = int_methods, .properties = int_properties};

static const native_def_t bool_methods[] = {
    {"__new__", "cls, x=, /", bool_new, NULL, "_bool_new"},
    {NULL, NULL, NULL, NULL, NULL},
};

const native_type_t bool_type = {
    .name = "bool", .base = &int_type, .kind = KIND_NONE, .methods = bool_methods, .final = true};
