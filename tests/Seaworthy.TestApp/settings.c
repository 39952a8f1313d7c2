#include "settings.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

static const char *text(const char *name, const char *otherwise)
{
    const char *value = getenv(name);
    return value && *value ? value : otherwise;
}

static double number(const char *name, double otherwise)
{
    const char *value = text(name, NULL);
    if (!value)
        return otherwise;
    char *end;
    double parsed = strtod(value, &end);
    if (*end) {
        fprintf(stderr, "%s=%s is not a number\n", name, value);
        exit(64);
    }
    return parsed;
}

/* The index of the variable's value in a list of words ended by NULL; the first word is the default. */
static int word(const char *name, const char *const words[])
{
    const char *value = text(name, words[0]);
    for (int i = 0; words[i]; i++)
        if (strcmp(words[i], value) == 0)
            return i;
    fprintf(stderr, "%s=%s is not known\n", name, value);
    exit(64);
}

struct settings settings_read(void)
{
    static const char *const listens[] = { "any", "loopback", "never", NULL };
    static const char *const sigterms[] = { "drain", "exit", "ignore", "refuse", NULL };
    struct settings s = {
        .version = text("VERSION", "none"),
        .port = (int)number("LISTEN_PORT", number("PORT", 8080)),
        .listen = (enum listen_mode)word("LISTEN", listens),
        .on_sigterm = (enum sigterm_mode)word("ON_SIGTERM", sigterms),
        .start_delay = number("START_DELAY", 0),
        .exit_after = number("EXIT_AFTER", -1),
        .exit_code = (int)number("EXIT_CODE", 1),
        .crash_at_start = number("CRASH_AT_START", 0) != 0,
        .unhealthy_after = number("UNHEALTHY_AFTER", -1),
        .allocate = number("ALLOCATE", 0) != 0,
        .counter_database = text("COUNTER_DATABASE", NULL),
        .release_seconds = number("RELEASE_SECONDS", 0),
        .release_exit_code = (int)number("RELEASE_EXIT_CODE", 0),
    };
    if (gethostname(s.instance, sizeof s.instance - 1) != 0)
        strcpy(s.instance, "unknown");
    uint64_t run = 0;
    if (getrandom(&run, sizeof run, 0) == sizeof run)
        snprintf(s.run, sizeof s.run, "%016jx", (uintmax_t)run);
    return s;
}
