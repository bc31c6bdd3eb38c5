#include "lessons/lang/letters.h"

#include <stddef.h>

typedef struct letter_range {
    uint32_t first, last;
    char kind; /* S, C or U */
} letter_range_t;

static const letter_range_t ranges[] = {
#define S                    'S'
#define C                    'C'
#define U                    'U'
#define R(first, last, kind) {first, last, kind},
#include "lessons/lang/letter_ranges.h"
#undef S
#undef C
#undef U
#undef R
};

letter_kind_t letter_kind(uint32_t code)
{
    size_t low = 0, high = sizeof ranges / sizeof *ranges;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (code > ranges[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == sizeof ranges / sizeof *ranges || code < ranges[low].first)
        return LETTER_NONE;
    return ranges[low].kind == 'S'   ? LETTER_START
           : ranges[low].kind == 'C' ? LETTER_CONTINUE
                                     : LETTER_UNSTABLE;
}

bool letter_is_printable(uint32_t code)
{
    static const struct {
        uint32_t first, last;
    } hidden[] = {
        {0, 0x1F},        {0x7F, 0xA0},     {0xAD, 0xAD},     {0x600, 0x605},   {0x61C, 0x61C},
        {0x6DD, 0x6DD},   {0x70F, 0x70F},   {0x1680, 0x1680}, {0x180E, 0x180E}, {0x2000, 0x200F},
        {0x2028, 0x202F}, {0x205F, 0x206F}, {0x3000, 0x3000}, {0xD800, 0xF8FF}, {0xFEFF, 0xFEFF},
        {0xFFF0, 0xFFFB}, {0xFFFE, 0xFFFF},
    };
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        if (code >= hidden[i].first && code <= hidden[i].last)
            return false;
    return true;
}
