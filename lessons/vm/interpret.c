/*
 * The machine's loop: fetches an instruction, does its fast path here, leaves the rest to the files around it.
 *
 * `pc` points to the instruction being executed. Before anything that may look at frames, raise, collect or suspend
 * the pc is saved in the frame (SAVE). A slow path returns a step (machine.h).
 */
#include <math.h>

#include "lessons/vm/machine.h"

#define LIKELY(x)   __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

#define SAVE() (frame->pc = (uint32_t)(pc - code->instructions))

#define NEXT()                                                                                               \
    do {                                                                                                     \
        i = *++pc;                                                                                           \
        goto *labels[i.op];                                                                                  \
    } while (0)

#define SLOW(call)                                                                                           \
    do {                                                                                                     \
        SAVE();                                                                                              \
        step = (call);                                                                                       \
        goto after_step;                                                                                     \
    } while (0)

/* Something wants the machine's attention: pausing, collecting, too many instructions without an operation. */
#define NEEDS_ATTENTION()                                                                                    \
    UNLIKELY(vm->state.budget < 0 || vm->heap.top > vm->heap.collect_at || *vm->poll_word != vm->poll_seen)

/* Calls a native; without copying its arguments where its shape allows. */
#define CALL_NATIVE(native_number, first, given)                                                             \
    do {                                                                                                     \
        uint32_t number = (native_number), first_arg = (first), count = (given);                             \
        const native_shape_t *shape = &vm->shapes[number];                                                   \
        SAVE();                                                                                              \
        if (LIKELY(shape->simple && shape->count == count)) {                                                \
            value_t value;                                                                                   \
            vm->tail_args = first_arg + count;                                                               \
            native_status_t status = shape->call(vm, vm->stack + first_arg, (int)count, &value);             \
            if (LIKELY(status == NATIVE_OK)) {                                                               \
                vm->tail_args = 0;                                                                           \
                r[i.c] = value;                                                                              \
                NEXT();                                                                                      \
            }                                                                                                \
            step = native_after(vm, status, number, first_arg, frame->base + i.c);                           \
            goto after_step;                                                                                 \
        }                                                                                                    \
        step = call_native(vm, number, first_arg, count, VALUE_UNSET, frame->base + i.c, CONTINUE_STORE,     \
                           VALUE_UNSET);                                                                     \
        goto after_step;                                                                                     \
    } while (0)

/* Jumps; backwards it is a safe point. `distance` counts from the next instruction. */
#define JUMP_BY(distance)                                                                                    \
    do {                                                                                                     \
        int32_t jump_distance = (distance);                                                                  \
        pc += jump_distance + 1;                                                                             \
        if (jump_distance < 0) {                                                                             \
            vm->state.budget += jump_distance;                                                               \
            if (NEEDS_ATTENTION())                                                                           \
                SLOW(safe_point(vm));                                                                        \
        }                                                                                                    \
        i = *pc;                                                                                             \
        goto *labels[i.op];                                                                                  \
    } while (0)

#define BOTH_INTS(x, y)    (value_is_small_int(x) && value_is_small_int(y))
#define BOTH_DOUBLES(x, y) (value_is_double(x) && value_is_double(y))

/* A small int in the upper 48 bits: sums and products overflow where the value does not fit. */
static inline int64_t int_high(value_t v)
{
    return (int64_t)(v << 16);
}

static inline value_t int_from_high(int64_t n)
{
    return ((uint64_t)VALUE_TAG_INT << VALUE_TAG_SHIFT) | (uint64_t)n >> 16;
}

static inline bool int_or_double(value_t v, double *d)
{
    if (value_is_double(v))
        *d = value_to_double(v);
    else if (value_is_small_int(v))
        *d = (double)value_to_int(v);
    else
        return false;
    return true;
}

static inline bool fast_add(value_t a, value_t b, value_t *to)
{
    int64_t sum;
    double x, y;
    if (LIKELY(BOTH_INTS(a, b))) {
        if (UNLIKELY(__builtin_add_overflow(int_high(a), int_high(b), &sum)))
            return false;
        *to = int_from_high(sum);
        return true;
    }
    if (!int_or_double(a, &x) || !int_or_double(b, &y))
        return false;
    *to = value_from_double(x + y);
    return true;
}

static inline bool fast_subtract(value_t a, value_t b, value_t *to)
{
    int64_t sum;
    double x, y;
    if (LIKELY(BOTH_INTS(a, b))) {
        if (UNLIKELY(__builtin_sub_overflow(int_high(a), int_high(b), &sum)))
            return false;
        *to = int_from_high(sum);
        return true;
    }
    if (!int_or_double(a, &x) || !int_or_double(b, &y))
        return false;
    *to = value_from_double(x - y);
    return true;
}

static inline bool fast_multiply(value_t a, value_t b, value_t *to)
{
    int64_t product;
    double x, y;
    if (LIKELY(BOTH_INTS(a, b))) {
        if (UNLIKELY(__builtin_mul_overflow(value_to_int(a), int_high(b), &product)))
            return false;
        *to = int_from_high(product);
        return true;
    }
    if (!int_or_double(a, &x) || !int_or_double(b, &y))
        return false;
    *to = value_from_double(x * y);
    return true;
}

static inline bool fast_divide(value_t a, value_t b, value_t *to)
{
    double x, y;
    if (!int_or_double(a, &x) || !int_or_double(b, &y) || y == 0)
        return false;
    *to = value_from_double(x / y);
    return true;
}

