package io.orchestratex.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.cli.StubGateway.Answer;
import io.orchestratex.cli.access.Credentials;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.ExitCode;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** {@code ox target}: two services, one list, and what stands when one of them refuses. */
class TargetVerbsTest {

  private static final String BACKED_UP = "/api/v1/targets";
  private static final String WATCHED = "/api/v1/monitor/targets";
  private static final String ADDRESS = "mongodb://ann@db:27017/";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private StubGateway gateway;

  @BeforeEach
  void start() {
    gateway =
        new StubGateway()
            .at("/api/v1/auth/token", StubGateway.tokens("fresh"))
            .at(
                BACKED_UP,
                "{\"id\":\"orders\",\"items\":[{\"id\":\"orders\",\"engine\":\"mongodb\","
                    + "\"address\":\"db:27017\",\"restorable\":{\"verdict\":\"good\"}},"
                    + "{\"id\":\"shop\",\"engine\":\"mongodb\",\"address\":\"db:1\"}],"
                    + "\"paging\":{\"total\":2}}")
            .at(
                WATCHED,
                "{\"id\":\"orders\",\"items\":[{\"id\":\"orders\",\"kind\":\"mongodb\","
                    + "\"address\":\"mongodb://db:27017\",\"state\":\"up\"},"
                    + "{\"id\":\"host\",\"kind\":\"host\",\"address\":\"local\",\"state\":\"up\"},"
                    + "{\"id\":\"tasks\",\"kind\":\"postgresql\",\"state\":\"down\","
                    + "\"address\":\"postgresql://db:5432\"}],\"paging\":{\"total\":3}}");
  }

  @Test
  void aRestoreChoosesTargetsByTheirEngine() {
    gateway.at("/api/v1/restores", "{\"plan\":{\"obstacles\":[]}}");

    assertThat(ox("restore", "plan", "20260101_000000", "--mongodb-only")).isZero();
    assertThat(gateway.requests().getLast()).contains("\"targets\":[\"orders\",\"shop\"]");
    assertThat(ox("restore", "plan", "--redis-only")).isEqualTo(ExitCode.USAGE);
    assertThat(out + err.toString()).contains("No target has the engine redis");
    assertThat(ox("restore", "plan", "--engine", "mongodb", "--target", "shop"))
        .isEqualTo(ExitCode.USAGE);
  }

  @ParameterizedTest
  @CsvSource({
    "--mongodb-only,mongodb",
    "--postgres-only,postgresql",
    "--redis-only,redis",
    "--sqlite-only,sqlite",
    "--neo4j-only,neo4j"
  })
  void eachEngineHasAnOption(String option, String engine) {
    String items =
        Stream.of("mongodb", "postgresql", "redis", "sqlite", "neo4j")
            .map(each -> "{\"id\":\"of-%1$s\",\"engine\":\"%1$s\"}".formatted(each))
            .collect(Collectors.joining(",", "{\"items\":[", "]}"));
    gateway.at(BACKED_UP, items).at("/api/v1/restores", "{\"plan\":{\"obstacles\":[]}}");

    assertThat(ox("restore", "plan", option)).isZero();

    assertThat(gateway.requests().getLast()).contains("\"targets\":[\"of-" + engine + "\"]");
  }

