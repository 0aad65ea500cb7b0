package io.semblance.web.json;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.module.SimpleModule;

import java.math.BigDecimal;

/**
 * Reads an integer as JSON Schema defines it: a number without a fraction, whether it is written
 * {@code 64}, {@code 64.0} or {@code 6.4e1}. Many languages have one type of number and write any
 * of these.
 */
public final class IntegerReader extends StdScalarDeserializer<Integer> {

    private static final long serialVersionUID = 1L;

    private static final BigDecimal MIN = BigDecimal.valueOf(Integer.MIN_VALUE);
    private static final BigDecimal MAX = BigDecimal.valueOf(Integer.MAX_VALUE);

    /** A number with a larger exponent is 0 or does not fit into an {@code int}. */
    private static final int MAX_SCALE = 1_000;

    IntegerReader() {
        super(Integer.class);
    }

    /** Returns a module that reads all {@code Integer} fields with this reader. */
    static SimpleModule module() {
        return new SimpleModule("integers").addDeserializer(Integer.class, new IntegerReader());
    }

    @Override
    public Integer deserialize(JsonParser parser, DeserializationContext context) {
        if (!isInteger(parser)) {
            context.handleUnexpectedToken(context.constructType(Integer.class), parser);
        }
        return read(parser);
    }

    /** Reads the current token, for which {@link #isInteger} must be true. */
    public static int read(JsonParser parser) {
        return parser.hasToken(JsonToken.VALUE_NUMBER_INT)
                ? parser.getIntValue()
                : parser.getDecimalValue().intValueExact();
    }

    /**
     * Returns whether the current token is a number without a fraction. A number with a point or an
     * exponent must also fit into an {@code int}.
     */
    public static boolean isInteger(JsonParser parser) {
        if (parser.hasToken(JsonToken.VALUE_NUMBER_INT)) {
            return true;
        }
        if (!parser.hasToken(JsonToken.VALUE_NUMBER_FLOAT)) {
            return false;
        }
        BigDecimal value = parser.getDecimalValue();
        return Math.abs((long) value.scale()) <= MAX_SCALE
                && value.compareTo(MIN) >= 0
                && value.compareTo(MAX) <= 0
                && value.stripTrailingZeros().scale() <= 0;
    }
}
