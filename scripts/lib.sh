# Sourced by the other scripts, which stand in the checkout's top folder.

# Nothing in the caller's environment may change what a build or a test does.
clean_environment() {
    unset http_proxy https_proxy all_proxy no_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY
    unset LOG_LEVEL DEPLOYMENT_MODE REQUESTS_CA_BUNDLE SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE
    unset AIRBYTE_ENTRYPOINT CONNECTOR_STORAGE_LIMIT_BYTES AIRBYTE_STAGING_DIRECTORY
    unset CC CXX CFLAGS CPPFLAGS LDFLAGS CMAKE_GENERATOR DESTDIR MAKEFLAGS LD_PRELOAD CDPATH
    export LC_ALL=C TZ=UTC PYTHONDONTWRITEBYTECODE=1
}

# configure DIR [cmake options…]: as often as wanted. A folder configured elsewhere is made anew.
configure() {
    dir=$1
    shift
    if [ -f "$dir/CMakeCache.txt" ] &&
        ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$PWD" "$dir/CMakeCache.txt"; then
        rm -rf "$dir"
    fi
    if [ -f "$dir/CMakeCache.txt" ]; then
        cmake -S . -B "$dir" "$@" >"$dir/configure.log" 2>&1 || { cat "$dir/configure.log"; return 1; }
    else
        mkdir -p "$dir"
        cmake -G Ninja -S . -B "$dir" "$@" >"$dir/configure.log" 2>&1 || { cat "$dir/configure.log"; return 1; }
    fi
}

# build DIR [targets…]: shows the compiler's output only if it fails.
build() {
    dir=$1
    shift
    for target in "${@:-all}"; do
        cmake --build "$dir" --target "$target" >"$dir/build.log" 2>&1 || {
            grep -vE '^\[[0-9]+/[0-9]+\]' "$dir/build.log" | head -60
            return 1
        }
    done
}

# Starts the stub of the prices API with the given options; sets stub_pid and stub_url.
start_stub() {
    : >"$work/stub.out"
    "$1" --port 0 >"$work/stub.out" 2>&1 </dev/null &
    stub_pid=$!
    tries=0
    until grep -q '^port ' "$work/stub.out"; do
        tries=$((tries + 1))
        if [ $tries -gt 300 ] || ! kill -0 $stub_pid 2>/dev/null; then
            echo "the stub did not start: $(cat "$work/stub.out")" >&2
            return 1
        fi
        sleep 0.1
    done
    stub_url=http://127.0.0.1:$(sed -n 's/^port //p' "$work/stub.out")
}

# static_build ARCH [cmake options…]: configures a folder for a release binary of the architecture (as uname -m names
# it): everything but the C library is linked statically, with a libcurl of its own. Sets static_dir, and sysroot where
# the build is a cross build. Status 3 where curl's source or the other architecture's packages cannot be had.
static_build() {
    arch=$1 static_dir=build-static-$1 sysroot=
    shift
    curl=$static_dir/curl
    mkdir -p "$static_dir"
    if [ "$arch" != "$(uname -m)" ]; then
        [ "$arch" = aarch64 ] || { echo "no cross build for $arch" >&2; return 1; }
        sysroot=$PWD/$static_dir/sysroot
        scripts/arm64_sysroot "$sysroot" || return 3
        curl=$sysroot/curl
        set -- --toolchain "$PWD/cmake/aarch64-linux-gnu.cmake" "-DAB_SYSROOT=$sysroot" "$@"
    fi
    if [ ! -e "$curl/lib/pkgconfig/libcurl.pc" ]; then
        scripts/http_curl "$curl" ${sysroot:+"$@"} || return $?
    fi
    [ -n "$sysroot" ] || PKG_CONFIG_PATH=$PWD/$curl/lib/pkgconfig
    export PKG_CONFIG_PATH
    configure "$static_dir" -DCMAKE_BUILD_TYPE=Release -DAB_STATIC=ON "$@"
}
