#include "lessons/vm/bigint.h"

#include <gmp.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/vm/bigint_view.h"
#include "lessons/vm/number_text.h"

_Static_assert(sizeof(mp_limb_t) == sizeof(uint64_t), "limbs in the heap are GMP's");

/* Products and powers beyond this take longer than a learner waits, and cannot be interrupted. */
#define MOST_BITS (UINT64_C(1) << 27)

static native_status_t too_large(vm_t *vm)
{
    return native_raise(vm, EXC_MEMORY_ERROR, "the sandbox calculates ints of up to %llu bits",
                        (unsigned long long)MOST_BITS);
}

void bigint_view(const vm_t *vm, value_t v, mpz_t out, mp_limb_t *store)
{
    *out = (__mpz_struct){0}; /* so that the analyzer sees it written */
    if (value_kind(vm, v) == KIND_BIGINT) {
        const bigint_t *big = as_bigint(vm, v);
        mpz_roinit_n(out, (const mp_limb_t *)big->limbs, big->size);
        return;
    }
    int64_t n = value_is_bool(v) ? v == VALUE_TRUE : value_to_int(v);
    *store = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
    mpz_roinit_n(out, store, n < 0 ? -1 : n > 0);
}

native_status_t bigint_from_mpz(vm_t *vm, mpz_t number, value_t *result)
{
    size_t count = mpz_size(number);
    if (mpz_fits_slong_p(number) && value_int_fits(mpz_get_si(number))) {
        *result = value_from_int(mpz_get_si(number));
        mpz_clear(number);
        return NATIVE_OK;
    }
    if (!heap_room(vm, sizeof(bigint_t) + count * sizeof(mp_limb_t))) {
        mpz_clear(number);
        return native_raise(vm, EXC_MEMORY_ERROR, "%s", "");
    }
    bigint_t *big = heap_alloc(vm, KIND_BIGINT, sizeof(bigint_t) + count * sizeof(mp_limb_t));
    big->size = mpz_sgn(number) < 0 ? -(int32_t)count : (int32_t)count;
    memcpy(big->limbs, mpz_limbs_read(number), count * sizeof(mp_limb_t));
    mpz_clear(number);
    *result = object_value(vm, big);
    return NATIVE_OK;
}

/* Two operands as GMP sees them. */
typedef struct pair {
    mpz_t a, b;
    mp_limb_t store_a, store_b;
} pair_t;

static void view_pair(const vm_t *vm, value_t a, value_t b, pair_t *pair)
{
    bigint_view(vm, a, pair->a, &pair->store_a);
    bigint_view(vm, b, pair->b, &pair->store_b);
}

typedef void mpz_binary_fn(mpz_ptr, mpz_srcptr, mpz_srcptr);

static native_status_t apply(vm_t *vm, mpz_binary_fn *function, value_t a, value_t b, value_t *result)
{
    pair_t pair;
    view_pair(vm, a, b, &pair);
    mpz_t out;
    mpz_init(out);
    function(out, pair.a, pair.b);
    return bigint_from_mpz(vm, out, result);
}

native_status_t bigint_add(vm_t *vm, value_t a, value_t b, value_t *result)
{
    return apply(vm, mpz_add, a, b, result);
}

native_status_t bigint_subtract(vm_t *vm, value_t a, value_t b, value_t *result)
{
    return apply(vm, mpz_sub, a, b, result);
}

native_status_t bigint_multiply(vm_t *vm, value_t a, value_t b, value_t *result)
{
    pair_t pair;
    view_pair(vm, a, b, &pair);
    if ((mpz_size(pair.a) + mpz_size(pair.b)) * GMP_NUMB_BITS > MOST_BITS)
        return too_large(vm);
    return apply(vm, mpz_mul, a, b, result);
}

native_status_t bigint_and(vm_t *vm, value_t a, value_t b, value_t *result)
{
    return apply(vm, mpz_and, a, b, result);
}

