package io.semblance;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.web.HttpTests;

import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files of the local stack agree with each other, and the dashboard with the service. */
class StackFilesTests extends HttpTests {

    private static final Path COMPOSE = Path.of("docker-compose.yml");
    private static final Path OBSERVABILITY = Path.of("observability");
    private static final Pattern METRIC =
            Pattern.compile("\\b(?:semblance|http_server|hikaricp|jvm|process|system)_\\w+");

    @Test
    void everyForeignImageIsPinnedToAPatchVersion() throws IOException {
        Stream<String> bases =
                found("(?m)^FROM (\\S+:\\S+)", Path.of("Dockerfile")).map(base -> base.group(1));
        Stream<String> images =
                services(COMPOSE).values().stream()
                        .map(service -> (String) service.get("image"))
                        .filter(image -> !image.startsWith("semblance:"));

        assertThat(Stream.concat(bases, images).toList())
                .hasSize(6)
                .allSatisfy(image -> assertThat(image).containsPattern(":v?\\d+\\.\\d+\\.\\d+"));
    }

    @Test
    void everyPortIsPublishedOnThisMachineOnly() throws IOException {
        List<String> ports =
                services(COMPOSE).values().stream()
                        .flatMap(service -> strings(service, "ports").stream())
                        .toList();

        assertThat(ports)
                .hasSize(3)
                .allSatisfy(port ->
                        assertThat(port)
                                .containsPattern(
                                        "^(127\\.0\\.0\\.1|\\$\\{SEMBLANCE_BIND:-127\\.0\\.0\\.1})"));
    }

    @Test
    void everyMountedFileExists() throws IOException {
        List<Path> mounts =
                services(COMPOSE).values().stream()
                        .flatMap(service -> strings(service, "volumes").stream())
                        .filter(volume -> volume.startsWith("./"))
                        .map(volume -> Path.of(volume.substring(0, volume.indexOf(':'))))
                        .toList();

        assertThat(mounts).hasSize(5).allSatisfy(mount -> assertThat(mount).exists());
    }

    @Test
    void everyVariableIsExplainedAndHasADefault() throws IOException {
        String example = Files.readString(Path.of(".env.example"));

        assertThat(found("\\$\\{(\\w+)([^}]*)}", COMPOSE).toList())
                .isNotEmpty()
                .allSatisfy(variable -> {
                    assertThat(example).contains("#" + variable.group(1) + "=");
                    assertThat(variable.group(2)).startsWith(":-");
                });
    }

    @Test
    void theGpuOverrideChangesAServiceThatIsThere() throws IOException {
        assertThat(services(COMPOSE).keySet())
                .containsAll(services(Path.of("docker-compose.gpu.yml")).keySet());
    }

    @Test
    void theImageRunsWithTheFlagsOfTheBuild() throws IOException {
        String flags =
                found("<jvm\\.flags>(.*)</jvm\\.flags>", Path.of("pom.xml"))
                        .findFirst()
                        .orElseThrow()
                        .group(1)
                        .replace("--add-modules ", "--add-modules=");
        List<String> lucene = options("lucene");

        assertThat(lucene).contains(flags.split(" "));
        assertThat(options("pgvector"))
                .containsExactlyElementsOf(
                        lucene.stream().filter(flag -> !flag.startsWith("--add-modules")).toList());
    }

    @Test
    void prometheusScrapesTheServiceUnderTheNameThatTheDashboardAsksFor() throws IOException {
        Map<?, ?> job =
                (Map<?, ?>)
                        ((List<?>)
                                        Objects.requireNonNull(
                                                yaml(OBSERVABILITY.resolve("prometheus.yml"))
                                                        .get("scrape_configs")))
                                .getFirst();

        assertThat(service.get(String.valueOf(job.get("metrics_path"))).status()).isEqualTo(200);
        assertThat(expressions()).contains("sum(up{job=\"%s\"})".formatted(job.get("job_name")));
    }

    @Test
    void everyPanelAsksTheProvisionedDataSource() throws IOException {
        Path provisioning =
                OBSERVABILITY.resolve("grafana/provisioning/datasources/prometheus.yml");
        Object uid =
                ((Map<?, ?>)
                                ((List<?>)
                                                Objects.requireNonNull(
                                                        yaml(provisioning).get("datasources")))
                                        .getFirst())
                        .get("uid");

        assertThat(
                        panels().map(panel -> panel.at("/datasource/uid").asString())
                                .collect(Collectors.toSet()))
                .containsExactly(String.valueOf(uid));
    }

    @Test
    void theDashboardAsksForMetricsThatTheServiceHas() throws IOException {
        service.put(
                "/v1/collections/dashboard/documents",
                "{\"documents\":[{\"id\":\"a\",\"text\":\"One.\"}]}");
        service.post("/v1/collections/dashboard/search", "{\"query\":\"one\"}");
        Set<String> exposed =
                Pattern.compile("(?m)^(\\w+)[{ ]")
                        .matcher(service.get("/actuator/prometheus").body())
                        .results()
                        .map(sample -> sample.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(expressions())
                .hasSizeGreaterThan(30)
                .allSatisfy(expression ->
                        assertThat(metrics(expression)).as(expression).isSubsetOf(exposed));
        assertThat(expressions().stream().flatMap(expression -> metrics(expression).stream()))
                .as("what docs/operations.md lists is on the dashboard")
                .contains(
                        "semblance_embedding_queue_tokens",
                        "semblance_embedding_queue_wait_seconds_bucket",
                        "semblance_embedding_batch_texts_sum",
                        "semblance_embedding_batch_tokens_sum",
                        "semblance_embedding_batch_padding_bucket",
                        "semblance_embedding_tokens_total",
                        "semblance_embedding_tokenization_seconds_bucket",
                        "semblance_embedding_inference_seconds_bucket",
                        "semblance_embedding_rejected_total",
                        "semblance_store_seconds_bucket",
                        "semblance_ingest_documents_total");
    }

    private static List<String> metrics(String expression) {
        return METRIC.matcher(expression).results().map(MatchResult::group).toList();
    }

    private static List<String> expressions() throws IOException {
        return panels().flatMap(panel -> panel.path("targets").valueStream())
                .map(target -> target.path("expr").asString())
                .toList();
    }

    /** Without the headings. */
    private static Stream<JsonNode> panels() throws IOException {
        Path dashboard = OBSERVABILITY.resolve("grafana/dashboards/semblance.json");
        return JsonMapper.shared()
                .readTree(Files.readString(dashboard))
                .path("panels")
                .valueStream()
                .filter(panel -> !panel.path("type").asString().equals("row"));
    }

    private static List<String> options(String store) throws IOException {
        return Files.readAllLines(Path.of("src/main/docker/%s.options".formatted(store))).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }

    private static Stream<MatchResult> found(String pattern, Path file) throws IOException {
        return Pattern.compile(pattern).matcher(Files.readString(file)).results().toList().stream();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> services(Path file) throws IOException {
        return (Map<String, Map<String, Object>>)
                (Map<?, ?>) Objects.requireNonNull(yaml(file).get("services"));
    }

    @SuppressWarnings("unchecked")
    private static List<String> strings(Map<String, Object> service, String key) {
        return (List<String>) service.getOrDefault(key, List.of());
    }

    private static Map<String, Object> yaml(Path file) throws IOException {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
    }
}
