/*
 * random: floats and distributions, by the same formulas as CPython so that the same seeds give the same
 * numbers.
 */
#include <math.h>

#include "lessons/vm/arguments.h"
#include "lessons/vm/random_state.h"

static double next(random_state_t *random)
{
    return mersenne_random(&random->generator);
}

/* An optional float argument. */
static native_status_t optional(vm_t *vm, value_t v, double otherwise, double *number)
{
    *number = otherwise;
    native_status_t status = value_is_unset(v) ? NATIVE_OK : argument_double(vm, v, number);
    if (status == NATIVE_FALLBACK)
        return native_raise(vm, EXC_TYPE_ERROR, "must be real number, not %s", value_type_name(vm, v));
    return status;
}

static native_status_t random_random(vm_t *vm, random_state_t *random, value_t *args, value_t *result)
{
    (void)vm, (void)args;
    *result = value_from_double(next(random));
    return NATIVE_OK;
}
RANDOM_DEF(random_random)

/* The hottest function of simulations: without the detour once the generator is seeded. */
static native_status_t random_at_once(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    random_state_t *random = (random_state_t *)(void *)native_object_raw(as_object(vm, args[0]));
    if (__builtin_expect(!random->seeded || !mersenne_has_pair(&random->generator), 0))
        return random_random_call(vm, args, nargs, result);
    double number = mersenne_random_at_hand(&random->generator); /* never a NaN */
    memcpy(result, &number, sizeof number);
    return NATIVE_OK;
}

/* self, a, b: a + (b - a) × random() */
static native_status_t uniform(vm_t *vm, random_state_t *random, value_t *args, value_t *result)
{
    value_t width, product;
    native_status_t status = value_binary(vm, BINARY_OP_SUB, false, args[2], args[1], &width);
    if (status == NATIVE_OK)
        status = value_binary(vm, BINARY_OP_MUL, false, width, value_from_double(next(random)), &product);
    if (status == NATIVE_OK)
        status = value_binary(vm, BINARY_OP_ADD, false, args[1], product, result);
    if (status == NATIVE_FALLBACK)
        return native_raise(vm, EXC_TYPE_ERROR, "unsupported operand type(s) for -: '%s' and '%s'",
                            value_type_name(vm, args[2]), value_type_name(vm, args[1]));
    return status;
}
RANDOM_DEF(uniform)

/* self, low=0.0, high=1.0, mode=None */
static native_status_t triangular(vm_t *vm, random_state_t *random, value_t *args, value_t *result)
{
    double low, high, mode, c = 0.5, u;
    native_status_t status = optional(vm, args[1], 0.0, &low);
    if (status == NATIVE_OK)
        status = optional(vm, args[2], 1.0, &high);
    if (status == NATIVE_OK && !value_is_unset(args[3]) && !value_is_none(args[3])) {
        status = optional(vm, args[3], 0.0, &mode);
        u = next(random);
        if (status == NATIVE_OK && high == low) {
            *result = value_from_double(low);
            return NATIVE_OK;
        }
        c = (mode - low) / (high - low);
    } else {
        u = next(random);
    }
    if (status != NATIVE_OK)
        return status;
    if (u > c) {
        double swap = low;
        u = 1.0 - u;
        c = 1.0 - c;
        low = high;
        high = swap;
    }
    *result = value_from_double(low + (high - low) * sqrt(u * c));
    return NATIVE_OK;
}
RANDOM_DEF(triangular)

/* self, mu=0.0, sigma=1.0 */
static native_status_t gauss(vm_t *vm, random_state_t *random, value_t *args, value_t *result)
{
    double mu, sigma, z;
    native_status_t status = optional(vm, args[1], 0.0, &mu);
    if (status == NATIVE_OK)
        status = optional(vm, args[2], 1.0, &sigma);
    if (status != NATIVE_OK)
        return status;
    if (random->has_gauss) {
        z = random->next_gauss;
        random->has_gauss = 0;
        random->next_gauss = 0;
    } else {
        double angle = next(random) * (2.0 * M_PI);
        double radius = sqrt(-2.0 * log(1.0 - next(random)));
        z = cos(angle) * radius;
        random->next_gauss = sin(angle) * radius;
        random->has_gauss = 1;
    }
    *result = value_from_double(mu + z * sigma);
    return NATIVE_OK;
}
RANDOM_DEF(gauss)

