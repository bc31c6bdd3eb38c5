/*
 * Calling natives, and the operations that they ask for.
 *
 * A native's call is a waiting_t while it is not over. Only when the world suspends does it go into
 * vm->state.pending, from where native_resume takes it.
 */
#include "lessons/vm/collect.h"
#include "lessons/vm/machine.h"
#include "lessons/vm/machine_types.h"
#include "lessons/vm/output.h"

/* Whose result a native gives to whom. */
typedef struct waiting {
    uint32_t native; /* number + 1, or PENDING_SPIN */
    uint32_t args, arg_count;
    uint32_t result, continuation;
    value_t extra;
} waiting_t;

static step_t perform(vm_t *vm, const waiting_t *p);

mp_op_t *native_op(vm_t *vm, mp_op_kind_t kind)
{
    const frame_t *frame = vm->state.frame_count ? top_frame(vm) : NULL;
    bool library = frame && vm->codes[frame->code].library;
    code_place_t place = {0};
    if (frame && !library)
        place = vm->codes[frame->code].code->places[frame->pc];
    else
        place = vm_place(vm);
    vm->op = (mp_op_t){.kind = (uint16_t)kind,
                       .flags = library ? MP_OP_LIBRARY : 0,
                       .timeout_ns = -1,
                       .line = place.line,
                       .column = place.column};
    return &vm->op;
}

native_status_t native_call(vm_t *vm, value_t callable, const value_t *args, uint32_t count)
{
    assert(count <= NATIVE_CALL_MAX);
    vm->tail.callable = callable;
    if (count)
        memcpy(vm->tail.args, args, count * sizeof(value_t));
    vm->tail.count = count;
    vm->tail.continuation = CONTINUE_STORE;
    vm->tail.extra = VALUE_UNSET;
    vm->tail.restart = false;
    vm->tail.generator = TAIL_CALL;
    return NATIVE_CALL;
}

native_status_t native_restart(vm_t *vm, value_t callable)
{
    native_call(vm, callable, NULL, 0);
    vm->tail.restart = true;
    return NATIVE_CALL;
}

static step_t call_tail(vm_t *vm, uint32_t result, uint32_t continuation, value_t extra)
{
    if (vm->tail.restart) {
        vm->state.frame_count = 0;
        vm->tail_args = 0;
        return call_with(vm, vm->tail.callable, NULL, 0, 0, CONTINUE_EXIT, VALUE_UNSET);
    }
    if (vm->tail.continuation != CONTINUE_STORE) {
        continuation = vm->tail.continuation;
        extra = vm->tail.extra;
    }
    step_t step;
    uint32_t frames = vm->state.frame_count;
    if (vm->tail.generator == TAIL_SEND)
        step = generator_resume(vm, vm->tail.callable, vm->tail.args[0], result, continuation, extra);
    else if (vm->tail.generator == TAIL_THROW)
        step = generator_throw(vm, vm->tail.callable, vm->tail.args[0], result, continuation, extra);
    else
        step = call_with(vm, vm->tail.callable, vm->tail.args, vm->tail.count, result, continuation, extra);
    /* A native that raised at once: no frame was there to absorb it. */
    if (step == STEP_RAISE && frames == vm->state.frame_count)
        absorb_raise(vm, continuation, result, extra, &step);
    return step;
}

/* A native met something for the lesson language: the library's function gets the same arguments. */
static step_t fall_back(vm_t *vm, const waiting_t *p)
{
    const char *name = vm->natives[p->native - 1]->fallback;
    value_t args[32], unset = VALUE_NONE;
    if (!name)
        return step_raise(vm, EXC_TYPE_ERROR, "%s() does not take this argument in the sandbox",
                          vm->natives[p->native - 1]->name);
    if (vm->library_builtins != UINT32_MAX && !value_is_unset(vm->modules[vm->library_builtins].native_dict))
        unset = dict_get_c(vm, vm->modules[vm->library_builtins].native_dict, "_unset");
    for (uint32_t i = 0; i < p->arg_count && i < 32; i++) {
        args[i] = vm->stack[p->args + i];
        if (value_is_unset(args[i]))
            args[i] = value_is_unset(unset) ? VALUE_NONE : unset;
    }
    return call_library(vm, name, args, p->arg_count, p->result, p->continuation, p->extra);
}

static step_t native_came_back(vm_t *vm, native_status_t status, value_t value, const waiting_t *p)
{
    switch (status) {
    case NATIVE_OK:
        return deliver(vm, p->continuation, p->result, p->extra, value);
    case NATIVE_FALLBACK:
        return fall_back(vm, p);
    case NATIVE_CALL:
        return call_tail(vm, p->result, p->continuation, p->extra);
    case NATIVE_OP:
        return perform(vm, p);
    default:
        return STEP_RAISE;
    }
}

