package io.orchestratex.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.cli.output.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ox} between other programs: pipes, full disks, Ctrl-C. */
@Timeout(60)
class StreamsTest {

  private static final String RUNNING =
      "{\"id\":\"20260101_000000\",\"state\":\"running\",\"parts\":[]}";

  @TempDir Path folder;
  private final StubGateway stub = new StubGateway();

  @AfterEach
  void stop() {
    stub.close();
  }

  private Map<String, String> signedIn() {
    return Map.of("OX_GATEWAY", stub.address(), "OX_TOKEN", "ox_key");
  }

  private OxProcess ox(String... arguments) throws IOException {
    return OxProcess.start(folder, signedIn(), OxProcess.command(folder, arguments));
  }

  /** The same in a shell, which puts {@code ox} into place of {@code OX}. */
  private OxProcess shell(String line, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("bash", "-c", line, "bash"));
    command.addAll(OxProcess.command(folder, arguments));
    return OxProcess.start(folder, signedIn(), command);
  }

  @Test
  void failsWhenItsOutputCannotBeWritten() throws Exception {
    stub.at("/api/v1/sessions", "{\"items\":[{\"id\":\"s1\"}]}");
    for (String[] verb : new String[][] {{"session", "list"}, {"--help"}}) {
      try (OxProcess ox = shell("\"$@\" >/dev/full", verb)) {
        assertThat(ox.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(ox.err().strip()).isEqualTo("ox: cannot write the output: no space left");
      }
    }
  }

  @Test
  void endsWhenItsReaderHasGoneAlsoWhileNothingComes() throws Exception {
    Path stack = Files.createDirectories(folder.resolve(".orchestratex").resolve("logs"));
    Files.writeString(stack.resolve("redis.log"), "first\nsecond\n");

    try (OxProcess ox = shell("\"$@\" | head -1; exit ${PIPESTATUS[0]}", "logs", "-f", "redis")) {
      assertThat(ox.out().readLine()).isEqualTo("first");
      assertThat(ox.exit()).isEqualTo(ExitCode.READER_GONE);
      assertThat(ox.err()).isEmpty();
    }
  }

  @Test
  void sendsWhatIsTyped() throws Exception {
    Path file = Files.writeString(folder.resolve("secret"), "content of a file");
    try (OxProcess ox = ox("chat", "@" + file)) {
      ox.exit();
    }

    assertThat(stub.requests())
        .anyMatch(request -> request.contains("\"prompt\":\"@" + file + "\""))
        .noneMatch(request -> request.contains("content of a file"));
  }

  @Test
  void anAnswerCannotSteerTheTerminal() throws Exception {
    stub.at("/api/v1/sessions", "{\"items\":[{\"id\":\"s1\",\"title\":\"a\\u001b[2Jb\\u202e\"}]}");
    try (OxProcess ox = ox("session", "list")) {
      assertThat(ox.out().lines()).anyMatch(line -> line.contains("a\\x1b[2Jb\\u202e"));
    }
    stub.at(
        "/api/v1/threads/t/responses",
        "event: token\ndata: {\"text\":\"\\u001b]0;owned\\u0007\"}\n\nevent: done\ndata: {}\n\n");
    try (OxProcess ox = ox("chat", "--thread", "t", "Hello")) {
      assertThat(ox.out().lines()).anyMatch(line -> line.contains("\\x1b]0;owned\\x07"));
    }
  }

  @Test
  void ctrlCLeavesABackupRunningAndSaysHowToCancelIt() throws Exception {
    stub.at("/api/v1/backups", RUNNING).at("/api/v1/backups/20260101_000000", RUNNING);
    Map<String, String> environment = new HashMap<>(signedIn());
    environment.put("JDK_JAVA_OPTIONS", "-Dox.second-ctrl-c-ms=100");
    List<String> command = OxProcess.command(folder, "backup", "run");
    try (OxProcess ox = OxProcess.start(folder, environment, command)) {
      awaitRunning(ox.out());

      ox.interrupt();

      assertThat(ox.exit()).isEqualTo(ExitCode.INTERRUPTED);
      assertThat(ox.err())
          .contains("The backup 20260101_000000 goes on", "ox backup cancel 20260101_000000");
    }
    assertThat(stub.requests()).noneMatch(request -> request.contains("cancel"));
  }

  @Test
  void aSecondCtrlCCancelsTheBackup() throws Exception {
    stub.at("/api/v1/backups", RUNNING)
        .at("/api/v1/backups/20260101_000000", RUNNING)
        .at(
            "/api/v1/backups/20260101_000000/cancel",
            _ -> {
              String cancelled = RUNNING.replace("running", "cancelled");
              stub.at("/api/v1/backups/20260101_000000", cancelled);
              return new StubGateway.Answer(202, cancelled);
            });
    try (OxProcess ox = ox("backup", "run")) {
      awaitRunning(ox.out());

      ox.interrupt();
      ox.awaitErr("goes on");
      ox.interrupt();

      assertThat(ox.exit()).isEqualTo(ExitCode.FAILED);
      assertThat(ox.err()).contains("Backup cancelled");
    }
  }

  private static void awaitRunning(BufferedReader out) throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.contains("running")) {
        return;
      }
    }
    throw new AssertionError("ended before the backup ran");
  }

  @Test
  void anExportIsForItsOwnerOnlyOrForStandardOutput() throws Exception {
    stub.at("/api/v1/backups/b/export", "accounts and keys");
    Path file = Files.writeString(folder.resolve("dump"), "an older one");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

    try (OxProcess ox = ox("backup", "export", "b", "--target", "mongodb", "-o", file.toString())) {
      assertThat(ox.exit()).as(ox.err()).isEqualTo(ExitCode.DONE);
    }
    try (OxProcess ox = ox("backup", "export", "b", "--target", "mongodb", "-o", "-")) {
      assertThat(ox.out().lines()).containsExactly("accounts and keys");
    }

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(file, StandardCharsets.UTF_8)).isEqualTo("accounts and keys");
    assertThat(Path.of("-")).doesNotExist();
  }

  @Test
  void eventsSayThatKafkaIsAway() throws Exception {
    Map<String, String> nowhere = Map.of("KAFKA_SUBSCRIBER_SERVERS", "127.0.0.1:1");
    List<String> command = OxProcess.command(folder, "events", "--idle", "1");
    try (OxProcess ox = OxProcess.start(folder, nowhere, command)) {
      assertThat(ox.exit()).isEqualTo(ExitCode.UNREACHABLE);
      assertThat(ox.err()).contains("No answer from Kafka at 127.0.0.1:1");
    }
  }
}
