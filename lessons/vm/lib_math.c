/*
 * The module math: functions on floats. Those on ints are in lib_math_int.c.
 */
#include <errno.h>
#include <fenv.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/vm/arguments.h"
#include "lessons/vm/bigint_view.h"
#include "lessons/vm/invoke.h"
#include "lessons/vm/iterate.h"
#include "lessons/vm/library_tables.h"
#include "lessons/vm/numbers.h"
#include "lessons/vm/types.h"

static native_status_t real(vm_t *vm, value_t v, double *number)
{
    native_status_t status = argument_double(vm, v, number);
    if (status != NATIVE_FALLBACK)
        return status;
    bool found;
    value_t converted;
    status = invoke_special(vm, v, NAME_float, NULL, 0, &found, &converted);
    if (status == NATIVE_OK && found && value_is_double(converted)) {
        *number = value_to_double(converted);
        return NATIVE_OK;
    }
    if (status == NATIVE_RAISE)
        return status;
    return native_raise(vm, EXC_TYPE_ERROR, "must be real number, not %s", value_type_name(vm, v));
}

static native_status_t domain_error(vm_t *vm)
{
    return native_raise(vm, EXC_VALUE_ERROR, "math domain error");
}

static native_status_t range_error(vm_t *vm)
{
    return native_raise(vm, EXC_OVERFLOW_ERROR, "math range error");
}

/* The rules of CPython for functions of one float: a NaN out of a number is a domain error, an infinity out
 * of a finite number is a range error, or a domain error for functions with poles. */
static native_status_t unary(vm_t *vm, value_t *args, double (*function)(double), bool can_overflow,
                             value_t *result)
{
    double x;
    native_status_t status = real(vm, args[0], &x);
    if (status != NATIVE_OK)
        return status;
    double y = function(x);
    if (isnan(y) && !isnan(x))
        return domain_error(vm);
    if (isinf(y) && isfinite(x))
        return can_overflow ? range_error(vm) : domain_error(vm);
    *result = value_from_double(y);
    return NATIVE_OK;
}

#define UNARY(name, function, can_overflow)                                                                  \
    static native_status_t math_##name(vm_t *vm, value_t *args, int nargs, value_t *result)                  \
    {                                                                                                        \
        (void)nargs;                                                                                         \
        return unary(vm, args, function, can_overflow, result);                                              \
    }

static double to_degrees(double x)
{
    return x * (180.0 / M_PI);
}

static double to_radians(double x)
{
    return x * (M_PI / 180.0);
}

static double ulp(double x)
{
    x = fabs(x);
    double next = nextafter(x, INFINITY);
    return isinf(x) ? x : isinf(next) ? x - nextafter(x, -INFINITY) : next - x;
}

UNARY(sqrt, sqrt, false)
UNARY(cbrt, cbrt, false)
UNARY(exp, exp, true)
UNARY(exp2, exp2, true)
UNARY(expm1, expm1, true)
UNARY(log1p, log1p, false)
UNARY(sin, sin, false)
UNARY(cos, cos, false)
UNARY(tan, tan, false)
UNARY(asin, asin, false)
UNARY(acos, acos, false)
UNARY(atan, atan, false)
UNARY(sinh, sinh, true)
UNARY(cosh, cosh, true)
UNARY(tanh, tanh, false)
UNARY(asinh, asinh, false)
UNARY(acosh, acosh, false)
UNARY(atanh, atanh, false)
UNARY(erf, erf, true)
UNARY(erfc, erfc, true)
UNARY(fabs, fabs, false)
UNARY(degrees, to_degrees, true)
UNARY(radians, to_radians, true)
UNARY(ulp, ulp, true)

static native_status_t math_gamma(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    double x;
    native_status_t status = real(vm, args[0], &x);
    if (status != NATIVE_OK)
        return status;
    if ((isinf(x) && x < 0) || (x <= 0 && x == floor(x)))
        return domain_error(vm);
    double y = tgamma(x);
    if (x == floor(x) && x <= 171) /* exact where factorials are */
        y = nearbyint(y) < 9e15 ? nearbyint(y) : y;
    if (isinf(y) && isfinite(x))
        return range_error(vm);
    *result = value_from_double(y);
    return NATIVE_OK;
}

