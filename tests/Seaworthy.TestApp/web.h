/* The web process: everything that HTTP can ask of it. */
#ifndef WEB_H
#define WEB_H

#include "http.h"
#include "settings.h"

struct web {
    struct settings settings;
    double started;  /* seconds on the monotonic clock */
    int stop;        /* becomes readable when SIGTERM says that open connections should end */
    bool refusing;   /* answer 503 */
};

double monotonic_seconds(void);
void sleep_seconds(double seconds);

/* Runs until a signal or a setting ends the process. */
void web_run(const struct settings *settings);

/* Answers one request; false when the connection is over. */
bool web_answer(struct web *web, struct connection *c, struct request *r);

/* Speaks WebSocket (RFC 6455) on this connection until one side closes: echoes each message. */
void websocket_echo(struct web *web, struct connection *c, const struct request *r);

#endif
