/*
 * The Mersenne Twister MT19937 as CPython's random module uses it: the same seeds give the same numbers. The
 * state is plain data without pointers, so it can lie in the heap image of a machine.
 */
#ifndef LESSONS_VM_MERSENNE_H
#define LESSONS_VM_MERSENNE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { MERSENNE_WORDS = 624 };

typedef struct mersenne {
    uint32_t state[MERSENNE_WORDS];
    uint32_t index; /* next word to hand out, MERSENNE_WORDS when the state must be turned first */
} mersenne_t;

/* Seeds from the absolute value of an int, as 32-bit words, least significant first (at least one word). */
void mersenne_seed_words(mersenne_t *generator, const uint32_t *words, size_t count);
void mersenne_seed_int(mersenne_t *generator, uint64_t magnitude);

/* Seeds from text or bytes, as random.seed(text) with its default version 2. False when memory runs out. */
int mersenne_seed_bytes(mersenne_t *generator, const char *bytes, size_t size_bytes);

void mersenne_turn(mersenne_t *generator); /* makes the next MERSENNE_WORDS words */

static inline uint32_t mersenne_next(mersenne_t *generator)
{
    if (__builtin_expect(generator->index >= MERSENNE_WORDS, 0))
        mersenne_turn(generator);
    uint32_t y = generator->state[generator->index++];
    y ^= y >> 11;
    y ^= y << 7 & 0x9d2c5680u;
    y ^= y << 15 & 0xefc60000u;
    return y ^ y >> 18;
}

/* Two words tempered side by side; the masks keep what a shift carries over out of the other's half. */
static inline uint64_t mersenne_temper_pair(uint64_t y)
{
    y ^= y >> 11 & UINT64_C(0x001fffff001fffff);
    y ^= y << 7 & UINT64_C(0x9d2c56809d2c5680);
    y ^= y << 15 & UINT64_C(0xefc60000efc60000);
    return y ^ (y >> 18 & UINT64_C(0x00003fff00003fff));
}

/* Two words that come one before and one after a turn. */
uint64_t mersenne_pair_at_the_end(mersenne_t *generator);

/* 27 of the first word's bits, then 26 of the second's, as a float. */
static inline double mersenne_float(uint64_t pair)
{
    uint64_t high = (uint32_t)pair >> 5, low = pair >> 38;
    return (double)(int64_t)(high << 26 | low) * (1.0 / 9007199254740992.0);
}

/* Whether the next two words are there without a turn. */
static inline bool mersenne_has_pair(const mersenne_t *generator)
{
    return generator->index <= MERSENNE_WORDS - 2;
}

/* As mersenne_random, where mersenne_has_pair. */
static inline double mersenne_random_at_hand(mersenne_t *generator)
{
    uint64_t pair;
    memcpy(&pair, &generator->state[generator->index],
           sizeof pair); /* the machine runs on little-endian only */
    generator->index += 2;
    return mersenne_float(mersenne_temper_pair(pair));
}

/* [0, 1) with 53 bits */
static inline double mersenne_random(mersenne_t *generator)
{
    if (__builtin_expect(mersenne_has_pair(generator), 1))
        return mersenne_random_at_hand(generator);
    return mersenne_float(mersenne_pair_at_the_end(generator));
}

uint64_t mersenne_bits(mersenne_t *generator, int bits);        /* 0 … 64 bits, as getrandbits */
uint64_t mersenne_below(mersenne_t *generator, uint64_t limit); /* [0, limit), limit > 0 */

#endif
