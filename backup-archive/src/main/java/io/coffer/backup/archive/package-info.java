/**
 * Snapshots as tar and zip archives, for those who have nothing but the usual tools.
 *
 * <pre>{@code
 * ArchiveExport.of(snapshot, ArchiveFormat.TAR_ZST).to(Path.of("documents.tar.zst")).run();
 * }</pre>
 *
 * <p>And archives as {@linkplain io.coffer.backup.archive.ArchiveSource sources}, whose entries are stored as files:
 *
 * <pre>{@code
 * repository.backup(ArchiveSource.of(Path.of("export-2026-11.zip")).named("notes").located("notes.example")).run();
 * }</pre>
 *
 * <h2>What is kept</h2>
 *
 * <table>
 * <caption>What the formats keep of an entry</caption>
 * <tr><th></th><th>tar</th><th>zip</th></tr>
 * <tr><td>names</td><td>as bytes</td><td>as UTF-8; other bytes are written as {@code %XX}</td></tr>
 * <tr><td>times of modification</td><td>to the nanosecond</td><td>to the second, from 1901 to 2038</td></tr>
 * <tr><td>permissions, symbolic links</td><td>yes</td><td>yes</td></tr>
 * <tr><td>owners</td><td>by number and name</td><td>by number</td></tr>
 * <tr><td>extended attributes, access control lists</td><td>yes</td><td>no</td></tr>
 * <tr><td>hard links</td><td>yes</td><td>no: each name has data of its own</td></tr>
 * <tr><td>holes</td><td>yes</td><td>no: they are zeros</td></tr>
 * <tr><td>pipes and devices</td><td>yes</td><td>no</td></tr>
 * <tr><td>sockets</td><td>no</td><td>no</td></tr>
 * </table>
 *
 * <p>What is not kept is said in the {@linkplain io.coffer.backup.archive.ArchiveResult#problems() result}. The root
 * directory itself is no entry. Tar archives are POSIX (pax), with the records {@code SCHILY.xattr.*},
 * {@code SCHILY.acl.*} and {@code GNU.sparse.*}, which GNU tar, bsdtar and others read:
 * {@code tar --xattrs --xattrs-include='*' --acls -xpf}.
 */
@NullMarked
package io.coffer.backup.archive;

import org.jspecify.annotations.NullMarked;
