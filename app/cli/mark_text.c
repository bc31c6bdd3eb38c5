#include "app/cli/mark_text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *const signs[] = {[GRADE_PASSED] = "+", [GRADE_FAILED] = "-", [GRADE_UNDECIDED] = "?"};

/* ---- feedback ---- */

static void print_demand(FILE *out, const lesson_demand_t *demand, const mark_demand_t *mark, uint32_t cases)
{
    fprintf(out, "  %s %u/%u  %s\n", signs[mark->verdict], mark->verdict == GRADE_PASSED ? demand->points : 0,
            demand->points, demand->text);
    if (mark->verdict == GRADE_PASSED)
        return;
    if (cases > 1)
        fprintf(out, "         case %u: %s\n", mark->in_case + 1, mark->reason);
    else
        fprintf(out, "         %s\n", mark->reason);
    for (const char *line = mark->explanation; *line;) {
        size_t size = strcspn(line, "\n");
        fprintf(out, "         %.*s\n", (int)size, line);
        line += size + (line[size] == '\n');
    }
}

void mark_text_feedback(FILE *out, const lesson_exercise_t *exercise, const char *file, const mark_t *mark)
{
    fprintf(out, "%s: %u of %u points, %s\n", file, mark->points, mark->points_max,
            grade_verdict_text(mark->verdict));
    if (mark->problem[0]) {
        fprintf(out, "  %s\n", mark->problem);
        return;
    }
    for (uint32_t i = 0; i < mark->count; i++)
        print_demand(out, &exercise->demands[i], &mark->demands[i], exercise->cases_count);
}

static char *feedback_path(const char *folder, const char *file)
{
    char *path = NULL;
    size_t start = strlen(folder) + 1;
    while (file[0] == '.' && file[1] == '/')
        file += 2;
    if (asprintf(&path, "%s/%s.txt", folder, file) < 0)
        return NULL;
    for (char *at = path + start; *at; at++)
        *at = *at == '/' ? '-' : *at;
    return path;
}

bool mark_text_file(const char *folder, const lesson_exercise_t *exercise, const char *file,
                    const mark_t *mark)
{
    if (mkdir(folder, 0755) != 0 && errno != EEXIST)
        return false;
    char *path = feedback_path(folder, file);
    FILE *out = path == NULL ? NULL : fopen(path, "we");
    free(path);
    if (out == NULL)
        return false;
    mark_text_feedback(out, exercise, file, mark);
    bool good = !ferror(out);
    return fclose(out) == 0 && good;
}

/* ---- the table ---- */

void mark_text_table(FILE *out, char **files, const mark_t *marks, int count)
{
    uint32_t passed = 0, failed = 0, undecided = 0;
    fputs("\npoints  verdict      demands  file\n", out);
    for (int k = 0; k < count; k++) {
        const mark_t *mark = &marks[k];
        char points[30], demands[80];
        size_t used = 0;
        snprintf(points, sizeof points, "%u/%u", mark->points, mark->points_max);
        for (uint32_t i = 0; i < mark->count && used + 1 < sizeof demands; i++)
            demands[used++] = *signs[mark->demands[i].verdict];
        demands[used] = '\0';
        fprintf(out, "%6s  %-11s  %-7s  %s\n", points, grade_verdict_text(mark->verdict), demands, files[k]);
        passed += mark->verdict == GRADE_PASSED;
        failed += mark->verdict == GRADE_FAILED;
        undecided += mark->verdict == GRADE_UNDECIDED;
    }
    fprintf(out, "%d answers: %u passed, %u failed, %u not decided\n", count, passed, failed, undecided);
}
