#include "lessons/run/pickle_text.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "lessons/vm/mp_pickle_codes.h"

/* Values as pieces of text on a small stack; what does not fit becomes "…". */
enum { PIECES = 48, PIECE_BYTES = 64 };

typedef struct reader {
    const uint8_t *at, *end;
    char pieces[PIECES][PIECE_BYTES];
    uint32_t count;
    uint32_t marks[PIECES], mark_count;
    bool lost; /* more than can be shown */
} reader_t;

static void push(reader_t *reader, const char *text)
{
    if (reader->count == PIECES) {
        reader->lost = true;
        return;
    }
    snprintf(reader->pieces[reader->count++], PIECE_BYTES, "%s", text);
}

static bool take(reader_t *reader, void *to, size_t size)
{
    if ((size_t)(reader->end - reader->at) < size)
        return false;
    memcpy(to, reader->at, size);
    reader->at += size;
    return true;
}

/* The last `n` pieces become one, between brackets. */
static void join(reader_t *reader, uint32_t from, const char *open, const char *close, const char *lone_tail)
{
    char whole[PIECE_BYTES];
    size_t used = (size_t)snprintf(whole, sizeof whole, "%s", open);
    uint32_t n = reader->count - from;
    for (uint32_t i = from; i < reader->count; i++) {
        int size =
            snprintf(whole + used, sizeof whole - used, "%s%s", i > from ? ", " : "", reader->pieces[i]);
        if (size < 0 || used + (size_t)size > sizeof whole - 8) {
            used = strnlen(whole, sizeof whole - 8);
            used += (size_t)snprintf(whole + used, sizeof whole - used, "…");
            break;
        }
        used += (size_t)size;
    }
    snprintf(whole + used, sizeof whole - used, "%s%s", n == 1 ? lone_tail : "", close);
    reader->count = from;
    push(reader, whole);
}

static uint32_t mark(reader_t *reader)
{
    if (reader->mark_count == 0)
        return 0;
    uint32_t at = reader->marks[--reader->mark_count];
    return at <= reader->count ? at : reader->count;
}

/* An empty list or dict stands on the stack as "[" or "{"; its items follow, and it is closed here. */
static void fill(reader_t *reader, uint32_t from)
{
    char whole[PIECE_BYTES];
    if (from == 0 || from > reader->count)
        return;
    bool is_dict = reader->pieces[from - 1][0] == '{';
    size_t used = (size_t)snprintf(whole, sizeof whole, "%.1s", reader->pieces[from - 1]);
    for (uint32_t i = from; i < reader->count; i++) {
        const char *between = i == from ? "" : is_dict && (i - from) % 2 == 1 ? ": " : ", ";
        size_t left = sizeof whole - used - 6;
        int size = snprintf(whole + used, left, "%s%s", between, reader->pieces[i]);
        if (size < 0 || (size_t)size >= left) {
            used = strnlen(whole, sizeof whole - 6);
            used += (size_t)snprintf(whole + used, sizeof whole - used, "…");
            break;
        }
        used += (size_t)size;
    }
    snprintf(whole + used, sizeof whole - used, "%s", is_dict ? "}" : "]");
    reader->count = from - 1;
    push(reader, whole);
}

static bool read_int(reader_t *reader, uint8_t code)
{
    char text[24];
    int64_t number = 0;
    uint8_t one = 0;
    uint16_t two = 0;
    int32_t four = 0;
    if (code == PICKLE_INT1 && take(reader, &one, 1)) {
        number = one;
    } else if (code == PICKLE_INT2 && take(reader, &two, 2)) {
        number = two;
    } else if (code == PICKLE_INT4 && take(reader, &four, 4)) {
        number = four;
    } else if (code == PICKLE_LONG1 && take(reader, &one, 1) && one <= 8 && reader->end - reader->at >= one) {
        memcpy(&number, reader->at, one);
        if (one > 0 && one < 8 && (reader->at[one - 1] & 0x80))
            number |= (int64_t)(~UINT64_C(0) << (8 * one));
        reader->at += one;
    } else {
        return false;
    }
    snprintf(text, sizeof text, "%lld", (long long)number);
    push(reader, text);
    return true;
}

static bool read_float(reader_t *reader)
{
    uint64_t bits;
    double number;
    char text[32];
    if (!take(reader, &bits, sizeof bits))
        return false;
    bits = __builtin_bswap64(bits);
    memcpy(&number, &bits, sizeof number);
    for (int digits = 15; digits <= 17; digits++) {
        double back;
        snprintf(text, sizeof text, "%.*g", digits, number);
        if (sscanf(text, "%lf", &back) == 1 && back == number)
            break;
    }
    if (!strpbrk(text, ".en"))
        strcat(text, ".0");
    push(reader, text);
    return true;
}

