#include "core/path.h"

#include <stdio.h>

/* An ordinal is spelt in groups of four bits from its highest digit: three bits of value, and above them a
 * bit that says whether another group follows. Its first group is never an empty one with more to come, so
 * spelling is unique. */
enum { GROUP_BITS = 4, VALUE_BITS = 3, MORE = 8, VALUE_MASK = 7 };

static int groups_of(uint32_t ordinal)
{
    int groups = 1;
    while ((uint64_t)ordinal >> (VALUE_BITS * groups) != 0 && groups < 11) {
        groups++;
    }
    return groups;
}

static int bits_of(mp_path_t path)
{
    return 64 - __builtin_clzll(path);
}

mp_path_t mp_path_child(mp_path_t parent, uint32_t ordinal)
{
    if (parent == MP_PATH_NONE || ordinal == 0) {
        return MP_PATH_NONE;
    }
    int groups = groups_of(ordinal);
    if (bits_of(parent) + groups * GROUP_BITS > 64) {
        return MP_PATH_NONE;
    }
    mp_path_t path = parent;
    for (int at = groups - 1; at >= 0; at--) {
        uint64_t value = ((uint64_t)ordinal >> (VALUE_BITS * at)) & VALUE_MASK;
        path = (path << GROUP_BITS) | value | (at > 0 ? MORE : 0);
    }
    int levels = mp_path_ordinals(path, (uint32_t[MP_PATH_DEPTH]){0});
    return levels < 0 ? MP_PATH_NONE : path;
}

mp_path_t mp_path_parent(mp_path_t path)
{
    if (mp_path_ordinals(path, (uint32_t[MP_PATH_DEPTH]){0}) <= 0) {
        return MP_PATH_NONE;
    }
    path >>= GROUP_BITS;
    while (path > MP_PATH_MAIN && (path & MORE) != 0) {
        path >>= GROUP_BITS;
    }
    return path;
}

int mp_path_ordinals(mp_path_t path, uint32_t ordinals[MP_PATH_DEPTH])
{
    if (path == MP_PATH_NONE || (bits_of(path) - 1) % GROUP_BITS != 0) {
        return -1;
    }
    int count = 0;
    uint64_t ordinal = 0;
    bool fresh = true;
    for (int at = bits_of(path) - 1 - GROUP_BITS; at >= 0; at -= GROUP_BITS) {
        uint64_t group = (path >> at) & (MORE | VALUE_MASK);
        if (fresh && (group & VALUE_MASK) == 0) {
            return -1; /* zero, or a leading empty group */
        }
        ordinal = ordinal << VALUE_BITS | (group & VALUE_MASK);
        fresh = (group & MORE) == 0;
        if (ordinal > UINT32_MAX || (fresh && count == MP_PATH_DEPTH)) {
            return -1;
        }
        if (fresh) {
            ordinals[count++] = (uint32_t)ordinal;
            ordinal = 0;
        }
    }
    return fresh || count == 0 ? (ordinal == 0 ? count : -1) : -1;
}

char *mp_path_format(mp_path_t path, char text[MP_PATH_TEXT])
{
    uint32_t ordinals[MP_PATH_DEPTH];
    int count = mp_path_ordinals(path, ordinals);
    if (count <= 0) {
        snprintf(text, MP_PATH_TEXT, "%s", path == MP_PATH_NONE ? "-" : count == 0 ? "main" : "?");
        return text;
    }
    size_t used = 0;
    for (int i = 0; i < count && used < MP_PATH_TEXT; i++) {
        int wrote = snprintf(text + used, MP_PATH_TEXT - used, "%s%u", i == 0 ? "P" : ".", ordinals[i]);
        used += wrote > 0 ? (size_t)wrote : 0;
    }
    return text;
}

mp_path_t mp_path_parse(const char *text, const char **end)
{
    if (text[0] == 'm' && text[1] == 'a' && text[2] == 'i' && text[3] == 'n') {
        *end = text + 4;
        return MP_PATH_MAIN;
    }
    if (text[0] != 'P') {
        return MP_PATH_NONE;
    }
    mp_path_t path = MP_PATH_MAIN;
    const char *at = text + 1;
    for (;;) {
        uint64_t ordinal = 0;
        const char *digits = at;
        while (*at >= '0' && *at <= '9' && ordinal <= UINT32_MAX) {
            ordinal = ordinal * 10 + (uint64_t)(*at++ - '0');
        }
        if (at == digits || *digits == '0' || ordinal > UINT32_MAX) {
            return MP_PATH_NONE;
        }
        path = mp_path_child(path, (uint32_t)ordinal);
        if (path == MP_PATH_NONE) {
            return MP_PATH_NONE;
        }
        if (at[0] != '.' || at[1] < '0' || at[1] > '9') {
            *end = at;
            return path;
        }
        at++;
    }
}

int mp_path_compare(mp_path_t a, mp_path_t b)
{
    uint32_t left[MP_PATH_DEPTH];
    uint32_t right[MP_PATH_DEPTH];
    int left_count = mp_path_ordinals(a, left);
    int right_count = mp_path_ordinals(b, right);
    for (int i = 0; i < left_count && i < right_count; i++) {
        if (left[i] != right[i]) {
            return left[i] < right[i] ? -1 : 1;
        }
    }
    return (left_count > right_count) - (left_count < right_count);
}
