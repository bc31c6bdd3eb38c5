#include "lessons/vm/value_text.h"

#include <string.h>

#include "lessons/vm/bigint_view.h"
#include "lessons/vm/invoke.h"
#include "lessons/vm/number_text.h"
#include "lessons/vm/unicode.h"

/* Containers within containers: deeper than this is a RecursionError, as in CPython. */
enum { DEEPEST = 950 };

/* The containers that are being written: one of them met again is written as "[...]". */
typedef struct nest {
    const struct nest *outer;
    value_t container;
    int depth;
} nest_t;

static native_status_t add_repr(vm_t *vm, text_t *out, value_t v, const nest_t *outer);

/* ---- containers
 * --------------------------------------------------------------------------------------------- */

/* Opens a level; false when `v` is being written already (its `again` is added) or *status is not OK. */
static bool enter(vm_t *vm, text_t *out, nest_t *nest, const nest_t *outer, value_t v, const char *again,
                  native_status_t *status)
{
    *status = NATIVE_OK;
    for (const nest_t *n = outer; n; n = n->outer) {
        if (n->container == v) {
            text_add_string(out, again);
            return false;
        }
    }
    *nest = (nest_t){outer, v, outer ? outer->depth + 1 : 1};
    if (nest->depth > DEEPEST) {
        *status = native_raise(vm, EXC_RECURSION_ERROR,
                               "maximum recursion depth exceeded while getting the repr of an object");
        return false;
    }
    return true;
}

static native_status_t add_items(vm_t *vm, text_t *out, const value_t *items, size_t count,
                                 const nest_t *nest)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            text_add(out, ", ", 2);
        native_status_t status = add_repr(vm, out, items[i], nest);
        if (status != NATIVE_OK)
            return status;
    }
    return NATIVE_OK;
}

static native_status_t add_list(vm_t *vm, text_t *out, value_t v, const nest_t *outer)
{
    nest_t nest;
    native_status_t status;
    if (!enter(vm, out, &nest, outer, v, "[...]", &status))
        return status;
    text_add_byte(out, '[');
    status = add_items(vm, out, list_items(vm, v), as_list(vm, v)->count, &nest);
    text_add_byte(out, ']');
    return status;
}

static native_status_t add_tuple(vm_t *vm, text_t *out, value_t v, const nest_t *outer)
{
    nest_t nest;
    native_status_t status;
    if (!enter(vm, out, &nest, outer, v, "(...)", &status))
        return status;
    const tuple_t *tuple = as_tuple(vm, v);
    text_add_byte(out, '(');
    status = add_items(vm, out, tuple->items, tuple->count, &nest);
    text_add_string(out, tuple->count == 1 ? ",)" : ")");
    return status;
}

static native_status_t add_dict(vm_t *vm, text_t *out, value_t v, const nest_t *outer)
{
    nest_t nest;
    native_status_t status;
    if (!enter(vm, out, &nest, outer, v, "{...}", &status))
        return status;
    uint32_t position = 0;
    value_t key, value;
    text_add_byte(out, '{');
    for (bool first = true; dict_next(vm, v, &position, &key, &value); first = false) {
        if (!first)
            text_add(out, ", ", 2);
        status = add_repr(vm, out, key, &nest);
        if (status != NATIVE_OK)
            return status;
        text_add(out, ": ", 2);
        status = add_repr(vm, out, value, &nest);
        if (status != NATIVE_OK)
            return status;
    }
    text_add_byte(out, '}');
    return NATIVE_OK;
}

static native_status_t add_set(vm_t *vm, text_t *out, value_t v, const nest_t *outer)
{
    bool frozen = value_kind(vm, v) == KIND_FROZENSET;
    if (as_set(vm, v)->count == 0) {
        text_add_string(out, frozen ? "frozenset()" : "set()");
        return NATIVE_OK;
    }
    nest_t nest;
    native_status_t status;
    if (!enter(vm, out, &nest, outer, v, frozen ? "frozenset(...)" : "set(...)", &status))
        return status;
    text_add_string(out, frozen ? "frozenset({" : "{");
    uint32_t position = 0;
    int64_t hash;
    value_t key;
    for (bool first = true; set_next(vm, v, &position, &key, &hash); first = false) {
        if (!first)
            text_add(out, ", ", 2);
        status = add_repr(vm, out, key, &nest);
        if (status != NATIVE_OK)
            return status;
    }
    text_add_string(out, frozen ? "})" : "}");
    return NATIVE_OK;
}

