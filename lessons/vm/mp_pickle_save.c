/* Values to bytes: what is written for each kind of value. Nothing is allocated in the heap. */
#include "lessons/vm/mp_pickle.h"

#include <stdlib.h>
#include <string.h>

#include "lessons/vm/machine.h"
#include "lessons/vm/mp_common.h"
#include "lessons/vm/mp_pickle_writer.h"

static native_status_t save(writer_t *saver, value_t value);

/* ---- memo ---- */

static bool save_from_memo(writer_t *saver, value_t value)
{
    uint32_t number;
    if (!memo_find(saver, value, &number))
        return false;
    put(saver, number < 256 ? PICKLE_GET1 : PICKLE_GET4);
    if (number < 256)
        put(saver, (int)number);
    else
        put_u32(saver, number);
    return true;
}

/* ---- plain data ---- */

static void save_small_int(writer_t *saver, int64_t number)
{
    uint8_t bytes[8];
    if (number >= 0 && number < 256) {
        put(saver, PICKLE_INT1);
        put(saver, (int)number);
    } else if (number >= 0 && number < 65536) {
        put(saver, PICKLE_INT2);
        put_bytes(saver, &number, 2);
    } else if (number >= INT32_MIN && number <= INT32_MAX) {
        put(saver, PICKLE_INT4);
        put_bytes(saver, &number, 4);
    } else {
        memcpy(bytes, &number, sizeof bytes);
        int size = 8;
        uint8_t filler = number < 0 ? 0xff : 0;
        while (bytes[size - 1] == filler && ((bytes[size - 2] ^ filler) & 0x80) == 0)
            size--;
        put(saver, PICKLE_LONG1);
        put(saver, size);
        put_bytes(saver, bytes, (size_t)size);
    }
}

/* Two's complement, least byte first, as short as the sign allows. */
static void save_big_int(writer_t *saver, const bigint_t *number)
{
    uint32_t limbs = (uint32_t)(number->size < 0 ? -number->size : number->size);
    size_t room = (size_t)limbs * 8 + 1;
    uint8_t *bytes = malloc(room);
    if (!bytes) {
        saver->no_memory = true;
        return;
    }
    memcpy(bytes, number->limbs, (size_t)limbs * 8);
    bytes[room - 1] = 0;
    uint8_t filler = 0;
    if (number->size < 0) {
        unsigned carry = 1;
        for (size_t i = 0; i < room; i++) {
            unsigned sum = (uint8_t)~bytes[i] + carry;
            bytes[i] = (uint8_t)sum;
            carry = sum >> 8;
        }
        filler = 0xff;
    }
    size_t size = room;
    while (size > 1 && bytes[size - 1] == filler && ((bytes[size - 2] ^ filler) & 0x80) == 0)
        size--;
    put(saver, size < 256 ? PICKLE_LONG1 : PICKLE_LONG4);
    if (size < 256)
        put(saver, (int)size);
    else
        put_u32(saver, (uint32_t)size);
    put_bytes(saver, bytes, size);
    free(bytes);
}

static void save_float(writer_t *saver, double number)
{
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    bits = __builtin_bswap64(bits);
    put(saver, PICKLE_FLOAT);
    put_bytes(saver, &bits, sizeof bits);
}

/* What is as large as a frame stands outside of frames. */
static void put_large(writer_t *saver, int code, const void *bytes, uint32_t size)
{
    bool large = size >= PICKLE_FRAME_TARGET;
    if (large)
        close_frame(saver);
    put(saver, code);
    put_u32(saver, size);
    put_bytes(saver, bytes, size);
    if (large)
        open_frame(saver);
}

static void save_text(writer_t *saver, value_t value)
{
    const str_t *text = as_str(saver->vm, value);
    if (text->size < 256) {
        put(saver, PICKLE_STR1);
        put(saver, (int)text->size);
        put_bytes(saver, text->bytes, text->size);
    } else {
        put_large(saver, PICKLE_STR4, text->bytes, text->size);
    }
    memoize(saver, value);
}

static void save_bytes(writer_t *saver, value_t value)
{
    const bytes_t *bytes = as_bytes(saver->vm, value);
    if (bytes->size < 256) {
        put(saver, PICKLE_BYTES1);
        put(saver, (int)bytes->size);
        put_bytes(saver, bytes->bytes, bytes->size);
    } else {
        put_large(saver, PICKLE_BYTES4, bytes->bytes, bytes->size);
    }
    memoize(saver, value);
}

