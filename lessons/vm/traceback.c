/* The text of an exception nobody caught: as CPython prints it, library frames left out. */
#include "lessons/vm/traceback.h"
#include "lessons/vm/machine.h"
#include "lessons/vm/suggest.h"
#include "lessons/vm/text.h"

#define REPEATS_SHOWN 3

/* ---- one frame ---- */

/* Line `number` of a source, without its newline. */
static const char *source_line(const code_unit_t *unit, uint32_t number, size_t *size)
{
    const char *at = unit->source, *end = at ? at + unit->source_size : NULL;
    for (uint32_t line = 1; at && line < number; line++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        at = newline ? newline + 1 : NULL;
    }
    if (!at || at >= end)
        return NULL;
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    *size = (size_t)((newline ? newline : end) - at);
    return at;
}

static size_t characters(const char *bytes, size_t size)
{
    size_t count = 0;
    for (size_t i = 0; i < size; i++)
        count += ((unsigned char)bytes[i] & 0xC0) != 0x80;
    return count;
}

/* Byte offset of character `index`. */
static size_t byte_offset(const char *bytes, size_t size, size_t index)
{
    size_t at = 0;
    while (at < size && index > 0) {
        at++;
        while (at < size && ((unsigned char)bytes[at] & 0xC0) == 0x80)
            at++;
        index--;
    }
    return at;
}

/* Where in a piece of source the operator stands that an instruction executes: [*from, *to), in bytes. */
typedef struct anchor {
    size_t from, to;
} anchor_t;

/* Calls back for the characters outside of brackets and strings: finds the operator `text` there. */
static bool find_operator(const char *piece, size_t size, const char *text, bool first, anchor_t *anchor)
{
    size_t length = strlen(text);
    int depth = 0;
    bool found = false;
    for (size_t i = 0; i < size; i++) {
        char c = piece[i];
        if (c == '"' || c == '\'') {
            size_t k = i + 1;
            while (k < size && piece[k] != c)
                k += piece[k] == '\\' ? 2 : 1;
            i = k;
            continue;
        }
        depth += (c == '(' || c == '[' || c == '{') - (c == ')' || c == ']' || c == '}');
        if (depth != 0 || i == 0 || i + length >= size || memcmp(piece + i, text, length) != 0)
            continue;
        bool longer = (c == '*' || c == '/' || c == '<' || c == '>') &&
                      ((length == 1 && (piece[i + 1] == c || piece[i - 1] == c)) || piece[i + length] == '=');
        if (longer)
            continue;
        *anchor = (anchor_t){i, i + length};
        found = true;
        if (first)
            break;
        i += length - 1;
    }
    return found;
}

/* The last pair of square brackets that ends the piece. */
static bool find_brackets(const char *piece, size_t size, anchor_t *anchor)
{
    int depth = 0;
    if (size == 0 || piece[size - 1] != ']')
        return false;
    for (size_t i = size; i-- > 0;) {
        depth += (piece[i] == ']') - (piece[i] == '[');
        if (depth == 0) {
            *anchor = (anchor_t){i, size};
            return i > 0;
        }
    }
    return false;
}

static bool find_anchor(instruction_t i, const char *piece, size_t size, anchor_t *anchor)
{
    if (i.op >= OP_ADD && i.op <= OP_XOR_K && !(i.flags & 1)) {
        int op = i.op >= OP_ADD_K ? i.op - OP_ADD_K : i.op - OP_ADD;
        return find_operator(piece, size, binary_text((binary_op_t)op), op == BINARY_OP_POW, anchor);
    }
    if (i.op == OP_GET_ITEM || i.op == OP_GET_ITEM_K || i.op == OP_SET_ITEM || i.op == OP_DELETE_ITEM)
        return find_brackets(piece, size, anchor);
    return false;
}

