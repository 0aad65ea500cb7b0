package io.semblance.web.routing;

import io.semblance.web.error.ApiError;
import io.semblance.web.error.ApiException;
import io.semblance.web.error.ErrorCode;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;

import java.lang.reflect.Type;

/** Rejects the body {@code null} on routes whose body is optional: it is not an object. */
@RestControllerAdvice
final class NullBodyAdvice extends RequestBodyAdviceAdapter {

    @Override
    public boolean supports(
            MethodParameter parameter,
            Type type,
            Class<? extends HttpMessageConverter<?>> converter) {
        return true;
    }

    @Override
    public Object afterBodyRead(
            @Nullable Object body,
            HttpInputMessage message,
            MethodParameter parameter,
            Type type,
            Class<? extends HttpMessageConverter<?>> converter) {
        if (body == null) {
            throw new ApiException(
                    ApiError.badRequest(
                            ErrorCode.INVALID_VALUE,
                            "the body must be an object, got: null",
                            null));
        }
        return body;
    }
}