static double normal(random_state_t *random, double mu, double sigma)
{
    static const double magic = 1.7155277699214135; /* 4 exp(-1/2) / sqrt(2) */
    double z;
    for (;;) {
        double u1 = next(random), u2 = 1.0 - next(random);
        z = magic * (u1 - 0.5) / u2;
        if (z * z / 4.0 <= -log(u2))
            break;
    }
    return mu + z * sigma;
}

static native_status_t normalvariate(vm_t *vm, random_state_t *random, value_t *args, value_t *result)
{
    double mu, sigma;
    native_status_t status = optional(vm, args[1], 0.0, &mu);
    if (status == NATIVE_OK)
        status = optional(vm, args[2], 1.0, &sigma);
    if (status == NATIVE_OK)
        *result = value_from_double(normal(random, mu, sigma));
    return status;
}
RANDOM_DEF(normalvariate)

static native_status_t lognormvariate(vm_t *vm, random_state_t *random, value_t *args, value_t *result)
{
    double mu, sigma;
    native_status_t status = optional(vm, args[1], 0.0, &mu);
    if (status == NATIVE_OK)
        status = optional(vm, args[2], 1.0, &sigma);
    if (status == NATIVE_OK)
        *result = value_from_double(exp(normal(random, mu, sigma)));
    return status;
}
RANDOM_DEF(lognormvariate)

static native_status_t no_division(vm_t *vm)
{
    return native_raise(vm, EXC_ZERO_DIVISION_ERROR, "float division by zero");
}

static native_status_t expovariate(vm_t *vm, random_state_t *random, value_t *args, value_t *result)
{
    double rate;
    native_status_t status = optional(vm, args[1], 1.0, &rate);
    if (status != NATIVE_OK)
        return status;
    double u = next(random);
    if (rate == 0)
        return no_division(vm);
    *result = value_from_double(-log(1.0 - u) / rate);
    return NATIVE_OK;
}
RANDOM_DEF(expovariate)

static native_status_t paretovariate(vm_t *vm, random_state_t *random, value_t *args, value_t *result)
{
    double alpha;
    native_status_t status = optional(vm, args[1], 1.0, &alpha);
    if (status != NATIVE_OK)
        return status;
    double u = 1.0 - next(random);
    if (alpha == 0)
        return no_division(vm);
    *result = value_from_double(pow(u, -1.0 / alpha));
    return NATIVE_OK;
}
RANDOM_DEF(paretovariate)

static native_status_t weibullvariate(vm_t *vm, random_state_t *random, value_t *args, value_t *result)
{
    double alpha, beta;
    native_status_t status = optional(vm, args[1], 1.0, &alpha);
    if (status == NATIVE_OK)
        status = optional(vm, args[2], 1.0, &beta);
    if (status != NATIVE_OK)
        return status;
    double u = 1.0 - next(random);
    if (beta == 0)
        return no_division(vm);
    *result = value_from_double(alpha * pow(-log(u), 1.0 / beta));
    return NATIVE_OK;
}
RANDOM_DEF(weibullvariate)

const native_def_t random_float_methods[] = {
    {"random", "self, /", random_at_once, random_random_finish, NULL},
    {"uniform", "self, a, b", uniform_call, uniform_finish, NULL},
    {"triangular", "self, low=, high=, mode=", triangular_call, triangular_finish, NULL},
    {"gauss", "self, mu=, sigma=", gauss_call, gauss_finish, NULL},
    {"normalvariate", "self, mu=, sigma=", normalvariate_call, normalvariate_finish, NULL},
    {"lognormvariate", "self, mu, sigma", lognormvariate_call, lognormvariate_finish, NULL},
    {"expovariate", "self, lambd", expovariate_call, expovariate_finish, NULL},
    {"paretovariate", "self, alpha", paretovariate_call, paretovariate_finish, NULL},
    {"weibullvariate", "self, alpha, beta", weibullvariate_call, weibullvariate_finish, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};
