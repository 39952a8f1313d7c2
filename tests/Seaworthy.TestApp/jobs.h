/* The processes without a port. */
#ifndef JOBS_H
#define JOBS_H

#include "settings.h"

/* Prints "worker VERSION tick N" each second until SIGTERM. */
void worker_run(const struct settings *settings);

/* Adds its row to the counter, takes its time, and leaves with its exit code. */
void release_run(const struct settings *settings);

#endif
