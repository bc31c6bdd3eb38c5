/*
 * The builtin functions on numbers: abs, round, divmod, pow, bin, oct, hex.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/vm/arguments.h"
#include "lessons/vm/bigint_view.h"
#include "lessons/vm/decimal_number.h"
#include "lessons/vm/invoke.h"
#include "lessons/vm/library_tables.h"
#include "lessons/vm/number_text.h"
#include "lessons/vm/numbers.h"
#include "lessons/vm/value_text.h"

/* A number that is no int and no float: its special method decides. */
static native_status_t special_or(vm_t *vm, value_t v, vm_name_t name, const value_t *more, int count,
                                  value_t *result, const char *format)
{
    bool found;
    native_status_t status = invoke_special(vm, v, name, more, count, &found, result);
    if (status != NATIVE_OK || found)
        return status;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    return native_raise(vm, EXC_TYPE_ERROR, format, value_type_name(vm, v));
#pragma GCC diagnostic pop
}

static native_status_t number_abs(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t v = int_from_bool(value_payload(vm, args[0]));
    if (value_is_double(v))
        *result = value_from_double(fabs(value_to_double(v)));
    else if (!value_is_int(vm, v) || v != int_from_bool(args[0]))
        return special_or(vm, args[0], NAME_abs, NULL, 0, result, "bad operand type for abs(): '%s'");
    else if (bigint_sign(vm, v) < 0)
        return bigint_negate(vm, v, result);
    else
        *result = v;
    return NATIVE_OK;
}

/* ---- round
 * -------------------------------------------------------------------------------------------------- */

/* To tens, hundreds …: exactly, half to even. */
static double round_to_tens(double number, int64_t digits)
{
    decimal_t exact;
    decimal_init(&exact);
    decimal_set_double(&exact, number);
    decimal_context_t context = {.precision = 2000, .rounding = DECIMAL_ROUND_HALF_EVEN};
    double rounded = copysign(0.0, number);
    if (decimal_quantize(&exact, &exact, -digits, DECIMAL_ROUND_HALF_EVEN, &context) == DECIMAL_OK)
        rounded = decimal_to_double(&exact);
    decimal_destroy(&exact);
    return rounded;
}

native_status_t float_round(vm_t *vm, double number, value_t digits_value, value_t *result)
{
    if (value_is_unset(digits_value) || value_is_none(digits_value))
        return bigint_from_double(vm, nearbyint(number), result);
    int64_t digits;
    native_status_t status = argument_position(vm, digits_value, &digits);
    if (status != NATIVE_OK)
        return status;
    double rounded = number;
    if (isfinite(number) && digits <= 330) {
        if (digits < -310) {
            rounded = copysign(0.0, number);
        } else if (digits < 0) {
            rounded = round_to_tens(number, digits);
        } else {
            char text[700];
            snprintf(text, sizeof text, "%.*f", (int)digits, number);
            rounded = strtod(text, NULL);
        }
        if (isinf(rounded))
            return native_raise(vm, EXC_OVERFLOW_ERROR, "rounded value too large to represent");
    }
    *result = value_from_double(rounded);
    return NATIVE_OK;
}

native_status_t int_round(vm_t *vm, value_t number, value_t digits_value, value_t *result)
{
    *result = number;
    if (value_is_unset(digits_value) || value_is_none(digits_value))
        return NATIVE_OK;
    int64_t digits;
    native_status_t status = argument_position(vm, digits_value, &digits);
    if (status != NATIVE_OK || digits >= 0)
        return status;
    mpz_t view, rounded;
    mp_limb_t store;
    bigint_view(vm, number, view, &store);
    if (digits < -1000000 || (uint64_t)-digits > mpz_sizeinbase(view, 10) + 1) {
        *result = value_from_int(0);
        return NATIVE_OK;
    }
    decimal_t exact;
    decimal_init(&exact);
    decimal_set_int(&exact, view);
    decimal_context_t context = {.precision = INT64_MAX / 2, .rounding = DECIMAL_ROUND_HALF_EVEN};
    decimal_quantize(&exact, &exact, -digits, DECIMAL_ROUND_HALF_EVEN, &context);
    mpz_init(rounded);
    decimal_to_integer(rounded, &exact);
    decimal_destroy(&exact);
    return bigint_from_mpz(vm, rounded, result);
}

static native_status_t number_round(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t v = int_from_bool(args[0]);
    if (value_is_double(v))
        return float_round(vm, value_to_double(v), args[1], result);
    if (value_is_int(vm, v))
        return int_round(vm, v, args[1], result);
    bool plain = value_is_unset(args[1]);
    return special_or(vm, v, NAME_round, &args[1], plain ? 0 : 1, result,
                      "type %s doesn't define __round__ method");
}

/* ---- divmod and pow
 * ----------------------------------------------------------------------------------------- */

static bool is_number(const vm_t *vm, value_t v)
{
    return value_is_double(v) || value_is_int(vm, v);
}

