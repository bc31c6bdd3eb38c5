/* Value and Array: a slot is read and written by one operation each. */
#include "lessons/vm/mp_shared.h"

#include "lessons/vm/mp_repr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *mp_type_name(uint32_t code)
{
    switch (code) {
#define TYPE_NAME(letter, name, bytes, is_signed)                                                            \
    case letter:                                                                                             \
        return #name;
        MP_TYPE_CODES(TYPE_NAME)
#undef TYPE_NAME
    default:
        return NULL;
    }
}

/* ---- bits ---- */

static uint64_t cut(uint64_t bits, uint32_t bytes, bool is_signed)
{
    if (bytes == 8)
        return bits;
    uint32_t shift = 64 - 8 * bytes;
    bits <<= shift;
    return is_signed ? (uint64_t)((int64_t)bits >> shift) : bits >> shift;
}

static native_status_t integer_bits(vm_t *vm, uint32_t code, value_t value, uint64_t *bits)
{
    value_t low = value;
    int64_t number = 0;
    if (!value_is_int(vm, value))
        return native_raise(vm, EXC_TYPE_ERROR, "'%s' object cannot be interpreted as an integer",
                            value_type_name(vm, value));
    if (bigint_to_int64(vm, value, &number)) {
        *bits = (uint64_t)number;
    } else {
        if (bigint_and(vm, value, bigint_from_uint64(vm, UINT64_MAX), &low) != NATIVE_OK)
            return NATIVE_RAISE;
        bigint_to_uint64(vm, low, bits);
    }
    switch (code) {
#define TYPE_CUT(letter, name, bytes, is_signed)                                                             \
    case letter:                                                                                             \
        *bits = cut(*bits, bytes, is_signed);                                                                \
        break;
        MP_TYPE_CODES(TYPE_CUT)
#undef TYPE_CUT
    default:
        break;
    }
    return NATIVE_OK;
}

static native_status_t float_bits(vm_t *vm, uint32_t code, value_t value, uint64_t *bits)
{
    double number = 0;
    if (value_is_double(value))
        number = value_to_double(value);
    else if (!value_is_int(vm, value))
        return native_raise(vm, EXC_TYPE_ERROR, "must be real number, not %s", value_type_name(vm, value));
    else if (bigint_to_double(vm, value, &number) != NATIVE_OK)
        return NATIVE_RAISE;
    if (code == 'f')
        number = (double)(float)number;
    memcpy(bits, &number, sizeof number);
    return NATIVE_OK;
}

static native_status_t letter_bits(vm_t *vm, uint32_t code, value_t value, uint64_t *bits)
{
    if (code == 'c' && value_is_small_int(value) && value_to_int(value) >= 0 && value_to_int(value) < 256) {
        *bits = (uint64_t)value_to_int(value);
        return NATIVE_OK;
    }
    if (code == 'c') {
        if (value_kind(vm, value) != KIND_BYTES || as_bytes(vm, value)->size != 1)
            return native_raise(vm, EXC_TYPE_ERROR, "one character bytes, bytearray or integer expected");
        *bits = as_bytes(vm, value)->bytes[0];
        return NATIVE_OK;
    }
    if (!value_is_str(vm, value))
        return native_raise(vm, EXC_TYPE_ERROR, "unicode string expected instead of %s instance",
                            value_type_name(vm, value));
    const str_t *text = as_str(vm, value);
    if (text->length != 1)
        return native_raise(vm, EXC_TYPE_ERROR, "one character unicode string expected");
    uint32_t point = (uint8_t)text->bytes[0];
    if (text->size == 2)
        point = (point & 0x1fu) << 6 | ((uint8_t)text->bytes[1] & 0x3fu);
    else if (text->size == 3)
        point = (point & 0x0fu) << 12 | ((uint8_t)text->bytes[1] & 0x3fu) << 6 |
                ((uint8_t)text->bytes[2] & 0x3fu);
    else if (text->size == 4)
        point = (point & 0x07u) << 18 | ((uint8_t)text->bytes[1] & 0x3fu) << 12 |
                ((uint8_t)text->bytes[2] & 0x3fu) << 6 | ((uint8_t)text->bytes[3] & 0x3fu);
    *bits = point;
    return NATIVE_OK;
}

native_status_t mp_to_bits(vm_t *vm, uint32_t code, value_t value, uint64_t *bits)
{
    if (code == 'd' || code == 'f')
        return float_bits(vm, code, value, bits);
    if (code == 'c' || code == 'u')
        return letter_bits(vm, code, value, bits);
    if (code == '?') {
        bool truth = false;
        native_status_t status = value_truth(vm, value, &truth);
        *bits = truth;
        return status == NATIVE_FALLBACK
                   ? native_raise(vm, EXC_TYPE_ERROR, "a c_bool takes a plain value, not '%s'",
                                  value_type_name(vm, value))
                   : status;
    }
    return integer_bits(vm, code, value, bits);
}

