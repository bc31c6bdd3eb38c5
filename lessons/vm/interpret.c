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

#include "lessons/vm/dispatch.h"
#include "lessons/vm/dispatch_numbers.h"

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
    step_t step;

reload:
    frame = top_frame(vm);
    code = &vm->codes[frame->code];
    k = code->constants;
    r = vm->stack + frame->base;
    pc = code->instructions + frame->pc;
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
    const inline_cache_t *cache = CACHE;
    if (LIKELY(cache->epoch == vm->cache_epoch)) {
        r[A] = *global_slot(vm, cache);
        NEXT();
    }
    SLOW(load_global_slow(vm, WHOLE));
}
op_LOAD_GLOBAL_METHOD : { /* a module's function, as far as the three instructions go */
    const inline_cache_t *cache = CACHE;
    if (UNLIKELY(cache->epoch != vm->cache_epoch))
        SLOW(load_global_slow(vm, WHOLE));
    value_t object = *global_slot(vm, cache);
    if (UNLIKELY(cache->class != cached_module(object))) {
        r[A] = object;
        NEXT();
    }
    value_t callable = *(value_t *)heap_at(&vm->heap, (ref_t)cache->value);
    if (cached_bound(callable) == cache[1].value) {
        const method_t *method = as_method(vm, callable);
        r[A] = method->function;
        r[A + 1] = method->self;
        pc += 2;
        CALL_NATIVE(as_native(vm, method->function), r + A + 1, 1u);
    }
    pc++;
    put_callable(vm, r + A, callable);
    NEXT();
}
op_STORE_GLOBAL : {
    const inline_cache_t *cache = CACHE;
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
    BINARY_FLOAT(ADD, fast_add_ints, fast_add_mixed, +)
    BINARY_FLOAT(SUB, fast_subtract_ints, fast_subtract_mixed, -)
    BINARY_FLOAT(MUL, fast_multiply_ints, fast_multiply_mixed, *)
    BINARY(DIV, fast_divide)
    BINARY(FLOORDIV, fast_floor_divide)
    BINARY(MOD, fast_modulo)
    BINARY(POW, fast_power)
    BINARY(LSHIFT, fast_left_shift)
    BINARY(RSHIFT, fast_right_shift)
    BINARY(AND, fast_and)
    BINARY(OR, fast_or)
    BINARY(XOR, fast_xor)

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
    COMPARE(EQ, ==)
    COMPARE(NE, !=)
    COMPARE(LT, <)
    COMPARE(LE, <=)
    COMPARE(GT, >)
    COMPARE(GE, >=)

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
    kind_t kind = value_kind(vm, callee);
    if (LIKELY(kind == KIND_FUNCTION)) {
        const vm_code_t *target = &vm->codes[as_function(vm, callee)->code];
        if (LIKELY(target->plain && target->positional_count == B)) {
            SAVE();
            step = push_frame(vm, callee, frame->base + A + 1u, frame->base + C, CONTINUE_STORE, VALUE_UNSET);
            goto entered;
        }
    } else if (kind == KIND_NATIVE) {
        CALL_NATIVE(as_native(vm, callee), r + A + 1, B);
    } else if (kind == KIND_METHOD && value_kind(vm, as_method(vm, callee)->function) == KIND_NATIVE) {
        const method_t *method = as_method(vm, callee);
        r[A] = method->self;
        CALL_NATIVE(as_native(vm, method->function), r + A, B + 1u);
    } else if (kind == KIND_CLASS) {
        const inline_cache_t *cache = CACHE;
        if (LIKELY(cache->class == callee && cache->epoch == vm->cache_epoch)) {
            value_t instance = instance_new(vm, callee);
            r[A] = instance;
            SAVE();
            step = push_frame(vm, cache->value, frame->base + A, frame->base + C, CONTINUE_INIT, instance);
            goto entered;
        }
        remember_init(vm, callee, B, CACHE);
    }
    SLOW(call_value(vm, frame->base + A + 1u, B, VALUE_UNSET, frame->base + C, CONTINUE_STORE, VALUE_UNSET));
}
op_CALL_METHOD : {
    value_t callee = r[A];
    kind_t kind = value_kind(vm, callee);
    if (LIKELY(kind == KIND_FUNCTION)) {
        const vm_code_t *target = &vm->codes[as_function(vm, callee)->code];
        SAVE();
        if (LIKELY(target->plain && target->positional_count == B + 1u))
            step = push_frame(vm, callee, frame->base + A + 1u, frame->base + C, CONTINUE_STORE, VALUE_UNSET);
        else
            step = push_function(vm, callee, frame->base + A + 1u, B + 1u, VALUE_UNSET, frame->base + C,
                                 CONTINUE_STORE, VALUE_UNSET);
        goto entered;
    }
    if (LIKELY(kind == KIND_NATIVE))
        CALL_NATIVE(as_native(vm, callee), r + A + 1, B + 1u);
    if (!value_is_unset(callee))
        SLOW(call_value(vm, frame->base + A + 1u, B + 1u, VALUE_UNSET, frame->base + C, CONTINUE_STORE,
                        VALUE_UNSET));
    callee = r[A + 1];
    kind = value_kind(vm, callee);
    if (kind == KIND_NATIVE)
        CALL_NATIVE(as_native(vm, callee), r + A + 2, B);
    if (kind == KIND_METHOD && value_kind(vm, as_method(vm, callee)->function) == KIND_NATIVE) {
        const method_t *method = as_method(vm, callee);
        r[A + 1] = method->self;
        CALL_NATIVE(as_native(vm, method->function), r + A + 1, B + 1u);
    }
    SLOW(call_value(vm, frame->base + A + 2u, B, VALUE_UNSET, frame->base + C, CONTINUE_STORE, VALUE_UNSET));
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
    const inline_cache_t *cache = CACHE;
    if (cache->class == cached_module(object) && cache->epoch == vm->cache_epoch) {
        put_callable(vm, r + A, *global_slot(vm, cache));
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
    const value_t *found = cached_attribute(vm, r[B], k[C], CACHE);
    if (LIKELY(found != NULL)) {
        r[A] = *found;
        NEXT();
    }
    const inline_cache_t *cache = CACHE;
    if (cache->epoch == vm->cache_epoch) {
        if (cache->class == cached_module(r[B])) {
            r[A] = *global_slot(vm, cache);
            NEXT();
        }
        if (native_object_of(vm, r[B], cache))
            SLOW(load_property(vm, WHOLE, cache->value));
    }
    SLOW(load_attr_slow(vm, WHOLE));
}
op_STORE_ATTR : {
    value_t *found = cached_attribute(vm, r[A], k[B], CACHE);
    if (LIKELY(found != NULL)) {
        *found = r[C];
        NEXT();
    }
    const inline_cache_t *cache = CACHE;
    if (add_attribute(vm, r[A], k[B], r[C], cache))
        NEXT();
    if (cache->epoch == vm->cache_epoch && native_object_of(vm, r[A], cache))
        SLOW(store_property(vm, WHOLE, cache->value));
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
    SLOW(set_item(vm, WHOLE, r[A], r[B], r[C]));
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
op_CLOSE_OWNED:
    SLOW(generator_close_owned(vm, WHOLE));
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
