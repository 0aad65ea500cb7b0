package io.semblance.web;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.semblance.embedding.Caller;
import io.semblance.ingest.DocumentContent;
import io.semblance.ingest.DocumentWriter;
import io.semblance.ingest.Documents;
import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import tools.jackson.databind.annotation.JsonDeserialize;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Writes, reads, changes and deletes the documents of a collection. */
@RestController
@RequestMapping("/v1/collections/{collection}/documents")
final class DocumentRoutes {

    static final int MAX_LISTED = 1_000;

    private final DocumentWriter writer;
    private final Documents documents;

    DocumentRoutes(DocumentWriter writer, Documents documents) {
        this.writer = writer;
        this.documents = documents;
    }

    /** A document; without text where it is listed. */
    @Schema(name = "Document")
    record View(
            String id,
            @Nullable String title,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String text,
            Map<String, @Nullable Object> metadata,
            int chunks) {

        static View of(DocumentContent document) {
            return new View(
                    document.id(),
                    document.title(),
                    document.text(),
                    document.metadata(),
                    document.chunks());
        }
    }

    /** A page of a list; {@code cursor} asks for the next one, null if there is none. */
    @Schema(name = "DocumentPage")
    record Page(List<View> documents, @Nullable String cursor) {}

    /** Documents read by their ids, and the ids that have none. */
    @Schema(name = "FoundDocuments")
    record Found(List<View> documents, List<String> missing) {}

    /** How many documents were deleted. */
    @Schema(name = "Deletion")
    record Deleted(long deleted, long tookMs) {}

    /** The body of {@code POST …/documents/get}. */
    @Schema(name = "IdsBody")
    record IdsBody(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
                    @JsonDeserialize(using = BoundedLists.ReadIds.class)
                    @Nullable List<@Nullable String> ids) {}

    /** The body of {@code POST …/documents/delete}: one of the two. */
    @Schema(name = "DeleteBody")
    record DeleteBody(
            @JsonDeserialize(using = BoundedLists.DeletedIds.class)
                    @Nullable List<@Nullable String> ids,
            @Schema(ref = "Filter") @JsonDeserialize(using = JsonValueReader.class)
                    @Nullable Object filter) {}

    /** The body of {@code PATCH …/documents/{id}}: a merge patch (RFC 7396) of the metadata. */
    @Schema(name = "PatchBody")
    record PatchBody(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
                    @JsonDeserialize(using = JsonValueReader.ObjectReader.class)
                    @Nullable Map<String, @Nullable Object> metadata) {}

    /**
     * Writes documents; each is replaced whole or not at all. An unchanged one is not embedded
     * again, a bad one fails alone. Answers when every document that did not fail is durable.
     */
    @PutMapping
    WriteReport write(
            Caller caller,
            @PathVariable String collection,
            @Schema(description = "Only true is supported.") @RequestParam(defaultValue = "true")
                    boolean wait,
            @RequestBody DocumentsBody body) {
        if (!wait) {
            throw ApiException.unsupported(
                    "wait",
                    "wait=false is not supported yet: documents are written before the answer");
        }
        if (body.documents() == null || body.documents().isEmpty()) {
            throw ApiException.missing("documents", "give a list of at least one document");
        }
        long startNanos = System.nanoTime();
        var drafts =
                present("documents", body.documents()).stream()
                        .map(DocumentsBody.Item::draft)
                        .toList();
        return WriteReport.of(writer.write(collection, drafts, caller), millisSince(startNanos));
    }

    /** Lists documents in the order of their ids, without texts. */
    @GetMapping
    Page list(
            @PathVariable String collection,
            @Schema(minimum = "1", maximum = "1000") @RequestParam(defaultValue = "100") int limit,
            @Schema(description = "Of the page before.") @RequestParam(required = false)
                    @Nullable String cursor,
            @Schema(description = "A condition on metadata, as an expression or as JSON.")
                    @RequestParam(required = false)
                    @Nullable String filter) {
        if (limit < 1 || limit > MAX_LISTED) {
            throw ApiException.invalid(
                    "limit",
                    "limit must be between 1 and %d, got: %d".formatted(MAX_LISTED, limit));
        }
        var page = documents.list(collection, limit, cursor, filter);
        return new Page(page.documents().stream().map(View::of).toList(), page.cursor());
    }

    /** Reads a document. */
    @GetMapping("/{id}")
    View read(@PathVariable String collection, @PathVariable String id) {
        return View.of(documents.get(collection, id));
    }

    /** Reads any ids, those too that do not travel well in a path. */
    @PostMapping("/get")
    Found readAll(@PathVariable String collection, @RequestBody IdsBody body) {
        List<String> ids = ids(body.ids());
        List<View> found = documents.get(collection, ids).stream().map(View::of).toList();
        List<String> missing = new ArrayList<>(ids);
        missing.removeAll(found.stream().map(View::id).toList());
        return new Found(found, missing);
    }

    /** Changes metadata by a merge patch (RFC 7396); nothing is embedded. */
    @PatchMapping("/{id}")
    View patch(
            @PathVariable String collection, @PathVariable String id, @RequestBody PatchBody body) {
        if (body.metadata() == null) {
            throw ApiException.missing("metadata", "give an object of the keys to change");
        }
        return View.of(documents.patchMetadata(collection, id, body.metadata()));
    }

    /** Deletes a document. */
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String collection, @PathVariable String id) {
        documents.delete(collection, id);
    }

    /** Deletes by ids or by filter. */
    @PostMapping("/delete")
    Deleted deleteAll(@PathVariable String collection, @RequestBody DeleteBody body) {
        if (body.ids() != null && body.filter() != null) {
            throw ApiException.invalid("filter", "give ids or a filter, not both");
        }
        long startNanos = System.nanoTime();
        long deleted =
                body.filter() != null
                        ? documents.deleteMatching(collection, body.filter())
                        : documents.delete(collection, ids(body.ids()));
        return new Deleted(deleted, millisSince(startNanos));
    }

    private static List<String> ids(@Nullable List<@Nullable String> ids) {
        if (ids == null) {
            throw ApiException.missing("ids", "give a list of document ids");
        }
        return present("ids", ids);
    }

    private static <T> List<T> present(String field, List<@Nullable T> list) {
        List<T> present = new ArrayList<>(list.size());
        for (T element : list) {
            if (element == null) {
                String place = "%s[%d]".formatted(field, present.size());
                throw ApiException.invalid(place, "'%s' is null".formatted(place));
            }
            present.add(element);
        }
        return present;
    }

    private static long millisSince(long startNanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }
}
