/*
 * Which characters beyond ASCII may stand in a name.
 *
 * Python normalises names (NFKC). Lockstep takes the letters that normalising leaves as they are, so equal
 * names are equal bytes; all others that Python allows are LETTER_UNSTABLE and refused with a hint. The
 * tables were made with `python3 tests/lang/make_letters.py`, from the Unicode data of Python 3.11.
 */
#ifndef LESSONS_LANG_LETTERS_H
#define LESSONS_LANG_LETTERS_H

#include <stdbool.h>
#include <stdint.h>

typedef enum letter_kind {
    LETTER_NONE,     /* not allowed in a name */
    LETTER_START,    /* anywhere in a name */
    LETTER_CONTINUE, /* not at its beginning */
    LETTER_UNSTABLE, /* Python allows it, but would change it */
} letter_kind_t;

letter_kind_t letter_kind(uint32_t code);

/* Python's str.isprintable() for the characters that people paste by mistake. */
bool letter_is_printable(uint32_t code);

#endif
