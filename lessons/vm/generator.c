/*
 * Generators: a frame that is put aside. While it runs its registers are a window on the stack; when it
 * yields, those that are still needed go into the generator object.
 */
#include "lessons/vm/machine.h"

/* `for x in g():` — the call's result goes into the loop's iterator and nowhere else. */
static bool goes_into_loop(const vm_t *vm, uint32_t result, continuation_t continuation)
{
    if (continuation != CONTINUE_STORE || vm->state.frame_count == 0)
        return false;
    const frame_t *caller = &vm->frames[vm->state.frame_count - 1];
    const vm_code_t *code = &vm->codes[caller->code];
    if (caller->pc + 1 >= code->code->instruction_count)
        return false;
    instruction_t next = code->instructions[caller->pc + 1];
    return next.op == OP_GET_ITER && caller->base + next.b == result;
}

step_t generator_new(vm_t *vm, value_t function, uint32_t args, uint32_t result, continuation_t continuation,
                     value_t extra)
{
    const function_t *f = as_function(vm, function);
    const vm_code_t *code = &vm->codes[f->code];
    values_t *registers = values_new(vm, code->register_count);
    memcpy(registers->items, vm->stack + args, code->code->parameter_count * sizeof(value_t));
    generator_t *g = heap_alloc(vm, KIND_GENERATOR, sizeof(generator_t));
    g->header.extra = GENERATOR_NEW;
    g->code = f->code;
    g->function = function;
    g->handled = VALUE_NONE;
    g->registers = object_value(vm, registers);
    g->is_owned = goes_into_loop(vm, result, continuation);
    return deliver(vm, continuation, result, extra, object_value(vm, g));
}

void generator_finish(vm_t *vm, value_t generator)
{
    generator_t *g = as_generator(vm, generator);
    g->header.extra = GENERATOR_DONE;
    g->registers = VALUE_NONE;
}

/* next() or send() on a generator that has ended. */
static step_t ended(vm_t *vm, uint32_t result, continuation_t continuation, value_t extra, value_t value)
{
    switch (continuation) {
    case CONTINUE_NEXT:
        return next_ended(vm);
    case CONTINUE_SEND:
        return send_ended(vm, value);
    case CONTINUE_CLOSE:
        vm->stack[result] = VALUE_NONE;
        return STEP_NEXT;
    case CONTINUE_DEFAULT:
        vm->stack[result] = extra;
        return STEP_NEXT;
    default:
        if (value_is_none(value))
            return step_raise(vm, EXC_STOP_ITERATION, "%s", "");
        native_raise_value(vm, vm->exceptions[EXC_STOP_ITERATION], value);
        return STEP_RAISE;
    }
}

/* Puts the generator's frame on top of the stack. */
static step_t enter(vm_t *vm, value_t generator, uint32_t result, continuation_t continuation, value_t extra)
{
    generator_t *g = as_generator(vm, generator);
    const vm_code_t *code = &vm->codes[g->code];
    uint32_t base = scratch_top(vm) + 1, pc = g->pc;
    if (g->header.extra == GENERATOR_RUNNING)
        return step_raise(vm, EXC_VALUE_ERROR, "generator already executing");
    step_t step = push_frame(vm, g->function, base, result, continuation, extra);
    if (step == STEP_RAISE)
        return step;
    memcpy(vm->stack + base, as_values(vm, g->registers)->items, code->register_count * sizeof(value_t));
    frame_t *frame = top_frame(vm);
    frame->generator = generator;
    frame->pc = pc;
    return STEP_RELOAD;
}