/* The line of carets under the source line, unless it would mark the whole of it. */
static void add_carets(text_t *text, instruction_t i, code_place_t place, const char *line, size_t size,
                       size_t indent)
{
    while (size > indent && (line[size - 1] == ' ' || line[size - 1] == '\t' || line[size - 1] == '\r'))
        size--;
    size_t stripped = characters(line + indent, size - indent);
    size_t start = place.column ? place.column - 1u : 0, end = place.end_column ? place.end_column - 1u : 0;
    bool one_line = place.line == place.end_line;
    if (!one_line)
        end = indent + stripped;
    if (!place.column || end <= start || start < indent)
        return;
    size_t from = byte_offset(line, size, start), to = byte_offset(line, size, end);
    anchor_t anchor;
    bool anchored = one_line && find_anchor(i, line + from, to - from, &anchor);
    if (end - start >= stripped && !anchored)
        return;
    text_add_string(text, "    ");
    text_add_repeated(text, " ", 1, start - indent);
    if (anchored) {
        size_t left = characters(line + from, anchor.from);
        size_t middle = characters(line + from + anchor.from, anchor.to - anchor.from);
        text_add_repeated(text, "~", 1, left);
        text_add_repeated(text, "^", 1, middle);
        text_add_repeated(text, "~", 1, end - start - left - middle);
    } else {
        text_add_repeated(text, "^", 1, end - start);
    }
    text_add_byte(text, '\n');
}

static void add_frame(const vm_t *vm, text_t *text, const traceback_t *t)
{
    const vm_code_t *code = &vm->codes[t->code];
    code_place_t place = code->code->places[t->pc];
    text_addf(text, "  File \"%s\", line %u, in %s\n", code->unit->file, place.line, code->code->name);
    size_t size, indent = 0;
    const char *line = source_line(code->unit, place.line, &size);
    while (line && indent < size && (line[indent] == ' ' || line[indent] == '\t'))
        indent++;
    if (!line || indent == size)
        return;
    size_t shown = size;
    while (shown > indent && (line[shown - 1] == ' ' || line[shown - 1] == '\t' || line[shown - 1] == '\r'))
        shown--;
    text_add_string(text, "    ");
    text_add(text, line + indent, shown - indent);
    text_add_byte(text, '\n');
    add_carets(text, code->instructions[t->pc], place, line, size, indent);
}

/* ---- all frames ---- */

static bool same_line(const vm_t *vm, const traceback_t *a, const traceback_t *b)
{
    return a->code == b->code &&
           vm->codes[a->code].code->places[a->pc].line == vm->codes[b->code].code->places[b->pc].line;
}

static void add_repeats(text_t *text, uint32_t repeats)
{
    if (repeats > REPEATS_SHOWN)
        text_addf(text, "  [Previous line repeated %u more time%s]\n", repeats - REPEATS_SHOWN,
                  repeats - REPEATS_SHOWN == 1 ? "" : "s");
}

static void add_traceback(const vm_t *vm, text_t *text, value_t traceback)
{
    const traceback_t *last = NULL;
    uint32_t repeats = 0;
    if (value_kind(vm, traceback) == KIND_TRACEBACK)
        text_add_string(text, "Traceback (most recent call last):\n");
    for (; value_kind(vm, traceback) == KIND_TRACEBACK; traceback = as_traceback(vm, traceback)->next) {
        const traceback_t *t = as_traceback(vm, traceback);
        if (vm->codes[t->code].library)
            continue;
        if (!last || !same_line(vm, last, t)) {
            add_repeats(text, repeats);
            repeats = 0;
        }
        last = t;
        if (++repeats <= REPEATS_SHOWN)
            add_frame(vm, text, t);
    }
    add_repeats(text, repeats);
}

/* ---- the last line, and the chain ---- */

/* What str() gave for an exception, from the library's list of (exception, text); UNSET: not in it. */
static value_t given_text(const vm_t *vm, value_t texts, value_t exception)
{
    value_t *items;
    size_t count;
    if (value_is_unset(texts) || !sequence_items(vm, texts, &items, &count))
        return VALUE_UNSET;
    for (size_t i = 0; i < count; i++)
        if (value_kind(vm, items[i]) == KIND_TUPLE && as_tuple(vm, items[i])->count == 2 &&
            as_tuple(vm, items[i])->items[0] == exception)
            return as_tuple(vm, items[i])->items[1];
    return VALUE_UNSET;
}

