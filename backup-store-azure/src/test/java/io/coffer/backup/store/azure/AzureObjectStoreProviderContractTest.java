package io.coffer.backup.store.azure;

import io.coffer.backup.spi.ObjectStoreProvider;
import io.coffer.backup.testkit.ObjectStoreProviderContract;
import java.util.List;
import java.util.UUID;

/** URIs, with the emulator's key in the environment (see pom.xml). */
class AzureObjectStoreProviderContractTest extends ObjectStoreProviderContract {
    @Override
    protected ObjectStoreProvider provider() {
        return new AzureObjectStoreProvider();
    }

    @Override
    protected String newLocation() throws Exception {
        Azurite azurite = Azurite.shared();
        return "azblob://" + Azurite.ACCOUNT + "/c" + UUID.randomUUID() + "/a%20prefix?endpoint=" + azurite.endpoint();
    }

    @Override
    protected List<String> impossibleLocations() {
        return List.of(
                "azblob:account/container",
                "azblob://account",
                "azblob://account/",
                "azblob://account/Container",
                "azblob://ACCOUNT/container",
                "azblob://account:443/container",
                "azblob://account/container//prefix",
                "azblob://account/container/../other",
                "azblob://account/container#here",
                "azblob://account/container?tier=warm",
                "azblob://account/container?create=maybe",
                "azblob://account/container?lock=locked",
                "azblob://account/container?lock=mutable&lock-days=3",
                "azblob://account/container?lock=locked&lock-days=0",
                "azblob://account/container?parallel=x",
                "azblob://account/container?timeout=0",
                "azblob://account/container?color=blue",
                "azblob://account/container?tier=cool&tier=cold",
                "azblob://account/container?endpoint=ftp://host",
                "azblob://account/container?endpoint=https://user:secret@host/",
                "azblob://user:secret@account/container",
                "azblob://account/container?sv=2024-11-04&sp=rwdl&sig=c2VjcmV0");
    }
}
