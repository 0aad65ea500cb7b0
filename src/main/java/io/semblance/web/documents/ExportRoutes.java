package io.semblance.web.documents;

import io.semblance.ingest.DocumentExport;
import io.semblance.store.filter.Filter;
import io.semblance.value.Caller;
import io.semblance.web.error.ApiException;
import io.swagger.v3.oas.annotations.media.Schema;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.OutputStream;

/** Exports the documents of a collection as a stream of JSON lines. */
@RestController
final class ExportRoutes {

    static final String NDJSON = "application/x-ndjson";

    /**
     * Bytes of the response that are sent at once; an error before the first of them is sent is an
     * error response.
     */
    private static final int BUFFER_BYTES = 64 * 1024;

    private final DocumentExport export;
    private final FilterParameter filters;
    private final JsonMapper json;

    ExportRoutes(DocumentExport export, FilterParameter filters, JsonMapper json) {
        this.export = export;
        this.filters = filters;
        this.json = json;
    }

    /**
     * Exports documents, one JSON object per line, in the order of their ids. With vectors, an
     * import of the lines restores the documents without embedding them again. If the export fails
     * after its start, the connection is closed before the end of the response.
     */
    @GetMapping(path = "/v1/collections/{collection}/export", produces = NDJSON)
    void export(
            Caller caller,
            @PathVariable String collection,
            @Schema(defaultValue = "false") @RequestParam(required = false)
                    @Nullable Boolean vectors,
            @Schema(allowableValues = "ndjson", defaultValue = "ndjson")
                    @RequestParam(required = false)
                    @Nullable String format,
            @Schema(ref = "FilterExpression") @RequestParam(required = false)
                    @Nullable String filter,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        requireSupported(format);
        Filter condition = filters.parse(filter);
        boolean withVectors = vectors != null && vectors;
        response.setContentType(NDJSON);
        response.setBufferSize(BUFFER_BYTES);
        if (request.getMethod().equals("HEAD")) {
            return;
        }
        OutputStream out = response.getOutputStream();
        ExportLines lines = new ExportLines(json, out);
        export.export(collection, condition, withVectors, caller, lines::write);
    }

    private static void requireSupported(@Nullable String format) {
        if (format == null || format.equals("ndjson")) {
            return;
        }
        if (format.equals("parquet")) {
            throw ApiException.unsupported(
                    "format", "format=parquet is not supported yet; use format=ndjson");
        }
        throw ApiException.invalid("format", "format must be ndjson, got: '%s'".formatted(format));
    }
}
