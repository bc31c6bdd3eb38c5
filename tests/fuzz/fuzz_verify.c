/*
 * Code with anything in it: the verifier gives an answer, and whatever it says, the code can be listed. The
 * first bytes of the input say which instructions, tables and counts of a real program are overwritten with
 * what.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/lang/codegen.h"
#include "lessons/lang/disassemble.h"
#include "lessons/lang/verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char program[] = "import os\n"
                              "class A:\n"
                              "    k = [1, 2]\n"
                              "    def m(self, *a, k=1, **kw):\n"
                              "        return super().m(*a, x=k, **kw)\n"
                              "def f(a, b=2):\n"
                              "    n = 0\n"
                              "    def inner():\n"
                              "        nonlocal n\n"
                              "        n += a\n"
                              "        return n\n"
                              "    for i in range(b):\n"
                              "        try:\n"
                              "            with open_it(i) as (x, *y):\n"
                              "                if x < i < 5: continue\n"
                              "                del y[0]\n"
                              "        except (KeyError, ValueError) as e:\n"
                              "            print(f'{e!r:>{b}} {i}', end='')\n"
                              "            raise A() from e\n"
                              "        finally:\n"
                              "            inner()\n"
                              "    return {k: [v for v in range(k)] for k in [1, 2] if k}\n"
                              "def g(x):\n"
                              "    y = yield x\n"
                              "    z = yield from g(y)\n"
                              "    assert z is not None, 'z'\n"
                              "print(f(3), *g(1), {1, 2, 3}, (lambda q: -q)(2))\n";

/* Overwrites 8 bytes of one table; all tables are arrays of words in the unit's own memory. */
static void spoil(code_unit_t *unit, const uint8_t *data)
{
    code_t *code = unit->codes[data[0] % unit->code_count];
    uint32_t at = (uint32_t)data[2] | (uint32_t)data[3] << 8;
    uint64_t word;
    memcpy(&word, data + 4, sizeof word);
    switch (data[1] % 6) {
    case 0:
    case 1:
    case 2:
        memcpy((instruction_t *)&code->instructions[at % code->instruction_count], &word, sizeof word);
        break;
    case 3:
        if (code->protect_count > 0)
            memcpy((code_protect_t *)&code->protect[at % code->protect_count], &word, sizeof word);
        break;
    case 4:
        if (code->handled_count > 0)
            memcpy((code_handled_t *)&code->handled[at % code->handled_count], &word, sizeof word);
        break;
    default:
        memcpy((uint64_t *)&code->live[at % (code->instruction_count * code->live_words)], &word,
               sizeof word);
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    diagnostics_t found;
    diagnostics_init(&found, "fuzz.py");
    codegen_source_t source = {
        .file = "fuzz.py", .module = "__main__", .text = program, .size = sizeof program - 1};
    code_unit_t *unit = codegen_compile(&source, &found);
    if (!unit)
        abort();
    for (size_t at = 0; at + 12 <= size; at += 12)
        spoil(unit, data + at);
    verify_error_t error;
    verify_unit(unit, &error);
    free(disassemble_unit(unit));
    micro_step_t steps[8];
    for (uint32_t line = 1; line < 30; line++)
        disassemble_line(unit, line, steps, 8);
    code_unit_free(unit);
    diagnostics_destroy(&found);
    return 0;
}
