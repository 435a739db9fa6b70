package io.coffer.backup.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.coffer.backup.Manifest;
import io.coffer.backup.Node;
import io.coffer.backup.Snapshot;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryName;
import io.coffer.backup.model.EntryType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Headers that no file system at hand gives rise to. */
class TarHeadersTest {
    /** One file of zeros. */
    private record OneFile(Node node) implements Snapshot {
        @Override
        public String id() {
            return "0".repeat(64);
        }

        @Override
        public Manifest manifest() {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Node> list(String path) {
            return List.of(node);
        }

        @Override
        public void walk(String path, NodeVisitor visitor) throws IOException {
            visitor.visit(node.name().toString(), node);
        }

        @Override
        public Node find(String path) {
            return node;
        }

        @Override
        public InputStream open(String path) {
            return open(node);
        }

        @Override
        public FileSystem fileSystem() {
            throw new UnsupportedOperationException();
        }

        @Override
        public InputStream open(Node file) {
            return new InputStream() {
                private long left = file.attributes().size();

                @Override
                public int read() {
                    return left-- > 0 ? 0 : -1;
                }

                @Override
                public int read(byte[] target, int offset, int length) {
                    int count = (int) Math.min(length, left);
                    left -= count;
                    return count == 0 ? -1 : count;
                }
            };
        }
    }

    /** Keeps the start. */
    private static final class Start extends OutputStream {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

        @Override
        public void write(int value) {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            kept.write(bytes, offset, Math.min(length, 4096 - Math.min(4096, kept.size())));
        }

        String text() {
            return kept.toString(StandardCharsets.ISO_8859_1);
        }
    }

    private static OneFile file(long size, long uid, Instant modified) {
        EntryAttributes attributes = new EntryAttributes(
                EntryType.FILE, size, 0644, uid, 7, "owner", "x".repeat(40), modified, null, 1, 1, 1, 0);
        ContentReference content =
                size == 0 ? ContentReference.EMPTY : new ContentReference(size, 0, List.of(ContentId.of(new byte[32])));
        return new OneFile(new Node(EntryName.of("f"), attributes, content, null, null, Map.of(), false));
    }

    @Test
    void sizesBeyondElevenOctalDigits() throws IOException {
        long size = (8L << 30) + 5;
        Start start = new Start();
        ArchiveResult result = ArchiveExport.of(file(size, 0, Instant.EPOCH), ArchiveFormat.TAR)
                .to(start)
                .run();
        assertThat(result.bytes()).isEqualTo(size);
        assertThat(start.text()).contains("19 size=8589934597\n");
        // Extended header and its block, header, data in whole blocks, two empty blocks, in records of 20 blocks.
        long blocks = 3 + size / 512 + 1 + 2;
        assertThat(result.archiveBytes()).isEqualTo((blocks * 512 + 10239) / 10240 * 10240);
    }

    @Test
    void ownersAndTimesBeyondTheHeader() throws IOException {
        Start start = new Start();
        ArchiveExport.of(file(0, 4_000_000_000L, Instant.parse("9999-01-01T00:00:00.000000007Z")), ArchiveFormat.TAR)
                .to(start)
                .run();
        assertThat(start.text())
                .contains("18 uid=4000000000\n")
                .contains("gname=" + "x".repeat(40) + "\n")
                .contains("mtime=253370764800.000000007\n")
                .contains("owner");
    }

    @Test
    void recordsCountTheirOwnLength() {
        assertThat(new String(new PaxRecords().add("k", "v").toBytes(), StandardCharsets.UTF_8))
                .isEqualTo("6 k=v\n");
        // 97 bytes and two digits are 99; one more would make the length three digits long.
        for (int length = 1; length < 2000; length++) {
            byte[] record = new PaxRecords().add("key", "v".repeat(length)).toBytes();
            String text = new String(record, StandardCharsets.UTF_8);
            assertThat(Integer.parseInt(text.substring(0, text.indexOf(' ')))).isEqualTo(record.length);
        }
        assertThat(new String(
                        new PaxRecords()
                                .add("t", Instant.ofEpochSecond(-2, 500_000_000))
                                .toBytes(),
                        StandardCharsets.UTF_8))
                .isEqualTo("9 t=-1.5\n");
    }
}