/* What a native in place (shape->in_place) came back with, for the loop's own calls. */
step_t native_after(vm_t *vm, native_status_t status, uint32_t number, uint32_t args, uint32_t result)
{
    waiting_t p = {.native = number + 1,
                   .args = args,
                   .arg_count = vm->shapes[number].count,
                   .result = result,
                   .continuation = CONTINUE_STORE,
                   .extra = VALUE_UNSET};
    return status == NATIVE_OP ? perform(vm, &p) : native_came_back(vm, status, VALUE_NONE, &p);
}

step_t call_native(vm_t *vm, uint32_t number, uint32_t args, uint32_t count, value_t keyword_names,
                   uint32_t result, continuation_t continuation, value_t extra)
{
    const native_shape_t *shape = &vm->shapes[number];
    bool in_place = shape->in_place != UINT32_MAX && count >= shape->required && count <= shape->count &&
                    value_is_unset(keyword_names);
    if (in_place)
        for (uint32_t i = count; i < shape->count; i++)
            vm->stack[args + i] = VALUE_UNSET;
    else if (!bind_native(vm, number, args, count, keyword_names))
        return STEP_RAISE;
    value_t value = VALUE_NONE;
    uint32_t before = vm->tail_args;
    vm->tail_args = args + shape->count;
    native_status_t status = shape->call(vm, vm->stack + args, (int)shape->count, &value);
    if (status == NATIVE_OK && continuation == CONTINUE_STORE) {
        vm->tail_args = before;
        vm->stack[result] = value;
        return STEP_NEXT;
    }
    waiting_t p = {.native = number + 1,
                   .args = args,
                   .arg_count = shape->count,
                   .result = result,
                   .continuation = continuation,
                   .extra = extra};
    step_t step = status == NATIVE_OP ? perform(vm, &p) : native_came_back(vm, status, value, &p);
    vm->tail_args = before;
    return step;
}

/* A getter or setter in C: its slots stand above the innermost frame's registers. */
step_t call_accessor(vm_t *vm, value_t accessor, uint32_t args, uint32_t count, uint32_t result,
                     continuation_t continuation)
{
    uint32_t number = as_native(vm, accessor)->number;
    const native_shape_t *shape = &vm->shapes[number];
    if (shape->in_place != count) /* property(some_function) of the program */
        return call_native(vm, number, args, count, VALUE_UNSET, result, continuation, VALUE_UNSET);
    value_t value = VALUE_NONE;
    vm->tail_args = args + shape->count;
    native_status_t status = shape->call(vm, vm->stack + args, (int)shape->count, &value);
    waiting_t p = {.native = number + 1,
                   .args = args,
                   .arg_count = shape->count,
                   .result = result,
                   .continuation = continuation,
                   .extra = VALUE_UNSET};
    step_t step = status == NATIVE_OP ? perform(vm, &p) : native_came_back(vm, status, value, &p);
    vm->tail_args = 0;
    return step;
}

/* ---- operations ---- */

/* A function of lessons/lib/signal.py; UNSET where the program has not imported it: then it has no handlers.
 */
static value_t signal_function(const vm_t *vm, const char *name)
{
    const tuple_t *modules = as_tuple(vm, vm->state.modules);
    for (uint64_t i = 0; i < modules->count; i++) {
        if (value_kind(vm, modules->items[i]) != KIND_MODULE)
            continue;
        const module_t *module = as_module(vm, modules->items[i]);
        if (strcmp(as_str(vm, module->name)->bytes, "signal") == 0)
            return dict_get_c((vm_t *)(uintptr_t)vm, module->dict, name);
    }
    return VALUE_UNSET;
}

/* The write to standard output of flush_streams, or of the rest of it, is followed by that to standard error. */
static bool flushes_error_after(const vm_t *vm, const waiting_t *p)
{
    const native_def_t *native = vm->natives[p->native - 1];
    const value_t *args = vm->stack + p->args;
    return (native == &flush_streams_def && value_to_int(args[1]) == 1) ||
           (native == &resume_writing_def && args[3] == VALUE_TRUE);
}

/* A signal came and nothing was done: the handler runs, then the same native is called again with the same
 * arguments (what was left out stays out). STEP_NEXT: there is no handler after all. */