static native_status_t math_lgamma(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    double x;
    native_status_t status = real(vm, args[0], &x);
    if (status != NATIVE_OK)
        return status;
    if (x <= 0 && x == floor(x) && isfinite(x))
        return domain_error(vm);
    int sign;
    *result = value_from_double(lgamma_r(x, &sign));
    return NATIVE_OK;
}

/* ---- two floats
 * --------------------------------------------------------------------------------------------- */

static native_status_t two(vm_t *vm, const value_t *args, double *x, double *y)
{
    native_status_t status = real(vm, args[0], x);
    return status == NATIVE_OK ? real(vm, args[1], y) : status;
}

static native_status_t math_pow(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    double x, y;
    native_status_t status = two(vm, args, &x, &y);
    if (status != NATIVE_OK)
        return status;
    double z = pow(x, y);
    if (isfinite(x) && isfinite(y)) {
        if (isnan(z) || (isinf(z) && x == 0))
            return domain_error(vm);
        if (isinf(z))
            return range_error(vm);
    }
    *result = value_from_double(z);
    return NATIVE_OK;
}

static native_status_t binary(vm_t *vm, value_t *args, double (*function)(double, double), bool domain,
                              value_t *result)
{
    double x, y;
    native_status_t status = two(vm, args, &x, &y);
    if (status != NATIVE_OK)
        return status;
    double z = function(x, y);
    if (domain && isnan(z) && !isnan(x) && !isnan(y))
        return domain_error(vm);
    *result = value_from_double(z);
    return NATIVE_OK;
}

#define BINARY(name, function, domain)                                                                       \
    static native_status_t math_##name(vm_t *vm, value_t *args, int nargs, value_t *result)                  \
    {                                                                                                        \
        (void)nargs;                                                                                         \
        return binary(vm, args, function, domain, result);                                                   \
    }

BINARY(atan2, atan2, false)
BINARY(fmod, fmod, true)
BINARY(remainder, remainder, true)
BINARY(copysign, copysign, false)
BINARY(nextafter, nextafter, false)

static native_status_t math_ldexp(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    double x;
    int64_t exponent;
    native_status_t status = real(vm, args[0], &x);
    if (status == NATIVE_OK && !value_is_int(vm, args[1]))
        return native_raise(vm, EXC_TYPE_ERROR, "Expected an int as second argument to ldexp.");
    if (status == NATIVE_OK)
        status = argument_position(vm, args[1], &exponent);
    if (status != NATIVE_OK)
        return status;
    double y = ldexp(x, exponent > 5000 ? 5000 : exponent < -5000 ? -5000 : (int)exponent);
    if (isinf(y) && isfinite(x))
        return range_error(vm);
    *result = value_from_double(y);
    return NATIVE_OK;
}

/* ---- logarithms: of ints of any size
 * ------------------------------------------------------------------------ */

static native_status_t logarithm(vm_t *vm, value_t v, double (*function)(double), double *y)
{
    if (value_kind(vm, v) == KIND_BIGINT) {
        mpz_t big;
        mp_limb_t store;
        bigint_view(vm, v, big, &store);
        if (mpz_sgn(big) <= 0)
            return domain_error(vm);
        long exponent;
        double fraction = mpz_get_d_2exp(&exponent, big);
        *y = exponent < 1000 ? function(ldexp(fraction, (int)exponent))
                             : function(fraction) + function(2.0) * (double)exponent;
        return NATIVE_OK;
    }
    double x;
    native_status_t status = real(vm, v, &x);
    if (status != NATIVE_OK)
        return status;
    if (x <= 0)
        return domain_error(vm);
    *y = function(x);
    return NATIVE_OK;
}

static native_status_t math_log(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    double y = 0, base = 0;
    native_status_t status = logarithm(vm, args[0], log, &y);
    if (status == NATIVE_OK && !value_is_unset(args[1])) {
        status = logarithm(vm, args[1], log, &base);
        if (status != NATIVE_OK)
            return status;
        if (base == 0)
            return native_raise(vm, EXC_ZERO_DIVISION_ERROR, "float division by zero");
        y /= base;
    }
    if (status == NATIVE_OK)
        *result = value_from_double(y);
    return status;
}