static inline bool fast_floor_divide(value_t a, value_t b, value_t *to)
{
    if (LIKELY(BOTH_INTS(a, b))) {
        int64_t x = value_to_int(a), y = value_to_int(b);
        if (UNLIKELY(y == 0 || y == -1))
            return false;
        int64_t q = x / y;
        *to = value_from_int(q - ((x % y != 0) && ((x < 0) != (y < 0))));
        return true;
    }
    if (!BOTH_DOUBLES(a, b) || value_to_double(b) == 0)
        return false;
    *to = value_from_double(float_floor_divide(value_to_double(a), value_to_double(b)));
    return true;
}

static inline bool fast_modulo(value_t a, value_t b, value_t *to)
{
    if (LIKELY(BOTH_INTS(a, b))) {
        int64_t x = value_to_int(a), y = value_to_int(b);
        if (UNLIKELY(y == 0))
            return false;
        int64_t rest = x % y;
        *to = value_from_int(rest != 0 && ((rest < 0) != (y < 0)) ? rest + y : rest);
        return true;
    }
    if (!BOTH_DOUBLES(a, b) || value_to_double(b) == 0)
        return false;
    *to = value_from_double(float_modulo(value_to_double(a), value_to_double(b)));
    return true;
}

static inline bool fast_power(value_t a, value_t b, value_t *to)
{
    if (!BOTH_INTS(a, b)) {
        double x, y;
        if (!int_or_double(a, &x) || !int_or_double(b, &y) || x < 0 || (x == 0 && y < 0))
            return false;
        double power = pow(x, y);
        if (isinf(power))
            return false;
        *to = value_from_double(power);
        return true;
    }
    int64_t base = value_to_int(a), exponent = value_to_int(b), power = 1;
    if (exponent < 0 || exponent > 64)
        return false;
    for (int64_t n = exponent; n > 0; n--)
        if (__builtin_mul_overflow(power, base, &power) || !value_int_fits(power))
            return false;
    *to = value_from_int(power);
    return true;
}

static inline bool fast_left_shift(value_t a, value_t b, value_t *to)
{
    if (!BOTH_INTS(a, b))
        return false;
    int64_t x = value_to_int(a), by = value_to_int(b);
    if (by < 0 || by > 46 || x > (VALUE_INT_MAX >> by) || x < (VALUE_INT_MIN >> by))
        return false;
    *to = value_from_int((int64_t)((uint64_t)x << by));
    return true;
}

static inline bool fast_right_shift(value_t a, value_t b, value_t *to)
{
    if (!BOTH_INTS(a, b) || value_to_int(b) < 0)
        return false;
    int64_t by = value_to_int(b);
    *to = value_from_int(value_to_int(a) >> (by > 63 ? 63 : by));
    return true;
}

static inline bool fast_and(value_t a, value_t b, value_t *to)
{
    if (!BOTH_INTS(a, b))
        return false;
    *to = a & b;
    return true;
}

static inline bool fast_or(value_t a, value_t b, value_t *to)
{
    if (!BOTH_INTS(a, b))
        return false;
    *to = a | b;
    return true;
}

static inline bool fast_xor(value_t a, value_t b, value_t *to)
{
    if (!BOTH_INTS(a, b))
        return false;
    *to = value_from_int(value_to_int(a) ^ value_to_int(b));
    return true;
}

/* Whether an instance's dictionary certainly has no such name. */
static inline bool instance_lacks(const vm_t *vm, const instance_t *instance, value_t name)
{
    if (value_is_none(instance->dict))
        return true;
    const dict_t *dict = as_dict(vm, instance->dict);
    if (!(dict->header.flags & DICT_PLAIN_KEYS) || dict->index)
        return dict_find_str(vm, instance->dict, name) == UINT32_MAX;
    if (!dict->entries)
        return true;
    const value_t *key = ((values_t *)heap_at(&vm->heap, dict->entries))->items;
    for (uint32_t n = 0; n < dict->filled; n++)
        if (key[2 * n] == name)
            return false;
    return true;
}

/* The value of an entry of a dict, if it has that key. */
static inline value_t *entry_with_key(const vm_t *vm, const dict_t *dict, uint32_t entry, value_t name)
{
    if (entry >= dict->filled)
        return NULL;
    value_t *items = ((values_t *)heap_at(&vm->heap, dict->entries))->items + (size_t)entry * 2;
    return items[0] == name ? items + 1 : NULL;
}

static inline value_t *cached_attribute(const vm_t *vm, value_t object, value_t name, const inline_cache_t *cache)
{
    if (value_kind(vm, object) != KIND_INSTANCE)
        return NULL;
    const instance_t *instance = as_instance(vm, object);
    if (cache->class != instance->class || cache->epoch != vm->cache_epoch || value_is_none(instance->dict))
        return NULL;
    return entry_with_key(vm, as_dict(vm, instance->dict), cache->entry, name);
}

/* An attribute that an instance of this class got here before as entry `cache->entry`: adds it again, in place.
 * false: the slow way. */
static inline bool add_attribute(vm_t *vm, value_t object, value_t name, value_t value, const inline_cache_t *cache)
{
    if (value_kind(vm, object) != KIND_INSTANCE)
        return false;
    instance_t *instance = as_instance(vm, object);
    if (cache->class != instance->class || cache->epoch != vm->cache_epoch)
        return false;
    if (value_is_none(instance->dict)) {
        if (cache->entry != 0)
            return false;
        instance->dict = dict_new_small(vm);
    }
    dict_t *dict = as_dict(vm, instance->dict);
    if (dict->filled != cache->entry || dict->index || !dict->entries || !(dict->header.flags & DICT_PLAIN_KEYS))
        return false;
    values_t *entries = heap_at(&vm->heap, dict->entries);
    size_t at = (size_t)dict->filled * 2;
    if (sizeof(values_t) + (at + 2) * sizeof(value_t) > entries->header.size_bytes)
        return false;
    for (size_t n = 0; n < at; n += 2)
        if (entries->items[n] == name)
            return false;
    entries->items[at] = name;
    entries->items[at + 1] = value;
    dict->filled++;
    dict->count++;
    return true;
}

