/*
 * The methods of Decimal that have names.
 */
#include <string.h>

#include "lessons/vm/arguments.h"
#include "lessons/vm/bigint_view.h"
#include "lessons/vm/decimal_value.h"

/* self, exp, rounding=, context= */
static native_status_t quantize(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    decimal_context_t context = decimal_context_of(vm, args[3]);
    decimal_rounding_t rounding = context.rounding;
    native_status_t status = NATIVE_OK;
    if (!value_is_unset(args[2]) && !value_is_none(args[2]))
        status = decimal_rounding_of(vm, args[2], &rounding);
    if (status != NATIVE_OK)
        return status;
    decimal_t view, target, out;
    decimal_view(vm, args[0], &view);
    decimal_init(&target);
    if (!decimal_from_operand(vm, args[1], &target)) {
        decimal_destroy(&target);
        return native_raise(vm, EXC_TYPE_ERROR, "conversion from %s to Decimal is not supported",
                            value_type_name(vm, args[1]));
    }
    decimal_init(&out);
    decimal_signal_t signal = DECIMAL_OK;
    if ((view.kind == DECIMAL_INFINITE) != (target.kind == DECIMAL_INFINITE))
        signal = DECIMAL_INVALID_OPERATION;
    else
        signal = decimal_quantize(&out, &view, target.exponent, rounding, &context);
    decimal_destroy(&target);
    return decimal_finish(vm, &out, signal, result);
}

/* Functions of one number and a context. */
typedef decimal_signal_t unary_fn(decimal_t *, const decimal_t *, const decimal_context_t *);

static native_status_t unary(vm_t *vm, unary_fn *function, value_t *args, value_t *result)
{
    decimal_t view, out;
    decimal_context_t context = decimal_context_of(vm, args[1]);
    decimal_view(vm, args[0], &view);
    decimal_init(&out);
    return decimal_finish(vm, &out, function(&out, &view, &context), result);
}

#define UNARY(name, function)                                                                                \
    static native_status_t method_##name(vm_t *vm, value_t *args, int nargs, value_t *result)                \
    {                                                                                                        \
        (void)nargs;                                                                                         \
        return unary(vm, function, args, result);                                                            \
    }

static decimal_signal_t normalized(decimal_t *out, const decimal_t *number, const decimal_context_t *context)
{
    decimal_set(out, number);
    decimal_signal_t signal = decimal_round(out, context);
    decimal_normalize(out);
    return signal;
}

static decimal_signal_t next_apart(decimal_t *out, const decimal_t *number, const decimal_context_t *context,
                                   bool up)
{
    decimal_t tiny;
    decimal_init(&tiny);
    mpz_set_ui(tiny.coefficient, 1);
    tiny.exponent = -999999 - context->precision;
    tiny.negative = !up;
    decimal_context_t outward = {context->precision, up ? DECIMAL_ROUND_CEILING : DECIMAL_ROUND_FLOOR};
    decimal_signal_t signal = decimal_add(out, number, &tiny, &outward);
    decimal_destroy(&tiny);
    return signal;
}

static decimal_signal_t next_plus(decimal_t *out, const decimal_t *number, const decimal_context_t *context)
{
    return next_apart(out, number, context, true);
}

static decimal_signal_t next_minus(decimal_t *out, const decimal_t *number, const decimal_context_t *context)
{
    return next_apart(out, number, context, false);
}

UNARY(sqrt, decimal_sqrt)
UNARY(exp, decimal_exp)
UNARY(ln, decimal_ln)
UNARY(log10, decimal_log10)
UNARY(normalize, normalized)
UNARY(next_plus, next_plus)
UNARY(next_minus, next_minus)