static native_status_t add_dict_view(vm_t *vm, text_t *out, value_t v, const nest_t *outer)
{
    static const char *const names[] = {"dict_keys([", "dict_values([", "dict_items(["};
    nest_t nest;
    native_status_t status;
    if (!enter(vm, out, &nest, outer, v, "...", &status))
        return status;
    const dict_view_t *view = as_dict_view(vm, v);
    uint32_t position = 0;
    value_t key, value;
    text_add_string(out, names[view->header.extra]);
    for (bool first = true; dict_next(vm, view->dict, &position, &key, &value); first = false) {
        if (!first)
            text_add(out, ", ", 2);
        bool items = view->header.extra == VIEW_ITEMS;
        text_add_string(out, items ? "(" : "");
        status = NATIVE_OK;
        if (view->header.extra != VIEW_VALUES)
            status = add_repr(vm, out, key, &nest);
        text_add_string(out, items ? ", " : "");
        if (status == NATIVE_OK && view->header.extra != VIEW_KEYS)
            status = add_repr(vm, out, value, &nest);
        if (status != NATIVE_OK)
            return status;
        text_add_string(out, items ? ")" : "");
    }
    text_add_string(out, "])");
    return NATIVE_OK;
}

/* ---- everything else
 * ---------------------------------------------------------------------------------------- */

static void add_text_of(const vm_t *vm, text_t *out, value_t str)
{
    if (value_is_str(vm, str))
        text_add(out, as_str(vm, str)->bytes, as_str(vm, str)->size);
    else
        text_add_byte(out, '?');
}

static void add_address(vm_t *vm, text_t *out, value_t v)
{
    text_addf(out, " at 0x%llx>", (unsigned long long)value_identity(vm, v));
}

/* The class's name with its module, which is left out for builtins. */
static void add_class_name(const vm_t *vm, text_t *out, value_t class)
{
    const class_t *c = as_class(vm, class);
    bool named = value_is_str(vm, c->module);
    if (named && strcmp(as_str(vm, c->module)->bytes, "builtins") != 0) {
        add_text_of(vm, out, c->module);
        text_add_byte(out, '.');
    }
    add_text_of(vm, out, c->qualname);
}

void value_add_default_repr(vm_t *vm, text_t *out, value_t v)
{
    text_add_byte(out, '<');
    if (value_kind(vm, v) == KIND_ITERATOR)
        text_add_string(out, value_type_name(vm, v));
    else
        add_class_name(vm, out, value_class(vm, v));
    text_add_string(out, " object");
    add_address(vm, out, v);
}

static native_status_t add_bigint(vm_t *vm, text_t *out, value_t v)
{
    mpz_t number;
    mp_limb_t store;
    bigint_view(vm, v, number, &store);
    size_t before = out->size_bytes;
    if (mpz_sgn(number) < 0)
        text_add_byte(out, '-');
    number_format_big(out, number, 10);
    if (out->size_bytes - before > NUMBER_MAX_STR_DIGITS + (mpz_sgn(number) < 0))
        return native_raise(vm, EXC_VALUE_ERROR,
                            "Exceeds the limit (4300 digits) for integer string conversion; "
                            "use sys.set_int_max_str_digits() to increase the limit");
    return NATIVE_OK;
}

static native_status_t add_range(vm_t *vm, text_t *out, value_t v)
{
    const range_t *range = as_range(vm, v);
    bool stepped = range->step != value_from_int(1);
    value_t parts[3] = {range->start, range->stop, range->step};
    text_add_string(out, "range(");
    native_status_t status = add_items(vm, out, parts, stepped ? 3 : 2, NULL);
    text_add_byte(out, ')');
    return status;
}

