/* SHA-1 for the WebSocket handshake, SHA-256 for uploads (FIPS 180-4). */
#ifndef DIGEST_H
#define DIGEST_H

#include <stddef.h>
#include <stdint.h>

struct sha256 {
    uint32_t state[8];
    uint64_t length; /* bytes so far */
    uint8_t block[64];
};

void sha256_start(struct sha256 *hash);
void sha256_add(struct sha256 *hash, const void *data, size_t size);
/* Writes 64 hexadecimal digits and a zero. */
void sha256_finish(struct sha256 *hash, char hex[65]);

/* The digest of one short message of at most 119 bytes. */
void sha1_short(const char *message, size_t size, uint8_t digest[20]);

/* Writes 28 characters and a zero: what 20 bytes become. */
void base64_of_20(const uint8_t bytes[20], char text[29]);

#endif
