package io.coffer.backup.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*.o | x.o",
                "*.o | a/b/x.o",
                "/*.o | x.o",
                "a/*.o | a/x.o",
                "**/x | x",
                "**/x | a/b/x",
                "a/** | a",
                "a/ | a",
                "a/ | b/a",
                "/a/ | a",
                "a/**/b | a/b",
                "a/**/b | a/x/y/b",
                "a?c | abc",
                "[a-c]x | bx",
                "[!a]x | bx",
                "{a,b*}.c | bb.c",
                "{a,b*}.c | a.c",
                "a\\*b | a*b",
                "[]]x | ]x",
                "a+b(c)^$ | a+b(c)^$",
                "** | a/b/c",
                "a,b | a,b",
                "[.]x | .x",
                "[&&]x | &x"
            })
    void aPatternMatches(String pattern, String path) {
        assertThat(PathPattern.compile(pattern).matches(path)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*.o | x.obj", "/*.o | a/x.o", "a/*.o | a/b/x.o", "a/*.o | b/a/x.o", "a?c | a/c", "[!a]x | ax",
                "[!a]b | /b", "*x | a/bx/y", "a/** | b/a", "a.c | abc", "a\\*b | axb", "A | a"
            })
    void aPatternDoesNotMatch(String pattern, String path) {
        assertThat(PathPattern.compile(pattern).matches(path)).isFalse();
    }

    @Test
    void aPatternCoversWhatLiesUnderWhatItMatches() {
        PathPattern pattern = PathPattern.compile("a/b");
        assertThat(pattern.covers("a/b/c/d")).isTrue();
        assertThat(pattern.covers("a/b")).isTrue();
        assertThat(pattern.covers("a")).isFalse();
        assertThat(pattern.covers("a/bc/d")).isFalse();
        assertThat(pattern).hasToString("a/b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "{a", "a}", "[a", "a\\", "[z-a]"})
    void whatIsNoPatternIsRefusedWithItsText(String text) {
        assertThatThrownBy(() -> PathPattern.compile(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\"");
    }
}