value_t mp_from_bits(vm_t *vm, uint32_t code, uint64_t bits)
{
    double number;
    uint8_t byte = (uint8_t)bits;
    switch (code) {
    case 'd':
    case 'f':
        memcpy(&number, &bits, sizeof number);
        return value_from_double(number);
    case '?':
        return value_from_bool(bits != 0);
    case 'c':
        return bytes_new(vm, &byte, 1);
    case 'u':
        return bits == 0 ? vm->empty_string : str_from_code_point(vm, (uint32_t)bits);
    case 'Q':
    case 'L':
        return bits <= (uint64_t)VALUE_INT_MAX ? value_from_int((int64_t)bits) : bigint_from_uint64(vm, bits);
    default:
        return mp_int(vm, (int64_t)bits);
    }
}

/* ---- reading and writing ---- */

enum { SHARED_BARE = 1 }; /* mp_handle_t.flags: past the lock */

static mp_op_t *access_operation(vm_t *vm, mp_op_kind_t kind, value_t object)
{
    bool bare = (mp_handle(vm, object)->flags & SHARED_BARE) != 0;
    mp_op_t *op = mp_operation(vm, kind, object);
    if (bare)
        op->flags |= MP_OP_RAW;
    return op;
}

static native_status_t value_get(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    access_operation(vm, MP_OP_LOAD, args[0]);
    return NATIVE_OP;
}

static native_status_t value_got(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    if (done->status != MP_OK)
        return mp_raise(vm, done->status);
    *result = mp_from_bits(vm, mp_handle(vm, args[0])->index, done->value);
    return NATIVE_OK;
}

static native_status_t value_set(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    uint64_t bits = 0;
    if (mp_to_bits(vm, mp_handle(vm, args[0])->index, args[1], &bits) != NATIVE_OK)
        return NATIVE_RAISE;
    access_operation(vm, MP_OP_STORE, args[0])->operand = bits;
    return NATIVE_OP;
}

static native_status_t array_place(vm_t *vm, value_t *args, mp_op_kind_t kind)
{
    int64_t index = 0;
    mp_handle_t *handle = mp_handle(vm, args[0]);
    if (!value_is_int(vm, args[1]))
        return native_raise(vm, EXC_TYPE_ERROR, "indices must be integers");
    if (!bigint_to_int64(vm, args[1], &index))
        return native_raise(vm, EXC_INDEX_ERROR, "cannot fit 'int' into an index-sized integer");
    if (index < 0)
        index += handle->count;
    if (index < 0 || index >= handle->count)
        return native_raise(vm, EXC_INDEX_ERROR, "invalid index");
    access_operation(vm, kind, args[0])->index = (uint32_t)index;
    return NATIVE_OP;
}

static native_status_t array_get(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    return array_place(vm, args, MP_OP_LOAD);
}

static native_status_t array_set(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    uint64_t bits = 0;
    if (array_place(vm, args, MP_OP_STORE) != NATIVE_OP)
        return NATIVE_RAISE;
    if (mp_to_bits(vm, mp_handle(vm, args[0])->index, args[2], &bits) != NATIVE_OK)
        return NATIVE_RAISE;
    vm->op.operand = bits;
    return NATIVE_OP;
}

static native_status_t array_length(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = value_from_int(mp_handle(vm, args[0])->count);
    return NATIVE_OK;
}

static native_status_t shared_lock(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = as_object(vm, args[0])->slots[0];
    return NATIVE_OK;
}

static value_t raw_class(const vm_t *vm, uint32_t code)
{
    for (size_t i = 0; mp_raw_value_types[i]; i++)
        if (strcmp(mp_raw_value_types[i]->name, mp_type_name(code)) == 0)
            return native_class(vm, mp_raw_value_types[i]);
    return native_class(vm, mp_raw_value_types[0]);
}

/* The same number, read and written past the lock. */
static native_status_t value_bare(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    const mp_handle_t of = *mp_handle(vm, args[0]);
    *result = native_object_new(vm, raw_class(vm, of.index), 1, sizeof(mp_handle_t));
    *mp_handle(vm, *result) = of;
    mp_handle(vm, *result)->flags = SHARED_BARE;
    return NATIVE_OK;
}

static native_status_t shared_code(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = str_from_c(vm, mp_type_name(mp_handle(vm, args[0])->index));
    return NATIVE_OK;
}

