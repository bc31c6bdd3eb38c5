/* What stays where it is: things of multiprocessing, and objects of classes that say so. */
#include "lessons/vm/machine.h"
#include "lessons/vm/mp_common.h"
#include "lessons/vm/mp_pickle.h"
#include "lessons/vm/mp_shared.h"

/* Some classes of the library say that, and why, their objects stay where they are. */
native_status_t mp_pickle_check_class(vm_t *vm, value_t class)
{
    value_t key = vm_interned(vm, "_cannot_pickle", 14);
    value_t reason = value_is_unset(key) ? key : class_lookup(vm, class, key);
    if (value_kind(vm, reason) != KIND_TUPLE || as_tuple(vm, reason)->count != 2)
        return NATIVE_OK;
    const value_t *items = as_tuple(vm, reason)->items;
    return native_raise_value(vm, items[0], items[1]);
}

/* Locks, queues and shared memory are handed on by birth, never by message. */
native_status_t mp_pickle_refuse_inherited(vm_t *vm, value_t value)
{
    static const native_type_t *const only_inherited[] = {
        &mp_lock_type,  &mp_rlock_type,    &mp_semaphore_type,    &mp_bounded_semaphore_type,
        &mp_event_type, &mp_sleepers_type, &mp_gathering_type,    &mp_value_type,
        &mp_array_type, &mp_queue_type,    &mp_simple_queue_type,
    };
    /* In CPython an Event and a Barrier are made of a Condition, and that is what refuses. */
    bool is_condition = native_is(vm, value, &mp_event_type) || native_is(vm, value, &mp_sleepers_type) ||
                        native_is(vm, value, &mp_gathering_type);
    for (size_t i = 0; i < sizeof only_inherited / sizeof *only_inherited; i++)
        if (native_is(vm, value, only_inherited[i]) && !(mp_handle(vm, value)->flags & MP_HANDLE_SHARED))
            return native_raise(vm, EXC_RUNTIME_ERROR,
                                "%s objects should only be shared between processes through inheritance",
                                is_condition                           ? "Condition"
                                : native_is(vm, value, &mp_array_type) ? "SynchronizedArray"
                                                                       : value_type_name(vm, value));
    for (size_t i = 0; mp_raw_value_types[i]; i++)
        if (native_is(vm, value, mp_raw_value_types[i]))
            return native_raise(vm, EXC_RUNTIME_ERROR,
                                "shared memory should only be shared through inheritance");
    if (native_is(vm, value, &mp_connection_type) || native_is(vm, value, &mp_raw_end_type))
        return native_raise(vm, EXC_NOT_IMPLEMENTED_ERROR,
                            "the sandbox cannot send a connection through a queue, pipe or pool: "
                            "give it to the process in args");
    return NATIVE_OK;
}
