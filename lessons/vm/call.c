/* Calls: of functions, natives, classes, bound methods, instances; and what becomes of their results. */
#include "lessons/vm/machine.h"

#define STACK_RESERVE 2048 /* values above a frame's registers: arguments being bound */

uint32_t scratch_top(const vm_t *vm)
{
    if (vm->state.frame_count == 0)
        return 1;
    const frame_t *frame = &vm->frames[vm->state.frame_count - 1];
    uint32_t top = frame->base + vm->codes[frame->code].register_count;
    return top > vm->tail_args ? top : vm->tail_args;
}

static step_t too_deep(vm_t *vm)
{
    return step_raise(vm, EXC_RECURSION_ERROR, "maximum recursion depth exceeded");
}

step_t push_frame(vm_t *vm, value_t function, uint32_t args, uint32_t result, continuation_t continuation,
                  value_t extra)
{
    const function_t *f = as_function(vm, function);
    vm_code_t *code = &vm->codes[f->code];
    if (vm->state.frame_count >= vm->frame_limit ||
        args + code->register_count + STACK_RESERVE > VM_STACK_VALUES)
        return too_deep(vm);
    if (!code->caches)
        code_prepare(vm, f->code);
    for (uint32_t r = code->local_start; r < code->local_end; r++)
        vm->stack[args + r] = VALUE_UNSET;
    vm->frames[vm->state.frame_count++] = (frame_t){.function = function,
                                                    .extra = extra,
                                                    .generator = VALUE_UNSET,
                                                    .code = f->code,
                                                    .pc = 0,
                                                    .base = args,
                                                    .result = result,
                                                    .continuation = continuation,
                                                    .module = f->module};
    return STEP_RELOAD;
}

step_t push_function(vm_t *vm, value_t function, uint32_t args, uint32_t count, value_t keyword_names,
                     uint32_t result, continuation_t continuation, value_t extra)
{
    const function_t *f = as_function(vm, function);
    const vm_code_t *code = &vm->codes[f->code];
    bool exact = code->plain && count == code->positional_count && value_is_unset(keyword_names);
    if (!exact && !bind_function(vm, f, args, count, keyword_names))
        return STEP_RAISE;
    if (code->code->flags & CODE_GENERATOR)
        return generator_new(vm, function, args, result, continuation, extra);
    return push_frame(vm, function, args, result, continuation, extra);
}

static step_t call_instance(vm_t *vm, value_t callee, uint32_t args, uint32_t count, value_t keyword_names,
                            uint32_t result, continuation_t continuation, value_t extra)
{
    value_t call = special_method(vm, callee, NAME_call);
    if (value_is_unset(call))
        return step_raise(vm, EXC_TYPE_ERROR, "'%s' object is not callable", value_type_name(vm, callee));
    vm->stack[args - 1] = callee;
    if (value_kind(vm, call) == KIND_FUNCTION)
        return push_function(vm, call, args - 1, count + 1, keyword_names, result, continuation, extra);
    if (value_kind(vm, call) == KIND_NATIVE)
        return call_native(vm, as_native(vm, call)->number, args - 1, count + 1, keyword_names, result,
                           continuation, extra);
    return step_raise(vm, EXC_TYPE_ERROR, "'%s' object is not callable", value_type_name(vm, call));
}

step_t call_value(vm_t *vm, uint32_t args, uint32_t count, value_t keyword_names, uint32_t result,
                  continuation_t continuation, value_t extra)
{
    value_t callee = vm->stack[args - 1];
    for (;;) {
        switch (value_kind(vm, callee)) {
        case KIND_FUNCTION:
            return push_function(vm, callee, args, count, keyword_names, result, continuation, extra);
        case KIND_NATIVE:
            return call_native(vm, as_native(vm, callee)->number, args, count, keyword_names, result,
                               continuation, extra);
        case KIND_CLASS:
            return call_class(vm, callee, args, count, keyword_names, result, continuation, extra);
        case KIND_METHOD: {
            const method_t *method = as_method(vm, callee);
            vm->stack[args - 1] = method->self;
            callee = method->function;
            kind_t kind = value_kind(vm, callee);
            if (kind == KIND_FUNCTION)
                return push_function(vm, callee, args - 1, count + 1, keyword_names, result, continuation,
                                     extra);
            if (kind == KIND_NATIVE)
                return call_native(vm, as_native(vm, callee)->number, args - 1, count + 1, keyword_names,
                                   result, continuation, extra);
            return step_raise(vm, EXC_TYPE_ERROR, "'%s' object is not callable", value_type_name(vm, callee));
        }
        case KIND_STATICMETHOD:
            callee = as_wrapper(vm, callee)->function;
            vm->stack[args - 1] = callee;
            continue;
        default:
            return call_instance(vm, callee, args, count, keyword_names, result, continuation, extra);
        }
    }
}

step_t call_with(vm_t *vm, value_t callable, const value_t *args, uint32_t count, uint32_t result,
                 continuation_t continuation, value_t extra)
{
    uint32_t at = scratch_top(vm) + 1;
    if (at + STACK_RESERVE > VM_STACK_VALUES)
        return too_deep(vm);
    vm->stack[at - 1] = callable;
    if (count)
        memmove(vm->stack + at, args, count * sizeof(value_t));
    return call_value(vm, at, count, VALUE_UNSET, result, continuation, extra);
}

step_t call_library(vm_t *vm, const char *name, const value_t *args, uint32_t count, uint32_t result,
                    continuation_t continuation, value_t extra)
{
    value_t function = VALUE_UNSET;
    if (vm->library_builtins != UINT32_MAX) {
        value_t dict = vm->modules[vm->library_builtins].native_dict;
        if (!value_is_unset(dict))
            function = dict_get_c(vm, dict, name);
    }
    if (value_kind(vm, function) != KIND_FUNCTION)
        return step_raise(vm, EXC_NOT_IMPLEMENTED_ERROR, "the sandbox has no '%s'", name);
    return call_with(vm, function, args, count, result, continuation, extra);
}

