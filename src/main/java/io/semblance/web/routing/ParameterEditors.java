package io.semblance.web.routing;

import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.InitBinder;

import java.beans.PropertyEditorSupport;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads the values of query parameters as strictly as those of a body: {@code ?limit=} and {@code
 * ?limit=0x10} are not integers, {@code yes} is not {@code true}.
 */
@ControllerAdvice
final class ParameterEditors {

    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,10}");

    @InitBinder
    void strictly(WebDataBinder binder) {
        binder.registerCustomEditor(Integer.class, new Editor(ParameterEditors::integer));
        binder.registerCustomEditor(Boolean.class, new Editor(ParameterEditors::bool));
    }

    private static Integer integer(String text) {
        if (!INTEGER.matcher(text).matches()) {
            throw new IllegalArgumentException("not an integer");
        }
        return Integer.valueOf(text);
    }

    private static Boolean bool(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }

    /** Reads a value; Spring tries no other conversion if this fails. */
    private static final class Editor extends PropertyEditorSupport {

        private final Function<String, ?> reader;

        Editor(Function<String, ?> reader) {
            this.reader = reader;
        }

        @Override
        public void setAsText(String text) {
            setValue(reader.apply(text));
        }
    }
}