/* ---- containers ---- */

static native_status_t save_all(writer_t *saver, const value_t *items, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (save(saver, items[i]) != NATIVE_OK)
            return NATIVE_RAISE;
    return NATIVE_OK;
}

static native_status_t save_tuple(writer_t *saver, value_t value)
{
    const tuple_t *tuple = as_tuple(saver->vm, value);
    static const int short_codes[] = {0, PICKLE_TUPLE1, PICKLE_TUPLE2, PICKLE_TUPLE3};
    if (tuple->count == 0) {
        put(saver, PICKLE_EMPTY_TUPLE);
        return NATIVE_OK;
    }
    if (tuple->count > 3)
        put(saver, PICKLE_MARK);
    if (save_all(saver, tuple->items, tuple->count) != NATIVE_OK)
        return NATIVE_RAISE;
    put(saver, tuple->count > 3 ? PICKLE_TUPLE : short_codes[tuple->count]);
    memoize(saver, value);
    return NATIVE_OK;
}

static native_status_t save_items(writer_t *saver, const value_t *items, size_t count, int one, int many)
{
    for (size_t i = 0; i < count; i += PICKLE_BATCH) {
        size_t batch = count - i < PICKLE_BATCH ? count - i : PICKLE_BATCH;
        bool alone = batch == 1 && one != 0;
        if (!alone)
            put(saver, PICKLE_MARK);
        if (save_all(saver, items + i, batch) != NATIVE_OK)
            return NATIVE_RAISE;
        put(saver, alone ? one : many);
    }
    return NATIVE_OK;
}

static native_status_t save_list(writer_t *saver, value_t value)
{
    put(saver, PICKLE_EMPTY_LIST);
    memoize(saver, value);
    return save_items(saver, list_items(saver->vm, value), as_list(saver->vm, value)->count, PICKLE_APPEND,
                      PICKLE_APPENDS);
}

static native_status_t save_dict_items(writer_t *saver, value_t value)
{
    uint32_t left = dict_count(saver->vm, value), position = 0;
    value_t key, item;
    while (left > 0) {
        uint32_t batch = left < PICKLE_BATCH ? left : PICKLE_BATCH;
        if (batch > 1)
            put(saver, PICKLE_MARK);
        for (uint32_t i = 0; i < batch && dict_next(saver->vm, value, &position, &key, &item); i++)
            if (save(saver, key) != NATIVE_OK || save(saver, item) != NATIVE_OK)
                return NATIVE_RAISE;
        put(saver, batch > 1 ? PICKLE_SETITEMS : PICKLE_SETITEM);
        left -= batch;
    }
    return NATIVE_OK;
}

static native_status_t save_dict(writer_t *saver, value_t value)
{
    put(saver, PICKLE_EMPTY_DICT);
    memoize(saver, value);
    return save_dict_items(saver, value);
}

static native_status_t save_set(writer_t *saver, value_t value)
{
    bool frozen = value_kind(saver->vm, value) == KIND_FROZENSET;
    uint32_t position = 0, batch = 0;
    value_t key;
    int64_t hash;
    if (!frozen) {
        put(saver, PICKLE_EMPTY_SET);
        memoize(saver, value);
    }
    if (frozen)
        put(saver, PICKLE_MARK);
    while (set_next(saver->vm, value, &position, &key, &hash)) {
        if (!frozen && batch % PICKLE_BATCH == 0)
            put(saver, PICKLE_MARK);
        if (save(saver, key) != NATIVE_OK)
            return NATIVE_RAISE;
        if (!frozen && ++batch % PICKLE_BATCH == 0)
            put(saver, PICKLE_ADDITEMS);
    }
    if (!frozen && batch % PICKLE_BATCH != 0)
        put(saver, PICKLE_ADDITEMS);
    if (frozen) {
        put(saver, PICKLE_FROZENSET);
        memoize(saver, value);
    }
    return NATIVE_OK;
}

/* ---- what goes by name ---- */

static native_status_t save_name(writer_t *saver, const char *text)
{
    /* The text may be no object of the heap yet: it is written without a look at the memo. */
    size_t size = strlen(text);
    put(saver, PICKLE_STR1);
    put(saver, (int)(size < 255 ? size : 255));
    put_bytes(saver, text, size < 255 ? size : 255);
    memoize(saver, VALUE_SPECIAL(UINT64_C(0x1000) + saver->memo_count));
    return NATIVE_OK;
}

