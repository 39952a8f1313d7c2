#include "http.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

static bool receive(struct connection *c)
{
    if (c->start == c->end)
        c->start = c->end = 0;
    if (c->end == sizeof c->buffer) {
        memmove(c->buffer, c->buffer + c->start, c->end - c->start);
        c->end -= c->start;
        c->start = 0;
    }
    if (c->end == sizeof c->buffer)
        return false;
    ssize_t got;
    do
        got = recv(c->socket, c->buffer + c->end, sizeof c->buffer - c->end, 0);
    while (got < 0 && errno == EINTR);
    if (got <= 0)
        return false;
    c->end += (size_t)got;
    return true;
}

static bool wait_for_request(struct connection *c, int stop)
{
    if (c->start < c->end)
        return true;
    struct pollfd both[2] = { { .fd = c->socket, .events = POLLIN }, { .fd = stop, .events = POLLIN } };
    if (poll(both, 2, -1) < 0)
        return errno == EINTR && wait_for_request(c, stop);
    return both[0].revents != 0;
}

/* Takes one line without its line end; the pointer is good until the next receive. */
static char *read_line(struct connection *c)
{
    size_t looked = 0;
    for (;;) {
        char *from = c->buffer + c->start;
        char *newline = memchr(from + looked, '\n', c->end - c->start - looked);
        if (newline) {
            c->start = (size_t)(newline - c->buffer) + 1;
            *newline = 0;
            if (newline > from && newline[-1] == '\r')
                newline[-1] = 0;
            return from;
        }
        looked = c->end - c->start;
        if (!receive(c))
            return NULL;
    }
}

static bool read_request_line(char *line, struct request *r)
{
    char target[2048], version[16];
    if (sscanf(line, "%15s %2047s %15s", r->method, target, version) != 3)
        return false;
    char *question = strchr(target, '?');
    if (question)
        *question++ = 0;
    snprintf(r->path, sizeof r->path, "%s", target);
    snprintf(r->query, sizeof r->query, "%s", question ? question : "");
    r->keep_alive = strcmp(version, "HTTP/1.1") == 0;
    return true;
}

static void read_header(char *line, struct request *r, bool *expects)
{
    char *value = strchr(line, ':');
    if (!value)
        return;
    *value++ = 0;
    value += strspn(value, " \t");
    if (strcasecmp(line, "Content-Length") == 0)
        r->unread = atoll(value);
    else if (strcasecmp(line, "Transfer-Encoding") == 0)
        r->chunked = strcasecmp(value, "chunked") == 0;
    else if (strcasecmp(line, "Connection") == 0 && strcasecmp(value, "close") == 0)
        r->keep_alive = false;
    else if (strcasecmp(line, "Sec-WebSocket-Key") == 0)
        snprintf(r->websocket_key, sizeof r->websocket_key, "%s", value);
    else if (strcasecmp(line, "Expect") == 0)
        *expects = strcasecmp(value, "100-continue") == 0;
}

bool http_read_head(struct connection *c, int stop, struct request *r)
{
    memset(r, 0, sizeof *r);
    if (!wait_for_request(c, stop))
        return false;
    char *line = read_line(c);
    if (!line || !read_request_line(line, r))
        return false;
    bool expects = false;
    while ((line = read_line(c)) && *line)
        read_header(line, r, &expects);
    if (!line)
        return false;
    r->body_ended = !r->chunked && r->unread == 0;
    static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
    return !expects || http_write(c, go_on, sizeof go_on - 1);
}

static bool start_chunk(struct connection *c, struct request *r)
{
    char *line = read_line(c);
    if (!line)
        return false;
    r->unread = strtoll(line, NULL, 16);
    if (r->unread > 0)
        return true;
    r->body_ended = true;
    while ((line = read_line(c)) && *line) /* trailers */
        ;
    return line != NULL;
}

long http_read_body(struct connection *c, struct request *r, char *into, size_t size)
{
    if (!r->body_ended && r->unread == 0 && !start_chunk(c, r))
        return -1;
    if (r->body_ended)
        return 0;
    if (c->start == c->end && !receive(c))
        return -1;
    size_t take = c->end - c->start;
    if (take > size)
        take = size;
    if ((long long)take > r->unread)
        take = (size_t)r->unread;
    memcpy(into, c->buffer + c->start, take);
    c->start += take;
    r->unread -= (long long)take;
    if (r->unread == 0) {
        if (!r->chunked)
            r->body_ended = true;
        else if (!read_line(c))
            return -1;
    }
    return (long)take;
}

bool http_skip_body(struct connection *c, struct request *r)
{
    char piece[8192];
    long got;
    while ((got = http_read_body(c, r, piece, sizeof piece)) > 0)
        ;
    return got == 0;
}

bool http_read_exactly(struct connection *c, void *into, size_t size)
{
    char *to = into;
    while (size > 0) {
        if (c->start == c->end && !receive(c))
            return false;
        size_t take = c->end - c->start < size ? c->end - c->start : size;
        memcpy(to, c->buffer + c->start, take);
        c->start += take;
        to += take;
        size -= take;
    }
    return true;
}

bool http_write(struct connection *c, const void *data, size_t size)
{
    const char *from = data;
    while (size > 0) {
        ssize_t sent = send(c->socket, from, size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        from += sent;
        size -= (size_t)sent;
    }
    return true;
}

bool http_respond(struct connection *c, const struct request *r, int status, const char *headers, const char *body)
{
    char head[1024];
    size_t length = strlen(body);
    int size = snprintf(head, sizeof head,
        "HTTP/1.1 %d Answer\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %zu\r\n%s%s\r\n",
        status, length, headers, r->keep_alive ? "" : "Connection: close\r\n");
    bool has_body = strcmp(r->method, "HEAD") != 0;
    /* One packet where it fits: two small ones would meet Nagle's and the delayed ACK's 40 ms. */
    char whole[4096];
    if (has_body && (size_t)size + length <= sizeof whole) {
        memcpy(whole, head, (size_t)size);
        memcpy(whole + size, body, length);
        return http_write(c, whole, (size_t)size + length);
    }
    return http_write(c, head, (size_t)size) && (!has_body || http_write(c, body, length));
}

double http_query(const struct request *r, const char *name, double otherwise)
{
    size_t length = strlen(name);
    for (const char *at = r->query; at && *at; at = strchr(at, '&')) {
        at += *at == '&';
        if (strncmp(at, name, length) == 0 && at[length] == '=')
            return strtod(at + length + 1, NULL);
    }
    return otherwise;
}
