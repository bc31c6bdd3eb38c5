/*
 * Cheney's copying collector.
 *
 * A moved object's old header says so (kind 0) and holds its new offset; the rest of the old object stays
 * readable, which iterators over dicts need. Storage that belongs to one owner alone (a list's items, a
 * dict's entries and index, a set's table) is copied when the owner's copy is scanned, and leaves no
 * forwarding header.
 *
 * A canonical copy writes offsets as if it stood in space 0 (`bias`), wherever it is put at first.
 */
#include "lessons/vm/collect.h"

#include <sys/mman.h>

#include "lessons/vm/collect_dict.h"
#include "lessons/vm/identity.h"
#include "lessons/vm/machine.h"

#define KEPT_BYTES (8u << 20) /* of an unused space stay mapped */

/* ---- copying ---- */

static void *allocate(collector_t *c, uint32_t size_bytes, ref_t *ref)
{
    void *object = c->base + c->top;
    *ref = c->top + c->bias;
    c->top += size_bytes;
    return object;
}

void *collect_copy_storage(collector_t *c, ref_t old, uint32_t size_bytes, ref_t *ref)
{
    object_t *from = (object_t *)(void *)(c->base + old);
    object_t *to = allocate(c, size_bytes, ref);
    memcpy(to, from, size_bytes < from->size_bytes ? size_bytes : from->size_bytes);
    to->size_bytes = size_bytes;
    return to;
}

void *collect_new_storage(collector_t *c, kind_t kind, uint32_t size_bytes, ref_t *ref)
{
    object_t *to = allocate(c, size_bytes, ref);
    memset(to, 0, size_bytes);
    *to = (object_t){.size_bytes = size_bytes, .kind = (uint8_t)kind};
    return to;
}

/* A text without its room to grow and without what was worked out about it. */
static object_t *copy_text(collector_t *c, const str_t *from, ref_t *ref)
{
    uint32_t size_bytes = ((uint32_t)sizeof(str_t) + from->size + 1 + 7) & ~7u;
    str_t *to = collect_new_storage(c, KIND_STR, size_bytes, ref);
    to->header.flags = from->header.flags & STR_ASCII;
    to->size = from->size;
    to->length = from->length;
    memcpy(to->bytes, from->bytes, from->size);
    return &to->header;
}

static ref_t forward_ref(collector_t *c, ref_t ref)
{
    if (ref < c->static_end)
        return ref;
    object_t *from = (object_t *)(void *)(c->base + ref);
    if (from->kind == KIND_NONE)
        return from->size_bytes;
    ref_t moved;
    if (c->canonical && from->kind == KIND_STR)
        copy_text(c, (const str_t *)(const void *)from, &moved);
    else
        memcpy(allocate(c, from->size_bytes, &moved), from, from->size_bytes);
    from->kind = KIND_NONE;
    from->size_bytes = moved;
    return moved;
}

void collect_forward(collector_t *c, value_t *value)
{
    if (value_is_ref(*value))
        *value = value_from_ref(forward_ref(c, value_to_ref(*value)));
}

static void forward_all(collector_t *c, value_t *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        collect_forward(c, &values[i]);
}

/* ---- the values in an object: one run in most kinds ---- */

typedef struct value_run {
    uint16_t first_bytes, count;
} value_run_t;

#define RUN(type, field, n)                                                                                  \
    {                                                                                                        \
        offsetof(type, field), n                                                                             \
    }

static const value_run_t value_runs[KIND_COUNT] = {
    [KIND_CELL] = RUN(cell_t, value, 1),
    [KIND_RANGE] = RUN(range_t, start, 4),
    [KIND_SLICE] = RUN(slice_t, start, 3),
    [KIND_FUNCTION] = RUN(function_t, defaults, 6),
    [KIND_NATIVE] = RUN(native_t, name, 2),
    [KIND_METHOD] = RUN(method_t, function, 2),
    [KIND_CLASS] = RUN(class_t, name, 5),
    [KIND_INSTANCE] = RUN(instance_t, class, 3),
    [KIND_EXCEPTION] = RUN(exception_t, class, 7),
    [KIND_TRACEBACK] = RUN(traceback_t, next, 1),
    [KIND_MODULE] = RUN(module_t, name, 2),
    [KIND_PROPERTY] = RUN(property_t, get, 4),
    [KIND_STATICMETHOD] = RUN(wrapper_t, function, 1),
    [KIND_CLASSMETHOD] = RUN(wrapper_t, function, 1),
    [KIND_SUPER] = RUN(super_t, class, 2),
    [KIND_DICT_VIEW] = RUN(dict_view_t, dict, 1),
};

