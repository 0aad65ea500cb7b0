package io.semblance.ingest;

import io.semblance.ingest.DocumentRefusedException.Reason;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Where a list goes on: the last id that was listed, in a form that fits into a URL. */
final class ListCursor {

    /**
     * A cursor's characters: four for each three bytes of an id, whose characters have up to three.
     */
    private static final int MAX_LENGTH = DocumentIds.MAX_LENGTH * 4;

    private ListCursor() {}

    static String encode(String lastId) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(lastId.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The id that a cursor stands for.
     *
     * @throws DocumentRefusedException if no list can have returned the cursor
     */
    static String decode(String cursor) {
        if (cursor.length() > MAX_LENGTH) {
            throw refused(
                    "it has %d characters, no cursor has more than %d"
                            .formatted(cursor.length(), MAX_LENGTH),
                    null);
        }
        String id;
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            id = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw refused("'%s'".formatted(cursor), e);
        }
        if (!DocumentIds.isPossible(id) || !encode(id).equals(cursor)) {
            throw refused("'%s'".formatted(cursor), null);
        }
        return id;
    }

    private static DocumentRefusedException refused(String found, @Nullable Exception cause) {
        return new DocumentRefusedException(
                Reason.INVALID_CURSOR,
                "cursor",
                "this is not a cursor that a list returned: %s; leave it out to begin with the first page"
                        .formatted(found),
                cause);
    }
}
