package io.semblance.ingest;

import io.semblance.ingest.DocumentRefusedException.Reason;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The position at which a list continues: the last listed id in a form that needs no escaping in a
 * URL, which is {@code u} followed by four hexadecimal digits for each UTF-16 code unit. A regular
 * expression, as in the OpenAPI description, can match exactly the valid cursors. An older form,
 * base64url of the id's UTF-8, is accepted too.
 */
final class ListCursor {

    private static final char FORM = 'u';
    private static final int DIGITS = 4;

    /**
     * The most characters of a cursor in either form: base64 has four characters for each three
     * bytes of an id, whose code units have up to three bytes.
     */
    private static final int MAX_LENGTH = 1 + DocumentIds.MAX_LENGTH * DIGITS;

    private ListCursor() {}

    static String encode(String lastId) {
        StringBuilder cursor = new StringBuilder().append(FORM);
        HexFormat hex = HexFormat.of();
        lastId.chars().forEach(unit -> cursor.append(hex.toHexDigits((char) unit)));
        return cursor.toString();
    }

    /**
     * The id that a cursor encodes.
     *
     * @throws DocumentRefusedException if the cursor is not valid
     */
    static String decode(String cursor) {
        if (cursor.length() > MAX_LENGTH) {
            throw refused(
                    "it has %d characters, a cursor has at most %d"
                            .formatted(cursor.length(), MAX_LENGTH),
                    null);
        }
        String id;
        try {
            id = isHexadecimal(cursor) ? ofHexadecimal(cursor) : ofBase64(cursor);
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw refused("'%s'".formatted(cursor), e);
        }
        if (!DocumentIds.isPossible(id)) {
            throw refused("'%s'".formatted(cursor), null);
        }
        return id;
    }

    /** Whether a cursor has the newer form: unpadded base64 never has a length of 4n + 1. */
    private static boolean isHexadecimal(String cursor) {
        return cursor.length() % DIGITS == 1 && cursor.charAt(0) == FORM;
    }

    private static String ofHexadecimal(String cursor) {
        StringBuilder id = new StringBuilder();
        for (int i = 1; i < cursor.length(); i += DIGITS) {
            id.append((char) HexFormat.fromHexDigits(cursor, i, i + DIGITS));
        }
        return id.toString();
    }

    private static String ofBase64(String cursor) throws CharacterCodingException {
        byte[] bytes = Base64.getUrlDecoder().decode(cursor);
        String id = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        String canonical =
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(id.getBytes(StandardCharsets.UTF_8));
        if (!canonical.equals(cursor)) {
            throw new IllegalArgumentException("not the canonical form");
        }
        return id;
    }

    private static DocumentRefusedException refused(String found, @Nullable Exception cause) {
        return new DocumentRefusedException(
                Reason.INVALID_CURSOR,
                "cursor",
                "not a cursor that a list returned: %s; omit it to start at the first page"
                        .formatted(found),
                cause);
    }
}
