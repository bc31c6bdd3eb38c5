/*
 * Byte strings by number: equal strings get equal numbers.
 *
 * The search keeps each private image and each state of a shared object once and speaks of it by its number.
 * Numbers start at 1 and count up; 0 means "none". Strings are never removed. Equality is decided on the
 * bytes themselves, XXH3 only finds the candidates, so two different strings never share a number.
 */
#ifndef LESSONS_EXPLORE_INTERN_H
#define LESSONS_EXPLORE_INTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct intern intern_t;

intern_t *intern_new(void); /* NULL: out of memory */
void intern_free(intern_t *intern);

/* The number of the string, new or known. 0: out of memory (nothing changed). */
uint32_t intern_put(intern_t *intern, const void *bytes, size_t size, bool *is_new);

/* The bytes of number `id`; valid until intern_free. */
const uint8_t *intern_get(const intern_t *intern, uint32_t id, size_t *size);

uint32_t intern_count(const intern_t *intern);
size_t intern_memory_bytes(const intern_t *intern);

#endif
