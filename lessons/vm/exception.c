/* Exceptions: objects, raising, and the search for a handler. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "lessons/vm/machine.h"

/* OSError(2, "No such file") is a FileNotFoundError. */
static value_t os_error_class(const vm_t *vm, value_t class, value_t args)
{
    static const struct {
        int number;
        exception_id_t id;
    } kinds[] = {{EPERM, EXC_PERMISSION_ERROR},
                 {ENOENT, EXC_FILE_NOT_FOUND_ERROR},
                 {ESRCH, EXC_PROCESS_LOOKUP_ERROR},
                 {EINTR, EXC_INTERRUPTED_ERROR},
                 {ECHILD, EXC_CHILD_PROCESS_ERROR},
                 {EAGAIN, EXC_BLOCKING_IO_ERROR},
                 {EACCES, EXC_PERMISSION_ERROR},
                 {EEXIST, EXC_FILE_EXISTS_ERROR},
                 {ENOTDIR, EXC_NOT_A_DIRECTORY_ERROR},
                 {EISDIR, EXC_IS_A_DIRECTORY_ERROR},
                 {EPIPE, EXC_BROKEN_PIPE_ERROR},
                 {ECONNABORTED, EXC_CONNECTION_ABORTED_ERROR},
                 {ECONNRESET, EXC_CONNECTION_RESET_ERROR},
                 {ESHUTDOWN, EXC_BROKEN_PIPE_ERROR},
                 {ETIMEDOUT, EXC_TIMEOUT_ERROR},
                 {ECONNREFUSED, EXC_CONNECTION_REFUSED_ERROR},
                 {EALREADY, EXC_BLOCKING_IO_ERROR},
                 {EINPROGRESS, EXC_BLOCKING_IO_ERROR}};
    const tuple_t *given = as_tuple(vm, args);
    if (class != vm->exceptions[EXC_OS_ERROR] || given->count < 2 || !value_is_small_int(given->items[0]))
        return class;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].number == value_to_int(given->items[0]))
            return vm->exceptions[kinds[i].id];
    return class;
}

value_t exception_new(vm_t *vm, value_t class, value_t args)
{
    exception_t *e = heap_alloc(vm, KIND_EXCEPTION, sizeof(exception_t));
    e->class = value_kind(vm, args) == KIND_TUPLE ? os_error_class(vm, class, args) : class;
    e->args = args;
    e->dict = e->traceback = e->context = e->cause = VALUE_NONE;
    e->value = VALUE_UNSET;
    return object_value(vm, e);
}

bool exception_is(const vm_t *vm, value_t exception, exception_id_t id)
{
    return value_kind(vm, exception) == KIND_EXCEPTION &&
           class_is_subclass(vm, as_exception(vm, exception)->class, vm->exceptions[id]);
}

static bool is_exception_class(const vm_t *vm, value_t v)
{
    return value_kind(vm, v) == KIND_CLASS && (as_class(vm, v)->class_flags & CLASS_EXCEPTION);
}

/* ---- raising from C ---- */

native_status_t(native_raise_object)(vm_t *vm, value_t exception)
{
    vm->state.exception = exception;
    return NATIVE_RAISE;
}

native_status_t(native_raise_value)(vm_t *vm, value_t class, value_t argument)
{
    return native_raise_object(vm, exception_new(vm, class, tuple_new(vm, &argument, 1)));
}

static native_status_t raise_formatted(vm_t *vm, exception_id_t id, const char *format, va_list arguments)
{
    char text[2048];
    int size = vsnprintf(text, sizeof text, format, arguments);
    if (size < 0)
        size = 0;
    if ((size_t)size >= sizeof text) {
        size = sizeof text - 1;
        while (size > 0 && ((unsigned char)text[size] & 0xC0) == 0x80)
            size--;
    }
    if (size == 0) /* no message: no arguments */
        return native_raise_object(vm, exception_new(vm, vm->exceptions[id], vm->empty_tuple));
    return native_raise_value(vm, vm->exceptions[id], str_new(vm, text, (size_t)size));
}

native_status_t(native_raise)(vm_t *vm, exception_id_t id, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    native_status_t status = raise_formatted(vm, id, format, arguments);
    va_end(arguments);
    return status;
}

step_t step_raise(vm_t *vm, exception_id_t id, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    raise_formatted(vm, id, format, arguments);
    va_end(arguments);
    return STEP_RAISE;
}

step_t step_raise_object(vm_t *vm, value_t exception)
{
    vm->state.exception = exception;
    return STEP_RAISE;
}

/* ---- what is being handled ---- */

static value_t handled_in_frame(vm_t *vm, const frame_t *frame)
{
    const code_t *code = vm->codes[frame->code].code;
    for (uint32_t i = 0; i < code->handled_count; i++) {
        const code_handled_t *h = &code->handled[i];
        if (frame->pc >= h->start && frame->pc < h->end)
            return frame_registers(vm, frame)[h->exception_register];
    }
    return VALUE_UNSET;
}

