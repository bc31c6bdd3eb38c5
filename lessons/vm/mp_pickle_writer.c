#include "lessons/vm/mp_pickle_writer.h"

#include <stdlib.h>
#include <string.h>

/* ---- bytes ---- */

void writer_begin(writer_t *writer, vm_t *vm)
{
    writer->vm = vm;
    writer->bytes = writer->first;
    writer->size = 0;
    writer->room = sizeof writer->first;
    writer->memo = NULL;
    writer->memo_count = writer->memo_mask = 0;
    writer->depth = 0;
    writer->no_memory = false;
    put(writer, PICKLE_PROTO);
    put(writer, 4);
    open_frame(writer);
}

void writer_end(writer_t *writer)
{
    put(writer, PICKLE_STOP);
    close_frame(writer);
}

void writer_free(writer_t *writer)
{
    free(writer->memo);
    if (writer->bytes != writer->first)
        free(writer->bytes);
}

bool writer_make_room(writer_t *writer, size_t size)
{
    size_t room = (writer->size + size) * 2;
    bool moves = writer->bytes == writer->first;
    uint8_t *grown = realloc(moves ? NULL : writer->bytes, room);
    if (!grown) {
        writer->no_memory = true;
        return false;
    }
    if (moves)
        memcpy(grown, writer->first, writer->size);
    writer->bytes = grown;
    writer->room = room;
    return true;
}

/* Room for a frame's header stands before its contents; a frame too small to need one loses it again. */
enum { FRAME_HEADER = 9 };

void open_frame(writer_t *writer)
{
    static const uint8_t header[FRAME_HEADER] = {PICKLE_FRAME};
    put_bytes(writer, header, sizeof header);
    writer->frame = writer->size;
}

void close_frame(writer_t *writer)
{
    if (writer->no_memory)
        return;
    uint64_t size = writer->size - writer->frame;
    if (size >= PICKLE_FRAME_MIN) {
        memcpy(writer->bytes + writer->frame - sizeof size, &size, sizeof size);
        return;
    }
    memmove(writer->bytes + writer->frame - FRAME_HEADER, writer->bytes + writer->frame, size);
    writer->size -= FRAME_HEADER;
}

/* ---- memo ---- */

static uint64_t memo_hash(value_t key)
{
    return (key * UINT64_C(0x9E3779B97F4A7C15)) >> 20;
}

bool writer_find_in_table(const writer_t *writer, value_t key, uint32_t *number)
{
    for (uint64_t i = memo_hash(key) & writer->memo_mask; writer->memo[i].key != 0;
         i = (i + 1) & writer->memo_mask)
        if (writer->memo[i].key == key) {
            *number = writer->memo[i].number;
            return true;
        }
    return false;
}

static void memo_insert(memo_slot_t *memo, uint32_t mask, value_t key, uint32_t number)
{
    uint64_t i = memo_hash(key) & mask;
    while (memo[i].key != 0)
        i = (i + 1) & mask;
    memo[i] = (memo_slot_t){key, number};
}

static bool memo_grow(writer_t *writer)
{
    uint32_t slots = writer->memo ? (writer->memo_mask + 1) * 2 : 4 * WRITER_FIRST_KEYS;
    memo_slot_t *memo = calloc(slots, sizeof *memo);
    if (!memo)
        return false;
    for (uint32_t i = 0; writer->memo && i <= writer->memo_mask; i++)
        if (writer->memo[i].key != 0)
            memo_insert(memo, slots - 1, writer->memo[i].key, writer->memo[i].number);
    for (uint32_t i = 0; !writer->memo && i < writer->memo_count; i++)
        memo_insert(memo, slots - 1, writer->keys[i], i);
    free(writer->memo);
    writer->memo = memo;
    writer->memo_mask = slots - 1;
    return true;
}

void writer_add_to_table(writer_t *writer, value_t key)
{
    if ((!writer->memo || writer->memo_count * 2 > writer->memo_mask) && !memo_grow(writer)) {
        writer->no_memory = true;
        return;
    }
    memo_insert(writer->memo, writer->memo_mask, key, writer->memo_count++);
}
