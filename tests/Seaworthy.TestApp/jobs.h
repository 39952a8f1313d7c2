/* The processes without a port. */
#ifndef JOBS_H
#define JOBS_H

#include "settings.h"

/* Prints "worker VERSION tick N" each second until SIGTERM. */
void worker_run(const struct settings *settings);

/* Appends its version and host name to the counter file, takes its time, and leaves with its exit code. */
void release_run(const struct settings *settings);

#endif
