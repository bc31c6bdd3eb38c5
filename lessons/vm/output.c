#include "lessons/vm/output.h"

#include <string.h>

#include "lessons/vm/arguments.h"
#include "lessons/vm/value_text.h"

enum { BUFFER_BYTES = 8192, MOST_PARTS = 64 };

/* Text on its way out. What ends at a part's end is written by one operation; the rest stays pending. */
typedef struct output {
    text_t text;
    size_t ends[MOST_PARTS];
    size_t end_count;
} output_t;

static vm_root_t pending_root(uint32_t descriptor)
{
    return descriptor == 2 ? ROOT_STDERR : ROOT_STDOUT;
}

static void output_begin(vm_t *vm, output_t *output, uint32_t descriptor)
{
    text_init(&output->text);
    output->end_count = 0;
    value_t pending = vm_root(vm, pending_root(descriptor));
    if (value_is_str(vm, pending))
        text_add(&output->text, as_str(vm, pending)->bytes, as_str(vm, pending)->size);
}

/* Everything so far is one part. With more parts than fit, the last two become one. */
static void end_part(output_t *output)
{
    if (output->text.size_bytes == 0)
        return;
    if (output->end_count == MOST_PARTS)
        output->end_count--;
    output->ends[output->end_count++] = output->text.size_bytes;
}

static size_t part_start(const output_t *output)
{
    return output->end_count > 0 ? output->ends[output->end_count - 1] : 0;
}

/* Called after each string that the program wrote; `from` is where it began. */
static void string_written(output_t *output, size_t from)
{
    const char *written = output->text.bytes + from;
    size_t size = output->text.size_bytes - from;
    if (size == 0)
        return;
    if (memchr(written, '\n', size) || memchr(written, '\r', size) ||
        output->text.size_bytes - part_start(output) > BUFFER_BYTES)
        end_part(output);
}

static native_status_t ask_write(vm_t *vm, uint32_t descriptor, const char *bytes, size_t size_bytes)
{
    uint32_t handle = 0;
    if (vm->world) {
        mp_status_t status = vm->world->calls->text_new(vm->world, bytes, size_bytes, &handle);
        if (status != MP_OK)
            return native_raise(vm, EXC_MEMORY_ERROR, "%s", mp_status_text(status));
    }
    mp_op_t *op = native_op(vm, MP_OP_WRITE);
    op->index = descriptor;
    op->message = handle;
    return NATIVE_OP;
}

/*
 * Hands the parts over: the first one now, the others from finish. args[0] becomes the list of the parts that
 * are left, args[1] the descriptor and args[2] what the native gives at last.
 */
static native_status_t output_end(vm_t *vm, output_t *output, uint32_t descriptor, value_t *args,
                                  value_t outcome, value_t *result)
{
    size_t rest = part_start(output);
    const char *bytes = output->text.bytes;
    native_status_t status = NATIVE_OK;
    if (output->text.failed) {
        status = native_raise(vm, EXC_MEMORY_ERROR, "%s", "");
        goto out;
    }
    value_t *pending = &vm->state.roots[pending_root(descriptor)];
    *pending = rest < output->text.size_bytes ? str_new(vm, bytes + rest, output->text.size_bytes - rest)
                                              : VALUE_NONE;
    *result = outcome;
    args[0] = VALUE_NONE;
    args[1] = value_from_int(descriptor);
    args[2] = outcome;
    if (output->end_count == 0)
        goto out;
    if (output->end_count > 1) {
        args[0] = list_with_capacity(vm, output->end_count - 1);
        for (size_t i = 1; i < output->end_count; i++)
            list_append(vm, args[0],
                        str_new(vm, bytes + output->ends[i - 1], output->ends[i] - output->ends[i - 1]));
    }
    status = ask_write(vm, descriptor, bytes, output->ends[0]);
out:
    text_destroy(&output->text);
    return status;
}

static native_status_t output_written(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    if (done->status != MP_OK && done->status != MP_INTERRUPTED)
        return native_raise(vm, EXC_OS_ERROR, "%s", mp_status_text((mp_status_t)done->status));
    if (value_kind(vm, args[0]) == KIND_LIST && as_list(vm, args[0])->count > 0) {
        value_t part = list_items(vm, args[0])[0];
        list_remove(vm, args[0], 0, 1);
        return ask_write(vm, (uint32_t)value_to_int(args[1]), as_str(vm, part)->bytes,
                         as_str(vm, part)->size);
    }
    *result = args[2];
    return NATIVE_OK;
}

