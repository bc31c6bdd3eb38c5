/* Text: UTF-8 with its number of code points; what is pure ASCII is indexed in O(1). */
#include <stdarg.h>
#include <stdio.h>

#include "lessons/vm/vm.h"

static uint32_t count_code_points(const char *bytes, size_t size)
{
    uint32_t count = 0;
    for (size_t i = 0; i < size; i++)
        count += ((unsigned char)bytes[i] & 0xC0) != 0x80;
    return count;
}

str_t *str_reserve(vm_t *vm, size_t size)
{
    str_t *str = heap_alloc_raw(vm, KIND_STR, sizeof(str_t) + size + 1);
    /* The padding behind the text is part of the image. */
    memset((uint8_t *)str + str->header.size_bytes - 8, 0, 8);
    str->size = (uint32_t)size;
    str->hash = 0;
    str->bytes[size] = 0;
    return str;
}

value_t str_finish(vm_t *vm, str_t *str)
{
    str->length = count_code_points(str->bytes, str->size);
    str->header.flags = str->length == str->size ? STR_ASCII : 0;
    return object_value(vm, str);
}

value_t str_new(vm_t *vm, const char *bytes, size_t size)
{
    if (size <= 1 && !vm->heap.loading) {
        if (size == 0)
            return vm->empty_string;
        if ((unsigned char)bytes[0] < 128)
            return vm->characters[(unsigned char)bytes[0]];
    }
    str_t *str = str_reserve(vm, size);
    memcpy(str->bytes, bytes, size);
    return str_finish(vm, str);
}

value_t str_from_c(vm_t *vm, const char *text)
{
    return str_new(vm, text, strlen(text));
}

value_t str_from_format(vm_t *vm, const char *format, ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (size < 0)
        size = 0;
    if ((size_t)size >= sizeof text) {
        size = sizeof text - 1;
        while (size > 0 && ((unsigned char)text[size] & 0xC0) == 0x80)
            size--;
    }
    return str_new(vm, text, (size_t)size);
}

value_t str_from_code_point(vm_t *vm, uint32_t c)
{
    char bytes[4];
    size_t size;
    if (c < 0x80) {
        bytes[0] = (char)c;
        size = 1;
    } else if (c < 0x800) {
        bytes[0] = (char)(0xC0 | c >> 6);
        bytes[1] = (char)(0x80 | (c & 0x3F));
        size = 2;
    } else if (c < 0x10000) {
        bytes[0] = (char)(0xE0 | c >> 12);
        bytes[1] = (char)(0x80 | (c >> 6 & 0x3F));
        bytes[2] = (char)(0x80 | (c & 0x3F));
        size = 3;
    } else {
        bytes[0] = (char)(0xF0 | c >> 18);
        bytes[1] = (char)(0x80 | (c >> 12 & 0x3F));
        bytes[2] = (char)(0x80 | (c >> 6 & 0x3F));
        bytes[3] = (char)(0x80 | (c & 0x3F));
        size = 4;
    }
    return str_new(vm, bytes, size);
}

#define GROWABLE_FROM 128u /* bytes: shorter texts are copied */

/* Whether `more` bytes fit behind the text. */
static bool has_room(const str_t *str, uint32_t more)
{
    return (str->header.flags & STR_GROWABLE) &&
           (uint64_t)sizeof(str_t) + str->size + more + 1 <= str->header.size_bytes;
}

value_t str_append(vm_t *vm, value_t a, value_t b)
{
    str_t *left = as_str(vm, a);
    const str_t *right = as_str(vm, b);
    uint32_t more = right->size, length = right->length, flags = right->header.flags;
    uint64_t size = (uint64_t)left->size + more;
    if (size < GROWABLE_FROM || more == 0)
        return str_concat(vm, a, b);
    if (!has_room(left, more)) {
        str_t *str = heap_alloc_raw(vm, KIND_STR, sizeof(str_t) + size + size / 2 + 64);
        memcpy(str->bytes, left->bytes, left->size);
        str->size = left->size;
        str->length = left->length;
        str->header.flags = (uint8_t)((left->header.flags & STR_ASCII) | STR_GROWABLE);
        left = str;
    }
    memcpy(left->bytes + left->size, right->bytes, more);
    left->bytes[size] = 0;
    left->size = (uint32_t)size;
    left->length += length;
    left->hash = 0;
    left->header.flags = (uint8_t)(STR_GROWABLE | (left->header.flags & flags & STR_ASCII));
    return object_value(vm, left);
}

