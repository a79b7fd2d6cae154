# ab_embed(TARGET NAME FILE): makes the bytes of FILE (from the top folder) part of TARGET, as
# `const char NAME[]`, NUL-terminated.
function(ab_embed target name file)
    set(out ${CMAKE_CURRENT_BINARY_DIR}/${name}.c)
    add_custom_command(
        OUTPUT ${out}
        COMMAND ${CMAKE_COMMAND} -DNAME=${name} -DIN=${PROJECT_SOURCE_DIR}/${file} -DOUT=${out}
                -P ${PROJECT_SOURCE_DIR}/cmake/EmbedFile.cmake
        DEPENDS ${PROJECT_SOURCE_DIR}/${file} ${PROJECT_SOURCE_DIR}/cmake/EmbedFile.cmake
        VERBATIM)
    target_sources(${target} PRIVATE ${out})
endfunction()
