package io.semblance.web.documents;

import io.semblance.ingest.imports.DocumentImport;
import io.semblance.ingest.imports.FieldMapping;
import io.semblance.ingest.imports.ImportRequest;
import io.semblance.ingest.imports.OnConflict;
import io.semblance.ingest.records.ColumnType;
import io.semblance.ingest.records.RecordFormat;
import io.semblance.jobs.Job;
import io.semblance.web.error.ApiError;
import io.semblance.web.error.ApiException;
import io.semblance.web.error.ErrorCode;
import io.semblance.web.jobs.IdempotencyKeys;
import io.semblance.web.jobs.JobView;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Imports documents of any number in the background. */
@RestController
final class ImportRoutes {

    private final DocumentImport imports;

    ImportRoutes(DocumentImport imports) {
        this.imports = imports;
    }

    /**
     * Imports a file of documents (one JSON object per line, CSV with the media type text/csv, or a
     * JSON array), or files such as PDF as multipart/form-data. Responds when the upload is
     * durable; a job writes the documents.
     */
    @PostMapping("/v1/collections/{collection}/documents/import")
    @RequestBody(
            required = true,
            content = {
                @Content(mediaType = "application/x-ndjson", schema = @Schema(ref = "NdjsonFile")),
                @Content(mediaType = "application/json", schema = @Schema(ref = "JsonFile")),
                @Content(mediaType = "multipart/form-data", schema = @Schema(ref = "Files"))
            })
    @ApiResponse(responseCode = "202")
    ResponseEntity<JobView> importFile(
            HttpServletRequest request,
            @PathVariable String collection,
            @Schema(
                            allowableValues = {"replace", "skip", "fail"},
                            defaultValue = "replace")
                    @RequestParam(required = false)
                    @Nullable String onConflict,
            @RequestParam(required = false) @Nullable String idField,
            @RequestParam(required = false) @Nullable String titleField,
            @Schema(ref = "FieldNames") @RequestParam(required = false) @Nullable String textField,
            @Schema(ref = "FieldNames") @RequestParam(required = false)
                    @Nullable String metadataField,
            @Schema(ref = "ColumnTypes") @RequestParam(required = false) @Nullable String types,
            @Schema(ref = "Delimiter") @RequestParam(required = false) @Nullable String delimiter,
            @Schema(hidden = true) @RequestHeader(name = "Idempotency-Key", required = false)
                    @Nullable String idempotencyKey)
            throws IOException {
        MediaType type = mediaType(request.getContentType());
        ImportRequest importRequest =
                new ImportRequest(
                        collection,
                        onConflict(onConflict),
                        new FieldMapping(
                                idField,
                                titleField == null ? "title" : titleField,
                                textField == null ? List.of("text") : names("textField", textField),
                                metadataField == null
                                        ? List.of()
                                        : names("metadataField", metadataField)),
                        idempotencyKey == null
                                ? null
                                : IdempotencyKeys.require("Idempotency-Key", idempotencyKey));
        RecordFormat.Options options =
                new RecordFormat.Options(
                        charset(type),
                        imports.maxRecordCharacters(),
                        delimiter(delimiter),
                        types(types));
        return accepted(
                existingOr(importRequest, () -> receive(request, type, importRequest, options)));
    }

    private Job receive(
            HttpServletRequest request,
            MediaType type,
            ImportRequest importRequest,
            RecordFormat.Options options)
            throws IOException {
        if (type.getType().equals("multipart")) {
            return imports.files(importRequest, MultipartFiles.of(request));
        }
        RecordFormat format =
                RecordFormat.ofMediaType(type.getType() + "/" + type.getSubtype())
                        .orElseThrow(() -> unsupported(request.getContentType()));
        return imports.records(importRequest, request.getInputStream(), format, options);
    }

    /** Receives an upload. */
    private interface Upload {
        Job receive() throws IOException;
    }

    private Job existingOr(ImportRequest request, Upload upload) throws IOException {
        Optional<Job> existing = imports.existing(request);
        return existing.isPresent() ? existing.get() : upload.receive();
    }

    /** The response to an accepted import. */
    static ResponseEntity<JobView> accepted(Job job) {
        return ResponseEntity.accepted()
                .header(HttpHeaders.LOCATION, URI.create("/v1/jobs/" + job.id()).toString())
                .body(JobView.whole(job));
    }

    private static MediaType mediaType(@Nullable String contentType) {
        if (contentType == null) {
            throw unsupported(null);
        }
        try {
            return MediaType.parseMediaType(contentType);
        } catch (InvalidMediaTypeException e) {
            throw unsupported(contentType);
        }
    }

    private static ApiException unsupported(@Nullable String contentType) {
        return new ApiException(
                ApiError.of(
                        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                        "an import must have a Content-Type of %s or multipart/form-data, got: %s"
                                .formatted(
                                        String.join(", ", RecordFormat.allMediaTypes()),
                                        contentType == null ? "none" : "'" + contentType + "'")));
    }

    private static Charset charset(MediaType type) {
        String name = type.getParameter("charset");
        if (name == null) {
            return StandardCharsets.UTF_8;
        }
        try {
            return Charset.forName(name.replace("\"", ""));
        } catch (IllegalArgumentException e) {
            throw new ApiException(
                    ApiError.of(
                            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                            "the charset '%s' in Content-Type is not known; send UTF-8"
                                    .formatted(name)));
        }
    }

    private static OnConflict onConflict(@Nullable String name) {
        if (name == null) {
            return OnConflict.REPLACE;
        }
        return OnConflict.of(name)
                .orElseThrow(() ->
                        ApiException.invalid(
                                "onConflict",
                                "onConflict must be replace, skip or fail, got: '%s'"
                                        .formatted(name)));
    }

    private static List<String> names(String parameter, String value) {
        List<String> names = Arrays.stream(value.split(",", -1)).map(String::strip).toList();
        if (names.stream().anyMatch(String::isEmpty)) {
            throw ApiException.invalid(
                    parameter,
                    "%s must be field names separated by commas, got: '%s'"
                            .formatted(parameter, value));
        }
        return names;
    }

    private static @Nullable Character delimiter(@Nullable String value) {
        if (value == null) {
            return null;
        }
        char first = value.isEmpty() ? '"' : value.charAt(0);
        boolean control = first < ' ' && first != '\t';
        if (value.length() != 1 || first == '"' || control || Character.isSurrogate(first)) {
            throw ApiException.invalid(
                    "delimiter",
                    "delimiter must be a tab or one character other than a quote and a control character, got: '%s'"
                            .formatted(value));
        }
        return value.charAt(0);
    }

    private static Map<String, ColumnType> types(@Nullable String value) {
        Map<String, ColumnType> types = new LinkedHashMap<>();
        if (value == null) {
            return types;
        }
        for (String pair : value.split(",", -1)) {
            int colon = pair.lastIndexOf(':');
            Optional<ColumnType> type =
                    colon <= 0
                            ? Optional.empty()
                            : ColumnType.of(pair.substring(colon + 1).strip());
            types.put(
                    pair.substring(0, Math.max(0, colon)).strip(),
                    type.orElseThrow(() ->
                            ApiException.invalid(
                                    "types",
                                    "types must be pairs such as year:integer,tags:list with the types %s, got: '%s'"
                                            .formatted(
                                                    Arrays.stream(ColumnType.values())
                                                            .map(ColumnType::id)
                                                            .toList(),
                                                    pair))));
        }
        return types;
    }
}
