/*
 * UTF-8 on bytes that are known to be well-formed, and what a code point is (letter, digit, case …).
 * Everything counts in code points, as Python does; sizes and offsets in bytes say so in their names.
 */
#ifndef LESSONS_VM_UNICODE_H
#define LESSONS_VM_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Size in bytes of the code point that begins with `lead`. */
size_t unicode_size(char lead);

/* Writes `code` (up to 4 bytes) and gives its size in bytes. */
size_t unicode_encode(char bytes[4], uint32_t code);

/* Reads the code point at `bytes` and gives its size in bytes in `*size_bytes`. */
uint32_t unicode_decode(const char *bytes, size_t *size_bytes);

/* Number of code points in the text. */
size_t unicode_count(const char *bytes, size_t size_bytes);

/* Byte offset of code point `index` (0-based, at most the count). */
size_t unicode_offset(const char *bytes, size_t size_bytes, size_t index);

/* Byte offset of the code point before byte offset `at` (at > 0). */
size_t unicode_before(const char *bytes, size_t at);

bool unicode_is_ascii(const char *bytes, size_t size_bytes);

/* Is the text well-formed UTF-8 (no surrogates, nothing overlong)? */
bool unicode_is_valid(const char *bytes, size_t size_bytes);

/* Properties of code points, as str.isalpha and its sisters see them. */
bool code_is_alpha(uint32_t code);
bool code_is_decimal(uint32_t code);
bool code_is_digit(uint32_t code);
bool code_is_numeric(uint32_t code);
bool code_is_space(uint32_t code);
bool code_is_upper(uint32_t code);
bool code_is_lower(uint32_t code);
bool code_is_title(uint32_t code); /* the few letters that have a title case of their own */
bool code_is_printable(uint32_t code);

/* Value of a decimal digit of any script, -1 when it is none. */
int code_digit_value(uint32_t code);

/* Case mappings. A mapping gives up to three code points; the number of them is returned. */
size_t code_to_upper(uint32_t code, uint32_t mapped[3]);
size_t code_to_lower(uint32_t code, uint32_t mapped[3]);
size_t code_to_title(uint32_t code, uint32_t mapped[3]);

#endif
