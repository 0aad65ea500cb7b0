package io.semblance.web.routing;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.pattern.PathPattern;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Lists in the header {@code Allow} the methods of a path's most specific pattern only: {@code
 * …/documents/delete} is a route of its own with {@code POST}, although {@code …/documents/{id}}
 * matches it too.
 */
final class MostSpecificMapping extends RequestMappingHandlerMapping {

    @Override
    protected @Nullable HandlerMethod handleNoMatch(
            Set<RequestMappingInfo> mappings, String path, HttpServletRequest request)
            throws ServletException {
        PathPattern best =
                mappings.stream()
                        .map(mapping -> pattern(mapping, request))
                        .flatMap(Optional::stream)
                        .min(Comparator.naturalOrder())
                        .orElse(null);
        return super.handleNoMatch(
                best == null
                        ? mappings
                        : mappings.stream()
                                .filter(mapping ->
                                        pattern(mapping, request).filter(best::equals).isPresent())
                                .collect(Collectors.toSet()),
                path,
                request);
    }

    /** Returns the first pattern of a mapping that matches the path. */
    private static Optional<PathPattern> pattern(
            RequestMappingInfo mapping, HttpServletRequest request) {
        var condition = mapping.getPathPatternsCondition();
        var matching = condition == null ? null : condition.getMatchingCondition(request);
        return matching == null ? Optional.empty() : Optional.of(matching.getFirstPattern());
    }
}
