/*
 * Bytes to values: a small stack machine. Stack and memo lie in the loader while they are short, then in the heap, so
 * nothing leaks when memory runs out. The bytes are not trusted: every count is checked against what stands there.
 */
#include "lessons/vm/mp_pickle.h"

#include <string.h>

#include "lessons/vm/mp_common.h"
#include "lessons/vm/mp_pickle_codes.h"

enum { FIRST_ITEMS = 24 };

typedef struct shelf {
    value_t *items; /* `first`, or of a values_t */
    uint32_t count, room;
    value_t first[FIRST_ITEMS];
} shelf_t;

typedef struct loader {
    vm_t *vm;
    const uint8_t *at, *end;
    shelf_t stack, memo;
    uint32_t mark_count;
    uint32_t marks[PICKLE_DEPTH + 8];
} loader_t;

static native_status_t broken(loader_t *loader)
{
    return native_raise(loader->vm, EXC_VALUE_ERROR, "a message of a queue or pipe is damaged");
}

/* ---- stack ---- */

static void shelf_begin(shelf_t *shelf)
{
    shelf->items = shelf->first;
    shelf->count = 0;
    shelf->room = FIRST_ITEMS;
}

static void shelf_grow(vm_t *vm, shelf_t *shelf)
{
    values_t *values = values_new(vm, (size_t)shelf->room * 2);
    memcpy(values->items, shelf->items, shelf->count * sizeof(value_t));
    shelf->items = values->items;
    shelf->room *= 2;
}

static inline void shelf_put(vm_t *vm, shelf_t *shelf, value_t value)
{
    if (__builtin_expect(shelf->count == shelf->room, 0))
        shelf_grow(vm, shelf);
    shelf->items[shelf->count++] = value;
}

static uint32_t stack_size(const loader_t *loader)
{
    return loader->stack.count;
}

static void push(loader_t *loader, value_t value)
{
    shelf_put(loader->vm, &loader->stack, value);
}

static value_t *item_at(loader_t *loader, uint32_t index)
{
    return loader->stack.items + index;
}

static void drop_to(loader_t *loader, uint32_t size)
{
    loader->stack.count = size;
}

static bool has(const loader_t *loader, uint32_t count)
{
    uint32_t floor = loader->mark_count > 0 ? loader->marks[loader->mark_count - 1] : 0;
    return stack_size(loader) - floor >= count;
}

static value_t pop(loader_t *loader)
{
    uint32_t size = stack_size(loader);
    value_t top = *item_at(loader, size - 1);
    drop_to(loader, size - 1);
    return top;
}

static bool take(loader_t *loader, void *to, size_t size)
{
    if ((size_t)(loader->end - loader->at) < size)
        return false;
    memcpy(to, loader->at, size);
    loader->at += size;
    return true;
}

static bool take_size(loader_t *loader, size_t bytes, uint32_t *size)
{
    *size = 0;
    return take(loader, size, bytes) && *size <= (size_t)(loader->end - loader->at);
}

/* ---- plain data ---- */

static native_status_t load_long(loader_t *loader, size_t size_bytes)
{
    vm_t *vm = loader->vm;
    uint32_t size;
    if (!take_size(loader, size_bytes, &size) || size == 0)
        return broken(loader);
    const uint8_t *bytes = loader->at;
    loader->at += size;
    value_t number = value_from_int((int8_t)bytes[size - 1]);
    for (uint32_t i = size - 1; i-- > 0;)
        if (bigint_left_shift(vm, number, value_from_int(8), &number) != NATIVE_OK ||
            bigint_or(vm, number, value_from_int(bytes[i]), &number) != NATIVE_OK)
            return NATIVE_RAISE;
    push(loader, number);
    return NATIVE_OK;
}