static native_status_t add_slice(vm_t *vm, text_t *out, value_t v, const nest_t *outer)
{
    const slice_t *slice = as_slice(vm, v);
    value_t parts[3] = {slice->start, slice->stop, slice->step};
    text_add_string(out, "slice(");
    native_status_t status = add_items(vm, out, parts, 3, outer);
    text_add_byte(out, ')');
    return status;
}

static native_status_t add_exception(vm_t *vm, text_t *out, value_t v, const nest_t *outer)
{
    if (value_has_user_method(vm, v, NAME_repr))
        return NATIVE_FALLBACK;
    nest_t nest;
    native_status_t status;
    if (!enter(vm, out, &nest, outer, v, "...", &status))
        return status;
    const exception_t *exception = as_exception(vm, v);
    const tuple_t *args = as_tuple(vm, exception->args);
    text_add_string(out, class_name(vm, exception->class));
    text_add_byte(out, '(');
    status = add_items(vm, out, args->items, args->count, &nest);
    text_add_byte(out, ')');
    return status;
}

static native_status_t add_method(vm_t *vm, text_t *out, value_t v, const nest_t *outer)
{
    const method_t *method = as_method(vm, v);
    if (value_kind(vm, method->function) == KIND_NATIVE) {
        text_add_string(out, "<built-in method ");
        add_text_of(vm, out, as_native(vm, method->function)->name);
        text_addf(out, " of %s object", value_type_name(vm, method->self));
        add_address(vm, out, v);
        return NATIVE_OK;
    }
    text_add_string(out, "<bound method ");
    if (value_kind(vm, method->function) == KIND_FUNCTION)
        add_text_of(vm, out, as_function(vm, method->function)->qualname);
    text_add_string(out, " of ");
    native_status_t status = add_repr(vm, out, method->self, outer);
    text_add_byte(out, '>');
    return status;
}

static void add_native(vm_t *vm, text_t *out, value_t v)
{
    const native_t *native = as_native(vm, v);
    bool method = value_kind(vm, native->owner) == KIND_CLASS;
    text_add_string(out, method ? "<method '" : "<built-in function ");
    add_text_of(vm, out, native->name);
    if (method)
        text_addf(out, "' of '%s' objects", class_name(vm, native->owner));
    text_add_byte(out, '>');
}

/* An instance of a native type: its own __repr__ in C, else the default one. */
static native_status_t add_object(vm_t *vm, text_t *out, value_t v)
{
    value_t method = class_lookup(vm, value_class(vm, v), vm->names[NAME_repr]);
    if (value_kind(vm, method) == KIND_FUNCTION)
        return NATIVE_FALLBACK;
    if (value_kind(vm, method) != KIND_NATIVE || as_native(vm, method)->owner == vm->class_object) {
        value_add_default_repr(vm, out, v);
        return NATIVE_OK;
    }
    value_t text;
    native_status_t status = invoke_native(vm, method, &v, 1, &text);
    if (status == NATIVE_OK)
        add_text_of(vm, out, text);
    return status;
}

static native_status_t add_instance(vm_t *vm, text_t *out, value_t v, const nest_t *outer)
{
    if (value_has_user_method(vm, v, NAME_repr))
        return NATIVE_FALLBACK;
    const instance_t *instance = as_instance(vm, v);
    if (value_is_unset(instance->payload)) {
        value_add_default_repr(vm, out, v);
        return NATIVE_OK;
    }
    kind_t kind = value_kind(vm, instance->payload);
    if (kind != KIND_SET && kind != KIND_FROZENSET)
        return add_repr(vm, out, instance->payload, outer);
    text_add_string(out, class_name(vm, instance->class));
    text_add_byte(out, '(');
    native_status_t status = NATIVE_OK;
    if (as_set(vm, instance->payload)->count > 0) {
        size_t start = out->size_bytes;
        status = add_set(vm, out, instance->payload, outer);
        if (kind == KIND_FROZENSET && status == NATIVE_OK) { /* frozenset({…}) → {…} */
            size_t wrap = strlen("frozenset(");
            memmove(out->bytes + start, out->bytes + start + wrap, out->size_bytes - start - wrap);
            out->size_bytes -= wrap + 1;
        }
    }
    text_add_byte(out, ')');
    return status;
}

