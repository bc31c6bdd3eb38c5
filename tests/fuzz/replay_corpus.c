/*
 * Runs a fuzzer's function over each file of a directory, then over each file cut short at a few places: a
 * regression test for what the fuzzers found, with any compiler.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return -1;
    }
    size_t room = 1 << 20, size = 0;
    uint8_t *data = malloc(room);
    if (data) {
        size = fread(data, 1, room, file);
        LLVMFuzzerTestOneInput(data, size);
        for (size_t part = 1; part < 8; part++) {
            LLVMFuzzerTestOneInput(data, size * part / 8);
        }
    }
    free(data);
    fclose(file);
    return data ? 0 : -1;
}

/* The number of files of a directory; *failures counts those that could not be read. -1: no such directory.
 */
static int replay_directory(const char *directory_path, int *failures)
{
    DIR *directory = opendir(directory_path);
    if (!directory) {
        perror(directory_path);
        return -1;
    }
    int files = 0;
    for (struct dirent *entry; (entry = readdir(directory));) {
        char path[4096];
        struct stat about;
        snprintf(path, sizeof path, "%s/%s", directory_path, entry->d_name);
        if (entry->d_name[0] != '.' && stat(path, &about) == 0 && S_ISREG(about.st_mode)) {
            files++;
            *failures += replay_file(path) != 0;
        }
    }
    closedir(directory);
    return files;
}

int main(int argc, char **argv)
{
    int files = 0, failures = 0;
    if (argc < 2) {
        fprintf(stderr, "usage: %s CORPUS-DIRECTORY…\n", argv[0]);
        return 2;
    }
    for (int i = 1; i < argc; i++) {
        int found = replay_directory(argv[i], &failures);
        if (found < 0) {
            return 1;
        }
        files += found;
    }
    printf("%d files replayed\n", files);
    return files == 0 || failures ? 1 : 0;
}