native_status_t bigint_or(vm_t *vm, value_t a, value_t b, value_t *result)
{
    return apply(vm, mpz_ior, a, b, result);
}

native_status_t bigint_xor(vm_t *vm, value_t a, value_t b, value_t *result)
{
    return apply(vm, mpz_xor, a, b, result);
}

native_status_t bigint_floor_divide(vm_t *vm, value_t a, value_t b, value_t *result)
{
    if (bigint_sign(vm, b) == 0)
        return native_raise(vm, EXC_ZERO_DIVISION_ERROR, "integer division or modulo by zero");
    return apply(vm, mpz_fdiv_q, a, b, result);
}

native_status_t bigint_modulo(vm_t *vm, value_t a, value_t b, value_t *result)
{
    if (bigint_sign(vm, b) == 0)
        return native_raise(vm, EXC_ZERO_DIVISION_ERROR, "integer modulo by zero");
    return apply(vm, mpz_fdiv_r, a, b, result);
}

/* a / b, exactly rounded, of two that are not zero. False when it is out of range. */
static bool divide_exactly(const mpz_t a, const mpz_t b, double *quotient)
{
    long scale = (long)mpz_sizeinbase(a, 2) - (long)mpz_sizeinbase(b, 2);
    if (scale > 1025)
        return false;
    *quotient = 0.0;
    if (scale < -1080)
        return true;
    /* Enough bits for a double and a sticky one; fewer where the result has fewer itself. */
    long bits = scale < -1021 ? 1076 + scale : 55;
    if (bits < 1)
        bits = 1;
    long shift = bits - scale;
    mpz_t top, rest, divisor;
    mpz_init_set(top, a);
    mpz_init_set(divisor, b);
    mpz_init(rest);
    mpz_abs(top, top);
    mpz_abs(divisor, divisor);
    if (shift > 0)
        mpz_mul_2exp(top, top, (mp_bitcnt_t)shift);
    else
        mpz_mul_2exp(divisor, divisor, (mp_bitcnt_t)-shift);
    mpz_tdiv_qr(top, rest, top, divisor);
    uint64_t leading = mpz_get_ui(top) << 2 | (mpz_sgn(rest) != 0);
    mpz_clears(top, rest, divisor, NULL);
    *quotient = ldexp((double)leading, (int)(-shift - 2));
    return isfinite(*quotient);
}

native_status_t bigint_divide(vm_t *vm, value_t a, value_t b, value_t *result)
{
    pair_t pair;
    view_pair(vm, a, b, &pair);
    if (mpz_sgn(pair.b) == 0)
        return native_raise(vm, EXC_ZERO_DIVISION_ERROR, "division by zero");
    double quotient = 0.0;
    if (mpz_sizeinbase(pair.a, 2) <= 53 && mpz_sizeinbase(pair.b, 2) <= 53) {
        quotient = mpz_get_d(pair.a) / mpz_get_d(pair.b);
    } else if (mpz_sgn(pair.a) != 0) {
        if (!divide_exactly(pair.a, pair.b, &quotient))
            return native_raise(vm, EXC_OVERFLOW_ERROR, "integer division result too large for a float");
        if ((mpz_sgn(pair.a) < 0) != (mpz_sgn(pair.b) < 0))
            quotient = -quotient;
    }
    *result = value_from_double(quotient);
    return NATIVE_OK;
}

static native_status_t power_as_float(vm_t *vm, value_t a, value_t b, value_t *result)
{
    double base, exponent;
    native_status_t status = bigint_to_double(vm, a, &base);
    if (status == NATIVE_OK)
        status = bigint_to_double(vm, b, &exponent);
    if (status != NATIVE_OK)
        return status;
    if (base == 0)
        return native_raise(vm, EXC_ZERO_DIVISION_ERROR, "0.0 cannot be raised to a negative power");
    *result = value_from_double(pow(base, exponent));
    return NATIVE_OK;
}

