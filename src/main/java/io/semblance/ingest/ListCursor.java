package io.semblance.ingest;

import io.semblance.ingest.DocumentRefusedException.Reason;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Where a list goes on: the last id that was listed, in a form that fits into a URL. */
final class ListCursor {

    private ListCursor() {}

    static String encode(String lastId) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(lastId.getBytes(StandardCharsets.UTF_8));
    }

    static String decode(String cursor) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new DocumentRefusedException(
                    Reason.INVALID_CURSOR,
                    "cursor",
                    "'%s' is no cursor that a list returned".formatted(cursor),
                    e);
        }
    }
}
