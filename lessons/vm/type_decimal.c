/*
 * Decimal: making, text, operators and comparisons. Methods with names are in decimal_methods.c.
 */
#include <math.h>
#include <string.h>

#include "lessons/vm/arguments.h"
#include "lessons/vm/bigint_view.h"
#include "lessons/vm/decimal_value.h"
#include "lessons/vm/value_text.h"

static native_status_t decimal_new(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    if (value_is_decimal(vm, args[1])) {
        *result = args[1];
        return NATIVE_OK;
    }
    decimal_t number;
    decimal_init(&number);
    native_status_t status = value_is_unset(args[1]) ? NATIVE_OK : decimal_from_value(vm, args[1], &number);
    if (status == NATIVE_OK)
        return decimal_to_value(vm, &number, result);
    decimal_destroy(&number);
    return status;
}

/* ---- text
 * --------------------------------------------------------------------------------------------------- */

static native_status_t decimal_str(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    decimal_t view;
    decimal_view(vm, args[0], &view);
    text_t text;
    text_init(&text);
    decimal_to_text(&text, &view);
    return text_to_str(vm, &text, result);
}

static native_status_t decimal_repr(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    decimal_t view;
    decimal_view(vm, args[0], &view);
    text_t text;
    text_init(&text);
    text_add_string(&text, "Decimal('");
    decimal_to_text(&text, &view);
    text_add_string(&text, "')");
    return text_to_str(vm, &text, result);
}

static native_status_t decimal_format_method(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    const str_t *spec = argument_str(vm, args[1]);
    if (!spec)
        return native_raise(vm, EXC_TYPE_ERROR, "format arg must be str");
    if (spec->size == 0)
        return decimal_str(vm, args, 1, result);
    format_spec_t parsed;
    format_error_t error;
    if (!format_spec_parse(spec->bytes, spec->size, "decimal.Decimal", &parsed, &error))
        return native_raise(vm, EXC_VALUE_ERROR, "invalid format string");
    if (parsed.width > 1000000 || parsed.precision > 1000000)
        return native_raise(vm, EXC_MEMORY_ERROR, "%s", "");
    decimal_t view;
    decimal_view(vm, args[0], &view);
    decimal_context_t context = decimal_context_of(vm, VALUE_NONE);
    text_t text;
    text_init(&text);
    if (!decimal_format(&text, &view, &parsed, &context, &error)) {
        text_destroy(&text);
        return native_raise(vm, EXC_VALUE_ERROR, "%s", error.message);
    }
    return text_to_str(vm, &text, result);
}

/* ---- to other numbers
 * --------------------------------------------------------------------------------------- */

static native_status_t decimal_hash_method(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    decimal_t view;
    decimal_view(vm, args[0], &view);
    *result = bigint_from_int64(vm, decimal_hash(&view));
    return NATIVE_OK;
}

static native_status_t decimal_bool(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    decimal_t view;
    decimal_view(vm, args[0], &view);
    *result = value_from_bool(!decimal_is_zero(&view));
    return NATIVE_OK;
}

static native_status_t decimal_float(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    decimal_t view;
    decimal_view(vm, args[0], &view);
    *result = value_from_double(decimal_to_double(&view));
    return NATIVE_OK;
}

/* To an int, rounded so. */
static native_status_t to_int(vm_t *vm, value_t self, decimal_rounding_t rounding, value_t *result)
{
    decimal_t view, whole;
    decimal_view(vm, self, &view);
    if (view.kind == DECIMAL_NAN)
        return native_raise(vm, EXC_VALUE_ERROR, "cannot convert NaN to integer");
    if (view.kind == DECIMAL_INFINITE)
        return native_raise(vm, EXC_OVERFLOW_ERROR, "cannot convert Infinity to integer");
    if (view.exponent > 1000000)
        return native_raise(vm, EXC_MEMORY_ERROR, "%s", "");
    decimal_init(&whole);
    decimal_to_integral(&whole, &view, rounding);
    mpz_t integer;
    mpz_init(integer);
    decimal_to_integer(integer, &whole);
    decimal_destroy(&whole);
    return bigint_from_mpz(vm, integer, result);
}

static native_status_t decimal_int(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return to_int(vm, args[0], DECIMAL_ROUND_DOWN, result);
}

static native_status_t decimal_floor(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return to_int(vm, args[0], DECIMAL_ROUND_FLOOR, result);
}

static native_status_t decimal_ceil(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return to_int(vm, args[0], DECIMAL_ROUND_CEILING, result);
}

static native_status_t decimal_round_method(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    if (value_is_unset(args[1]))
        return to_int(vm, args[0], DECIMAL_ROUND_HALF_EVEN, result);
    int64_t digits;
    native_status_t status = argument_int64(vm, args[1], &digits);
    if (status != NATIVE_OK)
        return status;
    decimal_t view, out;
    decimal_view(vm, args[0], &view);
    decimal_context_t context = decimal_context_of(vm, VALUE_NONE);
    decimal_init(&out);
    decimal_signal_t signal = decimal_quantize(&out, &view, -digits, DECIMAL_ROUND_HALF_EVEN, &context);
    return decimal_finish(vm, &out, signal, result);
}