/* CALL_EX: R[a] callee, R[a+1] list or tuple, R[a+2] dict or UNSET. */
step_t call_extended(vm_t *vm, instruction_t i)
{
    frame_t *frame = top_frame(vm);
    uint32_t at = frame->base + i.a;
    value_t *r = vm->stack + at, *items, names = VALUE_UNSET, words = r[2];
    size_t count;
    if (!sequence_items(vm, r[1], &items, &count))
        return step_raise(vm, EXC_SYSTEM_ERROR, "the arguments of a call are no sequence");
    uint32_t named = value_kind(vm, words) == KIND_DICT ? dict_count(vm, words) : 0;
    if (at + 3 + (count + named) * 3 + STACK_RESERVE > VM_STACK_VALUES)
        return too_deep(vm);
    if (count)
        memcpy(r + 1, items, count * sizeof(value_t));
    if (named) {
        names = tuple_new(vm, NULL, named);
        uint32_t position = 0, n = 0;
        value_t key, value;
        while (dict_next(vm, words, &position, &key, &value)) {
            if (!value_is_str(vm, key))
                return step_raise(vm, EXC_TYPE_ERROR, "keywords must be strings");
            as_tuple(vm, names)->items[n] = key;
            r[1 + count + n++] = value;
        }
    }
    return call_value(vm, at + 1, (uint32_t)count, names, at, CONTINUE_STORE, VALUE_UNSET);
}

/* ---- results ---- */

static step_t init_done(vm_t *vm, uint32_t result, value_t instance, value_t value)
{
    if (!value_is_none(value))
        return step_raise(vm, EXC_TYPE_ERROR, "__init__() should return None, not '%s'",
                          value_type_name(vm, value));
    vm->stack[result] = instance;
    return STEP_NEXT;
}

static step_t iter_done(vm_t *vm, uint32_t result, value_t value)
{
    kind_t kind = value_kind(vm, value);
    if (kind != KIND_ITERATOR && kind != KIND_GENERATOR &&
        value_is_unset(special_method(vm, value, NAME_next)))
        return step_raise(vm, EXC_TYPE_ERROR, "iter() returned non-iterator of type '%s'",
                          value_type_name(vm, value));
    vm->stack[result] = value;
    return STEP_NEXT;
}

step_t deliver(vm_t *vm, uint32_t continuation, uint32_t result, value_t extra, value_t value)
{
    switch ((continuation_t)continuation) {
    case CONTINUE_STORE:
    case CONTINUE_DEFAULT:
    case CONTINUE_DEFAULT_ATTRIBUTE:
    case CONTINUE_GENERATOR:
    case CONTINUE_GETATTR:
        vm->stack[result] = value;
        return STEP_NEXT;
    case CONTINUE_HAS_ATTRIBUTE:
        vm->stack[result] = VALUE_TRUE;
        return STEP_NEXT;
    case CONTINUE_DROP:
    case CONTINUE_SUBCLASS:
        return STEP_NEXT;
    case CONTINUE_INIT:
        return init_done(vm, result, extra, value);
    case CONTINUE_INIT_AGAIN:
        return init_done(vm, result, extra, value) == STEP_NEXT ? STEP_RELOAD : STEP_RAISE;
    case CONTINUE_NEW:
        return after_new(vm, value, result, extra);
    case CONTINUE_BINARY:
        return binary_result(vm, result, extra, value);
    case CONTINUE_COMPARE:
    case CONTINUE_NOT_EQUAL:
        return compare_result(vm, result, extra, value);
    case CONTINUE_TRUTH:
        if (value_is_bool(extra) && !value_is_bool(value))
            return truth_answer(vm, result, extra == VALUE_TRUE, value);
        return truth_result(vm, result, value);
    case CONTINUE_CONTAINS:
    case CONTINUE_JUMP:
        return truth_result(vm, result, value);
    case CONTINUE_NEXT:
    case CONTINUE_NEXT_INDEX:
        return next_delivered(vm, result, value);
    case CONTINUE_SEND:
        vm->stack[result] = value;
        return STEP_NEXT;
    case CONTINUE_ITER:
        return iter_done(vm, result, value);
    case CONTINUE_RETRY:
        vm->stack[result] = value;
        return STEP_RELOAD;
    case CONTINUE_CLASS:
        return class_body_done(vm, value, result, extra);
    case CONTINUE_IMPORT:
        vm->stack[result] = extra;
        return STEP_RELOAD;
    case CONTINUE_UNPACK:
        return unpack_list(vm, value);
    case CONTINUE_NONE:
        vm->stack[result] = VALUE_NONE;
        return STEP_NEXT;
    case CONTINUE_CLOSE:
        return step_raise(vm, EXC_RUNTIME_ERROR, "generator ignored GeneratorExit");
    case CONTINUE_EXIT:
        vm->state.done = 1;
        return STEP_EXIT;
    }
    return STEP_NEXT;
}

/* The innermost frame returns `value`. */
step_t return_value(vm_t *vm, value_t value)
{
    frame_t left = *top_frame(vm);
    if (!value_is_unset(left.generator))
        return generator_return(vm, value);
    vm->state.frame_count--;
    step_t step = deliver(vm, left.continuation, left.result, left.extra, value);
    if (step == STEP_NEXT) {
        top_frame(vm)->pc++;
        return STEP_RELOAD;
    }
    return step;
}