/* ---- print
 * -------------------------------------------------------------------------------------------------- */

/* Descriptor of a stream, 0 for anything else. */
static uint32_t stream_descriptor(const vm_t *vm, value_t file)
{
    if (value_is_unset(file) || value_is_none(file))
        return 1;
    if (!native_is(vm, file, &stream_type))
        return 0;
    return native_object_raw(as_object(vm, file))[0];
}

/* sep or end: a str, or None for what is usual. */
static native_status_t separator(vm_t *vm, value_t given, const char *name, const char *usual,
                                 const char **bytes, size_t *size_bytes)
{
    *bytes = usual;
    *size_bytes = strlen(usual);
    if (value_is_unset(given) || value_is_none(given))
        return NATIVE_OK;
    const str_t *text = argument_str(vm, given);
    if (!text)
        return native_raise(vm, EXC_TYPE_ERROR, "%s must be None or a string, not %s", name,
                            value_type_name(vm, given));
    *bytes = text->bytes;
    *size_bytes = text->size;
    return NATIVE_OK;
}

enum { PRINT_VALUES, PRINT_SEP, PRINT_END, PRINT_FILE, PRINT_FLUSH };

static native_status_t add_values(vm_t *vm, output_t *output, value_t values, const char *sep,
                                  size_t sep_size)
{
    for (size_t i = 0; i < as_tuple(vm, values)->count; i++) {
        if (i > 0) {
            size_t from = output->text.size_bytes;
            text_add(&output->text, sep, sep_size);
            string_written(output, from);
        }
        size_t from = output->text.size_bytes;
        native_status_t status = value_add_str(vm, &output->text, as_tuple(vm, values)->items[i]);
        if (status != NATIVE_OK)
            return status;
        string_written(output, from);
    }
    return NATIVE_OK;
}

static native_status_t print_call(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    const char *sep, *end;
    size_t sep_size, end_size;
    native_status_t status = separator(vm, args[PRINT_SEP], "sep", " ", &sep, &sep_size);
    if (status == NATIVE_OK)
        status = separator(vm, args[PRINT_END], "end", "\n", &end, &end_size);
    bool flush = false;
    if (status == NATIVE_OK)
        status = argument_truth(vm, args[PRINT_FLUSH], false, &flush);
    uint32_t descriptor = stream_descriptor(vm, args[PRINT_FILE]);
    if (status != NATIVE_OK || descriptor == 0)
        return status != NATIVE_OK ? status : NATIVE_FALLBACK;
    output_t output;
    output_begin(vm, &output, descriptor);
    status = add_values(vm, &output, args[PRINT_VALUES], sep, sep_size);
    if (status != NATIVE_OK) {
        text_destroy(&output.text);
        return status;
    }
    size_t from = output.text.size_bytes;
    text_add(&output.text, end, end_size);
    string_written(&output, from);
    if (flush && output.text.size_bytes > part_start(&output))
        end_part(&output);
    return output_end(vm, &output, descriptor, args, VALUE_NONE, result);
}

const native_def_t print_def = {"print", "*values, sep=, end=, file=, flush=", print_call, output_written,
                                "_print"};

/* ---- streams
 * ------------------------------------------------------------------------------------------------ */

static native_status_t stream_write(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    const str_t *text = argument_str(vm, args[1]);
    if (!text)
        return native_raise(vm, EXC_TYPE_ERROR, "write() argument must be str, not %s",
                            argument_type_name(vm, args[1]));
    uint32_t descriptor = stream_descriptor(vm, args[0]);
    value_t length = value_from_int(text->length);
    output_t output;
    output_begin(vm, &output, descriptor);
    size_t from = output.text.size_bytes;
    text_add(&output.text, text->bytes, text->size);
    string_written(&output, from);
    return output_end(vm, &output, descriptor, args, length, result);
}

static native_status_t stream_flush(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    uint32_t descriptor = stream_descriptor(vm, args[0]);
    output_t output;
    output_begin(vm, &output, descriptor);
    end_part(&output);
    return output_end(vm, &output, descriptor, args, VALUE_NONE, result);
}

static native_status_t stream_isatty(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)vm, (void)args, (void)nargs;
    *result = VALUE_TRUE; /* the sandbox writes as to a terminal */
    return NATIVE_OK;
}

static native_status_t stream_fileno(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = value_from_int(stream_descriptor(vm, args[0]));
    return NATIVE_OK;
}

