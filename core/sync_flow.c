/*
 * How much a kernel pipe or socket takes before its writer waits, as Linux accounts for it.
 *
 * Connection.send writes 4 bytes of length and the pickled bytes: in one write up to 16,384 bytes, else in
 * two.
 *
 * A pipe has 16 pages. Of each write the part beyond whole pages goes behind what the last page holds, if it
 * fits there whole; the rest takes new pages. A page is free again when all in it has been read. So messages
 * under 4,096 bytes never straddle a page. The write position and the read position move by the same rule,
 * therefore two numbers describe the pipe. One simplification keeps equal pipes equal: while only one page is
 * in use, what was read of it counts as free (Linux frees it with the whole page).
 *
 * A socket pair charges its sender for each buffer: what the kernel allocated for it, rounded up, and 256
 * bytes. A send waits while the charge has reached the limit; one that begins below the limit goes in whole.
 */
#include "core/sync.h"

enum {
    PAGE = 4096,
    LENGTH = 4,       /* bytes of length before each message */
    TOGETHER = 16384, /* up to here length and message are one write */

    SOCKET_LIMIT = 212992,        /* net.core.wmem_default */
    SOCKET_CHUNK = 32768 + 16064, /* most that one buffer takes */
    SOCKET_HEAD = 3776,           /* a buffer's linear part at most: a page without skb_shared_info */
    SOCKET_SHARED = 320,          /* sizeof(struct skb_shared_info), rounded */
    SOCKET_BUFFER = 256,          /* sizeof(struct sk_buff), rounded */
};

/* Moves a position behind one write; how many new pages that took. */
static uint32_t advance_write(uint32_t *at, uint32_t bytes)
{
    uint32_t rest = bytes % PAGE;
    if (rest && *at + rest <= PAGE) {
        *at += rest;
        bytes -= rest;
    }
    if (!bytes)
        return 0;
    *at = (bytes - 1) % PAGE + 1;
    return (bytes - 1) / PAGE + 1;
}

static uint32_t advance(mp_flow_kind_t kind, uint32_t *at, uint32_t weight)
{
    if (kind == MP_FLOW_RAW)
        return advance_write(at, weight);
    if (weight <= TOGETHER)
        return advance_write(at, weight + LENGTH);
    uint32_t pages = advance_write(at, LENGTH);
    return pages + advance_write(at, weight);
}

/* Bytes of the first write of a message. */
static uint32_t first_write(mp_flow_kind_t kind, uint32_t weight)
{
    if (kind == MP_FLOW_RAW)
        return weight;
    return weight <= TOGETHER ? weight + LENGTH : LENGTH;
}

static uint32_t rounded(uint32_t bytes)
{
    uint32_t size = 64;
    while (size < bytes)
        size *= 2;
    return size;
}

static uint32_t charge_buffer(uint32_t bytes)
{
    uint32_t in_pages = 0;
    if (bytes > SOCKET_HEAD) {
        in_pages = (bytes - SOCKET_HEAD + PAGE - 1) / PAGE * PAGE;
        if (in_pages > bytes)
            in_pages = bytes;
    }
    return rounded(bytes - in_pages + SOCKET_SHARED) + SOCKET_BUFFER + in_pages;
}

/* What a message is charged in all, and *last what its last buffer is of that. */
static uint64_t charge(uint32_t weight, uint64_t *last)
{
    uint64_t sum = weight > TOGETHER ? charge_buffer(LENGTH) : 0;
    uint32_t bytes = weight > TOGETHER ? weight : weight + LENGTH;
    uint32_t whole = (bytes - 1) / SOCKET_CHUNK;
    sum += (uint64_t)whole * charge_buffer(SOCKET_CHUNK);
    *last = charge_buffer(bytes - whole * SOCKET_CHUNK);
    return sum + *last;
}

void mp_flow_clear(mp_flow_t *flow)
{
    *flow = (mp_flow_t){.end = PAGE};
}

bool mp_flow_fits(mp_flow_kind_t kind, const mp_flow_t *flow, uint32_t weight)
{
    if (kind == MP_FLOW_SOCKET) {
        uint64_t last;
        uint64_t all = charge(weight, &last);
        return flow->bytes + all - last < SOCKET_LIMIT;
    }
    uint32_t at = flow->pages ? flow->end : PAGE;
    return flow->pages + advance(kind, &at, weight) <= MP_FLOW_PAGES;
}

bool mp_flow_is_large(mp_flow_kind_t kind, uint32_t weight)
{
    mp_flow_t empty;
    mp_flow_clear(&empty);
    return !mp_flow_fits(kind, &empty, weight);
}

void mp_flow_push(mp_flow_kind_t kind, mp_flow_t *flow, uint32_t weight)
{
    if (kind == MP_FLOW_SOCKET) {
        uint64_t last;
        flow->bytes += (uint32_t)charge(weight, &last);
        return;
    }
    if (!flow->pages) {
        flow->begin = 0;
        flow->end = PAGE;
    }
    flow->pages += advance(kind, &flow->end, weight);
}

void mp_flow_pop(mp_flow_kind_t kind, mp_flow_t *flow, uint32_t weight, bool has_next, uint32_t next)
{
    if (!has_next) {
        mp_flow_clear(flow);
        return;
    }
    if (kind == MP_FLOW_SOCKET) {
        uint64_t last;
        flow->bytes -= (uint32_t)charge(weight, &last);
        return;
    }
    /* A message that begins a page moved there from a full one; that page is counted already. */
    uint32_t at = flow->begin ? flow->begin : PAGE;
    uint32_t crossed = advance(kind, &at, weight) - (flow->begin ? 0 : 1);
    uint32_t rest = first_write(kind, next) % PAGE;
    if (!rest || at + rest > PAGE) {
        crossed++;
        at = 0;
    }
    flow->begin = at;
    flow->pages = crossed < flow->pages ? flow->pages - crossed : 1;
    if (flow->pages == 1) {
        flow->end -= flow->begin < flow->end ? flow->begin : 0;
        flow->begin = 0;
    }
}
