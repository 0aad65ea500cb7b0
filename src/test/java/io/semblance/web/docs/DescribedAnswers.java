package io.semblance.web.docs;

import io.semblance.web.Service;
import io.swagger.v3.oas.annotations.responses.ApiResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ResponseStatus;

import tools.jackson.databind.node.ObjectNode;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The responses of a route to successful requests; see {@link DescribedErrors} for the others. */
final class DescribedAnswers {

    private final TypeSchemas schemas;

    DescribedAnswers(TypeSchemas schemas) {
        this.schemas = schemas;
    }

    /** By status. */
    Map<Integer, ObjectNode> responses(ApiRoute route) {
        return statuses(route).stream()
                .collect(Collectors.toMap(Function.identity(), status -> response(route, status)));
    }

    private static List<Integer> statuses(ApiRoute route) {
        ApiResponse[] given = route.handler().getAnnotationsByType(ApiResponse.class);
        if (given.length > 0) {
            return Arrays.stream(given).map(each -> Integer.parseInt(each.responseCode())).toList();
        }
        ResponseStatus status = route.handler().getAnnotation(ResponseStatus.class);
        if (status != null) {
            return List.of(status.value().value());
        }
        return answer(route) == Object.class ? List.of() : List.of(200);
    }

    private ObjectNode response(ApiRoute route, int status) {
        ObjectNode response = Service.JSON.createObjectNode();
        response.put(
                "description",
                switch (status) {
                    case 201 -> "Created.";
                    case 202 -> "Accepted: a job does the work.";
                    case 204 -> "No content.";
                    default -> "Success.";
                });
        if (route.tellsCost()) {
            ObjectNode headers = response.putObject("headers");
            headers()
                    .keySet()
                    .forEach(name ->
                            headers.putObject(name).put("$ref", "#/components/headers/" + name));
        }
        Type answer = answer(route, status);
        // A route without an answer of a type, but with a media type, writes the body itself.
        boolean streamed = answer == void.class && !route.produces().equals("application/json");
        if (answer != void.class || streamed) {
            ObjectNode schema =
                    answer == Resource.class || answer == String.class || streamed
                            ? TypeSchemas.json(
                                    switch (route.produces()) {
                                        case "application/json" -> "{'type':'object'}";
                                        // The schema would be that of one event.
                                        case "text/event-stream" -> "{}";
                                        default -> "{'type':'string'}";
                                    })
                            : schemas.response(answer);
            response.putObject("content").putObject(route.produces()).set("schema", schema);
        }
        return response;
    }

    /** Returns the type of the response body with a status. */
    private static Type answer(ApiRoute route, int status) {
        return Arrays.stream(route.handler().getAnnotationsByType(ApiResponse.class))
                .filter(each -> each.responseCode().equals(String.valueOf(status)))
                .flatMap(each -> Arrays.stream(each.content()))
                .<Type>map(each -> each.schema().implementation())
                .findFirst()
                .orElseGet(() -> answer(route));
    }

    /** Returns the type of the response body. */
    private static Type answer(ApiRoute route) {
        Type type = route.handler().getGenericReturnType();
        return type instanceof ParameterizedType generic
                        && generic.getRawType() == ResponseEntity.class
                ? generic.getActualTypeArguments()[0]
                : type;
    }

    /** The headers with the cost of a request, by name. */
    static Map<String, ObjectNode> headers() {
        Map<String, ObjectNode> headers = new TreeMap<>();
        headers.put(
                "x-compute-type",
                header(
                        "Hardware that ran the model.",
                        "{'type':'string','enum':['cpu+optimized','gpu+optimized']}"));
        headers.put("x-compute-characters", header("Number of code points processed.", null));
        headers.put(
                "x-compute-tokens",
                header("Number of tokens processed, special tokens and prompts included.", null));
        headers.put("x-total-time", header("Total time of the request, in milliseconds.", null));
        headers.put("x-compute-time", header("Equal to x-total-time.", null));
        headers.put("x-tokenization-time", header("Tokenization time, in milliseconds.", null));
        headers.put(
                "x-queue-time",
                header("Longest time that an input waited in the queue, in milliseconds.", null));
        headers.put(
                "x-inference-time",
                header(
                        "Longest inference time of a batch with an input of the request, in"
                                + " milliseconds.",
                        null));
        headers.put(
                "x-truncated-inputs",
                header(
                        "Indexes of the truncated inputs, separated by commas, at most the first"
                                + " 256. Not sent if no input was truncated.",
                        "{'type':'string','pattern':'^[0-9]+(,[0-9]+)*$'}"));
        headers.put(
                "x-truncated-count",
                header("Number of truncated inputs. Not sent if no input was truncated.", null));
        return headers;
    }

    private static ObjectNode header(String description, @Nullable String schema) {
        ObjectNode header = Service.JSON.createObjectNode();
        header.put("description", description);
        header.put("required", !description.contains("Not sent"));
        header.set(
                "schema",
                TypeSchemas.json(schema == null ? "{'type':'integer','minimum':0}" : schema));
        return header;
    }
}