static native_status_t math_log2(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    double y = 0;
    native_status_t status = logarithm(vm, args[0], log2, &y);
    *result = value_from_double(y);
    return status;
}

static native_status_t math_log10(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    double y = 0;
    native_status_t status = logarithm(vm, args[0], log10, &y);
    *result = value_from_double(y);
    return status;
}

/* ---- to ints
 * ------------------------------------------------------------------------------------------------ */

static native_status_t to_integer(vm_t *vm, value_t v, vm_name_t name, double (*function)(double),
                                  value_t *result)
{
    value_t plain = int_from_bool(value_payload(vm, v));
    if (value_is_int(vm, plain)) {
        *result = plain;
        return NATIVE_OK;
    }
    if (!value_is_double(plain)) {
        bool found;
        native_status_t status = invoke_special(vm, v, name, NULL, 0, &found, result);
        if (found || status != NATIVE_OK)
            return status;
    }
    double x;
    native_status_t status = real(vm, v, &x);
    return status == NATIVE_OK ? bigint_from_double(vm, function(x), result) : status;
}

static native_status_t math_floor(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return to_integer(vm, args[0], NAME_floor, floor, result);
}

static native_status_t math_ceil(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return to_integer(vm, args[0], NAME_ceil, ceil, result);
}

static native_status_t math_trunc(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    if (value_is_str(vm, args[0]))
        return native_raise(vm, EXC_TYPE_ERROR, "type str doesn't define __trunc__ method");
    return to_integer(vm, args[0], NAME_trunc, trunc, result);
}

/* ---- tests and parts
 * ---------------------------------------------------------------------------------------- */

static native_status_t math_isnan(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    double x = 0;
    native_status_t status = real(vm, args[0], &x);
    *result = value_from_bool(isnan(x));
    return status;
}

static native_status_t math_isinf(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    double x = 0;
    native_status_t status = real(vm, args[0], &x);
    *result = value_from_bool(isinf(x));
    return status;
}

static native_status_t math_isfinite(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    double x = 0;
    native_status_t status = real(vm, args[0], &x);
    *result = value_from_bool(isfinite(x));
    return status;
}

static native_status_t math_isclose(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    double a, b, relative = 1e-9, absolute = 0.0;
    native_status_t status = two(vm, args, &a, &b);
    if (status == NATIVE_OK && !value_is_unset(args[2]))
        status = real(vm, args[2], &relative);
    if (status == NATIVE_OK && !value_is_unset(args[3]))
        status = real(vm, args[3], &absolute);
    if (status != NATIVE_OK)
        return status;
    if (relative < 0 || absolute < 0)
        return native_raise(vm, EXC_VALUE_ERROR, "tolerances must be non-negative");
    double apart = fabs(a - b);
    bool close =
        a == b || (!isinf(a) && !isinf(b) &&
                   (apart <= fabs(relative * b) || apart <= fabs(relative * a) || apart <= absolute));
    *result = value_from_bool(close);
    return NATIVE_OK;
}

static native_status_t math_modf(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    double x, whole;
    native_status_t status = real(vm, args[0], &x);
    if (status != NATIVE_OK)
        return status;
    double fraction = modf(x, &whole);
    value_t pair[2] = {value_from_double(fraction), value_from_double(whole)};
    *result = tuple_new(vm, pair, 2);
    return NATIVE_OK;
}

static native_status_t math_frexp(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    double x;
    int exponent = 0;
    native_status_t status = real(vm, args[0], &x);
    if (status != NATIVE_OK)
        return status;
    double fraction = isfinite(x) ? frexp(x, &exponent) : x;
    value_t pair[2] = {value_from_double(fraction), value_from_int(exponent)};
    *result = tuple_new(vm, pair, 2);
    return NATIVE_OK;
}

/* ---- sums
 * --------------------------------------------------------------------------------------------------- */

