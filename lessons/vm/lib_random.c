/*
 * The module random: seeding, the ints, and how the module's functions are made of a hidden Random object.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/vm/arguments.h"
#include "lessons/vm/bigint_view.h"
#include "lessons/vm/machine.h"
#include "lessons/vm/random_state.h"
#include "lessons/vm/types.h"

random_state_t *random_state(const vm_t *vm, value_t self)
{
    return (random_state_t *)(void *)native_object_raw(as_object(vm, self));
}

static void seed_with(random_state_t *random, uint64_t magnitude)
{
    mersenne_seed_int(&random->generator, magnitude);
    random->seeded = 1;
    random->has_gauss = 0;
    random->next_gauss = 0;
}

void random_after_fork(vm_t *vm)
{
    value_t hidden = vm_root(vm, ROOT_RANDOM);
    if (value_kind(vm, hidden) == KIND_OBJECT)
        memset(random_state(vm, hidden), 0, sizeof(random_state_t));
}

native_status_t random_begin(vm_t *vm, random_body_fn *body, value_t *args, value_t *result)
{
    random_state_t *random = random_state(vm, args[0]);
    if (random->seeded)
        return body(vm, random, args, result);
    native_op(vm, MP_OP_ENTROPY);
    return NATIVE_OP;
}

native_status_t random_resume(vm_t *vm, random_body_fn *body, const mp_result_t *done, value_t *args,
                              value_t *result)
{
    random_state_t *random = random_state(vm, args[0]);
    seed_with(random, done->value);
    return body(vm, random, args, result);
}

/* ---- seeding
 * ------------------------------------------------------------------------------------------------ */

static native_status_t seed_from_int(vm_t *vm, random_state_t *random, value_t v)
{
    mpz_t number;
    mp_limb_t store;
    bigint_view(vm, v, number, &store);
    size_t count = (mpz_sizeinbase(number, 2) + 31) / 32;
    uint32_t *words = calloc(count + 1, sizeof *words);
    if (!words)
        return native_raise(vm, EXC_MEMORY_ERROR, "%s", "");
    mpz_export(words, NULL, -1, sizeof *words, 0, 0, number);
    mersenne_seed_words(&random->generator, words, count > 0 ? count : 1);
    free(words);
    return NATIVE_OK;
}

/* Seeds from anything but None. */
static native_status_t seed_from(vm_t *vm, random_state_t *random, value_t v)
{
    v = int_from_bool(value_payload(vm, v));
    native_status_t status = NATIVE_OK;
    if (value_is_int(vm, v)) {
        status = seed_from_int(vm, random, v);
    } else if (value_is_double(v)) {
        int64_t hash;
        status = value_hash(vm, v, &hash);
        if (status == NATIVE_OK)
            mersenne_seed_int(&random->generator, hash < 0 ? 0 - (uint64_t)hash : (uint64_t)hash);
    } else if (value_is_str(vm, v) || value_kind(vm, v) == KIND_BYTES) {
        bool text = value_is_str(vm, v);
        const char *bytes = text ? as_str(vm, v)->bytes : (const char *)as_bytes(vm, v)->bytes;
        size_t size = text ? as_str(vm, v)->size : as_bytes(vm, v)->size;
        if (!mersenne_seed_bytes(&random->generator, bytes, size))
            status = native_raise(vm, EXC_MEMORY_ERROR, "%s", "");
    } else {
        status =
            native_raise(vm, EXC_TYPE_ERROR,
                         "The only supported seed types are: None,\nint, float, str, bytes, and bytearray.");
    }
    random->seeded = status == NATIVE_OK;
    random->has_gauss = 0;
    random->next_gauss = 0;
    return status;
}

/* self, a=, version= */
static native_status_t seed_call(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = VALUE_NONE;
    if (!value_is_unset(args[1]) && !value_is_none(args[1]))
        return seed_from(vm, random_state(vm, args[0]), args[1]);
    native_op(vm, MP_OP_ENTROPY);
    return NATIVE_OP;
}

static native_status_t seed_finish(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    seed_with(random_state(vm, args[0]), done->value);
    *result = VALUE_NONE;
    return NATIVE_OK;
}

