/* One HTTP/1.1 connection: reads requests, writes responses. No function here returns after the peer went away
   without saying so: false means that the connection is over. */
#ifndef HTTP_H
#define HTTP_H

#include <stdbool.h>
#include <stddef.h>

struct request {
    char method[16];
    char path[1024];        /* without the query */
    char query[1024];       /* without the question mark */
    char websocket_key[64]; /* empty: no WebSocket is asked for */
    bool keep_alive;
    bool chunked;
    long long unread;       /* bytes of the body, or of the chunk at hand, not read yet */
    bool body_ended;
};

struct connection {
    int socket;
    size_t start, end;      /* the bytes received and not used yet are buffer[start..end) */
    char buffer[16384];
};

/* Waits for the next request and reads its head. Between requests it ends when `stop` becomes readable. */
bool http_read_head(struct connection *c, int stop, struct request *r);

/* Reads a piece of the body: bytes read, 0 at its end, -1 when the peer is gone or speaks no HTTP. */
long http_read_body(struct connection *c, struct request *r, char *into, size_t size);

bool http_skip_body(struct connection *c, struct request *r);

/* Takes exactly `size` bytes from what was received already and from the socket. */
bool http_read_exactly(struct connection *c, void *into, size_t size);

bool http_write(struct connection *c, const void *data, size_t size);

/* Writes a whole response; `headers` are further lines, each with its line end. */
bool http_respond(struct connection *c, const struct request *r, int status, const char *headers, const char *body);

/* The number in the query under this name, or `otherwise`. */
double http_query(const struct request *r, const char *name, double otherwise);

#endif
