package io.semblance.web.documents;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.semblance.ingest.DocumentContent;
import io.semblance.ingest.DocumentDraft;
import io.semblance.ingest.DocumentWriter;
import io.semblance.ingest.Documents;
import io.semblance.ingest.imports.DocumentImport;
import io.semblance.ingest.imports.FieldMapping;
import io.semblance.ingest.imports.ImportRequest;
import io.semblance.ingest.imports.OnConflict;
import io.semblance.jobs.ItemError;
import io.semblance.jobs.Job;
import io.semblance.store.filter.Filter;
import io.semblance.store.filter.FilterParser;
import io.semblance.value.Caller;
import io.semblance.web.error.ApiError;
import io.semblance.web.error.ApiException;
import io.semblance.web.error.ErrorCode;
import io.semblance.web.jobs.JobView;
import io.semblance.web.json.JsonValueReader;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
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

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Writes, reads, changes and deletes the documents of a collection. */
@RestController
@RequestMapping("/v1/collections/{collection}/documents")
final class DocumentRoutes {

    static final int MAX_LISTED = 1_000;
    private static final int DEFAULT_LISTED = 100;

    private final DocumentWriter writer;
    private final Documents documents;
    private final DocumentImport imports;
    private final FilterParameter filters;

    DocumentRoutes(
            DocumentWriter writer,
            Documents documents,
            DocumentImport imports,
            FilterParameter filters) {
        this.imports = imports;
        this.writer = writer;
        this.documents = documents;
        this.filters = filters;
    }

    /** A document; lists omit its text. */
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

    /** A page of documents; {@code cursor} requests the next page and is null on the last one. */
    @Schema(name = "DocumentPage")
    record Page(List<View> documents, @Nullable String cursor) {}

    /** The documents found, and the ids that were not found. */
    @Schema(name = "FoundDocuments")
    record Found(List<View> documents, List<String> missing) {}

    /** The number of deleted documents. */
    @Schema(name = "Deletion")
    record Deleted(long deleted, long tookMs) {}

    /** The body of {@code PATCH …/documents/{id}}: a merge patch (RFC 7396) of the metadata. */
    @Schema(name = "PatchBody")
    record PatchBody(
            @Schema(ref = "Metadata", requiredMode = Schema.RequiredMode.REQUIRED)
                    @JsonDeserialize(using = JsonValueReader.ObjectReader.class)
                    @Nullable Map<String, @Nullable Object> metadata) {}

    /**
     * Writes documents, each atomically. An unchanged document is not embedded again; an invalid
     * document fails without affecting the others. Responds when all other documents are durable;
     * with {@code wait=false}, when the request is durable, and a job writes the documents.
     */
    @PutMapping
    @ApiResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = WriteReport.class)))
    @ApiResponse(
            responseCode = "202",
            content = @Content(schema = @Schema(implementation = JobView.class)))
    ResponseEntity<?> write(
            Caller caller,
            @PathVariable String collection,
            @Schema(defaultValue = "true") @RequestParam(required = false) @Nullable Boolean wait,
            @RequestBody DocumentsBody body)
            throws IOException {
        List<DocumentsBody.Entry> entries = body.documents();
        if (entries == null || entries.isEmpty()) {
            throw ApiException.missing("documents", "give a list of at least one document");
        }
        long startNanos = System.nanoTime();
        requireOneReadable(entries);
        if (wait != null && !wait) {
            return ImportRoutes.accepted(importLater(collection, entries));
        }
        var outcomes = writer.write(collection, drafts(entries), caller);
        return ResponseEntity.ok(WriteReport.of(entries, outcomes, millisSince(startNanos)));
    }

    private static List<DocumentDraft> drafts(List<DocumentsBody.Entry> entries) {
        return entries.stream()
                .filter(DocumentsBody.Item.class::isInstance)
                .map(entry -> ((DocumentsBody.Item) entry).draft())
                .toList();
    }

    private Job importLater(String collection, List<DocumentsBody.Entry> entries)
            throws IOException {
        List<ItemError> unreadable =
                entries.stream()
                        .filter(DocumentsBody.Unreadable.class::isInstance)
                        .map(entry -> itemError((DocumentsBody.Unreadable) entry))
                        .toList();
        ImportRequest request =
                new ImportRequest(collection, OnConflict.REPLACE, FieldMapping.DEFAULT, null);
        return imports.documents(request, drafts(entries), unreadable);
    }

    private static ItemError itemError(DocumentsBody.Unreadable entry) {
        ApiError error = entry.error();
        return new ItemError(
                null, null, entry.id(), error.code().id(), error.detail(), error.field());
    }

    /** Rejects the request, with the error of the first document, if no document can be read. */
    private static void requireOneReadable(List<DocumentsBody.Entry> entries) {
        if (entries.getFirst() instanceof DocumentsBody.Unreadable first
                && entries.stream().allMatch(DocumentsBody.Unreadable.class::isInstance)) {
            ApiError error = first.error();
            String field = error.field() == null ? "documents[0]" : "documents[0]." + error.field();
            throw new ApiException(ApiError.badRequest(error.code(), error.detail(), field));
        }
    }

    /** Lists documents ordered by id, without their texts. */
    @GetMapping
    Page list(
            @PathVariable String collection,
            @Schema(minimum = "1", maximum = "1000", defaultValue = "100")
                    @RequestParam(name = "limit", required = false)
                    @Nullable Integer asked,
            @Schema(ref = "Cursor") @RequestParam(required = false) @Nullable String cursor,
            @Schema(ref = "FilterExpression") @RequestParam(required = false)
                    @Nullable String filter) {
        int limit = asked == null ? DEFAULT_LISTED : asked;
        if (limit < 1 || limit > MAX_LISTED) {
            throw ApiException.invalid(
                    "limit",
                    "limit must be between 1 and %d, got: %d".formatted(MAX_LISTED, limit));
        }
        var page = documents.list(collection, limit, cursor, filters.parse(filter));
        return new Page(page.documents().stream().map(View::of).toList(), page.cursor());
    }

    /** Returns a document. */
    @GetMapping("/{id}")
    View read(@PathVariable String collection, @PathVariable String id) {
        return View.of(documents.get(collection, id));
    }

    /** Returns documents by id, including ids that are hard to encode in a path. */
    @PostMapping("/get")
    Found readAll(@PathVariable String collection, @RequestBody IdsBody body) {
        List<String> ids = ids(body.ids());
        List<View> found = documents.get(collection, ids).stream().map(View::of).toList();
        List<String> missing = new ArrayList<>(ids);
        missing.removeAll(found.stream().map(View::id).toList());
        return new Found(found, missing);
    }

    /** Changes metadata by a merge patch (RFC 7396), without embedding again. */
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

    /** Deletes documents by ids or by a filter. */
    @PostMapping("/delete")
    Deleted deleteAll(@PathVariable String collection, @RequestBody DeleteBody body) {
        if (body.ids() != null && body.filter() != null) {
            throw ApiException.invalid("filter", "give ids or a filter, not both");
        }
        long startNanos = System.nanoTime();
        long deleted =
                body.filter() != null
                        ? documents.deleteMatching(collection, condition(body.filter()))
                        : documents.delete(collection, ids(body.ids()));
        return new Deleted(deleted, millisSince(startNanos));
    }

    private static Filter condition(Object filter) {
        Filter condition = FilterParser.parse(filter);
        if (condition == null) {
            throw new ApiException(
                    ApiError.badRequest(
                            ErrorCode.INVALID_FILTER,
                            "a filter without a condition would delete every document; give a"
                                    + " condition, or delete the collection",
                            "filter"));
        }
        return condition;
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
