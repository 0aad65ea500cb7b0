package io.semblance.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.net.URI;

/** Where the service is, and how to be admitted to it: options of every command. */
final class ServiceOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:SEMBLANCE_URL:-http://localhost:8080}",
            description =
                    "URL of the service; default: the environment variable SEMBLANCE_URL, or"
                            + " http://localhost:8080")
    private URI url;

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            defaultValue = "${env:SEMBLANCE_SECURITY_APIKEY}",
            description =
                    "API key; default: the environment variable SEMBLANCE_SECURITY_APIKEY, which"
                            + " other users of the machine cannot see")
    private @Nullable String apiKey;

    /** A client of the service. */
    ServiceClient client() {
        String scheme = url.getScheme();
        boolean http = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
        if (!http || url.getHost() == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--url must be a URL like http://localhost:8080, got: " + url);
        }
        return new ServiceClient(url, apiKey == null || apiKey.isBlank() ? null : apiKey);
    }
}
