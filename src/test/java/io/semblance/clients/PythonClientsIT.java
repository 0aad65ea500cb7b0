package io.semblance.clients;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

/**
 * Clients and frameworks for Python, and one that is generated from the description of the API,
 * against the built service: the project {@code src/test/clients/python}.
 */
class PythonClientsIT {

    static final String NEEDS =
            "Python 3.11 or newer with venv: apt-get install python3 python3-venv";

    private static ClientProject project() throws Exception {
        return ClientProject.of("python", "python3", NEEDS);
    }

    @BeforeAll
    static void install() throws Exception {
        project().run(Map.of(), "sh", "install");
    }

    private static String tool(String name) {
        return "venv/bin/" + name;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "openai",
                "langchain",
                "llama_index",
                "haystack",
                "chroma",
                "huggingface_hub",
                "litellm"
            })
    void clientWorksUnchanged(String client) throws Exception {
        project()
                .run(
                        BuiltService.shared(),
                        tool("python"),
                        "-m",
                        "pytest",
                        "test_" + client + ".py");
    }

    @Test
    void generatedClientCompilesAndSearches() throws Exception {
        ClientProject project = project();
        BuiltService service = BuiltService.shared();
        project.run(
                service,
                tool("openapi-python-client"),
                "generate",
                "--url",
                service.url() + "/v3/api-docs",
                "--config",
                "generator.yml",
                "--meta",
                "none",
                "--overwrite",
                "--fail-on-warning",
                "--output-path",
                "generated_client");
        project.run(service, tool("python"), "-m", "compileall", "-q", "generated_client");
        project.run(service, tool("python"), "-m", "pytest", "test_generated.py");
    }
}