/* Things with a name and an address. */
static void add_named(vm_t *vm, text_t *out, const char *word, value_t name, value_t v)
{
    text_addf(out, "<%s ", word);
    add_text_of(vm, out, name);
    add_address(vm, out, v);
}

static void add_module(vm_t *vm, text_t *out, value_t v)
{
    text_add_string(out, "<module '");
    add_text_of(vm, out, as_module(vm, v)->name);
    text_add_string(out, "' (built-in)>");
}

static void add_generator(vm_t *vm, text_t *out, value_t v)
{
    value_t function = as_generator(vm, v)->function;
    value_t name =
        value_kind(vm, function) == KIND_FUNCTION ? as_function(vm, function)->qualname : VALUE_NONE;
    add_named(vm, out, "generator object", name, v);
}

static native_status_t add_heap_value(vm_t *vm, text_t *out, value_t v, const nest_t *outer)
{
    switch (value_kind(vm, v)) {
    case KIND_BIGINT:
        return add_bigint(vm, out, v);
    case KIND_STR:
        text_add_str_repr(out, as_str(vm, v)->bytes, as_str(vm, v)->size);
        break;
    case KIND_BYTES:
        text_add_bytes_repr(out, as_bytes(vm, v)->bytes, as_bytes(vm, v)->size);
        break;
    case KIND_TUPLE:
        return add_tuple(vm, out, v, outer);
    case KIND_LIST:
        return add_list(vm, out, v, outer);
    case KIND_DICT:
        return add_dict(vm, out, v, outer);
    case KIND_SET:
    case KIND_FROZENSET:
        return add_set(vm, out, v, outer);
    case KIND_DICT_VIEW:
        return add_dict_view(vm, out, v, outer);
    case KIND_RANGE:
        return add_range(vm, out, v);
    case KIND_SLICE:
        return add_slice(vm, out, v, outer);
    case KIND_FUNCTION:
        add_named(vm, out, "function", as_function(vm, v)->qualname, v);
        break;
    case KIND_NATIVE:
        add_native(vm, out, v);
        break;
    case KIND_METHOD:
        return add_method(vm, out, v, outer);
    case KIND_GENERATOR:
        add_generator(vm, out, v);
        break;
    case KIND_CLASS:
        text_add_string(out, "<class '");
        add_class_name(vm, out, v);
        text_add_string(out, "'>");
        break;
    case KIND_INSTANCE:
        return add_instance(vm, out, v, outer);
    case KIND_EXCEPTION:
        return add_exception(vm, out, v, outer);
    case KIND_MODULE:
        add_module(vm, out, v);
        break;
    case KIND_OBJECT:
        return add_object(vm, out, v);
    default:
        value_add_default_repr(vm, out, v);
    }
    return NATIVE_OK;
}

static const char *special_name(value_t v)
{
    switch (v) {
    case VALUE_NONE:
        return "None";
    case VALUE_TRUE:
        return "True";
    case VALUE_FALSE:
        return "False";
    case VALUE_NOT_IMPLEMENTED:
        return "NotImplemented";
    case VALUE_ELLIPSIS:
        return "Ellipsis";
    default:
        return "<unset>";
    }
}

static native_status_t add_repr(vm_t *vm, text_t *out, value_t v, const nest_t *outer)
{
    if (value_is_small_int(v)) {
        char digits[NUMBER_INT_REPR_BYTES];
        text_add(out, digits, number_int_repr(digits, value_to_int(v)));
    } else if (value_is_double(v)) {
        char digits[NUMBER_FLOAT_REPR_BYTES];
        text_add(out, digits, number_float_repr(digits, value_to_double(v)));
    } else if (value_is_ref(v)) {
        return add_heap_value(vm, out, v, outer);
    } else {
        text_add_string(out, special_name(v));
    }
    return NATIVE_OK;
}

