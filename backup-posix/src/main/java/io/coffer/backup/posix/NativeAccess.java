package io.coffer.backup.posix;

import java.util.Locale;
import java.util.Set;
import org.slf4j.LoggerFactory;

/** Whether native code can be used in this process: found out once, when first asked. */
final class NativeAccess {
    /**
     * 64-bit ones only, for {@code off_t} is 32 bits wide in the plain functions elsewhere; and only those that number
     * errors and flags as {@link Errno} and {@link Libc} do.
     */
    private static final Set<String> ARCHITECTURES =
            Set.of("amd64", "x86_64", "aarch64", "riscv64", "ppc64le", "s390x", "loongarch64");

    private NativeAccess() {}

    static boolean available() {
        return Loaded.AVAILABLE;
    }

    static String architecture() {
        return System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    }

    /** The class loader makes sure that this happens once, and that everybody waits for it. */
    private static final class Loaded {
        static final boolean AVAILABLE = load();

        private static boolean load() {
            if (!System.getProperty("os.name", "").equals("Linux") || !ARCHITECTURES.contains(architecture())) {
                return false;
            }
            try {
                if (!PathBytes.exact()) {
                    return unavailable("this Java runtime does not tell the bytes of file names");
                }
                Libc.load();
                return true;
            } catch (RuntimeException | Error e) {
                // JNA throws plain Errors too. Whatever it is, a backup without these features beats none.
                LoggerFactory.getLogger(PosixFiles.class).debug("Loading native code failed", e);
                return unavailable(root(e) + ". " + remedy(e));
            }
        }

        private static boolean unavailable(String reason) {
            // The logger is found only now, for in a program that has not logged yet that takes its time.
            LoggerFactory.getLogger(PosixFiles.class)
                    .warn("Extended attributes, holes and special files are not available: {}", reason);
            return false;
        }

        private static String remedy(Throwable e) {
            if (root(e).getClass().getSimpleName().equals("IllegalCallerException")) {
                return "Allow it with --enable-native-access=ALL-UNNAMED (class path) or"
                        + " --enable-native-access=com.sun.jna (module path)";
            }
            return "If the directory that JNA unpacks its library into (~/.cache/JNA/temp or java.io.tmpdir) cannot be"
                    + " written, or is mounted noexec, name another one with -Djna.tmpdir=DIRECTORY";
        }

        private static Throwable root(Throwable e) {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            return root;
        }
    }
}
