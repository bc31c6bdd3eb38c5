#include "app/cli/command.h"
#include "app/cli/new_file.h"
#include "app/cli/program.h"
#include "lessons/load/prescan.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "my_program.py" → "my-program". */
static char *id_of(const char *path)
{
    const char *name = strrchr(path, '/');
    char *id = strdup(name == NULL ? path : name + 1);
    if (id == NULL)
        return NULL;
    size_t size = strlen(id);
    if (size > 3 && strcmp(id + size - 3, ".py") == 0)
        id[size - 3] = 0;
    size_t used = 0;
    for (const char *at = id; *at && used < 40; at++) {
        int letter = tolower((unsigned char)*at);
        bool plain = (letter >= 'a' && letter <= 'z') || isdigit(letter);
        if (plain || (used > 0 && id[used - 1] != '-'))
            id[used++] = plain ? (char)letter : '-';
    }
    while (used > 0 && id[used - 1] == '-')
        used--;
    id[used] = 0;
    if (used > 0)
        return id;
    free(id);
    return strdup("lesson");
}

static void print_program(FILE *out, const char *text)
{
    while (*text) {
        size_t size = strcspn(text, "\n");
        if (size > 0 && text[size - 1] == '\r')
            fprintf(out, "      %.*s\n", (int)size - 1, text);
        else if (size > 0)
            fprintf(out, "      %.*s\n", (int)size, text);
        else
            fputc('\n', out);
        text += size + (text[size] == '\n');
    }
}

/* The first line of a block scalar sets its indent, so that line must not be blank or indented itself. */
static const char *skip_blank_lines(const char *text)
{
    for (;;) {
        size_t blank = strspn(text, " \t\r");
        if (text[blank] != '\n')
            return text[blank] == 0 ? text + blank : text;
        text += blank + 1;
    }
}

static char *skeleton(const char *id, const char *program)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL)
        return NULL;
    fprintf(out,
            "# A lesson for Lockstep. docs/LESSONS.md tells what else there can be: knobs, questions, a "
            "tour, challenges,\n"
            "# an exercise. `lockstep check FILE` checks it, `lockstep check --accept FILE` fills in what it "
            "can end with.\n"
            "format: 1\n"
            "id: %s\n"
            "title: \"%s: say here what it is about\"\n"
            "chapter: starting       # starting, memory, races, messages, pools, ideas, classics\n"
            "minutes: 10\n"
            "objectives:\n"
            "  - Say what the reader can do afterwards, so that it can be tested.\n"
            "\n"
            "pages:\n"
            "  - title: What happens here\n"
            "    text: |\n"
            "      Say what the program does, in two or three short paragraphs.\n"
            "\n"
            "      Press F3 to see it run.\n"
            "\n"
            "variants:\n"
            "  - id: plain\n"
            "    title: as it stands\n"
            "    point: Say in one sentence what this variant shows.\n"
            "    program: |\n",
            id, id);
    print_program(out, skip_blank_lines(program));
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}

static int write_skeleton(const new_file_t *request, const char *text)
{
    char *path = NULL, *id = id_of(request->word), *lesson = id == NULL ? NULL : skeleton(id, text);
    if (id != NULL && asprintf(&path, "%s.yaml", id) < 0)
        path = NULL;
    int code = new_file_write(request, path, lesson);
    free(path);
    free(id);
    free(lesson);
    return code;
}

static int run(int argc, char **argv)
{
    new_file_t request;
    char *text;
    size_t size;
    int code = new_file_options(argc, argv, "new", "program", &request);
    if (code == 0)
        code = program_read(request.word, &text, &size);
    if (code != 0)
        return code;
    if (skip_blank_lines(text)[0] == 0)
        code = cli_fail("new: %s: there is no program in it", request.word);
    else if (program_check(request.word, text, size) != 0)
        code = cli_fail("new: %s: a lesson needs a program that the sandbox takes", request.word);
    else
        code = write_skeleton(&request, text);
    free(text);
    return cli_finish(code);
}

const command_t cmd_new = {
    .name = "new",
    .arguments = "PROGRAM.py [-o FILE.yaml]",
    .summary = "writes the skeleton of a lesson around a program",
    .help = "  -o, --output FILE   where to; by default PROGRAM.yaml in the current folder\n\n"
            "The path is printed. A file that is there already is never touched.\n",
    .run = run,
};