/* self, rounding=, context= */
static native_status_t to_integral(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    decimal_rounding_t rounding = decimal_context_of(vm, args[2]).rounding;
    native_status_t status = NATIVE_OK;
    if (!value_is_unset(args[1]) && !value_is_none(args[1]))
        status = decimal_rounding_of(vm, args[1], &rounding);
    if (status != NATIVE_OK)
        return status;
    decimal_t view, out;
    decimal_view(vm, args[0], &view);
    decimal_init(&out);
    decimal_to_integral(&out, &view, rounding);
    return decimal_to_value(vm, &out, result);
}

/* ---- tests and parts
 * ---------------------------------------------------------------------------------------- */

#define TEST(name, condition)                                                                                \
    static native_status_t method_##name(vm_t *vm, value_t *args, int nargs, value_t *result)                \
    {                                                                                                        \
        (void)nargs;                                                                                         \
        decimal_t view;                                                                                      \
        decimal_view(vm, args[0], &view);                                                                    \
        *result = value_from_bool(condition);                                                                \
        return NATIVE_OK;                                                                                    \
    }

TEST(is_nan, view.kind == DECIMAL_NAN)
TEST(is_infinite, view.kind == DECIMAL_INFINITE)
TEST(is_finite, view.kind == DECIMAL_FINITE)
TEST(is_zero, decimal_is_zero(&view))
TEST(is_signed, view.negative)

static native_status_t adjusted(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    decimal_t view;
    decimal_view(vm, args[0], &view);
    int64_t value = view.kind == DECIMAL_FINITE ? view.exponent + (int64_t)decimal_digits(&view) - 1 : 0;
    *result = bigint_from_int64(vm, value);
    return NATIVE_OK;
}

/* (sign, digits, exponent), made a DecimalTuple by lessons/lib/decimal.py. */
static native_status_t as_tuple_method(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    decimal_t view;
    decimal_view(vm, args[0], &view);
    value_t digits = vm->empty_tuple, exponent = bigint_from_int64(vm, view.exponent);
    if (view.kind == DECIMAL_FINITE) {
        text_t text;
        text_init(&text);
        char *room = text_reserve(&text, decimal_digits(&view) + 2);
        if (!room)
            return native_raise(vm, EXC_MEMORY_ERROR, "%s", "");
        mpz_get_str(room, 10, view.coefficient);
        size_t count = strlen(room);
        digits = tuple_new(vm, NULL, count);
        for (size_t i = 0; i < count; i++)
            as_tuple(vm, digits)->items[i] = value_from_int(room[i] - '0');
        text_destroy(&text);
    } else {
        exponent = str_from_c(vm, view.kind == DECIMAL_NAN ? "n" : "F");
        if (view.kind == DECIMAL_INFINITE) {
            value_t zero = value_from_int(0);
            digits = tuple_new(vm, &zero, 1);
        }
    }
    value_t row[3] = {value_from_int(view.negative), digits, exponent};
    return native_call(vm, decimal_tuple_class(vm), row, 3);
}

/* ---- signs, comparing
 * --------------------------------------------------------------------------------------- */

static native_status_t copied(vm_t *vm, value_t self, bool negative, value_t *result)
{
    decimal_t view, out;
    decimal_view(vm, self, &view);
    decimal_init(&out);
    decimal_set(&out, &view);
    out.negative = negative;
    return decimal_to_value(vm, &out, result);
}

static native_status_t copy_abs(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return copied(vm, args[0], false, result);
}

static native_status_t copy_negate(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    decimal_t view;
    decimal_view(vm, args[0], &view);
    return copied(vm, args[0], !view.negative, result);
}

/* An initialised operand that must be a Decimal or an int. */
static native_status_t operand(vm_t *vm, value_t v, decimal_t *out)
{
    decimal_init(out);
    if (decimal_from_operand(vm, v, out))
        return NATIVE_OK;
    decimal_destroy(out);
    return native_raise(vm, EXC_TYPE_ERROR, "conversion from %s to Decimal is not supported",
                        value_type_name(vm, v));
}