static native_status_t load_number(loader_t *loader, uint8_t code)
{
    uint8_t one = 0;
    uint16_t two = 0;
    int32_t four = 0;
    uint64_t bits = 0;
    double number;
    switch (code) {
    case PICKLE_INT1:
        if (!take(loader, &one, sizeof one))
            return broken(loader);
        push(loader, value_from_int(one));
        return NATIVE_OK;
    case PICKLE_INT2:
        if (!take(loader, &two, sizeof two))
            return broken(loader);
        push(loader, value_from_int(two));
        return NATIVE_OK;
    case PICKLE_INT4:
        if (!take(loader, &four, sizeof four))
            return broken(loader);
        push(loader, value_from_int(four));
        return NATIVE_OK;
    default:
        if (!take(loader, &bits, sizeof bits))
            return broken(loader);
        bits = __builtin_bswap64(bits);
        memcpy(&number, &bits, sizeof number);
        push(loader, value_from_double(number));
        return NATIVE_OK;
    }
}

static native_status_t load_text(loader_t *loader, uint8_t code)
{
    uint32_t size;
    bool is_short = code == PICKLE_STR1 || code == PICKLE_BYTES1;
    if (!take_size(loader, is_short ? 1 : 4, &size))
        return broken(loader);
    const char *bytes = (const char *)loader->at;
    loader->at += size;
    if (code == PICKLE_BYTES1 || code == PICKLE_BYTES4) {
        push(loader, bytes_new(loader->vm, bytes, size));
        return NATIVE_OK;
    }
    value_t known = vm_interned(loader->vm, bytes, size);
    push(loader, value_is_unset(known) ? str_new(loader->vm, bytes, size) : known);
    return NATIVE_OK;
}

/* ---- memo ---- */

static native_status_t load_from_memo(loader_t *loader, uint8_t code)
{
    uint32_t number = 0;
    if (!take(loader, &number, code == PICKLE_GET1 ? 1 : 4) || number >= loader->memo.count)
        return broken(loader);
    push(loader, loader->memo.items[number]);
    return NATIVE_OK;
}

/* ---- containers ---- */

static bool take_mark(loader_t *loader, uint32_t *mark)
{
    if (loader->mark_count == 0)
        return false;
    *mark = loader->marks[--loader->mark_count];
    return *mark <= stack_size(loader);
}

static native_status_t build_tuple(loader_t *loader, uint32_t count)
{
    if (!has(loader, count))
        return broken(loader);
    uint32_t from = stack_size(loader) - count;
    value_t tuple = tuple_new(loader->vm, count ? item_at(loader, from) : NULL, count);
    drop_to(loader, from);
    push(loader, tuple);
    return NATIVE_OK;
}

/* Everything above `from` goes into the container below it. */
static native_status_t fill(loader_t *loader, uint32_t from)
{
    vm_t *vm = loader->vm;
    uint32_t size = stack_size(loader);
    if (from == 0)
        return broken(loader);
    value_t container = *item_at(loader, from - 1);
    kind_t kind = value_kind(vm, container);
    uint32_t width = kind == KIND_DICT ? 2 : 1;
    if ((kind != KIND_LIST && kind != KIND_DICT && kind != KIND_SET) || (size - from) % width != 0)
        return broken(loader);
    for (uint32_t i = from; i < size; i += width) {
        value_t first = *item_at(loader, i);
        native_status_t status = NATIVE_OK;
        if (kind == KIND_LIST)
            list_append(vm, container, first);
        else if (kind == KIND_SET)
            status = set_add(vm, container, first);
        else
            status = dict_put(vm, container, first, *item_at(loader, i + 1));
        if (status == NATIVE_FALLBACK)
            return native_raise(
                vm, EXC_TYPE_ERROR,
                "the sandbox cannot send keys whose __hash__ or __eq__ is written in the program");
        if (status != NATIVE_OK)
            return NATIVE_RAISE;
    }
    drop_to(loader, from);
    return NATIVE_OK;
}

static native_status_t fill_to_mark(loader_t *loader)
{
    uint32_t mark;
    return take_mark(loader, &mark) ? fill(loader, mark) : broken(loader);
}

static native_status_t build_frozenset(loader_t *loader)
{
    uint32_t mark;
    if (!take_mark(loader, &mark))
        return broken(loader);
    value_t set = set_new(loader->vm, KIND_FROZENSET);
    for (uint32_t i = mark; i < stack_size(loader); i++)
        if (set_add(loader->vm, set, *item_at(loader, i)) != NATIVE_OK)
            return broken(loader);
    drop_to(loader, mark);
    push(loader, set);
    return NATIVE_OK;
}

/* ---- what goes by name ---- */

