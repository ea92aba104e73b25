package io.orchestratex.cli.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.cli.Ox;
import io.orchestratex.cli.StubGateway;
import io.orchestratex.cli.StubGateway.Answer;
import io.orchestratex.cli.output.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom {@code ox} trusts with a password, and when it signs in by itself. */
class OwnStackTest {

  private static final String UNAUTHENTICATED =
      "{\"title\":\"Unauthorized\",\"detail\":\"The token is not accepted: Signed JWT rejected\","
          + "\"code\":\"access.token-invalid\"}";

  @TempDir Path root;
  private final StubGateway stub = new StubGateway();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final String before = System.getProperty("ox.root", "");

  @BeforeEach
  void stack() throws IOException {
    Path folder = Files.createDirectory(root.resolve(".orchestratex"));
    Files.writeString(folder.resolve("ports.properties"), "gateway-service=" + stub.port() + "\n");
    Files.writeString(folder.resolve("admin-password"), "very-secret\n");
    System.setProperty("ox.root", root.toString());
  }

  @AfterEach
  void stop() {
    System.setProperty("ox.root", before);
    Credentials.ofUser().remove(stub.address());
    stub.close();
  }

  private int ox(String... arguments) {
    return Ox.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  /** Makes this program the process that the stack started as its gateway. */
  private void startedByTheStack() throws IOException {
    long pid = ProcessHandle.current().pid();
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    Path run = Files.createDirectory(root.resolve(".orchestratex").resolve("run"));
    Files.writeString(
        run.resolve("gateway-service.pid"),
        "pid=%d%nidentity=%s\\:%s%nfingerprint=x%n".formatted(pid, boot, fields[19]));
  }

  private void keep(String key) {
    Credentials.ofUser()
        .save(
            stub.address(),
            new Credentials.Entry(
                "admin", StubGateway.jwt(key), "r1", Instant.now().plusSeconds(600)));
  }

  private void serveKey(String key) {
    stub.at("/.well-known/jwks.json", "{\"keys\":[{\"kid\":\"" + key + "\"}]}")
        .at("/api/v1/auth/token", StubGateway.tokens(key))
        .at(
            "/api/v1/auth/me",
            request ->
                request.token().equals(StubGateway.jwt(key))
                    ? new Answer(200, "{\"name\":\"admin\"}")
                    : new Answer(401, UNAUTHENTICATED));
  }

  @Test
  void sendsNothingToAnotherProgramOnTheGatewaysPort() {
    keep("kept");

    assertThat(ox("login")).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(ox("whoami")).isEqualTo(ExitCode.UNREACHABLE);

    assertThat(stub.requests()).isEmpty();
    assertThat(err.toString())
        .contains("Nothing was sent: port " + stub.port() + " is held by")
        .contains("process " + ProcessHandle.current().pid())
        .contains("--gateway " + stub.address());
  }

  @Test
  void signsInAtItsOwnGatewayWithThePasswordOfTheFile() throws IOException {
    startedByTheStack();
    serveKey("new");

    assertThat(ox("login")).isEqualTo(ExitCode.DONE);

    assertThat(stub.requests())
        .containsExactly(
            "POST /api/v1/auth/token {\"username\":\"admin\",\"password\":\"very-secret\"}");
  }

  @Test
  void doesNotTakeAnyAnswerForASignIn() throws IOException {
    startedByTheStack();

    for (String answer :
        new String[] {
          "{}",
          "{\"access_token\":\"yes\",\"refresh_token\":\"r\",\"expires_in\":900}",
          "{\"access_token\":\"" + StubGateway.jwt("k") + "\"}",
          "<html>Welcome</html>"
        }) {
      stub.at("/api/v1/auth/token", answer);
      assertThat(ox("login")).as(answer).isEqualTo(ExitCode.UNREACHABLE);
    }

    assertThat(err.toString()).contains("is no OrchestrateX gateway");
    assertThat(out.toString()).doesNotContain("Signed in");
    assertThat(Credentials.ofUser().find(stub.address())).isEmpty();
  }

  @Test
  void signsInAgainAfterAResetOfItsOwnStack() throws IOException {
    startedByTheStack();
    serveKey("new");
    keep("from-before-the-reset");

    assertThat(ox("whoami")).isEqualTo(ExitCode.DONE);

    assertThat(stub.requests())
        .contains("POST /api/v1/auth/token {\"username\":\"admin\",\"password\":\"very-secret\"}");
    assertThat(out.toString()).contains("admin");
  }

  @Test
  void saysThatTheSignInIsOfAnotherInstallation() {
    serveKey("new");
    keep("of-another");

    assertThat(ox("whoami", "--gateway", stub.address())).isEqualTo(ExitCode.DENIED);

    assertThat(err.toString())
        .contains("is of another installation", "ox login")
        .doesNotContain("JWT");
    assertThat(stub.requests()).noneMatch(request -> request.startsWith("POST"));
  }

  @Test
  void aTokenThatWasRevokedStaysRefused() throws IOException {
    startedByTheStack();
    serveKey("new");
    stub.at("/api/v1/auth/me", _ -> new Answer(401, UNAUTHENTICATED));
    keep("new");

    assertThat(ox("whoami")).isEqualTo(ExitCode.DENIED);

    assertThat(stub.requests()).noneMatch(request -> request.startsWith("POST"));
  }

  @Test
  void downSaysThatThereIsNoStack() throws IOException {
    System.setProperty("ox.root", Files.createDirectory(root.resolve("empty")).toString());

    assertThat(ox("down")).isEqualTo(ExitCode.DONE);

    assertThat(out.toString()).contains("There is no stack in").doesNotContain("data stays");
    assertThat(root.resolve("empty")).isEmptyDirectory();
  }
}