/* ---- signs
 * -------------------------------------------------------------------------------------------------- */

typedef enum { SIGN_KEEP, SIGN_FLIP, SIGN_CLEAR } sign_t;

static native_status_t with_sign(vm_t *vm, value_t self, sign_t sign, value_t *result)
{
    decimal_t view, out;
    decimal_view(vm, self, &view);
    decimal_init(&out);
    decimal_set(&out, &view);
    if (sign == SIGN_CLEAR || decimal_is_zero(&out)) /* the operators know no negative zero */
        out.negative = false;
    else if (sign == SIGN_FLIP)
        out.negative = !out.negative;
    decimal_context_t context = decimal_context_of(vm, VALUE_NONE);
    return decimal_finish(vm, &out, decimal_round(&out, &context), result);
}

static native_status_t decimal_neg(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return with_sign(vm, args[0], SIGN_FLIP, result);
}

static native_status_t decimal_pos(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return with_sign(vm, args[0], SIGN_KEEP, result);
}

static native_status_t decimal_abs(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return with_sign(vm, args[0], SIGN_CLEAR, result);
}

/* ---- operators
 * ---------------------------------------------------------------------------------------------- */

typedef decimal_signal_t operation_fn(decimal_t *, const decimal_t *, const decimal_t *,
                                      const decimal_context_t *);

static native_status_t operate(vm_t *vm, operation_fn *operation, value_t a, value_t b, value_t *result)
{
    decimal_t left, right, out;
    decimal_init(&left);
    decimal_init(&right);
    native_status_t status = NATIVE_OK;
    *result = VALUE_NOT_IMPLEMENTED;
    if (decimal_from_operand(vm, a, &left) && decimal_from_operand(vm, b, &right)) {
        decimal_context_t context = decimal_context_of(vm, VALUE_NONE);
        decimal_init(&out);
        status = decimal_finish(vm, &out, operation(&out, &left, &right, &context), result);
    }
    decimal_destroy(&left);
    decimal_destroy(&right);
    return status;
}

#define OPERATOR(name, operation)                                                                            \
    static native_status_t operator_##name(vm_t *vm, value_t *args, int nargs, value_t *result)              \
    {                                                                                                        \
        (void)nargs;                                                                                         \
        return operate(vm, operation, args[0], args[1], result);                                             \
    }                                                                                                        \
    static native_status_t operator_r##name(vm_t *vm, value_t *args, int nargs, value_t *result)             \
    {                                                                                                        \
        (void)nargs;                                                                                         \
        return operate(vm, operation, args[1], args[0], result);                                             \
    }

OPERATOR(add, decimal_add)
OPERATOR(sub, decimal_subtract)
OPERATOR(mul, decimal_multiply)
OPERATOR(truediv, decimal_divide)
OPERATOR(floordiv, decimal_divide_integer)
OPERATOR(mod, decimal_remainder)
OPERATOR(pow, decimal_power)

static native_status_t both_parts(vm_t *vm, value_t a, value_t b, value_t *result)
{
    value_t pair[2];
    native_status_t status = operate(vm, decimal_divide_integer, a, b, &pair[0]);
    if (status == NATIVE_OK && pair[0] != VALUE_NOT_IMPLEMENTED)
        status = operate(vm, decimal_remainder, a, b, &pair[1]);
    *result = VALUE_NOT_IMPLEMENTED;
    if (status == NATIVE_OK && pair[0] != VALUE_NOT_IMPLEMENTED)
        *result = tuple_new(vm, pair, 2);
    return status;
}

static native_status_t operator_divmod(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return both_parts(vm, args[0], args[1], result);
}

static native_status_t operator_rdivmod(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return both_parts(vm, args[1], args[0], result);
}

/* ---- comparisons: exact, floats too
 * ------------------------------------------------------------------------- */

static native_status_t compare(vm_t *vm, compare_op_t op, value_t *args, value_t *result)
{
    decimal_t left, right;
    decimal_init(&left);
    decimal_init(&right);
    decimal_from_operand(vm, args[0], &left);
    bool known = decimal_from_operand(vm, args[1], &right);
    if (!known && value_is_double(args[1])) {
        decimal_set_double(&right, value_to_double(args[1]));
        known = true;
    }
    native_status_t status = NATIVE_OK;
    bool equality = op == COMPARE_OP_EQ || op == COMPARE_OP_NE;
    *result = VALUE_NOT_IMPLEMENTED;
    if (known && (left.kind == DECIMAL_NAN || right.kind == DECIMAL_NAN)) {
        *result = value_from_bool(op == COMPARE_OP_NE);
        decimal_t unused;
        decimal_init(&unused);
        if (equality)
            decimal_destroy(&unused);
        else
            status = decimal_finish(vm, &unused, DECIMAL_INVALID_OPERATION, result);
    } else if (known) {
        int order = decimal_compare(&left, &right);
        bool outcomes[] = {[COMPARE_OP_EQ] = order == 0,
                           [COMPARE_OP_NE] = order != 0,
                           [COMPARE_OP_LT] =
                               order<0, [COMPARE_OP_LE] = order <= 0, [COMPARE_OP_GT] = order> 0,
                           [COMPARE_OP_GE] = order >= 0};
        *result = value_from_bool(outcomes[op]);
    }
    decimal_destroy(&left);
    decimal_destroy(&right);
    return status;
}

