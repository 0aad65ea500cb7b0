package io.semblance.store.pgvector;

import io.semblance.postgres.PostgresServer;
import io.semblance.store.DocumentStore;
import io.semblance.store.DocumentStoreContract;

import org.jspecify.annotations.Nullable;

/** The store on PostgreSQL, by the contract. */
class PgVectorDocumentStoreTests extends DocumentStoreContract {

    private @Nullable String url;

    @Override
    protected DocumentStore open() {
        if (url == null) {
            url = PostgresServer.shared().urlOfNewSchema();
        }
        return TestStores.open(url);
    }
}
