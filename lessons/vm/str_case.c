#include <string.h>

#include "lessons/vm/str_methods.h"
#include "lessons/vm/unicode.h"
#include "lessons/vm/value_text.h"

typedef size_t map_fn(uint32_t code, uint32_t mapped[3]);

static void add_mapped(text_t *out, uint32_t code, map_fn *map)
{
    uint32_t mapped[3];
    size_t count = map(code, mapped);
    for (size_t i = 0; i < count; i++)
        text_add_code(out, mapped[i]);
}

/* A capital sigma at the end of a word becomes ς. */
static bool sigma_ends_word(const char *bytes, size_t size_bytes, size_t at)
{
    size_t size, after = at + 2;
    bool letter_before = at > 0 && code_is_alpha(unicode_decode(bytes + unicode_before(bytes, at), &size));
    bool letter_after = after < size_bytes && code_is_alpha(unicode_decode(bytes + after, &size));
    return letter_before && !letter_after;
}

static void add_lower(text_t *out, const char *bytes, size_t size_bytes, size_t at, uint32_t code)
{
    if (code == 0x3a3)
        text_add_code(out, sigma_ends_word(bytes, size_bytes, at) ? 0x3c2 : 0x3c3);
    else
        add_mapped(out, code, code_to_lower);
}

typedef enum { CASE_UPPER, CASE_LOWER, CASE_TITLE, CASE_CAPITALIZE, CASE_SWAP, CASE_FOLD } case_t;

static void add_in_case(text_t *out, const str_t *self, case_t wanted)
{
    bool in_word = false;
    for (size_t i = 0, size; i < self->size; i += size) {
        uint32_t code = unicode_decode(self->bytes + i, &size);
        bool first = wanted == CASE_TITLE ? !in_word : i == 0;
        bool up = wanted == CASE_UPPER || (wanted == CASE_SWAP && code_is_lower(code));
        if (wanted == CASE_FOLD && code == 0xdf)
            text_add_string(out, "ss");
        else if (up)
            add_mapped(out, code, code_to_upper);
        else if ((wanted == CASE_TITLE || wanted == CASE_CAPITALIZE) && first)
            add_mapped(out, code, code_to_title);
        else if (wanted == CASE_SWAP && !code_is_upper(code))
            text_add_code(out, code);
        else
            add_lower(out, self->bytes, self->size, i, code);
        in_word = code_is_upper(code) || code_is_lower(code) || code_is_title(code);
    }
}

/* upper and lower of ASCII: in place of the general way. */
static value_t ascii_case(vm_t *vm, const str_t *self, bool upper)
{
    str_t *made = str_reserve(vm, self->size);
    char first = upper ? 'a' : 'A';
    for (uint32_t i = 0; i < self->size; i++) {
        char c = self->bytes[i];
        made->bytes[i] = (unsigned char)(c - first) < 26 ? (char)(c ^ 0x20) : c;
    }
    return str_finish(vm, made);
}

static native_status_t in_case(vm_t *vm, value_t v, case_t wanted, value_t *result)
{
    const str_t *self = str_self(vm, v);
    if (str_is_ascii(self) && (wanted == CASE_UPPER || wanted == CASE_LOWER || wanted == CASE_FOLD) &&
        self->size > 0 && heap_room(vm, self->size)) {
        *result = ascii_case(vm, self, wanted == CASE_UPPER);
        return NATIVE_OK;
    }
    text_t out;
    text_init(&out);
    add_in_case(&out, self, wanted);
    return text_to_str(vm, &out, result);
}

native_status_t str_upper(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return in_case(vm, args[0], CASE_UPPER, result);
}

native_status_t str_lower(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return in_case(vm, args[0], CASE_LOWER, result);
}

native_status_t str_title(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return in_case(vm, args[0], CASE_TITLE, result);
}

native_status_t str_capitalize(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return in_case(vm, args[0], CASE_CAPITALIZE, result);
}

native_status_t str_swapcase(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return in_case(vm, args[0], CASE_SWAP, result);
}

native_status_t str_casefold(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return in_case(vm, args[0], CASE_FOLD, result);
}

/* ---- classes of letters
 * ------------------------------------------------------------------------------------- */

static bool code_is_alnum(uint32_t code)
{
    return code_is_alpha(code) || code_is_numeric(code);
}

/* Is the text not empty, and every code point of the class? */
static native_status_t all_are(vm_t *vm, value_t v, bool (*belongs)(uint32_t), bool when_empty,
                               value_t *result)
{
    const str_t *self = str_self(vm, v);
    *result = value_from_bool(self->size > 0 || when_empty);
    for (size_t i = 0, size; i < self->size; i += size) {
        if (!belongs(unicode_decode(self->bytes + i, &size))) {
            *result = VALUE_FALSE;
            break;
        }
    }
    return NATIVE_OK;
}

native_status_t str_isalpha(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return all_are(vm, args[0], code_is_alpha, false, result);
}

native_status_t str_isdigit(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return all_are(vm, args[0], code_is_digit, false, result);
}

native_status_t str_isdecimal(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return all_are(vm, args[0], code_is_decimal, false, result);
}

native_status_t str_isnumeric(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return all_are(vm, args[0], code_is_numeric, false, result);
}

native_status_t str_isalnum(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return all_are(vm, args[0], code_is_alnum, false, result);
}

native_status_t str_isspace(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return all_are(vm, args[0], code_is_space, false, result);
}

native_status_t str_isprintable(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return all_are(vm, args[0], code_is_printable, true, result);
}

native_status_t str_isascii(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    *result = value_from_bool(str_is_ascii(str_self(vm, args[0])));
    return NATIVE_OK;
}

/* Some letter of the wanted case, none of the other. */
static native_status_t cased(vm_t *vm, value_t v, bool (*wanted)(uint32_t), bool (*other)(uint32_t),
                             value_t *result)
{
    const str_t *self = str_self(vm, v);
    *result = VALUE_FALSE;
    for (size_t i = 0, size; i < self->size; i += size) {
        uint32_t code = unicode_decode(self->bytes + i, &size);
        if (other(code) || code_is_title(code)) {
            *result = VALUE_FALSE;
            break;
        }
        if (wanted(code))
            *result = VALUE_TRUE;
    }
    return NATIVE_OK;
}

native_status_t str_isupper(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return cased(vm, args[0], code_is_upper, code_is_lower, result);
}

native_status_t str_islower(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    return cased(vm, args[0], code_is_lower, code_is_upper, result);
}

native_status_t str_istitle(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    const str_t *self = str_self(vm, args[0]);
    bool in_word = false, some = false, good = true;
    for (size_t i = 0, size; good && i < self->size; i += size) {
        uint32_t code = unicode_decode(self->bytes + i, &size);
        bool capital = code_is_upper(code) || code_is_title(code);
        if (capital || code_is_lower(code)) {
            good = capital != in_word;
            in_word = some = true;
        } else {
            in_word = false;
        }
    }
    *result = value_from_bool(good && some);
    return NATIVE_OK;
}

native_status_t str_isidentifier(vm_t *vm, value_t *args, int nargs, value_t *result)
{
    (void)nargs;
    const str_t *self = str_self(vm, args[0]);
    bool good = self->size > 0;
    for (size_t i = 0, size; good && i < self->size; i += size) {
        uint32_t code = unicode_decode(self->bytes + i, &size);
        good = code == '_' || code_is_alpha(code) || (i > 0 && code_is_decimal(code));
    }
    *result = value_from_bool(good);
    return NATIVE_OK;
}
