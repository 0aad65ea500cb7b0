package io.semblance.cli;

import java.nio.charset.StandardCharsets;

/** A complete upload that {@link FakeService} received. */
record FakeUpload(
        String path,
        String query,
        String contentType,
        String encoding,
        String key,
        String length,
        byte[] body) {

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
