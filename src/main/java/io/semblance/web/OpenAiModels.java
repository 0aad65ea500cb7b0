package io.semblance.web;

import com.fasterxml.jackson.annotation.JsonProperty;

import java.util.List;

/** The answer of {@code GET /v1/models}, in OpenAI's form. */
record OpenAiModels(String object, List<Model> data) {

    /**
     * A model.
     *
     * @param created seconds since 1970; the start of the service, which knows no better
     */
    record Model(
            String id, String object, long created, @JsonProperty("owned_by") String ownedBy) {}
}
