package io.semblance.web;

import io.semblance.catalog.Collection;
import io.semblance.catalog.CollectionCatalog;
import io.semblance.catalog.CollectionNotFoundException;
import io.semblance.catalog.CollectionSettings;
import io.semblance.catalog.CollectionStatus;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;

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
    @Schema(name = "Collections")
    record Collections(List<CollectionView> collections) {}

    /** Lists the collections. */
    @GetMapping
    Collections list() {
        return new Collections(catalog.statuses().stream().map(CollectionView::of).toList());
    }

    /** Empty if it has been dropped meanwhile. */
    private Optional<CollectionStatus> status(Collection collection) {
        try {
            return Optional.of(catalog.status(collection.name()));
        } catch (CollectionNotFoundException e) {
            return Optional.empty();
        }
    }

    /** Shows a collection: its definition, its model, what is in it. */
    @GetMapping("/{collection}")
    CollectionView show(@PathVariable String collection) {
        return CollectionView.of(catalog.status(collection));
    }

    /**
     * Makes a collection. 201 if it was made, 200 if it was there with this definition; what is
     * left out of the definition gets its default.
     */
    @ApiResponse(responseCode = "200")
    @ApiResponse(responseCode = "201")
    @PutMapping("/{collection}")
    ResponseEntity<CollectionView> put(
            @PathVariable String collection,
            @RequestBody(required = false) @Nullable CollectionBody body) {
        var registration =
                catalog.put(
                        collection, body == null ? CollectionSettings.DEFAULTS : body.settings());
        Collection made = registration.collection();
        var status = status(made).orElse(new CollectionStatus(made, 0L, 0L, "dropped", 0L));
        return ResponseEntity.status(registration.created() ? HttpStatus.CREATED : HttpStatus.OK)
                .body(CollectionView.of(status));
    }

    /** Drops a collection with its documents. */
    @DeleteMapping("/{collection}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void drop(@PathVariable String collection) {
        catalog.drop(collection);
    }
}