step_t generator_resume(vm_t *vm, value_t generator, value_t sent, uint32_t result,
                        continuation_t continuation, value_t extra)
{
    generator_t *g = as_generator(vm, generator);
    if (g->header.extra == GENERATOR_DONE)
        return ended(vm, result, continuation, extra, VALUE_NONE);
    bool fresh = g->header.extra == GENERATOR_NEW;
    if (fresh && !value_is_none(sent))
        return step_raise(vm, EXC_TYPE_ERROR, "can't send non-None value to a just-started generator");
    step_t step = enter(vm, generator, result, continuation, extra);
    if (step == STEP_RAISE)
        return step;
    g->header.extra = GENERATOR_RUNNING;
    if (!fresh) {
        frame_t *frame = top_frame(vm);
        frame_registers(vm, frame)[g->yield_register] = sent;
        frame->pc++;
    }
    return STEP_RELOAD;
}

/* What a suspended generator delegates to with `yield from`; UNSET: nothing. */
static value_t generator_delegate(vm_t *vm, value_t generator)
{
    const generator_t *g = as_generator(vm, generator);
    if (g->header.extra != GENERATOR_SUSPENDED)
        return VALUE_UNSET;
    instruction_t i = vm->codes[g->code].instructions[g->pc];
    return i.op == OP_YIELD && (i.flags & 1) ? as_values(vm, g->registers)->items[i.c] : VALUE_UNSET;
}

/* As it is: an exception that is thrown into a generator has no new context. */
static step_t raise_thrown(vm_t *vm, value_t exception)
{
    vm->state.exception = exception;
    vm->raised_as_is = true;
    return STEP_RAISE;
}

static bool has_methods(const vm_t *vm, value_t v)
{
    kind_t kind = value_kind(vm, v);
    return kind == KIND_INSTANCE || kind == KIND_OBJECT;
}

/* `yield from`: the sub-iterator gets the exception; one that is to end is closed. The SEND before the YIELD says what
 * becomes of its answer. */
static step_t throw_into_delegate(vm_t *vm, value_t delegate, value_t exception)
{
    frame_t *frame = top_frame(vm);
    bool at_rest =
        value_kind(vm, delegate) == KIND_GENERATOR && as_header(vm, delegate)->extra == GENERATOR_SUSPENDED;
    if (frame->pc == 0 || (!at_rest && !has_methods(vm, delegate)))
        return raise_thrown(vm, exception);
    instruction_t send = vm->codes[frame->code].instructions[frame->pc - 1];
    if (send.op != OP_SEND)
        return raise_thrown(vm, exception);
    frame->pc--;
    uint32_t result = frame->base + send.b;
    if (at_rest && !exception_is(vm, exception, EXC_GENERATOR_EXIT))
        return generator_throw(vm, delegate, exception, result, CONTINUE_SEND, VALUE_UNSET);
    return call_library(vm, "_throw_into", (value_t[]){delegate, exception}, 2, result, CONTINUE_SEND,
                        VALUE_UNSET);
}

/* Raises an exception where the generator stands. */
step_t generator_throw(vm_t *vm, value_t generator, value_t exception, uint32_t result,
                       continuation_t continuation, value_t extra)
{
    generator_t *g = as_generator(vm, generator);
    if (g->header.extra == GENERATOR_NEW || g->header.extra == GENERATOR_DONE) {
        generator_finish(vm, generator);
        return raise_thrown(vm, exception);
    }
    value_t delegate = generator_delegate(vm, generator);
    step_t step = enter(vm, generator, result, continuation, extra);
    if (step == STEP_RAISE)
        return step;
    g->header.extra = GENERATOR_RUNNING;
    return value_is_unset(delegate) ? raise_thrown(vm, exception)
                                    : throw_into_delegate(vm, delegate, exception);
}

