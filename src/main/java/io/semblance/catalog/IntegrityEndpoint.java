package io.semblance.catalog;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

import java.util.List;
import java.util.Map;

/** The Actuator endpoint of the integrity check. */
@Endpoint(id = "integrity")
final class IntegrityEndpoint {

    private final CollectionCatalog catalog;

    IntegrityEndpoint(CollectionCatalog catalog) {
        this.catalog = catalog;
    }

    /** The state that is known without a check: why collections cannot be used, by name. */
    record Failures(Map<String, String> failedCollections) {}

    /** The results of a check. */
    record Results(List<IntegrityCheck.Result> collections) {}

    /** Returns the collections that have failed. */
    @ReadOperation
    Failures failures() {
        return new Failures(catalog.failures());
    }

    /** Checks every collection. */
    @WriteOperation
    Results checkAll() {
        return new Results(catalog.check(catalog.list()));
    }

    /** Checks one collection. */
    @WriteOperation
    Results check(@Selector String collection) {
        return new Results(catalog.check(List.of(catalog.definition(collection))));
    }
}
