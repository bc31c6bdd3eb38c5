#include "app/folders.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDERS_MAX = 32, PATH_ROOM = 4096 };

static bool is_folder(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static char *beside_executable(const char *kind)
{
    char exe[PATH_ROOM], *path = NULL;
    ssize_t size = readlink("/proc/self/exe", exe, sizeof exe - 1);
    if (size <= 0)
        return NULL;
    exe[size] = 0;
    for (int up = 0; up < 2; up++) { /* the program's name, then bin */
        char *slash = strrchr(exe, '/');
        if (slash == NULL)
            return NULL;
        *slash = 0;
    }
    return asprintf(&path, "%s/share/lockstep/%s", exe, kind) < 0 ? NULL : path;
}

static char *joined(const char *folder, const char *kind)
{
    char *path = NULL;
    return asprintf(&path, "%s/%s", folder, kind) < 0 ? NULL : path;
}

char *folders_builtin(const char *kind)
{
    char *candidates[] = {beside_executable(kind), joined(LOCKSTEP_SOURCE_ASSETS, kind),
                          joined(LOCKSTEP_DATA_DIR, kind)};
    char *found = NULL;
    for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++) {
        if (found == NULL && candidates[i] != NULL && is_folder(candidates[i]))
            found = candidates[i];
        else
            free(candidates[i]);
    }
    return found;
}

char *folders_data(void)
{
    char *path = NULL;
    const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
    if (data != NULL && data[0] == '/')
        return joined(data, "lockstep");
    if (home == NULL || home[0] != '/')
        return NULL;
    return asprintf(&path, "%s/.local/share/lockstep", home) < 0 ? NULL : path;
}

/* Cuts `list` at its colons into `folders`. */
static size_t split(char *list, const char **folders, size_t room)
{
    size_t count = 0;
    char *rest = list, *folder;
    while (rest != NULL && count < room && (folder = strsep(&rest, ":")) != NULL) {
        if (folder[0] != 0)
            folders[count++] = folder;
    }
    return count;
}

bool folders_open_catalogue(catalogue_t *catalogue)
{
    const char *folders[FOLDERS_MAX], *named = getenv("LOCKSTEP_LESSONS");
    char *list = strdup(named != NULL ? named : "");
    char *data = folders_data(), *own = data == NULL ? NULL : joined(data, "lessons");
    char *builtin = folders_builtin("lessons");
    size_t count = list == NULL ? 0 : split(list, folders, FOLDERS_MAX - 2);
    if (own != NULL)
        folders[count++] = own;
    if (builtin != NULL)
        folders[count++] = builtin;
    bool good = catalogue_open(catalogue, folders, count);
    free(list);
    free(data);
    free(own);
    free(builtin);
    return good;
}
