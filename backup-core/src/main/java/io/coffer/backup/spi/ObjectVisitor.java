package io.coffer.backup.spi;

import java.io.IOException;

/** Receives the objects of a listing, one call each. */
@FunctionalInterface
public interface ObjectVisitor {
    /**
     * Takes one object of a listing.
     *
     * @param object what the storage knows of it
     * @throws IOException to end the listing; passed on to whoever asked for it
     */
    void visit(ObjectInfo object) throws IOException;
}
