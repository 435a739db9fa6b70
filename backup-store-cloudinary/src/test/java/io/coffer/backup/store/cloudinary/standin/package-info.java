/**
 * A server that answers as Cloudinary does, as far as its documentation says: signatures, limits, pages, caches, and
 * listings that lag behind. Each rule is taken from a page of the documentation, which is named where the rule is:
 *
 * <ul>
 *   <li>signatures and their time: https://cloudinary.com/documentation/authentication_signatures
 *   <li>upload, explicit, destroy: https://cloudinary.com/documentation/image_upload_api_reference
 *   <li>uploads in chunks: https://cloudinary.com/documentation/upload_images and
 *       https://support.cloudinary.com/hc/en-us/articles/208263735
 *   <li>listings, usage, the limit per hour: https://cloudinary.com/documentation/admin_api
 *   <li>public ids: https://cloudinary.com/documentation/ts_permitted_naming_conventions
 *   <li>caches: https://cloudinary.com/documentation/invalidate_cached_media_assets_on_the_cdn and
 *       https://cloudinary.com/documentation/advanced_url_delivery_options
 *   <li>signed delivery: https://cloudinary.com/documentation/control_access_to_media
 *   <li>accounts that exceed their plan: https://support.cloudinary.com/hc/en-us/articles/360017004240
 * </ul>
 */
package io.coffer.backup.store.cloudinary.standin;
