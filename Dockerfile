# airbyte/source-stock-ticker: the binary, the libraries that it loads, and what a connector needs from a
# system: a POSIX shell, CA certificates, time zones, a user. Build: docker build . -t airbyte/source-stock-ticker:dev
ARG BASE=debian:bookworm-slim

FROM ${BASE} AS build
WORKDIR /build
COPY scripts/setup scripts/packages.txt scripts/image_curl scripts/
RUN apt-get update -qq && scripts/setup build image && scripts/image_curl /opt/curl && rm -rf /var/lib/apt/lists/*
ENV PKG_CONFIG_PATH=/opt/curl/lib/pkgconfig LD_LIBRARY_PATH=/opt/curl/lib
COPY . .
RUN cmake -G Ninja -S . -B build-release -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF -DAB_WERROR=OFF \
    && cmake --build build-release --target main
RUN scripts/image_root build-release/main /image

# What native connectors are built in: docker build . --target sdk -t airbyte/source-declarative-manifest-c:0.1.0-sdk
FROM build AS sdk
RUN cmake --build build-release && cmake --install build-release --prefix /usr/local \
    && ln -s /usr/local/share/airbyte_cdk/image_root /usr/local/bin/image_root

FROM scratch
COPY --from=build /image/ /
ENV PATH=/usr/local/bin:/bin \
    AIRBYTE_ENTRYPOINT=/airbyte/integration_code/main
WORKDIR /airbyte/integration_code
USER 1000:1000
ENTRYPOINT ["/airbyte/integration_code/main"]
LABEL io.airbyte.name=airbyte/source-stock-ticker io.airbyte.version=0.1.0
