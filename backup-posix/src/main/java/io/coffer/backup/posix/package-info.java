/**
 * Extended attributes of all name spaces, POSIX access control lists, holes and special files on Linux, through
 * <a href="https://github.com/java-native-access/jna">JNA</a>. To have it on the class path or module path is enough:
 * {@link java.util.ServiceLoader} finds {@link io.coffer.backup.posix.PosixFiles}.
 *
 * <h2>Where it works</h2>
 *
 * 64-bit Linux (x86-64, AArch64, RISC-V, POWER little endian, z, LoongArch) with glibc or musl. Elsewhere, and where
 * native code cannot be loaded, {@link io.coffer.backup.posix.PosixFiles#supports} is false, and a backup goes on
 * without what this module adds.
 *
 * <h2>Settings of the Java virtual machine</h2>
 *
 * <ul>
 *   <li>Since JDK 24, {@code --enable-native-access=ALL-UNNAMED} (class path) or
 *       {@code --enable-native-access=com.sun.jna} (module path) keeps the virtual machine from printing a warning about
 *       a restricted method; with {@code --illegal-native-access=deny}, nothing is loaded without it.
 *   <li>JNA unpacks a small library into {@code $XDG_CACHE_HOME/JNA/temp}, or {@code ~/.cache/JNA/temp}, or where it
 *       cannot write there, into {@code java.io.tmpdir}, and removes it at the end. Where that directory is mounted
 *       {@code noexec}, {@code -Djna.tmpdir=} names another one.
 *   <li>{@code -Djna.boot.library.path=} names a directory in which the library ({@code libjnidispatch.so}, the same
 *       version) lies already; nothing is unpacked then, and the first call is quicker by a quarter.
 *   <li>{@code -Djna.platform.library.path=/usr/lib} keeps JNA from starting {@code ldconfig}, which makes the first call
 *       quicker by another quarter. JNA then looks for libraries of other users in this directory only, which is why it
 *       is not done here.
 * </ul>
 *
 * <h2>Order when files are restored</h2>
 *
 * The kernel ties some attributes to the owner and the mode: {@code chown} removes {@code security.capability};
 * {@code system.posix_acl_access} and the group bits of the mode are one and the same where there is a mask. Set the owner
 * first, then the mode, and the attributes last.
 */
@NullMarked
package io.coffer.backup.posix;

import org.jspecify.annotations.NullMarked;