  @Test
  void aDrillSaysWhatItLeavesOut() {
    gateway.at(
        "/api/v1/drills",
        "{\"plan\":{\"backup\":\"b\",\"targets\":[],\"obstacles\":[],\"left_out\":"
            + "[{\"target\":\"graph\",\"engine\":\"neo4j\",\"reason\":\"no programs are set\"}]}}");

    assertThat(ox("drill", "run", "--dry-run")).isZero();

    assertThat(out.toString()).contains("Left out: graph, no programs are set.");
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private int ox(String... arguments) {
    CommandLine ox = Ox.commandLine();
    ox.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    URI address = URI.create("http://127.0.0.1:" + gateway.port());
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--gateway");
    all.add(address.toString());
    new Gateway(address, Credentials.ofUser()).login("ann", "secret");
    try {
      return ox.execute(all.toArray(String[]::new));
    } finally {
      Credentials.ofUser().remove(address.toString());
    }
  }

  private void refuses(String path, int status, String code) {
    gateway.at(
        path,
        _ -> new Answer(status, "{\"title\":\"No\",\"detail\":\"why\",\"code\":\"" + code + "\"}"));
  }

  @Test
  void theListJoinsBothAndSaysHowToCloseAGap() {
    assertThat(ox("target", "list")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString().lines().filter(line -> line.startsWith("orders")).findFirst())
        .hasValueSatisfying(line -> assertThat(line).contains("yes", "up", "good"));
    assertThat(out.toString())
        .contains(
            "shop is only backed up. To change that: ox target add mongodb://USER@db:1 --id shop"
                + " --watch-only",
            "tasks is only watched. To change that: ox target add postgresql://USER@db:5432 --id"
                + " tasks --backup-only")
        .doesNotContain("host is only");

    out.getBuffer().setLength(0);
    refuses(WATCHED, 503, "gateway.service-unavailable");
    assertThat(ox("target", "list")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString())
        .contains("shop", "monitor-service does not answer")
        .doesNotContain("is only");
  }

  @Test
  void aTargetIsAddedToBothUnderOneIdWithAPasswordFromStandardInput() {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream("s3cret\n".getBytes(UTF_8)));
    try {
      assertThat(ox("target", "add", ADDRESS, "--label", "team=shop", "--password-stdin"))
          .isEqualTo(ExitCode.DONE);
    } finally {
      System.setIn(before);
    }
    assertThat(gateway.requests())
        .contains(
            "POST /api/v1/targets {\"uri\":\"mongodb://ann@db:27017/\",\"password\":\"s3cret\","
                + "\"labels\":{\"team\":\"shop\"}}")
        .anyMatch(call ->
            call.startsWith("POST /api/v1/monitor/targets {\"id\":\"orders\",")
                && call.contains("\"password\":\"s3cret\""));
    assertThat(out.toString())
        .contains("orders is backed up and watched from now on")
        .doesNotContain("s3cret");
  }

  @Test
  void whenOneRefusesItSaysWhatStandsAndHowToGoOn() {
    refuses(WATCHED, 400, "monitor.target-permission-failed");
    assertThat(ox("target", "add", ADDRESS, "--untested")).isEqualTo(ExitCode.REFUSED);
    assertThat(err.toString())
        .contains(
            "The target orders is added and backed up, but not watched.",
            "why",
            "ox target add URI --id orders --watch-only");
    assertThat(gateway.addresses()).contains("POST /api/v1/targets?test=false");

    refuses(BACKED_UP, 400, "backup.target-tcp-failed");
    gateway.requests().clear();
    assertThat(ox("target", "add", ADDRESS)).isEqualTo(ExitCode.REFUSED);
    assertThat(gateway.requests()).noneMatch(call -> call.contains("POST " + WATCHED));

    gateway.requests().clear();
    refuses(WATCHED + "/orders", 409, "monitor.target-of-settings");
    assertThat(ox("target", "remove", "orders", "--yes", "--force")).isEqualTo(ExitCode.REFUSED);
    assertThat(gateway.addresses()).contains("DELETE /api/v1/targets/orders?force=true");
    assertThat(err.toString()).contains("is not backed up any more, but still watched");
  }

  @Test
  void aTestShowsEachStepAndFailsWithIt() {
    gateway.at(
        BACKED_UP + "/orders/test",
        "{\"passed\":false,\"failed\":\"tcp\",\"steps\":[{\"step\":\"name\",\"result\":\"passed\","
            + "\"detail\":\"found\"},{\"step\":\"tcp\",\"result\":\"failed\",\"detail\":\"closed\","
            + "\"remedy\":\"Open the port.\"}]}");
    refuses(WATCHED + "/orders/test", 404, "monitor.target-unknown");
    assertThat(ox("target", "test", "orders")).isEqualTo(ExitCode.FAILED);
    assertThat(out.toString())
        .contains("To be backed up:", "tcp", "failed", "closed", "Open the port.")
        .doesNotContain("To be watched");

    refuses(BACKED_UP + "/orders/test", 404, "backup.target-unknown");
    assertThat(ox("target", "test", "orders")).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(ox("target", "remove", "orders")).as("not confirmed").isEqualTo(ExitCode.REFUSED);
  }

  @Test
  void aTargetIsShownAndAnUnknownOneIsNotFound() {
    assertThat(ox("target", "show", "shop")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("backed_up", "--id shop --watch-only");
    assertThat(ox("target", "show", "none")).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(err.toString()).contains("ox target list");
  }
}
