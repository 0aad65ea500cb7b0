package io.semblance.web;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import java.time.Duration;

/**
 * The description of the API in OpenAPI 3.1, and Swagger UI, which shows it. Both are files of
 * ours, the same in every Semblance: the description is generated from the code and checked against
 * it by a test, so that the service has nothing to generate.
 */
@RestController
final class ApiDocs {

    private static final Duration CACHED = Duration.ofMinutes(10);

    /** Nothing from elsewhere, and the page in no frame; Swagger UI sets styles in its elements. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src"
                    + " 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";

    /** Describes this API in OpenAPI 3.1. */
    @GetMapping(path = "/v3/api-docs", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Resource> description() {
        return file("openapi.json", MediaType.APPLICATION_JSON);
    }

    /** Shows the description, to be tried, in a browser. */
    @GetMapping(path = "/docs", produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<Resource> page() {
        return file("index.html", MediaType.TEXT_HTML);
    }

    /** A part of that page. */
    @GetMapping(path = "/docs/page.js", produces = "text/javascript")
    ResponseEntity<Resource> script() {
        return file("page.js", new MediaType("text", "javascript"));
    }

    /** Swagger UI. */
    @GetMapping(path = "/docs/swagger-ui-bundle.js", produces = "text/javascript")
    ResponseEntity<Resource> bundle() {
        return file("swagger-ui-bundle.js", new MediaType("text", "javascript"));
    }

    /** Its looks. */
    @GetMapping(path = "/docs/swagger-ui.css", produces = "text/css")
    ResponseEntity<Resource> styles() {
        return file("swagger-ui.css", new MediaType("text", "css"));
    }

    private static ResponseEntity<Resource> file(String name, MediaType type) {
        return ResponseEntity.ok()
                .contentType(type)
                .cacheControl(CacheControl.maxAge(CACHED))
                .header("Content-Security-Policy", POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .body(new ClassPathResource("docs/" + name, ApiDocs.class));
    }
}
