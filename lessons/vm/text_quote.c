/* Strings and bytes as repr() writes them: quotes and escapes. */
#include "lessons/vm/unicode.h"
#include "lessons/vm/value_text.h"

/* Single quotes, unless the text has some and no double ones. */
static char choose_quote(const char *bytes, size_t size_bytes)
{
    bool single = size_bytes > 0 && memchr(bytes, '\'', size_bytes);
    return single && !memchr(bytes, '"', size_bytes) ? '"' : '\'';
}

/* Adds an escape for a byte below 0x80 if it needs one; false if it stands for itself. */
static bool add_ascii_escape(text_t *out, unsigned char byte, char quote)
{
    if (byte == '\\' || byte == (unsigned char)quote)
        text_addf(out, "\\%c", byte);
    else if (byte == '\n')
        text_add_string(out, "\\n");
    else if (byte == '\r')
        text_add_string(out, "\\r");
    else if (byte == '\t')
        text_add_string(out, "\\t");
    else if (byte < 0x20 || byte == 0x7f)
        text_addf(out, "\\x%02x", byte);
    else
        return false;
    return true;
}

static void add_code_escape(text_t *out, uint32_t code)
{
    if (code < 0x100)
        text_addf(out, "\\x%02x", code);
    else if (code < 0x10000)
        text_addf(out, "\\u%04x", code);
    else
        text_addf(out, "\\U%08x", code);
}

void text_add_str_repr(text_t *out, const char *bytes, size_t size_bytes)
{
    char quote = choose_quote(bytes, size_bytes);
    text_add_byte(out, quote);
    size_t plain = 0; /* start of what can be added as it is */
    for (size_t i = 0; i < size_bytes;) {
        unsigned char byte = (unsigned char)bytes[i];
        size_t size = 1;
        if (byte >= 0x80) {
            uint32_t code = unicode_decode(bytes + i, &size);
            if (code_is_printable(code)) {
                i += size;
                continue;
            }
            text_add(out, bytes + plain, i - plain);
            add_code_escape(out, code);
        } else if (byte >= 0x20 && byte != 0x7f && byte != '\\' && byte != (unsigned char)quote) {
            i++;
            continue;
        } else {
            text_add(out, bytes + plain, i - plain);
            add_ascii_escape(out, byte, quote);
        }
        i += size;
        plain = i;
    }
    text_add(out, bytes + plain, size_bytes - plain);
    text_add_byte(out, quote);
}

void text_add_bytes_repr(text_t *out, const uint8_t *bytes, size_t size_bytes)
{
    char quote = choose_quote((const char *)bytes, size_bytes);
    text_add_byte(out, 'b');
    text_add_byte(out, quote);
    for (size_t i = 0; i < size_bytes; i++) {
        if (bytes[i] >= 0x80)
            text_addf(out, "\\x%02x", bytes[i]);
        else if (!add_ascii_escape(out, bytes[i], quote))
            text_add_byte(out, (char)bytes[i]);
    }
    text_add_byte(out, quote);
}

void text_escape_non_ascii(text_t *out, size_t from)
{
    if (out->failed || unicode_is_ascii(out->bytes + from, out->size_bytes - from))
        return;
    text_t plain;
    text_init(&plain);
    for (size_t i = from, size; i < out->size_bytes; i += size) {
        uint32_t code = unicode_decode(out->bytes + i, &size);
        if (code < 0x80)
            text_add_byte(&plain, (char)code);
        else
            add_code_escape(&plain, code);
    }
    out->size_bytes = from;
    text_add(out, plain.bytes, plain.size_bytes);
    out->failed |= plain.failed;
    text_destroy(&plain);
}
