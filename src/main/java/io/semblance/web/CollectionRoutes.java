package io.semblance.web;

import io.semblance.catalog.Collection;
import io.semblance.catalog.CollectionCatalog;
import io.semblance.catalog.CollectionNotFoundException;
import io.semblance.catalog.CollectionSettings;
import io.semblance.catalog.CollectionStatus;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import java.util.List;
import java.util.Optional;

/** Makes, shows and drops collections. */
@RestController
@RequestMapping("/v1/collections")
final class CollectionRoutes {

    private final CollectionCatalog catalog;

    CollectionRoutes(CollectionCatalog catalog) {
        this.catalog = catalog;
    }

    /** All collections. */
    record Collections(List<CollectionView> collections) {}

    @GetMapping
    Collections list() {
        return new Collections(
                catalog.list().stream()
                        .flatMap(each -> status(each).stream())
                        .map(CollectionView::of)
                        .toList());
    }

    /** Empty if it has been dropped meanwhile. */
    private Optional<CollectionStatus> status(Collection collection) {
        try {
            return Optional.of(catalog.status(collection.name()));
        } catch (CollectionNotFoundException e) {
            return Optional.empty();
        }
    }

    @GetMapping("/{collection}")
    CollectionView show(@PathVariable String collection) {
        return CollectionView.of(catalog.status(collection));
    }

    /** 201 if it was made, 200 if it was there with this definition. */
    @PutMapping("/{collection}")
    ResponseEntity<CollectionView> put(
            @PathVariable String collection,
            @RequestBody(required = false) @Nullable CollectionBody body) {
        var registration =
                catalog.put(
                        collection, body == null ? CollectionSettings.DEFAULTS : body.settings());
        Collection made = registration.collection();
        var status = status(made).orElse(new CollectionStatus(made, 0, 0, "dropped", 0));
        return ResponseEntity.status(registration.created() ? HttpStatus.CREATED : HttpStatus.OK)
                .body(CollectionView.of(status));
    }

    @DeleteMapping("/{collection}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void drop(@PathVariable String collection) {
        catalog.drop(collection);
    }
}
