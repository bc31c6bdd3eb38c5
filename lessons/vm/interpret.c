/*
 * The machine's loop: fetches an instruction, does its fast path here, leaves the rest to the files around
 * it.
 *
 * `pc` points to the instruction being executed. Before anything that may look at frames, raise, collect or
 * suspend the pc is saved in the frame (SAVE). A slow path returns a step (machine.h).
 */
/* Each instruction jumps to the next by itself: gcc must not join those jumps again. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("no-gcse", "no-crossjumping", "no-tree-pre", "no-code-hoisting")
#endif

#include <math.h>

#include "lessons/vm/machine.h"

#define LIKELY(x)   __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

/* The instruction as one word, so that its parts come out of a register. */
#define OP    ((uint8_t)w)
#define FLAGS ((uint8_t)(w >> 8))
#define A     ((uint16_t)(w >> 16))
#define B     ((uint16_t)(w >> 32))
#define C     ((uint16_t)(w >> 48))
#define BX    ((uint32_t)(w >> 32))
#define WHOLE (whole(w))

static inline uint64_t fetch(const instruction_t *pc)
{
    uint64_t w;
    memcpy(&w, pc, sizeof w);
    return w;
}

static inline instruction_t whole(uint64_t w)
{
    instruction_t i;
    memcpy(&i, &w, sizeof i);
    return i;
}

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "the parts of an instruction are taken as they lie");

#define SAVE() (frame->pc = (uint32_t)(pc - code->instructions))

#define NEXT()                                                                                               \
    do {                                                                                                     \
        w = fetch(++pc);                                                                                     \
        goto *labels[OP];                                                                                    \
    } while (0)

#define SLOW(call)                                                                                           \
    do {                                                                                                     \
        SAVE();                                                                                              \
        step = (call);                                                                                       \
        goto after_step;                                                                                     \
    } while (0)

/* Something wants the machine's attention: pausing, collecting, too many instructions without an operation.
 */
#define NEEDS_ATTENTION()                                                                                    \
    UNLIKELY(vm->state.budget<0 || vm->heap.top> vm->heap.collect_at || *vm->poll_word != vm->poll_seen)

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
                r[C] = value;                                                                                \
                NEXT();                                                                                      \
            }                                                                                                \
            step = native_after(vm, status, number, first_arg, frame->base + C);                             \
            goto after_step;                                                                                 \
        }                                                                                                    \
        step = call_native(vm, number, first_arg, count, VALUE_UNSET, frame->base + C, CONTINUE_STORE,       \
                           VALUE_UNSET);                                                                     \
        goto after_step;                                                                                     \
    } while (0)

/* A folded range (RANGE_PREP) gives its next number: one less remains. The tag of a positive count survives.
 */
