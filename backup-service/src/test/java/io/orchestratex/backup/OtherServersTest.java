package io.orchestratex.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.orchestratex.backup.capture.Backups;
import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.engine.Engines;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.ScratchFolder;
import io.orchestratex.backup.engine.ScratchFolders;
import io.orchestratex.backup.engine.ScratchRestore;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.TestService.Answer;
import io.orchestratex.kit.access.Role;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** Restores into servers of their own, and backups of several of which one is away. */
class OtherServersTest extends RestoringElsewhere {

  @Test
  void aPartGoesIntoAnotherServerWhichIsNamed() throws IOException {
    Path servers = entered();
    for (String target : List.of("mongodb", "postgresql")) {
      try (ScratchFolder place = new ScratchFolders(servers, "drill-").make(target)) {
        added(target + "-2", scratch(target, place));
        assertRestoredInto(target, target + "-2");
        if (target.equals("postgresql")) { // Which is found to be away at once.
          assertRestoredAway(target, target + "-2", place);
        }
      } finally {
        service.call("DELETE", "/api/v1/targets/" + target + "-2?force=true", null, Role.ADMIN);
      }
    }
  }

  @Test
  void aServerWhoseDiskIsFullFailsTheRestoreAndTakesItWhenThereIsRoom() throws Exception {
    Path disk = entered();
    boolean mounted =
        FullDiskTest.succeeds("mount", "-t", "tmpfs", "-o", "size=112m", "tmpfs", disk.toString());
    assumeTrue(mounted, "not run: no right to mount a small file system (tmpfs) to fill up");
    Path fill = disk.resolve("fill");
    try (ScratchFolder place = new ScratchFolders(disk.resolve("servers"), "drill-").make("full")) {
      added("full", scratch("postgresql", place));
      ObserverRelay.watching =
          (job, at) -> {
            if (job.kind().equals("restore") && at.equals("verified")) {
              filled(disk, fill);
            }
          };
      String body = body("postgresql", ",\"into\":\"full\"");

      JsonNode restore = service.restored(body);

      assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("failed");
      assertThat(restore.get("failure").asText()).containsIgnoringCase("no space left");
      ObserverRelay.watching = (job, at) -> {};
      Files.delete(fill);
      assertSucceeded(service.restored(body));
    } finally {
      service.call("DELETE", "/api/v1/targets/full?force=true", null, Role.ADMIN);
      assertThat(FullDiskTest.succeeds("umount", disk.toString())).isTrue();
    }
  }

