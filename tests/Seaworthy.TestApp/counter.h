/* The row that a release command leaves in a database, so that its runs can be counted. */
#ifndef COUNTER_H
#define COUNTER_H

#include "settings.h"

/* Inserts the version and the container's id into the table runs; leaves with status 74 where that fails. */
void counter_add(const struct settings *settings);

#endif