native_status_t bigint_power(vm_t *vm, value_t a, value_t b, value_t *result)
{
    pair_t pair;
    view_pair(vm, a, b, &pair);
    if (mpz_sgn(pair.b) < 0)
        return power_as_float(vm, a, b, result);
    bool trivial = mpz_cmpabs_ui(pair.a, 1) <= 0;
    uint64_t exponent = mpz_get_ui(pair.b);
    if (trivial)
        exponent = mpz_sgn(pair.b) == 0 ? 0 : mpz_odd_p(pair.b) ? 1 : 2;
    else if (!mpz_fits_ulong_p(pair.b) || exponent > UINT32_MAX ||
             (exponent > 0 && mpz_sizeinbase(pair.a, 2) > MOST_BITS / exponent))
        return too_large(vm);
    mpz_t out;
    mpz_init(out);
    mpz_pow_ui(out, pair.a, exponent);
    return bigint_from_mpz(vm, out, result);
}

native_status_t bigint_left_shift(vm_t *vm, value_t a, value_t b, value_t *result)
{
    pair_t pair;
    view_pair(vm, a, b, &pair);
    if (mpz_sgn(pair.b) < 0)
        return native_raise(vm, EXC_VALUE_ERROR, "negative shift count");
    uint64_t count = mpz_get_ui(pair.b);
    if (mpz_sgn(pair.a) == 0)
        count = 0;
    else if (!mpz_fits_ulong_p(pair.b) || count > UINT32_MAX)
        return native_raise(vm, EXC_OVERFLOW_ERROR, "too many digits in integer");
    if (!heap_room(vm, count / 8 + mpz_size(pair.a) * sizeof(mp_limb_t)))
        return native_raise(vm, EXC_MEMORY_ERROR, "%s", "");
    mpz_t out;
    mpz_init(out);
    mpz_mul_2exp(out, pair.a, count);
    return bigint_from_mpz(vm, out, result);
}

native_status_t bigint_right_shift(vm_t *vm, value_t a, value_t b, value_t *result)
{
    pair_t pair;
    view_pair(vm, a, b, &pair);
    if (mpz_sgn(pair.b) < 0)
        return native_raise(vm, EXC_VALUE_ERROR, "negative shift count");
    uint64_t count = mpz_fits_ulong_p(pair.b) ? mpz_get_ui(pair.b) : UINT64_MAX;
    mpz_t out;
    mpz_init(out);
    mpz_fdiv_q_2exp(out, pair.a, count);
    return bigint_from_mpz(vm, out, result);
}

native_status_t bigint_negate(vm_t *vm, value_t a, value_t *result)
{
    pair_t pair;
    view_pair(vm, a, a, &pair);
    mpz_t out;
    mpz_init(out);
    mpz_neg(out, pair.a);
    return bigint_from_mpz(vm, out, result);
}

native_status_t bigint_invert(vm_t *vm, value_t a, value_t *result)
{
    pair_t pair;
    view_pair(vm, a, a, &pair);
    mpz_t out;
    mpz_init(out);
    mpz_com(out, pair.a);
    return bigint_from_mpz(vm, out, result);
}

int bigint_compare(const vm_t *vm, value_t a, value_t b)
{
    pair_t pair;
    view_pair(vm, a, b, &pair);
    int order = mpz_cmp(pair.a, pair.b);
    return order < 0 ? -1 : order > 0;
}

int bigint_compare_double(const vm_t *vm, value_t a, double b)
{
    if (isnan(b))
        return 2;
    if (isinf(b))
        return b > 0 ? -1 : 1;
    pair_t pair;
    view_pair(vm, a, a, &pair);
    int order = mpz_cmp_d(pair.a, b);
    return order < 0 ? -1 : order > 0;
}

int bigint_sign(const vm_t *vm, value_t a)
{
    if (value_kind(vm, a) == KIND_BIGINT)
        return as_bigint(vm, a)->size < 0 ? -1 : 1;
    if (value_is_bool(a))
        return a == VALUE_TRUE;
    int64_t n = value_to_int(a);
    return n < 0 ? -1 : n > 0;
}