#define COMPARISON(name, op)                                                                                 \
    static native_status_t compare_##name(vm_t *vm, value_t *args, int nargs, value_t *result)               \
    {                                                                                                        \
        (void)nargs;                                                                                         \
        return compare(vm, op, args, result);                                                                \
    }

COMPARISON(eq, COMPARE_OP_EQ)
COMPARISON(ne, COMPARE_OP_NE)
COMPARISON(lt, COMPARE_OP_LT)
COMPARISON(le, COMPARE_OP_LE)
COMPARISON(gt, COMPARE_OP_GT)
COMPARISON(ge, COMPARE_OP_GE)

static native_status_t from_float(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    if (!value_is_double(args[1]) && !value_is_int(vm, args[1]))
        return native_raise(vm, EXC_TYPE_ERROR, "argument must be int or float");
    decimal_t number;
    decimal_init(&number);
    native_status_t status = decimal_from_value(vm, args[1], &number);
    if (status == NATIVE_OK)
        return decimal_to_value(vm, &number, result);
    decimal_destroy(&number);
    return status;
}

static const native_def_t decimal_methods[] = {
    {"__new__", "cls, value=, context=", decimal_new, NULL, NULL},
    {"from_float", "cls, f, /", from_float, NULL, NULL},
    {"__str__", "self, /", decimal_str, NULL, NULL},
    {"__repr__", "self, /", decimal_repr, NULL, NULL},
    {"__format__", "self, spec, /", decimal_format_method, NULL, NULL},
    {"__hash__", "self, /", decimal_hash_method, NULL, NULL},
    {"__bool__", "self, /", decimal_bool, NULL, NULL},
    {"__float__", "self, /", decimal_float, NULL, NULL},
    {"__int__", "self, /", decimal_int, NULL, NULL},
    {"__trunc__", "self, /", decimal_int, NULL, NULL},
    {"__floor__", "self, /", decimal_floor, NULL, NULL},
    {"__ceil__", "self, /", decimal_ceil, NULL, NULL},
    {"__round__", "self, n=, /", decimal_round_method, NULL, NULL},
    {"__neg__", "self, /", decimal_neg, NULL, NULL},
    {"__pos__", "self, /", decimal_pos, NULL, NULL},
    {"__abs__", "self, /", decimal_abs, NULL, NULL},
    {"__add__", "self, other, /", operator_add, NULL, NULL},
    {"__radd__", "self, other, /", operator_radd, NULL, NULL},
    {"__sub__", "self, other, /", operator_sub, NULL, NULL},
    {"__rsub__", "self, other, /", operator_rsub, NULL, NULL},
    {"__mul__", "self, other, /", operator_mul, NULL, NULL},
    {"__rmul__", "self, other, /", operator_rmul, NULL, NULL},
    {"__truediv__", "self, other, /", operator_truediv, NULL, NULL},
    {"__rtruediv__", "self, other, /", operator_rtruediv, NULL, NULL},
    {"__floordiv__", "self, other, /", operator_floordiv, NULL, NULL},
    {"__rfloordiv__", "self, other, /", operator_rfloordiv, NULL, NULL},
    {"__mod__", "self, other, /", operator_mod, NULL, NULL},
    {"__rmod__", "self, other, /", operator_rmod, NULL, NULL},
    {"__divmod__", "self, other, /", operator_divmod, NULL, NULL},
    {"__rdivmod__", "self, other, /", operator_rdivmod, NULL, NULL},
    {"__pow__", "self, other, /", operator_pow, NULL, NULL},
    {"__rpow__", "self, other, /", operator_rpow, NULL, NULL},
    {"__eq__", "self, other, /", compare_eq, NULL, NULL},
    {"__ne__", "self, other, /", compare_ne, NULL, NULL},
    {"__lt__", "self, other, /", compare_lt, NULL, NULL},
    {"__le__", "self, other, /", compare_le, NULL, NULL},
    {"__gt__", "self, other, /", compare_gt, NULL, NULL},
    {"__ge__", "self, other, /", compare_ge, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

const native_type_t decimal_type = {.name = "Decimal",
                                    .full_name = "decimal.Decimal",
                                    .module = "decimal",
                                    .kind = KIND_OBJECT,
                                    .methods = decimal_methods};
