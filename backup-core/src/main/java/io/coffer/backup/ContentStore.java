package io.coffer.backup;

import io.coffer.backup.model.ContentId;
import java.io.IOException;
import java.io.InputStream;

/**
 * Contents of a repository by the hash of their bytes, for an application's own use. The same bytes are
 * kept once, whoever puts them, also when they are part of a backup. Safe for use by many threads.
 *
 * <p><b>What stays.</b> A content stays for certain once a snapshot names it: put contents, then back up a
 * {@linkplain io.coffer.backup.source.Source#contents() source made of them}. What no snapshot names is
 * garbage and goes with a later prune, though not while this repository is open.
 *
 * <p><b>What is visible when.</b> A content that was put can be read at once through the same open
 * repository, and by others after {@link #flush}, a backup or the closing of the repository.
 */
public interface ContentStore {
    /**
     * Stores bytes, unless they are there already.
     *
     * @param bytes any number of them; copied
     * @return their id: the same for the same bytes in this repository, at all times
     * @throws IOException when the storage fails; the content may then be put again
     */
    ContentId put(byte[] bytes) throws IOException;

    /**
     * Stores all bytes of a stream, unless they are there already, in memory that does not depend on
     * their number.
     *
     * @param stream read to its end; stays the caller's to close
     * @return their id, the same as {@link #put(byte[])} gives
     * @throws IOException when the stream or the storage fails
     */
    ContentId put(InputStream stream) throws IOException;

    /**
     * Tells whether a content is there, without a request where the index was read before. What others have
     * put since then may be missed; putting it again costs nothing more.
     *
     * @param id of the content
     * @return whether it is there for certain
     * @throws IOException when the index cannot be read
     */
    boolean contains(ContentId id) throws IOException;

    /**
     * Tells how large a content is.
     *
     * @param id of the content
     * @return in bytes
     * @throws ContentNotFoundException when it is not there
     * @throws IOException when the storage fails
     */
    long size(ContentId id) throws IOException;

    /**
     * Reads a content as a whole.
     *
     * @param id of the content
     * @return its bytes, verified against the id
     * @throws ContentNotFoundException when it is not there
     * @throws CorruptObjectException when what is stored is not what was put
     * @throws IOException when the storage fails
     * @throws IllegalArgumentException when it is larger than an array; use {@link #open}
     */
    byte[] get(ContentId id) throws IOException;

    /**
     * Reads a content as a stream. Each part is verified before it is handed out.
     *
     * @param id of the content
     * @return its bytes; the caller closes it; reading may throw what {@link #get} throws
     * @throws ContentNotFoundException when it is not there
     * @throws IOException when the storage fails
     */
    InputStream open(ContentId id) throws IOException;

    /**
     * Makes everything durable that was put so far, and visible to others.
     *
     * @throws SessionExpiredException when this repository was idle for so long that it was given up
     * @throws IOException when the storage fails; what was put since the last success is to be put again
     */
    void flush() throws IOException;
}