static native_status_t random_new(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = native_object_new(vm, args[0], 0, sizeof(random_state_t));
    if (value_is_unset(args[1]) || value_is_none(args[1]))
        return NATIVE_OK;
    return seed_from(vm, random_state(vm, *result), args[1]);
}

/* ---- ints
 * --------------------------------------------------------------------------------------------------- */

native_status_t random_bits(vm_t *vm, random_state_t *random, uint64_t bits, value_t *result)
{
    if (bits <= 64) {
        *result = bigint_from_uint64(vm, mersenne_bits(&random->generator, (int)bits));
        return NATIVE_OK;
    }
    if (bits > UINT32_MAX || !heap_room(vm, bits / 8))
        return native_raise(vm, EXC_MEMORY_ERROR, "%s", "");
    size_t count = (bits + 31) / 32;
    uint32_t *words = malloc(count * sizeof *words);
    if (!words)
        return native_raise(vm, EXC_MEMORY_ERROR, "%s", "");
    for (size_t i = 0; i < count; i++)
        words[i] = mersenne_next(&random->generator);
    if (bits % 32 != 0)
        words[count - 1] >>= 32 - bits % 32;
    mpz_t number;
    mpz_init(number);
    mpz_import(number, count, -1, sizeof *words, 0, 0, words);
    free(words);
    return bigint_from_mpz(vm, number, result);
}

native_status_t random_below(vm_t *vm, random_state_t *random, value_t limit, value_t *result)
{
    uint64_t small;
    if (bigint_to_uint64(vm, limit, &small)) {
        *result = bigint_from_uint64(vm, mersenne_below(&random->generator, small));
        return NATIVE_OK;
    }
    mpz_t view;
    mp_limb_t store;
    bigint_view(vm, limit, view, &store);
    uint64_t bits = mpz_sizeinbase(view, 2);
    native_status_t status;
    do
        status = random_bits(vm, random, bits, result);
    while (status == NATIVE_OK && bigint_compare(vm, *result, limit) >= 0);
    return status;
}

/* self, k */
static native_status_t getrandbits(vm_t *vm, random_state_t *random, value_t *args, value_t *result)
{
    int64_t bits;
    native_status_t status = argument_int64(vm, args[1], &bits);
    if (status != NATIVE_OK)
        return status;
    if (bits < 0)
        return native_raise(vm, EXC_VALUE_ERROR, "number of bits must be non-negative");
    return random_bits(vm, random, (uint64_t)bits, result);
}
RANDOM_DEF(getrandbits)

static native_status_t randbytes(vm_t *vm, random_state_t *random, value_t *args, value_t *result)
{
    int64_t count;
    native_status_t status = argument_int64(vm, args[1], &count);
    if (status != NATIVE_OK)
        return status;
    if (count < 0)
        return native_raise(vm, EXC_VALUE_ERROR, "number of bits must be non-negative");
    if (!heap_room(vm, (uint64_t)count))
        return native_raise(vm, EXC_MEMORY_ERROR, "%s", "");
    *result = bytes_new(vm, NULL, (size_t)count);
    uint8_t *bytes = as_bytes(vm, *result)->bytes;
    for (int64_t i = 0; i < count; i += 4) {
        int64_t left = count - i < 4 ? count - i : 4;
        uint32_t word = mersenne_next(&random->generator) >> (32 - 8 * left);
        memcpy(bytes + i, &word, (size_t)left);
    }
    return NATIVE_OK;
}
RANDOM_DEF(randbytes)

static native_status_t whole_number(vm_t *vm, value_t v, int position, value_t *number)
{
    *number = int_from_bool(value_payload(vm, v));
    if (value_is_int(vm, *number))
        return NATIVE_OK;
    if (value_is_double(*number)) {
        double d = value_to_double(*number);
        if (isfinite(d) && d == floor(d))
            return bigint_from_double(vm, d, number);
        return native_raise(vm, EXC_VALUE_ERROR, "non-integer arg %d for randrange()", position);
    }
    return native_raise(vm, EXC_TYPE_ERROR, "'%s' object cannot be interpreted as an integer",
                        value_type_name(vm, v));
}

