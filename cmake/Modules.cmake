# ab_module(NAME [DEPENDS modules…] [LIBRARIES targets…] SOURCES files…): one layer of src/, a static
# library ab_NAME. What it may include is what it depends on.
function(ab_module name)
    cmake_parse_arguments(M "" "" "DEPENDS;LIBRARIES;SOURCES" ${ARGN})
    add_library(ab_${name} STATIC ${M_SOURCES})
    target_include_directories(ab_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src
                                                 ${PROJECT_SOURCE_DIR}/include)
    list(TRANSFORM M_DEPENDS PREPEND ab_)
    target_link_libraries(ab_${name} PUBLIC ${M_DEPENDS} ${M_LIBRARIES})
endfunction()

# ab_unit_test(NAME MODULES modules… SOURCES files…): a cmocka program, run by ctest as unit_NAME.
function(ab_unit_test name)
    cmake_parse_arguments(T "" "" "MODULES;LIBRARIES;SOURCES" ${ARGN})
    pkg_check_modules(CMOCKA REQUIRED IMPORTED_TARGET cmocka)
    add_executable(unit_${name} ${T_SOURCES})
    list(TRANSFORM T_MODULES PREPEND ab_)
    target_link_libraries(unit_${name} PRIVATE ${T_MODULES} ${T_LIBRARIES} PkgConfig::CMOCKA)
    target_include_directories(unit_${name} PRIVATE ${PROJECT_SOURCE_DIR}/unit_tests)
    add_test(NAME unit_${name} COMMAND unit_${name})
    set_tests_properties(unit_${name} PROPERTIES LABELS unit TIMEOUT 120)
endfunction()