/* A class without surprises: its calls may make the instance and enter __init__ at once. */
static void remember_init(vm_t *vm, value_t class, uint32_t given, inline_cache_t *cache)
{
    const class_t *c = as_class(vm, class);
    value_t init = class_lookup(vm, class, vm->names[NAME_init]);
    if (c->class_flags & (CLASS_NATIVE | CLASS_EXCEPTION) || c->constructor != vm->object_constructor ||
        value_kind(vm, init) != KIND_FUNCTION)
        return;
    if (c->class_flags & CLASS_HAS_DUNDERS) {
        value_t maker = class_lookup(vm, class, vm->names[NAME_new]);
        if (value_kind(vm, maker) != KIND_NATIVE)
            return;
    }
    const vm_code_t *code = &vm->codes[as_function(vm, init)->code];
    if (!code->plain || code->positional_count != given + 1)
        return;
    *cache = (inline_cache_t){.epoch = vm->cache_epoch, .class = class, .value = init};
}

static step_t load_global_slow(vm_t *vm, instruction_t i)
{
    frame_t *frame = top_frame(vm);
    const vm_code_t *code = &vm->codes[frame->code];
    value_t name = code->constants[instruction_bx(i)], dict = vm->module_dicts[frame->module];
    inline_cache_t *cache = &code->caches[frame->pc];
    uint32_t entry = dict_find_str(vm, dict, name);
    if (entry != UINT32_MAX) {
        *cache = (inline_cache_t){.entry = entry, .epoch = 0};
        frame_registers(vm, frame)[i.a] = dict_entry(vm, dict, entry)->value;
        return STEP_NEXT;
    }
    value_t found = builtin_name(vm, name);
    if (value_is_unset(found))
        return step_raise(vm, EXC_NAME_ERROR, "name '%s' is not defined", as_str(vm, name)->bytes);
    *cache = (inline_cache_t){.entry = UINT32_MAX, .epoch = vm->cache_epoch, .value = found};
    frame_registers(vm, frame)[i.a] = found;
    return STEP_NEXT;
}

static step_t store_global_slow(vm_t *vm, instruction_t i)
{
    frame_t *frame = top_frame(vm);
    const vm_code_t *code = &vm->codes[frame->code];
    value_t name = code->constants[instruction_bx(i)], dict = vm->module_dicts[frame->module];
    uint32_t before = dict_count(vm, dict);
    dict_put_str(vm, dict, name, frame_registers(vm, frame)[i.a]);
    if (dict_count(vm, dict) != before)
        vm->cache_epoch++; /* a builtin name may be hidden now */
    code->caches[frame->pc].entry = dict_find_str(vm, dict, name);
    return STEP_NEXT;
}

static step_t delete_global(vm_t *vm, instruction_t i)
{
    frame_t *frame = top_frame(vm);
    value_t name = vm->codes[frame->code].constants[instruction_bx(i)], gone = VALUE_UNSET;
    dict_delete(vm, vm->module_dicts[frame->module], name, &gone);
    vm->cache_epoch++;
    if (value_is_unset(gone))
        return step_raise(vm, EXC_NAME_ERROR, "name '%s' is not defined", as_str(vm, name)->bytes);
    return STEP_NEXT;
}

/* LOAD_NAME, STORE_NAME, DELETE_NAME, LOAD_CLASS_FREE: the namespace of a class body is R[0]. */
static step_t class_names(vm_t *vm, instruction_t i)
{
    frame_t *frame = top_frame(vm);
    value_t *r = frame_registers(vm, frame), namespace = r[0], gone = VALUE_UNSET;
    const value_t *k = vm->codes[frame->code].constants;
    value_t name = i.op == OP_LOAD_CLASS_FREE ? k[i.b] : k[instruction_bx(i)], found;
    switch (i.op) {
    case OP_STORE_NAME:
        dict_put_str(vm, namespace, name, r[i.a]);
        return STEP_NEXT;
    case OP_DELETE_NAME:
        dict_delete(vm, namespace, name, &gone);
        if (value_is_unset(gone))
            return step_raise(vm, EXC_NAME_ERROR, "name '%s' is not defined", as_str(vm, name)->bytes);
        return STEP_NEXT;
    default:
        break;
    }
    found = dict_get_str(vm, namespace, name);
    if (value_is_unset(found) && i.op == OP_LOAD_CLASS_FREE) {
        found = as_cell(vm, as_tuple(vm, as_function(vm, frame->function)->closure)->items[i.c])->value;
        if (value_is_unset(found))
            return step_raise(
                vm, EXC_NAME_ERROR,
                "cannot access free variable '%s' where it is not associated with a value in enclosing scope",
                as_str(vm, name)->bytes);
    }
    if (value_is_unset(found))
        found = dict_get_str(vm, vm->module_dicts[frame->module], name);
    if (value_is_unset(found))
        found = builtin_name(vm, name);
    if (value_is_unset(found))
        return step_raise(vm, EXC_NAME_ERROR, "name '%s' is not defined", as_str(vm, name)->bytes);
    r[i.a] = found;
    return STEP_NEXT;
}