/* ---- with the lock: acquire, release and `with` go to the lock itself ---- */

static native_status_t shared_acquire(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    int64_t timeout_ns = -1;
    if (nargs > 2 && mp_timeout(vm, args[2], &timeout_ns) != NATIVE_OK)
        return NATIVE_RAISE;
    mp_op_t *op = mp_operation(vm, MP_OP_ACQUIRE, as_object(vm, args[0])->slots[0]);
    op->timeout_ns = nargs > 1 && !mp_flag(vm, args[1], true) ? 0 : timeout_ns;
    return NATIVE_OP;
}

static native_status_t shared_release(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    mp_operation(vm, MP_OP_RELEASE, as_object(vm, args[0])->slots[0]);
    return NATIVE_OP;
}

/* ---- making them ---- */

/* The type code that an argument names: "i", or the class c_int. 0: none, an exception is set. */
static uint32_t code_of(vm_t *vm, value_t type)
{
    if (value_is_str(vm, type)) {
        const str_t *text = as_str(vm, type);
        uint32_t code = text->size == 1 ? (uint8_t)text->bytes[0] : 0;
        if (mp_type_name(code))
            return code;
        native_raise(vm, EXC_TYPE_ERROR, "this type has no size");
        return 0;
    }
    static const char codes[] = {
#define TYPE_CODE(letter, name, bytes, is_signed) letter,
        MP_TYPE_CODES(TYPE_CODE)
#undef TYPE_CODE
    };
    for (size_t i = 0; mp_raw_value_types[i]; i++)
        if (type == native_class(vm, mp_raw_value_types[i]))
            return (uint8_t)codes[i];
    native_raise(vm, EXC_TYPE_ERROR,
                 "a Value or Array of the sandbox holds numbers: 'i', 'd', ctypes.c_int …");
    return 0;
}

/* What an implicit lock is called: after what it guards. */
static native_status_t make_own_lock(vm_t *vm, value_t *lock)
{
    const char *hint = vm_hint(vm);
    mp_create_t create = {.kind = MP_RLOCK};
    snprintf(create.name, sizeof create.name, "lock of %s", hint ? hint : "a value");
    return mp_make(vm, native_class(vm, &mp_rlock_type), &create, 0, lock);
}

/* *lock: True a new one, False none, or a lock of the program's. */
static native_status_t choose_lock(vm_t *vm, value_t *lock)
{
    if (*lock == VALUE_FALSE) {
        *lock = VALUE_NONE;
        return NATIVE_OK;
    }
    if (*lock == VALUE_TRUE || value_is_none(*lock))
        return make_own_lock(vm, lock);
    if (native_is(vm, *lock, &mp_lock_type) || native_is(vm, *lock, &mp_rlock_type))
        return NATIVE_OK;
    value_t text = VALUE_NONE;
    if (value_repr(vm, *lock, &text) != NATIVE_OK)
        text = str_from_c(vm, value_type_name(vm, *lock));
    return native_raise(vm, EXC_ATTRIBUTE_ERROR, "%s has no method 'acquire'", as_str(vm, text)->bytes);
}

static native_status_t make_value(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    uint32_t code = code_of(vm, args[1]);
    uint64_t bits = 0;
    if (code == 0 || (!value_is_none(args[2]) && mp_to_bits(vm, code, args[2], &bits) != NATIVE_OK))
        return NATIVE_RAISE;
    bool raw = args[3] == VALUE_FALSE;
    if (choose_lock(vm, &args[3]) != NATIVE_OK)
        return NATIVE_RAISE;
    mp_create_t create = {.kind = MP_VALUE, .count = 1, .initial = bits, .type = code};
    if (!raw)
        create.lock = mp_handle(vm, args[3])->ref;
    value_t class = raw ? raw_class(vm, code) : args[0];
    if (mp_make(vm, class, &create, 1, result) != NATIVE_OK)
        return NATIVE_RAISE;
    mp_handle(vm, *result)->index = code;
    as_object(vm, *result)->slots[0] = args[3];
    return NATIVE_OK;
}

static native_status_t refuse_raw(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs, (void)result;
    return native_raise(vm, EXC_TYPE_ERROR, "in the sandbox %s only names the type of a Value or an Array",
                        class_name(vm, args[0]));
}

/* The bits of a list's items; malloc'ed, the caller frees. */
static native_status_t slots_of(vm_t *vm, uint32_t code, const value_t *items, size_t count, uint64_t **slots)
{
    *slots = calloc(count ? count : 1, sizeof **slots);
    if (!*slots)
        return mp_raise(vm, MP_ERR_MEMORY);
    for (size_t i = 0; i < count; i++)
        if (mp_to_bits(vm, code, items[i], *slots + i) != NATIVE_OK) {
            free(*slots);
            return NATIVE_RAISE;
        }
    return NATIVE_OK;
}

