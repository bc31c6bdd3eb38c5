#include "lessons/vm/suggest.h"

#include <ctype.h>

#include "lessons/vm/machine.h"

enum { MOVE_COST = 2, CASE_COST = 1, LONGEST = 40 };

static size_t substitution(char a, char b)
{
    if (a == b)
        return 0;
    return tolower((unsigned char)a) == tolower((unsigned char)b) ? CASE_COST : MOVE_COST;
}

/* The cost of making b out of a; anything above `most` when it is more than that. */
static size_t distance(const char *a, size_t a_size, const char *b, size_t b_size, size_t most)
{
    size_t row[LONGEST + 1];
    while (a_size && b_size && *a == *b)
        a++, b++, a_size--, b_size--;
    while (a_size && b_size && a[a_size - 1] == b[b_size - 1])
        a_size--, b_size--;
    if (a_size == 0 || b_size == 0)
        return (a_size + b_size) * MOVE_COST;
    if (a_size > LONGEST || b_size > LONGEST)
        return most + 1;
    for (size_t i = 0; i <= a_size; i++)
        row[i] = i * MOVE_COST;
    for (size_t k = 1; k <= b_size; k++) {
        size_t diagonal = row[0];
        row[0] = k * MOVE_COST;
        for (size_t i = 1; i <= a_size; i++) {
            size_t replaced = diagonal + substitution(a[i - 1], b[k - 1]);
            size_t moved = (row[i] < row[i - 1] ? row[i] : row[i - 1]) + MOVE_COST;
            diagonal = row[i];
            row[i] = replaced < moved ? replaced : moved;
        }
    }
    return row[a_size];
}

typedef struct search {
    const char *wanted, *best;
    size_t wanted_size, best_distance;
    bool by_alphabet; /* of equally near ones the first by alphabet, else the first that was offered */
} search_t;

static void offer(search_t *search, const char *candidate)
{
    size_t size = strlen(candidate);
    if (size == search->wanted_size && memcmp(candidate, search->wanted, size) == 0)
        return;
    /* No more than a third of the characters may have to change. */
    size_t most = (search->wanted_size + size + 3) * MOVE_COST / 6;
    if (search->best && most > search->best_distance)
        most = search->best_distance;
    size_t found = distance(search->wanted, search->wanted_size, candidate, size, most);
    if (found > most)
        return;
    bool comes_first = search->by_alphabet && search->best && strcmp(candidate, search->best) < 0;
    if (search->best && found == search->best_distance && !comes_first)
        return;
    search->best = candidate;
    search->best_distance = found;
}

static void offer_keys(const vm_t *vm, search_t *search, value_t dict)
{
    uint32_t position = 0;
    value_t key, value;
    while (value_kind(vm, dict) == KIND_DICT && dict_next(vm, dict, &position, &key, &value))
        if (value_is_str(vm, key))
            offer(search, as_str(vm, key)->bytes);
}

/* What dir(object) would name. */
static void offer_attributes(vm_t *vm, search_t *search, value_t object)
{
    value_t class = value_kind(vm, object) == KIND_CLASS ? object : value_class(vm, object);
    if (value_kind(vm, object) == KIND_MODULE)
        offer_keys(vm, search, as_module(vm, object)->dict);
    if (value_kind(vm, object) == KIND_INSTANCE)
        offer_keys(vm, search, as_instance(vm, object)->dict);
    if (value_kind(vm, object) == KIND_EXCEPTION)
        offer_keys(vm, search, as_exception(vm, object)->dict);
    for (; !value_is_none(class); class = as_class(vm, class)->base)
        offer_keys(vm, search, as_class(vm, class)->dict);
}

static const char *suggest_attribute(vm_t *vm, const exception_t *e)
{
    if (value_kind(vm, e->value) != KIND_TUPLE || as_tuple(vm, e->value)->count != 2)
        return NULL;
    const value_t *parts = as_tuple(vm, e->value)->items;
    if (!value_is_str(vm, parts[0]))
        return NULL;
    search_t search = {.wanted = as_str(vm, parts[0])->bytes,
                       .wanted_size = as_str(vm, parts[0])->size,
                       .by_alphabet = true};
    offer_attributes(vm, &search, parts[1]);
    return search.best;
}

static void offer_variables(search_t *search, const code_t *code)
{
    for (uint32_t i = 0; i < code->local_count && !(code->flags & CODE_MODULE); i++)
        if (code->locals[i].name && code->locals[i].name[0] != '.')
            offer(search, code->locals[i].name);
    for (uint32_t i = 0; i < code->free_count; i++)
        offer(search, code->free_names[i]);
}

/* The name in "name 'x' is not defined"; false: another message. */
static bool wanted_name(const vm_t *vm, const exception_t *e, search_t *search)
{
    static const char before[] = "name '", behind[] = "' is not defined";
    const tuple_t *args = as_tuple(vm, e->args);
    if (args->count != 1 || !value_is_str(vm, args->items[0]))
        return false;
    const str_t *text = as_str(vm, args->items[0]);
    size_t frame = sizeof before + sizeof behind - 2;
    if (text->size <= frame || memcmp(text->bytes, before, sizeof before - 1) != 0 ||
        memcmp(text->bytes + text->size - (sizeof behind - 1), behind, sizeof behind - 1) != 0)
        return false;
    search->wanted = text->bytes + sizeof before - 1;
    search->wanted_size = text->size - frame;
    return true;
}

const char *suggest_name(vm_t *vm, value_t exception)
{
    const exception_t *e = as_exception(vm, exception);
    search_t search = {0};
    if (exception_is(vm, exception, EXC_ATTRIBUTE_ERROR))
        return suggest_attribute(vm, e);
    value_t at = e->traceback;
    if (e->class != vm->exceptions[EXC_NAME_ERROR] || value_kind(vm, at) != KIND_TRACEBACK ||
        !wanted_name(vm, e, &search))
        return NULL;
    while (value_kind(vm, as_traceback(vm, at)->next) == KIND_TRACEBACK)
        at = as_traceback(vm, at)->next;
    const vm_code_t *code = &vm->codes[as_traceback(vm, at)->code];
    offer_variables(&search, code->code);
    if (!search.best)
        offer_keys(vm, &search, module_dict(vm, code->module));
    if (!search.best)
        offer_keys(vm, &search, vm->builtins);
    return search.best;
}
