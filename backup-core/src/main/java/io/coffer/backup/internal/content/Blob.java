package io.coffer.backup.internal.content;

/**
 * The bytes of a blob, in an array that others look at too and nobody changes.
 *
 * @param array where they lie
 * @param offset of the first
 * @param length how many
 */
public record Blob(byte[] array, int offset, int length) {}
