#include <string.h>

#include "lessons/vm/arguments.h"
#include "lessons/vm/dunders.h"
#include "lessons/vm/formatting.h"
#include "lessons/vm/str_methods.h"
#include "lessons/vm/types.h"
#include "lessons/vm/unicode.h"
#include "lessons/vm/value_text.h"

/* ---- bytes and text
 * ----------------------------------------------------------------------------------------- */

/* Only UTF-8 and its part ASCII: LookupError for anything else. */
static native_status_t check_encoding(vm_t *vm, value_t encoding, const char *function, bool *ascii)
{
    static const char *const known[] = {"utf-8", "utf8", "ascii", "us-ascii"};
    *ascii = false;
    if (value_is_unset(encoding))
        return NATIVE_OK;
    const str_t *name = argument_str(vm, encoding);
    if (!name)
        return native_raise(vm, EXC_TYPE_ERROR, "%s() argument 'encoding' must be str, not %s", function,
                            argument_type_name(vm, encoding));
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcasecmp(name->bytes, known[i]) == 0 || (i == 0 && strcasecmp(name->bytes, "utf_8") == 0)) {
            *ascii = i >= 2;
            return NATIVE_OK;
        }
    }
    return native_raise(vm, EXC_LOOKUP_ERROR, "unknown encoding: %s", name->bytes);
}

static native_status_t decode(vm_t *vm, value_t v, value_t encoding, value_t *result)
{
    bool ascii;
    native_status_t status = check_encoding(vm, encoding, "decode", &ascii);
    if (status != NATIVE_OK)
        return status;
    const bytes_t *bytes = as_bytes(vm, v);
    const char *text = (const char *)bytes->bytes;
    bool good = ascii ? unicode_is_ascii(text, bytes->size) : unicode_is_valid(text, bytes->size);
    if (!good) {
        size_t at = 0;
        while (at < bytes->size && bytes->bytes[at] < 0x80)
            at++;
        return native_raise(vm, EXC_UNICODE_DECODE_ERROR,
                            "'%s' codec can't decode byte 0x%02x in position %zu: invalid start byte",
                            ascii ? "ascii" : "utf-8", bytes->bytes[at], at);
    }
    *result = str_part(vm, text, bytes->size);
    return NATIVE_OK;
}

static native_status_t encode(vm_t *vm, value_t v, value_t encoding, value_t *result)
{
    bool ascii;
    native_status_t status = check_encoding(vm, encoding, "encode", &ascii);
    if (status != NATIVE_OK)
        return status;
    const str_t *text = str_self(vm, v);
    if (ascii && !str_is_ascii(text))
        return native_raise(vm, EXC_UNICODE_ENCODE_ERROR,
                            "'ascii' codec can't encode a character: ordinal not in range(128)");
    *result = bytes_new(vm, text->bytes, text->size);
    return NATIVE_OK;
}

static native_status_t str_encode(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return encode(vm, args[0], args[1], result);
}

static native_status_t bytes_decode(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return decode(vm, args[0], args[1], result);
}

/* ---- str
 * ---------------------------------------------------------------------------------------------------- */

static native_status_t str_constructor(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t text = vm->empty_string;
    native_status_t status = NATIVE_OK;
    if (!value_is_unset(args[2])) {
        if (value_kind(vm, args[1]) != KIND_BYTES)
            return native_raise(vm, EXC_TYPE_ERROR, "decoding to str: need a bytes-like object, %s found",
                                value_type_name(vm, args[1]));
        status = decode(vm, args[1], args[2], &text);
    } else if (!value_is_unset(args[1])) {
        status = value_str(vm, args[1], &text);
    }
    if (status == NATIVE_OK)
        *result = builtin_of_class(vm, args[0], &str_type, text);
    return status;
}

