package io.semblance.ingest.files;

import org.jspecify.annotations.Nullable;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * One file to parse.
 *
 * @param path absolute path
 * @param name the name that the client gave it, at most {@value #MAX_NAME} characters
 * @param contentType media type that the client gave it; null if it gave none
 * @param maxCharacters the most characters of its text
 */
record ParseRequest(String path, String name, @Nullable String contentType, int maxCharacters) {

    private static final int MAX_NAME = 1_000;

    ParseRequest {
        name = TextCleaner.shortened(name, MAX_NAME);
        contentType = contentType == null ? null : TextCleaner.shortened(contentType, MAX_NAME);
    }

    void writeTo(DataOutputStream out) throws IOException {
        out.writeUTF(path);
        out.writeUTF(name);
        out.writeUTF(contentType == null ? "" : contentType);
        out.writeInt(maxCharacters);
        out.flush();
    }

    static ParseRequest readFrom(DataInputStream in) throws IOException {
        String path = in.readUTF();
        String name = in.readUTF();
        String type = in.readUTF();
        return new ParseRequest(path, name, type.isEmpty() ? null : type, in.readInt());
    }
}
