/*
 * Runs a fuzzer's function over each file of a directory, then over each file cut short at a few places: a
 * regression test for what the fuzzers found, with any compiler.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

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

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: %s CORPUS-DIRECTORY\n", argv[0]);
        return 2;
    }
    DIR *directory = opendir(argv[1]);
    if (!directory) {
        perror(argv[1]);
        return 1;
    }
    int files = 0, failures = 0;
    for (struct dirent *entry; (entry = readdir(directory));) {
        if (entry->d_name[0] == '.') {
            continue;
        }
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name);
        files++;
        failures += replay_file(path) != 0;
    }
    closedir(directory);
    printf("%d files replayed\n", files);
    return files == 0 || failures ? 1 : 0;
}
