/*
 * The little language of format specifications:
 * [[fill]align][sign][z][#][0][width][grouping][.precision][type], and the layout that they ask for. Pure:
 * the caller turns an error into the exception that it names.
 */
#ifndef LESSONS_VM_FORMAT_SPEC_H
#define LESSONS_VM_FORMAT_SPEC_H

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lessons/vm/text.h"

typedef struct format_spec {
    uint32_t fill; /* code point, ' ' when not given */
    char align;    /* < > = ^, or 0 when not given */
    char sign;     /* + - space, or 0 */
    bool no_negative_zero;
    bool alternate;
    bool zero_padded; /* a 0 before the width */
    int64_t width;    /* -1 when not given */
    char grouping;    /* , or _ or 0 */
    int64_t precision;
    uint32_t type;         /* code point, 0 when not given */
    const char *type_name; /* of the value, for messages */
} format_spec_t;

/* A message for the learner, without the name of the exception, which is ValueError unless `overflow`. */
typedef struct format_error {
    bool overflow; /* of OverflowError instead of ValueError */
    char message[200];
} format_error_t;

/* Reads a specification. `type_name` is the name of the value's type, for messages. False with `error` filled
 * when it is malformed. */
bool format_spec_parse(const char *bytes, size_t size_bytes, const char *type_name, format_spec_t *spec,
                       format_error_t *error);

/* Each adds the value laid out by `spec`, or gives false with `error` filled and nothing added. */
bool format_spec_int(text_t *out, const format_spec_t *spec, int64_t number, format_error_t *error);
bool format_spec_big(text_t *out, const format_spec_t *spec, const mpz_t number, format_error_t *error);
bool format_spec_float(text_t *out, const format_spec_t *spec, double number, format_error_t *error);
bool format_spec_string(text_t *out, const format_spec_t *spec, const char *bytes, size_t size_bytes,
                        format_error_t *error);

/*
 * Lays out a number that is already text. `digits` may hold a point and an exponent; only the digits before
 * the first byte that is no digit are grouped. `prefix` ("0x") stands between sign and digits.
 */
void format_spec_layout_number(text_t *out, const format_spec_t *spec, bool negative, const char *prefix,
                               const char *digits, size_t size_bytes, char default_align);

#endif
