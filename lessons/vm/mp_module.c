/* The private module `_mp`. */
#include "lessons/vm/mp_process.h"
#include "lessons/vm/mp_shared.h"

static const native_type_t *const types[] = {
    &mp_lock_type,
    &mp_rlock_type,
    &mp_semaphore_type,
    &mp_bounded_semaphore_type,
    &mp_event_type,
    &mp_sleepers_type,
    &mp_gathering_type,
    &mp_value_type,
    &mp_array_type,
    &mp_queue_type,
    &mp_simple_queue_type,
    &mp_connection_type,
    &mp_raw_end_type,
#define RAW_TYPE_ENTRY(letter, name, bytes, is_signed) &mp_raw_##name,
    MP_TYPE_CODES(RAW_TYPE_ENTRY)
#undef RAW_TYPE_ENTRY
        NULL,
};

const native_module_t mp_module = {.name = "_mp", .functions = mp_process_functions, .types = types};
