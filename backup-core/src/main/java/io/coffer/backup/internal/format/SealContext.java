package io.coffer.backup.internal.format;

import io.coffer.backup.AuthenticationFailedException;
import io.coffer.backup.KeyRotatedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import javax.crypto.AEADBadTagException;

/** What is authenticated with sealed bytes: which repository they belong to, and which part of which object they are. */
final class SealContext {
    static final char ENVELOPE = 'E';
    static final char SEGMENT = 'S';
    static final char DIRECTORY = 'D';

    private SealContext() {}

    /** The id of the repository, the header of the object, the part, and the name where it is not a hash of the bytes. */
    static byte[] of(UUID repository, ObjectType type, char part, String name) {
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer context = ByteBuffer.allocate(16 + Header.LENGTH + 1 + text.length);
        context.putLong(repository.getMostSignificantBits()).putLong(repository.getLeastSignificantBits());
        Header.write(context, type, true);
        context.put((byte) part).put(text);
        return context.array();
    }

    static KeyRotatedException rotated(String name, KeyRotatedException cause) {
        String found = "cannot be opened: " + cause.getMessage();
        return new KeyRotatedException(name + " " + found, "it " + found, name, cause);
    }

    static AuthenticationFailedException failed(String name, String what, AEADBadTagException cause) {
        String found = "was altered: " + what + " is not what was sealed with the keys of this repository";
        return new AuthenticationFailedException(
                name + " " + found + "; restore the object from a copy of the repository,"
                        + " and find out who can write to the storage",
                "it " + found,
                name,
                cause);
    }
}