static native_status_t stream_repr(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = str_from_format(vm, "<_io.TextIOWrapper name='%s' mode='w' encoding='utf-8'>",
                              stream_descriptor(vm, args[0]) == 2 ? "<stderr>" : "<stdout>");
    return NATIVE_OK;
}

static const native_def_t stream_methods[] = {
    /* the slots beside `text` keep the state between the operations of one write */
    {"write", "self, text, _state=, /", stream_write, output_written, NULL},
    {"flush", "self, _descriptor=, _state=, /", stream_flush, output_written, NULL},
    {"isatty", "self", stream_isatty, NULL, NULL},
    {"fileno", "self", stream_fileno, NULL, NULL},
    {"__repr__", "self", stream_repr, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static native_status_t stream_name(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = str_from_c(vm, stream_descriptor(vm, args[0]) == 2 ? "<stderr>" : "<stdout>");
    return NATIVE_OK;
}

static native_status_t stream_encoding(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)args, (void)nargs;
    *result = str_from_c(vm, "utf-8");
    return NATIVE_OK;
}

static native_status_t stream_mode(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)args, (void)nargs;
    *result = str_from_c(vm, "w");
    return NATIVE_OK;
}

static const native_property_t stream_properties[] = {{.name = "name", .get = stream_name},
                                                      {.name = "encoding", .get = stream_encoding},
                                                      {.name = "mode", .get = stream_mode},
                                                      {.name = NULL}};

const native_type_t stream_type = {.name = "TextIOWrapper",
                                   .module = "_io",
                                   .kind = KIND_OBJECT,
                                   .methods = stream_methods,
                                   .properties = stream_properties,
                                   .final = true};

value_t output_stream_new(vm_t *vm, uint32_t descriptor)
{
    value_t stream = native_object_new(vm, native_class(vm, &stream_type), 0, 8);
    native_object_raw(as_object(vm, stream))[0] = (uint8_t)descriptor;
    return stream;
}

/* ---- at the end of a process
 * -------------------------------------------------------------------------------- */

static native_status_t flush_stream(vm_t *vm, uint32_t descriptor, value_t *args, value_t *result)
{
    output_t output;
    output_begin(vm, &output, descriptor);
    end_part(&output);
    return output_end(vm, &output, descriptor, args, VALUE_NONE, result);
}

static native_status_t flush_streams(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    native_status_t status = flush_stream(vm, 1, args, result);
    return status == NATIVE_OK ? flush_stream(vm, 2, args, result) : status;
}

static native_status_t flushed_streams(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    bool first = value_to_int(args[1]) == 1;
    native_status_t status = output_written(vm, done, args, result);
    return status == NATIVE_OK && first ? flush_stream(vm, 2, args, result) : status;
}

const native_def_t flush_streams_def = {"flush_streams", "_a=, _b=, _c=, /", flush_streams, flushed_streams,
                                        NULL};

/* ---- after a signal
 * -------------------------------------------------------------------------------- */

enum { RESUME_PARTS, RESUME_DESCRIPTOR, RESUME_OUTCOME, RESUME_ERROR_TOO };

value_t output_unwritten(vm_t *vm, const value_t *args)
{
    bool has_rest = value_kind(vm, args[0]) == KIND_LIST;
    size_t size = 0, rest = has_rest ? as_list(vm, args[0])->count : 0;
    const char *text = vm->world->calls->message_read(vm->world, vm->op.message, &size);
    value_t parts = list_with_capacity(vm, rest + 1);
    list_append(vm, parts, str_new(vm, text ? text : "", text ? size : 0));
    for (size_t i = 0; i < rest; i++)
        list_append(vm, parts, list_items(vm, args[0])[i]);
    return parts;
}

/* The parts stand in args as output_end leaves them, but for the first: it is taken off here. */
static native_status_t resume_writing(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    const mp_result_t written = {.status = MP_OK};
    return output_written(vm, &written, args, result);
}

static native_status_t resumed_writing(vm_t *vm, const mp_result_t *done, value_t *args, value_t *result)
{
    bool error_too = args[RESUME_ERROR_TOO] == VALUE_TRUE;
    native_status_t status = output_written(vm, done, args, result);
    args[RESUME_ERROR_TOO] = status == NATIVE_OK ? VALUE_FALSE : args[RESUME_ERROR_TOO];
    return status == NATIVE_OK && error_too ? flush_stream(vm, 2, args, result) : status;
}

const native_def_t resume_writing_def = {"resume_writing", "parts, descriptor, outcome, error_too, /",
                                         resume_writing, resumed_writing, NULL};
