#include "lessons/load/accept.h"

#include "lessons/load/prescan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const see_words[] = {"last-line", "lines", "lines-any-order", "each-process", "values"};
static const char *const how_words[] = {"done", "error", "deadlock", "endless"};

/* ---- what is written ---- */

static void write_quoted(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;
        if (byte == '"' || byte == '\\')
            fprintf(out, "\\%c", byte);
        else if (byte == '\n')
            fputs("\\n", out);
        else if (byte < ' ' || byte == 0x7f)
            fprintf(out, "\\x%02x", byte);
        else
            fputc(byte, out);
    }
    fputc('"', out);
}

static void write_ends(FILE *out, const lesson_ends_t *ends, int indent)
{
    fprintf(out, "%*sends:\n%*ssee: %s\n%*ssleeps: %s\n%*scomplete: %s\n%*slist:\n", indent, "", indent + 2,
            "", see_words[ends->see], indent + 2, "", ends->sleeps == SLEEPS_ANY ? "any" : "exact",
            indent + 2, "", ends->complete ? "yes" : "no", indent + 2, "");
    for (uint32_t i = 0; i < ends->list_count; i++) {
        const lesson_end_t *end = &ends->list[i];
        fprintf(out, "%*s- {show: ", indent + 4, "");
        write_quoted(out, end->show);
        if (end->how != HOW_DONE)
            fprintf(out, ", how: %s", how_words[end->how]);
        fprintf(out, ", good: %s", end->good ? "yes" : "no");
        if (end->says[0]) {
            fputs(", says: ", out);
            write_quoted(out, end->says);
        }
        fputs("}\n", out);
    }
}

/* ---- where it goes ---- */

static const char *line_start(const char *text, uint32_t line)
{
    while (line-- > 1 && *text) {
        text += strcspn(text, "\n");
        text += *text == '\n';
    }
    return text;
}

static uint32_t count_lines(const char *text)
{
    uint32_t count = 1;
    for (; *text; text++)
        count += *text == '\n' && text[1] != 0;
    return count;
}

/* The first line behind a node that is not its own. Blank lines and comments before the next node belong to
 * that. */
static uint32_t line_behind(const char *text, const prescan_node_t *node)
{
    uint32_t line = count_lines(text) + 1;
    for (const prescan_node_t *at = node; at != NULL; at = at->parent) {
        if (at->next == NULL)
            continue;
        line = at->next->key != NULL ? at->next->key_line : at->next->line;
        break;
    }
    while (line > node->line + 1) { /* NOLINT(clang-analyzer-core.NullDereference): the caller has a node */
        const char *before = line_start(text, line - 1);
        before += strspn(before, " ");
        if (*before != '\n' && *before != '#')
            break;
        line--;
    }
    return line;
}

static char *splice(const char *text, uint32_t first, uint32_t behind, const lesson_ends_t *ends, int indent)
{
    char *result = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&result, &size);
    if (out == NULL)
        return NULL;
    const char *head = line_start(text, first);
    fwrite(text, 1, (size_t)(head - text), out);
    if (head > text && head[-1] != '\n')
        fputc('\n', out);
    write_ends(out, ends, indent);
    fputs(line_start(text, behind), out);
    if (fclose(out) == 0)
        return result;
    free(result);
    return NULL;
}

char *accept_ends(const char *text, uint32_t index, const lesson_ends_t *ends)
{
    problems_t problems = {0};
    prescan_node_t *tree = prescan("lesson", text, strlen(text), &problems);
    const prescan_node_t *variant = prescan_at(prescan_get(tree, "variants"), index);
    const prescan_node_t *old = prescan_get(variant, "ends"), *program = prescan_get(variant, "program");
    char *result = NULL;
    if (program != NULL && program->text_line != 0) {
        const prescan_node_t *place = old != NULL ? old : variant;
        uint32_t behind = line_behind(text, place);
        uint32_t first = old != NULL ? old->key_line : behind;
        result = splice(text, first, behind, ends, (int)program->key_column - 1);
    }
    prescan_free(tree);
    problems_destroy(&problems);
    return result;
}
