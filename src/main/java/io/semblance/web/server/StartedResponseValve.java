package io.semblance.web.server;

import io.semblance.web.error.ErrorResponses;

import jakarta.servlet.ServletException;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

import java.io.IOException;

/**
 * Ends a response that failed after its start without its last part: the connection is closed, or
 * the stream of HTTP/2 is reset. Otherwise the client would take a part of the response for the
 * whole.
 */
final class StartedResponseValve extends ValveBase {

    StartedResponseValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        getNext().invoke(request, response);
        if (request.getAttribute(ErrorResponses.FAILED) instanceof Throwable failure) {
            response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, failure);
        }
    }
}
