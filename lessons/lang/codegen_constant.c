/* The constants of a body: each once, found again by a small hash table; and folding. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/lang/codegen_body.h"

static uint64_t mix(uint64_t h, uint64_t v)
{
    h = (h ^ v) * UINT64_C(0x9E3779B97F4A7C15);
    return h ^ h >> 29;
}

static uint64_t hash_bytes(uint64_t h, const void *bytes, size_t size)
{
    const unsigned char *p = bytes;
    for (size_t i = 0; i < size; i++)
        h = mix(h, p[i]);
    return h;
}

static uint64_t hash_constant(const code_constant_t *k)
{
    uint64_t h = mix(k->kind, k->size);
    switch (k->kind) {
    case CONSTANT_INT:
        return mix(h, (uint64_t)k->integer);
    case CONSTANT_FLOAT:
        return hash_bytes(h, &k->number, sizeof k->number);
    case CONSTANT_CODE:
        return mix(h, k->code);
    case CONSTANT_TUPLE:
        return hash_bytes(h, k->items, k->size * sizeof *k->items);
    case CONSTANT_BIGINT:
    case CONSTANT_STRING:
    case CONSTANT_BYTES:
        return hash_bytes(h, k->text, k->size);
    default:
        return h;
    }
}

static bool same_constant(const code_constant_t *a, const code_constant_t *b)
{
    if (a->kind != b->kind || a->size != b->size)
        return false;
    switch (a->kind) {
    case CONSTANT_INT:
        return a->integer == b->integer;
    case CONSTANT_FLOAT: /* 0.0 and -0.0 are two constants */
        return memcmp(&a->number, &b->number, sizeof a->number) == 0;
    case CONSTANT_CODE:
        return a->code == b->code;
    case CONSTANT_TUPLE:
        return a->size == 0 || memcmp(a->items, b->items, a->size * sizeof *a->items) == 0;
    case CONSTANT_BIGINT:
    case CONSTANT_STRING:
    case CONSTANT_BYTES:
        return memcmp(a->text, b->text, a->size) == 0;
    default:
        return true;
    }
}

static bool grow_index(body_t *body)
{
    uint32_t size = body->constant_index_size ? body->constant_index_size * 2 : 64;
    uint32_t *index = calloc(size, sizeof *index);
    if (!index) {
        gen_fail_memory(body->gen);
        return false;
    }
    const code_constant_t *constants = body->constants.items;
    for (uint32_t i = 0; i < body->constants.count; i++) {
        uint64_t at = hash_constant(&constants[i]) & (size - 1);
        while (index[at])
            at = (at + 1) & (size - 1);
        index[at] = i + 1;
    }
    free(body->constant_index);
    body->constant_index = index;
    body->constant_index_size = size;
    return true;
}

/* `k`'s text or items are copied when the constant is new. */
static uint32_t intern_constant(body_t *body, code_constant_t k)
{
    gen_t *gen = body->gen;
    if (body->constants.count * 2 >= body->constant_index_size && !grow_index(body))
        return 0;
    const code_constant_t *constants = body->constants.items;
    uint64_t at = hash_constant(&k) & (body->constant_index_size - 1);
    for (; body->constant_index[at]; at = (at + 1) & (body->constant_index_size - 1))
        if (same_constant(&constants[body->constant_index[at] - 1], &k))
            return body->constant_index[at] - 1;
    if (body->constants.count >= CONSTANT_LIMIT) {
        limit_error(body, "more than 65,535 different constants and names in one function");
        return 0;
    }
    if (k.kind == CONSTANT_BIGINT || k.kind == CONSTANT_STRING || k.kind == CONSTANT_BYTES) {
        k.text = gen_copy(gen, k.text, k.size);
    } else if (k.kind == CONSTANT_TUPLE) {
        uint32_t *items = gen_alloc(gen, (k.size + 1) * sizeof *items);
        if (items)
            memcpy(items, k.items, k.size * sizeof *items);
        k.items = items;
    }
    code_constant_t *slot = vector_push(gen, &body->constants, sizeof *slot);
    if (!slot)
        return 0;
    *slot = k;
    body->constant_index[at] = body->constants.count;
    return body->constants.count - 1;
}