static value_t one_limb(vm_t *vm, uint64_t magnitude, bool negative)
{
    bigint_t *big = heap_alloc(vm, KIND_BIGINT, sizeof(bigint_t) + sizeof(mp_limb_t));
    big->size = negative ? -1 : 1;
    big->limbs[0] = magnitude;
    return object_value(vm, big);
}

value_t bigint_from_int64(vm_t *vm, int64_t n)
{
    if (value_int_fits(n))
        return value_from_int(n);
    return one_limb(vm, n < 0 ? 0 - (uint64_t)n : (uint64_t)n, n < 0);
}

value_t bigint_from_uint64(vm_t *vm, uint64_t n)
{
    return n <= (uint64_t)VALUE_INT_MAX ? value_from_int((int64_t)n) : one_limb(vm, n, false);
}

bool bigint_to_int64(const vm_t *vm, value_t a, int64_t *n)
{
    if (value_is_small_int(a)) {
        *n = value_to_int(a);
        return true;
    }
    pair_t pair;
    view_pair(vm, a, a, &pair);
    if (!mpz_fits_slong_p(pair.a))
        return false;
    *n = mpz_get_si(pair.a);
    return true;
}

bool bigint_to_uint64(const vm_t *vm, value_t a, uint64_t *n)
{
    if (value_is_small_int(a) && value_to_int(a) >= 0) {
        *n = (uint64_t)value_to_int(a);
        return true;
    }
    pair_t pair;
    view_pair(vm, a, a, &pair);
    if (!mpz_fits_ulong_p(pair.a))
        return false;
    *n = mpz_get_ui(pair.a);
    return true;
}

native_status_t bigint_to_double(vm_t *vm, value_t a, double *result)
{
    pair_t pair;
    view_pair(vm, a, a, &pair);
    *result = number_big_to_double(pair.a);
    if (isinf(*result))
        return native_raise(vm, EXC_OVERFLOW_ERROR, "int too large to convert to float");
    return NATIVE_OK;
}

native_status_t bigint_from_double(vm_t *vm, double d, value_t *result)
{
    if (isnan(d))
        return native_raise(vm, EXC_VALUE_ERROR, "cannot convert float NaN to integer");
    if (isinf(d))
        return native_raise(vm, EXC_OVERFLOW_ERROR, "cannot convert float infinity to integer");
    if (fabs(d) < 9e18) {
        *result = bigint_from_int64(vm, (int64_t)d);
        return NATIVE_OK;
    }
    mpz_t out;
    mpz_init_set_d(out, d);
    return bigint_from_mpz(vm, out, result);
}

value_t bigint_from_literal(vm_t *vm, const char *text)
{
    bool negative = *text == '-';
    size_t size = strlen(text + negative);
    char *digits = malloc(size + 1);
    if (!digits)
        vm_out_of_memory(vm);
    size_t count = 0;
    for (const char *at = text + negative; *at; at++) {
        if (*at != '_')
            digits[count++] = *at;
    }
    digits[count] = '\0';
    char letter = count > 2 && digits[0] == '0' ? (char)(digits[1] | 0x20) : '\0';
    int base = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 10;
    mpz_t number;
    mpz_init_set_str(number, base == 10 ? digits : digits + 2, base);
    free(digits);
    if (negative)
        mpz_neg(number, number);
    value_t value = VALUE_NONE;
    (void)bigint_from_mpz(vm, number, &value); /* while loading there is room */
    return value;
}

int64_t bigint_hash(const vm_t *vm, value_t a)
{
    pair_t pair;
    view_pair(vm, a, a, &pair);
    int64_t hash = (int64_t)mpz_tdiv_ui(pair.a, (UINT64_C(1) << 61) - 1);
    if (mpz_sgn(pair.a) < 0)
        hash = -hash;
    return hash == -1 ? -2 : hash;
}
