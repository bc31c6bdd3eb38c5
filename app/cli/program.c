#include "app/cli/program.h"

#include "app/cli/command.h"
#include "lessons/lang/parser.h"
#include "lessons/load/prescan.h"

#include <stdio.h>
#include <stdlib.h>

int program_read(const char *path, char **text, size_t *size)
{
    problems_t problems = {0};
    if (prescan_read_file(path, text, size, &problems))
        return 0;
    char *why = problems.count > 0 ? problem_text(&problems.items[0]) : NULL;
    cli_fail("%s", why != NULL ? why : path);
    free(why);
    problems_destroy(&problems);
    return 2;
}

static void print_findings(const diagnostics_t *found)
{
    size_t size = diagnostics_render(found, NULL, 0) + 1;
    char *text = malloc(size);
    if (text == NULL)
        return;
    diagnostics_render(found, text, size);
    fflush(stdout);
    fputs(text, stderr);
    free(text);
}

int program_check(const char *path, const char *text, size_t size)
{
    diagnostics_t found;
    diagnostics_init(&found, path);
    ast_t *ast = front_read(path, text, size, FRONT_PROGRAM, &found);
    int code = 0;
    if (ast == NULL) {
        print_findings(&found);
        code = diagnostics_is_syntax_error(&found) ? 1 : 2;
    }
    ast_free(ast);
    diagnostics_destroy(&found);
    return code;
}
