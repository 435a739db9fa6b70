package io.coffer.backup.store.cloudinary.standin;

/** An answer that is an error. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    final int status;

    Refusal(int status, String message) {
        super(message);
        this.status = status;
    }
}
