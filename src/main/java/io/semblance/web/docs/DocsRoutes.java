package io.semblance.web.docs;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import java.time.Duration;

/**
 * Serves the OpenAPI 3.1 description of the API, and Swagger UI, which shows it. The description is
 * a file that a test generates from the code; {@link OpenApiDocument} adds the limits of this
 * service.
 */
@RestController
final class DocsRoutes {

    private static final Duration CACHED = Duration.ofMinutes(10);

    /** Nothing from other sites, and no framing; Swagger UI sets styles in its elements. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src"
                    + " 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";

    private final OpenApiDocument bounds;

    DocsRoutes(OpenApiDocument bounds) {
        this.bounds = bounds;
    }

    /** Returns the OpenAPI 3.1 description of this API. */
    @GetMapping(
            path = {"/v3/api-docs", "/api-doc/openapi.json"},
            produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Resource> description() {
        return answer(MediaType.APPLICATION_JSON, new ByteArrayResource(bounds.describe()));
    }

    /** Returns a page that shows this description, with Swagger UI. */
    @GetMapping(path = "/docs", produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<Resource> page() {
        return file("index.html", MediaType.TEXT_HTML);
    }

    /** Returns the script of the page. */
    @GetMapping(path = "/docs/page.js", produces = "text/javascript")
    ResponseEntity<Resource> script() {
        return file("page.js", new MediaType("text", "javascript"));
    }

    /** Returns the script of Swagger UI. */
    @GetMapping(path = "/docs/swagger-ui-bundle.js", produces = "text/javascript")
    ResponseEntity<Resource> bundle() {
        return file("swagger-ui-bundle.js", new MediaType("text", "javascript"));
    }

    /** Returns the style sheet of Swagger UI. */
    @GetMapping(path = "/docs/swagger-ui.css", produces = "text/css")
    ResponseEntity<Resource> styles() {
        return file("swagger-ui.css", new MediaType("text", "css"));
    }

    private static ResponseEntity<Resource> file(String name, MediaType type) {
        return answer(type, new ClassPathResource(name, DocsRoutes.class));
    }

    private static ResponseEntity<Resource> answer(MediaType type, Resource body) {
        return ResponseEntity.ok()
                .contentType(type)
                .cacheControl(CacheControl.maxAge(CACHED))
                .header("Content-Security-Policy", POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .body(body);
    }
}
