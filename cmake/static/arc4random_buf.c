/* For releases (AB_STATIC): Debian's libexpat.a takes this function from glibc 2.36, its only reason to ask for one
 * newer than 2.34; so the binary brings its own, and runs on systems of 2021. */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/random.h>

void arc4random_buf(void *bytes, size_t n);

void arc4random_buf(void *bytes, size_t n)
{
    uint8_t *at = bytes;
    while (n > 0) {
        ssize_t got = getrandom(at, n, 0);
        if (got > 0) {
            at += got;
            n -= (size_t)got;
        } else if (errno != EINTR) {
            abort();
        }
    }
}