static bool read_text(reader_t *reader, uint8_t code)
{
    char text[PIECE_BYTES];
    uint32_t size = 0;
    bool is_short = code == PICKLE_STR1 || code == PICKLE_BYTES1;
    bool is_bytes = code == PICKLE_BYTES1 || code == PICKLE_BYTES4;
    if (!take(reader, &size, is_short ? 1 : 4) || size > (size_t)(reader->end - reader->at))
        return false;
    int shown = size > 40 ? 40 : (int)size;
    while (shown > 0 && shown < (int)size && (reader->at[shown] & 0xC0) == 0x80)
        shown--;
    snprintf(text, sizeof text, "%s'%.*s%s'", is_bytes ? "b" : "", shown, (const char *)reader->at,
             shown < (int)size ? "…" : "");
    reader->at += size;
    push(reader, text);
    return true;
}

static bool skip(reader_t *reader, size_t size)
{
    if ((size_t)(reader->end - reader->at) < size)
        return false;
    reader->at += size;
    return true;
}

static void instance(reader_t *reader, const char *what)
{
    char text[PIECE_BYTES];
    snprintf(text, sizeof text, "<%.56s>", what);
    push(reader, text);
}

/* module and name become the name */
static void global(reader_t *reader)
{
    char name[PIECE_BYTES];
    if (reader->count < 2)
        return;
    snprintf(name, sizeof name, "%s", reader->pieces[reader->count - 1]);
    reader->count -= 2;
    size_t size = strlen(name);
    if (size >= 2 && name[0] == '\'') {
        memmove(name, name + 1, size - 2);
        name[size - 2] = '\0';
    }
    push(reader, name);
}

/* What stands for itself; NULL: more has to be read. */
static const char *constant_text(uint8_t code)
{
    switch (code) {
    case PICKLE_NONE:
        return "None";
    case PICKLE_TRUE:
        return "True";
    case PICKLE_FALSE:
        return "False";
    case PICKLE_EMPTY_TUPLE:
        return "()";
    case PICKLE_EMPTY_LIST:
        return "[]";
    case PICKLE_EMPTY_DICT:
        return "{}";
    default:
        return NULL;
    }
}

static bool short_tuple(reader_t *reader, uint32_t count)
{
    if (reader->count < count)
        return false;
    join(reader, reader->count - count, "(", ")", ",");
    return true;
}

static bool new_object(reader_t *reader)
{
    char name[PIECE_BYTES];
    if (reader->count < 2)
        return false;
    reader->count--;
    snprintf(name, sizeof name, "%s", reader->pieces[--reader->count]);
    instance(reader, name);
    return true;
}

/* What is made of the pieces before it. */
static bool read_compound(reader_t *reader, uint8_t code)
{
    switch (code) {
    case PICKLE_MARK:
        if (reader->mark_count < PIECES)
            reader->marks[reader->mark_count++] = reader->count;
        return true;
    case PICKLE_TUPLE1:
    case PICKLE_TUPLE2:
    case PICKLE_TUPLE3:
        return short_tuple(reader, code - PICKLE_TUPLE1 + 1u);
    case PICKLE_TUPLE:
        join(reader, mark(reader), "(", ")", ",");
        return true;
    case PICKLE_APPENDS:
    case PICKLE_SETITEMS:
        fill(reader, mark(reader));
        return true;
    case PICKLE_APPEND:
        fill(reader, reader->count - 1);
        return true;
    case PICKLE_SETITEM:
        fill(reader, reader->count - 2);
        return true;
    case PICKLE_GLOBAL:
        global(reader);
        return true;
    case PICKLE_NEWOBJ:
        return new_object(reader);
    case PICKLE_BUILD:
        reader->count -= reader->count > 0;
        return true;
    default:
        return false;
    }
}

static bool read_one(reader_t *reader, uint8_t code)
{
    const char *constant = constant_text(code);
    if (constant) {
        push(reader, constant);
        return true;
    }
    switch (code) {
    case PICKLE_FRAME:
        return skip(reader, 8);
    case PICKLE_MEMOIZE:
        return true;
    case PICKLE_INT1:
    case PICKLE_INT2:
    case PICKLE_INT4:
    case PICKLE_LONG1:
        return read_int(reader, code);
    case PICKLE_FLOAT:
        return read_float(reader);
    case PICKLE_STR1:
    case PICKLE_STR4:
    case PICKLE_BYTES1:
    case PICKLE_BYTES4:
        return read_text(reader, code);
    default:
        return read_compound(reader, code);
    }
}

char *pickle_text(const void *bytes, size_t size, char *text, size_t room)
{
    reader_t reader = {.at = bytes, .end = (const uint8_t *)bytes + size};
    bool good = size > 2 && reader.at[0] == PICKLE_PROTO;
    reader.at += good ? 2 : 0;
    while (good && reader.at < reader.end && *reader.at != PICKLE_STOP)
        good = read_one(&reader, *reader.at++) && !reader.lost;
    if (good && reader.count == 1)
        snprintf(text, room, "%s", reader.pieces[0]);
    else
        snprintf(text, room, "<…>");
    return text;
}