static void scan_list(collector_t *c, list_t *list)
{
    if (!list->items)
        return;
    const object_t *old = (const object_t *)(const void *)(c->base + list->items);
    uint32_t capacity = (old->size_bytes - (uint32_t)sizeof(values_t)) / (uint32_t)sizeof(value_t);
    if (c->canonical)
        capacity = list->count;
    else if (capacity > 2 * list->count + 16)
        capacity = list->count + list->count / 4 + 4;
    if (capacity == 0)
        list->items = 0;
    else
        collect_copy_storage(c, list->items, (uint32_t)(sizeof(values_t) + capacity * sizeof(value_t)),
                             &list->items);
}

static void scan_set(collector_t *c, set_t *set)
{
    if (!set->table)
        return;
    const object_t *old = (const object_t *)(const void *)(c->base + set->table);
    raw_t *table = collect_copy_storage(c, set->table, old->size_bytes, &set->table);
    set_slot_t *slots = (set_slot_t *)(void *)table->bytes;
    for (uint64_t i = 0; i <= set->mask; i++)
        collect_forward(c, &slots[i].key);
}

/* While a generator runs, its registers are on the stack, and what it keeps here is stale. */
static void scan_generator(collector_t *c, generator_t *g)
{
    if (g->header.extra == GENERATOR_RUNNING && value_is_ref(g->registers)) {
        const object_t *old = (const object_t *)(const void *)(c->base + value_to_ref(g->registers));
        ref_t ref;
        values_t *fresh = collect_new_storage(c, KIND_VALUES, old->size_bytes, &ref);
        size_t count = (old->size_bytes - sizeof(values_t)) / sizeof(value_t);
        for (size_t i = 0; i < count; i++)
            fresh->items[i] = VALUE_UNSET;
        g->registers = value_from_ref(ref);
        if (c->canonical)
            g->pc = g->yield_register = 0; /* the frame knows better */
    } else {
        collect_forward(c, &g->registers);
    }
    collect_forward(c, &g->function);
    collect_forward(c, &g->handled);
}

static void scan_iterator(collector_t *c, iterator_t *it)
{
    collect_iterator_position(c, it);
    collect_forward(c, &it->over);
    collect_forward(c, &it->extra_value);
}

static void scan_object(collector_t *c, object_t *object)
{
    uint8_t *bytes = (uint8_t *)object;
    switch ((kind_t)object->kind) {
    case KIND_VALUES:
        forward_all(c, ((values_t *)(void *)object)->items,
                    (object->size_bytes - sizeof(values_t)) / sizeof(value_t));
        break;
    case KIND_TUPLE:
        forward_all(c, ((tuple_t *)(void *)object)->items, ((tuple_t *)(void *)object)->count);
        break;
    case KIND_LIST:
        scan_list(c, (list_t *)(void *)object);
        break;
    case KIND_DICT:
        collect_dict(c, (dict_t *)(void *)object);
        break;
    case KIND_SET:
    case KIND_FROZENSET:
        scan_set(c, (set_t *)(void *)object);
        break;
    case KIND_ITERATOR:
        scan_iterator(c, (iterator_t *)(void *)object);
        break;
    case KIND_GENERATOR:
        scan_generator(c, (generator_t *)(void *)object);
        break;
    case KIND_OBJECT: /* class, dict, then the slots */
        forward_all(c, (value_t *)(void *)(bytes + offsetof(native_object_t, class)), 2u + object->extra);
        break;
    default: {
        value_run_t run = value_runs[object->kind];
        forward_all(c, (value_t *)(void *)(bytes + run.first_bytes), run.count);
        break;
    }
    }
}

/* ---- the roots ---- */

/* How many registers of a frame are its own: where the next window or a native's slots begin, it ends. */
static uint32_t window_size(const vm_t *vm, uint32_t number)
{
    const frame_t *frame = &vm->frames[number];
    uint32_t end = frame->base + vm->codes[frame->code].register_count;
    if (number + 1 < vm->state.frame_count && vm->frames[number + 1].base < end)
        end = vm->frames[number + 1].base;
    const vm_pending_t *pending = &vm->state.pending;
    if (pending->native && pending->arg_count > 0 && pending->args >= frame->base && pending->args < end)
        end = pending->args;
    return end > frame->base ? end - frame->base : 0;
}

