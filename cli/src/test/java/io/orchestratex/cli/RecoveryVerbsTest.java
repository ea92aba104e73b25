package io.orchestratex.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.cli.access.Credentials;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code ox log-archive} and {@code ox recovery}: what is sent and shown. */
class RecoveryVerbsTest {

  private static final String LOG = "/api/v1/targets/pg/log";
  private static final String RECOVERIES = "/api/v1/recoveries";
  private static final String RECOVERY =
      "{\"id\":\"r1\",\"target\":\"pg\",\"backup\":\"b1\",\"folder\":\"/srv/then\",\"state\":\"%s\","
          + "\"failure\":\"the log ends before\"}";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private StubGateway gateway;

  @BeforeEach
  void start() {
    String log =
        "{\"target\":\"pg\",\"archived\":true,\"windows\":[{\"backup\":\"b1\",\"from\":\"2026-11-28T02:15:04Z\","
            + "\"until\":\"2026-11-28T12:14:57Z\",\"from_position\":\"0/3000138\",\"to_position\":\"0/2A0135F8\"}]}";
    gateway =
        new StubGateway()
            .at("/api/v1/auth/token", StubGateway.tokens("fresh"))
            .at(LOG, log)
            .at(LOG + "/start", log)
            .at(LOG + "/stop", log);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private int ox(String... arguments) {
    CommandLine ox = Ox.commandLine();
    ox.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    URI address = URI.create(gateway.address());
    new Gateway(address, Credentials.ofUser()).login("ann", "secret");
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--gateway", address.toString()));
    try {
      return ox.execute(all.toArray(String[]::new));
    } finally {
      Credentials.ofUser().remove(address.toString());
    }
  }

  private void recoveriesEnd(String state) {
    gateway
        .at(RECOVERIES, RECOVERY.formatted("queued"))
        .at(RECOVERIES + "/r1", RECOVERY.formatted(state));
  }

  @Test
  void aLogIsArchivedAndItsMomentsAreShown() {
    assertThat(ox("log-archive", "on", "pg", "--vault", "offsite")).isEqualTo(ExitCode.DONE);
    assertThat(ox("log-archive", "show", "pg")).isEqualTo(ExitCode.DONE);
    assertThat(ox("log-archive", "off", "pg")).isEqualTo(ExitCode.DONE);

    assertThat(gateway.requests())
        .contains("POST " + LOG + "/start {\"vault\":\"offsite\"}", "POST " + LOG + "/stop {}");
    assertThat(out.toString()).contains("b1", "0/2A0135F8");
  }

  @Test
  void aRecoverySaysWhereTheNewServerIs() {
    recoveriesEnd("succeeded");

    assertThat(ox("recovery", "run", "pg", "--name", "then", "--to", "2026-11-28T11:59:00Z"))
        .isEqualTo(ExitCode.DONE);

    assertThat(gateway.requests())
        .contains(
            "POST "
                + RECOVERIES
                + " {\"target\":\"pg\",\"name\":\"then\",\"to\":\"2026-11-28T11:59:00Z\"}");
    assertThat(out.toString()).contains("Recovery r1 from backup b1", "/srv/then");
  }

  @Test
  void aRecoveryThatFailedSaysWhy() {
    recoveriesEnd("failed");

    assertThat(ox("recovery", "run", "pg", "--name", "then")).isEqualTo(ExitCode.FAILED);

    assertThat(err.toString()).contains("the log ends before");
  }

  @Test
  void aDryRunOrdersNothing() {
    gateway.at(RECOVERIES, "{\"plan\":{\"folder\":\"/srv/then\",\"log_bytes\":5}}");

    assertThat(ox("recovery", "run", "pg", "--name", "then", "--dry-run")).isEqualTo(ExitCode.DONE);

    assertThat(gateway.requests())
        .contains("POST " + RECOVERIES + " {\"target\":\"pg\",\"name\":\"then\",\"dry_run\":true}");
    assertThat(out.toString()).contains("/srv/then");
  }
}
