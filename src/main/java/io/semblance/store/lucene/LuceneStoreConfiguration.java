package io.semblance.store.lucene;

import io.semblance.store.DocumentStore;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.nio.file.Path;

/** Creates the embedded store, which is the default. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "semblance.store", havingValue = "lucene", matchIfMissing = true)
class LuceneStoreConfiguration {

    @Bean
    DocumentStore documentStore(@Value("${semblance.data-dir:./data}") Path dataDir) {
        return new LuceneDocumentStore(dataDir.resolve("lucene"));
    }
}
