#include "app/cli/cli.h"

#include <stdio.h>

int cli_main(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    fputs("lockstep: no command is built yet\n", stderr);
    return 2;
}