#define STEP_RANGE()                                                                                         \
    do {                                                                                                     \
        value_t now = r[A + 1];                                                                              \
        r[A]--;                                                                                              \
        r[A + 1] = int_from_high(int_high(now) + int_high(r[A + 2]));                                        \
        r[B] = now;                                                                                          \
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
        w = fetch(pc);                                                                                       \
        goto *labels[OP];                                                                                    \
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

/* What the hardware makes of two numbers: its own NaN is below the tags, so nothing has to be checked. */
static inline value_t from_result(double d)
{
    value_t v;
    memcpy(&v, &d, sizeof v);
    return v;
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
    if (BOTH_DOUBLES(a, b)) {
        *to = from_result(value_to_double(a) + value_to_double(b));
        return true;
    }
    if (!int_or_double(a, &x) || !int_or_double(b, &y))
        return false;
    *to = from_result(x + y);
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
    if (BOTH_DOUBLES(a, b)) {
        *to = from_result(value_to_double(a) - value_to_double(b));
        return true;
    }
    if (!int_or_double(a, &x) || !int_or_double(b, &y))
        return false;
    *to = from_result(x - y);
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
    if (BOTH_DOUBLES(a, b)) {
        *to = from_result(value_to_double(a) * value_to_double(b));
        return true;
    }
    if (!int_or_double(a, &x) || !int_or_double(b, &y))
        return false;
    *to = from_result(x * y);
    return true;
}

static inline bool fast_divide(value_t a, value_t b, value_t *to)
{
    double x, y;
    if (!int_or_double(a, &x) || !int_or_double(b, &y) || y == 0)
        return false;
    *to = from_result(x / y);
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

static inline value_t *cached_attribute(const vm_t *vm, value_t object, value_t name,
                                        const inline_cache_t *cache)
{
    if (value_kind(vm, object) != KIND_INSTANCE)
        return NULL;
    const instance_t *instance = as_instance(vm, object);
    if (cache->class != instance->class || cache->epoch != vm->cache_epoch || value_is_none(instance->dict))
        return NULL;
    return entry_with_key(vm, as_dict(vm, instance->dict), cache->entry, name);
}

/* An attribute that an instance of this class got here before as entry `cache->entry`: adds it again, in
 * place. false: the slow way. */
static inline bool add_attribute(vm_t *vm, value_t object, value_t name, value_t value,
                                 const inline_cache_t *cache)
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
    if (dict->filled != cache->entry || dict->index || !dict->entries ||
        !(dict->header.flags & DICT_PLAIN_KEYS))
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

/* Where a global's value stands. Whatever moves it or hides it counts the epoch up: a new or deleted name of
 * any module, a collection. */
static inline value_t *global_slot(const vm_t *vm, const inline_cache_t *cache)
{
    return heap_at(&vm->heap, cache->entry);
}

static void remember_global(vm_t *vm, inline_cache_t *cache, value_t dict, uint32_t entry)
{
    *cache = (inline_cache_t){.epoch = vm->cache_epoch,
                              .entry = heap_ref(&vm->heap, &dict_entry(vm, dict, entry)->value)};
}

static step_t load_global_slow(vm_t *vm, instruction_t i)
{
    frame_t *frame = top_frame(vm);
    const vm_code_t *code = &vm->codes[frame->code];
    value_t name = code->constants[instruction_bx(i)], dict = vm->module_dicts[frame->module];
    uint32_t entry = dict_find_str(vm, dict, name);
    if (entry == UINT32_MAX) {
        dict = vm->builtins;
        entry = dict_find_str(vm, dict, name);
    }
    if (entry == UINT32_MAX)
        return step_raise(vm, EXC_NAME_ERROR, "name '%s' is not defined", as_str(vm, name)->bytes);
    if (!vm->heap.loading)
        remember_global(vm, &code->caches[frame->pc], dict, entry);
    frame_registers(vm, frame)[i.a] = dict_entry(vm, dict, entry)->value;
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
        vm->cache_epoch++; /* entries may have moved, a builtin name may be hidden now */
    if (!vm->heap.loading)
        remember_global(vm, &code->caches[frame->pc], dict, dict_find_str(vm, dict, name));
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
            "cannot access free variable '%s' where it is not associated with a value in enclosing scope",
            text);
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
    uint64_t w;
    step_t step;

reload:
    frame = top_frame(vm);
    code = &vm->codes[frame->code];
    k = code->constants;
    r = vm->stack + frame->base;
    pc = code->instructions + frame->pc;
    w = fetch(pc);
    goto *labels[OP];

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
    r[A] = r[B];
    NEXT();
op_LOAD_CONST:
    r[A] = k[BX];
    NEXT();
op_LOAD_INT:
    r[A] = value_from_int((int32_t)BX);
    NEXT();
op_CLEAR:
    for (uint32_t n = 0; n < B; n++)
        r[A + n] = VALUE_UNSET;
    NEXT();
op_CHECK_BOUND:
    if (UNLIKELY(value_is_unset(r[A])))
        SLOW(unbound(vm, k[BX], FLAGS & 1));
    NEXT();

    /* ---- names ---- */
op_LOAD_GLOBAL : {
    const inline_cache_t *cache = &code->caches[pc - code->instructions];
    if (LIKELY(cache->epoch == vm->cache_epoch)) {
        r[A] = *global_slot(vm, cache);
        NEXT();
    }
    SLOW(load_global_slow(vm, WHOLE));
}
op_STORE_GLOBAL : {
    const inline_cache_t *cache = &code->caches[pc - code->instructions];
    if (LIKELY(cache->epoch == vm->cache_epoch)) {
        *global_slot(vm, cache) = r[A];
        NEXT();
    }
    SLOW(store_global_slow(vm, WHOLE));
}
op_DELETE_GLOBAL:
    SLOW(delete_global(vm, WHOLE));
op_LOAD_NAME:
op_STORE_NAME:
op_DELETE_NAME:
op_LOAD_CLASS_FREE:
    SLOW(class_names(vm, WHOLE));

    /* ---- cells ---- */
op_MAKE_CELL : {
    cell_t *cell = heap_alloc_raw(vm, KIND_CELL, sizeof(cell_t));
    cell->value = r[B];
    r[A] = object_value(vm, cell);
    NEXT();
}
op_LOAD_CELL : {
    value_t v = as_cell(vm, r[B])->value;
    if (UNLIKELY(value_is_unset(v)))
        SLOW(unbound(vm, k[C], FLAGS & 1));
    r[A] = v;
    NEXT();
}
op_STORE_CELL:
    as_cell(vm, r[A])->value = r[B];
    NEXT();
op_DELETE_CELL:
    if (value_is_unset(as_cell(vm, r[A])->value))
        SLOW(unbound(vm, k[B], false));
    as_cell(vm, r[A])->value = VALUE_UNSET;
    NEXT();
op_LOAD_FREE : {
    value_t v = as_cell(vm, as_tuple(vm, as_function(vm, frame->function)->closure)->items[B])->value;
    if (UNLIKELY(value_is_unset(v)))
        SLOW(unbound(vm, k[C], true));
    r[A] = v;
    NEXT();
}
op_STORE_FREE:
    as_cell(vm, as_tuple(vm, as_function(vm, frame->function)->closure)->items[A])->value = r[B];
    NEXT();
op_DELETE_FREE : {
    cell_t *cell = as_cell(vm, as_tuple(vm, as_function(vm, frame->function)->closure)->items[A]);
    if (value_is_unset(cell->value))
        SLOW(unbound(vm, k[B], true));
    cell->value = VALUE_UNSET;
    NEXT();
}
op_MAKE_FUNCTION:
    SLOW(make_function(vm, WHOLE));

    /* ---- arithmetic ---- */
#define BINARY(name, fast)                                                                                   \
    op_##name : if (LIKELY(fast(r[B], r[C], &r[A]))) NEXT();                                                 \
    SLOW(binary_slow(vm, BINARY_OP_##name, WHOLE, r[B], r[C]));                                              \
    op_##name##_K : if (LIKELY(fast(r[B], k[C], &r[A]))) NEXT();                                             \
    SLOW(binary_slow(vm, BINARY_OP_##name, WHOLE, r[B], k[C]));

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
    if (value_is_double(r[B])) {
        r[A] = value_from_double(-value_to_double(r[B]));
        NEXT();
    }
    if (value_is_small_int(r[B]) && value_to_int(r[B]) != VALUE_INT_MIN) {
        r[A] = value_from_int(-value_to_int(r[B]));
        NEXT();
    }
    SLOW(unary_slow(vm, WHOLE));
op_POS:
op_INVERT:
    SLOW(unary_slow(vm, WHOLE));
op_NOT : {
    value_t v = r[B];
    if (value_is_bool(v)) {
        r[A] = v == VALUE_TRUE ? VALUE_FALSE : VALUE_TRUE;
        NEXT();
    }
    SLOW(truth_slow(vm, WHOLE));
}

/* ---- comparisons ---- */
#define COMPARE(name, op)                                                                                    \
    op_##name : if (LIKELY(BOTH_INTS(r[B], r[C])))                                                           \
    {                                                                                                        \
        r[A] = value_from_bool(int_high(r[B]) op int_high(r[C]));                                            \
        NEXT();                                                                                              \
    }                                                                                                        \
    if (BOTH_DOUBLES(r[B], r[C])) {                                                                          \
        r[A] = value_from_bool(value_to_double(r[B]) op value_to_double(r[C]));                              \
        NEXT();                                                                                              \
    }                                                                                                        \
    SLOW(compare_slow(vm, COMPARE_OP_##name, WHOLE, r[B], r[C]));                                            \
    op_##name##_K : if (LIKELY(BOTH_INTS(r[B], k[C])))                                                       \
    {                                                                                                        \
        r[A] = value_from_bool(int_high(r[B]) op int_high(k[C]));                                            \
        NEXT();                                                                                              \
    }                                                                                                        \
    SLOW(compare_slow(vm, COMPARE_OP_##name, WHOLE, r[B], k[C]));                                            \
    op_JUMP_##name : if (LIKELY(BOTH_INTS(r[A], r[B])))                                                      \
    {                                                                                                        \
        if ((int_high(r[A]) op int_high(r[B])) == (FLAGS & 1))                                               \
            JUMP_BY((int16_t)C);                                                                             \
        NEXT();                                                                                              \
    }                                                                                                        \
    if (BOTH_DOUBLES(r[A], r[B])) {                                                                          \
        if ((value_to_double(r[A]) op value_to_double(r[B])) == (FLAGS & 1))                                 \
            JUMP_BY((int16_t)C);                                                                             \
        NEXT();                                                                                              \
    }                                                                                                        \
    SLOW(compare_slow(vm, COMPARE_OP_##name, WHOLE, r[A], r[B]));                                            \
    op_JUMP_##name##_K : if (LIKELY(BOTH_INTS(r[A], k[B])))                                                  \
    {                                                                                                        \
        if ((int_high(r[A]) op int_high(k[B])) == (FLAGS & 1))                                               \
            JUMP_BY((int16_t)C);                                                                             \
        NEXT();                                                                                              \
    }                                                                                                        \
    {                                                                                                        \
        double x, y;                                                                                         \
        if (int_or_double(r[A], &x) && int_or_double(k[B], &y)) {                                            \
            if ((x op y) == (FLAGS & 1))                                                                     \
                JUMP_BY((int16_t)C);                                                                         \
            NEXT();                                                                                          \
        }                                                                                                    \
    }                                                                                                        \
    SLOW(compare_slow(vm, COMPARE_OP_##name, WHOLE, r[A], k[B]));

    COMPARE(EQ, ==)
    COMPARE(NE, !=)
    COMPARE(LT, <)
    COMPARE(LE, <=)
    COMPARE(GT, >)
    COMPARE(GE, >=)
#undef COMPARE

op_IS:
    r[A] = value_from_bool(r[B] == r[C]);
    NEXT();
op_IS_NOT:
    r[A] = value_from_bool(r[B] != r[C]);
    NEXT();
op_IN:
op_NOT_IN:
    SLOW(contains_slow(vm, WHOLE));

    /* ---- jumps ---- */
op_JUMP:
op_LOOP:
    JUMP_BY((int32_t)BX);
op_JUMP_TRUE:
    if (LIKELY(value_is_bool(r[A]))) {
        if (r[A] == VALUE_TRUE)
            JUMP_BY((int32_t)BX);
        NEXT();
    }
    SLOW(truth_slow(vm, WHOLE));
op_JUMP_FALSE:
    if (LIKELY(value_is_bool(r[A]))) {
        if (r[A] == VALUE_FALSE)
            JUMP_BY((int32_t)BX);
        NEXT();
    }
    SLOW(truth_slow(vm, WHOLE));
op_JUMP_NONE:
    if (value_is_none(r[A]))
        JUMP_BY((int32_t)BX);
    NEXT();
op_JUMP_NOT_NONE:
    if (!value_is_none(r[A]))
        JUMP_BY((int32_t)BX);
    NEXT();

    /* ---- loops ---- */
op_GET_ITER:
    SLOW(get_iter_slow(vm, frame->base + A, r[B]));
op_RANGE_PREP:
    if (fold_range(vm, r + A, B))
        JUMP_BY((int16_t)C);
    NEXT();
op_FOR_NEXT:
    if (LIKELY(value_is_small_int(r[A]))) {
        if (int_high(r[A]) == 0)
            NEXT();
        STEP_RANGE();
        JUMP_BY((int16_t)C);
    }
    if (fast_next(vm, r[A], &r[B]))
        JUMP_BY((int16_t)C);
    SLOW(next_slow(vm, WHOLE));
op_FOR_ITER:
    if (LIKELY(value_is_small_int(r[A]))) {
        if (int_high(r[A]) == 0)
            JUMP_BY((int16_t)C);
        STEP_RANGE();
        NEXT();
    }
    if (fast_next(vm, r[A], &r[B]))
        NEXT();
    SLOW(next_slow(vm, WHOLE));

    /* ---- calls ---- */
op_CALL : {
    value_t callee = r[A];
    uint32_t args = frame->base + A + 1u;
    kind_t kind = value_kind(vm, callee);
    if (LIKELY(kind == KIND_FUNCTION)) {
        const vm_code_t *target = &vm->codes[as_function(vm, callee)->code];
        if (LIKELY(target->plain && target->positional_count == B)) {
            SAVE();
            step = push_frame(vm, callee, args, frame->base + C, CONTINUE_STORE, VALUE_UNSET);
            goto entered;
        }
    } else if (kind == KIND_NATIVE) {
        CALL_NATIVE(as_native(vm, callee)->number, args, B);
    } else if (kind == KIND_METHOD && value_kind(vm, as_method(vm, callee)->function) == KIND_NATIVE) {
        const method_t *method = as_method(vm, callee);
        r[A] = method->self;
        CALL_NATIVE(as_native(vm, method->function)->number, args - 1, B + 1u);
    } else if (kind == KIND_CLASS) {
        const inline_cache_t *cache = &code->caches[pc - code->instructions];
        if (LIKELY(cache->class == callee && cache->epoch == vm->cache_epoch)) {
            value_t instance = instance_new(vm, callee);
            r[A] = instance;
            SAVE();
            step = push_frame(vm, cache->value, args - 1, frame->base + C, CONTINUE_INIT, instance);
            goto entered;
        }
        remember_init(vm, callee, B, &code->caches[pc - code->instructions]);
    }
    SLOW(call_value(vm, args, B, VALUE_UNSET, frame->base + C, CONTINUE_STORE, VALUE_UNSET));
}
op_CALL_METHOD : {
    value_t callee = r[A];
    uint32_t base = frame->base + A, result = frame->base + C;
    if (value_is_unset(callee)) {
        callee = r[A + 1];
        kind_t found = value_kind(vm, callee);
        if (found == KIND_NATIVE)
            CALL_NATIVE(as_native(vm, callee)->number, base + 2, B);
        if (found == KIND_METHOD && value_kind(vm, as_method(vm, callee)->function) == KIND_NATIVE) {
            const method_t *method = as_method(vm, callee);
            r[A + 1] = method->self;
            CALL_NATIVE(as_native(vm, method->function)->number, base + 1, B + 1u);
        }
        SLOW(call_value(vm, base + 2, B, VALUE_UNSET, result, CONTINUE_STORE, VALUE_UNSET));
    }
    kind_t kind = value_kind(vm, callee);
    if (kind == KIND_FUNCTION) {
        const vm_code_t *target = &vm->codes[as_function(vm, callee)->code];
        SAVE();
        if (LIKELY(target->plain && target->positional_count == B + 1u))
            step = push_frame(vm, callee, base + 1, result, CONTINUE_STORE, VALUE_UNSET);
        else
            step =
                push_function(vm, callee, base + 1, B + 1u, VALUE_UNSET, result, CONTINUE_STORE, VALUE_UNSET);
        goto entered;
    }
    if (kind == KIND_NATIVE)
        CALL_NATIVE(as_native(vm, callee)->number, base + 1, B + 1u);
    SLOW(call_value(vm, base + 1, B + 1u, VALUE_UNSET, result, CONTINUE_STORE, VALUE_UNSET));
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
    SLOW(call_value(vm, frame->base + A + 1u, B, k[C], frame->base + A, CONTINUE_STORE, VALUE_UNSET));
op_CALL_METHOD_KW : {
    uint32_t base = frame->base + A;
    bool bound = !value_is_unset(r[A]);
    SLOW(call_value(vm, bound ? base + 1 : base + 2, bound ? B + 1u : B, k[C], base, CONTINUE_STORE,
                    VALUE_UNSET));
}
op_CALL_EX:
    SLOW(call_extended(vm, WHOLE));
op_CALL_SUPER:
    SLOW(call_super(vm, WHOLE));
op_LOAD_METHOD : {
    value_t object = r[B];
    const inline_cache_t *cache = &code->caches[pc - code->instructions];
    if (cache->class == object && cache->epoch == vm->cache_epoch) { /* a module */
        r[A] = VALUE_UNSET;
        r[A + 1] = *global_slot(vm, cache);
        NEXT();
    }
    if (LIKELY(cache->epoch == vm->cache_epoch && !value_is_unset(cache->value) && value_is_ref(object))) {
        kind_t kind = (kind_t)as_header(vm, object)->kind;
        if (kind == KIND_INSTANCE
                ? as_instance(vm, object)->class == cache->class &&
                      instance_lacks(vm, as_instance(vm, object), k[C])
                : kind != KIND_CLASS && kind != KIND_MODULE && kind != KIND_SUPER && kind != KIND_FUNCTION &&
                      kind != KIND_EXCEPTION && value_class(vm, object) == cache->class &&
                      (kind != KIND_OBJECT || value_is_none(as_object(vm, object)->dict))) {
            r[A] = cache->value;
            r[A + 1] = object;
            NEXT();
        }
    }
    SLOW(load_method(vm, WHOLE));
}
op_RETURN : {
    value_t value = r[A];
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
op_LOAD_ATTR : {
    const value_t *found = cached_attribute(vm, r[B], k[C], &code->caches[pc - code->instructions]);
    if (LIKELY(found != NULL)) {
        r[A] = *found;
        NEXT();
    }
    const inline_cache_t *cache = &code->caches[pc - code->instructions];
    if (cache->class == r[B] && cache->epoch == vm->cache_epoch) { /* a module */
        r[A] = *global_slot(vm, cache);
        NEXT();
    }
    SLOW(load_attr_slow(vm, WHOLE));
}
op_STORE_ATTR : {
    value_t *found = cached_attribute(vm, r[A], k[B], &code->caches[pc - code->instructions]);
    if (LIKELY(found != NULL)) {
        *found = r[C];
        NEXT();
    }
    if (add_attribute(vm, r[A], k[B], r[C], &code->caches[pc - code->instructions]))
        NEXT();
    SLOW(store_attr_slow(vm, WHOLE));
}
op_DELETE_ATTR:
    SLOW(delete_attribute(vm, r[A], k[B]));
op_GET_ITEM : {
    value_t *slot;
    if (LIKELY(list_index(vm, r[B], r[C], &slot))) {
        r[A] = *slot;
        NEXT();
    }
    SLOW(get_item(vm, WHOLE, r[B], r[C]));
}
op_GET_ITEM_K : {
    value_t *slot, container = r[B];
    if (LIKELY(list_index(vm, container, k[C], &slot))) {
        r[A] = *slot;
        NEXT();
    }
    if (value_kind(vm, container) == KIND_TUPLE && value_is_small_int(k[C])) {
        uint64_t index = (uint64_t)value_to_int(k[C]);
        if (LIKELY(index < as_tuple(vm, container)->count)) {
            r[A] = as_tuple(vm, container)->items[index];
            NEXT();
        }
    }
    SLOW(get_item(vm, WHOLE, container, k[C]));
}
op_SET_ITEM : {
    value_t *slot;
    if (LIKELY(list_index(vm, r[A], r[B], &slot))) {
        *slot = r[C];
        NEXT();
    }
    SLOW(set_item_slow(vm, WHOLE));
}
op_DELETE_ITEM:
    SLOW(delete_item_slow(vm, WHOLE));
op_BUILD_SLICE : {
    value_t made = slice_new(vm, r[B], r[B + 1], r[B + 2]);
    r[A] = made;
    NEXT();
}

    /* ---- displays ---- */
op_BUILD_LIST : {
    value_t made = list_new(vm, r + B, C);
    r[A] = made;
    NEXT();
}
op_BUILD_TUPLE : {
    value_t made = tuple_new(vm, r + B, C);
    r[A] = made;
    NEXT();
}
op_LIST_APPEND:
    list_append(vm, r[A], r[B]);
    NEXT();
op_BUILD_SET:
op_BUILD_DICT:
op_LIST_EXTEND:
op_SET_ADD:
op_SET_UPDATE:
op_DICT_ADD:
op_DICT_UPDATE:
op_DICT_MERGE:
    SLOW(display_slow(vm, WHOLE));
op_LIST_TO_TUPLE : {
    value_t made = tuple_new(vm, list_items(vm, r[B]), as_list(vm, r[B])->count);
    r[A] = made;
    NEXT();
}
op_UNPACK:
    if (value_kind(vm, r[B]) == KIND_TUPLE && as_tuple(vm, r[B])->count == C) {
        memmove(r + A, as_tuple(vm, r[B])->items, C * sizeof(value_t));
        NEXT();
    }
    SLOW(unpack_slow(vm, WHOLE));
op_UNPACK_STAR:
    SLOW(unpack_slow(vm, WHOLE));

    /* ---- strings ---- */
op_FORMAT:
    if (value_is_str(vm, r[B]) && (FLAGS & 6) == 0) {
        r[A] = r[B];
        NEXT();
    }
    SLOW(format_slow(vm, WHOLE));
op_BUILD_STRING:
    SLOW(build_string(vm, WHOLE));

    /* ---- classes, exceptions ---- */
op_BUILD_CLASS:
    SLOW(build_class(vm, WHOLE));
op_RAISE:
    SLOW(raise_instruction(vm, WHOLE));
op_RERAISE:
    SAVE();
    vm->state.exception = r[A];
    step = unwind(vm, true);
    goto unwound;
op_RAISE_BARE:
    SAVE();
    step = raise_bare(vm);
unwound:
    if (step == STEP_EXIT)
        return VM_UNCAUGHT;
    goto after_step;
op_JUMP_UNLESS_MATCH : {
    bool matches;
    if (exception_matches(vm, r[A], r[B], &matches) != NATIVE_OK)
        SLOW(STEP_RAISE);
    if (!matches)
        JUMP_BY((int16_t)C);
    NEXT();
}
op_RAISE_ASSERT:
    SLOW(raise_assert(vm, WHOLE));
op_WITH_SETUP:
    SLOW(with_setup(vm, WHOLE));
op_EXC_ARGS : {
    value_t exception = r[B];
    r[A] = value_class(vm, exception);
    r[A + 1] = exception;
    r[A + 2] = as_exception(vm, exception)->traceback;
    NEXT();
}

    /* ---- generators ---- */
op_YIELD:
    SLOW(generator_yield(vm, WHOLE));
op_SEND:
    SLOW(send_slow(vm, WHOLE));

    /* ---- modules ---- */
op_IMPORT:
    SLOW(import_module(vm, WHOLE));
op_IMPORT_FROM:
    SLOW(import_from(vm, WHOLE));
op_IMPORT_STAR:
    SLOW(import_star(vm, WHOLE));
}