static native_status_t empty_range(vm_t *vm, value_t start, value_t stop, value_t third)
{
    value_t text[3], values[3] = {start, stop, third};
    for (int i = 0; i < 3; i++) {
        native_status_t status = value_repr(vm, values[i], &text[i]);
        if (status != NATIVE_OK)
            return status;
    }
    return native_raise(vm, EXC_VALUE_ERROR, "empty range for randrange() (%s, %s, %s)",
                        as_str(vm, text[0])->bytes, as_str(vm, text[1])->bytes, as_str(vm, text[2])->bytes);
}

/* start + step × below(ceil((stop - start) / step)) */
static native_status_t in_range(vm_t *vm, random_state_t *random, value_t start, value_t stop, value_t step,
                                value_t *result)
{
    value_t width, count = 0;
    native_status_t status = bigint_subtract(vm, stop, start, &width);
    if (status != NATIVE_OK)
        return status;
    bool unit = step == value_from_int(1);
    if (unit) {
        count = width;
    } else {
        value_t padded;
        status = bigint_add(vm, width, step, &padded);
        if (status == NATIVE_OK)
            status = bigint_add(vm, padded, value_from_int(bigint_sign(vm, step) > 0 ? -1 : 1), &padded);
        if (status == NATIVE_OK)
            status = bigint_floor_divide(vm, padded, step, &count);
    }
    if (status != NATIVE_OK)
        return status;
    if (bigint_sign(vm, count) <= 0)
        return empty_range(vm, start, stop, unit ? width : step);
    value_t offset;
    status = random_below(vm, random, count, &offset);
    if (status == NATIVE_OK && !unit)
        status = bigint_multiply(vm, offset, step, &offset);
    return status == NATIVE_OK ? bigint_add(vm, start, offset, result) : status;
}

/* self, start, stop=, step= */
static native_status_t randrange(vm_t *vm, random_state_t *random, value_t *args, value_t *result)
{
    value_t start, stop, step = value_from_int(1);
    native_status_t status = whole_number(vm, args[1], 1, &start);
    if (status != NATIVE_OK)
        return status;
    if (value_is_unset(args[2]) || value_is_none(args[2])) {
        if (bigint_sign(vm, start) <= 0)
            return native_raise(vm, EXC_VALUE_ERROR, "empty range for randrange()");
        return random_below(vm, random, start, result);
    }
    status = whole_number(vm, args[2], 2, &stop);
    if (status == NATIVE_OK && !value_is_unset(args[3]))
        status = whole_number(vm, args[3], 3, &step);
    if (status != NATIVE_OK)
        return status;
    if (bigint_sign(vm, step) == 0)
        return native_raise(vm, EXC_VALUE_ERROR, "zero step for randrange()");
    return in_range(vm, random, start, stop, step, result);
}
RANDOM_DEF(randrange)

/* self, a, b */
static native_status_t randint(vm_t *vm, random_state_t *random, value_t *args, value_t *result)
{
    if (value_is_small_int(args[1]) && value_is_small_int(args[2])) {
        int64_t a = value_to_int(args[1]), b = value_to_int(args[2]);
        if (a <= b) {
            int64_t picked = a + (int64_t)mersenne_below(&random->generator, (uint64_t)(b - a) + 1);
            *result = value_from_int(picked);
            return NATIVE_OK;
        }
    }
    value_t start, stop;
    native_status_t status = whole_number(vm, args[1], 1, &start);
    if (status == NATIVE_OK)
        status = whole_number(vm, args[2], 2, &stop);
    if (status == NATIVE_OK)
        status = bigint_add(vm, stop, value_from_int(1), &stop);
    return status == NATIVE_OK ? in_range(vm, random, start, stop, value_from_int(1), result) : status;
}
RANDOM_DEF(randint)

/* ---- the state as a value
 * ----------------------------------------------------------------------------------- */

static native_status_t getstate(vm_t *vm, random_state_t *random, value_t *args, value_t *result)
{
    (void)args;
    value_t words = tuple_new(vm, NULL, MERSENNE_WORDS + 1);
    for (size_t i = 0; i < MERSENNE_WORDS; i++)
        as_tuple(vm, words)->items[i] = value_from_int(random->generator.state[i]);
    as_tuple(vm, words)->items[MERSENNE_WORDS] = value_from_int(random->generator.index);
    value_t gauss = random->has_gauss ? value_from_double(random->next_gauss) : VALUE_NONE;
    value_t state[3] = {value_from_int(3), words, gauss};
    *result = tuple_new(vm, state, 3);
    return NATIVE_OK;
}
RANDOM_DEF(getstate)

