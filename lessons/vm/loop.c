/* Iteration as the loops see it, and `with`. */
#include "lessons/vm/iterate.h"
#include "lessons/vm/machine.h"

step_t get_iter_slow(vm_t *vm, uint32_t result, value_t v)
{
    value_t iterator = VALUE_UNSET;
    if (value_kind(vm, v) == KIND_GENERATOR) {
        vm->stack[result] = v;
        return STEP_NEXT;
    }
    if (value_kind(vm, v) == KIND_OBJECT && lazy_is_pure(vm, v)) {
        vm->stack[result] = v;
        return STEP_NEXT;
    }
    native_status_t status = value_iterate(vm, v, &iterator);
    if (status == NATIVE_OK) {
        vm->stack[result] = iterator;
        return STEP_NEXT;
    }
    if (status == NATIVE_RAISE)
        return STEP_RAISE;
    value_t iter = special_method(vm, v, NAME_iter);
    if (value_is_unset(iter) || value_is_none(iter)) {
        if (!value_is_unset(special_method(vm, v, NAME_getitem))) {
            vm->stack[result] = iterator_new(vm, ITERATE_SEQUENCE, v);
            return STEP_NEXT;
        }
        return step_raise(vm, EXC_TYPE_ERROR, "'%s' object is not iterable", value_type_name(vm, v));
    }
    return call_with(vm, iter, &v, 1, result, CONTINUE_ITER, VALUE_UNSET);
}

/* ---- FOR_NEXT, FOR_ITER ---- */

static step_t loop_jump(vm_t *vm, instruction_t i)
{
    frame_t *frame = top_frame(vm);
    frame->pc = (uint32_t)((int64_t)frame->pc + 1 + (int16_t)i.c);
    return STEP_RELOAD;
}

/* The loop got its item (it stands in its register already). */
step_t next_delivered(vm_t *vm, uint32_t result, value_t value)
{
    instruction_t i = frame_instruction(vm, top_frame(vm));
    vm->stack[result] = value;
    return i.op == OP_FOR_NEXT ? loop_jump(vm, i) : STEP_NEXT;
}

step_t next_ended(vm_t *vm)
{
    instruction_t i = frame_instruction(vm, top_frame(vm));
    return i.op == OP_FOR_ITER ? loop_jump(vm, i) : STEP_NEXT;
}

/* An iterator over something with __getitem__ only: asks for the next index. */
static step_t sequence_next(vm_t *vm, iterator_t *it, uint32_t result, continuation_t continuation)
{
    if (value_is_none(it->over))
        return next_ended(vm);
    value_t method = special_method(vm, it->over, NAME_getitem);
    value_t args[2] = {it->over, value_from_int(it->position++)};
    return call_with(vm, method, args, 2, result, continuation, VALUE_UNSET);
}

step_t next_slow(vm_t *vm, instruction_t i)
{
    frame_t *frame = top_frame(vm);
    value_t iterator = frame_registers(vm, frame)[i.a], item = VALUE_UNSET;
    uint32_t result = frame->base + i.b;
    kind_t kind = value_kind(vm, iterator);
    if (kind == KIND_GENERATOR)
        return generator_resume(vm, iterator, VALUE_NONE, result, CONTINUE_NEXT, VALUE_UNSET);
    native_status_t status = NATIVE_FALLBACK;
    if (kind == KIND_ITERATOR && as_header(vm, iterator)->extra == ITERATE_SEQUENCE)
        return sequence_next(vm, as_iterator(vm, iterator), result, CONTINUE_NEXT_INDEX);
    if (kind == KIND_ITERATOR)
        status = iterator_next(vm, iterator, &item);
    else if (kind == KIND_OBJECT && lazy_is_pure(vm, iterator))
        status = lazy_next(vm, iterator, &item);
    if (status == NATIVE_RAISE)
        return STEP_RAISE;
    if (status == NATIVE_OK)
        return value_is_unset(item) ? next_ended(vm) : next_delivered(vm, result, item);
    value_t next = special_method(vm, iterator, NAME_next);
    if (value_is_unset(next))
        return step_raise(vm, EXC_TYPE_ERROR, "'%s' object is not an iterator",
                          value_type_name(vm, iterator));
    step_t step = call_with(vm, next, &iterator, 1, result, CONTINUE_NEXT, VALUE_UNSET);
    if (step == STEP_RAISE && top_frame(vm) == frame)
        absorb_raise(vm, CONTINUE_NEXT, result, VALUE_UNSET, &step);
    return step;
}

/* ---- with ---- */

static bool enter_or_exit(vm_t *vm, value_t *r, value_t manager, vm_name_t name)
{
    attribute_t found = {ATTRIBUTE_MISSING, VALUE_UNSET, manager};
    if (!value_is_unset(special_method(vm, manager, name)))
        found = attribute_find(vm, manager, vm->names[name]);
    if (found.kind == ATTRIBUTE_METHOD) {
        r[0] = found.value;
        r[1] = found.self;
        return true;
    }
    if (found.kind == ATTRIBUTE_VALUE) {
        r[0] = VALUE_UNSET;
        r[1] = found.value;
        return true;
    }
    return false;
}

/* Locks and the like: __enter__ and __exit__ in C, remembered by the class. The second one has its place in
 * the cache of the instruction behind, the call of __enter__, which has no use for it. */
static bool remembered_with(vm_t *vm, value_t *r, value_t manager, const inline_cache_t *cache)
{
    if (cache[0].epoch != vm->cache_epoch || cache[1].epoch != vm->cache_epoch ||
        value_kind(vm, manager) != KIND_OBJECT || as_object(vm, manager)->class != cache[0].class)
        return false;
    r[0] = cache[1].value;
    r[1] = manager;
    r[2] = cache[0].value;
    r[3] = manager;
    return true;
}

static void remember_with(vm_t *vm, const value_t *pair, value_t manager, inline_cache_t *cache)
{
    if (value_kind(vm, manager) != KIND_OBJECT || !value_is_none(as_object(vm, manager)->dict) ||
        value_kind(vm, pair[0]) != KIND_NATIVE || value_kind(vm, pair[2]) != KIND_NATIVE)
        return;
    value_t class = as_object(vm, manager)->class;
    cache[0] = (inline_cache_t){.epoch = vm->cache_epoch, .class = class, .value = pair[2]};
    cache[1] = (inline_cache_t){.epoch = vm->cache_epoch, .class = VALUE_UNSET, .value = pair[0]};
}

step_t with_setup(vm_t *vm, instruction_t i)
{
    const frame_t *frame = top_frame(vm);
    inline_cache_t *cache = &vm->codes[frame->code].caches[frame->pc];
    value_t *r = frame_registers(vm, frame), manager = r[i.b], pair[4];
    if (remembered_with(vm, r + i.a, manager, cache))
        return STEP_NEXT;
    if (!enter_or_exit(vm, pair + 2, manager, NAME_enter))
        return step_raise(vm, EXC_TYPE_ERROR, "'%s' object does not support the context manager protocol",
                          value_type_name(vm, manager));
    if (!enter_or_exit(vm, pair, manager, NAME_exit))
        return step_raise(
            vm, EXC_TYPE_ERROR,
            "'%s' object does not support the context manager protocol (missed __exit__ method)",
            value_type_name(vm, manager));
    memcpy(r + i.a, pair, sizeof pair);
    if (frame->pc + 1 < vm->codes[frame->code].code->instruction_count)
        remember_with(vm, pair, manager, cache);
    return STEP_NEXT;
}