  /** A folder that every account may enter: PostgreSQL does not run as root. */
  private static Path entered() throws IOException {
    Path made = Files.createTempDirectory("ox-servers");
    made.toFile().deleteOnExit();
    return Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void filled(Path disk, Path fill) {
    byte[] piece = new byte[1 << 20];
    try (OutputStream out = Files.newOutputStream(fill)) {
      while (Files.getFileStore(disk).getUsableSpace() > 2 * piece.length) {
        out.write(piece);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts an empty server as drills do, and says how to get at it. */
  private String scratch(String target, ScratchFolder place) throws IOException {
    Manifest.Part part =
        service.bean(Backups.class).manifest(backup).partsOf(List.of(target)).getFirst();
    ScratchRestore engine = (ScratchRestore) service.bean(Engines.class).get(part.engine());
    String uri =
        engine
            .startScratch(place, part.serverVersion(), part.dumped(), ProgressMonitor.NONE)
            .access()
            .uri()
            .reveal();
    return target.equals("mongodb") ? ofRoot(uri) : uri;
  }

  /** The account of drills is the server's own, of which nobody can say what it may do. */
  private static String ofRoot(String uri) {
    try (MongoClient client = MongoClients.create(uri)) {
      client
          .getDatabase("admin")
          .runCommand(
              new Document("createUser", "ox")
                  .append("pwd", "ox")
                  .append("roles", List.of("root")));
    }
    return uri.replaceFirst("//[^@]+@", "//ox:ox@").replace("authSource=local", "authSource=admin");
  }

  /** One order of several targets, of which one is away: the others are kept, and it says so. */
  @Test
  void anEngineThatIsAwayMakesTheBackupPartialAndNothingElse() {
    JsonNode partial = service.backedUp("{\"targets\":[\"away\",\"mongodb\"]}");

    String id = partial.get("id").asText();
    assertThat(partial.get("completeness").asText()).isEqualTo("partial");
    assertThat(partial.get("parts"))
        .extracting(part -> part.get("target").asText() + " " + part.get("state").asText())
        .containsExactly("away failed", "mongodb stored");
    assertThat(partial.at("/left_out/0/target").asText()).isEqualTo("away");
    assertThat(partial.at("/left_out/0/failed").asBoolean()).isTrue();
    assertThat(partial.at("/left_out/0/reason").asText()).isNotBlank();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(service.eventsOf(Topics.BACKUP, id))
                .extracting(event -> event.replaceAll("@.*", ""))
                .contains("backup.succeeded", "backup.partial"));
    assertThat(service.get("/api/v1/backups/latest").get("id").asText())
        .as("the newest that holds all of its own")
        .isNotEqualTo(id);
    assertThat(plan("{\"backup\":\"latest\",\"targets\":[\"mongodb\"]}").get("backup").asText())
        .as("what it does hold counts")
        .isEqualTo(id);
    JsonNode plan = plan("{\"backup\":\"" + id + "\"}");
    assertThat(plan.get("targets")).hasSize(1);
    assertThat(plan.get("warnings").toString()).contains("does not hold target away");
    assertRefused("{\"backup\":\"" + id + "\",\"targets\":[\"away\"]}", "/targets/0");
    assertSucceeded(service.restored(body("mongodb", renamed()).replace(backup, id)));
    assertThat(data.mongo(copy).getCollection("responses").countDocuments()).isEqualTo(5_000);

    JsonNode none =
        service.ended(
            "/api/v1/backups/" + service.ordered("/api/v1/backups", "{\"targets\":[\"away\"]}"));
    assertThat(none.get("state").asText()).isEqualTo("failed");
  }

  private void added(String id, String uri) {
    Answer answer =
        service.call(
            "POST",
            "/api/v1/targets",
            "{\"id\":\"" + id + "\",\"uri\":\"" + uri + "\"}",
            Role.ADMIN);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
  }

  private void assertRestoredInto(String source, String into) {
    String body = body(source, ",\"into\":\"" + into + "\"");
    JsonNode plan = plan(body);
    assertThat(plan.get("obstacles")).as("%s", plan).isEmpty();
    assertThat(plan.at("/targets/0/target").asText()).isEqualTo(into);
    assertThat(plan.at("/targets/0/source_target").asText()).isEqualTo(source);
    assertThat(plan.at("/targets/0/needed_bytes").asLong()).isPositive();
    assertThat(plan.get("warnings").toString()).contains("this is another server");

    JsonNode restore = service.restored(body);

    assertSucceeded(restore);
    assertThat(restore.get("targets")).extracting(JsonNode::asText).containsExactly(into);
    assertThat(restore.get("source_target").asText()).isEqualTo(source);
    assertThat(restore.has("safety_backup")).isFalse();
    assertThat(plan(body).get("obstacles")).as("the names are taken now").isNotEmpty();
  }

  /** The server goes away while it is loaded: the restore fails, and the original is untouched. */
  private void assertRestoredAway(String source, String into, ScratchFolder server) {
    String before = data.picture();
    ObserverRelay.watching =
        (job, at) -> {
          if (job.kind().equals("restore") && at.equals("loaded:" + into)) {
            closed(server);
          }
        };
    JsonNode restore =
        service.restored(body(source, ",\"into\":\"%s\"%s".formatted(into, renamed())));
    assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("failed");
    assertThat(restore.get("failure").asText()).isNotEmpty();
    assertThat(data.picture()).isEqualTo(before);
    ObserverRelay.watching = (job, at) -> {};
  }

  private static void closed(ScratchFolder server) {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
