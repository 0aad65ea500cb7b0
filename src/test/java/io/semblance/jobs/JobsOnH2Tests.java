package io.semblance.jobs;

import com.zaxxer.hikari.HikariDataSource;

import io.semblance.TestData;

/** Jobs in the embedded database. */
class JobsOnH2Tests extends JobsContract {

    @Override
    HikariDataSource newDatabase() {
        HikariDataSource source = new HikariDataSource();
        source.setJdbcUrl(
                "jdbc:h2:file:%s;WRITE_DELAY=0"
                        .formatted(TestData.newDirectory().resolve("catalog")));
        return source;
    }
}
