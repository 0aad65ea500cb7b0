package io.semblance.security;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Describes how to require an API key, or to allow access without one deliberately. */
final class MissingApiKeyFailureAnalyzer extends AbstractFailureAnalyzer<MissingApiKeyException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, MissingApiKeyException cause) {
        return new FailureAnalysis(
                "Everyone could use the service: " + cause.getMessage(),
                "Set SEMBLANCE_SECURITY_APIKEY in the environment (openssl rand -hex 32), or"
                    + " semblance.security.open=true if the service is protected in another way, or"
                    + " set the address to 127.0.0.1.",
                cause);
    }
}
