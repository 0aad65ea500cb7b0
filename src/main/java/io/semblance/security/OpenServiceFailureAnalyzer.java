package io.semblance.security;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says how to close the service, or to open it knowingly. */
final class OpenServiceFailureAnalyzer extends AbstractFailureAnalyzer<OpenServiceException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, OpenServiceException cause) {
        return new FailureAnalysis(
                "The service would be open to everybody: " + cause.getMessage(),
                "Set SEMBLANCE_SECURITY_APIKEY in the environment (openssl rand -hex 32), or"
                        + " semblance.security.open=true if something else guards the service, or"
                        + " make that address 127.0.0.1.",
                cause);
    }
}
