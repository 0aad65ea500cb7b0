package io.semblance.store.pgvector;

import io.semblance.postgres.PostgresServer;
import io.semblance.store.DocumentStore;
import io.semblance.store.TextAnalysisContract;

/** Text analysis in the store on PostgreSQL, by the contract. */
class PgVectorTextAnalysisTests extends TextAnalysisContract {

    @Override
    protected DocumentStore open() {
        return TestStores.open(PostgresServer.shared().urlOfNewSchema());
    }
}
