package io.semblance.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;

/** The words for a store name its place and no password. */
class StoreLocationTests {

    private static final Path DATA = Path.of("/srv/data");

    @Test
    void embeddedStoreIsAFolder() {
        assertThat(location("lucene", "")).isEqualTo("Lucene and H2 in /srv/data");
    }

    @Test
    void databaseOfTheCollectionsIsNamed() {
        assertThat(location("lucene", "jdbc:h2:tcp://db/catalog;PASSWORD=secret"))
                .isEqualTo("Lucene in /srv/data, collections at jdbc:h2:tcp://db/catalog");
    }

    @Test
    void urlOfPostgresqlHasNoPassword() {
        assertThat(
                        location(
                                "pgvector",
                                "jdbc:postgresql://me:secret@db:5432/kb?password=secret&user=me"))
                .isEqualTo("PostgreSQL with pgvector at jdbc:postgresql://db:5432/kb");
    }

    private static String location(String store, String url) {
        return StoreLocation.of(new StoreProperties(store, DATA), url).description();
    }
}
