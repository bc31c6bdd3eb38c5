#include "core/sync.h"

#include <string.h>

static mp_node_t *node_at(const mp_mem_t *mem, uint32_t ref)
{
    return mp_at_checked(mem, ref, sizeof(mp_node_t));
}

static void append(mp_mem_t *mem, mp_list_t *list, uint32_t ref)
{
    /* The last node's `next` means nothing until `tail` moves on, so it need not be touched. */
    if (list->count)
        node_at(mem, list->tail)->next = ref;
    else
        list->head = ref;
    list->tail = ref;
    list->count++;
}

bool mp_list_push(mp_mem_t *mem, mp_list_t *list, uint32_t message, uint32_t weight, uint32_t from)
{
    uint32_t ref = mem->alloc(mem, sizeof(mp_node_t));
    if (!ref)
        return false;
    *(mp_node_t *)mp_at(mem, ref) = (mp_node_t){.message = message, .weight = weight, .from = from};
    append(mem, list, ref);
    return true;
}

static mp_node_t unlink_first(mp_mem_t *mem, mp_list_t *list, uint32_t *ref)
{
    *ref = list->head;
    mp_node_t node = *(mp_node_t *)mp_at(mem, *ref);
    list->count--;
    list->head = list->count ? node.next : 0;
    if (!list->count)
        list->tail = 0;
    return node;
}

mp_node_t mp_list_pop(mp_mem_t *mem, mp_list_t *list)
{
    uint32_t ref;
    mp_node_t node = unlink_first(mem, list, &ref);
    mem->release(mem, ref);
    return node;
}

void mp_list_move(mp_mem_t *mem, mp_list_t *from, mp_list_t *to)
{
    uint32_t ref;
    unlink_first(mem, from, &ref);
    /* The last node of `to` may have been moved by this same operation from a list where its `next` counts.
     */
    mp_node_t *last = to->count ? node_at(mem, to->tail) : NULL;
    if (last && last->next != ref)
        mp_touch(mem, last, sizeof last->next);
    append(mem, to, ref);
}

mp_node_t *mp_list_first(const mp_mem_t *mem, const mp_list_t *list)
{
    return list->count ? node_at(mem, list->head) : NULL;
}

/* Gives the nodes back; stops at a node that is none, so the zygote may walk what a stranger wrote. */
static void clear(mp_mem_t *mem, mp_list_t *list, bool messages)
{
    uint32_t ref = list->head;
    for (uint32_t i = 0; i < list->count; i++) {
        mp_node_t *node = node_at(mem, ref);
        if (!node)
            break;
        uint32_t next = node->next;
        if (messages && mem->message_drop)
            mem->message_drop(mem, node->message);
        mem->release(mem, ref);
        ref = next;
    }
    *list = (mp_list_t){0};
}

void mp_list_drop(mp_mem_t *mem, mp_list_t *list)
{
    clear(mem, list, true);
}

uint32_t mp_list_copy(const mp_mem_t *mem, const mp_list_t *list, mp_node_t *nodes, uint32_t room)
{
    uint32_t n = 0;
    uint32_t ref = list->head;
    for (; n < list->count && n < room; n++) {
        const mp_node_t *node = node_at(mem, ref);
        if (!node)
            break;
        nodes[n] = *node;
        ref = nodes[n].next;
    }
    return n;
}

void mp_list_serialise(const mp_mem_t *mem, const mp_list_t *list, mp_bytes_t *bytes)
{
    mp_put(bytes, list->count);
    uint32_t ref = list->head;
    for (uint32_t i = 0; i < list->count && !bytes->failed; i++) {
        const mp_node_t *node = node_at(mem, ref);
        if (!node) {
            bytes->failed = true;
            return;
        }
        mp_put(bytes, mp_map_message(bytes, node->message));
        mp_put(bytes, node->weight);
        mp_put(bytes, node->from);
        ref = node->next;
    }
}

void mp_list_deserialise(mp_mem_t *mem, mp_list_t *list, mp_bytes_t *bytes)
{
    clear(mem, list, false);
    uint64_t count = mp_get(bytes);
    for (uint64_t i = 0; i < count && !bytes->failed; i++) {
        uint32_t message = mp_map_message(bytes, (uint32_t)mp_get(bytes));
        uint32_t weight = (uint32_t)mp_get(bytes);
        uint32_t from = (uint32_t)mp_get(bytes);
        if (bytes->failed || !mp_list_push(mem, list, message, weight, from))
            bytes->failed = true;
    }
}
