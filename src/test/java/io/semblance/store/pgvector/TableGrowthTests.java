package io.semblance.store.pgvector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When rows that arrive all the time are no reason to wait any longer. */
class TableGrowthTests {

    private static final long PERIOD = TableGrowth.PERIOD.toNanos();
    private static final IndexTables TABLES = new IndexTables(TestStores.DOCS);

    private final TableGrowth growth = new TableGrowth();

    @Test
    void unknownUntilWatchedForAPeriod() {
        assertThat(growth.isSlow(TABLES, 1_000, 5)).isFalse();
        assertThat(growth.isSlow(TABLES, 1_000, 5 + PERIOD - 1)).isFalse();
        assertThat(growth.isSlow(TABLES, 1_000, 5 + PERIOD)).isTrue();
    }

    @Test
    void aLoadIsFastUntilWhatItAddsIsLittleBesideWhatIsThere() {
        assertThat(growth.isSlow(TABLES, 1_000, 0)).isFalse();
        assertThat(growth.isSlow(TABLES, 2_000, PERIOD)).isFalse();
        assertThat(growth.isSlow(TABLES, 3_000, 2 * PERIOD)).isFalse();
        assertThat(growth.isSlow(TABLES, 3_599, 3 * PERIOD)).isTrue();
    }

    @Test
    void theNextLoadIsWatchedAnew() {
        assertThat(growth.isSlow(TABLES, 1_000, 0)).isFalse();
        growth.forget(TABLES);
        assertThat(growth.isSlow(TABLES, 1_000, PERIOD)).isFalse();
    }
}