static native_status_t load_global(loader_t *loader)
{
    vm_t *vm = loader->vm;
    if (!has(loader, 2))
        return broken(loader);
    value_t name = pop(loader), module = pop(loader);
    if (!value_is_str(vm, name) || !value_is_str(vm, module))
        return broken(loader);
    value_t found = mp_pickle_find_in_module(vm, module, name);
    if (value_is_unset(found))
        return native_raise(vm, EXC_ATTRIBUTE_ERROR, "Can't get attribute '%s' on <module '%s'>",
                            as_str(vm, name)->bytes, as_str(vm, module)->bytes);
    push(loader, found);
    return NATIVE_OK;
}

static native_status_t bind_method(loader_t *loader)
{
    vm_t *vm = loader->vm;
    if (!has(loader, 2))
        return broken(loader);
    value_t name = pop(loader), self = pop(loader);
    if (!value_is_str(vm, name))
        return broken(loader);
    value_t function = value_kind(vm, self) == KIND_CLASS ? class_lookup(vm, self, name)
                                                          : class_lookup(vm, value_class(vm, self), name);
    if (value_is_unset(function))
        return native_raise(vm, EXC_ATTRIBUTE_ERROR, "'%s' object has no attribute '%s'",
                            value_type_name(vm, self), as_str(vm, name)->bytes);
    if (value_kind(vm, function) == KIND_CLASSMETHOD || value_kind(vm, function) == KIND_STATICMETHOD)
        function = as_wrapper(vm, function)->function;
    method_t *method = heap_alloc(vm, KIND_METHOD, sizeof *method);
    method->function = function;
    method->self = self;
    push(loader, object_value(vm, method));
    return NATIVE_OK;
}

/* ---- objects ---- */

static bool pop_class(loader_t *loader, kind_t instances, value_t *class)
{
    if (!has(loader, 1))
        return false;
    *class = pop(loader);
    if (value_kind(loader->vm, *class) != KIND_CLASS)
        return false;
    const class_t *c = as_class(loader->vm, *class);
    if (instances == KIND_INSTANCE && c->payload_kind && !(c->class_flags & CLASS_NATIVE))
        return true; /* a subclass of list, dict …: its instances carry a payload */
    return c->header.extra == (uint16_t)instances;
}

static native_status_t new_instance(loader_t *loader)
{
    vm_t *vm = loader->vm;
    value_t class;
    if (!has(loader, 2))
        return broken(loader);
    pop(loader); /* the empty arguments */
    if (!pop_class(loader, KIND_INSTANCE, &class))
        return broken(loader);
    instance_t *instance = heap_alloc(vm, KIND_INSTANCE, sizeof *instance);
    instance->class = class;
    instance->dict = VALUE_NONE;
    instance->payload = VALUE_UNSET;
    push(loader, object_value(vm, instance));
    return NATIVE_OK;
}

static native_status_t set_payload(loader_t *loader)
{
    if (!has(loader, 2))
        return broken(loader);
    value_t payload = pop(loader), object = *item_at(loader, stack_size(loader) - 1);
    if (value_kind(loader->vm, object) != KIND_INSTANCE)
        return broken(loader);
    as_instance(loader->vm, object)->payload = payload;
    return NATIVE_OK;
}

static native_status_t new_exception(loader_t *loader)
{
    vm_t *vm = loader->vm;
    if (!has(loader, 2))
        return broken(loader);
    value_t args = pop(loader), class = pop(loader);
    bool good = value_kind(vm, args) == KIND_TUPLE && value_kind(vm, class) == KIND_CLASS &&
                (as_class(vm, class)->class_flags & CLASS_EXCEPTION) != 0;
    if (!good)
        return broken(loader);
    push(loader, exception_new(vm, class, args));
    return NATIVE_OK;
}

static native_status_t new_native_object(loader_t *loader)
{
    vm_t *vm = loader->vm;
    uint32_t slots, raw;
    value_t class;
    if (!take(loader, &slots, sizeof slots) || !take_size(loader, 4, &raw) || slots > UINT16_MAX ||
        !pop_class(loader, KIND_OBJECT, &class))
        return broken(loader);
    value_t object = native_object_new(vm, class, slots, raw);
    memcpy(native_object_raw(as_object(vm, object)), loader->at, raw);
    loader->at += raw;
    push(loader, object);
    return NATIVE_OK;
}

