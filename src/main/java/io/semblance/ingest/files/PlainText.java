package io.semblance.ingest.files;

import org.apache.commons.io.IOUtils;
import org.apache.tika.detect.AutoDetectReader;
import org.apache.tika.exception.TikaException;
import org.apache.tika.metadata.HttpHeaders;
import org.apache.tika.metadata.Metadata;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;

/** Decodes plain text: as UTF-8 if it is valid, otherwise in the encoding that is detected. */
final class PlainText {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private PlainText() {}

    /**
     * The text of the bytes, without a byte order mark.
     *
     * @param metadata may state the encoding
     */
    static String decoded(byte[] bytes, Metadata metadata) throws IOException {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            text = detected(bytes, metadata);
        }
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    private static String detected(byte[] bytes, Metadata metadata) throws IOException {
        String stated = metadata.get(HttpHeaders.CONTENT_ENCODING);
        if (stated != null && isSupported(stated)) {
            return new String(bytes, Charset.forName(stated));
        }
        try (AutoDetectReader reader =
                new AutoDetectReader(new ByteArrayInputStream(bytes), metadata)) {
            return IOUtils.toString(reader);
        } catch (TikaException e) {
            throw new IOException("the encoding of the text is not known", e);
        }
    }

    private static boolean isSupported(String encoding) {
        try {
            return Charset.isSupported(encoding);
        } catch (IllegalCharsetNameException e) {
            return false;
        }
    }
}