value_t handled_exception(vm_t *vm)
{
    for (uint32_t i = vm->state.frame_count; i-- > 0;) {
        value_t found = handled_in_frame(vm, &vm->frames[i]);
        if (value_kind(vm, found) == KIND_EXCEPTION)
            return found;
    }
    return VALUE_NONE;
}

/* __context__ of a newly raised exception, without making a circle. */
static void set_context(vm_t *vm, value_t exception)
{
    value_t context = handled_exception(vm);
    if (value_is_none(context) || context == exception)
        return;
    for (value_t at = context;;) {
        value_t next = as_exception(vm, at)->context;
        if (value_kind(vm, next) != KIND_EXCEPTION)
            break;
        if (next == exception) {
            as_exception(vm, at)->context = VALUE_NONE;
            break;
        }
        at = next;
    }
    as_exception(vm, exception)->context = context;
}

/* ---- finding the handler ---- */

static void add_traceback(vm_t *vm, value_t exception, const frame_t *frame)
{
    traceback_t *t = heap_alloc_raw(vm, KIND_TRACEBACK, sizeof(traceback_t));
    t->code = frame->code;
    t->pc = frame->pc;
    t->next = as_exception(vm, exception)->traceback;
    as_exception(vm, exception)->traceback = object_value(vm, t);
}

static bool enter_handler(vm_t *vm, frame_t *frame, value_t exception)
{
    const code_t *code = vm->codes[frame->code].code;
    for (uint32_t i = 0; i < code->protect_count; i++) {
        const code_protect_t *p = &code->protect[i];
        if (frame->pc >= p->start && frame->pc < p->end) {
            frame_registers(vm, frame)[p->exception_register] = exception;
            frame->pc = p->target;
            vm->state.exception = VALUE_NONE;
            return true;
        }
    }
    return false;
}

/* An exception leaves a frame whose caller's instruction can make something else of it. UNSET step: not so.
 */
static bool absorbed(vm_t *vm, const frame_t *left, value_t exception, step_t *step)
{
    bool stop = exception_is(vm, exception, EXC_STOP_ITERATION);
    switch (left->continuation) {
    case CONTINUE_NEXT:
        if (!stop)
            return false;
        vm->state.exception = VALUE_NONE;
        *step = next_ended(vm);
        return true;
    case CONTINUE_NEXT_INDEX:
        if (!stop && !exception_is(vm, exception, EXC_INDEX_ERROR))
            return false;
        vm->state.exception = VALUE_NONE;
        *step = next_ended(vm);
        return true;
    case CONTINUE_SEND:
        if (!stop)
            return false;
        vm->state.exception = VALUE_NONE;
        *step = send_ended(vm, stop_iteration_value(vm, exception));
        return true;
    case CONTINUE_DEFAULT:
        if (!stop)
            return false;
        vm->state.exception = VALUE_NONE;
        vm->stack[left->result] = left->extra;
        *step = STEP_NEXT;
        return true;
    case CONTINUE_DEFAULT_ATTRIBUTE:
    case CONTINUE_HAS_ATTRIBUTE:
        if (!exception_is(vm, exception, EXC_ATTRIBUTE_ERROR))
            return false;
        vm->state.exception = VALUE_NONE;
        vm->stack[left->result] = left->extra;
        *step = STEP_NEXT;
        return true;
    case CONTINUE_CLOSE:
        if (!stop && !exception_is(vm, exception, EXC_GENERATOR_EXIT))
            return false;
        vm->state.exception = VALUE_NONE;
        vm->stack[left->result] = VALUE_NONE;
        *step = STEP_NEXT;
        return true;
    default:
        return false;
    }
}

void absorb_raise(vm_t *vm, uint32_t continuation, uint32_t result, value_t extra, step_t *step)
{
    frame_t left = {.continuation = continuation, .result = result, .extra = extra};
    if (absorbed(vm, &left, vm->state.exception, step) && *step != STEP_RAISE)
        vm->raised_as_is = false;
}

/* A StopIteration must not leave a generator's frame. */
static value_t leave_generator(vm_t *vm, const frame_t *frame, value_t exception)
{
    generator_finish(vm, frame->generator);
    if (!exception_is(vm, exception, EXC_STOP_ITERATION))
        return exception;
    native_raise(vm, EXC_RUNTIME_ERROR, "generator raised StopIteration");
    value_t error = vm->state.exception;
    as_exception(vm, error)->cause = exception;
    as_exception(vm, error)->context = exception;
    as_exception(vm, error)->suppress_context = 1;
    return error;
}

step_t unwind(vm_t *vm, bool again)
{
    value_t exception = vm->state.exception;
    if (!again && !vm->raised_as_is)
        set_context(vm, exception);
    vm->raised_as_is = false;
    while (vm->state.frame_count > 0) {
        frame_t *frame = top_frame(vm);
        if (!again)
            add_traceback(vm, exception, frame);
        again = false;
        if (enter_handler(vm, frame, exception))
            return STEP_RELOAD;
        frame_t left = *frame;
        if (!value_is_unset(left.generator))
            exception = leave_generator(vm, &left, exception);
        vm->state.exception = exception;
        vm->state.frame_count--;
        if (left.continuation == CONTINUE_IMPORT)
            import_failed(vm, left.extra);
        if (vm->state.frame_count == 0 || left.continuation == CONTINUE_EXIT) {
            vm->state.frame_count = 0;
            return STEP_EXIT;
        }
        step_t step;
        if (absorbed(vm, &left, exception, &step)) {
            if (step == STEP_NEXT) {
                top_frame(vm)->pc++;
                return STEP_RELOAD;
            }
            return step;
        }
    }
    return STEP_EXIT;
}

