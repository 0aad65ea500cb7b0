package io.semblance.web.docs;

import io.semblance.value.Caller;
import io.semblance.web.error.Dialect;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A route of the service.
 *
 * @param method of HTTP
 * @param path with parameters as OpenAPI writes them
 * @param handler that answers
 * @param produces the media type of the answer; {@code application/json} if not said
 */
record ApiRoute(String method, String path, Method handler, String produces) {

    /** What no client asks for, and what refuses every request. */
    private static final Set<String> NOT_DESCRIBED = Set.of("/error", "/embed_sparse", "/predict");

    private static final List<String> ORDER =
            List.of("tei", "openai", "collections", "documents", "jobs", "search", "docs");

    /** All routes with a handler of ours. */
    static List<ApiRoute> all(RequestMappingHandlerMapping mapping) {
        return mapping.getHandlerMethods().entrySet().stream()
                .flatMap(entry ->
                        entry.getKey().getMethodsCondition().getMethods().stream()
                                .flatMap(method ->
                                        entry.getKey().getPatternValues().stream()
                                                .map(path ->
                                                        of(
                                                                method.name(),
                                                                path,
                                                                entry.getValue(),
                                                                entry
                                                                        .getKey()
                                                                        .getProducesCondition()
                                                                        .getProducibleMediaTypes()
                                                                        .stream()
                                                                        .map(String::valueOf)))))
                .filter(route ->
                        !NOT_DESCRIBED.contains(route.path)
                                && !route.path.startsWith("/docs/")
                                && !route.controller().getSimpleName().equals("UnsupportedRoutes"))
                .sorted(
                        Comparator.comparingInt((ApiRoute route) -> ORDER.indexOf(route.resource()))
                                .thenComparing(ApiRoute::path)
                                .thenComparing(ApiRoute::method))
                .toList();
    }

    private static ApiRoute of(
            String method, String path, HandlerMethod handler, Stream<String> produces) {
        return new ApiRoute(
                method,
                path.replace("{*", "{"),
                handler.getMethod(),
                produces.findFirst().orElse("application/json"));
    }

    Class<?> controller() {
        return handler.getDeclaringClass();
    }

    /** The package of its controller: a resource or a dialect. */
    String resource() {
        String name = controller().getPackageName();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Returns the handler as {@code Controller#method}. */
    String handlerName() {
        return controller().getSimpleName() + "#" + handler.getName();
    }

    String key() {
        return method + " " + path;
    }

    Dialect dialect() {
        return Dialect.of(path);
    }

    /** Whether the engine works for a caller who may go. */
    boolean hasCaller() {
        return Arrays.asList(handler.getParameterTypes()).contains(Caller.class);
    }

    /** Whether its answers tell what they have cost. */
    boolean tellsCost() {
        return hasCaller()
                && dialect() != Dialect.NATIVE
                && handler.getReturnType() == ResponseEntity.class;
    }

    /** Whether it needs no key. */
    boolean isOpen() {
        return key().equals("GET /")
                || Set.of("/health", "/ping", "/docs", "/v3/api-docs", "/api-doc/openapi.json")
                        .contains(path);
    }

    /** What its body is read into, if it has one. */
    java.util.Optional<Parameter> body() {
        return Arrays.stream(handler.getParameters())
                .filter(parameter -> parameter.isAnnotationPresent(RequestBody.class))
                .findFirst();
    }
}
