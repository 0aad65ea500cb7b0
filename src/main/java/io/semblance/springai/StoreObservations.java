package io.semblance.springai;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;

import org.jspecify.annotations.Nullable;
import org.springframework.ai.document.Document;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.observation.DefaultVectorStoreObservationConvention;
import org.springframework.ai.vectorstore.observation.VectorStoreObservationContext;
import org.springframework.ai.vectorstore.observation.VectorStoreObservationContext.Operation;
import org.springframework.ai.vectorstore.observation.VectorStoreObservationConvention;
import org.springframework.ai.vectorstore.observation.VectorStoreObservationDocumentation;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** Records observations of the vector store's operations, as Spring AI's own vector stores do. */
final class StoreObservations {

    private static final VectorStoreObservationConvention DEFAULT =
            new DefaultVectorStoreObservationConvention();

    private final String collection;
    private final ObservationRegistry registry;
    private final @Nullable VectorStoreObservationConvention convention;

    StoreObservations(
            String collection,
            ObservationRegistry registry,
            @Nullable VectorStoreObservationConvention convention) {
        this.collection = collection;
        this.registry = registry;
        this.convention = convention;
    }

    void change(Operation operation, Runnable change) {
        observation(context(operation).build()).observe(change);
    }

    List<Document> search(SearchRequest request, Supplier<List<Document>> search) {
        VectorStoreObservationContext context =
                context(Operation.QUERY).queryRequest(request).build();
        return Objects.requireNonNull(
                observation(context)
                        .observe(() -> {
                            List<Document> found = search.get();
                            context.setQueryResponse(found);
                            return found;
                        }));
    }

    private VectorStoreObservationContext.Builder context(Operation operation) {
        return VectorStoreObservationContext.builder("semblance", operation)
                .collectionName(collection);
    }

    private Observation observation(VectorStoreObservationContext context) {
        return VectorStoreObservationDocumentation.AI_VECTOR_STORE.observation(
                convention, DEFAULT, () -> context, registry);
    }
}
