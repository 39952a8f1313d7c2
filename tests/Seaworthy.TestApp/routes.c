#include "digest.h"
#include "web.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern char **environ;

static bool respond(struct web *web, struct connection *c, struct request *r, int status, const char *body)
{
    char headers[256];
    if (!http_skip_body(c, r))
        return false;
    snprintf(headers, sizeof headers, "X-Version: %s\r\nX-Instance: %s\r\n",
        web->settings.version, web->settings.instance);
    return http_respond(c, r, status, headers, body);
}

static bool home(struct web *web, struct connection *c, struct request *r)
{
    char body[512];
    snprintf(body, sizeof body, "{\"version\":\"%s\",\"instance\":\"%s\",\"run\":\"%s\"}\n",
        web->settings.version, web->settings.instance, web->settings.run);
    return respond(web, c, r, 200, body);
}

static bool healthz(struct web *web, struct connection *c, struct request *r)
{
    return respond(web, c, r, 200, "ok\n");
}

/* /slow?s=10 answers after so many seconds. */
static bool slow(struct web *web, struct connection *c, struct request *r)
{
    sleep_seconds(http_query(r, "s", 1));
    return home(web, c, r);
}

/* /status?code=404 */
static bool status(struct web *web, struct connection *c, struct request *r)
{
    return respond(web, c, r, (int)http_query(r, "code", 200), "as asked\n");
}

/* /say?whatever prints the query as a line of the log. */
static bool say(struct web *web, struct connection *c, struct request *r)
{
    puts(r->query);
    return respond(web, c, r, 200, "said\n");
}

static bool environment(struct web *web, struct connection *c, struct request *r)
{
    char body[16384];
    size_t size = 0;
    body[0] = 0;
    for (char **at = environ; *at && size < sizeof body; at++)
        size += (size_t)snprintf(body + size, sizeof body - size, "%s\n", *at);
    return respond(web, c, r, 200, body);
}

/* /upload answers {"bytes":N,"sha256":"…"} for the body. */
static bool upload(struct web *web, struct connection *c, struct request *r)
{
    struct sha256 hash;
    char piece[8192], hex[65], body[128];
    long got;
    sha256_start(&hash);
    while ((got = http_read_body(c, r, piece, sizeof piece)) > 0)
        sha256_add(&hash, piece, (size_t)got);
    if (got < 0)
        return false;
    unsigned long long bytes = hash.length;
    sha256_finish(&hash, hex);
    snprintf(body, sizeof body, "{\"bytes\":%llu,\"sha256\":\"%s\"}\n", bytes, hex);
    return respond(web, c, r, 200, body);
}

/* /stream?n=10&every=0.1 sends n server-sent events, one every so many seconds. */
static bool stream(struct web *web, struct connection *c, struct request *r)
{
    char text[256];
    int size = snprintf(text, sizeof text,
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n"
        "Transfer-Encoding: chunked\r\nX-Version: %s\r\n\r\n", web->settings.version);
    int count = (int)http_query(r, "n", 10);
    double every = http_query(r, "every", 0.1);
    if (!http_skip_body(c, r) || !http_write(c, text, (size_t)size))
        return false;
    for (int i = 1; i <= count; i++) {
        char event[64];
        int length = snprintf(event, sizeof event, "id: %d\ndata: event %d\n\n", i, i);
        size = snprintf(text, sizeof text, "%x\r\n%s\r\n", length, event);
        if (!http_write(c, text, (size_t)size))
            return false;
        sleep_seconds(every);
    }
    return http_write(c, "0\r\n\r\n", 5);
}

static const struct {
    const char *path;
    bool (*answer)(struct web *, struct connection *, struct request *);
} routes[] = {
    { "/", home }, { "/healthz", healthz }, { "/slow", slow }, { "/status", status }, { "/say", say },
    { "/env", environment }, { "/upload", upload }, { "/stream", stream },
};

bool web_answer(struct web *web, struct connection *c, struct request *r)
{
    const struct settings *s = &web->settings;
    if (web->refusing) {
        r->keep_alive = false;
        return respond(web, c, r, 503, "shutting down\n");
    }
    if (s->unhealthy_after >= 0 && monotonic_seconds() - web->started >= s->unhealthy_after)
        return respond(web, c, r, 500, "unhealthy\n");
    if (strcmp(r->path, "/ws") == 0 && r->websocket_key[0]) {
        websocket_echo(web, c, r);
        return false;
    }
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++)
        if (strcmp(routes[i].path, r->path) == 0)
            return routes[i].answer(web, c, r);
    return respond(web, c, r, 404, "no such page\n");
}
