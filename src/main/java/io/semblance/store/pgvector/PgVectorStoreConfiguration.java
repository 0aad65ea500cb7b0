package io.semblance.store.pgvector;

import io.micrometer.core.instrument.MeterRegistry;
import io.semblance.store.DocumentStore;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import javax.sql.DataSource;

/** Defines the store on PostgreSQL, and the data source for the rows of the collections there. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "semblance.store", havingValue = "pgvector")
@EnableConfigurationProperties(PgVectorProperties.class)
class PgVectorStoreConfiguration {

    @Bean
    PgConnections pgConnections(
            @Value("${spring.datasource.url}") String url,
            @Value("${spring.datasource.username:}") String username,
            @Value("${spring.datasource.password:}") String password,
            PgVectorProperties properties,
            MeterRegistry meters) {
        return new PgConnections(new PgAddress(url, username, password), properties, meters);
    }

    /** The pool for writes, which is closed together with the other connections. */
    @Bean(destroyMethod = "")
    DataSource dataSource(PgConnections connections) {
        return connections.forWrites();
    }

    @Bean
    DocumentStore documentStore(PgConnections connections, PgVectorProperties properties) {
        return new PgVectorDocumentStore(connections, properties);
    }
}
