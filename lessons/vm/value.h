/*
 * A value of the lesson language: 64 bits, NaN-boxed.
 *
 *   a double             every bit pattern below 0xFFF9'0000'0000'0000 (a NaN is kept canonical)
 *   0xFFF9 | 48 bits     a small int, signed
 *   0xFFFA | 32 bits     a reference: byte offset of an object from the heap's base
 *   0xFFFB | n           None, True, False, UNSET, NotImplemented, Ellipsis
 *
 * Ints beyond 48 bits are big integers in the heap (bigint.h). An int that fits into 48 bits is never a big
 * integer, so two equal ints below that bound are one bit pattern. A value holds no pointer: it survives
 * fork, copying of the image and moving of the heap's base. A value that refers to the dynamic heap is good
 * until the next safe point of the machine (collect.h) unless it stands in a root: natives may hold values
 * freely.
 */
#ifndef LESSONS_VM_VALUE_H
#define LESSONS_VM_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint64_t value_t;
typedef uint32_t ref_t; /* byte offset from the heap's base; 0: none */

#define VALUE_TAG_SHIFT    48
#define VALUE_TAG_INT      0xFFF9u
#define VALUE_TAG_REF      0xFFFAu
#define VALUE_TAG_SPECIAL  0xFFFBu
#define VALUE_PAYLOAD_MASK UINT64_C(0x0000FFFFFFFFFFFF)
#define VALUE_SPECIAL(n)   (((uint64_t)VALUE_TAG_SPECIAL << VALUE_TAG_SHIFT) | (n))

#define VALUE_UNSET                                                                                          \
    VALUE_SPECIAL(0) /* no value: an unset local, a missing argument; never seen by a program */
#define VALUE_NONE            VALUE_SPECIAL(1)
#define VALUE_FALSE           VALUE_SPECIAL(2)
#define VALUE_TRUE            VALUE_SPECIAL(3)
#define VALUE_NOT_IMPLEMENTED VALUE_SPECIAL(4)
#define VALUE_ELLIPSIS        VALUE_SPECIAL(5)

#define VALUE_INT_MAX ((INT64_C(1) << 47) - 1)
#define VALUE_INT_MIN (-(INT64_C(1) << 47))

static inline bool value_is_double(value_t v)
{
    return v < ((uint64_t)VALUE_TAG_INT << VALUE_TAG_SHIFT);
}

static inline bool value_is_small_int(value_t v)
{
    return (v >> VALUE_TAG_SHIFT) == VALUE_TAG_INT;
}

static inline bool value_is_ref(value_t v)
{
    return (v >> VALUE_TAG_SHIFT) == VALUE_TAG_REF;
}

static inline bool value_is_bool(value_t v)
{
    return (v | 1u) == VALUE_TRUE;
}

static inline bool value_is_none(value_t v)
{
    return v == VALUE_NONE;
}

static inline bool value_is_unset(value_t v)
{
    return v == VALUE_UNSET;
}

static inline bool value_int_fits(int64_t n)
{
    return n >= VALUE_INT_MIN && n <= VALUE_INT_MAX;
}

/* n must fit (value_int_fits); any int64_t: bigint_from_int64 (bigint.h). */
static inline value_t value_from_int(int64_t n)
{
    return ((uint64_t)VALUE_TAG_INT << VALUE_TAG_SHIFT) | ((uint64_t)n & VALUE_PAYLOAD_MASK);
}

/* Of a small int only. */
static inline int64_t value_to_int(value_t v)
{
    return (int64_t)(v << 16) >> 16;
}

static inline value_t value_from_double(double d)
{
    value_t v;
    if (d != d)
        return UINT64_C(0x7FF8000000000000);
    memcpy(&v, &d, sizeof v);
    return v;
}

static inline double value_to_double(value_t v)
{
    double d;
    memcpy(&d, &v, sizeof d);
    return d;
}

static inline value_t value_from_bool(bool b)
{
    return b ? VALUE_TRUE : VALUE_FALSE;
}

static inline value_t value_from_ref(ref_t ref)
{
    return ((uint64_t)VALUE_TAG_REF << VALUE_TAG_SHIFT) | ref;
}

static inline ref_t value_to_ref(value_t v)
{
    return (ref_t)v;
}

#endif
