#include "lessons/explore/memo.h"

#include <stdlib.h>

enum { FIRST_ENTRIES = 256 };

bool memo_init(memo_t *memo)
{
    *memo = (memo_t){.mask = FIRST_ENTRIES - 1};
    memo->entries = calloc(FIRST_ENTRIES, sizeof *memo->entries);
    return memo->entries != NULL;
}

void memo_destroy(memo_t *memo)
{
    free(memo->entries);
    *memo = (memo_t){0};
}

static void insert(memo_entry_t *entries, size_t mask, memo_entry_t entry)
{
    size_t at = memo_place(entry.key) & mask;
    while (entries[at].value) {
        at = (at + 1) & mask;
    }
    entries[at] = entry;
}

bool memo_put(memo_t *memo, memo_key_t key, uint32_t value)
{
    if ((memo->count + 1) * 2 > memo->mask) {
        size_t mask = memo->mask * 2 + 1;
        memo_entry_t *entries = calloc(mask + 1, sizeof *entries);
        if (!entries) {
            return false;
        }
        for (size_t i = 0; i <= memo->mask; i++) {
            if (memo->entries[i].value) {
                insert(entries, mask, memo->entries[i]);
            }
        }
        free(memo->entries);
        memo->entries = entries;
        memo->mask = mask;
    }
    insert(memo->entries, memo->mask, (memo_entry_t){.key = key, .value = value});
    memo->count++;
    return true;
}