/* Length of a vector: the squares are added in extended precision. */
static native_status_t norm(vm_t *vm, const double *parts, size_t count, value_t *result)
{
    (void)vm;
    double largest = 0;
    bool infinite = false, nan = false;
    for (size_t i = 0; i < count; i++) {
        infinite |= isinf(parts[i]);
        nan |= isnan(parts[i]);
        largest = fmax(largest, fabs(parts[i]));
    }
    if (infinite || nan || largest == 0) {
        *result = value_from_double(infinite ? INFINITY : nan ? NAN : 0.0);
        return NATIVE_OK;
    }
    if (count == 2) {
        *result = value_from_double(hypot(parts[0], parts[1]));
        return NATIVE_OK;
    }
    long double sum = 0;
    for (size_t i = 0; i < count; i++) {
        long double scaled = (long double)parts[i] / largest;
        sum += scaled * scaled;
    }
    *result = value_from_double((double)(sqrtl(sum) * largest));
    return NATIVE_OK;
}

enum { MOST_DIMENSIONS = 256 };

static native_status_t math_hypot(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    double parts[MOST_DIMENSIONS];
    const tuple_t *values = as_tuple(vm, args[0]);
    if (values->count > MOST_DIMENSIONS)
        return native_raise(vm, EXC_VALUE_ERROR, "the sandbox's hypot() takes up to 256 coordinates");
    for (size_t i = 0; i < values->count; i++) {
        native_status_t status = real(vm, values->items[i], &parts[i]);
        if (status != NATIVE_OK)
            return status;
    }
    return norm(vm, parts, values->count, result);
}

static native_status_t math_dist(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    double parts[MOST_DIMENSIONS];
    value_t *p, *q;
    size_t count, other;
    if (!sequence_items(vm, args[0], &p, &count) || !sequence_items(vm, args[1], &q, &other))
        return native_raise(vm, EXC_TYPE_ERROR, "dist() wants two sequences of numbers");
    if (count != other)
        return native_raise(vm, EXC_VALUE_ERROR, "both points must have the same number of dimensions");
    if (count > MOST_DIMENSIONS)
        return native_raise(vm, EXC_VALUE_ERROR, "the sandbox's dist() takes up to 256 dimensions");
    for (size_t i = 0; i < count; i++) {
        double a, b;
        native_status_t status = real(vm, p[i], &a);
        if (status == NATIVE_OK)
            status = real(vm, q[i], &b);
        if (status != NATIVE_OK)
            return status;
        parts[i] = a - b;
    }
    return norm(vm, parts, count, result);
}

/* fsum: all floats are added exactly, as multiples of 2^-1074, and rounded once. */
static native_status_t math_fsum(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t *items;
    size_t count;
    double special = 0;
    native_status_t status = iterate_items(vm, args[0], &items, &count);
    if (status != NATIVE_OK)
        return status;
    mpz_t sum, term;
    mpz_inits(sum, term, NULL);
    for (size_t i = 0; i < count && status == NATIVE_OK; i++) {
        double x;
        status = real(vm, items[i], &x);
        if (status != NATIVE_OK)
            break;
        int exponent;
        double fraction = frexp(x, &exponent);
        if (!isfinite(x)) {
            special += x;
            continue;
        }
        mpz_set_d(term, ldexp(fraction, 53));
        int shift = exponent - 53 + 1074;
        if (shift >= 0)
            mpz_mul_2exp(term, term, (mp_bitcnt_t)shift);
        else
            mpz_tdiv_q_2exp(term, term, (mp_bitcnt_t)-shift); /* a subnormal's low bits are zero */
        mpz_add(sum, sum, term);
    }
    if (status == NATIVE_OK && special != 0) {
        *result = value_from_double(special);
    } else if (status == NATIVE_OK) {
        mpz_set_ui(term, 0);
        mpz_setbit(term, 1074);
        value_t numerator, denominator;
        mpz_t top, bottom;
        mpz_init_set(top, sum);
        mpz_init_set(bottom, term);
        status = bigint_from_mpz(vm, top, &numerator);
        if (status == NATIVE_OK)
            status = bigint_from_mpz(vm, bottom, &denominator);
        else
            mpz_clear(bottom);
        if (status == NATIVE_OK)
            status = bigint_divide(vm, numerator, denominator, result);
    }
    mpz_clears(sum, term, NULL);
    return status;
}

static native_status_t math_prod(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t *items, total = value_is_unset(args[1]) ? value_from_int(1) : args[1];
    size_t count;
    native_status_t status = iterate_items(vm, args[0], &items, &count);
    for (size_t i = 0; i < count && status == NATIVE_OK; i++)
        status = value_binary(vm, BINARY_OP_MUL, false, total, items[i], &total);
    *result = total;
    return status;
}