static native_status_t number_divmod(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t a = int_from_bool(args[0]), b = int_from_bool(args[1]);
    if (!is_number(vm, a) || !is_number(vm, b)) {
        if (value_kind(vm, a) == KIND_INSTANCE || value_kind(vm, b) == KIND_INSTANCE)
            return NATIVE_FALLBACK;
        if (value_kind(vm, a) == KIND_OBJECT || value_kind(vm, b) == KIND_OBJECT)
            return NATIVE_FALLBACK;
        return native_raise(vm, EXC_TYPE_ERROR, "unsupported operand type(s) for divmod(): '%s' and '%s'",
                            value_type_name(vm, a), value_type_name(vm, b));
    }
    bool floats = value_is_double(a) || value_is_double(b);
    if (floats) {
        double divisor;
        native_status_t status = argument_double(vm, b, &divisor);
        if (status != NATIVE_OK)
            return status;
        if (divisor == 0)
            return native_raise(vm, EXC_ZERO_DIVISION_ERROR, "float divmod()");
    }
    value_t pair[2];
    native_status_t status = value_binary(vm, BINARY_OP_FLOORDIV, false, a, b, &pair[0]);
    if (status == NATIVE_OK)
        status = value_binary(vm, BINARY_OP_MOD, false, a, b, &pair[1]);
    if (status == NATIVE_OK)
        *result = tuple_new(vm, pair, 2);
    return status;
}

/* pow(base, exponent, modulus) of ints */
static native_status_t modular_power(vm_t *vm, value_t a, value_t b, value_t m, value_t *result)
{
    mpz_t base, exponent, modulus, out;
    mp_limb_t stores[3];
    bigint_view(vm, a, base, &stores[0]);
    bigint_view(vm, b, exponent, &stores[1]);
    bigint_view(vm, m, modulus, &stores[2]);
    if (mpz_sgn(modulus) == 0)
        return native_raise(vm, EXC_VALUE_ERROR, "pow() 3rd argument cannot be 0");
    mpz_init(out);
    if (mpz_sgn(exponent) < 0 && !mpz_invert(out, base, modulus)) {
        mpz_clear(out);
        return native_raise(vm, EXC_VALUE_ERROR, "base is not invertible for the given modulus");
    }
    mpz_powm(out, base, exponent, modulus);
    if (mpz_sgn(modulus) < 0 && mpz_sgn(out) > 0) /* the result takes the sign of the modulus */
        mpz_add(out, out, modulus);
    return bigint_from_mpz(vm, out, result);
}

static native_status_t number_pow(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t a = int_from_bool(args[0]), b = int_from_bool(args[1]), m = int_from_bool(args[2]);
    if (value_is_unset(m) || value_is_none(m)) {
        if (!is_number(vm, a) || !is_number(vm, b))
            return NATIVE_FALLBACK;
        return value_binary(vm, BINARY_OP_POW, false, a, b, result);
    }
    if (value_is_int(vm, a) && value_is_int(vm, b) && value_is_int(vm, m))
        return modular_power(vm, a, b, m, result);
    if (is_number(vm, a) && is_number(vm, b) && is_number(vm, m))
        return native_raise(vm, EXC_TYPE_ERROR,
                            "pow() 3rd argument not allowed unless all arguments are integers");
    return native_raise(vm, EXC_TYPE_ERROR, "unsupported operand type(s) for ** or pow(): '%s', '%s', '%s'",
                        value_type_name(vm, a), value_type_name(vm, b), value_type_name(vm, m));
}

/* ---- other bases
 * -------------------------------------------------------------------------------------------- */

static native_status_t in_base(vm_t *vm, value_t v, int base, const char *prefix, value_t *result)
{
    v = value_payload(vm, v);
    if (!value_is_int(vm, v)) {
        int64_t index; /* raises, or asks for a user's __index__ */
        return argument_int64(vm, v, &index);
    }
    mpz_t number;
    mp_limb_t store;
    bigint_view(vm, v, number, &store);
    text_t text;
    text_init(&text);
    if (mpz_sgn(number) < 0)
        text_add_byte(&text, '-');
    text_add_string(&text, prefix);
    number_format_big(&text, number, base);
    return text_to_str(vm, &text, result);
}

static native_status_t number_bin(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return in_base(vm, args[0], 2, "0b", result);
}

static native_status_t number_oct(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return in_base(vm, args[0], 8, "0o", result);
}

static native_status_t number_hex(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return in_base(vm, args[0], 16, "0x", result);
}

const native_def_t number_functions[] = {
    {"abs", "x, /", number_abs, NULL, "_abs"},
    {"round", "number, ndigits=", number_round, NULL, "_round"},
    {"divmod", "x, y, /", number_divmod, NULL, "_divmod"},
    {"pow", "base, exp, mod=", number_pow, NULL, "_pow"},
    {"bin", "number, /", number_bin, NULL, "_bin"},
    {"oct", "number, /", number_oct, NULL, "_oct"},
    {"hex", "number, /", number_hex, NULL, "_hex"},
    {NULL, NULL, NULL, NULL, NULL},
};
