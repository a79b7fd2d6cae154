# Three images:
#   docker build . -t airbyte/source-stock-ticker:dev
#       the reference connector
#   docker build . --target declarative-manifest -t airbyte/source-declarative-manifest-c:0.1.0
#       what manifest-only connectors are made FROM: they copy their manifest.yaml into it, and nothing else
#   docker build . --target sdk -t airbyte/source-declarative-manifest-c:0.1.0-sdk
#       what native connectors are built in
ARG BASE=debian:bookworm-slim

FROM ${BASE} AS build
WORKDIR /build
COPY scripts/setup scripts/packages.txt scripts/http_curl scripts/
# Linked statically, but for the C library, the binary starts in a third of the time. Where curl's source cannot be
# had (status 3), it loads Debian's libraries.
RUN scripts/setup build image && { scripts/http_curl /opt/curl || [ $? = 3 ]; } && rm -rf /var/lib/apt/lists/*
ENV PKG_CONFIG_PATH=/opt/curl/lib/pkgconfig
COPY . .
RUN if [ -e /opt/curl/lib ]; then static=ON; else static=OFF; fi \
    && cmake -G Ninja -S . -B build-release -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF -DAB_WERROR=OFF \
        -DAB_STATIC=$static \
    && cmake --build build-release --target main

FROM build AS sdk
RUN cmake --build build-release && cmake --install build-release --prefix /usr/local \
    && ln -s /usr/local/share/airbyte_cdk/image_root /usr/local/bin/image_root

FROM build AS root
RUN scripts/image_root build-release/main /image

# The binary, the libraries that it loads, and what a connector needs from a system: a POSIX shell, CA certificates,
# time zones, a user.
FROM scratch AS runtime
COPY --from=root /image/ /
ENV PATH=/usr/local/bin:/bin
WORKDIR /airbyte/integration_code
USER 1000:1000
LABEL io.airbyte.version=0.1.0

# By this name the binary has no reference connector: without a manifest it prints the generic spec.
FROM runtime AS declarative-manifest
ENV AIRBYTE_ENTRYPOINT=/usr/local/bin/source-declarative-manifest
ENTRYPOINT ["/usr/local/bin/source-declarative-manifest"]
LABEL io.airbyte.name=airbyte/source-declarative-manifest-c

FROM runtime
ENV AIRBYTE_ENTRYPOINT=/airbyte/integration_code/main
ENTRYPOINT ["/airbyte/integration_code/main"]
LABEL io.airbyte.name=airbyte/source-stock-ticker
