package io.orchestratex.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.cli.access.Credentials;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code ox session edit|search|export} and {@code ox thread fork}: what is sent and shown. */
class ConversationVerbsTest {

  private static final String SESSION = "/api/v1/sessions/s1";
  private static final String EXPORT = "{\"type\":\"end\",\"sessions\":1}\n";

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private StubGateway gateway;

  @BeforeEach
  void start() {
    gateway =
        new StubGateway()
            .at("/api/v1/auth/token", StubGateway.tokens("fresh"))
            .at(SESSION, "{\"id\":\"s1\",\"title\":\"New\"}")
            .at(SESSION + "/export", EXPORT)
            .at("/api/v1/sessions/export", EXPORT)
            .at("/api/v1/threads/t1/fork", "{\"id\":\"t2\"}")
            .at(
                "/api/v1/responses",
                "{\"items\":[{\"thread_id\":\"t1\",\"iteration\":3,\"created_at\":\"2026-11-28T09:00:00Z\","
                    + "\"prompt_excerpt\":\"a lease?\",\"answer_excerpt\":\"of ten seconds\"}],"
                    + "\"paging\":{\"limit\":20,\"offset\":0,\"total\":1}}");
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

  @Test
  void anEditSendsOnlyWhatIsNamed() {
    assertThat(ox("session", "edit", "s1", "--title", "New", "--if-version", "4"))
        .isEqualTo(ExitCode.DONE);
    assertThat(ox("session", "edit", "s1", "--no-tags")).isEqualTo(ExitCode.DONE);

    assertThat(gateway.requests())
        .contains(
            "PATCH " + SESSION + " {\"title\":\"New\",\"version\":4}",
            "PATCH " + SESSION + " {\"tags\":[]}");
  }

  @Test
  void aSearchShowsWhereTheWordsAre() {
    assertThat(ox("session", "search", "lease", "\"ten seconds\"")).isEqualTo(ExitCode.DONE);

    assertThat(out.toString()).contains("t1", "a lease?", "of ten seconds");
    assertThat(gateway.addresses())
        .anyMatch(each -> each.contains("/api/v1/responses?") && each.contains("ten%20seconds"));
  }

  @Test
  void anExportIsWrittenWhole() throws Exception {
    Path one = folder.resolve("one.jsonl");
    Path all = folder.resolve("all.jsonl");

    assertThat(ox("session", "export", "s1", "-o", one.toString())).isEqualTo(ExitCode.DONE);
    assertThat(ox("session", "export", "--user", "u1", "-o", all.toString()))
        .isEqualTo(ExitCode.DONE);

    assertThat(one).hasContent(EXPORT);
    assertThat(Files.readString(all)).isEqualTo(EXPORT);
    assertThat(gateway.addresses()).contains("GET /api/v1/sessions/export?user_id=u1");
  }

  @Test
  void aForkSaysWhereItBegins() {
    assertThat(ox("thread", "fork", "t1", "--at", "3", "--title", "B")).isEqualTo(ExitCode.DONE);

    assertThat(gateway.requests())
        .contains("POST /api/v1/threads/t1/fork {\"iteration\":3,\"title\":\"B\"}");
  }
}
