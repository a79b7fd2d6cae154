# What `cmake --install` lays out, and CPack packs: the binary, the library for native sources with
# its headers, find_package(AirbyteCdk), pkg-config, the manual page and completions. Component `runtime` is what
# one needs to run connectors, `development` what one builds native sources with.
set(CMAKE_INSTALL_DOCDIR share/doc/airbyte-cdk-c CACHE PATH "By the program's name, as a Debian package has it")
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

if(NOT TARGET main)
    return()
endif()

# ---- One static library out of the modules: authors of sources need no list of layers.
set(AB_LIBRARY_MODULES)
foreach(module IN LISTS AB_MODULES ITEMS eval cjson)
    if(TARGET ab_${module} AND NOT module STREQUAL stock_ticker)
        list(APPEND AB_LIBRARY_MODULES ab_${module})
    endif()
endforeach()
list(TRANSFORM AB_LIBRARY_MODULES REPLACE "(.+)" "$<TARGET_FILE:\\1>" OUTPUT_VARIABLE archives)
list(JOIN archives "|" archives)
set(AB_LIBRARY ${PROJECT_BINARY_DIR}/package/libairbyte_cdk.a)
add_custom_command(
    OUTPUT ${AB_LIBRARY}
    COMMAND ${CMAKE_COMMAND} -DOUT=${AB_LIBRARY} "-DARCHIVES=${archives}" -DAR=${CMAKE_AR}
            -DRANLIB=${CMAKE_RANLIB} -DAPPLE=${APPLE} -P ${PROJECT_SOURCE_DIR}/cmake/MergeArchives.cmake
    DEPENDS ${AB_LIBRARY_MODULES} ${PROJECT_SOURCE_DIR}/cmake/MergeArchives.cmake
    VERBATIM)
add_custom_target(airbyte_cdk ALL DEPENDS ${AB_LIBRARY})

# ---- What it is linked with, by pkg-config's names.
set(AB_PACKAGES libcurl yaml-0.1 libpcre2-8 libcrypto zlib libzstd libbrotlidec expat)
list(JOIN AB_PACKAGES " " AB_PACKAGES_TEXT)
set(AB_CONFIG_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/AirbyteCdk)
configure_package_config_file(cmake/AirbyteCdkConfig.cmake.in package/AirbyteCdkConfig.cmake
    INSTALL_DESTINATION ${AB_CONFIG_DIR}
    PATH_VARS CMAKE_INSTALL_INCLUDEDIR CMAKE_INSTALL_LIBDIR CMAKE_INSTALL_DATADIR)
write_basic_package_version_file(package/AirbyteCdkConfigVersion.cmake COMPATIBILITY SameMinorVersion)
# The package may be moved: paths are told from the file's own place.
file(RELATIVE_PATH AB_PC_TO_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(cmake/airbyte_cdk.pc.in package/airbyte_cdk.pc @ONLY)

install(FILES ${AB_LIBRARY} DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development)
install(DIRECTORY include/airbyte DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development
    FILES_MATCHING PATTERN *.h)
# For custom components only: headers of the runtime's inside, without a promise of stability.
install(DIRECTORY src/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/airbyte_cdk_internal COMPONENT development
    FILES_MATCHING PATTERN *.h PATTERN stock_ticker EXCLUDE PATTERN templates EXCLUDE)
install(FILES ${PROJECT_BINARY_DIR}/package/AirbyteCdkConfig.cmake
              ${PROJECT_BINARY_DIR}/package/AirbyteCdkConfigVersion.cmake cmake/EmbedFile.cmake
        DESTINATION ${AB_CONFIG_DIR} COMPONENT development)
install(FILES ${PROJECT_BINARY_DIR}/package/airbyte_cdk.pc
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)

# ---- The binary: `main` is too common a name for a system's PATH.
install(PROGRAMS $<TARGET_FILE:main> DESTINATION ${CMAKE_INSTALL_BINDIR} RENAME airbyte-cdk-c
        COMPONENT runtime)
# --strip and CPACK_STRIP_FILES think of targets only, which cannot be renamed.
install(CODE "if(CMAKE_INSTALL_DO_STRIP)
    execute_process(COMMAND ${CMAKE_STRIP}
        \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}/airbyte-cdk-c\" COMMAND_ERROR_IS_FATAL ANY)
endif()"
    COMPONENT runtime)
install(CODE "file(CREATE_LINK airbyte-cdk-c
    \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}/source-declarative-manifest\" SYMBOLIC)"
    COMPONENT runtime)
