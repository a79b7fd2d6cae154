/* Which certificates are trusted: what the environment names, else the system's own bundle. */
#include "http/engine.h"

#include <curl/curl.h>
#include <sys/stat.h>
#include <unistd.h>

/* The first of the variables that is set and not empty. */
static const char *first_set(const char *const *names)
{
    for (; *names; names++) {
        const char *value = getenv(*names);
        if (value && *value) {
            return value;
        }
    }
    return NULL;
}

void ab_trust_read_environment(ab_http_trust *trust)
{
    static const char *const files[] = {"REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE",
                                        NULL};
    static const char *const folders[] = {"SSL_CERT_DIR", NULL};
    const char *path = first_set(files);
    struct stat info;
    if (path && stat(path, &info) == 0 && S_ISDIR(info.st_mode)) {
        trust->ca_folder = ab_xstrdup(path);
    } else if (path) {
        trust->ca_file = ab_xstrdup(path);
    } else {
        trust->ca_folder = ab_xstrdup(first_set(folders));
    }
}

void ab_trust_find_bundle(ab_http_trust *trust)
{
    /* libcurl knows the place of the system it was built for; a binary that carries it meets
     * others: RHEL and Fedora, openSUSE, and what has the one of OpenBSD. */
    static const char *const others[] = {"/etc/pki/tls/certs/ca-bundle.crt",
                                         "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem", NULL};
    const char *own = curl_version_info(CURLVERSION_NOW)->cainfo;
    trust->has_default_bundle = own && access(own, R_OK) == 0;
    if (trust->has_default_bundle || trust->ca_file || trust->ca_folder) {
        return;
    }
    for (const char *const *path = others; *path && !trust->ca_file; path++) {
        trust->ca_file = access(*path, R_OK) == 0 ? ab_xstrdup(*path) : NULL;
    }
}

void ab_trust_clear(ab_http_trust *trust)
{
    free(trust->ca_file);
    free(trust->ca_folder);
    *trust = (ab_http_trust){0};
}
