/*
 * Any text: the front either refuses it with a diagnostic, or the code made of it passes the verifier and can
 * be listed.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/lang/codegen.h"
#include "lessons/lang/disassemble.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    diagnostics_t found;
    diagnostics_init(&found, "fuzz.py");
    codegen_source_t source = {
        .file = "fuzz.py", .module = "__main__", .text = (const char *)data, .size = size};
    code_unit_t *unit = codegen_compile(&source, &found);
    if (!unit && found.count == 0)
        abort();
    for (size_t i = 0; i < found.count; i++)
        if (strstr(found.items[i].message, "made bad code"))
            abort();
    if (unit) {
        micro_step_t steps[16];
        for (uint32_t line = 1; line < 20; line++)
            disassemble_line(unit, line, steps, 16);
        free(disassemble_unit(unit));
    }
    code_unit_free(unit);
    diagnostics_destroy(&found);
    return 0;
}