static const native_def_t str_methods[] = {
    {"__new__", "cls, object=, encoding=, errors=", str_constructor, NULL, "_str_new"},
    {"upper", "self, /", str_upper, NULL, NULL},
    {"lower", "self, /", str_lower, NULL, NULL},
    {"title", "self, /", str_title, NULL, NULL},
    {"capitalize", "self, /", str_capitalize, NULL, NULL},
    {"swapcase", "self, /", str_swapcase, NULL, NULL},
    {"casefold", "self, /", str_casefold, NULL, NULL},
    {"isalpha", "self, /", str_isalpha, NULL, NULL},
    {"isdigit", "self, /", str_isdigit, NULL, NULL},
    {"isdecimal", "self, /", str_isdecimal, NULL, NULL},
    {"isnumeric", "self, /", str_isnumeric, NULL, NULL},
    {"isalnum", "self, /", str_isalnum, NULL, NULL},
    {"isspace", "self, /", str_isspace, NULL, NULL},
    {"isupper", "self, /", str_isupper, NULL, NULL},
    {"islower", "self, /", str_islower, NULL, NULL},
    {"istitle", "self, /", str_istitle, NULL, NULL},
    {"isprintable", "self, /", str_isprintable, NULL, NULL},
    {"isidentifier", "self, /", str_isidentifier, NULL, NULL},
    {"isascii", "self, /", str_isascii, NULL, NULL},
    {"find", "self, sub, start=, end=, /", str_find, NULL, NULL},
    {"rfind", "self, sub, start=, end=, /", str_rfind, NULL, NULL},
    {"index", "self, sub, start=, end=, /", str_index, NULL, NULL},
    {"rindex", "self, sub, start=, end=, /", str_rindex, NULL, NULL},
    {"count", "self, sub, start=, end=, /", str_count, NULL, NULL},
    {"replace", "self, old, new, count=, /", str_replace, NULL, NULL},
    {"startswith", "self, prefix, start=, end=, /", str_startswith, NULL, NULL},
    {"endswith", "self, suffix, start=, end=, /", str_endswith, NULL, NULL},
    {"removeprefix", "self, prefix, /", str_removeprefix, NULL, NULL},
    {"removesuffix", "self, suffix, /", str_removesuffix, NULL, NULL},
    {"partition", "self, sep, /", str_partition, NULL, NULL},
    {"rpartition", "self, sep, /", str_rpartition, NULL, NULL},
    {"translate", "self, table, /", str_translate, NULL, NULL},
    {"maketrans", "cls, x, y=, z=, /", str_maketrans, NULL, NULL},
    {"split", "self, sep=, maxsplit=", str_split, NULL, NULL},
    {"rsplit", "self, sep=, maxsplit=", str_rsplit, NULL, NULL},
    {"splitlines", "self, keepends=", str_splitlines, NULL, NULL},
    {"join", "self, iterable, /", str_join, NULL, "_str_join"},
    {"strip", "self, chars=, /", str_strip, NULL, NULL},
    {"lstrip", "self, chars=, /", str_lstrip, NULL, NULL},
    {"rstrip", "self, chars=, /", str_rstrip, NULL, NULL},
    {"center", "self, width, fillchar=, /", str_center, NULL, NULL},
    {"ljust", "self, width, fillchar=, /", str_ljust, NULL, NULL},
    {"rjust", "self, width, fillchar=, /", str_rjust, NULL, NULL},
    {"zfill", "self, width, /", str_zfill, NULL, NULL},
    {"expandtabs", "self, tabsize=", str_expandtabs, NULL, NULL},
    {"format", "self, *args, **kwargs", str_format, NULL, "_str_format"},
    {"format_map", "self, mapping, /", str_format_map, NULL, "_str_format_map"},
    {"encode", "self, encoding=, errors=", str_encode, NULL, NULL},
    CONTAINER_DUNDERS,
    {"__str__", "self, /", dunder_str, NULL, NULL},
    {"__hash__", "self, /", dunder_hash, NULL, NULL},
    ORDER_DUNDERS,
    {"__mul__", "self, other, /", dunder_mul, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

const native_type_t str_type = {.name = "str", .kind = KIND_STR, .methods = str_methods};

/* ---- bytes
 * -------------------------------------------------------------------------------------------------- */

static native_status_t bytes_from_items(vm_t *vm, value_t iterable, value_t *result)
{
    value_t *items;
    size_t count;
    if (!sequence_items(vm, iterable, &items, &count)) {
        if (value_kind(vm, iterable) == KIND_NONE)
            return native_raise(vm, EXC_TYPE_ERROR, "cannot convert '%s' object to bytes",
                                value_type_name(vm, iterable));
        return NATIVE_FALLBACK;
    }
    value_t made = bytes_new(vm, NULL, count);
    for (size_t i = 0; i < count; i++) {
        int64_t byte;
        native_status_t status = argument_int64(vm, items[i], &byte);
        if (status != NATIVE_OK)
            return status;
        if (byte < 0 || byte > 255)
            return native_raise(vm, EXC_VALUE_ERROR, "bytes must be in range(0, 256)");
        as_bytes(vm, made)->bytes[i] = (uint8_t)byte;
    }
    *result = made;
    return NATIVE_OK;
}

static native_status_t bytes_constructor(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    value_t source = value_payload(vm, args[1]);
    if (value_is_unset(source)) {
        *result = bytes_new(vm, NULL, 0);
        return NATIVE_OK;
    }
    if (value_kind(vm, source) == KIND_BYTES) {
        *result = source;
        return NATIVE_OK;
    }
    if (value_is_str(vm, source)) {
        if (value_is_unset(args[2]))
            return native_raise(vm, EXC_TYPE_ERROR, "string argument without an encoding");
        return encode(vm, source, args[2], result);
    }
    if (!value_is_int(vm, source))
        return bytes_from_items(vm, source, result);
    int64_t size;
    native_status_t status = argument_int64(vm, source, &size);
    if (status != NATIVE_OK)
        return status;
    if (size < 0)
        return native_raise(vm, EXC_VALUE_ERROR, "negative count");
    if (!heap_room(vm, (uint64_t)size))
        return native_raise(vm, EXC_MEMORY_ERROR, "%s", "");
    *result = bytes_new(vm, NULL, (size_t)size);
    memset(as_bytes(vm, *result)->bytes, 0, (size_t)size);
    return NATIVE_OK;
}

static native_status_t bytes_hex(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    text_t text;
    text_init(&text);
    for (uint32_t i = 0; i < as_bytes(vm, args[0])->size; i++)
        text_addf(&text, "%02x", as_bytes(vm, args[0])->bytes[i]);
    return text_to_str(vm, &text, result);
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'                     ? c - '0'
           : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
                                                    : -1;
}

static native_status_t bytes_fromhex(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    const str_t *text = argument_str(vm, args[1]);
    if (!text)
        return native_raise(vm, EXC_TYPE_ERROR, "fromhex() argument must be str, not %s",
                            argument_type_name(vm, args[1]));
    value_t made = bytes_new(vm, NULL, text->size / 2);
    uint32_t count = 0;
    for (uint32_t i = 0; i < text->size; i++) {
        if (code_is_space((unsigned char)text->bytes[i]))
            continue;
        int high = hex_digit(text->bytes[i]), low = i + 1 < text->size ? hex_digit(text->bytes[i + 1]) : -1;
        if (high < 0 || low < 0)
            return native_raise(vm, EXC_VALUE_ERROR,
                                "non-hexadecimal number found in fromhex() arg at position %u",
                                high < 0 ? i : i + 1);
        as_bytes(vm, made)->bytes[count++] = (uint8_t)(high * 16 + low);
        i++;
    }
    *result = bytes_new(vm, as_bytes(vm, made)->bytes, count);
    return NATIVE_OK;
}

static const native_def_t bytes_methods[] = {
    {"__new__", "cls, source=, encoding=, errors=", bytes_constructor, NULL, "_bytes_new"},
    {"decode", "self, encoding=, errors=", bytes_decode, NULL, NULL},
    {"fromhex", "cls, string, /", bytes_fromhex, NULL, NULL},
    {"hex", "self", bytes_hex, NULL, NULL},
    {"__len__", "self, /", dunder_len, NULL, NULL},
    {"__iter__", "self, /", dunder_iter, NULL, NULL},
    {"__hash__", "self, /", dunder_hash, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

const native_type_t bytes_type = {
    .name = "bytes", .kind = KIND_BYTES, .methods = bytes_methods, .final = true};