static native_status_t set_slots(loader_t *loader)
{
    vm_t *vm = loader->vm;
    uint32_t count;
    if (!take(loader, &count, sizeof count) || count >= stack_size(loader) || !has(loader, count + 1))
        return broken(loader);
    uint32_t from = stack_size(loader) - count;
    value_t object = *item_at(loader, from - 1);
    if (value_kind(vm, object) != KIND_OBJECT || as_object(vm, object)->header.extra != count)
        return broken(loader);
    for (uint32_t i = 0; i < count; i++)
        as_object(vm, object)->slots[i] = *item_at(loader, from + i);
    drop_to(loader, from);
    return NATIVE_OK;
}

static native_status_t new_values(loader_t *loader)
{
    vm_t *vm = loader->vm;
    uint32_t count;
    if (!take(loader, &count, sizeof count) || count > stack_size(loader) || !has(loader, count))
        return broken(loader);
    uint32_t from = stack_size(loader) - count;
    values_t *values = heap_alloc(vm, KIND_VALUES, sizeof *values + (uint64_t)count * sizeof(value_t));
    for (uint32_t i = 0; i < count; i++)
        values->items[i] = *item_at(loader, from + i);
    drop_to(loader, from);
    push(loader, object_value(vm, values));
    return NATIVE_OK;
}

static native_status_t new_raw(loader_t *loader)
{
    uint32_t size;
    if (!take_size(loader, 4, &size))
        return broken(loader);
    raw_t *raw = heap_alloc(loader->vm, KIND_RAW, sizeof *raw + (uint64_t)size);
    memcpy(raw->bytes, loader->at, size);
    loader->at += size;
    push(loader, object_value(loader->vm, raw));
    return NATIVE_OK;
}

static native_status_t build(loader_t *loader)
{
    vm_t *vm = loader->vm;
    if (!has(loader, 2))
        return broken(loader);
    value_t state = pop(loader), object = *item_at(loader, stack_size(loader) - 1);
    kind_t kind = value_kind(vm, object);
    if (value_kind(vm, state) != KIND_DICT)
        return broken(loader);
    if (kind == KIND_INSTANCE)
        as_instance(vm, object)->dict = state;
    else if (kind == KIND_EXCEPTION)
        as_exception(vm, object)->dict = state;
    else if (kind == KIND_OBJECT)
        as_object(vm, object)->dict = state;
    else
        return broken(loader);
    return NATIVE_OK;
}

static native_status_t reduce(loader_t *loader)
{
    vm_t *vm = loader->vm;
    if (!has(loader, 2))
        return broken(loader);
    value_t args = pop(loader), class = pop(loader);
    if (class != vm->classes[KIND_RANGE] || value_kind(vm, args) != KIND_TUPLE ||
        as_tuple(vm, args)->count != 3)
        return broken(loader);
    const value_t *parts = as_tuple(vm, args)->items;
    if (!value_is_int(vm, parts[0]) || !value_is_int(vm, parts[1]) || !value_is_int(vm, parts[2]) ||
        parts[2] == value_from_int(0))
        return broken(loader);
    push(loader, range_new(vm, parts[0], parts[1], parts[2]));
    return NATIVE_OK;
}

/* ---- all of them ---- */

static native_status_t set_mark(loader_t *loader)
{
    if (loader->mark_count == sizeof loader->marks / sizeof *loader->marks)
        return broken(loader);
    loader->marks[loader->mark_count++] = stack_size(loader);
    return NATIVE_OK;
}

static native_status_t memoize_top(loader_t *loader)
{
    if (!has(loader, 1))
        return broken(loader);
    shelf_put(loader->vm, &loader->memo, *item_at(loader, stack_size(loader) - 1));
    return NATIVE_OK;
}

static native_status_t push_ok(loader_t *loader, value_t value)
{
    push(loader, value);
    return NATIVE_OK;
}

