#include "digest.h"
#include "web.h"

#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { CLOSE = 8, PING = 9, PONG = 10, GOING_AWAY = 1001, FRAME_LIMIT = 65535 };

static bool accept_handshake(struct web *web, struct connection *c, const struct request *r)
{
    char text[128], accept[29], head[512];
    uint8_t digest[20];
    int size = snprintf(text, sizeof text, "%s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", r->websocket_key);
    sha1_short(text, (size_t)size, digest);
    base64_of_20(digest, accept);
    size = snprintf(head, sizeof head,
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: %s\r\nX-Version: %s\r\nX-Instance: %s\r\n\r\n",
        accept, web->settings.version, web->settings.instance);
    return http_write(c, head, (size_t)size);
}

static bool send_frame(struct connection *c, uint8_t first_byte, const uint8_t *payload, size_t size)
{
    uint8_t head[4] = { first_byte, (uint8_t)(size < 126 ? size : 126), (uint8_t)(size >> 8), (uint8_t)size };
    return http_write(c, head, size < 126 ? 2 : 4) && http_write(c, payload, size);
}

static bool send_close(struct connection *c, uint16_t code)
{
    uint8_t payload[2] = { (uint8_t)(code >> 8), (uint8_t)code };
    return send_frame(c, 0x80 | CLOSE, payload, 2);
}

/* Answers one frame of at most 64 KB; false ends the socket. */
static bool answer_frame(struct connection *c)
{
    uint8_t head[2], wide[2], mask[4], payload[FRAME_LIMIT];
    if (!http_read_exactly(c, head, 2))
        return false;
    size_t size = head[1] & 127;
    if (size == 127 || !(head[1] & 128))
        return false;
    if (size == 126) {
        if (!http_read_exactly(c, wide, 2))
            return false;
        size = (size_t)wide[0] << 8 | wide[1];
    }
    if (!http_read_exactly(c, mask, 4) || !http_read_exactly(c, payload, size))
        return false;
    for (size_t i = 0; i < size; i++)
        payload[i] ^= mask[i % 4];

    switch (head[0] & 15) {
    case CLOSE:
        send_frame(c, head[0], payload, size);
        return false;
    case PING:
        return send_frame(c, 0x80 | PONG, payload, size);
    case PONG:
        return true;
    default:
        return send_frame(c, head[0], payload, size);
    }
}

void websocket_echo(struct web *web, struct connection *c, const struct request *r)
{
    if (!accept_handshake(web, c, r))
        return;
    for (;;) {
        struct pollfd both[2] = { { .fd = c->socket, .events = POLLIN }, { .fd = web->stop, .events = POLLIN } };
        if (c->start == c->end && poll(both, 2, -1) < 0)
            continue;
        if (both[1].revents) {
            send_close(c, GOING_AWAY);
            return;
        }
        if (!answer_frame(c))
            return;
    }
}
