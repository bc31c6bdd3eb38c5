/*
 * random: the distributions that draw until a draw is accepted, by the same formulas as CPython.
 */
#include <math.h>

#include "lessons/vm/arguments.h"
#include "lessons/vm/random_state.h"

static double next(random_state_t *random)
{
    return mersenne_random(&random->generator);
}

static native_status_t two_numbers(vm_t *vm, const value_t *args, double *a, double *b)
{
    native_status_t status = argument_double(vm, args[1], a);
    const value_t *wrong = &args[1];
    if (status == NATIVE_OK) {
        status = argument_double(vm, args[2], b);
        wrong = &args[2];
    }
    if (status == NATIVE_FALLBACK)
        return native_raise(vm, EXC_TYPE_ERROR, "must be real number, not %s", value_type_name(vm, *wrong));
    return status;
}

/* ---- gamma ---- */

static double gamma_above_one(random_state_t *random, double alpha)
{
    double root = sqrt(2.0 * alpha - 1.0), shift = alpha - log(4.0), slope = alpha + root;
    for (;;) {
        double u1 = next(random);
        if (!(1e-7 < u1 && u1 < 0.9999999))
            continue;
        double u2 = 1.0 - next(random);
        double v = log(u1 / (1.0 - u1)) / root;
        double x = alpha * exp(v), z = u1 * u1 * u2, r = shift + slope * v - x;
        if (r + (1.0 + log(4.5)) - 4.5 * z >= 0.0 || r >= log(z))
            return x;
    }
}

static double gamma_below_one(random_state_t *random, double alpha)
{
    for (;;) {
        double u = next(random), b = (M_E + alpha) / M_E, p = b * u;
        double x = p <= 1.0 ? pow(p, 1.0 / alpha) : -log((b - p) / alpha);
        double u1 = next(random);
        if (p > 1.0 ? u1 <= pow(x, alpha - 1.0) : u1 <= exp(-x))
            return x;
    }
}

static native_status_t draw_gamma(vm_t *vm, random_state_t *random, double alpha, double beta, double *drawn)
{
    if (!(alpha > 0.0) || !(beta > 0.0))
        return native_raise(vm, EXC_VALUE_ERROR, "gammavariate: alpha and beta must be > 0.0");
    if (alpha == 1.0)
        *drawn = -log(1.0 - next(random)) * beta;
    else
        *drawn = (alpha > 1.0 ? gamma_above_one(random, alpha) : gamma_below_one(random, alpha)) * beta;
    return NATIVE_OK;
}

static native_status_t gammavariate(vm_t *vm, random_state_t *random, value_t *args, value_t *result)
{
    double alpha, beta, drawn;
    native_status_t status = two_numbers(vm, args, &alpha, &beta);
    if (status == NATIVE_OK)
        status = draw_gamma(vm, random, alpha, beta, &drawn);
    if (status == NATIVE_OK)
        *result = value_from_double(drawn);
    return status;
}
RANDOM_DEF(gammavariate)

static native_status_t betavariate(vm_t *vm, random_state_t *random, value_t *args, value_t *result)
{
    double alpha, beta, y, z = 0;
    native_status_t status = two_numbers(vm, args, &alpha, &beta);
    if (status == NATIVE_OK)
        status = draw_gamma(vm, random, alpha, 1.0, &y);
    if (status == NATIVE_OK && y != 0.0)
        status = draw_gamma(vm, random, beta, 1.0, &z);
    if (status == NATIVE_OK)
        *result = value_from_double(y != 0.0 ? y / (y + z) : 0.0);
    return status;
}
RANDOM_DEF(betavariate)

/* ---- angles ---- */

/* Python's % for a positive divisor. */
static double remainder_of(double a, double b)
{
    double r = fmod(a, b);
    return r < 0 ? r + b : r;
}

static native_status_t vonmisesvariate(vm_t *vm, random_state_t *random, value_t *args, value_t *result)
{
    double mu, kappa, z;
    native_status_t status = two_numbers(vm, args, &mu, &kappa);
    if (status != NATIVE_OK)
        return status;
    if (kappa <= 1e-6) {
        *result = value_from_double(2.0 * M_PI * next(random));
        return NATIVE_OK;
    }
    double s = 0.5 / kappa, r = s + sqrt(1.0 + s * s);
    for (;;) {
        z = cos(M_PI * next(random));
        double d = z / (r + z), u = next(random);
        if (u < 1.0 - d * d || u <= (1.0 - d) * exp(d))
            break;
    }
    double q = 1.0 / r, f = (q + z) / (1.0 + q * z);
    double angle = next(random) > 0.5 ? mu + acos(f) : mu - acos(f);
    *result = value_from_double(remainder_of(angle, 2.0 * M_PI));
    return NATIVE_OK;
}
RANDOM_DEF(vonmisesvariate)

const native_def_t random_gamma_methods[] = {
    {"betavariate", "self, alpha, beta", betavariate_call, betavariate_finish, NULL},
    {"gammavariate", "self, alpha, beta", gammavariate_call, gammavariate_finish, NULL},
    {"vonmisesvariate", "self, mu, kappa", vonmisesvariate_call, vonmisesvariate_finish, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};