static native_status_t save_global(writer_t *saver, value_t value, const char *module, value_t qualname)
{
    value_t module_text = vm_interned(saver->vm, module, strlen(module));
    if (value_is_unset(module_text))
        save_name(saver, module);
    else if (save(saver, module_text) != NATIVE_OK)
        return NATIVE_RAISE;
    if (save(saver, qualname) != NATIVE_OK)
        return NATIVE_RAISE;
    put(saver, PICKLE_GLOBAL);
    memoize(saver, value);
    return NATIVE_OK;
}

/* The module in whose dict `value` stands under `name`; NULL: none. */
static const char *module_holding(const vm_t *vm, value_t value, value_t name)
{
    const tuple_t *modules = as_tuple(vm, vm->state.modules);
    for (uint64_t i = 0; i < modules->count; i++) {
        if (value_kind(vm, modules->items[i]) != KIND_MODULE)
            continue;
        const module_t *module = as_module(vm, modules->items[i]);
        if (dict_get_str(vm, module->dict, name) == value)
            return as_str(vm, module->name)->bytes;
    }
    return NULL;
}

/* The module where it was written, if it still stands there; else any that holds it. */
static const char *module_of_function(const vm_t *vm, value_t value, const function_t *function)
{
    const tuple_t *modules = as_tuple(vm, vm->state.modules);
    value_t own = function->module < modules->count ? modules->items[function->module] : VALUE_NONE;
    if (value_kind(vm, own) == KIND_MODULE &&
        dict_get_str(vm, as_module(vm, own)->dict, function->name) == value)
        return as_str(vm, as_module(vm, own)->name)->bytes;
    return module_holding(vm, value, function->name);
}

static native_status_t cannot_find(writer_t *saver, value_t value, const char *module, value_t qualname)
{
    const char *name = as_str(saver->vm, qualname)->bytes;
    if (strstr(name, "<locals>"))
        return native_raise(saver->vm, EXC_ATTRIBUTE_ERROR, "Can't pickle local object '%s'", name);
    value_t text = VALUE_UNSET;
    if (value_repr(saver->vm, value, &text) != NATIVE_OK)
        text = qualname;
    return native_raise(saver->vm, EXC_PICKLING_ERROR, "Can't pickle %s: attribute lookup %s on %s failed",
                        as_str(saver->vm, text)->bytes, name, module ? module : "__main__");
}

/* A method without self, found as Class.method. */
static bool is_found_by_path(const vm_t *vm, value_t value, const function_t *function)
{
    const tuple_t *modules = as_tuple(vm, vm->state.modules);
    value_t own = function->module < modules->count ? modules->items[function->module] : VALUE_NONE;
    return value_kind(vm, own) == KIND_MODULE &&
           mp_pickle_find(vm, as_module(vm, own)->dict, function->qualname) == value;
}

static native_status_t save_function(writer_t *saver, value_t value)
{
    const function_t *function = as_function(saver->vm, value);
    if (function->qualname != function->name && is_found_by_path(saver->vm, value, function)) {
        value_t own = as_tuple(saver->vm, saver->vm->state.modules)->items[function->module];
        return save_global(saver, value, as_str(saver->vm, as_module(saver->vm, own)->name)->bytes,
                           function->qualname);
    }
    const char *module = module_of_function(saver->vm, value, function);
    if (!module || strstr(as_str(saver->vm, function->qualname)->bytes, "<locals>"))
        return cannot_find(saver, value, module, function->qualname);
    return save_global(saver, value, module, function->name);
}

static native_status_t save_native(writer_t *saver, value_t value)
{
    const native_t *native = as_native(saver->vm, value);
    const char *module = module_holding(saver->vm, value, native->name);
    if (module)
        return save_global(saver, value, module, native->name);
    if (dict_get_str(saver->vm, saver->vm->builtins, native->name) == value)
        return save_global(saver, value, "builtins", native->name);
    if (value_kind(saver->vm, native->owner) == KIND_CLASS) {
        value_t owner = as_class(saver->vm, native->owner)->name;
        value_t path = str_from_format(saver->vm, "%s.%s", as_str(saver->vm, owner)->bytes,
                                       as_str(saver->vm, native->name)->bytes);
        if (mp_pickle_find(saver->vm, saver->vm->builtins, path) == value)
            return save_global(saver, value, "builtins", path);
    }
    return cannot_find(saver, value, "builtins", native->name);
}

