#include "lessons/run/slot_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lessons/vm/number_text.h"

static double as_double(uint64_t bits)
{
    double number;
    memcpy(&number, &bits, sizeof number);
    return number;
}

static void float_text(uint64_t bits, char *text, size_t size)
{
    char digits[NUMBER_FLOAT_REPR_BYTES];
    size_t length = number_float_repr(digits, as_double(bits));
    snprintf(text, size, "%.*s", (int)length, digits);
}

char *slot_text(uint32_t type, uint64_t bits, char *text, size_t size)
{
    switch (type) {
    case 'f':
    case 'd':
        float_text(bits, text, size);
        break;
    case '?':
        snprintf(text, size, "%s", bits ? "True" : "False");
        break;
    case 'c':
        if ((bits & 0xff) >= 0x20 && (bits & 0xff) < 0x7f) {
            snprintf(text, size, "b'%c'", (char)(bits & 0xff));
        } else {
            snprintf(text, size, "b'\\x%02x'", (unsigned)(bits & 0xff));
        }
        break;
    case 'B':
    case 'H':
    case 'I':
    case 'L':
    case 'Q':
        snprintf(text, size, "%" PRIu64, bits);
        break;
    default:
        snprintf(text, size, "%" PRId64, (int64_t)bits);
    }
    return text;
}

const char *slot_type_name(uint32_t type)
{
    switch (type) {
    case 'f':
    case 'd':
        return "float";
    case '?':
        return "bool";
    case 'c':
    case 'u':
        return "char";
    default:
        return "int";
    }
}

condition_number_t slot_number(uint32_t type, uint64_t bits)
{
    if (type == 'f' || type == 'd') {
        return (condition_number_t){.is_float = true, .real = as_double(bits)};
    }
    return (condition_number_t){.integer = (int64_t)bits};
}
