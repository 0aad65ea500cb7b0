package io.semblance.web.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

import io.swagger.v3.oas.annotations.media.Schema;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** The response of {@code GET /v1/models}, in OpenAI's format. */
@Schema(name = "OpenAiModels")
record ModelList(String object, List<Model> data) {

    /**
     * A model.
     *
     * @param created start time of the service, in seconds since 1970
     * @param status {@code failed} for a model that cannot be used, an addition to OpenAI's fields;
     *     omitted otherwise
     * @param error why it cannot be used; omitted otherwise
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Model(
            String id,
            String object,
            long created,
            @JsonProperty("owned_by") String ownedBy,
            @Nullable String status,
            @Nullable String error) {}
}
