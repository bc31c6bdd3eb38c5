/*
 * The generated tables behind unicode.h: ranges of code points with equal properties, and the case mappings
 * that give more than one code point. Both are sorted by code point.
 */
#ifndef LESSONS_VM_UNICODE_TABLE_H
#define LESSONS_VM_UNICODE_TABLE_H

#include <stdint.h>

enum {
    UNICODE_ALPHA = 1 << 0,
    UNICODE_DECIMAL = 1 << 1,
    UNICODE_DIGIT = 1 << 2,
    UNICODE_NUMERIC = 1 << 3,
    UNICODE_SPACE = 1 << 4,
    UNICODE_UPPER = 1 << 5,
    UNICODE_LOWER = 1 << 6,
    UNICODE_PRINTABLE = 1 << 7,
    UNICODE_TITLE = 1 << 8
};

typedef struct unicode_range {
    uint32_t first; /* the range ends where the next begins */
    uint16_t flags;
    int32_t upper, lower, title; /* added to a code point to map it */
    int32_t zero;                /* code point of this script's 0, -1 for none */
} unicode_range_t;

typedef enum { UNICODE_TO_UPPER, UNICODE_TO_LOWER, UNICODE_TO_TITLE } unicode_mapping_t;

typedef struct unicode_special {
    uint32_t code;
    uint8_t mapping; /* unicode_mapping_t */
    uint8_t count;
    uint32_t mapped[3];
} unicode_special_t;

extern const unicode_range_t unicode_ranges[];
extern const unsigned unicode_range_count;
extern const unicode_special_t unicode_specials[];
extern const unsigned unicode_special_count;

#endif
