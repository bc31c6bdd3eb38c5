/*
 * The Mersenne Twister MT19937 as CPython's random module uses it: the same seeds give the same numbers. The
 * state is plain data without pointers, so it can lie in the heap image of a machine.
 */
#ifndef LESSONS_VM_MERSENNE_H
#define LESSONS_VM_MERSENNE_H

#include <stddef.h>
#include <stdint.h>

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

/* [0, 1) with 53 bits */
static inline double mersenne_random(mersenne_t *generator)
{
    uint32_t a = mersenne_next(generator) >> 5, b = mersenne_next(generator) >> 6;
    return (a * 67108864.0 + b) * (1.0 / 9007199254740992.0);
}

uint64_t mersenne_bits(mersenne_t *generator, int bits);        /* 0 … 64 bits, as getrandbits */
uint64_t mersenne_below(mersenne_t *generator, uint64_t limit); /* [0, limit), limit > 0 */

#endif
