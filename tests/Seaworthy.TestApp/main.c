/* The application that the system tests deploy: small, quick to start, and as ill-behaved as its environment tells it
   to be. The first argument names the process: web (the default), worker or release. */
#include "jobs.h"
#include "web.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void crash_at_start(const struct settings *s)
{
    fprintf(stderr, "starting version %s\nreading the configuration\nFATAL: the database at db.internal refused us\n", s->version);
    exit(s->exit_code);
}

int main(int argc, char **argv)
{
    const char *process = argc > 1 ? argv[1] : "web";
    struct settings settings = settings_read();
    setvbuf(stdout, NULL, _IOLBF, 0); /* a log line leaves when it is written, not with the next four kilobytes */

    if (strcmp(process, "release") == 0)
        release_run(&settings);
    if (strcmp(process, "worker") == 0)
        worker_run(&settings);
    if (settings.crash_at_start)
        crash_at_start(&settings);
    if (strcmp(process, "web") == 0)
        web_run(&settings);
    fprintf(stderr, "no process is named %s\n", process);
    return 64;
}
