package io.coffer.examples.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.Charset;

/** Where the commands write. Results go to standard output, everything else to standard error. */
final class Console {
    private static final int DEFAULT_COLUMNS = 80;

    private final Writer out;
    private final PrintWriter err;
    private final boolean terminal;
    private final int columns;

    /**
     * Makes one.
     *
     * @param out for results
     * @param err for errors, problems and progress
     * @param terminal whether somebody is watching both
     * @param columns of the terminal
     */
    Console(Writer out, PrintWriter err, boolean terminal, int columns) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
        this.columns = columns;
    }

    /**
     * The streams of this process. The start script knows whether they are a terminal and how wide it is: to find
     * out from here would take longer than most commands.
     */
    static Console ofProcess() {
        int columns = Integer.getInteger("coffer.columns", DEFAULT_COLUMNS);
        return new Console(
                new BufferedWriter(new OutputStreamWriter(new StandardOutput(), charset("stdout.encoding"))),
                new PrintWriter(
                        new OutputStreamWriter(new FileOutputStream(FileDescriptor.err), charset("stderr.encoding")),
                        true),
                Boolean.getBoolean("coffer.terminal"),
                // A terminal that nobody has told its size says 0.
                columns > 0 ? columns : DEFAULT_COLUMNS);
    }

    private static Charset charset(String property) {
        // JDK 17 has the property only under its older name, and only for a terminal.
        String name = System.getProperty(property, System.getProperty("sun." + property));
        return name == null ? Charset.defaultCharset() : Charset.forName(name);
    }

    void println(String line) throws IOException {
        out.write(line);
        out.write('\n');
    }

    void flush() throws IOException {
        out.flush();
    }

    PrintWriter err() {
        return err;
    }

    /** For picocli, which prints help and versions. */
    PrintWriter outForHelp() {
        return new PrintWriter(out, true);
    }

    boolean isTerminal() {
        return terminal;
    }

    int columns() {
        return columns;
    }

    /**
     * Prints the one object that is the result of a command. All of it is ASCII. When it fails midway the object
     * stays open, so that nobody takes it for whole.
     */
    void printJson(JsonFields fields) throws IOException {
        JsonFactory factory = JsonFactory.builder()
                .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
                .build();
        try (JsonGenerator json = factory.createGenerator(out)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        }
        println("");
    }

    /** Writes the fields of an object. */
    @FunctionalInterface
    interface JsonFields {
        void write(JsonGenerator json) throws IOException;
    }

    /** Standard output whose failures can be told from those of a repository. */
    private static final class StandardOutput extends FilterOutputStream {
        StandardOutput() {
            super(new FileOutputStream(FileDescriptor.out));
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                throw new OutputException(e);
            }
        }
    }
}
