# Toolchain: Debian's cross compiler, with the system that scripts/arm64_sysroot lays out; built programs run by
# qemu-user where it is there. cmake --toolchain cmake/aarch64-linux-gnu.cmake -DAB_SYSROOT=FOLDER
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES AB_SYSROOT)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_SYSROOT ${AB_SYSROOT})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${AB_SYSROOT})
set(ENV{PKG_CONFIG_LIBDIR}
    ${AB_SYSROOT}/curl/lib/pkgconfig:${AB_SYSROOT}/usr/lib/aarch64-linux-gnu/pkgconfig:${AB_SYSROOT}/usr/share/pkgconfig)
find_program(AB_QEMU qemu-aarch64-static)
if(AB_QEMU)
    set(CMAKE_CROSSCOMPILING_EMULATOR ${AB_QEMU} -L ${AB_SYSROOT})
endif()
