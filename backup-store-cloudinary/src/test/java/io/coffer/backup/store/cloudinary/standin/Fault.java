package io.coffer.backup.store.cloudinary.standin;

import java.util.Map;
import java.util.function.Predicate;

/**
 * What goes wrong with requests of a kind.
 *
 * @param kind what happens
 * @param status of the answer, where there is one
 * @param message in the answer
 * @param headers of the answer
 * @param on which requests, by method and path
 */
public record Fault(Kind kind, int status, String message, Map<String, String> headers, Predicate<String> on) {
    /** What happens. */
    public enum Kind {
        /** An error is answered, and nothing done. */
        ANSWER,
        /** The connection is closed before anything is done. */
        CUT_BEFORE,
        /** All is done, and the connection closed before the answer. */
        CUT_AFTER,
        /** The connection is closed in the middle of the answer. */
        CUT_IN_BODY,
        /** The answer stops in its middle, and the connection stays. */
        STALL_IN_BODY
    }

    public static Fault answer(String on, int status, String message, Map<String, String> headers) {
        return new Fault(Kind.ANSWER, status, message, headers, request -> request.contains(on));
    }

    public static Fault of(Kind kind, String on) {
        return new Fault(kind, 0, "", Map.of(), request -> request.contains(on));
    }
}
