package io.coffer.examples.cli;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Says in one line what went wrong. */
final class ErrorText {
    private ErrorText() {}

    /** A line without control characters. */
    static String of(Throwable failure) {
        return Escape.text(message(failure).strip());
    }

    /** Tells whether the thread was interrupted: in an operation, or in a file channel outside of any. */
    static boolean isInterruption(Throwable failure) {
        return failure instanceof InterruptedIOException || failure instanceof ClosedByInterruptException;
    }

    private static String message(Throwable failure) {
        if (failure instanceof FileSystemException e) {
            return fileMessage(e);
        }
        String message = failure.getMessage();
        if (isInterruption(failure) && message == null) {
            return "interrupted";
        }
        if (failure instanceof OutOfMemoryError) {
            return "not enough memory (" + message + "): give it more with COFFER_JAVA_OPTS=-Xmx256m";
        }
        boolean meantForPeople = failure instanceof IOException || failure instanceof IllegalArgumentException;
        if (meantForPeople && message != null) {
            return message;
        }
        return "internal error: " + failure + "; --debug shows where";
    }

    /** The JDK's exceptions about files say only which file. */
    private static String fileMessage(FileSystemException e) {
        if (e.getReason() != null) {
            return String.valueOf(e.getMessage());
        }
        String what;
        if (e instanceof NoSuchFileException) {
            what = "there is no such file or directory";
        } else if (e instanceof AccessDeniedException) {
            what = "permission denied";
        } else if (e instanceof NotDirectoryException) {
            what = "not a directory";
        } else if (e instanceof FileAlreadyExistsException) {
            what = "it exists already";
        } else if (e instanceof DirectoryNotEmptyException) {
            what = "the directory is not empty";
        } else {
            what = e.getClass().getSimpleName();
        }
        return e.getFile() + ": " + what;
    }
}
