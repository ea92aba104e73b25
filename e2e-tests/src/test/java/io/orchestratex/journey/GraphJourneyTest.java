package io.orchestratex.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.local.LongRunning;
import io.orchestratex.local.part.sqlite.SqliteSample;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;

/** A graph is backed up beside a file, damaged, restored by itself, and drilled. */
@LongRunning("starts Neo4j beside the whole stack, and another one for a drill")
class GraphJourneyTest extends Journey {

  private static final String GRAPH = "journey-graph";
  private static final String FILE = "journey-history";

  private Driver neo4j;
  private Path file;

  @BeforeAll
  void addTargets() {
    URI uri = URI.create(stack.engines().neo4j().uri());
    String[] account = uri.getUserInfo().split(":", 2);
    neo4j =
        GraphDatabase.driver(
            "bolt://127.0.0.1:" + uri.getPort(), AuthTokens.basic(account[0], account[1]));
    stack.ensureUp(); // Where its program was fetched just now, drills may use it from now on.
    file = stack.stack().folder().resolve("sqlite").resolve("journey.db");
    SqliteSample.write(file);
    added(GRAPH, uri.toString());
    added(FILE, "sqlite://" + file.toUri().getRawPath());
  }

  @AfterAll
  void removeTargets() throws IOException {
    admin.delete("/api/v1/targets/" + GRAPH + "?force=true");
    admin.delete("/api/v1/targets/" + FILE + "?force=true");
    Files.delete(file);
    neo4j.close();
  }

  private void added(String id, String uri) {
    admin.post("/api/v1/targets", Gateway.body().put("id", id).put("uri", uri));
  }

  private void run(String statement) {
    neo4j.executableQuery(statement).execute();
  }

  private List<Long> counts() {
    return List.of(
        count("MATCH (n) RETURN count(n) AS count"),
        count("MATCH ()-[r]->() RETURN count(r) AS count"));
  }

  private long count(String query) {
    return neo4j.executableQuery(query).execute().records().getFirst().get("count").asLong();
  }

  private JsonNode succeeded(String path, JsonNode ordered) {
    JsonNode job = ended(admin, path + ordered.path("id").asText(), Duration.ofMinutes(2));
    assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("succeeded");
    return job;
  }

  @Test
  void aGraphIsRestoredByItselfAndItsBackupIsProved() throws IOException {
    run("MATCH (n) DETACH DELETE n");
    run("UNWIND range(1, 40) AS i CREATE (:Entity {name: 'e' + i})");
    run("MATCH (a:Entity), (b:Entity) WHERE a.name < b.name CREATE (a)-[:RELATES {w: 1}]->(b)");
    List<Long> before = counts();
    assertThat(before).containsExactly(40L, 780L);
    String backup = backup(GRAPH, FILE);
    JsonNode taken = admin.get("/api/v1/backups/" + backup);
    assertThat(taken.path("verified").asBoolean()).isTrue();

    run("MATCH (n:Entity) WHERE n.name > 'e2' DETACH DELETE n");
    assertThat(counts()).isNotEqualTo(before);
    BasicFileAttributes left = Files.readAttributes(file, BasicFileAttributes.class);
    ObjectNode wanted = Gateway.body().put("backup", backup);
    wanted.putArray("engines").add("neo4j");
    JsonNode restore = succeeded("/api/v1/restores/", confirmed(wanted));

    assertThat(restore.path("targets")).hasSize(1);
    assertThat(restore.at("/report/equal").asBoolean()).as(restore.toString()).isTrue();
    assertThat(counts()).isEqualTo(before);
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    assertThat(now.fileKey()).as("the file was not touched").isEqualTo(left.fileKey());
    assertThat(now.lastModifiedTime()).isEqualTo(left.lastModifiedTime());

    JsonNode drill =
        succeeded(
            "/api/v1/drills/", admin.post("/api/v1/drills", Gateway.body().put("backup", backup)));

    assertThat(drill.path("left_out")).isEmpty();
    assertThat(drill.path("targets")).hasSize(2);
    for (JsonNode part : drill.path("parts")) {
      if (part.path("target").asText().equals(GRAPH)) {
        assertThat(part.path("program").asText()).startsWith("Neo4j ");
        assertThat(part.path("records").asLong()).isEqualTo(820);
      }
    }
  }
}
