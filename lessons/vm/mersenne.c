#include "lessons/vm/mersenne.h"

#include <stdlib.h>
#include <string.h>

#include "lessons/vm/sha512.h"

enum { SHIFT_WORDS = 397 };

static void seed_one(mersenne_t *generator, uint32_t seed)
{
    uint32_t *mt = generator->state;
    mt[0] = seed;
    for (uint32_t i = 1; i < MERSENNE_WORDS; i++)
        mt[i] = 1812433253u * (mt[i - 1] ^ mt[i - 1] >> 30) + i;
    generator->index = MERSENNE_WORDS;
}

void mersenne_seed_words(mersenne_t *generator, const uint32_t *words, size_t count)
{
    uint32_t *mt = generator->state;
    seed_one(generator, 19650218u);
    size_t i = 1, j = 0;
    for (size_t k = count > MERSENNE_WORDS ? count : MERSENNE_WORDS; k > 0; k--) {
        mt[i] = (mt[i] ^ (mt[i - 1] ^ mt[i - 1] >> 30) * 1664525u) + words[j] + (uint32_t)j;
        if (++i >= MERSENNE_WORDS) {
            mt[0] = mt[MERSENNE_WORDS - 1];
            i = 1;
        }
        if (++j >= count)
            j = 0;
    }
    for (size_t k = MERSENNE_WORDS - 1; k > 0; k--) {
        mt[i] = (mt[i] ^ (mt[i - 1] ^ mt[i - 1] >> 30) * 1566083941u) - (uint32_t)i;
        if (++i >= MERSENNE_WORDS) {
            mt[0] = mt[MERSENNE_WORDS - 1];
            i = 1;
        }
    }
    mt[0] = 0x80000000u;
}

void mersenne_seed_int(mersenne_t *generator, uint64_t magnitude)
{
    uint32_t words[2] = {(uint32_t)magnitude, (uint32_t)(magnitude >> 32)};
    mersenne_seed_words(generator, words, words[1] ? 2 : 1);
}

int mersenne_seed_bytes(mersenne_t *generator, const char *bytes, size_t size_bytes)
{
    /* The number seeded with is text followed by its digest, most significant byte first. */
    size_t total = size_bytes + 64;
    uint8_t *number = malloc(total);
    uint32_t *words = calloc((total + 3) / 4, sizeof *words);
    int done = number && words;
    if (done) {
        if (size_bytes > 0)
            memcpy(number, bytes, size_bytes);
        sha512((const uint8_t *)bytes, size_bytes, number + size_bytes);
        for (size_t i = 0; i < total; i++)
            words[i / 4] |= (uint32_t)number[total - 1 - i] << (8 * (i % 4));
        size_t count = (total + 3) / 4;
        while (count > 1 && words[count - 1] == 0)
            count--;
        mersenne_seed_words(generator, words, count);
    }
    free(words);
    free(number);
    return done;
}

static uint32_t mix(uint32_t high, uint32_t low)
{
    uint32_t joined = (high & 0x80000000u) | (low & 0x7fffffffu);
    return joined >> 1 ^ (low & 1 ? 0x9908b0dfu : 0);
}

void mersenne_turn(mersenne_t *generator)
{
    uint32_t *mt = generator->state;
    size_t k = 0;
    for (; k < MERSENNE_WORDS - SHIFT_WORDS; k++)
        mt[k] = mt[k + SHIFT_WORDS] ^ mix(mt[k], mt[k + 1]);
    for (; k < MERSENNE_WORDS - 1; k++)
        mt[k] = mt[k + SHIFT_WORDS - MERSENNE_WORDS] ^ mix(mt[k], mt[k + 1]);
    mt[k] = mt[SHIFT_WORDS - 1] ^ mix(mt[k], mt[0]);
    generator->index = 0;
}

uint64_t mersenne_pair_at_the_end(mersenne_t *generator)
{
    uint64_t first = mersenne_next(generator);
    return first | (uint64_t)mersenne_next(generator) << 32;
}

uint64_t mersenne_bits(mersenne_t *generator, int bits)
{
    if (bits <= 0)
        return 0;
    if (bits <= 32)
        return mersenne_next(generator) >> (32 - bits);
    uint64_t low = mersenne_next(generator);
    uint64_t high = mersenne_next(generator) >> (64 - bits);
    return high << 32 | low;
}

uint64_t mersenne_below(mersenne_t *generator, uint64_t limit)
{
    int bits = 64 - __builtin_clzll(limit);
    uint64_t value;
    do
        value = mersenne_bits(generator, bits);
    while (value >= limit);
    return value;
}
