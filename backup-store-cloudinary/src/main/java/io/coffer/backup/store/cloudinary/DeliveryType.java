package io.coffer.backup.store.cloudinary;

import java.util.Locale;

/** How Cloudinary guards assets. With either, the bytes are given to signed requests only. */
public enum DeliveryType {
    /** Neither the asset nor anything derived from it is given without a signature. The default. */
    AUTHENTICATED,
    /** The asset is not given without a signature. */
    PRIVATE;

    /** What Cloudinary calls it. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
