/* Addresses that DEPLOYMENT_MODE=cloud forbids: Python's ipaddress.is_private. */
#ifndef AB_HTTP_PRIVATE_ADDRESS_H
#define AB_HTTP_PRIVATE_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

/* What the platform shows for it, in the CDK's words. */
#define AB_PRIVATE_ADDRESS_TEXT                                                                    \
    "Invalid URL endpoint: The endpoint that data is being requested from belongs to a private "   \
    "network. Source connectors only support requesting data from public API endpoints."

/* True for private, loopback, link-local, reserved and documentation addresses (IANA's special-
 * purpose registries), for IPv4 in IPv6 also; true for families that are neither. */
bool ab_address_is_private(const struct sockaddr *address);

#endif