static native_status_t save_class(writer_t *saver, value_t value)
{
    if (save_from_memo(saver, value))
        return NATIVE_OK;
    const class_t *class = as_class(saver->vm, value);
    const char *module = module_holding(saver->vm, value, class->name);
    if (!module && dict_get_str(saver->vm, saver->vm->builtins, class->name) == value)
        module = "builtins";
    if (!module)
        return cannot_find(saver, value, NULL, class->qualname);
    return save_global(saver, value, module, class->name);
}

static native_status_t save_method(writer_t *saver, value_t value)
{
    const method_t *method = as_method(saver->vm, value);
    value_t name = VALUE_UNSET;
    if (value_kind(saver->vm, method->function) == KIND_FUNCTION)
        name = as_function(saver->vm, method->function)->name;
    else if (value_kind(saver->vm, method->function) == KIND_NATIVE)
        name = as_native(saver->vm, method->function)->name;
    else
        return native_raise(saver->vm, EXC_TYPE_ERROR, "cannot pickle 'method' object");
    if (save(saver, method->self) != NATIVE_OK || save(saver, name) != NATIVE_OK)
        return NATIVE_RAISE;
    put(saver, PICKLE_METHOD);
    memoize(saver, value);
    return NATIVE_OK;
}

/* ---- objects ---- */

static native_status_t save_state(writer_t *saver, value_t dict)
{
    if (value_kind(saver->vm, dict) != KIND_DICT || dict_count(saver->vm, dict) == 0)
        return NATIVE_OK;
    if (save(saver, dict) != NATIVE_OK)
        return NATIVE_RAISE;
    put(saver, PICKLE_BUILD);
    return NATIVE_OK;
}

static native_status_t save_instance(writer_t *saver, value_t value)
{
    const instance_t *instance = as_instance(saver->vm, value);
    if (mp_pickle_check_class(saver->vm, instance->class) != NATIVE_OK)
        return NATIVE_RAISE;
    if (save_class(saver, instance->class) != NATIVE_OK)
        return NATIVE_RAISE;
    put(saver, PICKLE_EMPTY_TUPLE);
    put(saver, PICKLE_NEWOBJ);
    memoize(saver, value);
    if (!value_is_unset(instance->payload)) {
        if (save(saver, instance->payload) != NATIVE_OK)
            return NATIVE_RAISE;
        put(saver, PICKLE_PAYLOAD);
    }
    return save_state(saver, instance->dict);
}

static native_status_t save_exception(writer_t *saver, value_t value)
{
    const exception_t *exception = as_exception(saver->vm, value);
    if (save_class(saver, exception->class) != NATIVE_OK || save(saver, exception->args) != NATIVE_OK)
        return NATIVE_RAISE;
    put(saver, PICKLE_ERROR);
    memoize(saver, value);
    return save_state(saver, exception->dict);
}

static native_status_t save_native_object(writer_t *saver, value_t value)
{
    if (mp_pickle_refuse_inherited(saver->vm, value) != NATIVE_OK)
        return NATIVE_RAISE;
    const native_object_t *object = as_object(saver->vm, value);
    if (save_class(saver, object->class) != NATIVE_OK)
        return NATIVE_RAISE;
    uint32_t slots = object->header.extra;
    put(saver, PICKLE_NATIVE);
    put_u32(saver, slots);
    put_u32(saver, object->raw_bytes);
    put_bytes(saver, (const uint8_t *)(object->slots + slots), object->raw_bytes);
    memoize(saver, value);
    if (save_all(saver, object->slots, slots) != NATIVE_OK)
        return NATIVE_RAISE;
    put(saver, PICKLE_SLOTS);
    put_u32(saver, slots);
    return save_state(saver, object->dict);
}

static native_status_t save_values(writer_t *saver, value_t value)
{
    const values_t *values = as_values(saver->vm, value);
    uint32_t count = (uint32_t)((values->header.size_bytes - sizeof *values) / sizeof(value_t));
    if (save_all(saver, values->items, count) != NATIVE_OK)
        return NATIVE_RAISE;
    put(saver, PICKLE_VALUES);
    put_u32(saver, count);
    memoize(saver, value);
    return NATIVE_OK;
}

