package io.semblance.store.pgvector;

import io.semblance.postgres.PostgresServer;
import io.semblance.store.DocumentStore;
import io.semblance.store.FilterContract;

/** Filters of the store on PostgreSQL, by the contract. */
class PgVectorFilterTests extends FilterContract {

    @Override
    protected DocumentStore open() {
        return TestStores.open(PostgresServer.shared().urlOfNewSchema());
    }
}
