/* What goes by name: Class.method, looked up in a module. */
#include "lessons/vm/mp_pickle.h"

#include <string.h>

value_t mp_pickle_find(const vm_t *vm, value_t dict, value_t path)
{
    const str_t *text = as_str(vm, path);
    if (!memchr(text->bytes, '.', text->size))
        return dict_get_str(vm, dict, path);
    value_t found = VALUE_UNSET;
    for (size_t start = 0, end; start <= text->size; start = end + 1) {
        const char *dot = memchr(text->bytes + start, '.', text->size - start);
        end = dot ? (size_t)(dot - text->bytes) : text->size;
        value_t part = vm_interned(vm, text->bytes + start, end - start);
        if (value_is_unset(part))
            return VALUE_UNSET;
        if (start == 0)
            found = dict_get_str(vm, dict, part);
        else
            found = value_kind(vm, found) == KIND_CLASS ? class_lookup(vm, found, part) : VALUE_UNSET;
        if (value_is_unset(found))
            return VALUE_UNSET;
    }
    return value_kind(vm, found) == KIND_STATICMETHOD ? as_wrapper(vm, found)->function : found;
}

value_t mp_pickle_find_in_module(const vm_t *vm, value_t name, value_t path)
{
    const tuple_t *modules = as_tuple(vm, vm->state.modules);
    value_t found = VALUE_UNSET;
    for (uint64_t i = 0; i < modules->count && value_is_unset(found); i++) {
        if (value_kind(vm, modules->items[i]) != KIND_MODULE)
            continue;
        const module_t *here = as_module(vm, modules->items[i]);
        if (str_equal(as_str(vm, here->name), as_str(vm, name)))
            found = mp_pickle_find(vm, here->dict, path);
    }
    if (value_is_unset(found) && strcmp(as_str(vm, name)->bytes, "builtins") == 0)
        found = mp_pickle_find(vm, vm->builtins, path);
    return found;
}
