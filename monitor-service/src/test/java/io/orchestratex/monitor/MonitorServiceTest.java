package io.orchestratex.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.contracts.MetricEvent.Sampled;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.TestService;
import io.orchestratex.kit.TestTopics;
import io.orchestratex.kit.access.Role;
import io.orchestratex.local.LongRunning;
import io.orchestratex.local.TestEngines;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The whole service on real engines. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@LongRunning("waits for several rounds of probes of all engines")
class MonitorServiceTest {

  private static final Duration SOON = Duration.ofSeconds(30);

  private final String run = UUID.randomUUID().toString().substring(0, 8);
  private RunningMonitor monitor;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    Path ledger = folder.resolve("ledger");
    TestEngines engines = TestEngines.shared();
    try (MongoClient root = MongoClients.create(engines.mongo().rootUri())) {
      root.getDatabase("monitor_service_test").getCollection("watched").insertOne(new Document());
    }
    monitor =
        RunningMonitor.with("service_test")
            .target("mongodb", "mongodb", engines.mongo().monitorUri())
            .target("postgresql", "postgresql", engines.postgres().monitorUri())
            .target("redis", "redis", engines.redis().monitorUri())
            .target("host", "host", "local")
            .target("gone-service", "service", "http://127.0.0.1:1")
            .target("ledger", "file", Files.writeString(ledger, "12345").toUri().toString())
            .every(Duration.ofSeconds(2), Duration.ofMillis(1_900))
            .started();
  }

  @AfterAll
  void stop() {
    monitor.close();
  }

  private HttpResponse<String> get(String path, @Nullable String token) {
    return monitor.get(path, token);
  }

  private JsonNode read(String path) {
    return monitor.read(path);
  }

  private static void send(String target, Map<String, String> headers, byte[] value) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(Topics.METRIC, target.getBytes(UTF_8), value);
    headers.forEach((name, text) -> record.headers().add(name, text.getBytes(UTF_8)));
    TestTopics.send(record);
  }

  @Test
  void measuresEachTargetAndKeepsItsSamples() throws Exception {
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          JsonNode series = read("/api/v1/metrics/range?name=ox_up&from=-5m&step=1s").get("series");
          assertThat(series.findValuesAsText("target"))
              .contains("mongodb", "postgresql", "redis", "host", "gone-service");
        });
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          for (JsonNode sample : read("/api/v1/metrics/latest?name=ox_up").get("items")) {
            boolean gone = sample.get("target").asText().equals("gone-service");
            assertThat(sample.get("value").asDouble())
                .as(sample.toString())
                .isEqualTo(gone ? 0 : 1);
            assertThat(sample.at("/labels/reason").asText()).isEqualTo(gone ? "connect" : "");
          }
        });
    assertThat(
            read("/api/v1/metrics/series?target=mongodb&name=mongodb_collection_documents")
                .at("/paging/total")
                .asInt())
        .isPositive();
  }

  @Test
  void showsTheStateOfEachTargetAndWhyOneIsDown() throws Exception {
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          JsonNode items = read("/api/v1/monitor/targets").get("items");
          assertThat(items).hasSize(6);
          for (JsonNode target : items) {
            boolean gone = target.get("id").asText().equals("gone-service");
            assertThat(target.get("state").asText())
                .as(target.toString())
                .isEqualTo(gone ? "down" : "up");
            if (gone) {
              assertThat(target.get("reason").asText()).isEqualTo("connect");
            }
            assertThat(target.toString()).doesNotContain("@");
          }
        });
    assertThat(read("/api/v1/monitor/targets?state=down").at("/items/0/id").asText())
        .isEqualTo("gone-service");
    assertThat(read("/api/v1/monitor/targets?state=down").at("/paging/total").asInt()).isOne();
    assertThat(read("/api/v1/monitor/targets?state=up&q=GONE").get("items")).isEmpty();
    assertThat(read("/api/v1/monitor/targets?q=one-s").at("/items/0/reason").asText())
        .isEqualTo("connect");
    assertThat(read("/api/v1/monitor/targets/mongodb").get("state").asText()).isEqualTo("up");
    assertThat(status("/api/v1/monitor/targets?state=broken")).isEqualTo(400);
    assertThat(status("/api/v1/monitor/targets/none-has-this-id")).isEqualTo(404);
    assertThat(read("/api/v1/monitor/health/database").get("status").asText()).isEqualTo("healthy");
    assertThat(read("/api/v1/monitor/health/redis").at("/checks/redis/status").asText())
        .isEqualTo("healthy");
    HttpResponse<String> services =
        get("/api/v1/monitor/health/services", TestService.token("op", Role.OPERATOR));
    assertThat(services.statusCode()).isEqualTo(503);
    assertThat(services.body()).contains("connect");
    assertThat(
            get("/api/v1/monitor/health/oracle", TestService.token("op", Role.OPERATOR))
                .statusCode())
        .isEqualTo(404);
    JsonNode databases = read("/api/v1/metrics/database").get("databases");
    assertThat(databases.at("/mongodb/metrics/mongodb_connections")).isNotEmpty();
    assertThat(databases.at("/postgresql/metrics/postgresql_slow_queries")).isNotEmpty();
    assertThat(databases.at("/redis/metrics/redis_memory_used_bytes")).isNotEmpty();
  }

  private int status(String path) throws Exception {
    return get(path, TestService.token("op", Role.OPERATOR)).statusCode();
  }

  @Test
  void namesEachMetricOnce() throws Exception {
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          JsonNode names = read("/api/v1/metrics/names?limit=100");
          assertThat(names.get("items").findValuesAsText("name"))
              .isSorted()
              .doesNotHaveDuplicates()
              .contains("ox_up", "file_bytes");
          for (JsonNode name : names.get("items")) {
            if (name.get("name").asText().equals("ox_up")) {
              assertThat(name.get("series").asInt()).isEqualTo(6);
            }
          }
        });
    assertThat(
            read("/api/v1/metrics/names?target=ledger&limit=100")
                .get("items")
                .findValuesAsText("name"))
        .contains("file_bytes")
        .doesNotContain("mongodb_connections");
  }

  /** The probe of files lies in the folders of the tests and is named nowhere else. */
  @Test
  void measuresATargetOfAnAddedEngine() throws Exception {
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          JsonNode latest = read("/api/v1/metrics/latest?name=file_bytes").get("items");
          assertThat(latest).hasSize(1);
          assertThat(latest.at("/0/target").asText()).isEqualTo("ledger");
          assertThat(latest.at("/0/value").asDouble()).isEqualTo(5);
        });
    for (JsonNode target : read("/api/v1/monitor/targets").get("items")) {
      if (target.get("id").asText().equals("ledger")) {
        assertThat(target.get("kind").asText()).isEqualTo("file");
        assertThat(target.get("state").asText()).isEqualTo("up");
        assertThat(target.get("address").asText()).startsWith("file:///").endsWith("/ledger");
      }
    }
    assertThat(read("/api/v1/monitor/health/files").at("/checks/ledger/status").asText())
        .isEqualTo("healthy");
    assertThat(read("/api/v1/metrics/database").at("/databases/ledger/metrics/file_bytes"))
        .hasSize(1);
    assertThat(get("/prometheus", RunningMonitor.SCRAPE_TOKEN).body())
        .contains(
            "# HELP file_bytes Length of the file\n# TYPE file_bytes gauge\n"
                + "file_bytes{target=\"ledger\"} 5.0\n");
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(read("/api/v1/metrics/range?name=file_bytes&target=ledger").get("series"))
                .hasSize(1));
  }

  @Test
  void exposesEverySampleInOneValidText() throws Exception {
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          HttpResponse<String> response = get("/prometheus", RunningMonitor.SCRAPE_TOKEN);
          assertThat(response.statusCode()).isEqualTo(200);
          assertThat(response.headers().firstValue("Content-Type"))
              .hasValue("text/plain; version=0.0.4; charset=utf-8");
          checkFormat(response.body());
          for (String name :
              List.of(
                  "jvm_memory_used_bytes",
                  "ox_up",
                  "mongodb_collection_documents",
                  "postgresql_connections",
                  "redis_memory_used_bytes",
                  "node_cpu_used_ratio")) {
            assertThat(response.body()).contains("\n# TYPE " + name + " gauge\n");
          }
        });
    assertThat(get("/prometheus", null).statusCode()).isEqualTo(401);
  }

  /** A scraper that asks each service, or the gateway alone, has each meter once. */
  @Test
  void showsTheMetersOfAServiceOnceInEachWay() {
    String service = "meters-" + run;
    Sample meter = new Sample("jvm_threads_live_threads", Map.of("service", service), 7);
    RunningMonitor.publish(
        new Sampled(
            service, "service", Instant.now(), List.of(new Sample("ox_up", Map.of(), 1), meter)));
    String everything = "/api/v1/metrics/prometheus";
    String ofService =
        "jvm_threads_live_threads{service=\"" + service + "\",target=\"" + service + "\"} 7.0";

    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(get(everything, TestService.token("prom", Role.SCRAPER)).body())
                .contains("ox_up{target=\"" + service + "\"} 1.0", ofService));
    HttpResponse<String> all = get(everything, TestService.token("ann", Role.ANALYST));
    assertThat(all.headers().firstValue("Content-Type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
    checkFormat(all.body());
    assertThat(all.body())
        .contains("mongodb_collection_documents{")
        .doesNotContain("\njvm_threads_live_threads ");
    String own = get("/prometheus", RunningMonitor.SCRAPE_TOKEN).body();
    assertThat(own)
        .contains("ox_up{target=\"" + service + "\"} 1.0", "\njvm_threads_live_threads ")
        .doesNotContain(ofService);
    assertThat(get(everything, null).statusCode()).isEqualTo(401);
    assertThat(get(everything, TestService.token("bot", Role.AGENT)).statusCode()).isEqualTo(403);
  }

  @Test
  void exposesTextThatKeepsToTheRulesOfItsFormat() throws Exception {
    RunningMonitor.publish(
        new Sampled(
            "odd-" + run,
            "test",
            Instant.now(),
            List.of(new Sample("odd_sample", Map.of("text", "a\"b\\c\nd"), 1))));

    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          String text = get("/prometheus", RunningMonitor.SCRAPE_TOKEN).body();
          assertThat(text)
              .contains("ox_up{reason=\"connect\",target=\"gone-service\"} 0")
              .contains("odd_sample{target=\"odd-" + run + "\",text=\"a\\\"b\\\\c\\nd\"} 1");
          checkFormat(text);
        });
  }

  /**
   * The rules of https://prometheus.io/docs/instrumenting/exposition_formats/, checked line by
   * line: HELP and TYPE once and before their samples, the samples of a name in one group, no
   * series twice, a new line at the end.
   */
  private static void checkFormat(String text) {
    Pattern sample =
        Pattern.compile(
            "([a-zA-Z_:][a-zA-Z0-9_:]*)"
                + "(\\{([a-zA-Z_][a-zA-Z0-9_]*=\"([^\"\\\\\\n]|\\\\[\"\\\\n])*\",?)*})?"
                + " (NaN|[+-]Inf|[+-]?[0-9.]+([eE][+-]?[0-9]+)?)");
    Set<String> headers = new HashSet<>();
    Set<String> series = new HashSet<>();
    Set<String> ended = new HashSet<>();
    String family = "";
    assertThat(text).endsWith("\n");
    for (String line : text.split("\n", -1)) {
      if (line.startsWith("# ")) {
        String[] words = line.split(" ", 4);
        assertThat(headers.add(words[1] + " " + words[2])).as(line).isTrue();
        assertThat(ended).as(line).doesNotContain(words[2]);
        if (!words[2].equals(family)) {
          ended.add(family);
          family = words[2];
        }
      } else if (!line.isEmpty()) {
        Matcher matcher = sample.matcher(line);
        assertThat(matcher.matches()).as(line).isTrue();
        assertThat(matcher.group(1)).as("in the group of its family").startsWith(family);
        assertThat(series.add(line.substring(0, line.lastIndexOf(' ')))).as(line).isTrue();
      }
    }
    assertThat(series).isNotEmpty();
  }

  @Test
  void parksSamplesWithForgedNamesAndGoesOn() throws Exception {
    String target = "forged-" + run;
    RunningMonitor.publish(
        new Sampled(target, "test", Instant.now(), List.of(new Sample("up 1\nevil", Map.of(), 1))));
    RunningMonitor.publish(
        new Sampled(
            target, "test", Instant.now(), List.of(new Sample("up", Map.of("a\"}", ""), 1))));
    send(target, Map.of("ce_id", "x"), new byte[] {1});
    RunningMonitor.publish(
        new Sampled(target, "test", Instant.now(), List.of(new Sample("after_it", Map.of(), 1))));

    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(read("/api/v1/metrics/series?target=" + target).findValuesAsText("name"))
                .containsExactly("after_it"));
    HttpResponse<String> parked =
        get(
            "/api/v1/monitor-service/parked-events?limit=100",
            TestService.token("op", Role.OPERATOR));
    assertThat(parked.statusCode()).as(parked.body()).isEqualTo(200);
    assertThat(parked.body()).contains("sample.refused", "/samples/0/name", "no header");
    assertThat(get("/prometheus", RunningMonitor.SCRAPE_TOKEN).body()).doesNotContain("evil");
  }

  @Test
  void isReadyWithItsOwnStoreAloneAndShowsItsDocument() throws Exception {
    assertThat(get("/health/readiness", null).statusCode()).isEqualTo(200);
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          JsonNode health = TestService.JSON.readTree(get("/health", null).body());
          assertThat(health.path("status").asText()).isEqualTo("DEGRADED");
          assertThat(health.at("/details/targets/details/error").asText())
              .isEqualTo("Cannot be measured: gone-service (connect)");
        });
    assertThat(get("/health", null).statusCode()).isEqualTo(200);
    HttpResponse<String> document =
        get("/swagger/openapi.yml", TestService.token("ann", Role.ANALYST));
    assertThat(document.statusCode()).isEqualTo(200);
    assertThat(document.body()).contains("/api/v1/metrics/range");
  }
}
