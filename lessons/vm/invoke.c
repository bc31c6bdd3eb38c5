#include "lessons/vm/invoke.h"

native_status_t invoke_native(vm_t *vm, value_t native, const value_t *args, int count, value_t *result)
{
    const native_def_t *def = vm->natives[as_native(vm, native)->number];
    if (count > INVOKE_SLOTS || def->finish)
        return NATIVE_FALLBACK;
    value_t slots[INVOKE_SLOTS];
    for (int i = 0; i < INVOKE_SLOTS; i++)
        slots[i] = i < count ? args[i] : VALUE_UNSET;
    native_status_t status = def->call(vm, slots, count, result);
    return status == NATIVE_OP || status == NATIVE_CALL ? NATIVE_FALLBACK : status;
}

native_status_t invoke_special(vm_t *vm, value_t v, vm_name_t name, const value_t *args, int count,
                               bool *found, value_t *result)
{
    value_t method = class_lookup(vm, value_class(vm, v), vm->names[name]);
    *found = !value_is_unset(method);
    if (!*found)
        return NATIVE_OK;
    if (value_kind(vm, method) != KIND_NATIVE || count + 1 > INVOKE_SLOTS)
        return NATIVE_FALLBACK;
    value_t all[INVOKE_SLOTS] = {v};
    for (int i = 0; i < count; i++)
        all[i + 1] = args[i];
    return invoke_native(vm, method, all, count + 1, result);
}