value_t str_concat(vm_t *vm, value_t a, value_t b)
{
    const str_t *left = as_str(vm, a), *right = as_str(vm, b);
    if (left->size == 0)
        return b;
    if (right->size == 0)
        return a;
    uint64_t size = (uint64_t)left->size + right->size;
    if (size > vm->heap.limit_bytes)
        vm_out_of_memory(vm);
    str_t *str = str_reserve(vm, size);
    memcpy(str->bytes, left->bytes, left->size);
    memcpy(str->bytes + left->size, right->bytes, right->size);
    str->length = left->length + right->length;
    str->header.flags = left->header.flags & right->header.flags & STR_ASCII;
    return object_value(vm, str);
}

uint32_t str_offset(const str_t *str, uint32_t index)
{
    if (str_is_ascii(str))
        return index;
    uint32_t offset = 0;
    while (index > 0) {
        offset++;
        while (((unsigned char)str->bytes[offset] & 0xC0) == 0x80)
            offset++;
        index--;
    }
    return offset;
}

value_t str_slice(vm_t *vm, value_t s, uint32_t start, uint32_t end)
{
    const str_t *str = as_str(vm, s);
    if (start >= end)
        return vm->empty_string;
    if (start == 0 && end == str->length && !(str->header.flags & STR_GROWABLE))
        return s;
    uint32_t from = str_offset(str, start), to = str_is_ascii(str) ? end : str_offset(str, end);
    if (to - from == 1)
        return vm->characters[(unsigned char)str->bytes[from]];
    str_t *piece = str_reserve(vm, to - from);
    memcpy(piece->bytes, as_str(vm, s)->bytes + from, to - from);
    piece->length = end - start;
    piece->header.flags = piece->length == piece->size ? STR_ASCII : 0;
    return object_value(vm, piece);
}

uint32_t str_hash_bytes(const char *bytes, size_t size)
{
    uint64_t hash = UINT64_C(0x9E3779B97F4A7C15) ^ size;
    while (size >= 8) {
        uint64_t word;
        memcpy(&word, bytes, 8);
        hash = (hash ^ word) * UINT64_C(0xD6E8FEB86659FD93);
        hash ^= hash >> 32;
        bytes += 8;
        size -= 8;
    }
    uint64_t word = 0;
    memcpy(&word, bytes, size);
    hash = (hash ^ word) * UINT64_C(0xD6E8FEB86659FD93);
    return (uint32_t)(hash ^ hash >> 32);
}

uint32_t str_hash(str_t *str)
{
    if (!(str->header.flags & STR_HASHED)) {
        str->hash = str_hash_bytes(str->bytes, str->size);
        str->header.flags |= STR_HASHED;
    }
    return str->hash;
}

bool str_equal(const str_t *a, const str_t *b)
{
    return a == b || (a->size == b->size && memcmp(a->bytes, b->bytes, a->size) == 0);
}

int str_compare(const str_t *a, const str_t *b)
{
    /* The order of UTF-8 bytes is the order of code points. */
    int order = memcmp(a->bytes, b->bytes, a->size < b->size ? a->size : b->size);
    if (order == 0)
        order = (a->size > b->size) - (a->size < b->size);
    return (order > 0) - (order < 0);
}

bool str_contains(const str_t *haystack, const str_t *needle)
{
    return memmem(haystack->bytes, haystack->size, needle->bytes, needle->size) != NULL;
}

value_t bytes_new(vm_t *vm, const void *content, size_t size)
{
    bytes_t *bytes = heap_alloc(vm, KIND_BYTES, sizeof(bytes_t) + size + 1);
    bytes->size = (uint32_t)size;
    if (content)
        memcpy(bytes->bytes, content, size);
    return object_value(vm, bytes);
}

/* ---- interning ---- */

value_t vm_interned(const vm_t *vm, const char *bytes, size_t size)
{
    return dict_find_text(vm, vm->interned, bytes, size);
}

value_t vm_intern(vm_t *vm, const char *bytes, size_t size)
{
    value_t found = dict_find_text(vm, vm->interned, bytes, size);
    if (!value_is_unset(found))
        return found;
    assert(vm->heap.loading);
    value_t text = str_new(vm, bytes, size);
    str_hash(as_str(vm, text));
    as_str(vm, text)->header.flags |= STR_INTERNED;
    dict_put_str(vm, vm->interned, text, text);
    return text;
}

value_t vm_intern_c(vm_t *vm, const char *text)
{
    return vm_intern(vm, text, strlen(text));
}
