# Compiler settings shared by every target.
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()
set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)

set(AB_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize takes them: address,undefined or thread")

option(AB_WERROR "Warnings are errors: for developers and CI, not for other people's compilers" ON)

add_compile_definitions(_GNU_SOURCE)
add_compile_options(
    -Wall -Wextra -Wshadow -Wpointer-arith -Wstrict-prototypes -Wmissing-prototypes -Wvla
    -Wformat=2 -Wno-missing-field-initializers -fno-strict-aliasing -ffunction-sections -fdata-sections
    -fstack-protector-strong)
if(AB_WERROR)
    add_compile_options(-Werror)
endif()
add_link_options(-Wl,--gc-sections -Wl,--as-needed)
if(AB_SANITIZE)
    add_compile_options(-fsanitize=${AB_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${AB_SANITIZE})
    if(CMAKE_C_COMPILER_ID MATCHES Clang)
        add_link_options(-static-libsan)
    endif()
endif()

option(AB_FUZZ "Build the fuzzers with libFuzzer (clang) instead of a main that replays files" OFF)
if(AB_FUZZ)
    add_compile_options(-fsanitize=fuzzer-no-link)
endif()

option(AB_STATIC "Link everything but the C library statically: for releases (scripts/release)" OFF)
if(AB_STATIC)
    set(PKG_CONFIG_ARGN --static)
    set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
    set(pkgcfg_lib_EXPAT_m m CACHE INTERNAL "libm is part of the C library: it stays with it")
endif()

find_program(CCACHE ccache)
if(CCACHE)
    set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
endif()
