package io.semblance.clients;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Schemathesis makes requests of the description of the API, which fit it and which do not, and
 * finds no answer of the built service that is another than described. Both runs have a service of
 * their own and are the longest of all clients' tests, so they run at the same time.
 *
 * <p>By hand, with other requests: {@code target/clients/python/venv/bin/st run
 * http://localhost:8080/v3/api-docs}.
 */
@Execution(ExecutionMode.CONCURRENT)
class DescriptionIT {

    private static final String KEY = "the-key-of-the-test";

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void schemathesisFindsNothing(boolean withKey) throws Exception {
        ClientProject project = ClientProject.of("python", "python3", PythonClientsIT.NEEDS);
        project.run(Map.of(), "sh", "install");
        List<String> settings = new ArrayList<>(List.of("--semblance.model=bge-small-en-v1.5-q"));
        if (withKey) {
            settings.add("--semblance.security.api-key=" + KEY);
        }
        try (BuiltService service = BuiltService.start(settings.toArray(String[]::new))) {
            List<String> command =
                    new ArrayList<>(
                            List.of(
                                    "venv/bin/st",
                                    "run",
                                    service.url() + "/v3/api-docs",
                                    "--seed=20261128",
                                    "--max-examples=20",
                                    // About the generator's own speed, not about the service.
                                    "--suppress-health-check=filter_too_much",
                                    "--no-color"));
            if (withKey) {
                command.addAll(
                        List.of("--phases=examples,fuzzing", "-H", "Authorization: Bearer " + KEY));
            }
            project.run(service, command.toArray(String[]::new));
        }
    }
}
