package io.coffer.backup.store.azure;

import java.util.function.Consumer;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** Keeps what a request still throws when nobody waits for it any more, as after an interruption, out of the log. */
final class QuietCancellation {
    /** With the name under which Reactor looks for who takes such exceptions. */
    static final Context CONTEXT =
            Context.of("reactor.onErrorDropped.local", (Consumer<Throwable>) QuietCancellation::ignore);

    private QuietCancellation() {}

    static <T> Mono<T> of(Mono<T> request) {
        return request.contextWrite(CONTEXT);
    }

    private static void ignore(Throwable failure) {
        // The caller got its own exception.
        return;
    }
}