static step_t unbound(vm_t *vm, value_t name, bool free)
{
    const char *text = as_str(vm, name)->bytes;
    if (free)
        return step_raise(
            vm, EXC_NAME_ERROR,
            "cannot access free variable '%s' where it is not associated with a value in enclosing scope", text);
    return step_raise(vm, EXC_UNBOUND_LOCAL_ERROR,
                      "cannot access local variable '%s' where it is not associated with a value", text);
}

/* range(…) over small ints as three registers: how many, next, step. */
static bool fold_range(const vm_t *vm, value_t *r, uint32_t count)
{
    if (r[0] != vm->classes[KIND_RANGE] || count < 1 || count > 3)
        return false;
    for (uint32_t n = 1; n <= count; n++)
        if (!value_is_small_int(r[n]))
            return false;
    int64_t start = count > 1 ? value_to_int(r[1]) : 0, stop = value_to_int(r[count > 1 ? 2 : 1]);
    int64_t by = count > 2 ? value_to_int(r[3]) : 1, length;
    if (by == 0)
        return false;
    if (by > 0)
        length = stop > start ? (stop - start - 1) / by + 1 : 0;
    else
        length = start > stop ? (start - stop - 1) / -by + 1 : 0;
    if (!value_int_fits(length) || by > VALUE_INT_MAX / 4 || by < VALUE_INT_MIN / 4)
        return false;
    r[0] = value_from_int(length);
    r[1] = value_from_int(start);
    r[2] = value_from_int(by);
    return true;
}

/* A builtin iterator's next item without a call: true and *item, or false for the slow path. */
static inline bool fast_next(const vm_t *vm, value_t iterator, value_t *item)
{
    if (value_kind(vm, iterator) != KIND_ITERATOR)
        return false;
    iterator_t *it = as_iterator(vm, iterator);
    if (it->header.extra == ITERATE_LIST && !value_is_none(it->over)) {
        const list_t *list = as_list(vm, it->over);
        if (it->position >= list->count)
            return false;
        *item = ((values_t *)heap_at(&vm->heap, list->items))->items[it->position++];
        return true;
    }
    if (it->header.extra == ITERATE_RANGE && it->remaining > 0) {
        *item = value_from_int(it->position);
        it->position += it->step;
        it->remaining--;
        return true;
    }
    return false;
}

static inline bool list_index(const vm_t *vm, value_t container, value_t key, value_t **slot)
{
    if (value_kind(vm, container) != KIND_LIST || !value_is_small_int(key))
        return false;
    const list_t *list = as_list(vm, container);
    int64_t index = value_to_int(key);
    if (index < 0)
        index += list->count;
    if (index < 0 || index >= list->count)
        return false;
    *slot = ((values_t *)heap_at(&vm->heap, list->items))->items + index;
    return true;
}

static step_t get_item(vm_t *vm, instruction_t i, value_t container, value_t key)
{
    if (value_kind(vm, container) == KIND_DICT) {
        value_t found;
        native_status_t status = dict_get(vm, container, key, &found);
        if (status == NATIVE_OK && !value_is_unset(found)) {
            frame_registers(vm, top_frame(vm))[i.a] = found;
            return STEP_NEXT;
        }
        if (status == NATIVE_RAISE)
            return STEP_RAISE;
    }
    return get_item_slow(vm, i, container, key);
}