native_status_t value_add_repr(vm_t *vm, text_t *out, value_t v)
{
    return add_repr(vm, out, v, NULL);
}

/* ---- str()
 * -------------------------------------------------------------------------------------------------- */

/* str of an exception: its only argument, or all of them; KeyError shows its key's repr. */
static native_status_t add_exception_str(vm_t *vm, text_t *out, value_t v)
{
    if (value_has_user_method(vm, v, NAME_str))
        return NATIVE_FALLBACK;
    const exception_t *exception = as_exception(vm, v);
    const tuple_t *args = as_tuple(vm, exception->args);
    if (args->count == 0)
        return NATIVE_OK;
    if (args->count == 1 && exception_is(vm, v, EXC_KEY_ERROR))
        return value_add_repr(vm, out, args->items[0]);
    if (args->count == 1)
        return value_add_str(vm, out, args->items[0]);
    if (args->count == 2 && exception_is(vm, v, EXC_OS_ERROR)) {
        text_add_string(out, "[Errno ");
        native_status_t status = value_add_str(vm, out, args->items[0]);
        text_add_string(out, "] ");
        return status == NATIVE_OK ? value_add_str(vm, out, args->items[1]) : status;
    }
    return value_add_repr(vm, out, exception->args);
}

static native_status_t add_object_str(vm_t *vm, text_t *out, value_t v)
{
    value_t method = class_lookup(vm, value_class(vm, v), vm->names[NAME_str]);
    if (value_kind(vm, method) == KIND_FUNCTION)
        return NATIVE_FALLBACK;
    if (value_kind(vm, method) != KIND_NATIVE || as_native(vm, method)->owner == vm->class_object)
        return value_add_repr(vm, out, v);
    value_t text;
    native_status_t status = invoke_native(vm, method, &v, 1, &text);
    if (status == NATIVE_OK)
        add_text_of(vm, out, text);
    return status;
}

native_status_t value_add_str(vm_t *vm, text_t *out, value_t v)
{
    switch (value_kind(vm, v)) {
    case KIND_STR:
        add_text_of(vm, out, v);
        return NATIVE_OK;
    case KIND_EXCEPTION:
        return add_exception_str(vm, out, v);
    case KIND_OBJECT:
        return add_object_str(vm, out, v);
    case KIND_INSTANCE:
        if (value_has_user_method(vm, v, NAME_str) || value_has_user_method(vm, v, NAME_repr))
            return NATIVE_FALLBACK;
        if (value_is_str(vm, value_payload(vm, v))) {
            add_text_of(vm, out, value_payload(vm, v));
            return NATIVE_OK;
        }
        return value_add_repr(vm, out, v);
    default:
        return value_add_repr(vm, out, v);
    }
}

/* ---- as values
 * ---------------------------------------------------------------------------------------------- */

native_status_t text_finish(vm_t *vm, text_t *text, native_status_t status, value_t *result)
{
    if (status != NATIVE_OK) {
        text_destroy(text);
        return status;
    }
    return text_to_str(vm, text, result);
}

native_status_t text_to_str(vm_t *vm, text_t *text, value_t *result)
{
    if (text->failed || !heap_room(vm, text->size_bytes)) {
        text_destroy(text);
        return native_raise(vm, EXC_MEMORY_ERROR, "%s", "");
    }
    *result = str_new(vm, text->bytes, text->size_bytes);
    text_destroy(text);
    return NATIVE_OK;
}

native_status_t value_repr(vm_t *vm, value_t v, value_t *text)
{
    text_t out;
    text_init(&out);
    return text_finish(vm, &out, value_add_repr(vm, &out, v), text);
}

native_status_t value_str(vm_t *vm, value_t v, value_t *text)
{
    if (value_is_str(vm, v)) {
        *text = v;
        return NATIVE_OK;
    }
    text_t out;
    text_init(&out);
    return text_finish(vm, &out, value_add_str(vm, &out, v), text);
}