step_t generator_close_owned(vm_t *vm, instruction_t i)
{
    const frame_t *frame = top_frame(vm);
    uint32_t iterator = frame->base + i.a;
    value_t generator = vm->stack[iterator];
    if (value_kind(vm, generator) != KIND_GENERATOR || !as_generator(vm, generator)->is_owned)
        return STEP_NEXT;
    if (as_header(vm, generator)->extra == GENERATOR_NEW)
        generator_finish(vm, generator);
    if (as_header(vm, generator)->extra != GENERATOR_SUSPENDED)
        return STEP_NEXT;
    value_t exit = exception_new(vm, vm->exceptions[EXC_GENERATOR_EXIT], vm->empty_tuple);
    return generator_throw(vm, generator, exit, iterator, CONTINUE_CLOSE, VALUE_UNSET);
}

step_t generator_yield(vm_t *vm, instruction_t i)
{
    frame_t left = *top_frame(vm);
    const vm_code_t *code = &vm->codes[left.code];
    const value_t *r = vm->stack + left.base;
    generator_t *g = as_generator(vm, left.generator);
    value_t *kept = as_values(vm, g->registers)->items, value = r[i.b];
    const uint64_t *live = &code->code->live[(size_t)left.pc * code->code->live_words];
    for (uint32_t n = 0; n < code->register_count; n++)
        kept[n] = live[n / 64] >> (n % 64) & 1 ? r[n] : VALUE_UNSET;
    g->pc = left.pc;
    g->yield_register = i.a;
    g->header.extra = GENERATOR_SUSPENDED;
    vm->state.frame_count--;
    step_t step = deliver(vm, left.continuation, left.result, left.extra, value);
    if (step == STEP_NEXT) {
        top_frame(vm)->pc++;
        return STEP_RELOAD;
    }
    return step;
}

step_t generator_return(vm_t *vm, value_t value)
{
    frame_t left = *top_frame(vm);
    generator_finish(vm, left.generator);
    vm->state.frame_count--;
    step_t step = ended(vm, left.result, (continuation_t)left.continuation, left.extra, value);
    if (step == STEP_NEXT) {
        top_frame(vm)->pc++;
        return STEP_RELOAD;
    }
    return step;
}

/* ---- SEND: one step of `yield from` ---- */

step_t send_ended(vm_t *vm, value_t value)
{
    frame_t *frame = top_frame(vm);
    instruction_t i = frame_instruction(vm, frame);
    frame_registers(vm, frame)[i.b] = value;
    frame->pc = (uint32_t)((int64_t)frame->pc + 1 + (int16_t)i.c);
    return STEP_RELOAD;
}

step_t send_slow(vm_t *vm, instruction_t i)
{
    frame_t *frame = top_frame(vm);
    value_t *r = frame_registers(vm, frame), iterator = r[i.a], item = VALUE_UNSET;
    uint32_t result = frame->base + i.b;
    if (value_kind(vm, iterator) == KIND_GENERATOR)
        return generator_resume(vm, iterator, r[i.b], result, CONTINUE_SEND, VALUE_UNSET);
    if (value_kind(vm, iterator) == KIND_ITERATOR) {
        native_status_t status = iterator_next(vm, iterator, &item);
        if (status == NATIVE_RAISE)
            return STEP_RAISE;
        if (status == NATIVE_OK) {
            if (value_is_unset(item))
                return send_ended(vm, VALUE_NONE);
            r[i.b] = item;
            return STEP_NEXT;
        }
    }
    value_t sent = r[i.b], method = special_method(vm, iterator, NAME_next);
    if (!value_is_none(sent)) {
        attribute_t send = attribute_find(vm, iterator, vm_interned(vm, "send", 4));
        if (send.kind != ATTRIBUTE_METHOD)
            return attribute_error(vm, iterator, vm_interned(vm, "send", 4));
        return call_with(vm, send.value, (value_t[]){iterator, sent}, 2, result, CONTINUE_SEND, VALUE_UNSET);
    }
    step_t step = call_with(vm, method, &iterator, 1, result, CONTINUE_SEND, VALUE_UNSET);
    if (step == STEP_RAISE && top_frame(vm) == frame)
        absorb_raise(vm, CONTINUE_SEND, result, VALUE_UNSET, &step);
    return step;
}
