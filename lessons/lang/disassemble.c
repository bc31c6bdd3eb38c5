#include "lessons/lang/disassemble.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lessons/lang/effect.h"

/* ---- text that grows, or is cut at the end of a buffer ---- */

typedef struct output {
    char *bytes;
    size_t size, capacity;
    bool grows, failed;
} output_t;

static bool make_room(output_t *output, size_t more)
{
    if (!output->grows || output->size + more < output->capacity)
        return output->grows;
    size_t capacity = (output->size + more) * 2 + 256;
    char *bytes = realloc(output->bytes, capacity);
    if (!bytes) {
        output->failed = true;
        return false;
    }
    output->bytes = bytes;
    output->capacity = capacity;
    return true;
}

__attribute__((format(printf, 2, 3))) static void print(output_t *output, const char *format, ...)
{
    va_list list, again;
    va_start(list, format);
    va_copy(again, list);
    size_t left = output->size < output->capacity ? output->capacity - output->size : 0;
    int size = vsnprintf(left ? output->bytes + output->size : NULL, left, format, list);
    va_end(list);
    if (size > 0 && (size_t)size >= left && make_room(output, (size_t)size))
        vsnprintf(output->bytes + output->size, output->capacity - output->size, format, again);
    va_end(again);
    if (size > 0 && !output->failed)
        output->size += (size_t)size;
}

/* ---- operands ---- */

static void print_register(output_t *output, const code_t *code, uint32_t r)
{
    for (uint32_t i = 0; i < code->local_count; i++) {
        if (code->locals[i].local_register == r && code->locals[i].name) {
            print(output, code->locals[i].is_cell ? "<%s>" : "%s", code->locals[i].name);
            return;
        }
    }
    print(output, "r%" PRIu32, r);
}

static void print_text(output_t *output, const char *text, uint32_t size)
{
    print(output, "'");
    for (uint32_t i = 0; i < size && i < 40; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '\n')
            print(output, "\\n");
        else if (c < 32 || c == 127)
            print(output, "\\x%02x", c);
        else
            print(output, "%c", c);
    }
    print(output, size > 40 ? "'…" : "'");
}

static void print_constant(output_t *output, const code_t *code, uint32_t number)
{
    if (number >= code->constant_count) {
        print(output, "k%" PRIu32 "?", number);
        return;
    }
    const code_constant_t *k = &code->constants[number];
    static const char *const simple[] = {"None", "True", "False", "Ellipsis"};
    switch (k->kind) {
    case CONSTANT_INT:
        print(output, "%" PRId64, k->integer);
        break;
    case CONSTANT_FLOAT:
        print(output, "%.17g", k->number);
        break;
    case CONSTANT_BIGINT:
        print(output, "%.40s", k->text);
        break;
    case CONSTANT_STRING:
    case CONSTANT_BYTES:
        print_text(output, k->text, k->size);
        break;
    case CONSTANT_TUPLE:
        print(output, "(");
        for (uint32_t i = 0; i < k->size && i < 8; i++) {
            print(output, i ? ", " : "");
            print_constant(output, code, k->items[i]);
        }
        print(output, k->size > 8 ? ", …)" : ")");
        break;
    case CONSTANT_CODE:
        print(output, "code %" PRIu32, k->code);
        break;
    default:
        print(output, "%s", simple[k->kind]);
        break;
    }
}

static void print_name(output_t *output, const code_t *code, uint32_t number)
{
    if (number < code->constant_count && code->constants[number].kind == CONSTANT_STRING)
        print(output, ".%s", code->constants[number].text);
    else
        print(output, ".?");
}

static void print_operand(output_t *output, const code_t *code, uint32_t pc, char letter, uint32_t operand)
{
    switch (letter) {
    case 'd':
    case 'r':
    case 'x':
    case 'w':
        print_register(output, code, operand);
        break;
    case 'k':
    case 'K':
        print_constant(output, code, operand);
        break;
    case 'n':
    case 'N':
        print_name(output, code, operand);
        break;
    case 'j':
        print(output, "-> %" PRId64, (int64_t)pc + 1 + (int16_t)operand);
        break;
    case 'J':
        print(output, "-> %" PRId64, (int64_t)pc + 1 + (int32_t)operand);
        break;
    case 'I':
        print(output, "%" PRId32, (int32_t)operand);
        break;
    default:
        print(output, "%" PRIu32, operand);
        break;
    }
}

static void print_instruction(output_t *output, const code_t *code, uint32_t pc)
{
    instruction_t i = code->instructions[pc];
    if (i.op >= OP_COUNT) {
        print(output, "?%u", i.op);
        return;
    }
    const char *letters = opcode_operands((opcode_t)i.op);
    bool wide = strlen(letters) == 2;
    uint32_t operands[3] = {i.a, wide ? instruction_bx(i) : i.b, i.c};
    const char *separator = " ";
    print(output, "%-16s", opcode_name((opcode_t)i.op));
    for (size_t n = 0; letters[n]; n++) {
        if (letters[n] == '-')
            continue;
        print(output, "%s", separator);
        print_operand(output, code, pc, letters[n], operands[n]);
        separator = ", ";
    }
    if (i.flags)
        print(output, "  flags %u", i.flags);
}

size_t disassemble_instruction(const code_t *code, uint32_t pc, char *buffer, size_t size)
{
    output_t output = {.bytes = buffer, .capacity = size};
    if (size > 0)
        buffer[0] = 0;
    print_instruction(&output, code, pc);
    return output.size;
}

static void print_code(output_t *output, const code_unit_t *unit, uint32_t number)
{
    const code_t *code = unit->codes[number];
    uint32_t line = 0;
    print(output, "code %" PRIu32 " %s, line %" PRIu32 ", %" PRIu32 " registers\n", number, code->qualname,
          code->first_line, code->register_count);
    for (uint32_t pc = 0; pc < code->instruction_count; pc++) {
        if (code->places[pc].line != line) {
            line = code->places[pc].line;
            print(output, "%5" PRIu32 " ", line);
        } else {
            print(output, "      ");
        }
        print(output, "%5" PRIu32 "  ", pc);
        print_instruction(output, code, pc);
        for (uint32_t i = 0; i < code->hint_count; i++)
            if (code->hints[i].pc == pc)
                print(output, "  makes `%s`", code->hints[i].text);
        print(output, "\n");
    }
    for (uint32_t i = 0; i < code->protect_count; i++)
        print(output, "      %" PRIu32 " to %" PRIu32 ": exception to r%" PRIu32 ", go on at %" PRIu32 "\n",
              code->protect[i].start, code->protect[i].end, code->protect[i].exception_register,
              code->protect[i].target);
    for (uint32_t i = 0; i < code->handled_count; i++)
        print(output, "      %" PRIu32 " to %" PRIu32 ": handles the exception in r%" PRIu32 "\n",
              code->handled[i].start, code->handled[i].end, code->handled[i].exception_register);
    print(output, "\n");
}

char *disassemble_unit(const code_unit_t *unit)
{
    output_t output = {.grows = true};
    print(&output, "unit %s, module %s\n\n", unit->file, unit->module);
    for (uint32_t i = 0; i < unit->code_count; i++)
        print_code(&output, unit, i);
    if (output.failed) {
        free(output.bytes);
        return NULL;
    }
    return output.bytes;
}
