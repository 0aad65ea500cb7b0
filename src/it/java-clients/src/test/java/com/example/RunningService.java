package com.example;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The executable jar, started once on a free port for all tests. */
final class RunningService implements BeforeAllCallback {

    private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");

    private static String url;

    /** Where it listens. */
    static String url() {
        return url;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        if (url == null) {
            url = "http://127.0.0.1:" + start();
        }
    }

    private static String start() throws IOException {
        Process process =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "--add-modules=jdk.incubator.vector",
                                "-XX:TieredStopAtLevel=1",
                                "-jar",
                                System.getProperty("semblance.jar"),
                                "--server.port=0",
                                "--semblance.data-dir=" + Path.of("target/data").toAbsolutePath())
                        .redirectErrorStream(true)
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        BufferedReader lines = process.inputReader();
        StringBuilder output = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            output.append(line).append('\n');
            Matcher started = STARTED.matcher(line);
            if (started.find()) {
                Thread.ofVirtual().start(() -> lines.lines().forEach(each -> {}));
                return started.group(1);
            }
        }
        throw new IllegalStateException("the service did not start:\n" + output);
    }

    /** What /embed answers to a JSON list of texts. */
    static float[][] embed(String inputs) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            String body =
                    client.send(
                                    HttpRequest.newBuilder(URI.create(url + "/embed"))
                                            .header("Content-Type", "application/json")
                                            .POST(
                                                    BodyPublishers.ofString(
                                                            "{\"inputs\":" + inputs + "}"))
                                            .build(),
                                    BodyHandlers.ofString())
                            .body();
            return tools.jackson.databind.json.JsonMapper.shared().readValue(body, float[][].class);
        }
    }
}
