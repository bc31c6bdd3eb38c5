#include "core/sync.h"

void mp_put(mp_bytes_t *bytes, uint64_t number)
{
    do {
        if (bytes->used == bytes->size) {
            bytes->failed = true;
            return;
        }
        unsigned more = number > 0x7f ? 0x80 : 0;
        bytes->bytes[bytes->used++] = (unsigned char)((number & 0x7f) | more);
        number >>= 7;
    } while (number);
}

uint64_t mp_get(mp_bytes_t *bytes)
{
    uint64_t number = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (bytes->used == bytes->size)
            break;
        unsigned char byte = bytes->bytes[bytes->used++];
        number |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            return number;
    }
    bytes->failed = true;
    return 0;
}

/* As many words as are needed, preceded by their number: small sets are the rule. */
void mp_put_set(mp_bytes_t *bytes, const mp_set_t *set)
{
    unsigned words = MP_WHO_MAX / 64;
    while (words && !set->bits[words - 1])
        words--;
    mp_put(bytes, words);
    for (unsigned i = 0; i < words; i++)
        mp_put(bytes, set->bits[i]);
}

void mp_get_set(mp_bytes_t *bytes, mp_set_t *set)
{
    uint64_t words = mp_get(bytes);
    if (words > MP_WHO_MAX / 64) {
        bytes->failed = true;
        words = 0;
    }
    for (unsigned i = 0; i < MP_WHO_MAX / 64; i++)
        set->bits[i] = i < words ? mp_get(bytes) : 0;
}

uint32_t mp_map_message(const mp_bytes_t *bytes, uint32_t message)
{
    return bytes->map ? bytes->map(bytes->context, message) : message;
}