static native_status_t copy_sign(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    decimal_t other;
    native_status_t status = operand(vm, args[1], &other);
    if (status != NATIVE_OK)
        return status;
    bool negative = other.negative;
    decimal_destroy(&other);
    return copied(vm, args[0], negative, result);
}

static native_status_t compare(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    decimal_t view, other, out;
    native_status_t status = operand(vm, args[1], &other);
    if (status != NATIVE_OK)
        return status;
    decimal_view(vm, args[0], &view);
    decimal_init(&out);
    if (view.kind == DECIMAL_NAN || other.kind == DECIMAL_NAN) {
        out.kind = DECIMAL_NAN;
    } else {
        int order = decimal_compare(&view, &other);
        mpz_set_si(out.coefficient, order < 0 ? 1 : order);
        out.negative = order < 0;
    }
    decimal_destroy(&other);
    return decimal_to_value(vm, &out, result);
}

static native_status_t extreme(vm_t *vm, value_t *args, bool largest, value_t *result)
{
    decimal_t view, other, out;
    native_status_t status = operand(vm, args[1], &other);
    if (status != NATIVE_OK)
        return status;
    decimal_view(vm, args[0], &view);
    decimal_init(&out);
    bool mine = other.kind == DECIMAL_NAN ||
                (view.kind != DECIMAL_NAN && (decimal_compare(&view, &other) > 0) == largest);
    decimal_set(&out, mine ? &view : &other);
    decimal_destroy(&other);
    decimal_context_t context = decimal_context_of(vm, args[2]);
    return decimal_finish(vm, &out, decimal_round(&out, &context), result);
}

static native_status_t method_max(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return extreme(vm, args, true, result);
}

static native_status_t method_min(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return extreme(vm, args, false, result);
}

/* self × other + third, rounded once */
static native_status_t fma_method(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    decimal_t view, other, third, out;
    native_status_t status = operand(vm, args[1], &other);
    if (status != NATIVE_OK)
        return status;
    status = operand(vm, args[2], &third);
    if (status != NATIVE_OK) {
        decimal_destroy(&other);
        return status;
    }
    decimal_view(vm, args[0], &view);
    decimal_init(&out);
    decimal_context_t exact = {(int64_t)(decimal_digits(&view) + decimal_digits(&other)) + 1,
                               DECIMAL_ROUND_HALF_EVEN};
    decimal_context_t context = decimal_context_of(vm, args[3]);
    decimal_signal_t signal = decimal_multiply(&out, &view, &other, &exact);
    if (signal == DECIMAL_OK)
        signal = decimal_add(&out, &out, &third, &context);
    decimal_destroy(&other);
    decimal_destroy(&third);
    return decimal_finish(vm, &out, signal, result);
}

/* self × 10^other */
static native_status_t scaleb(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    int64_t digits;
    native_status_t status = argument_int64(vm, args[1], &digits);
    if (status != NATIVE_OK)
        return status == NATIVE_FALLBACK ? native_raise(vm, EXC_TYPE_ERROR, "an integer is required")
                                         : status;
    decimal_t view, out;
    decimal_view(vm, args[0], &view);
    decimal_init(&out);
    decimal_set(&out, &view);
    if (out.kind == DECIMAL_FINITE)
        out.exponent += digits > 4000000 ? 4000000 : digits < -4000000 ? -4000000 : digits;
    decimal_context_t context = decimal_context_of(vm, VALUE_NONE);
    return decimal_finish(vm, &out, decimal_round(&out, &context), result);
}

static native_status_t same_quantum(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    decimal_t view, other;
    native_status_t status = operand(vm, args[1], &other);
    if (status != NATIVE_OK)
        return status;
    decimal_view(vm, args[0], &view);
    *result = value_from_bool(view.kind == other.kind &&
                              (view.kind != DECIMAL_FINITE || view.exponent == other.exponent));
    decimal_destroy(&other);
    return NATIVE_OK;
}

