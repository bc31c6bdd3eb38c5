/*
 * Arithmetic on small ints and floats, as the machine's loop does it in place. Each function says whether it
 * could: false is for everything else, big results and errors too.
 */
#ifndef LESSONS_VM_FAST_NUMBERS_H
#define LESSONS_VM_FAST_NUMBERS_H

#include <math.h>

#include "lessons/vm/machine.h"

#define LIKELY(x)   __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

#define BOTH_INTS(x, y)    (value_is_small_int(x) && value_is_small_int(y))
#define BOTH_DOUBLES(x, y) (value_is_double(x) && value_is_double(y))

/* A small int in the upper 48 bits: sums and products overflow where the value does not fit. */
static inline int64_t int_high(value_t v)
{
    return (int64_t)(v << 16);
}

static inline value_t int_from_high(int64_t n)
{
    return ((uint64_t)VALUE_TAG_INT << VALUE_TAG_SHIFT) | (uint64_t)n >> 16;
}

static inline bool int_or_double(value_t v, double *d)
{
    if (value_is_double(v))
        *d = value_to_double(v);
    else if (value_is_small_int(v))
        *d = (double)value_to_int(v);
    else
        return false;
    return true;
}

/* A float's register, read once more from memory: quicker than moving it over from an integer register. */
static inline double double_at(const value_t *v)
{
    typedef double __attribute__((may_alias)) stored_double_t;
    return *(const volatile stored_double_t *)v;
}

/* What the hardware makes of two numbers: its own NaN is below the tags, so nothing has to be checked. */
static inline value_t from_result(double d)
{
    value_t v;
    memcpy(&v, &d, sizeof v);
    return v;
}

static inline bool fast_add_ints(value_t a, value_t b, value_t *to)
{
    int64_t sum;
    if (UNLIKELY(!BOTH_INTS(a, b)) || UNLIKELY(__builtin_add_overflow(int_high(a), int_high(b), &sum)))
        return false;
    *to = int_from_high(sum);
    return true;
}

/* Where one of them is a float. */
static inline bool fast_add_mixed(value_t a, value_t b, value_t *to)
{
    double x, y;
    if (BOTH_INTS(a, b) || !int_or_double(a, &x) || !int_or_double(b, &y))
        return false;
    *to = from_result(x + y);
    return true;
}

static inline bool fast_subtract_ints(value_t a, value_t b, value_t *to)
{
    int64_t sum;
    if (UNLIKELY(!BOTH_INTS(a, b)) || UNLIKELY(__builtin_sub_overflow(int_high(a), int_high(b), &sum)))
        return false;
    *to = int_from_high(sum);
    return true;
}

/* Where one of them is a float. */
static inline bool fast_subtract_mixed(value_t a, value_t b, value_t *to)
{
    double x, y;
    if (BOTH_INTS(a, b) || !int_or_double(a, &x) || !int_or_double(b, &y))
        return false;
    *to = from_result(x - y);
    return true;
}

static inline bool fast_multiply_ints(value_t a, value_t b, value_t *to)
{
    int64_t product;
    if (UNLIKELY(!BOTH_INTS(a, b)) ||
        UNLIKELY(__builtin_mul_overflow(value_to_int(a), int_high(b), &product)))
        return false;
    *to = int_from_high(product);
    return true;
}

/* Where one of them is a float. */
static inline bool fast_multiply_mixed(value_t a, value_t b, value_t *to)
{
    double x, y;
    if (BOTH_INTS(a, b) || !int_or_double(a, &x) || !int_or_double(b, &y))
        return false;
    *to = from_result(x * y);
    return true;
}

static inline bool fast_divide(value_t a, value_t b, value_t *to)
{
    double x, y;
    if (!int_or_double(a, &x) || !int_or_double(b, &y) || y == 0)
        return false;
    *to = from_result(x / y);
    return true;
}

static inline bool fast_floor_divide(value_t a, value_t b, value_t *to)
{
    if (LIKELY(BOTH_INTS(a, b))) {
        int64_t x = value_to_int(a), y = value_to_int(b);
        if (UNLIKELY(y == 0 || y == -1))
            return false;
        int64_t q = x / y;
        *to = value_from_int(q - ((x % y != 0) && ((x < 0) != (y < 0))));
        return true;
    }
    if (!BOTH_DOUBLES(a, b) || value_to_double(b) == 0)
        return false;
    *to = value_from_double(float_floor_divide(value_to_double(a), value_to_double(b)));
    return true;
}

static inline bool fast_modulo(value_t a, value_t b, value_t *to)
{
    if (LIKELY(BOTH_INTS(a, b))) {
        int64_t x = value_to_int(a), y = value_to_int(b);
        if (UNLIKELY(y == 0))
            return false;
        int64_t rest = x % y;
        *to = value_from_int(rest != 0 && ((rest < 0) != (y < 0)) ? rest + y : rest);
        return true;
    }
    if (!BOTH_DOUBLES(a, b) || value_to_double(b) == 0)
        return false;
    *to = value_from_double(float_modulo(value_to_double(a), value_to_double(b)));
    return true;
}

static inline bool fast_power(value_t a, value_t b, value_t *to)
{
    if (!BOTH_INTS(a, b)) {
        double x, y;
        if (!int_or_double(a, &x) || !int_or_double(b, &y) || x < 0 || (x == 0 && y < 0))
            return false;
        double power = pow(x, y);
        if (isinf(power))
            return false;
        *to = value_from_double(power);
        return true;
    }
    int64_t base = value_to_int(a), exponent = value_to_int(b), power = 1;
    if (exponent < 0 || exponent > 64)
        return false;
    for (int64_t n = exponent; n > 0; n--)
        if (__builtin_mul_overflow(power, base, &power) || !value_int_fits(power))
            return false;
    *to = value_from_int(power);
    return true;
}

static inline bool fast_left_shift(value_t a, value_t b, value_t *to)
{
    if (!BOTH_INTS(a, b))
        return false;
    int64_t x = value_to_int(a), by = value_to_int(b);
    if (by < 0 || by > 46 || x > (VALUE_INT_MAX >> by) || x < (VALUE_INT_MIN >> by))
        return false;
    *to = value_from_int((int64_t)((uint64_t)x << by));
    return true;
}

static inline bool fast_right_shift(value_t a, value_t b, value_t *to)
{
    if (!BOTH_INTS(a, b) || value_to_int(b) < 0)
        return false;
    int64_t by = value_to_int(b);
    *to = value_from_int(value_to_int(a) >> (by > 63 ? 63 : by));
    return true;
}

static inline bool fast_and(value_t a, value_t b, value_t *to)
{
    if (!BOTH_INTS(a, b))
        return false;
    *to = a & b;
    return true;
}

static inline bool fast_or(value_t a, value_t b, value_t *to)
{
    if (!BOTH_INTS(a, b))
        return false;
    *to = a | b;
    return true;
}

static inline bool fast_xor(value_t a, value_t b, value_t *to)
{
    if (!BOTH_INTS(a, b))
        return false;
    *to = value_from_int(value_to_int(a) ^ value_to_int(b));
    return true;
}

#endif
