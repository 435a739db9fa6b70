/**
 * Object stores in containers of Azure Blob Storage: {@link io.coffer.backup.store.azure.AzureObjectStore}, and
 * {@code azblob:} URIs.
 */
@NullMarked
package io.coffer.backup.store.azure;

import org.jspecify.annotations.NullMarked;
