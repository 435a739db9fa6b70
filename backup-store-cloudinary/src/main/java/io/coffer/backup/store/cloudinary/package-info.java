/**
 * Object stores in Cloudinary, for those who have an account there and no other storage: open one by a URI such as
 * {@code cloudinary://my-cloud/backups/laptop}, or with
 * {@link io.coffer.backup.store.cloudinary.CloudinaryObjectStore#builder()}.
 *
 * <p>How objects are kept:
 *
 * <ul>
 *   <li><b>Assets.</b> An object is a raw asset of type authenticated or private. The asset has one byte more, a dot
 *       at its end, because Cloudinary takes no empty files.
 *   <li><b>Public ids.</b> The prefix, a slash, and the name, in which {@code /} is {@code -}, and {@code -},
 *       {@code .} and {@code _} are {@code H}, {@code D} and {@code U}. So an id has no extension, and no folder that
 *       Cloudinary takes for a version or a transformation.
 *   <li><b>Putting</b> is a signed upload, in parts where it is large. Putting again overwrites; Cloudinary replaces the
 *       asset as a whole. {@code IF_ABSENT} is {@code overwrite=false}, which is not documented to be atomic: so
 *       {@link io.coffer.backup.spi.StoreCapabilities#conditionalPut()} is false.
 *   <li><b>Reading</b> goes through a delivery URL that is used once: it has a version that was never asked for, so that
 *       no cache can answer with what was there before. Nothing relies on caches being invalidated.
 *   <li><b>Looking</b> ({@code stat}) and <b>deleting</b> are calls of the upload API, which are not limited in number.
 *   <li><b>Listing</b> is a request to the Admin API for each 500 objects. These are limited per hour. A small listing is
 *       used again for some seconds, as long as this client has seen nothing else of the storage.
 *   <li><b>Consistency.</b> Listings lag behind. A client sees its own writes in them at once, and those of others after
 *       some seconds: {@link io.coffer.backup.spi.StoreCapabilities#stronglyConsistent()} is false.
 *   <li><b>Time</b> is the version of an asset, in seconds of Cloudinary's clock.
 * </ul>
 */
@NullMarked
package io.coffer.backup.store.cloudinary;

import org.jspecify.annotations.NullMarked;