static void save_raw(writer_t *saver, value_t value)
{
    const raw_t *raw = as_raw(saver->vm, value);
    uint32_t size = raw->header.size_bytes - (uint32_t)sizeof *raw;
    put(saver, PICKLE_RAW);
    put_u32(saver, size);
    put_bytes(saver, raw->bytes, size);
    memoize(saver, value);
}

static native_status_t save_range(writer_t *saver, value_t value)
{
    const range_t *range = as_range(saver->vm, value);
    const value_t parts[3] = {range->start, range->stop, range->step};
    if (save_class(saver, saver->vm->classes[KIND_RANGE]) != NATIVE_OK ||
        save_all(saver, parts, 3) != NATIVE_OK)
        return NATIVE_RAISE;
    put(saver, PICKLE_TUPLE3);
    memoize(saver, VALUE_SPECIAL(UINT64_C(0x1000) + saver->memo_count));
    put(saver, PICKLE_REDUCE);
    memoize(saver, value);
    return NATIVE_OK;
}

/* ---- all of them ---- */

static native_status_t save_object(writer_t *saver, value_t value)
{
    switch (value_kind(saver->vm, value)) {
    case KIND_BIGINT:
        save_big_int(saver, as_bigint(saver->vm, value));
        return NATIVE_OK;
    case KIND_STR:
        save_text(saver, value);
        return NATIVE_OK;
    case KIND_BYTES:
        save_bytes(saver, value);
        return NATIVE_OK;
    case KIND_TUPLE:
        return save_tuple(saver, value);
    case KIND_LIST:
        return save_list(saver, value);
    case KIND_DICT:
        return save_dict(saver, value);
    case KIND_SET:
    case KIND_FROZENSET:
        return save_set(saver, value);
    case KIND_RANGE:
        return save_range(saver, value);
    case KIND_FUNCTION:
        return save_function(saver, value);
    case KIND_NATIVE:
        return save_native(saver, value);
    case KIND_METHOD:
        return save_method(saver, value);
    case KIND_CLASS:
        return save_class(saver, value);
    case KIND_INSTANCE:
        return save_instance(saver, value);
    case KIND_EXCEPTION:
        return save_exception(saver, value);
    case KIND_OBJECT:
        return save_native_object(saver, value);
    case KIND_VALUES:
        return save_values(saver, value);
    case KIND_RAW:
        save_raw(saver, value);
        return NATIVE_OK;
    default:
        return native_raise(saver->vm, EXC_TYPE_ERROR, "cannot pickle '%s' object",
                            value_type_name(saver->vm, value));
    }
}

static native_status_t save(writer_t *saver, value_t value)
{
    if (value_is_double(value)) {
        save_float(saver, value_to_double(value));
        return NATIVE_OK;
    }
    if (value_is_small_int(value)) {
        save_small_int(saver, value_to_int(value));
        return NATIVE_OK;
    }
    if (value == VALUE_ELLIPSIS || value == VALUE_NOT_IMPLEMENTED) {
        const char *name = value == VALUE_ELLIPSIS ? "Ellipsis" : "NotImplemented";
        return save_global(saver, value, "builtins", vm_interned(saver->vm, name, strlen(name)));
    }
    if (!value_is_ref(value)) {
        put(saver, value_is_none(value)   ? PICKLE_NONE
                   : value == VALUE_TRUE  ? PICKLE_TRUE
                   : value == VALUE_FALSE ? PICKLE_FALSE
                                          : PICKLE_UNSET);
        return NATIVE_OK;
    }
    if (save_from_memo(saver, value))
        return NATIVE_OK;
    if (++saver->depth > PICKLE_DEPTH)
        return native_raise(saver->vm, EXC_RECURSION_ERROR,
                            "maximum recursion depth exceeded while pickling an object");
    native_status_t status = save_object(saver, value);
    saver->depth--;
    return status;
}

native_status_t mp_pickle_save(vm_t *vm, value_t value, mp_pickle_use_t *use, void *context)
{
    writer_t writer;
    writer_begin(&writer, vm);
    native_status_t status = save(&writer, value);
    writer_end(&writer);
    if (status == NATIVE_OK)
        status = writer.no_memory ? native_raise(vm, EXC_MEMORY_ERROR, "%s", "")
                                  : use(vm, writer.bytes, writer.size, context);
    writer_free(&writer);
    return status;
}