uint32_t constant_simple(body_t *body, constant_kind_t kind)
{
    return intern_constant(body, (code_constant_t){.kind = kind});
}

uint32_t constant_int(body_t *body, int64_t integer)
{
    return intern_constant(body, (code_constant_t){.kind = CONSTANT_INT, .integer = integer});
}

uint32_t constant_float(body_t *body, double number)
{
    return intern_constant(body, (code_constant_t){.kind = CONSTANT_FLOAT, .number = number});
}

uint32_t constant_text(body_t *body, constant_kind_t kind, const char *bytes, size_t size)
{
    return intern_constant(body, (code_constant_t){.kind = kind, .size = (uint32_t)size, .text = bytes});
}

uint32_t constant_name(body_t *body, const char *name)
{
    return constant_text(body, CONSTANT_STRING, name, strlen(name));
}

static const uint32_t no_items[1];

uint32_t constant_tuple(body_t *body, const uint32_t *items, uint32_t count)
{
    return intern_constant(
        body, (code_constant_t){.kind = CONSTANT_TUPLE, .size = count, .items = count ? items : no_items});
}

uint32_t constant_code(body_t *body, uint32_t code)
{
    return intern_constant(body, (code_constant_t){.kind = CONSTANT_CODE, .code = code});
}

/* ---- folding: only numbers, and only where nothing can be raised or lost ---- */

typedef struct number {
    bool is_float;
    int64_t integer;
    double real;
} number_t;

static bool number_of(const expr_t *e, number_t *number);

static bool fold_unary(const expr_t *e, number_t *number)
{
    if (!number_of(e->unary.operand, number))
        return false;
    switch (e->unary.operator) {
    case UNARY_PLUS:
        return true;
    case UNARY_MINUS:
        number->real = -number->real;
        return number->is_float || !__builtin_sub_overflow((int64_t)0, number->integer, &number->integer);
    case UNARY_INVERT:
        number->integer = ~number->integer;
        return !number->is_float;
    default:
        return false;
    }
}

/* Small enough that the multiplications cannot run away; exact or refused. */
static bool fold_power(int64_t base, int64_t exponent, int64_t *result)
{
    if (exponent < 0 || exponent > 62)
        return false;
    int64_t product = 1;
    for (int64_t i = 0; i < exponent; i++)
        if (__builtin_mul_overflow(product, base, &product))
            return false;
    *result = product;
    return true;
}

static bool fold_ints(binary_operator_t op, int64_t a, int64_t b, int64_t *result)
{
    switch (op) {
    case BINARY_ADD:
        return !__builtin_add_overflow(a, b, result);
    case BINARY_SUBTRACT:
        return !__builtin_sub_overflow(a, b, result);
    case BINARY_MULTIPLY:
        return !__builtin_mul_overflow(a, b, result);
    case BINARY_POWER:
        return fold_power(a, b, result);
    case BINARY_LEFT_SHIFT:
        return b >= 0 && b < 62 && !__builtin_mul_overflow(a, INT64_C(1) << b, result);
    case BINARY_AND:
        *result = a & b;
        return true;
    case BINARY_OR:
        *result = a | b;
        return true;
    case BINARY_XOR:
        *result = a ^ b;
        return true;
    default:
        return false;
    }
}

/* An int beyond 2**53 is rounded by the conversion as CPython rounds it: both to nearest even. */
static bool fold_floats(binary_operator_t op, double a, double b, double *result)
{
    switch (op) {
    case BINARY_ADD:
        *result = a + b;
        break;
    case BINARY_SUBTRACT:
        *result = a - b;
        break;
    case BINARY_MULTIPLY:
        *result = a * b;
        break;
    case BINARY_DIVIDE:
        if (b == 0)
            return false;
        *result = a / b;
        break;
    default:
        return false;
    }
    return true;
}

