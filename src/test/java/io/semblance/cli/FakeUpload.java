package io.semblance.cli;

/** A complete upload that {@link FakeService} received. */
record FakeUpload(
        String path,
        String query,
        String contentType,
        String encoding,
        String key,
        String length,
        String text) {}