static native_status_t set_state(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    random_state_t *random = random_state(vm, args[0]);
    value_t *state, *words;
    size_t count, word_count;
    if (!sequence_items(vm, args[1], &state, &count) || count != 3 ||
        !sequence_items(vm, state[1], &words, &word_count) || word_count != MERSENNE_WORDS + 1)
        return native_raise(vm, EXC_VALUE_ERROR, "state vector is the wrong size");
    for (size_t i = 0; i <= MERSENNE_WORDS; i++) {
        if (!value_is_small_int(words[i]) || value_to_int(words[i]) < 0 ||
            value_to_int(words[i]) > UINT32_MAX ||
            (i == MERSENNE_WORDS && value_to_int(words[i]) > MERSENNE_WORDS))
            return native_raise(vm, EXC_VALUE_ERROR, "invalid state");
    }
    for (size_t i = 0; i < MERSENNE_WORDS; i++)
        random->generator.state[i] = (uint32_t)value_to_int(words[i]);
    random->generator.index = (uint32_t)value_to_int(words[MERSENNE_WORDS]);
    random->has_gauss = value_is_double(state[2]);
    random->next_gauss = random->has_gauss ? value_to_double(state[2]) : 0;
    random->seeded = 1;
    *result = VALUE_NONE;
    return NATIVE_OK;
}

/* ---- the class and the module
 * ------------------------------------------------------------------------------- */

static const native_def_t random_int_methods[] = {
    {"__new__", "cls, x=", random_new, NULL, NULL},
    {"seed", "self, a=, version=", seed_call, seed_finish, NULL},
    {"getrandbits", "self, k, /", getrandbits_call, getrandbits_finish, NULL},
    {"randbytes", "self, n", randbytes_call, randbytes_finish, NULL},
    {"randrange", "self, start, stop=, step=", randrange_call, randrange_finish, NULL},
    {"randint", "self, a, b", randint_call, randint_finish, NULL},
    {"getstate", "self", getstate_call, getstate_finish, NULL},
    {"setstate", "self, state", set_state, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static const native_type_t random_type = {
    .name = "Random", .module = "random", .kind = KIND_OBJECT, .methods = random_int_methods};

static const native_type_t *const random_types[] = {&random_type, NULL};

static void add_methods(vm_t *vm, const native_def_t *defs)
{
    value_t class = native_class(vm, &random_type);
    for (const native_def_t *def = defs; def->name; def++) {
        value_t method = native_function(vm, def);
        as_native(vm, method)->owner = class; /* so that it binds its self */
        vm->native_owners[as_native(vm, method)->number] = class;
        native_module_set(vm, as_class(vm, class)->dict, def->name, method);
    }
}

static void fill_random(vm_t *vm, value_t dict)
{
    (void)dict;
    add_methods(vm, random_choose_methods);
    add_methods(vm, random_float_methods);
    add_methods(vm, random_gamma_methods);
}

static void bind_methods(vm_t *vm, value_t dict, value_t hidden, const native_def_t *defs)
{
    value_t methods = as_class(vm, native_class(vm, &random_type))->dict;
    for (const native_def_t *def = defs; def->name; def++) {
        if (def->name[0] != '_')
            dict_put_c(vm, dict, def->name, method_new(vm, dict_get_c(vm, methods, def->name), hidden));
    }
}

/* The module's functions are methods of one Random that nobody else sees. */
static void start_random(vm_t *vm, value_t dict)
{
    value_t hidden = native_object_new(vm, native_class(vm, &random_type), 0, sizeof(random_state_t));
    vm->state.roots[ROOT_RANDOM] = hidden;
    bind_methods(vm, dict, hidden, random_int_methods);
    bind_methods(vm, dict, hidden, random_choose_methods);
    bind_methods(vm, dict, hidden, random_float_methods);
    bind_methods(vm, dict, hidden, random_gamma_methods);
}

const native_module_t random_module = {
    .name = "random", .types = random_types, .fill = fill_random, .start = start_random};
