package io.semblance.web.documents;

import io.semblance.web.error.ApiError;
import io.semblance.web.error.ErrorCode;
import io.semblance.web.json.BoundedListReader;
import io.semblance.web.json.JsonValueReader;
import io.semblance.web.limit.LimitProperties;
import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;

import tools.jackson.databind.annotation.JsonDeserialize;

import java.util.List;

/** The body of {@code POST …/documents/delete}: ids or a filter, not both. */
record DeleteBody(
        @Schema(ref = "DeletedIds") @JsonDeserialize(using = DeleteBody.Reader.class)
                @Nullable List<@Nullable String> ids,
        @Schema(ref = "DeleteFilter") @JsonDeserialize(using = JsonValueReader.class)
                @Nullable Object filter) {

    /** Reads the ids of documents to delete. */
    static final class Reader extends BoundedListReader<String> {

        private static final long serialVersionUID = 1L;

        @Autowired
        Reader(LimitProperties limits) {
            super(
                    String.class,
                    limits.documents(),
                    ApiError.badRequest(
                            ErrorCode.TOO_MANY_DOCUMENTS,
                            "more than %d ids in one request; send them in parts or raise semblance.limits.documents"
                                    .formatted(limits.documents()),
                            "ids"));
        }
    }
}