/* n / d in lowest terms */
static native_status_t as_integer_ratio(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    decimal_t view;
    decimal_view(vm, args[0], &view);
    if (view.kind != DECIMAL_FINITE) {
        bool nan = view.kind == DECIMAL_NAN;
        return native_raise(vm, nan ? EXC_VALUE_ERROR : EXC_OVERFLOW_ERROR,
                            "cannot convert %s to integer ratio", nan ? "NaN" : "Infinity");
    }
    if (view.exponent > 100000 || view.exponent < -100000)
        return native_raise(vm, EXC_MEMORY_ERROR, "%s", "");
    mpz_t top, bottom, divisor;
    mpz_inits(top, bottom, divisor, NULL);
    mpz_set(top, view.coefficient);
    mpz_ui_pow_ui(bottom, 10, (unsigned long)(view.exponent < 0 ? -view.exponent : view.exponent));
    if (view.exponent >= 0) {
        mpz_mul(top, top, bottom);
        mpz_set_ui(bottom, 1);
    }
    mpz_gcd(divisor, top, bottom);
    mpz_divexact(top, top, divisor);
    mpz_divexact(bottom, bottom, divisor);
    if (view.negative)
        mpz_neg(top, top);
    mpz_clear(divisor);
    value_t pair[2];
    native_status_t first = bigint_from_mpz(vm, top, &pair[0]);
    native_status_t second = bigint_from_mpz(vm, bottom, &pair[1]);
    if (first != NATIVE_OK || second != NATIVE_OK)
        return NATIVE_RAISE;
    *result = tuple_new(vm, pair, 2);
    return NATIVE_OK;
}

static native_status_t itself(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)vm, (void)nargs;
    *result = args[0];
    return NATIVE_OK;
}

const native_def_t decimal_named_methods[] = {
    {"quantize", "self, exp, rounding=, context=", quantize, NULL, NULL},
    {"sqrt", "self, context=", method_sqrt, NULL, NULL},
    {"exp", "self, context=", method_exp, NULL, NULL},
    {"ln", "self, context=", method_ln, NULL, NULL},
    {"log10", "self, context=", method_log10, NULL, NULL},
    {"normalize", "self, context=", method_normalize, NULL, NULL},
    {"next_plus", "self, context=", method_next_plus, NULL, NULL},
    {"next_minus", "self, context=", method_next_minus, NULL, NULL},
    {"to_integral_value", "self, rounding=, context=", to_integral, NULL, NULL},
    {"to_integral_exact", "self, rounding=, context=", to_integral, NULL, NULL},
    {"to_integral", "self, rounding=, context=", to_integral, NULL, NULL},
    {"is_nan", "self", method_is_nan, NULL, NULL},
    {"is_infinite", "self", method_is_infinite, NULL, NULL},
    {"is_finite", "self", method_is_finite, NULL, NULL},
    {"is_zero", "self", method_is_zero, NULL, NULL},
    {"is_signed", "self", method_is_signed, NULL, NULL},
    {"adjusted", "self", adjusted, NULL, NULL},
    {"as_tuple", "self", as_tuple_method, NULL, NULL},
    {"copy_abs", "self", copy_abs, NULL, NULL},
    {"copy_negate", "self", copy_negate, NULL, NULL},
    {"copy_sign", "self, other, context=", copy_sign, NULL, NULL},
    {"compare", "self, other, context=", compare, NULL, NULL},
    {"max", "self, other, context=", method_max, NULL, NULL},
    {"min", "self, other, context=", method_min, NULL, NULL},
    {"fma", "self, other, third, context=", fma_method, NULL, NULL},
    {"scaleb", "self, other, context=", scaleb, NULL, NULL},
    {"same_quantum", "self, other, context=", same_quantum, NULL, NULL},
    {"as_integer_ratio", "self", as_integer_ratio, NULL, NULL},
    {"conjugate", "self", itself, NULL, NULL},
    {"__copy__", "self", itself, NULL, NULL},
    {"__deepcopy__", "self, memo", itself, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};
