/* What the test application is told by its environment. */
#ifndef SETTINGS_H
#define SETTINGS_H

#include <stdbool.h>

enum listen_mode { LISTEN_ANY, LISTEN_LOOPBACK, LISTEN_NEVER };

/* What SIGTERM does: finish what is in flight with the port closed; leave at once; nothing; or answer 503 for a while. */
enum sigterm_mode { SIGTERM_DRAIN, SIGTERM_EXIT, SIGTERM_IGNORE, SIGTERM_REFUSE };

struct settings {
    const char *version;      /* VERSION, shown at / and in each response's X-Version */
    char instance[65];        /* the host name */
    char run[17];             /* 16 hexadecimal digits that no other run of the program has */
    int port;                 /* LISTEN_PORT, else PORT, else 8080 */
    enum listen_mode listen;  /* LISTEN = any | loopback | never */
    enum sigterm_mode on_sigterm; /* ON_SIGTERM = drain | exit | ignore | refuse */
    double start_delay;       /* START_DELAY, seconds before it listens */
    double exit_after;        /* EXIT_AFTER, seconds after the start; negative: never */
    int exit_code;            /* EXIT_CODE of EXIT_AFTER and CRASH_AT_START */
    bool crash_at_start;      /* CRASH_AT_START=1: some lines on stderr, then exit */
    double unhealthy_after;   /* UNHEALTHY_AFTER, seconds until every answer is a 500; negative: never */
    bool allocate;            /* ALLOCATE=1: takes memory without end */
    const char *counter_database; /* COUNTER_DATABASE, address:port, to which the release command adds a row */
    double release_seconds;   /* RELEASE_SECONDS that the release command takes */
    int release_exit_code;    /* RELEASE_EXIT_CODE */
};

/* Reads the environment; an unknown word in it ends the program with status 64. */
struct settings settings_read(void);

#endif
