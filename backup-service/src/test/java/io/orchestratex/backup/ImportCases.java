package io.orchestratex.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.backup.engine.ContentHash;
import io.orchestratex.kit.TestService.Answer;
import io.orchestratex.kit.access.Role;
import io.orchestratex.local.TestEngines;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Dumps of stock tools as backups: out of the folder of imports, and uploaded. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ImportCases {

  static final String LONG = "a long name/with strokes and ünusual signs ".repeat(5).strip();

  @TempDir static Path folder;
  SampleData data;
  RunningBackupService service;

  @BeforeAll
  void start() {
    data = new SampleData();
    data.mongo().getCollection(LONG).insertOne(new Document("_id", 1));
    service =
        new RunningBackupService(
            "archive",
            folder,
            data.database,
            Map.of(
                "orchestratex.backup.import.folder",
                folder.resolve("imports").toString(),
                "orchestratex.backup.import.work-folder",
                folder.resolve("import-work").toString(),
                "orchestratex.backup.import.max-bytes",
                "8000TB"));
  }

  @AfterAll
  void stop() {
    service.close();
    data.close();
  }

  /** Restored with all that restores have, though no server of ours was ever asked for it. */
  @Test
  void aFolderOfMongodumpBecomesABackupAndIsRestored() throws Exception {
    String full = service.backedUp("{\"targets\":[\"mongodb\"]}").get("id").asText();
    Path dump = Files.createDirectories(folder.resolve("imports/dump"));
    unpacked(service.download("/api/v1/backups/" + full + "/archive?target=mongodb").body())
        .forEach(
            (name, content) -> write(dump.resolve(name.substring(name.indexOf('/') + 1)), content));

    JsonNode backup = service.ended("/api/v1/backups/" + imported("dump"));

    assertThat(backup.get("state").asText()).as("%s", backup).isEqualTo("succeeded");
    assertThat(backup.get("kind").asText()).isEqualTo("imported");
    assertThat(backup.get("verified").asBoolean()).isTrue();
    assertThat(backup.at("/parts/0/objects"))
        .as("the same documents, by their hashes")
        .containsExactlyInAnyOrderElementsOf(
            service.get("/api/v1/backups/" + full).at("/parts/0/objects"));
    assertThat(service.get("/api/v1/targets/mongodb").at("/last_good_backup/id").asText())
        .as("what somebody brought is no backup of the server")
        .isNotEqualTo(backup.get("id").asText());
    String before = data.picture();
    data.mongo().getCollection("responses").drop();
    JsonNode restore = service.restored("{\"backup\":\"" + backup.get("id").asText() + "\"}");
    assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("succeeded");
    assertThat(data.picture()).isEqualTo(before);
  }

  private static void write(Path path, byte[] content) {
    try {
      Files.createDirectories(path.getParent());
      Files.write(path, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String imported(String path) {
    var answer = imports(path, Role.ADMIN);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
    return answer.body().get("id").asText();
  }

  private Answer imports(String path, String role) {
    return service.call(
        "POST",
        "/api/v1/backups/import",
        "{\"path\":\"" + path + "\",\"target\":\"mongodb\"}",
        role);
  }

  @Test
  void anArchiveOfStockMongodumpIsReadWhereThereIsOne() throws Exception {
    Path program = StockTools.program("mongodump");
    assumeTrue(
        program != null, "not run: no mongodump on the PATH or in target/mongo-tools to dump with");
    Path archive = Files.createDirectories(folder.resolve("imports")).resolve("stock.archive.gz");
    StockTools.succeed(
        String.valueOf(program),
        "--uri=" + TestEngines.shared().mongo().backupUri(),
        "--db=" + data.database,
        "--gzip",
        "--archive=" + archive);
    String full = service.backedUp("{\"targets\":[\"mongodb\"]}").get("id").asText();

    JsonNode backup = service.ended("/api/v1/backups/" + imported("stock.archive.gz"));

    assertThat(backup.get("state").asText()).as("%s", backup).isEqualTo("succeeded");
    assertThat(backup.at("/parts/0/objects"))
        .containsExactlyInAnyOrderElementsOf(
            service.get("/api/v1/backups/" + full).at("/parts/0/objects"));
  }

  @Test
  void aDumpThatIsNoneLeavesNothingAndSaysWhy() throws Exception {
    Path imports = Files.createDirectories(folder.resolve("imports"));
    Files.writeString(imports.resolve("broken.archive"), "no archive at all");
    Files.createSymbolicLink(imports.resolve("link"), folder.resolve("backup.key"));

    JsonNode broken = service.ended("/api/v1/backups/" + imported("broken.archive"));

    assertThat(broken.get("state").asText()).isEqualTo("failed");
    assertThat(broken.get("failure").asText())
        .isEqualTo("broken.archive cannot be imported: it is no mongodump archive");
    assertThat(folder.resolve("vault").resolve(broken.get("id").asText())).doesNotExist();
    for (String path : List.of("../backup.key", folder + "/backup.key", "link", ".", "")) {
      Answer outside = imports(path, Role.ADMIN);
      assertThat(outside.status()).as(path).isEqualTo(400);
      assertThat(outside.body().at("/errors/0/pointer").asText()).isEqualTo("/path");
    }
    assertThat(imports("no-such", Role.ADMIN).body().at("/errors/0/detail").asText())
        .startsWith("cannot be read: there is no such file or folder in ");
    assertThat(imports("broken.archive", Role.OPERATOR).status()).isEqualTo(403);
  }

  static Map<String, byte[]> unpacked(byte[] archive) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new GZIPInputStream(new ByteArrayInputStream(archive)), UTF_8.name())) {
      for (TarArchiveEntry each = tar.getNextEntry(); each != null; each = tar.getNextEntry()) {
        if (!each.isDirectory()) {
          files.put(each.getName(), tar.readAllBytes());
        }
      }
    }
    return files;
  }

  /** What the folder of uploads and unpacked dumps holds when nothing is imported. */
  private static void assertNothingIsLeft() throws IOException {
    await("nothing is left")
        .atMost(Duration.ofSeconds(30))
        .until(() -> {
          try (Stream<Path> all = Files.walk(folder.resolve("import-work"))) {
            return all.noneMatch(Files::isRegularFile);
          } catch (UncheckedIOException e) {
            return false; // It was removed meanwhile.
          }
        });
  }

  private Answer uploaded(byte[] dump, String query, String... headers) {
    HttpRequest.Builder request =
        service
            .request(
                "/api/v1/backups/import/upload?target=mongodb" + query,
                service.token("ann", Role.ADMIN))
            .header("Content-Type", "application/octet-stream")
            .POST(BodyPublishers.ofByteArray(dump));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return Answer.of(service.send(request));
  }

  private static String digest(byte[] dump) {
    return "sha-256=:"
        + Base64.getEncoder().encodeToString(ContentHash.sha256().digest(dump))
        + ":";
  }

  @Test
  void anUploadedArchiveBecomesABackupOnce() throws Exception {
    JsonNode full = service.backedUp("{\"targets\":[\"mongodb\"]}");
    byte[] dump =
        service
            .download("/api/v1/backups/" + full.get("id").asText() + "/export?target=mongodb")
            .body();
    String[] headers = {"Content-Digest", digest(dump), "Idempotency-Key", "upload-1"};

    Answer first = uploaded(dump, "&name=old.archive&label=brought", headers);
    Answer again = uploaded(dump, "&name=old.archive&label=brought", headers);

    assertThat(first.status()).as("%s", first.body()).isEqualTo(202);
    assertThat(again.body().get("id")).isEqualTo(first.body().get("id"));
    JsonNode backup = service.ended("/api/v1/backups/" + first.body().get("id").asText());
    assertThat(backup.get("state").asText()).as("%s", backup).isEqualTo("succeeded");
    assertThat(backup.get("kind").asText()).isEqualTo("imported");
    assertThat(backup.get("label").asText()).isEqualTo("brought");
    assertThat(backup.at("/parts/0/objects"))
        .containsExactlyInAnyOrderElementsOf(full.at("/parts/0/objects"));
    assertNothingIsLeft();
  }

  @Test
  void anUploadThatIsNotWhatItsSenderSaysLeavesNothing() throws Exception {
    byte[] dump = "no archive at all".getBytes(UTF_8);
    byte[] other = "another text".getBytes(UTF_8);

    Answer damaged = uploaded(dump, "", "Content-Digest", digest(other));
    Answer noDigest = uploaded(dump, "", "Content-Digest", "md5=:abc:");
    Answer empty = uploaded(new byte[0], "");

    assertThat(damaged.status()).isEqualTo(400);
    assertThat(damaged.code()).isEqualTo("backup.import-damaged");
    assertThat(noDigest.code()).isEqualTo("request.digest-invalid");
    assertThat(empty.status()).isEqualTo(400);
    assertThat(
            Answer.of(
                    service.send(
                        service
                            .request(
                                "/api/v1/backups/import/upload?target=mongodb",
                                service.token("ann", Role.OPERATOR))
                            .header("Content-Type", "application/octet-stream")
                            .POST(BodyPublishers.ofByteArray(dump))))
                .status())
        .isEqualTo(403);
    JsonNode broken =
        service.ended(
            "/api/v1/backups/" + uploaded(dump, "&name=x.archive").body().get("id").asText());
    assertThat(broken.get("failure").asText())
        .isEqualTo("x.archive cannot be imported: it is no mongodump archive");
    assertNothingIsLeft();
  }

  /** Before any of it is read: the sender sends its head only. */
  @Test
  void whatFindsNoRoomIsRefusedBeforeItIsSent() throws Exception {
    JsonNode places = service.call("GET", "/api/v1/backups/import", null, Role.ADMIN).body();
    assertThat(places.get("folder").asText()).endsWith("imports");
    long room = places.get("room_bytes").asLong();
    long most = places.get("max_bytes").asLong();
    assertThat(room).isBetween(1L, most);

    assertThat(answerTo(room * 2)).contains(" 409 ", "backup.import-no-room", "are free");
    assertThat(answerTo(most + 1)).contains(" 400 ", "backup.import-too-large");
    assertNothingIsLeft();
  }

  private String answerTo(long length) throws IOException {
    URI at = service.request("/", null).build().uri();
    try (Socket socket = new Socket(at.getHost(), at.getPort())) {
      socket.setSoTimeout(30_000);
      String head =
          """
          POST /api/v1/backups/import/upload?target=mongodb HTTP/1.1\r
          Host: %s\r
          Authorization: Bearer %s\r
          Content-Type: application/octet-stream\r
          Content-Length: %d\r
          \r
          """
              .formatted(at.getAuthority(), service.token("ann", Role.ADMIN), length);
      socket.getOutputStream().write(head.getBytes(UTF_8));
      byte[] answer = new byte[8_192];
      StringBuilder said = new StringBuilder();
      while (!said.toString().contains("backup.import-")) {
        int read = socket.getInputStream().read(answer);
        if (read < 0) {
          break;
        }
        said.append(new String(answer, 0, read, UTF_8));
      }
      return said.toString();
    }
  }

  private static String permissions(Path path) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As if a worker had died: the next attempt reads the same upload again. */
  @Test
  void anUploadOutlivesTheWorkerThatReadsIt() throws Exception {
    JsonNode full = service.backedUp("{\"targets\":[\"mongodb\"]}");
    byte[] dump =
        service
            .download("/api/v1/backups/" + full.get("id").asText() + "/export?target=mongodb")
            .body();
    AtomicBoolean killed = new AtomicBoolean();
    AtomicReference<String> seenBy = new AtomicReference<>("");
    ObserverRelay.watching =
        (job, point) -> {
          if (point.equals("dumped:mongodb") && !killed.getAndSet(true)) {
            seenBy.set(permissions(folder.resolve("import-work/received")));
            service.leaseOfKilledRunsOut(job);
            throw new SampleTargets.Killed();
          }
        };
    try {
      String id = uploaded(dump, "&name=killed.archive").body().get("id").asText();
      JsonNode backup = service.ended("/api/v1/backups/" + id);
      assertThat(killed).isTrue();
      assertThat(seenBy).as("it is for nobody else's eyes").hasValue("rwx------");
      assertThat(backup.get("state").asText()).as("%s", backup).isEqualTo("succeeded");
      assertThat(backup.get("attempt").asInt()).isEqualTo(2);
    } finally {
      ObserverRelay.watching = (job, point) -> {};
    }
    assertNothingIsLeft();
  }
}