static void add_notes(vm_t *vm, text_t *text, value_t dict)
{
    value_t notes = value_kind(vm, dict) == KIND_DICT ? dict_get_c(vm, dict, "__notes__") : VALUE_UNSET;
    if (value_kind(vm, notes) != KIND_LIST)
        return;
    for (uint32_t i = 0; i < as_list(vm, notes)->count; i++) {
        value_t note = list_items(vm, notes)[i];
        if (!value_is_str(vm, note))
            continue;
        text_add(text, as_str(vm, note)->bytes, as_str(vm, note)->size);
        text_add_byte(text, '\n');
    }
}

static native_status_t add_last_line(vm_t *vm, text_t *text, value_t exception, value_t texts)
{
    const class_t *class = as_class(vm, as_exception(vm, exception)->class);
    const char *module = value_is_str(vm, class->module) ? as_str(vm, class->module)->bytes : "builtins";
    if (strcmp(module, "builtins") != 0 && strcmp(module, "__main__") != 0)
        text_addf(text, "%s.", module);
    text_add_string(text, as_str(vm, class->qualname)->bytes);
    value_t message = given_text(vm, texts, exception);
    if (!value_is_str(vm, message)) {
        native_status_t status = value_str(vm, exception, &message);
        if (status != NATIVE_OK)
            return status;
    }
    const str_t *str = as_str(vm, message);
    if (str->size > 0) {
        text_add_string(text, ": ");
        text_add(text, str->bytes, str->size);
    }
    const char *meant = suggest_name(vm, exception);
    if (meant)
        text_addf(text, ". Did you mean: '%s'?", meant);
    text_add_byte(text, '\n');
    add_notes(vm, text, as_exception(vm, exception)->dict);
    return NATIVE_OK;
}

static native_status_t add_exception(vm_t *vm, text_t *text, value_t exception, value_t texts, uint32_t depth)
{
    const exception_t *e = as_exception(vm, exception);
    native_status_t status = NATIVE_OK;
    if (value_kind(vm, e->cause) == KIND_EXCEPTION && depth < 100) {
        status = add_exception(vm, text, e->cause, texts, depth + 1);
        text_add_string(text, "\nThe above exception was the direct cause of the following exception:\n\n");
    } else if (value_kind(vm, e->context) == KIND_EXCEPTION && !e->suppress_context && depth < 100) {
        status = add_exception(vm, text, e->context, texts, depth + 1);
        text_add_string(text, "\nDuring handling of the above exception, another exception occurred:\n\n");
    }
    if (status != NATIVE_OK)
        return status;
    add_traceback(vm, text, as_exception(vm, exception)->traceback);
    return add_last_line(vm, text, exception, texts);
}

native_status_t traceback_format(vm_t *vm, value_t exception, value_t texts, value_t *result)
{
    text_t text;
    text_init(&text);
    native_status_t status = add_exception(vm, &text, exception, texts, 0);
    if (status == NATIVE_OK)
        *result = str_new(vm, text.bytes, text.size_bytes);
    text_destroy(&text);
    return status;
}

value_t exception_traceback_text(vm_t *vm, value_t exception)
{
    text_t text;
    text_init(&text);
    add_traceback(vm, &text, as_exception(vm, exception)->traceback);
    value_t result = str_new(vm, text.bytes, text.size_bytes);
    text_destroy(&text);
    return result;
}

value_t exception_text(vm_t *vm, value_t exception)
{
    value_t result = VALUE_UNSET;
    if (traceback_format(vm, exception, VALUE_UNSET, &result) == NATIVE_OK)
        return result;
    return str_from_format(vm, "%s%s\n", as_str(vm, exception_traceback_text(vm, exception))->bytes,
                           class_name(vm, as_exception(vm, exception)->class));
}
