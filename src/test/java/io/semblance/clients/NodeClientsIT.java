package io.semblance.clients;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * OpenAI's, Hugging Face's and LangChain's clients for JavaScript, and one that is generated from
 * the description of the API, against the built service: the project {@code src/test/clients/node}.
 */
class NodeClientsIT {

    private static final String NEEDS =
            "Node.js 20 or newer with npm: apt-get install nodejs npm, or see nodejs.org";

    /** The libraries, exactly those of the lock file; once they are there nothing is fetched. */
    @BeforeAll
    static void install() throws Exception {
        ClientProject project = project();
        Path lock = project.file("package-lock.json");
        Path installed = project.file("node_modules/.installed-lock.json");
        if (!Files.exists(installed) || Files.mismatch(lock, installed) >= 0) {
            project.run(Map.of(), "npm", "ci", "--no-audit", "--no-fund");
            Files.copy(lock, installed);
        }
    }

    private static ClientProject project() throws Exception {
        return ClientProject.of("node", "npm", NEEDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "huggingface", "langchain"})
    void clientWorksUnchanged(String client) throws Exception {
        project().run(BuiltService.shared(), "node", "--test", client + ".test.mjs");
    }

    @Test
    void generatedClientCompilesAndSearches() throws Exception {
        ClientProject project = project();
        BuiltService service = BuiltService.shared();
        project.run(
                service,
                "npx",
                "openapi-typescript",
                service.url() + "/v3/api-docs",
                "-o",
                "api.d.ts");
        project.run(service, "npx", "tsc");
        project.run(service, "node", "--test", "generated/generated.test.js");
    }
}
