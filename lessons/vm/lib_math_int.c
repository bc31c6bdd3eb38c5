/*
 * The functions of math on ints: factorial, gcd, lcm, comb, perm, isqrt.
 */
#include <string.h>

#include "lessons/vm/arguments.h"
#include "lessons/vm/bigint_view.h"
#include "lessons/vm/library_tables.h"

/* A view of any int argument. */
static native_status_t integer(vm_t *vm, value_t v, mpz_t view, mp_limb_t *store)
{
    v = int_from_bool(value_payload(vm, v));
    if (!value_is_int(vm, v))
        return native_raise(vm, EXC_TYPE_ERROR, "'%s' object cannot be interpreted as an integer",
                            value_type_name(vm, v));
    bigint_view(vm, v, view, store);
    return NATIVE_OK;
}

static native_status_t math_factorial(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    mpz_t n, out;
    mp_limb_t store;
    native_status_t status = integer(vm, args[0], n, &store);
    if (status != NATIVE_OK)
        return status;
    if (mpz_sgn(n) < 0)
        return native_raise(vm, EXC_VALUE_ERROR, "factorial() not defined for negative values");
    if (!mpz_fits_slong_p(n))
        return native_raise(vm, EXC_OVERFLOW_ERROR, "factorial() argument should not exceed %ld", LONG_MAX);
    uint64_t number = mpz_get_ui(n);
    if (number > 5000000)
        return native_raise(vm, EXC_MEMORY_ERROR, "the sandbox's factorial() goes up to 5000000");
    mpz_init(out);
    mpz_fac_ui(out, number);
    return bigint_from_mpz(vm, out, result);
}

typedef void mpz_binary_fn(mpz_ptr, mpz_srcptr, mpz_srcptr);

static native_status_t fold(vm_t *vm, value_t tuple, mpz_binary_fn *function, unsigned long start,
                            value_t *result)
{
    mpz_t out, view;
    mp_limb_t store;
    mpz_init_set_ui(out, start);
    for (size_t i = 0; i < as_tuple(vm, tuple)->count; i++) {
        native_status_t status = integer(vm, as_tuple(vm, tuple)->items[i], view, &store);
        if (status != NATIVE_OK) {
            mpz_clear(out);
            return status;
        }
        function(out, out, view);
    }
    return bigint_from_mpz(vm, out, result);
}

static native_status_t math_gcd(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return fold(vm, args[0], mpz_gcd, 0, result);
}

static native_status_t math_lcm(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return fold(vm, args[0], mpz_lcm, 1, result);
}

static native_status_t math_isqrt(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    mpz_t n, out;
    mp_limb_t store;
    native_status_t status = integer(vm, args[0], n, &store);
    if (status != NATIVE_OK)
        return status;
    if (mpz_sgn(n) < 0)
        return native_raise(vm, EXC_VALUE_ERROR, "isqrt() argument must be nonnegative");
    mpz_init(out);
    mpz_sqrt(out, n);
    return bigint_from_mpz(vm, out, result);
}

/* n and k of comb and perm: not negative, k of a size that can be calculated with. */
static native_status_t selection(vm_t *vm, value_t *args, const char *function, mpz_t n, mp_limb_t *store_n,
                                 mpz_t k, mp_limb_t *store_k)
{
    native_status_t status = integer(vm, args[0], n, store_n);
    if (status == NATIVE_OK)
        status = integer(vm, args[1], k, store_k);
    if (status != NATIVE_OK)
        return status;
    if (mpz_sgn(n) < 0)
        return native_raise(vm, EXC_VALUE_ERROR, "n must be a non-negative integer");
    if (mpz_sgn(k) < 0)
        return native_raise(vm, EXC_VALUE_ERROR, "k must be a non-negative integer");
    if (mpz_cmp(k, n) <= 0 && mpz_cmp_ui(k, 1000000) > 0) {
        mpz_t rest;
        mpz_init(rest);
        mpz_sub(rest, n, k);
        bool small = mpz_cmp_ui(rest, 1000000) <= 0;
        mpz_clear(rest);
        if (!small || strcmp(function, "perm") == 0)
            return native_raise(vm, EXC_OVERFLOW_ERROR, "%s() arguments are too large for the sandbox",
                                function);
    }
    return NATIVE_OK;
}

static native_status_t math_comb(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    mpz_t n, k, out, rest;
    mp_limb_t stores[2];
    native_status_t status = selection(vm, args, "comb", n, &stores[0], k, &stores[1]);
    if (status != NATIVE_OK)
        return status;
    mpz_init(out);
    if (mpz_cmp(k, n) <= 0) {
        mpz_init(rest);
        mpz_sub(rest, n, k);
        mpz_bin_ui(out, n, mpz_get_ui(mpz_cmp(rest, k) < 0 ? rest : k));
        mpz_clear(rest);
    }
    return bigint_from_mpz(vm, out, result);
}

static native_status_t math_perm(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    if (value_is_unset(args[1]) || value_is_none(args[1]))
        return math_factorial(vm, args, 1, result);
    mpz_t n, k, out, factor;
    mp_limb_t stores[2];
    native_status_t status = selection(vm, args, "perm", n, &stores[0], k, &stores[1]);
    if (status != NATIVE_OK)
        return status;
    bool none = mpz_cmp(k, n) > 0;
    if (!none && !heap_room(vm, mpz_get_ui(k) * (mpz_size(n) + 1) * 8))
        return native_raise(vm, EXC_MEMORY_ERROR, "%s", "");
    mpz_init_set_ui(out, none ? 0 : 1);
    mpz_init_set(factor, n);
    for (uint64_t i = none ? 0 : mpz_get_ui(k); i > 0; i--) {
        mpz_mul(out, out, factor);
        mpz_sub_ui(factor, factor, 1);
    }
    mpz_clear(factor);
    return bigint_from_mpz(vm, out, result);
}

const native_def_t math_int_functions[] = {
    {"factorial", "x, /", math_factorial, NULL, NULL},
    {"gcd", "*integers", math_gcd, NULL, NULL},
    {"lcm", "*integers", math_lcm, NULL, NULL},
    {"isqrt", "n, /", math_isqrt, NULL, NULL},
    {"comb", "n, k, /", math_comb, NULL, NULL},
    {"perm", "n, k=, /", math_perm, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};