/* __new__(type, count or list, lock) */
static native_status_t make_array(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    int64_t count = 0;
    size_t item_count = 0;
    value_t *items = NULL;
    uint64_t *slots = NULL;
    uint32_t code = code_of(vm, args[1]);
    bool has_items = sequence_items(vm, args[2], &items, &item_count);
    if (code == 0 || (!has_items && mp_index(vm, args[2], &count) != NATIVE_OK))
        return NATIVE_RAISE;
    if (has_items)
        count = (int64_t)item_count;
    if (count < 0)
        return native_raise(vm, EXC_VALUE_ERROR, "Array length must be >= 0, not %lld", (long long)count);
    if (count > UINT32_MAX / 8)
        return mp_raise(vm, MP_ERR_MEMORY);
    bool raw = args[3] == VALUE_FALSE;
    if (choose_lock(vm, &args[3]) != NATIVE_OK)
        return NATIVE_RAISE;
    if (has_items && slots_of(vm, code, items, item_count, &slots) != NATIVE_OK)
        return NATIVE_RAISE;
    mp_create_t create = {.kind = MP_ARRAY, .count = (uint32_t)count, .type = code, .slots = slots};
    if (!raw)
        create.lock = mp_handle(vm, args[3])->ref;
    native_status_t status = mp_make(vm, args[0], &create, 1, result);
    free(slots);
    if (status != NATIVE_OK)
        return status;
    mp_handle_t *handle = mp_handle(vm, *result);
    handle->index = code;
    handle->count = (uint32_t)count;
    as_object(vm, *result)->slots[0] = args[3];
    return NATIVE_OK;
}

static const native_property_t value_properties[] = {
    {"value", value_get, value_got, value_set, mp_finish_none},
    {NULL, NULL, NULL, NULL, NULL},
};

static const native_def_t value_methods[] = {
    {"__new__", "cls, type, initial, lock, /", make_value, NULL, NULL},
    {"get_lock", "self, /", shared_lock, NULL, NULL},
    {"get_obj", "self, /", value_bare, NULL, NULL},
    {"acquire", "self, block=, timeout=", shared_acquire, mp_finish_bool, NULL},
    {"release", "self, /", shared_release, mp_finish_none, NULL},
    {"__enter__", "self, /", shared_acquire, mp_finish_bool, NULL},
    {"__exit__", "self, kind, error, trace, /", shared_release, mp_finish_none, NULL},
    {"_type_name", "self, /", shared_code, NULL, NULL},
    {"__repr__", "self, /", mp_value_repr, mp_value_represented, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

#define SHARED "multiprocessing.sharedctypes"

const native_type_t mp_value_type = {.name = "Synchronized",
                                     .module = SHARED,
                                     .kind = KIND_OBJECT,
                                     .methods = value_methods,
                                     .properties = value_properties};

static const native_def_t raw_methods[] = {
    {"__new__", "cls, *values", refuse_raw, NULL, NULL},
    {"_type_name", "self, /", shared_code, NULL, NULL},
    {"__repr__", "self, /", mp_value_repr, mp_value_represented, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

#define RAW_TYPE(letter, type, bytes, is_signed)                                                             \
    const native_type_t mp_raw_##type = {.name = #type,                                                      \
                                         .module = "ctypes",                                                 \
                                         .kind = KIND_OBJECT,                                                \
                                         .methods = raw_methods,                                             \
                                         .properties = value_properties,                                     \
                                         .final = true};
MP_TYPE_CODES(RAW_TYPE)

const native_type_t *const mp_raw_value_types[] = {
#define RAW_ENTRY(letter, type, bytes, is_signed) &mp_raw_##type,
    MP_TYPE_CODES(RAW_ENTRY)
#undef RAW_ENTRY
        NULL,
};

static const native_def_t array_methods[] = {
    {"__new__", "cls, type, count, lock, /", make_array, NULL, NULL},
    {"get", "self, index, /", array_get, value_got, NULL},
    {"put", "self, index, value, /", array_set, mp_finish_none, NULL},
    {"__len__", "self, /", array_length, NULL, NULL},
    {"lock", "self, /", shared_lock, NULL, NULL},
    {"_type_name", "self, /", shared_code, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

const native_type_t mp_array_type = {
    .name = "Slots", .module = "_mp", .kind = KIND_OBJECT, .methods = array_methods, .final = true};
