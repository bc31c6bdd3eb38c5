#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/vm/arguments.h"
#include "lessons/vm/bigint_view.h"
#include "lessons/vm/dunders.h"
#include "lessons/vm/invoke.h"
#include "lessons/vm/number_text.h"
#include "lessons/vm/numbers.h"
#include "lessons/vm/types.h"
#include "lessons/vm/value_text.h"

native_status_t float_from_text(vm_t *vm, value_t text, double *number)
{
    bool bytes = value_kind(vm, text) == KIND_BYTES;
    const char *at = bytes ? (const char *)as_bytes(vm, text)->bytes : as_str(vm, text)->bytes;
    size_t size = bytes ? as_bytes(vm, text)->size : as_str(vm, text)->size;
    if (number_parse_float(at, size, number) == NUMBER_OK)
        return NATIVE_OK;
    text_t message;
    text_init(&message);
    text_add_string(&message, "could not convert string to float: ");
    native_status_t status = value_add_repr(vm, &message, text);
    value_t argument = VALUE_NONE;
    status = text_finish(vm, &message, status, &argument);
    return status == NATIVE_OK ? native_raise_value(vm, vm->exceptions[EXC_VALUE_ERROR], argument) : status;
}

static native_status_t to_float(vm_t *vm, value_t v, value_t *result)
{
    value_t plain = value_payload(vm, v);
    double number = 0;
    native_status_t status;
    if (value_is_str(vm, plain) || value_kind(vm, plain) == KIND_BYTES) {
        status = float_from_text(vm, plain, &number);
    } else if (value_is_double(plain) || value_is_int(vm, plain)) {
        status = argument_double(vm, plain, &number);
    } else {
        bool found;
        status = invoke_special(vm, v, NAME_float, NULL, 0, &found, result);
        if (!found)
            status = invoke_special(vm, v, NAME_index, NULL, 0, &found, result);
        if (found)
            return status;
        return native_raise(vm, EXC_TYPE_ERROR,
                            "float() argument must be a string or a real number, not '%s'",
                            value_type_name(vm, v));
    }
    *result = value_from_double(number);
    return status;
}

static native_status_t float_new(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t made = value_from_double(0.0);
    native_status_t status = value_is_unset(args[1]) ? NATIVE_OK : to_float(vm, args[1], &made);
    if (status == NATIVE_OK)
        *result = builtin_of_class(vm, args[0], &float_type, made);
    return status;
}

/* ---- methods
 * ------------------------------------------------------------------------------------------------ */

static double self_of(const vm_t *vm, value_t v)
{
    return value_to_double(value_payload(vm, v));
}

static native_status_t float_is_integer(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    double number = self_of(vm, args[0]);
    *result = value_from_bool(isfinite(number) && floor(number) == number);
    return NATIVE_OK;
}

native_status_t float_ratio(vm_t *vm, double number, value_t *result)
{
    int exponent;
    double fraction = frexp(number, &exponent);
    for (int i = 0; i < 300 && fraction != floor(fraction); i++) {
        fraction *= 2;
        exponent--;
    }
    mpz_t parts[2];
    mpz_init_set_d(parts[0], fraction);
    mpz_init_set_ui(parts[1], 1);
    mpz_mul_2exp(parts[exponent > 0 ? 0 : 1], parts[exponent > 0 ? 0 : 1], (mp_bitcnt_t)abs(exponent));
    value_t pair[2];
    native_status_t first = bigint_from_mpz(vm, parts[0], &pair[0]);
    native_status_t second = bigint_from_mpz(vm, parts[1], &pair[1]);
    if (first != NATIVE_OK || second != NATIVE_OK)
        return NATIVE_RAISE;
    *result = tuple_new(vm, pair, 2);
    return NATIVE_OK;
}

static native_status_t float_as_integer_ratio(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    double number = self_of(vm, args[0]);
    if (isnan(number))
        return native_raise(vm, EXC_VALUE_ERROR, "cannot convert NaN to integer ratio");
    if (isinf(number))
        return native_raise(vm, EXC_OVERFLOW_ERROR, "cannot convert Infinity to integer ratio");
    return float_ratio(vm, number, result);
}

static native_status_t float_hex(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    double number = self_of(vm, args[0]);
    if (!isfinite(number))
        return value_repr(vm, value_from_double(number), result);
    int exponent = 0;
    double fraction = frexp(fabs(number), &exponent);
    /* 1.xxxxx × 2^e; subnormals keep 0.xxxxx × 2^-1022 */
    int shift = number == 0 ? 0 : exponent - 1 < -1022 ? -1022 : exponent - 1;
    double scaled = number == 0 ? 0 : ldexp(fraction, exponent - shift);
    uint64_t bits = (uint64_t)ldexp(scaled, 52);
    if (number == 0)
        *result = str_from_c(vm, signbit(number) ? "-0x0.0p+0" : "0x0.0p+0");
    else
        *result = str_from_format(vm, "%s0x%llu.%013llxp%+d", signbit(number) ? "-" : "",
                                  (unsigned long long)(bits >> 52),
                                  (unsigned long long)(bits & ((UINT64_C(1) << 52) - 1)), shift);
    return NATIVE_OK;
}

static native_status_t float_itself(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = value_payload(vm, args[0]);
    return NATIVE_OK;
}

static native_status_t float_zero(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)vm, (void)args, (void)nargs;
    *result = value_from_double(0.0);
    return NATIVE_OK;
}

static native_status_t float_trunc(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return bigint_from_double(vm, self_of(vm, args[0]), result);
}

static native_status_t float_floor(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return bigint_from_double(vm, floor(self_of(vm, args[0])), result);
}

static native_status_t float_ceil(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return bigint_from_double(vm, ceil(self_of(vm, args[0])), result);
}

static native_status_t float_dunder_round(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return float_round(vm, self_of(vm, args[0]), args[1], result);
}

static native_status_t float_fromhex(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    const str_t *text = argument_str(vm, args[1]);
    if (!text)
        return native_raise(vm, EXC_TYPE_ERROR, "fromhex() argument must be str, not %s",
                            argument_type_name(vm, args[1]));
    char *end;
    double number = strtod(text->bytes, &end);
    if (text->size == 0 || *end)
        return native_raise(vm, EXC_VALUE_ERROR, "invalid hexadecimal floating-point string");
    *result = value_from_double(number);
    return NATIVE_OK;
}

static const native_def_t float_methods[] = {
    {"__new__", "cls, x=, /", float_new, NULL, "_float_new"},
    {"is_integer", "self, /", float_is_integer, NULL, NULL},
    {"as_integer_ratio", "self, /", float_as_integer_ratio, NULL, NULL},
    {"fromhex", "cls, string, /", float_fromhex, NULL, NULL},
    {"hex", "self, /", float_hex, NULL, NULL},
    {"conjugate", "self, /", float_itself, NULL, NULL},
    {"__float__", "self, /", float_itself, NULL, NULL},
    {"__int__", "self, /", float_trunc, NULL, NULL},
    {"__trunc__", "self, /", float_trunc, NULL, NULL},
    NUMBER_DUNDERS,
    {"__floor__", "self, /", float_floor, NULL, NULL},
    {"__ceil__", "self, /", float_ceil, NULL, NULL},
    {"__round__", "self, ndigits=, /", float_dunder_round, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static const native_property_t float_properties[] = {
    {"real", float_itself, NULL, NULL, NULL},
    {"imag", float_zero, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

const native_type_t float_type = {
    .name = "float", .kind = KIND_NONE, .methods = float_methods, .properties = float_properties};
