#include "counter.h"
#include "jobs.h"
#include "web.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

void worker_run(const struct settings *s)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    const struct timespec second = { .tv_sec = 1 };
    for (int tick = 1;; tick++) {
        printf("worker %s tick %d\n", s->version, tick);
        if (sigtimedwait(&signals, NULL, &second) == SIGTERM) {
            printf("worker %s ends\n", s->version);
            exit(0);
        }
    }
}

void release_run(const struct settings *s)
{
    printf("release command of version %s on %s\n", s->version, s->instance);
    if (s->counter_database)
        counter_add(s);
    sleep_seconds(s->release_seconds);
    printf("release command ends with status %d\n", s->release_exit_code);
    exit(s->release_exit_code);
}
