#include "lessons/vm/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/vm/unicode.h"

void text_init(text_t *text)
{
    text->bytes = text->store;
    text->size_bytes = 0;
    text->capacity_bytes = sizeof text->store;
    text->failed = false;
}

void text_destroy(text_t *text)
{
    if (text->bytes != text->store)
        free(text->bytes);
    text_init(text);
}

void text_clear(text_t *text)
{
    text->size_bytes = 0;
}

char *text_reserve(text_t *text, size_t size_bytes)
{
    if (text->failed)
        return NULL;
    if (size_bytes <= text->capacity_bytes - text->size_bytes)
        return text->bytes + text->size_bytes;
    if (size_bytes > TEXT_MOST_BYTES - text->size_bytes) {
        text->failed = true;
        return NULL;
    }
    size_t capacity = text->capacity_bytes * 2;
    if (capacity < text->size_bytes + size_bytes)
        capacity = text->size_bytes + size_bytes;
    char *bytes = text->bytes == text->store ? malloc(capacity) : realloc(text->bytes, capacity);
    if (!bytes) {
        text->failed = true;
        return NULL;
    }
    if (text->bytes == text->store)
        memcpy(bytes, text->store, text->size_bytes);
    text->bytes = bytes;
    text->capacity_bytes = capacity;
    return bytes + text->size_bytes;
}

void text_add(text_t *text, const char *bytes, size_t size_bytes)
{
    char *room = text_reserve(text, size_bytes);
    if (!room || size_bytes == 0)
        return;
    memcpy(room, bytes, size_bytes);
    text->size_bytes += size_bytes;
}

void text_add_string(text_t *text, const char *string)
{
    text_add(text, string, strlen(string));
}

void text_add_byte(text_t *text, char byte)
{
    if (text->size_bytes < text->capacity_bytes && !text->failed) {
        text->bytes[text->size_bytes++] = byte;
        return;
    }
    text_add(text, &byte, 1);
}

void text_add_repeated(text_t *text, const char *bytes, size_t size_bytes, size_t times)
{
    if (size_bytes == 0 || times == 0)
        return;
    if (times > TEXT_MOST_BYTES / size_bytes) {
        text->failed = true;
        return;
    }
    char *room = text_reserve(text, size_bytes * times);
    if (!room)
        return;
    if (size_bytes == 1) {
        memset(room, bytes[0], times);
    } else {
        for (size_t i = 0; i < times; i++)
            memcpy(room + i * size_bytes, bytes, size_bytes);
    }
    text->size_bytes += size_bytes * times;
}

void text_add_code(text_t *text, uint32_t code)
{
    char bytes[4];
    text_add(text, bytes, unicode_encode(bytes, code));
}

void text_addf(text_t *text, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    size_t room = text->capacity_bytes - text->size_bytes;
    int wanted = text->failed ? -1 : vsnprintf(text->bytes + text->size_bytes, room, format, arguments);
    if (wanted >= 0 && (size_t)wanted >= room) {
        char *place = text_reserve(text, (size_t)wanted + 1);
        wanted = place ? vsnprintf(place, (size_t)wanted + 1, format, again) : -1;
    }
    if (wanted >= 0)
        text->size_bytes += (size_t)wanted;
    else
        text->failed = true;
    va_end(again);
    va_end(arguments);
}

void text_insert(text_t *text, size_t at_byte, const char *bytes, size_t size_bytes)
{
    if (!text_reserve(text, size_bytes) || size_bytes == 0)
        return;
    memmove(text->bytes + at_byte + size_bytes, text->bytes + at_byte, text->size_bytes - at_byte);
    memcpy(text->bytes + at_byte, bytes, size_bytes);
    text->size_bytes += size_bytes;
}
