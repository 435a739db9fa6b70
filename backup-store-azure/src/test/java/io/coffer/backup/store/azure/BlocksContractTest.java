package io.coffer.backup.store.azure;

/** The contract with objects in many small blocks, which is how very large ones are put, without a prefix. */
class BlocksContractTest extends AzureObjectStoreContractTest {
    @Override
    AzureObjectStoreBuilder builder() throws Exception {
        return Azurite.shared().newContainer().singlePutLimit(500).blockSize(400_000);
    }

    /** Long listings are the other test's affair. */
    @Override
    protected int manyObjects() {
        return 100;
    }

    @Override
    protected int repetitions() {
        return 8;
    }

    @Override
    protected int manyDeletes() {
        return 100;
    }

    @Override
    protected int randomOperations() {
        return 100;
    }
}
