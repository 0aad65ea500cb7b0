package io.semblance.cli;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;

/** The collection that holds the documents of an evaluation. Thread-safe. */
record EvaluatedCollection(ServiceClient service, String name) {

    /**
     * Creates the collection if it does not exist; missing settings get their defaults.
     *
     * @return whether it was created
     */
    boolean create(Map<String, Object> definition) {
        return service.exchange("PUT", path(""), definition).statusCode() == 201;
    }

    void drop() {
        service.exchange("DELETE", path(""), null);
    }

    JsonNode description() {
        return service.json("GET", path(""), null);
    }

    /**
     * Writes documents.
     *
     * @throws CommandException if one of them is refused
     */
    void put(List<?> documents) {
        JsonNode report = service.json("PUT", path("/documents"), Map.of("documents", documents));
        for (JsonNode item : report.path("items")) {
            if (!item.path("error").isNull()) {
                throw new CommandException(
                        "document '%s' was refused: %s"
                                .formatted(
                                        item.path("id").asString(),
                                        item.path("error").path("detail").asString()));
            }
        }
    }

    /** The ids of the documents found, best first. */
    List<String> search(Map<String, Object> body) {
        JsonNode answer = service.json("POST", path("/search"), body);
        return answer.path("results").valueStream().map(hit -> hit.path("id").asString()).toList();
    }

    private String path(String rest) {
        return ServiceClient.path("/v1/collections/%s", name) + rest;
    }
}
