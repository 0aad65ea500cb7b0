package io.semblance.store.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.semblance.postgres.PostgresServer;
import io.semblance.postgres.TransactionPooler;
import io.semblance.postgres.TransactionPooler.Order;
import io.semblance.store.StoreIncompatibleException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A pooler that does not keep sessions is found out at the start. */
@Timeout(60)
class SessionCheckTests {

    private final PostgresServer server = PostgresServer.shared();
    private final String url = server.urlOfNewSchema();

    @ParameterizedTest
    @EnumSource(Order.class)
    void poolerInTransactionModeIsRefused(Order order) {
        try (TransactionPooler pooler = new TransactionPooler(server.address(), order);
                PgVectorDocumentStore store =
                        TestStores.open(PostgresServer.through(pooler.address(), url))) {
            assertThatThrownBy(store::check)
                    .isInstanceOfSatisfying(
                            StoreIncompatibleException.class,
                            e -> assertThat(e.remedy()).contains("pool_mode = session"))
                    .hasMessageContaining("transaction or statement mode");
        }
    }

    @Test
    void connectionsThatKeepTheirSessionsAreAccepted() {
        try (PgVectorDocumentStore store = TestStores.open(url)) {
            store.check();
        }
    }
}
