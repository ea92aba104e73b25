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
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the verbs that look into the system ask for, and how they show it. */
class SystemVerbsTest {

  private final StubGateway gateway = new StubGateway();
  private final StringWriter out = new StringWriter();
  private String answer = "{}";

  @AfterEach
  void stop() {
    gateway.close();
  }

  private int ox(String... arguments) {
    gateway.byDefault(_ -> new StubGateway.Answer(200, answer));
    gateway.at("/api/v1/auth/token", StubGateway.tokens("fresh"));
    CommandLine ox = Ox.commandLine();
    ox.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(out, true));
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--gateway");
    all.add(gateway.address());
    URI address = URI.create(gateway.address());
    new Gateway(address, Credentials.ofUser()).login("ann", "secret");
    try {
      return ox.execute(all.toArray(String[]::new));
    } finally {
      Credentials.ofUser().remove(address.toString());
    }
  }

  @Test
  void asksForSignInsWithItsFilters() {
    answer =
        "{\"items\":[{\"at\":\"2026-01-02T03:04:05.678Z\",\"username\":\"ann\",\"outcome\":\"refused\","
            + "\"reason\":\"password-wrong\",\"address\":\"10.0.0.7\",\"user_agent\":\"curl\\u001b[31m\"}],"
            + "\"paging\":{\"limit\":20,\"offset\":0,\"total\":1}}";

    assertThat(ox("sign-in", "list", "--of", "a&b", "--from", "-24h")).isEqualTo(ExitCode.DONE);

    assertThat(gateway.addresses().getLast())
        .startsWith("GET /api/v1/auth/sign-ins?limit=20&offset=0&user=a%26b&from=-24h");
    assertThat(out.toString())
        .contains("2026-01-02T03:04:05Z", "refused", "password-wrong", "10.0.0.7")
        .doesNotContain("\u001b");
  }

  @Test
  void searchesListsByTextAndTime() {
    answer = "{\"items\":[],\"paging\":{\"limit\":20,\"offset\":0,\"total\":0}}";
    for (String noun : List.of("session", "task", "backup", "restore", "alert")) {
      assertThat(ox(noun, "list", "--search", "a b", "--from", "-24h", "--to", "now"))
          .isEqualTo(ExitCode.DONE);
      assertThat(gateway.addresses().getLast()).contains("&q=a%20b&from=-24h&to=now");
    }
  }

  @Test
  void showsWhatPromptsUsed() {
    answer =
        "{\"items\":[{\"period\":\"2026-01-02T00:00:00Z\",\"group\":\"demo\",\"prompts\":3,\"failures\":1,"
            + "\"total_tokens\":30,\"total_cost\":0.0000001}],\"total\":{\"prompts\":3,\"failures\":1,"
            + "\"total_tokens\":30,\"total_cost\":0.0000001},\"truncated\":false}";

    assertThat(ox("usage", "--by", "model", "--zone", "Europe/Berlin")).isEqualTo(ExitCode.DONE);

    assertThat(gateway.addresses().getLast())
        .startsWith("GET /api/v1/analytics/usage?group_by=model&zone=Europe%2FBerlin");
    assertThat(out.toString())
        .contains("demo", "0.0000001", "total: 3 prompts, 1 failed, 30 tokens, 0.0000001 USD");
  }

  @Test
  void replaysAllParkedEventsThatMatch() {
    answer = "{\"matched\":3,\"replayed\":2,\"items\":[{},{},{}]}";

    assertThat(ox("parked-event", "replay", "alert-service", "--type", "backup.failed"))
        .as("one of them was not taken")
        .isEqualTo(ExitCode.FAILED);

    assertThat(gateway.requests().getLast())
        .isEqualTo("POST /api/v1/alert-service/parked-events/replay {\"type\":\"backup.failed\"}");
    assertThat(out.toString()).contains("2 of 3 events sent again.");
    assertThat(ox("parked-event", "list", "alert-service", "--waiting")).isEqualTo(ExitCode.DONE);
    assertThat(gateway.addresses().getLast())
        .contains("/parked-events?limit=20&offset=0&replayed=false");
  }

  @Test
  void showsThePartsOfTheSystemAndTheSettingsInForce() {
    answer =
        "{\"services\":[{\"service\":\"backup-service\",\"state\":\"away\",\"address\":\"http://b:1\","
            + "\"detail\":\"does not answer\"}],\"engines\":[{\"engine\":\"mongodb\",\"state\":\"up\","
            + "\"version\":\"7.0.1\",\"address\":\"m:27017\",\"used_by\":[\"gateway-service\"]}]}";
    assertThat(ox("system", "show")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("backup-service", "does not answer", "7.0.1", "m:27017");

    answer =
        "{\"services\":[{\"service\":\"backup-service\",\"state\":\"up\",\"address\":\"http://b:1\","
            + "\"groups\":[{\"name\":\"redis\",\"settings\":[{\"key\":\"redis.uri\",\"value\":\"***\","
            + "\"origin\":\"environment\"}]}]}]}";
    assertThat(ox("system", "settings", "--service", "backup-service")).isEqualTo(ExitCode.DONE);
    assertThat(gateway.addresses().getLast())
        .contains("/api/v1/system/settings?service=backup-service");
    assertThat(out.toString()).contains("redis.uri", "***", "environment");
  }

  @Test
  void switchesMaintenanceOnAndOff() {
    answer =
        "{\"active\":true,\"maintenances\":[{\"id\":\"by-hand\",\"services\":[\"session-service\"],"
            + "\"reason\":\"a move\",\"declared_by\":\"ann\",\"until\":\"2026-01-02T03:04:05.678Z\"}]}";

    assertThat(ox("maintenance", "on", "--service", "session-service", "--reason", "a move"))
        .isEqualTo(ExitCode.DONE);
    assertThat(gateway.addresses().getLast()).startsWith("PUT /api/v1/maintenance");
    assertThat(out.toString()).contains("by-hand", "session-service", "2026-01-02T03:04:05Z");

    assertThat(ox("maintenance", "off")).isEqualTo(ExitCode.DONE);
    assertThat(gateway.addresses()).anyMatch(each -> each.startsWith("DELETE /api/v1/maintenance"));
    assertThat(ox("maintenance", "status")).isEqualTo(ExitCode.DONE);
    assertThat(gateway.addresses().getLast()).startsWith("GET /api/v1/maintenance");
  }

  @Test
  void restoresElsewhereUnderNewNames() {
    answer =
        "{\"plan\":{\"backup\":\"b\",\"targets\":[{\"target\":\"second\",\"source_target\":\"first\",\"needed_bytes\":2048,\"free_bytes\":4096,\"objects\":[]}]}}";

    assertThat(
            ox(
                "restore",
                "plan",
                "--at",
                "2026-01-02T03:04:05Z",
                "--into",
                "second",
                "--database",
                "shop",
                "--as",
                "shop_copy"))
        .isEqualTo(ExitCode.DONE);

    assertThat(gateway.requests().getLast())
        .contains("\"at\":\"2026-01-02T03:04:05Z\"", "\"into\":\"second\"")
        .contains("\"as\":{\"shop\":\"shop_copy\"}")
        .doesNotContain("latest");
    assertThat(out.toString()).contains("second (what was taken of first)", "4.0 KiB are free");
    assertThat(ox("restore", "plan", "--as", "shop_copy")).isEqualTo(ExitCode.USAGE);
    assertThat(out.toString()).contains("write --as NAME=shop_copy");
  }
}
