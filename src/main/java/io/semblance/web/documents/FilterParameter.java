package io.semblance.web.documents;

import io.semblance.store.filter.Filter;
import io.semblance.store.filter.FilterParser;
import io.semblance.web.error.ApiError;
import io.semblance.web.error.ApiException;
import io.semblance.web.error.ErrorCode;
import io.semblance.web.error.JsonErrors;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import java.util.Map;

/** Parses the query parameter {@code filter}. */
@Component
final class FilterParameter {

    private final JsonMapper json;

    FilterParameter(JsonMapper json) {
        this.json = json;
    }

    /** Parses a filter: as JSON if it begins with a brace, which no expression does. */
    @Nullable Filter parse(@Nullable String parameter) {
        if (parameter == null || !parameter.strip().startsWith("{")) {
            return FilterParser.parse(parameter);
        }
        try {
            return FilterParser.parse(json.readValue(parameter, Map.class));
        } catch (JacksonException e) {
            ApiError error = JsonErrors.of(e);
            throw new ApiException(
                    ApiError.badRequest(
                            ErrorCode.INVALID_FILTER,
                            "the filter cannot be read as JSON: " + error.detail(),
                            "filter"));
        }
    }
}