install(PROGRAMS scripts/image_root DESTINATION ${CMAKE_INSTALL_DATADIR}/airbyte_cdk COMPONENT development)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright COMPONENT runtime)
install(FILES README.md DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT runtime)

# ---- Manual page and completions, printed by the binary by the name that it is installed as (in a cross build
# where something runs it), and what changed; compressed as Debian wants them.
function(ab_packed file)
    add_custom_command(OUTPUT ${PROJECT_BINARY_DIR}/package/${file}.gz
        COMMAND gzip -9nc ${ARGN} > ${PROJECT_BINARY_DIR}/package/${file}.gz
        DEPENDS ${ARGN} VERBATIM)
endfunction()
ab_packed(changelog ${PROJECT_SOURCE_DIR}/CHANGELOG.md)
set(printed ${PROJECT_BINARY_DIR}/package/changelog.gz)
install(FILES ${PROJECT_BINARY_DIR}/package/changelog.gz DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT runtime)
if(NOT CMAKE_CROSSCOMPILING OR CMAKE_CROSSCOMPILING_EMULATOR)
    function(ab_printed out)
        set(named ${PROJECT_BINARY_DIR}/package/for-${out}/airbyte-cdk-c) # commands run side by side
        file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/package/for-${out})
        add_custom_command(OUTPUT ${PROJECT_BINARY_DIR}/package/${out}
            COMMAND ${CMAKE_COMMAND} -E create_symlink $<TARGET_FILE:main> ${named}
            COMMAND ${CMAKE_CROSSCOMPILING_EMULATOR} ${named} ${ARGN} > ${PROJECT_BINARY_DIR}/package/${out}
            DEPENDS main VERBATIM)
    endfunction()
    ab_printed(airbyte-cdk-c.1 man)
    ab_packed(airbyte-cdk-c.1 ${PROJECT_BINARY_DIR}/package/airbyte-cdk-c.1)
    ab_printed(airbyte-cdk-c.bash completion bash)
    ab_printed(airbyte-cdk-c.fish completion fish)
    foreach(file IN ITEMS airbyte-cdk-c.1.gz airbyte-cdk-c.bash airbyte-cdk-c.fish)
        list(APPEND printed ${PROJECT_BINARY_DIR}/package/${file})
    endforeach()
    install(FILES ${PROJECT_BINARY_DIR}/package/airbyte-cdk-c.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1
            COMPONENT runtime)
    install(CODE "file(CREATE_LINK airbyte-cdk-c.1.gz
        \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_MANDIR}/man1/source-declarative-manifest.1.gz\" SYMBOLIC)"
        COMPONENT runtime)
    install(FILES ${PROJECT_BINARY_DIR}/package/airbyte-cdk-c.bash
            DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME airbyte-cdk-c COMPONENT runtime)
    install(FILES ${PROJECT_BINARY_DIR}/package/airbyte-cdk-c.fish
            DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d COMPONENT runtime)
endif()
add_custom_target(airbyte_cdk_printed ALL DEPENDS ${printed})

# ---- `cpack -G DEB` in the build folder.
set(CPACK_PACKAGE_NAME airbyte-cdk-c)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "The maintainers <maintainers@example.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Runtime and kit for Airbyte source connectors")
set(CPACK_PACKAGE_DESCRIPTION
    "Runs Airbyte's declarative (low-code) manifests and its reference connector,
and makes connectors: generator, linter, test tools, and the library and
headers that native sources in C are built with.")
if(AB_STATIC)
    file(WRITE ${PROJECT_BINARY_DIR}/package/overrides "# One package for all releases of Debian and Ubuntu: docs/installing.md
airbyte-cdk-c: embedded-library *
")
    install(FILES ${PROJECT_BINARY_DIR}/package/overrides DESTINATION ${CMAKE_INSTALL_DATADIR}/lintian/overrides
            RENAME airbyte-cdk-c COMPONENT development)
endif()
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "ca-certificates, tzdata")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS
    "cmake, gcc, pkg-config, libcurl4-openssl-dev, libyaml-dev, libpcre2-dev, libssl-dev, zlib1g-dev, libzstd-dev, libbrotli-dev, libexpat1-dev")
set(CPACK_GENERATOR DEB)
include(CPack)
