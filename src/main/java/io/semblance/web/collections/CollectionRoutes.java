package io.semblance.web.collections;

import io.semblance.catalog.CollectionCatalog;
import io.semblance.catalog.CollectionDefinition;
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

/** Creates, shows and drops collections. */
@RestController
@RequestMapping("/v1/collections")
final class CollectionRoutes {

    private final CollectionCatalog catalog;

    CollectionRoutes(CollectionCatalog catalog) {
        this.catalog = catalog;
    }

    /** The list of collections. */
    @Schema(name = "Collections")
    record Collections(List<CollectionView> collections) {}

    /** Lists the collections. */
    @GetMapping
    Collections list() {
        return new Collections(catalog.statuses().stream().map(CollectionView::of).toList());
    }

    /** Returns a collection: its definition, its model and its size. */
    @GetMapping("/{collection}")
    CollectionView show(@PathVariable String collection) {
        return CollectionView.of(catalog.status(collection));
    }

    /**
     * Creates a collection. Returns 201 if it was created, 200 if it exists with the same
     * definition. Omitted fields have defaults.
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
        var status = status(registration.definition());
        return ResponseEntity.status(registration.created() ? HttpStatus.CREATED : HttpStatus.OK)
                .body(CollectionView.of(status));
    }

    private CollectionStatus status(CollectionDefinition made) {
        try {
            return catalog.status(made.name());
        } catch (CollectionNotFoundException droppedMeanwhile) {
            return CollectionStatus.empty(made, "dropped");
        }
    }

    /** Drops a collection and its documents. */
    @DeleteMapping("/{collection}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void drop(@PathVariable String collection) {
        catalog.drop(collection);
    }
}
