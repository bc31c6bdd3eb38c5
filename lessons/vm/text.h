/*
 * A growing buffer of bytes for text under construction. It starts in its own small store and moves to malloc
 * only when that is full. When memory runs out the buffer keeps what it has, ignores what follows and says so
 * in `failed`, so that a long chain of additions needs one check at its end.
 *
 * Order of calls: text_init, any number of additions, text_destroy (also after a failure).
 */
#ifndef LESSONS_VM_TEXT_H
#define LESSONS_VM_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEXT_MOST_BYTES ((size_t)1 << 29) /* a text that would grow beyond fails */

typedef struct text {
    char *bytes; /* not terminated by NUL */
    size_t size_bytes;
    size_t capacity_bytes;
    bool failed; /* memory ran out: the content is cut off */
    char store[232];
} text_t;

void text_init(text_t *text);
void text_destroy(text_t *text);
void text_add(text_t *text, const char *bytes, size_t size_bytes);
void text_add_string(text_t *text, const char *string);
void text_add_byte(text_t *text, char byte);
void text_add_repeated(text_t *text, const char *bytes, size_t size_bytes, size_t times);
void text_add_code(text_t *text, uint32_t code); /* a code point, as UTF-8 */
void text_addf(text_t *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_insert(text_t *text, size_t at_byte, const char *bytes, size_t size_bytes);
void text_clear(text_t *text);

/* Room for `size_bytes` more at the end, to be filled by the caller, who then adds to size_bytes; NULL when
 * memory runs out. */
char *text_reserve(text_t *text, size_t size_bytes);

#endif
