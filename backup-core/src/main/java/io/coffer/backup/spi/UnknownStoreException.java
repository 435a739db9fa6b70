package io.coffer.backup.spi;

/**
 * No provider on the class path or module path opens a store of that scheme. The message lists the schemes that
 * are there and, for a scheme of this project, the module to add.
 */
public class UnknownStoreException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String scheme;

    /**
     * Makes one.
     *
     * @param message what was asked for, what is there, what to do
     * @param scheme the one that nobody opens, in lower case
     */
    public UnknownStoreException(String message, String scheme) {
        super(message);
        this.scheme = scheme;
    }

    /**
     * Says which scheme nobody opens.
     *
     * @return in lower case
     */
    public String scheme() {
        return scheme;
    }
}
