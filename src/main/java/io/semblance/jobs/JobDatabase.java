package io.semblance.jobs;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

import java.util.function.Function;

import javax.sql.DataSource;

/**
 * Transactions on the tables of the jobs. Times are those of the database, so that replicas whose
 * clocks differ agree on leases.
 */
@Repository
class JobDatabase {

    /** A parameter in seconds, from now; PostgreSQL and H2 both read it. */
    static final String SECONDS_FROM_NOW =
            "CURRENT_TIMESTAMP + CAST(? AS INTEGER) * INTERVAL '1' SECOND";

    /** A parameter in milliseconds, from now. */
    static final String MILLIS_FROM_NOW =
            "CURRENT_TIMESTAMP + CAST(? AS INTEGER) * INTERVAL '0.001' SECOND";

    /** A transaction that lost a conflict with another one runs again this often. */
    private static final int MAX_CONFLICTS = 5;

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;

    JobDatabase(JdbcClient jdbc, DataSource database) {
        this.jdbc = jdbc;
        this.transactions = new TransactionTemplate(new DataSourceTransactionManager(database));
    }

    /**
     * Runs statements in one transaction.
     *
     * @throws JobDatabaseException if the database is not available; nothing was changed then, or
     *     it is not known whether the transaction was committed
     * @throws DataIntegrityViolationException if a value does not fit; nothing was changed then
     */
    <T extends @Nullable Object> T transaction(Function<JdbcClient, T> statements) {
        for (int conflicts = 0; ; conflicts++) {
            try {
                return transactions.execute(_ -> statements.apply(jdbc));
            } catch (DataIntegrityViolationException e) {
                throw e;
            } catch (ConcurrencyFailureException e) {
                if (conflicts == MAX_CONFLICTS) {
                    throw new JobDatabaseException(e);
                }
            } catch (DataAccessException | TransactionException e) {
                throw new JobDatabaseException(e);
            }
        }
    }
}
