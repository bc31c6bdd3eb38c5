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
