#include "lessons/vm/unicode.h"

#include <string.h>

#include "lessons/vm/unicode_table.h"

size_t unicode_size(char lead)
{
    unsigned char byte = (unsigned char)lead;
    if (byte < 0x80)
        return 1;
    if (byte < 0xe0)
        return 2;
    return byte < 0xf0 ? 3 : 4;
}

size_t unicode_encode(char bytes[4], uint32_t code)
{
    if (code < 0x80) {
        bytes[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        bytes[0] = (char)(0xc0 | code >> 6);
        bytes[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code < 0x10000) {
        bytes[0] = (char)(0xe0 | code >> 12);
        bytes[1] = (char)(0x80 | (code >> 6 & 0x3f));
        bytes[2] = (char)(0x80 | (code & 0x3f));
        return 3;
    }
    bytes[0] = (char)(0xf0 | code >> 18);
    bytes[1] = (char)(0x80 | (code >> 12 & 0x3f));
    bytes[2] = (char)(0x80 | (code >> 6 & 0x3f));
    bytes[3] = (char)(0x80 | (code & 0x3f));
    return 4;
}

uint32_t unicode_decode(const char *bytes, size_t *size_bytes)
{
    const unsigned char *b = (const unsigned char *)bytes;
    size_t size = unicode_size(bytes[0]);
    *size_bytes = size;
    switch (size) {
    case 1:
        return b[0];
    case 2:
        return (b[0] & 0x1fu) << 6 | (b[1] & 0x3fu);
    case 3:
        return (b[0] & 0x0fu) << 12 | (b[1] & 0x3fu) << 6 | (b[2] & 0x3fu);
    default:
        return (b[0] & 0x07u) << 18 | (b[1] & 0x3fu) << 12 | (b[2] & 0x3fu) << 6 | (b[3] & 0x3fu);
    }
}

size_t unicode_count(const char *bytes, size_t size_bytes)
{
    size_t count = 0;
    for (size_t i = 0; i < size_bytes; i++)
        count += (bytes[i] & 0xc0) != 0x80;
    return count;
}

size_t unicode_offset(const char *bytes, size_t size_bytes, size_t index)
{
    size_t at = 0;
    while (index > 0 && at < size_bytes) {
        at += unicode_size(bytes[at]);
        index--;
    }
    return at < size_bytes ? at : size_bytes;
}

size_t unicode_before(const char *bytes, size_t at)
{
    do
        at--;
    while (at > 0 && (bytes[at] & 0xc0) == 0x80);
    return at;
}

bool unicode_is_ascii(const char *bytes, size_t size_bytes)
{
    size_t i = 0;
    for (; i + 8 <= size_bytes; i += 8) {
        uint64_t eight;
        memcpy(&eight, bytes + i, 8);
        if (eight & 0x8080808080808080u)
            return false;
    }
    for (; i < size_bytes; i++) {
        if (bytes[i] & 0x80)
            return false;
    }
    return true;
}

bool unicode_is_valid(const char *bytes, size_t size_bytes)
{
    static const uint32_t smallest[5] = {0, 0, 0x80, 0x800, 0x10000};
    for (size_t i = 0; i < size_bytes;) {
        unsigned char lead = (unsigned char)bytes[i];
        if (lead < 0x80) {
            i++;
            continue;
        }
        if (lead < 0xc2 || lead > 0xf4)
            return false;
        size_t size = unicode_size(bytes[i]);
        if (size > size_bytes - i)
            return false;
        for (size_t k = 1; k < size; k++) {
            if ((bytes[i + k] & 0xc0) != 0x80)
                return false;
        }
        uint32_t code = unicode_decode(bytes + i, &size);
        if (code < smallest[size] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
            return false;
        i += size;
    }
    return true;
}

static const unicode_range_t *range_of(uint32_t code)
{
    unsigned low = 0, high = unicode_range_count;
    while (high - low > 1) {
        unsigned middle = (low + high) / 2;
        if (unicode_ranges[middle].first <= code)
            low = middle;
        else
            high = middle;
    }
    return &unicode_ranges[low];
}

static bool has(uint32_t code, unsigned flag)
{
    return (range_of(code)->flags & flag) != 0;
}

bool code_is_alpha(uint32_t code)
{
    if (code < 0x80)
        return (code | 0x20) >= 'a' && (code | 0x20) <= 'z';
    return has(code, UNICODE_ALPHA);
}

bool code_is_decimal(uint32_t code)
{
    return code < 0x80 ? code >= '0' && code <= '9' : has(code, UNICODE_DECIMAL);
}

bool code_is_digit(uint32_t code)
{
    return code < 0x80 ? code >= '0' && code <= '9' : has(code, UNICODE_DIGIT);
}

bool code_is_numeric(uint32_t code)
{
    return code < 0x80 ? code >= '0' && code <= '9' : has(code, UNICODE_NUMERIC);
}

bool code_is_space(uint32_t code)
{
    if (code < 0x80)
        return code == ' ' || (code >= 0x09 && code <= 0x0d) || (code >= 0x1c && code <= 0x1f);
    return has(code, UNICODE_SPACE);
}

bool code_is_upper(uint32_t code)
{
    return code < 0x80 ? code >= 'A' && code <= 'Z' : has(code, UNICODE_UPPER);
}

bool code_is_lower(uint32_t code)
{
    return code < 0x80 ? code >= 'a' && code <= 'z' : has(code, UNICODE_LOWER);
}

bool code_is_title(uint32_t code)
{
    return code >= 0x80 && has(code, UNICODE_TITLE);
}

bool code_is_printable(uint32_t code)
{
    return code < 0x7f ? code >= 0x20 : has(code, UNICODE_PRINTABLE);
}

int code_digit_value(uint32_t code)
{
    if (code < 0x80)
        return code >= '0' && code <= '9' ? (int)(code - '0') : -1;
    int32_t zero = range_of(code)->zero;
    return zero < 0 ? -1 : (int)code - zero;
}

static size_t map_code(uint32_t code, unicode_mapping_t mapping, uint32_t mapped[3])
{
    unsigned low = 0, high = unicode_special_count;
    while (low < high) {
        unsigned middle = (low + high) / 2;
        const unicode_special_t *special = &unicode_specials[middle];
        if (special->code == code && special->mapping == mapping) {
            memcpy(mapped, special->mapped, sizeof special->mapped);
            return special->count;
        }
        if (special->code < code || (special->code == code && special->mapping < mapping))
            low = middle + 1;
        else
            high = middle;
    }
    const unicode_range_t *range = range_of(code);
    int32_t delta = mapping == UNICODE_TO_UPPER   ? range->upper
                    : mapping == UNICODE_TO_LOWER ? range->lower
                                                  : range->title;
    mapped[0] = (uint32_t)((int32_t)code + delta);
    return 1;
}

size_t code_to_upper(uint32_t code, uint32_t mapped[3])
{
    if (code < 0x80) {
        mapped[0] = code >= 'a' && code <= 'z' ? code - 32 : code;
        return 1;
    }
    return map_code(code, UNICODE_TO_UPPER, mapped);
}

size_t code_to_lower(uint32_t code, uint32_t mapped[3])
{
    if (code < 0x80) {
        mapped[0] = code >= 'A' && code <= 'Z' ? code + 32 : code;
        return 1;
    }
    return map_code(code, UNICODE_TO_LOWER, mapped);
}

size_t code_to_title(uint32_t code, uint32_t mapped[3])
{
    return map_code(code, UNICODE_TO_TITLE, mapped);
}
