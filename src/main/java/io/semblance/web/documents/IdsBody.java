package io.semblance.web.documents;

import io.semblance.web.error.ApiError;
import io.semblance.web.error.ErrorCode;
import io.semblance.web.json.BoundedListReader;
import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.annotation.JsonDeserialize;

import java.util.List;

/** The body of {@code POST …/documents/get}. */
record IdsBody(
        @Schema(ref = "DocumentIds", requiredMode = Schema.RequiredMode.REQUIRED)
                @JsonDeserialize(using = IdsBody.Reader.class)
                @Nullable List<@Nullable String> ids) {

    /** Reads the ids of documents to return. */
    static final class Reader extends BoundedListReader<String> {

        private static final long serialVersionUID = 1L;

        Reader() {
            super(
                    String.class,
                    DocumentRoutes.MAX_LISTED,
                    ApiError.badRequest(
                            ErrorCode.INVALID_VALUE,
                            "more than %d ids in one request; send them in parts"
                                    .formatted(DocumentRoutes.MAX_LISTED),
                            "ids"));
        }
    }
}