static void forward_window(collector_t *c, const frame_t *frame, uint32_t size)
{
    const code_t *code = c->vm->codes[frame->code].code;
    const uint64_t *live = code->live + (size_t)frame->pc * code->live_words;
    value_t *registers = c->vm->stack + frame->base;
    /* Variables that nothing will read any more are kept for the reader's view, but do not count for a state. */
    uint32_t kept = c->canonical ? 0 : c->vm->codes[frame->code].local_end;
    for (uint32_t r = 0; r < size; r++) {
        if (r < kept || live[r / 64] >> r % 64 & 1)
            collect_forward(c, &registers[r]);
        else
            registers[r] = VALUE_UNSET;
    }
}

static void clear_slots(vm_t *vm, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++)
        vm->stack[i] = VALUE_UNSET;
}

static void forward_stack(collector_t *c)
{
    vm_t *vm = c->vm;
    uint32_t used = 0;
    for (uint32_t n = 0; n < vm->state.frame_count; n++) {
        frame_t *frame = &vm->frames[n];
        uint32_t size = window_size(vm, n);
        collect_forward(c, &frame->function);
        collect_forward(c, &frame->extra);
        collect_forward(c, &frame->generator);
        if (c->canonical)
            clear_slots(vm, used, frame->base);
        forward_window(c, frame, size);
        used = frame->base + size;
    }
    const vm_pending_t *pending = &vm->state.pending;
    if (pending->native && pending->arg_count > 0) {
        if (c->canonical)
            clear_slots(vm, used, pending->args);
        forward_all(c, vm->stack + pending->args, pending->arg_count);
    }
}

uint32_t collect_stack_top(const vm_t *vm)
{
    const vm_pending_t *pending = &vm->state.pending;
    if (pending->native && pending->arg_count > 0)
        return pending->args + pending->arg_count;
    uint32_t last = vm->state.frame_count;
    return last ? vm->frames[last - 1].base + window_size(vm, last - 1) : 0;
}

static void forward_roots(collector_t *c)
{
    vm_state_t *state = &c->vm->state;
    collect_forward(c, &state->exception);
    forward_all(c, state->roots, ROOT_COUNT);
    collect_forward(c, &state->modules);
    if (!state->pending.native) {
        memset(&state->pending, 0, sizeof state->pending);
        state->pending.extra = VALUE_UNSET;
    }
    collect_forward(c, &state->pending.extra);
    forward_stack(c);
}

/* ---- the whole ---- */

/* Copies all that lives to `start`; gives the end of it. */
static ref_t copy_living(vm_t *vm, ref_t start, uint32_t bias, bool canonical)
{
    collector_t c = {.vm = vm,
                     .base = vm->heap.base,
                     .static_end = vm->heap.static_end,
                     .top = start,
                     .bias = bias,
                     .canonical = canonical};
    forward_roots(&c);
    for (ref_t at = start; at < c.top;) {
        object_t *object = (object_t *)(void *)(c.base + at);
        scan_object(&c, object);
        at += object->size_bytes;
    }
    identities_collect(&c);
    return c.top;
}

/* Gives memory behind an unused part of a space back to the system. */
static void release(heap_t *heap, ref_t from, ref_t to)
{
    ref_t first = (from + KEPT_BYTES + 4095u) & ~4095u, last = to & ~4095u;
    if (to > from && first > from && last > first)
        madvise(heap->base + first, last - first, MADV_DONTNEED);
}

static void settle(vm_t *vm, uint32_t space, ref_t top)
{
    heap_t *heap = &vm->heap;
    uint32_t live = top - heap->space_start[space];
    uint32_t more = live > HEAP_NURSERY_BYTES ? live : HEAP_NURSERY_BYTES;
    heap->space = space;
    heap->top = top;
    heap->end = heap->space_start[space] + heap->space_bytes;
    heap->collect_at = more < heap->end - top ? top + more : heap->end;
    vm->cache_epoch++;
    vm->collections++;
    module_dicts_refresh(vm);
}

void collect(vm_t *vm)
{
    heap_t *heap = &vm->heap;
    uint32_t to = heap->space ^ 1u;
    ref_t old_start = heap->space_start[heap->space], old_top = heap->top;
    ref_t top = copy_living(vm, heap->space_start[to], 0, false);
    settle(vm, to, top);
    release(heap, old_start, old_top);
}

void collect_canonical(vm_t *vm)
{
    heap_t *heap = &vm->heap;
    ref_t first = heap->space_start[0], second = heap->space_start[1], old_top = heap->top;
    if (heap->space == 1) {
        ref_t top = copy_living(vm, first, 0, true);
        settle(vm, 0, top);
        release(heap, second, old_top);
        return;
    }
    ref_t top = copy_living(vm, second, first - second, true);
    uint32_t live = top - second;
    memcpy(heap->base + first, heap->base + second, live);
    settle(vm, 0, first + live);
    release(heap, first + live, old_top);
    release(heap, second, top);
}