static const native_def_t math_functions[] = {
    {"sqrt", "x, /", math_sqrt, NULL, NULL},
    {"cbrt", "x, /", math_cbrt, NULL, NULL},
    {"exp", "x, /", math_exp, NULL, NULL},
    {"exp2", "x, /", math_exp2, NULL, NULL},
    {"expm1", "x, /", math_expm1, NULL, NULL},
    {"log", "x, base=, /", math_log, NULL, NULL},
    {"log2", "x, /", math_log2, NULL, NULL},
    {"log10", "x, /", math_log10, NULL, NULL},
    {"log1p", "x, /", math_log1p, NULL, NULL},
    {"pow", "x, y, /", math_pow, NULL, NULL},
    {"sin", "x, /", math_sin, NULL, NULL},
    {"cos", "x, /", math_cos, NULL, NULL},
    {"tan", "x, /", math_tan, NULL, NULL},
    {"asin", "x, /", math_asin, NULL, NULL},
    {"acos", "x, /", math_acos, NULL, NULL},
    {"atan", "x, /", math_atan, NULL, NULL},
    {"atan2", "y, x, /", math_atan2, NULL, NULL},
    {"sinh", "x, /", math_sinh, NULL, NULL},
    {"cosh", "x, /", math_cosh, NULL, NULL},
    {"tanh", "x, /", math_tanh, NULL, NULL},
    {"asinh", "x, /", math_asinh, NULL, NULL},
    {"acosh", "x, /", math_acosh, NULL, NULL},
    {"atanh", "x, /", math_atanh, NULL, NULL},
    {"erf", "x, /", math_erf, NULL, NULL},
    {"erfc", "x, /", math_erfc, NULL, NULL},
    {"gamma", "x, /", math_gamma, NULL, NULL},
    {"lgamma", "x, /", math_lgamma, NULL, NULL},
    {"fabs", "x, /", math_fabs, NULL, NULL},
    {"fmod", "x, y, /", math_fmod, NULL, NULL},
    {"remainder", "x, y, /", math_remainder, NULL, NULL},
    {"copysign", "x, y, /", math_copysign, NULL, NULL},
    {"nextafter", "x, y, /", math_nextafter, NULL, NULL},
    {"ulp", "x, /", math_ulp, NULL, NULL},
    {"ldexp", "x, i, /", math_ldexp, NULL, NULL},
    {"frexp", "x, /", math_frexp, NULL, NULL},
    {"modf", "x, /", math_modf, NULL, NULL},
    {"degrees", "x, /", math_degrees, NULL, NULL},
    {"radians", "x, /", math_radians, NULL, NULL},
    {"floor", "x, /", math_floor, NULL, "_math_floor"},
    {"ceil", "x, /", math_ceil, NULL, "_math_ceil"},
    {"trunc", "x, /", math_trunc, NULL, "_math_trunc"},
    {"isnan", "x, /", math_isnan, NULL, NULL},
    {"isinf", "x, /", math_isinf, NULL, NULL},
    {"isfinite", "x, /", math_isfinite, NULL, NULL},
    {"isclose", "a, b, *, rel_tol=, abs_tol=", math_isclose, NULL, NULL},
    {"hypot", "*coordinates", math_hypot, NULL, NULL},
    {"dist", "p, q, /", math_dist, NULL, NULL},
    {"fsum", "seq, /", math_fsum, NULL, "_math_fsum"},
    {"prod", "iterable, /, *, start=", math_prod, NULL, "_math_prod"},
    {NULL, NULL, NULL, NULL, NULL},
};

static void fill_math(vm_t *vm, value_t dict)
{
    for (const native_def_t *def = math_int_functions; def->name; def++)
        native_module_set(vm, dict, def->name, native_function(vm, def));
    native_module_set(vm, dict, "pi", value_from_double(M_PI));
    native_module_set(vm, dict, "e", value_from_double(M_E));
    native_module_set(vm, dict, "tau", value_from_double(2 * M_PI));
    native_module_set(vm, dict, "inf", value_from_double(INFINITY));
    native_module_set(vm, dict, "nan", value_from_double(NAN));
}

const native_module_t math_module = {.name = "math", .functions = math_functions, .fill = fill_math};