value_t stop_iteration_value(vm_t *vm, value_t exception)
{
    const exception_t *e = as_exception(vm, exception);
    if (!value_is_unset(e->value))
        return e->value;
    return as_tuple(vm, e->args)->count ? as_tuple(vm, e->args)->items[0] : VALUE_NONE;
}

/* ---- the raise statement ---- */

static native_status_t as_exception_object(vm_t *vm, value_t v, value_t *exception)
{
    if (value_kind(vm, v) == KIND_EXCEPTION) {
        *exception = v;
        return NATIVE_OK;
    }
    if (!is_exception_class(vm, v))
        return native_raise(vm, EXC_TYPE_ERROR, "exceptions must derive from BaseException");
    return NATIVE_FALLBACK;
}

/* raise X: an instance is raised; a class is called first, and the instruction runs again with the instance.
 */
step_t raise_instruction(vm_t *vm, instruction_t i)
{
    frame_t *frame = top_frame(vm);
    value_t *r = frame_registers(vm, frame), exception = VALUE_NONE;
    native_status_t status = as_exception_object(vm, r[i.a], &exception);
    if (status == NATIVE_FALLBACK)
        return call_with(vm, r[i.a], NULL, 0, frame->base + i.a, CONTINUE_RETRY, VALUE_UNSET);
    if (status == NATIVE_RAISE)
        return STEP_RAISE;
    if (i.flags & 1) {
        value_t cause = r[i.b];
        if (is_exception_class(vm, cause))
            return call_with(vm, cause, NULL, 0, frame->base + i.b, CONTINUE_RETRY, VALUE_UNSET);
        if (!value_is_none(cause) && value_kind(vm, cause) != KIND_EXCEPTION)
            return step_raise(vm, EXC_TYPE_ERROR, "exception causes must derive from BaseException");
        as_exception(vm, exception)->cause = cause;
        as_exception(vm, exception)->suppress_context = 1;
    }
    return step_raise_object(vm, exception);
}

step_t raise_bare(vm_t *vm)
{
    value_t exception = handled_exception(vm);
    if (value_is_none(exception))
        return step_raise(vm, EXC_RUNTIME_ERROR, "No active exception to reraise");
    vm->state.exception = exception;
    return unwind(vm, true);
}

step_t raise_assert(vm_t *vm, instruction_t i)
{
    value_t class = vm->exceptions[EXC_ASSERTION_ERROR];
    if (i.flags & 1) {
        native_raise_value(vm, class, frame_registers(vm, top_frame(vm))[i.a]);
        return STEP_RAISE;
    }
    return step_raise_object(vm, exception_new(vm, class, vm->empty_tuple));
}

/* ---- except ---- */

native_status_t exception_matches(vm_t *vm, value_t exception, value_t type, bool *matches)
{
    *matches = false;
    if (value_kind(vm, type) == KIND_TUPLE) {
        const tuple_t *types = as_tuple(vm, type);
        for (uint64_t i = 0; i < types->count && !*matches; i++) {
            native_status_t status = exception_matches(vm, exception, types->items[i], matches);
            if (status != NATIVE_OK)
                return status;
        }
        return NATIVE_OK;
    }
    if (!is_exception_class(vm, type))
        return native_raise(vm, EXC_TYPE_ERROR,
                            "catching classes that do not inherit from BaseException is not allowed");
    *matches = class_is_subclass(vm, value_class(vm, exception), type);
    return NATIVE_OK;
}

/* ---- the classes ---- */

static const struct {
    const char *name;
    exception_id_t base;
} exception_table[] = {
#define EXCEPTION_ROW(id, name, base) {name, EXC_##base},
    EXCEPTIONS(EXCEPTION_ROW)
#undef EXCEPTION_ROW
};

bool exceptions_register(vm_t *vm)
{
    value_t builtins = vm_intern_c(vm, "builtins"), pickle = vm_intern_c(vm, "_pickle");
    for (int id = 0; id < EXC_COUNT; id++) {
        value_t module = id == EXC_PICKLING_ERROR ? pickle : builtins;
        value_t name = vm_intern_c(vm, exception_table[id].name);
        value_t base = id == EXC_BASE_EXCEPTION ? vm->class_object : vm->exceptions[exception_table[id].base];
        value_t class = class_new(vm, name, base, dict_new(vm), module, name);
        class_t *c = as_class(vm, class);
        c->header.extra = KIND_EXCEPTION;
        c->class_flags |= CLASS_NATIVE | CLASS_EXCEPTION;
        c->constructor = 0;
        vm->exceptions[id] = class;
    }
    vm->classes[KIND_EXCEPTION] = vm->exceptions[EXC_BASE_EXCEPTION];
    return true;
}