static bool fold_binary(const expr_t *e, number_t *number)
{
    number_t a, b;
    if (!number_of(e->binary.left, &a) || !number_of(e->binary.right, &b))
        return false;
    if (!a.is_float && !b.is_float && e->binary.operator!= BINARY_DIVIDE)
        return fold_ints(e->binary.operator, a.integer, b.integer, &number->integer);
    int64_t exact = INT64_C(1) << 53;
    if ((!a.is_float && (a.integer > exact || a.integer < -exact)) ||
        (!b.is_float && (b.integer > exact || b.integer < -exact)))
        return false;
    number->is_float = true;
    return fold_floats(e->binary.operator, a.is_float ? a.real : (double)a.integer,
                       b.is_float ? b.real : (double)b.integer, &number->real);
}

static bool number_of(const expr_t *e, number_t *number)
{
    *number = (number_t){0};
    switch (e->kind) {
    case EXPR_INT:
        number->integer = e->integer.value;
        return e->integer.fits;
    case EXPR_FLOAT:
        number->is_float = true;
        number->real = e->number;
        return true;
    case EXPR_UNARY:
        return fold_unary(e, number);
    case EXPR_BINARY:
        return fold_binary(e, number);
    default:
        return false;
    }
}

/* A literal too long for int64_t, perhaps with a minus before it. */
static bool big_constant(body_t *body, const expr_t *e, uint32_t *constant)
{
    bool negative = e->kind == EXPR_UNARY && e->unary.operator== UNARY_MINUS;
    if (negative)
        e = e->unary.operand;
    if (e->kind != EXPR_INT || e->integer.fits)
        return false;
    size_t size = e->integer.text.size + negative;
    char *text = malloc(size + 1);
    if (!text) {
        gen_fail_memory(body->gen);
        return false;
    }
    text[0] = '-';
    memcpy(text + negative, e->integer.text.bytes, e->integer.text.size);
    *constant = constant_text(body, CONSTANT_BIGINT, text, size);
    free(text);
    return true;
}

static bool tuple_constant(body_t *body, const expr_t *e, uint32_t *constant)
{
    size_t count = e->sequence.items.count;
    uint32_t *items = calloc(count + 1, sizeof *items);
    bool all = items != NULL;
    for (size_t i = 0; all && i < count; i++)
        all = constant_of(body, e->sequence.items.items[i], &items[i]);
    if (all)
        *constant = constant_tuple(body, items, (uint32_t)count);
    free(items);
    return all;
}

bool constant_of(body_t *body, const expr_t *e, uint32_t *constant)
{
    number_t number;
    switch (e->kind) {
    case EXPR_NONE:
        *constant = constant_simple(body, CONSTANT_NONE);
        return true;
    case EXPR_TRUE:
        *constant = constant_simple(body, CONSTANT_TRUE);
        return true;
    case EXPR_FALSE:
        *constant = constant_simple(body, CONSTANT_FALSE);
        return true;
    case EXPR_ELLIPSIS:
        *constant = constant_simple(body, CONSTANT_ELLIPSIS);
        return true;
    case EXPR_STRING:
        *constant = constant_text(body, CONSTANT_STRING, e->text.bytes, e->text.size);
        return true;
    case EXPR_BYTES:
        *constant = constant_text(body, CONSTANT_BYTES, e->text.bytes, e->text.size);
        return true;
    case EXPR_INT:
    case EXPR_FLOAT:
    case EXPR_UNARY:
    case EXPR_BINARY:
        if (number_of(e, &number)) {
            *constant =
                number.is_float ? constant_float(body, number.real) : constant_int(body, number.integer);
            return true;
        }
        return big_constant(body, e, constant);
    case EXPR_TUPLE:
        return e->sequence.context == CONTEXT_LOAD && tuple_constant(body, e, constant);
    default:
        return false;
    }
}

bool constant_truth(const expr_t *e, bool *truth)
{
    number_t number;
    switch (e->kind) {
    case EXPR_NONE:
    case EXPR_FALSE:
        *truth = false;
        return true;
    case EXPR_TRUE:
    case EXPR_ELLIPSIS:
        *truth = true;
        return true;
    case EXPR_STRING:
    case EXPR_BYTES:
        *truth = e->text.size > 0;
        return true;
    default:
        if (!number_of(e, &number))
            return false;
        *truth = number.is_float ? number.real != 0 : number.integer != 0;
        return true;
    }
}
