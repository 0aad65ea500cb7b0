package io.semblance.web.json;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.SerializableString;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.io.IOContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonFactoryBuilder;
import tools.jackson.core.sym.PropertyNameMatcher;
import tools.jackson.core.util.JsonParserDelegate;

import java.io.InputStream;
import java.io.Reader;
import java.util.Arrays;

/**
 * Limits the number of field names in the open objects of a body. To find duplicate names, the
 * parser keeps all of them, even in objects that are skipped, and they take ten times their size in
 * the body. Jackson's own constraints limit the length of a name, not the number of names.
 */
final class CountingJsonFactory extends JsonFactory {

    private static final long serialVersionUID = 1L;

    /** More than the largest allowed metadata and the objects around it have together. */
    static final int MAX_OPEN_NAMES = 50_000;

    CountingJsonFactory(JsonFactoryBuilder builder) {
        super(builder);
    }

    private CountingJsonFactory(CountingJsonFactory other) {
        super(other);
    }

    @Override
    public JsonFactory copy() {
        return new CountingJsonFactory(this);
    }

    @Override
    protected JsonParser _createParser(ObjectReadContext context, IOContext io, InputStream in) {
        return new CountingParser(super._createParser(context, io, in));
    }

    @Override
    protected JsonParser _createParser(ObjectReadContext context, IOContext io, Reader in) {
        return new CountingParser(super._createParser(context, io, in));
    }

    /** Counts names; every method that advances does so by {@link #nextToken()}. */
    private static final class CountingParser extends JsonParserDelegate {

        /** Number of names so far in each open object; 0 for an array. */
        private int[] names = new int[16];

        private int depth;
        private int open;

        CountingParser(JsonParser parser) {
            super(parser);
        }

        @Override
        public @Nullable JsonToken nextToken() {
            JsonToken token = super.nextToken();
            if (token == null) {
                return null;
            }
            switch (token) {
                case PROPERTY_NAME -> countName();
                case START_OBJECT, START_ARRAY -> begin();
                case END_OBJECT, END_ARRAY -> open -= names[depth--];
                default -> {
                    return token;
                }
            }
            return token;
        }

        private void countName() {
            names[depth]++;
            open++;
            if (open > MAX_OPEN_NAMES) {
                throw new StreamConstraintsException(
                        "an object in the body, with those around it, has more than %d fields; send fewer"
                                .formatted(MAX_OPEN_NAMES));
            }
        }

        private void begin() {
            depth++;
            if (depth == names.length) {
                names = Arrays.copyOf(names, 2 * depth);
            }
            names[depth] = 0;
        }

        @Override
        public @Nullable JsonToken nextValue() {
            JsonToken token = nextToken();
            return token == JsonToken.PROPERTY_NAME ? nextToken() : token;
        }

        @Override
        public @Nullable String nextName() {
            return nextToken() == JsonToken.PROPERTY_NAME ? currentName() : null;
        }

        @Override
        public boolean nextName(SerializableString name) {
            return name.getValue().equals(nextName());
        }

        @Override
        public int nextNameMatch(PropertyNameMatcher matcher) {
            String name = nextName();
            if (name != null) {
                return matcher.matchName(name);
            }
            return currentToken() == JsonToken.END_OBJECT
                    ? PropertyNameMatcher.MATCH_END_OBJECT
                    : PropertyNameMatcher.MATCH_ODD_TOKEN;
        }

        @Override
        public @Nullable String nextStringValue() {
            return nextToken() == JsonToken.VALUE_STRING ? getString() : null;
        }

        @Override
        public int nextIntValue(int other) {
            return nextToken() == JsonToken.VALUE_NUMBER_INT ? getIntValue() : other;
        }

        @Override
        public long nextLongValue(long other) {
            return nextToken() == JsonToken.VALUE_NUMBER_INT ? getLongValue() : other;
        }

        @Override
        public @Nullable Boolean nextBooleanValue() {
            return switch (nextToken()) {
                case VALUE_TRUE -> true;
                case VALUE_FALSE -> false;
                case null, default -> null;
            };
        }

        @Override
        public JsonParser skipChildren() {
            JsonToken token = currentToken();
            if (token != JsonToken.START_OBJECT && token != JsonToken.START_ARRAY) {
                return this;
            }
            int outside = depth - 1;
            while (depth > outside && nextToken() != null) {}
            return this;
        }
    }
}
