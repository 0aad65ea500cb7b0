package io.semblance.web.embed;

import io.semblance.value.Embedding;
import io.semblance.web.error.ApiException;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;

import java.util.Base64;

/**
 * The type of the numbers of an embedding in a response, with the names of Voyage and Mistral
 * ({@code output_dtype}).
 */
public enum OutputType {
    /** 32-bit floats. */
    FLOAT {
        @Override
        byte[] bytes(Embedding embedding) {
            return embedding.toBytes();
        }

        @Override
        void writeNumbers(Embedding embedding, JsonGenerator json) {
            // The shortest form of each number, without a string for it.
            StringBuilder number = new StringBuilder(MAX_FLOAT_CHARS);
            char[] chars = new char[MAX_FLOAT_CHARS];
            for (int i = 0; i < embedding.dimension(); i++) {
                number.setLength(0);
                number.append(embedding.component(i));
                number.getChars(0, number.length(), chars, 0);
                json.writeNumber(chars, 0, number.length());
            }
        }
    },
    /** Signed bytes, see {@link Embedding#toInt8()}. */
    INT8 {
        @Override
        byte[] bytes(Embedding embedding) {
            return embedding.toInt8();
        }
    },
    /** The bytes of {@link Embedding#toBits()}, as signed bytes less 128 ("offset binary"). */
    BINARY {
        @Override
        byte[] bytes(Embedding embedding) {
            byte[] bytes = embedding.toBits();
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] ^= Byte.MIN_VALUE;
            }
            return bytes;
        }
    },
    /** The bytes of {@link Embedding#toBits()}, as unsigned bytes. */
    UBINARY {
        @Override
        byte[] bytes(Embedding embedding) {
            return embedding.toBits();
        }

        @Override
        void writeNumbers(Embedding embedding, JsonGenerator json) {
            for (byte each : bytes(embedding)) {
                json.writeNumber(Byte.toUnsignedInt(each));
            }
        }
    };

    /** The maximum length of {@link Float#toString(float)}, that of "-1.17549435E-38". */
    private static final int MAX_FLOAT_CHARS = 15;

    /** Returns the type with this name; {@link #FLOAT} for null. */
    public static OutputType of(@Nullable String name) {
        return switch (name) {
            case null -> FLOAT;
            case "float" -> FLOAT;
            case "int8" -> INT8;
            case "binary" -> BINARY;
            case "ubinary" -> UBINARY;
            default ->
                    throw ApiException.invalid(
                            "output_dtype",
                            "output_dtype must be float, int8, binary or ubinary, got: " + name);
        };
    }

    abstract byte[] bytes(Embedding embedding);

    /** Writes an embedding as a string in base64. */
    void writeBase64(Embedding embedding, JsonGenerator json) {
        json.writeString(Base64.getEncoder().encodeToString(bytes(embedding)));
    }

    /** Writes an embedding's numbers, between the brackets of an array. */
    void writeNumbers(Embedding embedding, JsonGenerator json) {
        for (byte each : bytes(embedding)) {
            json.writeNumber(each);
        }
    }
}