static step_t interrupted(vm_t *vm, const waiting_t *p, bool *taken)
{
    enum { MOST = 16 };
    value_t args[MOST + 1];
    uint32_t count = 0;
    value_t again = signal_function(vm, p->native == PENDING_SPIN ? "_deliver" : "_again");
    *taken = !value_is_unset(again);
    if (!*taken)
        return STEP_NEXT;
    if (p->native == PENDING_SPIN)
        return call_with(vm, again, NULL, 0, collect_stack_top(vm), CONTINUE_RETRY, VALUE_UNSET);
    if (vm->op.kind == MP_OP_WRITE) {
        const value_t *was = vm->stack + p->args;
        args[0] = native_function(vm, &resume_writing_def);
        args[1] = output_unwritten(vm, was);
        args[2] = was[1];
        args[3] = was[2];
        args[4] = flushes_error_after(vm, p) ? VALUE_TRUE : VALUE_FALSE;
        vm->world->calls->message_free(vm->world, vm->op.message);
        return call_with(vm, again, args, 5, p->result, p->continuation, p->extra);
    }
    if (vm->op.message)
        vm->world->calls->message_free(vm->world, vm->op.message);
    for (uint32_t i = 0; i < p->arg_count && i < MOST; i++)
        if (!value_is_unset(vm->stack[p->args + i]))
            count = i + 1;
    args[0] = native_function(vm, vm->natives[p->native - 1]);
    for (uint32_t i = 0; i < count; i++)
        args[i + 1] = value_is_unset(vm->stack[p->args + i]) ? VALUE_NONE : vm->stack[p->args + i];
    return call_with(vm, again, args, count + 1, p->result, p->continuation, p->extra);
}

/* The operation in vm->op is done: what the native makes of it. *again: of a further one. */
static inline step_t finish(vm_t *vm, const waiting_t *p, const mp_result_t *done, bool *again)
{
    *again = false;
    vm->state.budget = VM_SPIN_INSTRUCTIONS;
    if (__builtin_expect(done->status == MP_INTERRUPTED, 0)) {
        bool taken;
        step_t step = interrupted(vm, p, &taken);
        if (taken)
            return step;
    }
    if (__builtin_expect(p->native == PENDING_SPIN, 0))
        return STEP_RELOAD;
    value_t value = VALUE_NONE;
    vm->tail_args = p->args + p->arg_count;
    native_status_t status = vm->natives[p->native - 1]->finish(vm, done, vm->stack + p->args, &value);
    if (__builtin_expect(status == NATIVE_OK && p->continuation <= CONTINUE_DROP, 1)) {
        vm->tail_args = 0;
        if (p->continuation == CONTINUE_STORE)
            vm->stack[p->result] = value;
        return STEP_NEXT;
    }
    *again = status == NATIVE_OP;
    step_t step = *again ? STEP_NEXT : native_came_back(vm, status, value, p);
    vm->tail_args = 0;
    return step;
}

static void suspend(vm_t *vm, const waiting_t *p)
{
    vm->state.pending = (vm_pending_t){.native = p->native,
                                       .args = p->args,
                                       .arg_count = p->arg_count,
                                       .result = p->result,
                                       .continuation = p->continuation,
                                       .extra = p->extra,
                                       .op = vm->op};
}

/* Performs vm->op, and what the native asks for after it. */
static step_t perform(vm_t *vm, const waiting_t *p)
{
    bool again = true;
    step_t step = STEP_NEXT;
    while (again) {
        mp_result_t done = {0};
        vm->tail_args = 0;
        if (!vm->world)
            return step_raise(vm, EXC_RUNTIME_ERROR, "there is no world for this operation");
        if (vm->world->calls->perform(vm->world, vm, &vm->op, &done) == WORLD_SUSPEND) {
            suspend(vm, p);
            return STEP_SUSPEND;
        }
        step = finish(vm, p, &done, &again);
    }
    return step;
}

step_t native_spin(vm_t *vm)
{
    native_op(vm, MP_OP_SPIN);
    waiting_t p = {.native = PENDING_SPIN, .extra = VALUE_UNSET};
    return perform(vm, &p);
}

/* After VM_SUSPENDED: goes on with the result, perhaps to the next operation. */
step_t native_resume(vm_t *vm, const mp_result_t *done)
{
    const vm_pending_t *was = &vm->state.pending;
    waiting_t p = {.native = was->native,
                   .args = was->args,
                   .arg_count = was->arg_count,
                   .result = was->result,
                   .continuation = was->continuation,
                   .extra = was->extra};
    bool again;
    vm->op = was->op;
    vm->state.pending = (vm_pending_t){.extra = VALUE_UNSET};
    step_t step = finish(vm, &p, done, &again);
    return again ? perform(vm, &p) : step;
}
