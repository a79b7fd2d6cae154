#include "http/private_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct block {
    uint8_t address[16];
    unsigned bits;
    bool is_public; /* an exception inside a private block; these stand first */
} block;

static const block v4_blocks[] = {
    {{192, 0, 0, 9}, 32, true}, {{192, 0, 0, 10}, 32, true}, {{0}, 8, false},
    {{10}, 8, false},           {{127}, 8, false},           {{169, 254}, 16, false},
    {{172, 16}, 12, false},     {{192, 0, 0}, 24, false},    {{192, 0, 2}, 24, false},
    {{192, 168}, 16, false},    {{198, 18}, 15, false},      {{198, 51, 100}, 24, false},
    {{203, 0, 113}, 24, false}, {{240}, 4, false},
};

static const block v6_blocks[] = {
    {{0x20, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, true},
    {{0x20, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2}, 128, true},
    {{0x20, 1, 0, 3}, 32, true},
    {{0x20, 1, 0, 4, 1, 0x12}, 48, true},
    {{0x20, 1, 0, 0x20}, 28, true},
    {{0x20, 1, 0, 0x30}, 28, true},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, false},
    {{0}, 128, false},
    {{0, 0x64, 0xff, 0x9b, 0, 1}, 48, false},
    {{1}, 64, false},
    {{0x20, 1}, 23, false},
    {{0x20, 1, 0x0d, 0xb8}, 32, false},
    {{0x20, 2}, 16, false},
    {{0x3f, 0xff}, 20, false},
    {{0xfc}, 7, false},
    {{0xfe, 0x80}, 10, false},
};

static bool in_block(const uint8_t *address, const block *b)
{
    unsigned bytes = b->bits / 8;
    unsigned rest = b->bits % 8;
    return memcmp(address, b->address, bytes) == 0 &&
           (rest == 0 || (address[bytes] ^ b->address[bytes]) >> (8 - rest) == 0);
}

static bool is_private(const uint8_t *address, const block *blocks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (in_block(address, &blocks[i])) {
            return !blocks[i].is_public;
        }
    }
    return false;
}

static bool is_private_v4(const uint8_t *address)
{
    return is_private(address, v4_blocks, sizeof(v4_blocks) / sizeof(v4_blocks[0]));
}

bool ab_address_is_private(const struct sockaddr *address)
{
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof(in));
        uint8_t bytes[4];
        memcpy(bytes, &in.sin_addr, sizeof(bytes));
        return is_private_v4(bytes);
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 in;
        memcpy(&in, address, sizeof(in));
        uint8_t bytes[16];
        memcpy(bytes, &in.sin6_addr, sizeof(bytes));
        if (memcmp(bytes, mapped, sizeof(mapped)) == 0) {
            return is_private_v4(bytes + sizeof(mapped));
        }
        return is_private(bytes, v6_blocks, sizeof(v6_blocks) / sizeof(v6_blocks[0]));
    }
    return true;
}
