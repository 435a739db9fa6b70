package io.coffer.backup.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What README.md shows of encryption compiles. */
class ReadmeTest {
    @Test
    void theExampleOfEncryptionCompiles(@TempDir Path classes) throws IOException {
        List<String> examples = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../README.md")))
                .results()
                .map((MatchResult found) -> found.group(1))
                .filter(code -> code.contains("import io.coffer.backup.crypto."))
                .toList();
        assertThat(examples).hasSize(1);
        String code = examples.get(0);
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///EncryptedBackup.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return code;
                    }
                };
        StringWriter messages = new StringWriter();
        List<String> options = List.of(
                "-Xlint:all", "-Werror", "-d", classes.toString(), "-cp", System.getProperty("java.class.path"));

        boolean compiled = ToolProvider.getSystemJavaCompiler()
                .getTask(messages, null, null, options, null, List.of(file))
                .call();

        assertThat(messages.toString()).isEmpty();
        assertThat(compiled).isTrue();
    }
}
