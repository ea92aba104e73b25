package io.orchestratex.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.contracts.Topics;
import io.orchestratex.local.LongRunning;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tools that know of the services nothing but their API document use them through the gateway. */
@LongRunning("calls each operation, backs up and restores, then lets schemathesis look for faults")
class GeneratedClientTest extends Journey {

  /** What random requests make, and what is taken away again. */
  private static final List<String> MADE =
      List.of("/api/v1/rules", "/api/v1/users", "/api/v1/api-keys");

  private final Path folder = Path.of("target", "generated-client").toAbsolutePath();
  private final Map<String, Set<String>> before = new HashMap<>();
  private PythonTools tools;
  private JsonNode document;
  private String schemathesis;

  @BeforeAll
  void fetch() throws IOException {
    tools = PythonTools.in(folder);
    String json =
        await(
            "the whole API document",
            Duration.ofSeconds(60),
            () -> {
              HttpResponse<String> answer =
                  HttpClient.newHttpClient()
                      .send(
                          HttpRequest.newBuilder(stack.gateway().resolve("/openapi.json")).build(),
                          HttpResponse.BodyHandlers.ofString());
              return answer.statusCode() == 200 ? answer.body() : null;
            });
    Files.writeString(folder.resolve("openapi.json"), json);
    document = Gateway.JSON.readTree(json);
    schemathesis = newcomer("schemathesis", "admin").token();
    MADE.forEach(path -> before.put(path, ids(path)));
  }

  @AfterAll
  void clear() {
    before.forEach((path, known) ->
        ids(path).stream()
            .filter(id -> !known.contains(id))
            .forEach(id -> admin.delete(path + "/" + id)));
  }

  private Set<String> ids(String path) {
    Set<String> ids = new HashSet<>();
    JsonNode page;
    do {
      page = admin.get(path + "?limit=100&offset=" + ids.size());
      page.path("items").forEach(item -> ids.add(item.path("id").asText()));
    } while (!page.path("items").isEmpty());
    return ids;
  }

  @Test
  void theDocumentIsValid() {
    assertThat(tools.run("validator", "", "openapi-spec-validator", "openapi.json")).contains("OK");
  }

  @Test
  void aGeneratedClientCallsEachOperation() throws Exception {
    String generated =
        tools.run(
            "generator",
            "",
            "openapi-python-client",
            "generate",
            "--path",
            "openapi.json",
            "--meta",
            "none",
            "--output-path",
            "orchestratex_client",
            "--overwrite",
            "--fail-on-warning",
            "--config",
            script("generator.yml"));
    assertThat(generated).doesNotContain("WARNING");
    sendWhatNobodyCanRead();

    String said =
        tools.run(
            "client",
            stack.adminPassword() + "\n",
            "python",
            script("every_operation.py"),
            "openapi.json",
            folder.toString(),
            stack.gateway().toString());

    List<String> operations = document.path("paths").findValuesAsText("operationId");
    assertThat(operations).isNotEmpty().doesNotHaveDuplicates();
    for (String operation : operations) {
      assertThat(said.lines()).anyMatch(line -> line.startsWith(operation + " "));
    }
  }

  @Test
  void randomRequestsAreAnsweredAsDescribed() {
    List<String> command =
        new ArrayList<>(
            List.of(
                "schemathesis",
                "--config-file",
                script("schemathesis.toml"),
                "run",
                "openapi.json",
                "--url",
                stack.gateway().toString(),
                "--header",
                "Authorization: Bearer " + schemathesis));
    String said = tools.run("schemathesis", "", command.toArray(String[]::new));

    assertThat(said).contains("No issues found");
  }

  /** A file of the folder of Python. */
  private static String script(String name) {
    return Path.of("src/test/python", name).toAbsolutePath().toString();
  }

  /** So that each service that keeps unreadable events has one to show and to replay. */
  private void sendWhatNobodyCanRead() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            stack.engines().kafka().clientSettings(),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (String topic : List.of(Topics.METRIC, Topics.BACKUP)) {
        producer.send(new ProducerRecord<>(topic, new byte[] {1})).get(15, TimeUnit.SECONDS);
      }
    }
  }
}