vm_outcome_t interpret(vm_t *vm)
{
    static const void *const labels[] = {
#define LABEL(name, operands, suspends) &&op_##name,
        OPCODES(LABEL)
#undef LABEL
    };
    frame_t *frame;
    const vm_code_t *code;
    const instruction_t *pc;
    const value_t *k;
    value_t *r;
    instruction_t i;
    step_t step;

reload:
    frame = top_frame(vm);
    code = &vm->codes[frame->code];
    k = code->constants;
    r = vm->stack + frame->base;
    pc = code->instructions + frame->pc;
    i = *pc;
    goto *labels[i.op];

after_step:
    switch (step) {
    case STEP_NEXT:
        NEXT();
    case STEP_RELOAD:
        goto reload;
    case STEP_RAISE:
        step = unwind(vm, false);
        if (step == STEP_EXIT)
            return VM_UNCAUGHT;
        goto after_step;
    case STEP_SUSPEND:
        return VM_SUSPENDED;
    case STEP_EXIT:
        return vm->state.done ? VM_DONE : VM_UNCAUGHT;
    }

    /* ---- moves ---- */
op_NOP:
    NEXT();
op_MOVE:
    r[i.a] = r[i.b];
    NEXT();
op_LOAD_CONST:
    r[i.a] = k[instruction_bx(i)];
    NEXT();
op_LOAD_INT:
    r[i.a] = value_from_int((int32_t)instruction_bx(i));
    NEXT();
op_CLEAR:
    for (uint32_t n = 0; n < i.b; n++)
        r[i.a + n] = VALUE_UNSET;
    NEXT();
op_CHECK_BOUND:
    if (UNLIKELY(value_is_unset(r[i.a])))
        SLOW(unbound(vm, k[instruction_bx(i)], i.flags & 1));
    NEXT();

    /* ---- names ---- */
op_LOAD_GLOBAL: {
    const inline_cache_t *cache = &code->caches[pc - code->instructions];
    if (cache->entry != UINT32_MAX) {
        const value_t *found = entry_with_key(vm, as_dict(vm, vm->module_dicts[frame->module]), cache->entry,
                                              k[instruction_bx(i)]);
        if (LIKELY(found != NULL)) {
            r[i.a] = *found;
            NEXT();
        }
    } else if (LIKELY(cache->epoch == vm->cache_epoch)) {
        r[i.a] = cache->value;
        NEXT();
    }
    SLOW(load_global_slow(vm, i));
}
op_STORE_GLOBAL: {
    value_t *found = entry_with_key(vm, as_dict(vm, vm->module_dicts[frame->module]),
                                    code->caches[pc - code->instructions].entry, k[instruction_bx(i)]);
    if (LIKELY(found != NULL)) {
        *found = r[i.a];
        NEXT();
    }
    SLOW(store_global_slow(vm, i));
}
op_DELETE_GLOBAL:
    SLOW(delete_global(vm, i));
op_LOAD_NAME:
op_STORE_NAME:
op_DELETE_NAME:
op_LOAD_CLASS_FREE:
    SLOW(class_names(vm, i));

    /* ---- cells ---- */
op_MAKE_CELL: {
    cell_t *cell = heap_alloc_raw(vm, KIND_CELL, sizeof(cell_t));
    cell->value = r[i.b];
    r[i.a] = object_value(vm, cell);
    NEXT();
}
op_LOAD_CELL: {
    value_t v = as_cell(vm, r[i.b])->value;
    if (UNLIKELY(value_is_unset(v)))
        SLOW(unbound(vm, k[i.c], false));
    r[i.a] = v;
    NEXT();
}
op_STORE_CELL:
    as_cell(vm, r[i.a])->value = r[i.b];
    NEXT();
op_DELETE_CELL:
    if (value_is_unset(as_cell(vm, r[i.a])->value))
        SLOW(unbound(vm, k[i.b], false));
    as_cell(vm, r[i.a])->value = VALUE_UNSET;
    NEXT();
op_LOAD_FREE: {
    value_t v = as_cell(vm, as_tuple(vm, as_function(vm, frame->function)->closure)->items[i.b])->value;
    if (UNLIKELY(value_is_unset(v)))
        SLOW(unbound(vm, k[i.c], true));
    r[i.a] = v;
    NEXT();
}
op_STORE_FREE:
    as_cell(vm, as_tuple(vm, as_function(vm, frame->function)->closure)->items[i.a])->value = r[i.b];
    NEXT();
op_DELETE_FREE: {
    cell_t *cell = as_cell(vm, as_tuple(vm, as_function(vm, frame->function)->closure)->items[i.a]);
    if (value_is_unset(cell->value))
        SLOW(unbound(vm, k[i.b], true));
    cell->value = VALUE_UNSET;
    NEXT();
}
op_MAKE_FUNCTION:
    SLOW(make_function(vm, i));

    /* ---- arithmetic ---- */
#define BINARY(name, fast)                                                                                   \
    op_##name:                                                                                               \
    if (LIKELY(fast(r[i.b], r[i.c], &r[i.a])))                                                               \
        NEXT();                                                                                              \
    SLOW(binary_slow(vm, BINARY_OP_##name, i, r[i.b], r[i.c]));                                              \
    op_##name##_K:                                                                                           \
    if (LIKELY(fast(r[i.b], k[i.c], &r[i.a])))                                                               \
        NEXT();                                                                                              \
    SLOW(binary_slow(vm, BINARY_OP_##name, i, r[i.b], k[i.c]));

    BINARY(ADD, fast_add)
    BINARY(SUB, fast_subtract)
    BINARY(MUL, fast_multiply)
    BINARY(DIV, fast_divide)
    BINARY(FLOORDIV, fast_floor_divide)
    BINARY(MOD, fast_modulo)
    BINARY(POW, fast_power)
    BINARY(LSHIFT, fast_left_shift)
    BINARY(RSHIFT, fast_right_shift)
    BINARY(AND, fast_and)
    BINARY(OR, fast_or)
    BINARY(XOR, fast_xor)
#undef BINARY

op_NEG:
    if (value_is_double(r[i.b])) {
        r[i.a] = value_from_double(-value_to_double(r[i.b]));
        NEXT();
    }
    if (value_is_small_int(r[i.b]) && value_to_int(r[i.b]) != VALUE_INT_MIN) {
        r[i.a] = value_from_int(-value_to_int(r[i.b]));
        NEXT();
    }
    SLOW(unary_slow(vm, i));
op_POS:
op_INVERT:
    SLOW(unary_slow(vm, i));
op_NOT: {
    value_t v = r[i.b];
    if (value_is_bool(v)) {
        r[i.a] = v == VALUE_TRUE ? VALUE_FALSE : VALUE_TRUE;
        NEXT();
    }
    SLOW(truth_slow(vm, i));
}

    /* ---- comparisons ---- */
#define COMPARE(name, op)                                                                                    \
    op_##name:                                                                                               \
    if (LIKELY(BOTH_INTS(r[i.b], r[i.c]))) {                                                                 \
        r[i.a] = value_from_bool(int_high(r[i.b]) op int_high(r[i.c]));                                      \
        NEXT();                                                                                              \
    }                                                                                                        \
    if (BOTH_DOUBLES(r[i.b], r[i.c])) {                                                                      \
        r[i.a] = value_from_bool(value_to_double(r[i.b]) op value_to_double(r[i.c]));                        \
        NEXT();                                                                                              \
    }                                                                                                        \
    SLOW(compare_slow(vm, COMPARE_OP_##name, i, r[i.b], r[i.c]));                                            \
    op_##name##_K:                                                                                           \
    if (LIKELY(BOTH_INTS(r[i.b], k[i.c]))) {                                                                 \
        r[i.a] = value_from_bool(int_high(r[i.b]) op int_high(k[i.c]));                                      \
        NEXT();                                                                                              \
    }                                                                                                        \
    SLOW(compare_slow(vm, COMPARE_OP_##name, i, r[i.b], k[i.c]));                                            \
    op_JUMP_##name:                                                                                          \
    if (LIKELY(BOTH_INTS(r[i.a], r[i.b]))) {                                                                 \
        if ((int_high(r[i.a]) op int_high(r[i.b])) == (i.flags & 1))                                         \
            JUMP_BY((int16_t)i.c);                                                                           \
        NEXT();                                                                                              \
    }                                                                                                        \
    if (BOTH_DOUBLES(r[i.a], r[i.b])) {                                                                      \
        if ((value_to_double(r[i.a]) op value_to_double(r[i.b])) == (i.flags & 1))                           \
            JUMP_BY((int16_t)i.c);                                                                           \
        NEXT();                                                                                              \
    }                                                                                                        \
    SLOW(compare_slow(vm, COMPARE_OP_##name, i, r[i.a], r[i.b]));                                            \
    op_JUMP_##name##_K:                                                                                      \
    if (LIKELY(BOTH_INTS(r[i.a], k[i.b]))) {                                                                 \
        if ((int_high(r[i.a]) op int_high(k[i.b])) == (i.flags & 1))                                         \
            JUMP_BY((int16_t)i.c);                                                                           \
        NEXT();                                                                                              \
    }                                                                                                        \
    {                                                                                                        \
        double x, y;                                                                                         \
        if (int_or_double(r[i.a], &x) && int_or_double(k[i.b], &y)) {                                        \
            if ((x op y) == (i.flags & 1))                                                                   \
                JUMP_BY((int16_t)i.c);                                                                       \
            NEXT();                                                                                          \
        }                                                                                                    \
    }                                                                                                        \
    SLOW(compare_slow(vm, COMPARE_OP_##name, i, r[i.a], k[i.b]));

    COMPARE(EQ, ==)
    COMPARE(NE, !=)
    COMPARE(LT, <)
    COMPARE(LE, <=)
    COMPARE(GT, >)
    COMPARE(GE, >=)
#undef COMPARE

op_IS:
    r[i.a] = value_from_bool(r[i.b] == r[i.c]);
    NEXT();
op_IS_NOT:
    r[i.a] = value_from_bool(r[i.b] != r[i.c]);
    NEXT();
op_IN:
op_NOT_IN:
    SLOW(contains_slow(vm, i));

    /* ---- jumps ---- */
op_JUMP:
op_LOOP:
    JUMP_BY((int32_t)instruction_bx(i));
op_JUMP_TRUE:
    if (LIKELY(value_is_bool(r[i.a]))) {
        if (r[i.a] == VALUE_TRUE)
            JUMP_BY((int32_t)instruction_bx(i));
        NEXT();
    }
    SLOW(truth_slow(vm, i));
op_JUMP_FALSE:
    if (LIKELY(value_is_bool(r[i.a]))) {
        if (r[i.a] == VALUE_FALSE)
            JUMP_BY((int32_t)instruction_bx(i));
        NEXT();
    }
    SLOW(truth_slow(vm, i));
op_JUMP_NONE:
    if (value_is_none(r[i.a]))
        JUMP_BY((int32_t)instruction_bx(i));
    NEXT();
op_JUMP_NOT_NONE:
    if (!value_is_none(r[i.a]))
        JUMP_BY((int32_t)instruction_bx(i));
    NEXT();

    /* ---- loops ---- */
op_GET_ITER:
    SLOW(get_iter_slow(vm, frame->base + i.a, r[i.b]));
op_RANGE_PREP:
    if (fold_range(vm, r + i.a, i.b))
        JUMP_BY((int16_t)i.c);
    NEXT();
op_FOR_NEXT:
    if (LIKELY(value_is_small_int(r[i.a]))) {
        int64_t left = value_to_int(r[i.a]);
        if (left <= 0)
            NEXT();
        value_t now = r[i.a + 1];
        r[i.a] = value_from_int(left - 1);
        r[i.a + 1] = value_from_int(value_to_int(now) + value_to_int(r[i.a + 2]));
        r[i.b] = now;
        JUMP_BY((int16_t)i.c);
    }
    if (fast_next(vm, r[i.a], &r[i.b]))
        JUMP_BY((int16_t)i.c);
    SLOW(next_slow(vm, i));
op_FOR_ITER:
    if (LIKELY(value_is_small_int(r[i.a]))) {
        int64_t left = value_to_int(r[i.a]);
        if (left <= 0)
            JUMP_BY((int16_t)i.c);
        value_t now = r[i.a + 1];
        r[i.a] = value_from_int(left - 1);
        r[i.a + 1] = value_from_int(value_to_int(now) + value_to_int(r[i.a + 2]));
        r[i.b] = now;
        NEXT();
    }
    if (fast_next(vm, r[i.a], &r[i.b]))
        NEXT();
    SLOW(next_slow(vm, i));

    /* ---- calls ---- */
op_CALL: {
    value_t callee = r[i.a];
    uint32_t args = frame->base + i.a + 1u;
    kind_t kind = value_kind(vm, callee);
    if (LIKELY(kind == KIND_FUNCTION)) {
        const vm_code_t *target = &vm->codes[as_function(vm, callee)->code];
        if (LIKELY(target->plain && target->positional_count == i.b)) {
            SAVE();
            step = push_frame(vm, callee, args, frame->base + i.c, CONTINUE_STORE, VALUE_UNSET);
            goto entered;
        }
    } else if (kind == KIND_NATIVE) {
        CALL_NATIVE(as_native(vm, callee)->number, args, i.b);
    } else if (kind == KIND_CLASS) {
        const inline_cache_t *cache = &code->caches[pc - code->instructions];
        if (LIKELY(cache->class == callee && cache->epoch == vm->cache_epoch)) {
            value_t instance = instance_new(vm, callee);
            r[i.a] = instance;
            SAVE();
            step = push_frame(vm, cache->value, args - 1, frame->base + i.c, CONTINUE_INIT, instance);
            goto entered;
        }
        remember_init(vm, callee, i.b, &code->caches[pc - code->instructions]);
    }
    SLOW(call_value(vm, args, i.b, VALUE_UNSET, frame->base + i.c, CONTINUE_STORE, VALUE_UNSET));
}
op_CALL_METHOD: {
    value_t callee = r[i.a];
    uint32_t base = frame->base + i.a, result = frame->base + i.c;
    if (value_is_unset(callee)) {
        callee = r[i.a + 1];
        if (value_kind(vm, callee) == KIND_NATIVE)
            CALL_NATIVE(as_native(vm, callee)->number, base + 2, i.b);
        SLOW(call_value(vm, base + 2, i.b, VALUE_UNSET, result, CONTINUE_STORE, VALUE_UNSET));
    }
    kind_t kind = value_kind(vm, callee);
    if (kind == KIND_FUNCTION) {
        const vm_code_t *target = &vm->codes[as_function(vm, callee)->code];
        SAVE();
        if (LIKELY(target->plain && target->positional_count == i.b + 1u))
            step = push_frame(vm, callee, base + 1, result, CONTINUE_STORE, VALUE_UNSET);
        else
            step = push_function(vm, callee, base + 1, i.b + 1u, VALUE_UNSET, result, CONTINUE_STORE, VALUE_UNSET);
        goto entered;
    }
    if (kind == KIND_NATIVE)
        CALL_NATIVE(as_native(vm, callee)->number, base + 1, i.b + 1u);
    SLOW(call_value(vm, base + 1, i.b + 1u, VALUE_UNSET, result, CONTINUE_STORE, VALUE_UNSET));
}
entered:
    if (step != STEP_RELOAD)
        goto after_step;
    vm->state.budget -= 8;
    if (NEEDS_ATTENTION()) {
        step = safe_point(vm);
        goto after_step;
    }
    goto reload;
op_CALL_KW:
    SLOW(call_value(vm, frame->base + i.a + 1u, i.b, k[i.c], frame->base + i.a, CONTINUE_STORE, VALUE_UNSET));
op_CALL_METHOD_KW: {
    uint32_t base = frame->base + i.a;
    bool bound = !value_is_unset(r[i.a]);
    SLOW(call_value(vm, bound ? base + 1 : base + 2, bound ? i.b + 1u : i.b, k[i.c], base, CONTINUE_STORE,
                    VALUE_UNSET));
}
op_CALL_EX:
    SLOW(call_extended(vm, i));
op_CALL_SUPER:
    SLOW(call_super(vm, i));
op_LOAD_METHOD: {
    value_t object = r[i.b];
    const inline_cache_t *cache = &code->caches[pc - code->instructions];
    if (value_kind(vm, object) == KIND_MODULE) {
        const value_t *found =
            entry_with_key(vm, as_dict(vm, as_module(vm, object)->dict), cache->entry, k[i.c]);
        if (LIKELY(found != NULL)) {
            r[i.a] = VALUE_UNSET;
            r[i.a + 1] = *found;
            NEXT();
        }
    }
    if (LIKELY(cache->epoch == vm->cache_epoch && !value_is_unset(cache->value) && value_is_ref(object))) {
        kind_t kind = (kind_t)as_header(vm, object)->kind;
        if (kind == KIND_INSTANCE
                ? as_instance(vm, object)->class == cache->class &&
                      instance_lacks(vm, as_instance(vm, object), k[i.c])
                : kind != KIND_CLASS && kind != KIND_MODULE && kind != KIND_SUPER && kind != KIND_FUNCTION &&
                      kind != KIND_EXCEPTION && value_class(vm, object) == cache->class &&
                      (kind != KIND_OBJECT || value_is_none(as_object(vm, object)->dict))) {
            r[i.a] = cache->value;
            r[i.a + 1] = object;
            NEXT();
        }
    }
    SLOW(load_method(vm, i));
}
op_RETURN: {
    value_t value = r[i.a];
    if (LIKELY(frame->continuation == CONTINUE_STORE && value_is_unset(frame->generator))) {
        vm->stack[frame->result] = value;
        vm->state.frame_count--;
        top_frame(vm)->pc++;
        goto reload;
    }
    SLOW(return_value(vm, value));
}
op_RETURN_NONE:
    if (LIKELY(frame->continuation == CONTINUE_STORE && value_is_unset(frame->generator))) {
        vm->stack[frame->result] = VALUE_NONE;
        vm->state.frame_count--;
        top_frame(vm)->pc++;
        goto reload;
    }
    if (frame->continuation == CONTINUE_INIT) {
        vm->stack[frame->result] = frame->extra;
        vm->state.frame_count--;
        top_frame(vm)->pc++;
        goto reload;
    }
    SLOW(return_value(vm, VALUE_NONE));

    /* ---- attributes and items ---- */
op_LOAD_ATTR: {
    const value_t *found = cached_attribute(vm, r[i.b], k[i.c], &code->caches[pc - code->instructions]);
    if (LIKELY(found != NULL)) {
        r[i.a] = *found;
        NEXT();
    }
    if (value_kind(vm, r[i.b]) == KIND_MODULE) {
        found = entry_with_key(vm, as_dict(vm, as_module(vm, r[i.b])->dict),
                               code->caches[pc - code->instructions].entry, k[i.c]);
        if (LIKELY(found != NULL)) {
            r[i.a] = *found;
            NEXT();
        }
    }
    SLOW(load_attr_slow(vm, i));
}
op_STORE_ATTR: {
    value_t *found = cached_attribute(vm, r[i.a], k[i.b], &code->caches[pc - code->instructions]);
    if (LIKELY(found != NULL)) {
        *found = r[i.c];
        NEXT();
    }
    if (add_attribute(vm, r[i.a], k[i.b], r[i.c], &code->caches[pc - code->instructions]))
        NEXT();
    SLOW(store_attr_slow(vm, i));
}
op_DELETE_ATTR:
    SLOW(delete_attribute(vm, r[i.a], k[i.b]));
op_GET_ITEM: {
    value_t *slot;
    if (LIKELY(list_index(vm, r[i.b], r[i.c], &slot))) {
        r[i.a] = *slot;
        NEXT();
    }
    SLOW(get_item(vm, i, r[i.b], r[i.c]));
}
op_GET_ITEM_K: {
    value_t *slot, container = r[i.b];
    if (LIKELY(list_index(vm, container, k[i.c], &slot))) {
        r[i.a] = *slot;
        NEXT();
    }
    if (value_kind(vm, container) == KIND_TUPLE && value_is_small_int(k[i.c])) {
        uint64_t index = (uint64_t)value_to_int(k[i.c]);
        if (LIKELY(index < as_tuple(vm, container)->count)) {
            r[i.a] = as_tuple(vm, container)->items[index];
            NEXT();
        }
    }
    SLOW(get_item(vm, i, container, k[i.c]));
}
op_SET_ITEM: {
    value_t *slot;
    if (LIKELY(list_index(vm, r[i.a], r[i.b], &slot))) {
        *slot = r[i.c];
        NEXT();
    }
    SLOW(set_item_slow(vm, i));
}
op_DELETE_ITEM:
    SLOW(delete_item_slow(vm, i));
op_BUILD_SLICE: {
    value_t made = slice_new(vm, r[i.b], r[i.b + 1], r[i.b + 2]);
    r[i.a] = made;
    NEXT();
}

    /* ---- displays ---- */
op_BUILD_LIST: {
    value_t made = list_new(vm, r + i.b, i.c);
    r[i.a] = made;
    NEXT();
}
op_BUILD_TUPLE: {
    value_t made = tuple_new(vm, r + i.b, i.c);
    r[i.a] = made;
    NEXT();
}
op_LIST_APPEND:
    list_append(vm, r[i.a], r[i.b]);
    NEXT();
op_BUILD_SET:
op_BUILD_DICT:
op_LIST_EXTEND:
op_SET_ADD:
op_SET_UPDATE:
op_DICT_ADD:
op_DICT_UPDATE:
op_DICT_MERGE:
    SLOW(display_slow(vm, i));
op_LIST_TO_TUPLE: {
    value_t made = tuple_new(vm, list_items(vm, r[i.b]), as_list(vm, r[i.b])->count);
    r[i.a] = made;
    NEXT();
}
op_UNPACK:
    if (value_kind(vm, r[i.b]) == KIND_TUPLE && as_tuple(vm, r[i.b])->count == i.c) {
        memmove(r + i.a, as_tuple(vm, r[i.b])->items, i.c * sizeof(value_t));
        NEXT();
    }
    SLOW(unpack_slow(vm, i));
op_UNPACK_STAR:
    SLOW(unpack_slow(vm, i));

    /* ---- strings ---- */
op_FORMAT:
    if (value_is_str(vm, r[i.b]) && (i.flags & 6) == 0) {
        r[i.a] = r[i.b];
        NEXT();
    }
    SLOW(format_slow(vm, i));
op_BUILD_STRING:
    SLOW(build_string(vm, i));

    /* ---- classes, exceptions ---- */
op_BUILD_CLASS:
    SLOW(build_class(vm, i));
op_RAISE:
    SLOW(raise_instruction(vm, i));
op_RERAISE:
    SAVE();
    vm->state.exception = r[i.a];
    step = unwind(vm, true);
    goto unwound;
op_RAISE_BARE:
    SAVE();
    step = raise_bare(vm);
unwound:
    if (step == STEP_EXIT)
        return VM_UNCAUGHT;
    goto after_step;
op_JUMP_UNLESS_MATCH: {
    bool matches;
    if (exception_matches(vm, r[i.a], r[i.b], &matches) != NATIVE_OK)
        SLOW(STEP_RAISE);
    if (!matches)
        JUMP_BY((int16_t)i.c);
    NEXT();
}
op_RAISE_ASSERT:
    SLOW(raise_assert(vm, i));
op_WITH_SETUP:
    SLOW(with_setup(vm, i));
op_EXC_ARGS: {
    value_t exception = r[i.b];
    r[i.a] = value_class(vm, exception);
    r[i.a + 1] = exception;
    r[i.a + 2] = as_exception(vm, exception)->traceback;
    NEXT();
}

    /* ---- generators ---- */
op_YIELD:
    SLOW(generator_yield(vm, i));
op_SEND:
    SLOW(send_slow(vm, i));

    /* ---- modules ---- */
op_IMPORT:
    SLOW(import_module(vm, i));
op_IMPORT_FROM:
    SLOW(import_from(vm, i));
op_IMPORT_STAR:
    SLOW(import_star(vm, i));
}