static native_status_t load_object(loader_t *loader, uint8_t code)
{
    uint32_t mark;
    switch (code) {
    case PICKLE_GLOBAL:
        return load_global(loader);
    case PICKLE_METHOD:
        return bind_method(loader);
    case PICKLE_NEWOBJ:
        return new_instance(loader);
    case PICKLE_PAYLOAD:
        return set_payload(loader);
    case PICKLE_ERROR:
        return new_exception(loader);
    case PICKLE_NATIVE:
        return new_native_object(loader);
    case PICKLE_SLOTS:
        return set_slots(loader);
    case PICKLE_VALUES:
        return new_values(loader);
    case PICKLE_RAW:
        return new_raw(loader);
    case PICKLE_BUILD:
        return build(loader);
    case PICKLE_REDUCE:
        return reduce(loader);
    case PICKLE_TUPLE:
        return take_mark(loader, &mark) ? build_tuple(loader, stack_size(loader) - mark) : broken(loader);
    case PICKLE_TUPLE1:
    case PICKLE_TUPLE2:
    case PICKLE_TUPLE3:
        return build_tuple(loader, code - PICKLE_TUPLE1 + 1u);
    case PICKLE_APPEND:
        return has(loader, 2) ? fill(loader, stack_size(loader) - 1) : broken(loader);
    case PICKLE_SETITEM:
        return has(loader, 3) ? fill(loader, stack_size(loader) - 2) : broken(loader);
    case PICKLE_APPENDS:
    case PICKLE_SETITEMS:
    case PICKLE_ADDITEMS:
        return fill_to_mark(loader);
    case PICKLE_FROZENSET:
        return build_frozenset(loader);
    default:
        return broken(loader);
    }
}

static native_status_t load_one(loader_t *loader, uint8_t code)
{
    vm_t *vm = loader->vm;
    switch (code) {
    case PICKLE_FRAME:
        if (loader->end - loader->at < 8)
            return broken(loader);
        loader->at += 8;
        return NATIVE_OK;
    case PICKLE_NONE:
        return push_ok(loader, VALUE_NONE);
    case PICKLE_TRUE:
        return push_ok(loader, VALUE_TRUE);
    case PICKLE_FALSE:
        return push_ok(loader, VALUE_FALSE);
    case PICKLE_UNSET:
        return push_ok(loader, VALUE_UNSET);
    case PICKLE_INT1:
    case PICKLE_INT2:
    case PICKLE_INT4:
    case PICKLE_FLOAT:
        return load_number(loader, code);
    case PICKLE_LONG1:
        return load_long(loader, 1);
    case PICKLE_LONG4:
        return load_long(loader, 4);
    case PICKLE_STR1:
    case PICKLE_STR4:
    case PICKLE_BYTES1:
    case PICKLE_BYTES4:
        return load_text(loader, code);
    case PICKLE_MEMOIZE:
        return memoize_top(loader);
    case PICKLE_GET1:
    case PICKLE_GET4:
        return load_from_memo(loader, code);
    case PICKLE_MARK:
        return set_mark(loader);
    case PICKLE_EMPTY_TUPLE:
        return push_ok(loader, vm->empty_tuple);
    case PICKLE_EMPTY_LIST:
        return push_ok(loader, list_new(vm, NULL, 0));
    case PICKLE_EMPTY_DICT:
        return push_ok(loader, dict_new(vm));
    case PICKLE_EMPTY_SET:
        return push_ok(loader, set_new(vm, KIND_SET));
    default:
        return load_object(loader, code);
    }
}

native_status_t mp_pickle_load(vm_t *vm, const uint8_t *bytes, size_t size, value_t *value)
{
    loader_t loader; /* its arrays stay as they are */
    loader.vm = vm;
    loader.at = bytes;
    loader.end = bytes + size;
    loader.mark_count = 0;
    if (size < 2 || bytes[0] != PICKLE_PROTO)
        return broken(&loader);
    loader.at += 2;
    shelf_begin(&loader.stack);
    shelf_begin(&loader.memo);
    while (loader.at < loader.end) {
        uint8_t code = *loader.at++;
        if (code == PICKLE_STOP) {
            if (stack_size(&loader) != 1)
                return broken(&loader);
            *value = pop(&loader);
            return NATIVE_OK;
        }
        if (load_one(&loader, code) != NATIVE_OK)
            return NATIVE_RAISE;
    }
    return broken(&loader);
}
