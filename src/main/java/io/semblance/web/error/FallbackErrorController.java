package io.semblance.web.error;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** Reports errors that occur before a request reaches a route, in the dialect of its path. */
@Controller
final class FallbackErrorController implements ErrorController {

    @RequestMapping("${server.error.path:${error.path:/error}}")
    ResponseEntity<Object> error(HttpServletRequest request) {
        HttpStatus status = HttpStatus.NOT_FOUND;
        if (request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code) {
            status = HttpStatus.valueOf(code);
        }
        String path = request.getRequestURI();
        if (request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String original) {
            path = original;
        }
        return Dialect.of(path).response(ApiError.of(status, detail(status)));
    }

    private static String detail(HttpStatus status) {
        return switch (status) {
            case BAD_REQUEST ->
                    "the body cannot be read: its chunks are malformed, or the connection ended"
                            + " early";
            case REQUEST_TIMEOUT -> ErrorResponses.SLOW_BODY;
            default -> status.getReasonPhrase();
        };
    }
}
