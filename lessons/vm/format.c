#include <string.h>

#include "lessons/vm/arguments.h"
#include "lessons/vm/bigint_view.h"
#include "lessons/vm/format_spec.h"
#include "lessons/vm/formatting.h"
#include "lessons/vm/invoke.h"
#include "lessons/vm/value_text.h"

static native_status_t raise_format_error(vm_t *vm, const format_error_t *error)
{
    return native_raise(vm, error->overflow ? EXC_OVERFLOW_ERROR : EXC_VALUE_ERROR, "%s", error->message);
}

/* int, float and str by the specification. */
static native_status_t add_formatted(vm_t *vm, text_t *out, value_t v, const char *spec, size_t spec_size)
{
    format_spec_t parsed;
    format_error_t error;
    if (!format_spec_parse(spec, spec_size, value_type_name(vm, v), &parsed, &error))
        return raise_format_error(vm, &error);
    if (parsed.width > 0 && !heap_room(vm, (uint64_t)parsed.width * 4))
        return native_raise(vm, EXC_MEMORY_ERROR, "%s", "");
    bool done;
    value_t number = int_from_bool(v);
    if (value_is_double(v)) {
        done = format_spec_float(out, &parsed, value_to_double(v), &error);
    } else if (value_is_str(vm, v)) {
        done = format_spec_string(out, &parsed, as_str(vm, v)->bytes, as_str(vm, v)->size, &error);
    } else if (value_is_small_int(number)) {
        done = format_spec_int(out, &parsed, value_to_int(number), &error);
    } else {
        mpz_t big;
        mp_limb_t store;
        bigint_view(vm, number, big, &store);
        done = format_spec_big(out, &parsed, big, &error);
    }
    return done ? NATIVE_OK : raise_format_error(vm, &error);
}

static native_status_t unsupported(vm_t *vm, value_t v)
{
    return native_raise(vm, EXC_TYPE_ERROR, "unsupported format string passed to %s.__format__",
                        value_type_name(vm, v));
}

/* An instance of a native type: its own __format__ in C, if it has one. */
static native_status_t add_object(vm_t *vm, text_t *out, value_t v, const char *spec, size_t spec_size)
{
    value_t method = class_lookup(vm, value_class(vm, v), vm->names[NAME_format]);
    if (value_kind(vm, method) == KIND_FUNCTION)
        return NATIVE_FALLBACK;
    if (value_kind(vm, method) != KIND_NATIVE || as_native(vm, method)->owner == vm->class_object)
        return spec_size == 0 ? value_add_str(vm, out, v) : unsupported(vm, v);
    value_t args[2] = {v, str_new(vm, spec, spec_size)}, text;
    native_status_t status = invoke_native(vm, method, args, 2, &text);
    if (status == NATIVE_OK)
        text_add(out, as_str(vm, text)->bytes, as_str(vm, text)->size);
    return status;
}

native_status_t value_add_format(vm_t *vm, text_t *out, value_t v, const char *spec, size_t spec_size)
{
    if (value_kind(vm, v) == KIND_OBJECT)
        return add_object(vm, out, v, spec, spec_size);
    if (value_has_user_method(vm, v, NAME_format))
        return NATIVE_FALLBACK;
    if (spec_size == 0)
        return value_add_str(vm, out, v);
    value_t plain = value_payload(vm, v);
    if (value_is_double(plain) || value_is_int(vm, plain) || value_is_str(vm, plain))
        return add_formatted(vm, out, plain, spec, spec_size);
    return unsupported(vm, v);
}

native_status_t value_format(vm_t *vm, value_t v, value_t spec, value_t *text)
{
    const str_t *given = value_is_unset(spec) ? NULL : as_str(vm, spec);
    if ((!given || given->size == 0) && value_is_str(vm, v)) {
        *text = v;
        return NATIVE_OK;
    }
    text_t out;
    text_init(&out);
    native_status_t status =
        value_add_format(vm, &out, v, given ? given->bytes : "", given ? given->size : 0);
    return text_finish(vm, &out, status, text);
}
