/*
 * UTF-8, a few small functions that work on counted bytes.
 */
#ifndef LESSONS_LANG_UTF8_H
#define LESSONS_LANG_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Length of the character at `bytes`, 1 to 4, with its code point; 0 where the bytes are not UTF-8 (overlong
 * forms, surrogates and cut-off sequences are not). */
size_t utf8_decode(const char *bytes, size_t size, uint32_t *code);

/* Writes a code point below 0x110000, gives the length. A surrogate is written as three bytes. */
size_t utf8_write(uint32_t code, char bytes[4]);

/* Offset of the first byte that is not UTF-8, `size` when all is well. */
size_t utf8_check(const char *bytes, size_t size);

/* How many characters well-formed text has. */
size_t utf8_length(const char *bytes, size_t size);

/* FNV-1a, for tables in memory. */
uint64_t utf8_hash(const char *bytes, size_t size);

#endif
