# What `cmake --install` lays out, and CPack packs: the binary, the library for native sources with
# its headers, find_package(AirbyteCdk), pkg-config, the manual page and completions.
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

install(FILES ${AB_LIBRARY} DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY include/airbyte DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN *.h)
# For custom components only: headers of the runtime's inside, without a promise of stability.
install(DIRECTORY src/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/airbyte_cdk_internal
    FILES_MATCHING PATTERN *.h PATTERN stock_ticker EXCLUDE PATTERN templates EXCLUDE)
install(FILES ${PROJECT_BINARY_DIR}/package/AirbyteCdkConfig.cmake
              ${PROJECT_BINARY_DIR}/package/AirbyteCdkConfigVersion.cmake cmake/EmbedFile.cmake
        DESTINATION ${AB_CONFIG_DIR})
install(FILES ${PROJECT_BINARY_DIR}/package/airbyte_cdk.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

# ---- The binary: `main` is too common a name for a system's PATH.
install(PROGRAMS $<TARGET_FILE:main> DESTINATION ${CMAKE_INSTALL_BINDIR} RENAME airbyte-cdk-c)
install(CODE "file(CREATE_LINK airbyte-cdk-c
    \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}/source-declarative-manifest\" SYMBOLIC)")
install(PROGRAMS scripts/image_root DESTINATION ${CMAKE_INSTALL_DATADIR}/airbyte_cdk)
install(FILES LICENSE README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})

# ---- Manual page and completions, printed by the binary by the name that it is installed as.
if(NOT CMAKE_CROSSCOMPILING)
    set(named ${PROJECT_BINARY_DIR}/package/airbyte-cdk-c)
    set(printed)
    function(ab_printed out)
        add_custom_command(OUTPUT ${PROJECT_BINARY_DIR}/package/${out}
            COMMAND ${CMAKE_COMMAND} -E create_symlink $<TARGET_FILE:main> ${named}
            COMMAND ${named} ${ARGN} > ${PROJECT_BINARY_DIR}/package/${out}
            DEPENDS main VERBATIM)
        set(printed ${printed} ${PROJECT_BINARY_DIR}/package/${out} PARENT_SCOPE)
    endfunction()
    ab_printed(airbyte-cdk-c.1 man)
    ab_printed(airbyte-cdk-c.bash completion bash)
    ab_printed(airbyte-cdk-c.fish completion fish)
    add_custom_target(airbyte_cdk_printed ALL DEPENDS ${printed})
    install(FILES ${PROJECT_BINARY_DIR}/package/airbyte-cdk-c.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
    install(FILES ${PROJECT_BINARY_DIR}/package/airbyte-cdk-c.bash
            DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME airbyte-cdk-c)
    install(FILES ${PROJECT_BINARY_DIR}/package/airbyte-cdk-c.fish
            DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
endif()

# ---- `cpack -G DEB` in the build folder.
set(CPACK_PACKAGE_NAME airbyte-cdk-c)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "The maintainers <maintainers@example.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Runtime and kit for Airbyte source connectors")
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
