# The steps of .ci/run that are more than one command. Sourced after scripts/lib.sh.

# Tests worth a run under the thread sanitizer: those that start threads. The recorded cases of the Python runtime run
# under it too, where they are: scripts/check_conformance build-tsan/main base (clang's runtime hands the clock's calls
# on to the library that the cases preload; a report makes the exit status 66, which no case expects).
concurrent_tests='base|http|engine|protocol|declarative|integration'
# Not again under it: scenarios without concurrency, and what starts no thread.
other_tests='^integration_(scenarios|component_pages)$'

clang_build() {
    configure build-clang -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_C_COMPILER=clang
    build build-clang
    echo "clang $(clang -dumpversion) builds everything with -Werror"
}

# What a release consists of, and the tests of it. -O3 finds what -O2 does not.
release() {
    local status=0
    AB_WERROR=ON scripts/release build/release || status=$?
    if [ $status = 3 ]; then
        echo "the source of curl cannot be had here: skipped"
        return 0
    fi
    [ $status = 0 ] || return $status
    export AB_RELEASE=build/release AB_MAIN=build/main AB_STUB_API=build/integration_tests/stub_api/stub_api
    for name in release wheel; do
        python3 -B integration_tests/test_$name.py
    done
    scripts/version --check
    (cd build/release && ls -s --block-size=1 -- *.tar.gz *.whl *.deb)
    echo "the binary alone: $(tar -tzvf build/release/*.tar.gz | sed -n 's|^[^ ]* [^ ]* *\([0-9]*\) .*/bin/airbyte-cdk-c$|\1|p') bytes"
}

tidy() {
    local status=0
    timeout 170 scripts/check_tidy build || status=$?
    if [ $status = 124 ]; then
        echo 'not finished within its time on this machine: skipped'
        return 0
    fi
    return $status
}

sanitized() { # PRESET INCLUDED-TESTS EXCLUDED-TESTS
    local sanitizer='address,undefined'
    [ "$1" = asan ] || sanitizer=thread
    configure "build-$1" -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_COMPILER=clang -DCMAKE_C_FLAGS=-O1 \
        -DAB_SANITIZE=$sanitizer
    build "build-$1"
    export ASAN_OPTIONS=detect_stack_use_after_return=1:allocator_may_return_null=1
    export UBSAN_OPTIONS=print_stacktrace=1 TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1:report_thread_leaks=0
    export AB_SANITIZED=$1
    ctest --test-dir "build-$1" --output-on-failure --no-tests=error --timeout 600 \
        -j "$(getconf _NPROCESSORS_ONLN)" -R "$2" -E "$3"
}

# One whole read of the reference connector against the stub, with every leak an error.
valgrind_read() {
    work=$(mktemp -d)
    start_stub build/integration_tests/stub_api/stub_api
    trap 'kill $stub_pid; rm -rf "$work"' EXIT
    sed "s|http://127.0.0.1:8080|$stub_url|" sample_files/sample_config.json >"$work/config.json"
    valgrind --quiet --error-exitcode=9 --leak-check=full --show-leak-kinds=definite \
        --errors-for-leak-kinds=definite --suppressions=scripts/valgrind.supp \
        build/main read --config "$work/config.json" --catalog sample_files/configured_catalog.json \
        >"$work/out" || { tail -n 40 "$work/out" | cut -c 1-300; return 9; }
    echo "$(grep -c '"type":"RECORD"' "$work/out") records read, no error, no leak"
}
