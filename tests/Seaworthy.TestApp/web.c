#include "web.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { STACK_SIZE = 256 * 1024, REFUSE_SECONDS = 5 };

static struct web web;
static atomic_int open_connections;

double monotonic_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void sleep_seconds(double seconds)
{
    struct timespec left = { (time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9) };
    while (nanosleep(&left, &left) != 0 && errno == EINTR)
        ;
}

static void start_thread(void *(*run)(void *), void *argument)
{
    pthread_t thread;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_SIZE);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    int error = pthread_create(&thread, &attributes, run, argument);
    if (error) {
        fprintf(stderr, "no thread: %s\n", strerror(error));
        exit(70);
    }
}

static void *serve(void *argument)
{
    struct connection *c = argument;
    struct request request;
    while (http_read_head(c, web.stop, &request) && web_answer(&web, c, &request) && request.keep_alive)
        ;
    close(c->socket);
    free(c);
    open_connections--;
    return NULL;
}

static int listen_on(const struct settings *s)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)s->port),
        .sin_addr.s_addr = htonl(s->listen == LISTEN_LOOPBACK ? INADDR_LOOPBACK : INADDR_ANY),
    };
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 512) != 0) {
        fprintf(stderr, "cannot listen on port %d: %s\n", s->port, strerror(errno));
        exit(71);
    }
    printf("version %s listening on port %d\n", s->version, s->port);
    return listener;
}

static void *accept_all(void *argument)
{
    int listener = *(int *)argument, on = 1;
    for (;;) {
        int socket = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        if (socket < 0 && (errno == EINTR || errno == ECONNABORTED))
            continue;
        if (socket < 0)
            return NULL; /* the listener was shut down */
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        struct connection *c = malloc(sizeof *c);
        c->socket = socket;
        c->start = c->end = 0;
        open_connections++;
        start_thread(serve, c);
    }
}

static void *exit_later(void *argument)
{
    const struct settings *s = argument;
    sleep_seconds(s->exit_after);
    fprintf(stderr, "leaving with status %d after %g seconds\n", s->exit_code, s->exit_after);
    exit(s->exit_code);
}

static void *allocate_without_end(void *argument)
{
    enum { PIECE = 8 << 20 };
    for (;;) {
        memset(malloc(PIECE), 1, PIECE);
        sleep_seconds(0.01);
    }
    return argument;
}

static void wait_for_sigterm(const sigset_t *signals)
{
    int signal;
    do
        sigwait(signals, &signal);
    while (web.settings.on_sigterm == SIGTERM_IGNORE);
    puts("SIGTERM");
}

static void close_connections(int listener)
{
    uint64_t one = 1;
    if (write(web.stop, &one, sizeof one) != sizeof one)
        exit(72);
    shutdown(listener, SHUT_RD);
    close(listener);
    while (open_connections > 0)
        sleep_seconds(0.01);
}

void web_run(const struct settings *settings)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, NULL); /* before any thread, so that only this one takes it */

    web.settings = *settings;
    web.started = monotonic_seconds();
    web.stop = eventfd(0, EFD_CLOEXEC);
    if (settings->exit_after >= 0)
        start_thread(exit_later, &web.settings);
    if (settings->allocate)
        start_thread(allocate_without_end, NULL);
    sleep_seconds(settings->start_delay);

    int listener = -1;
    if (settings->listen != LISTEN_NEVER) {
        listener = listen_on(settings);
        start_thread(accept_all, &listener);
    }
    wait_for_sigterm(&signals);
    if (settings->on_sigterm == SIGTERM_EXIT || listener < 0)
        exit(0);
    if (settings->on_sigterm == SIGTERM_REFUSE) {
        web.refusing = true;
        sleep_seconds(REFUSE_SECONDS);
    }
    close_connections(listener);
    exit(0);
}
