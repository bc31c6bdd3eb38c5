/*
 * Types of shared memory: how a value of the lesson language becomes the 64 bits of a slot, and back.
 *
 * Codes are those of the array module, as multiprocessing.Value takes them. An integer code keeps the low
 * bits, as C does; a float code keeps the bits of a double (rounded to a float for 'f').
 */
#ifndef LESSONS_VM_MP_SHARED_H
#define LESSONS_VM_MP_SHARED_H

#include "lessons/vm/mp_common.h"

/* code, name in ctypes, bytes, signed (integers) */
#define MP_TYPE_CODES(X)                                                                                     \
    X('b', c_byte, 1, true)                                                                                  \
    X('B', c_ubyte, 1, false)                                                                                \
    X('h', c_short, 2, true)                                                                                 \
    X('H', c_ushort, 2, false)                                                                               \
    X('i', c_int, 4, true)                                                                                   \
    X('I', c_uint, 4, false)                                                                                 \
    X('l', c_long, 8, true)                                                                                  \
    X('L', c_ulong, 8, false)                                                                                \
    X('q', c_longlong, 8, true)                                                                              \
    X('Q', c_ulonglong, 8, false)                                                                            \
    X('f', c_float, 4, false)                                                                                \
    X('d', c_double, 8, false)                                                                               \
    X('?', c_bool, 1, false)                                                                                 \
    X('c', c_char, 1, false)                                                                                 \
    X('u', c_wchar, 4, false)

#define MP_RAW_TYPE(letter, name, bytes, is_signed) extern const native_type_t mp_raw_##name;
MP_TYPE_CODES(MP_RAW_TYPE)
#undef MP_RAW_TYPE

/* NULL-terminated: the classes of values without a lock, which also stand in the module ctypes. */
extern const native_type_t *const mp_raw_value_types[];

/* "c_int" for 'i'; NULL: no such code. */
const char *mp_type_name(uint32_t code);

native_status_t mp_to_bits(vm_t *vm, uint32_t code, value_t value, uint64_t *bits);
value_t mp_from_bits(vm_t *vm, uint32_t code, uint64_t bits);

#endif
