package io.orchestratex.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNullElse;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.orchestratex.cli.access.Credentials;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What scripts rely on: exit codes, JSON, messages on standard error. */
class OxTest {

  @TempDir Path folder;
  private HttpServer server;
  private final List<String> requests = new ArrayList<>();
  private final Deque<Integer> statuses = new ArrayDeque<>();
  private int status = 200;
  private String answer = "{}";
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
    boolean login = exchange.getRequestURI().getPath().startsWith("/api/v1/auth/");
    byte[] bytes = (login ? StubGateway.tokens("fresh") : answer).getBytes(UTF_8);
    int next = login ? 200 : requireNonNullElse(statuses.poll(), status);
    exchange.sendResponseHeaders(next, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private int ox(String... arguments) {
    CommandLine ox = Ox.commandLine();
    ox.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--gateway");
    all.add(address().toString());
    new Gateway(address(), Credentials.ofUser()).login("ann", "secret");
    try {
      return ox.execute(all.toArray(String[]::new));
    } finally {
      Credentials.ofUser().remove(address().toString());
    }
  }

  @Test
  void printsATableForPeopleAndJsonForScripts() throws IOException {
    answer =
        "{\"items\":[{\"id\":\"s1\",\"status\":\"active\",\"title\":\"First\",\"session_start\":\"2026-01-02T03:04:05.678Z\","
            + "\"total_tokens\":12,\"total_cost\":0.000120}],\"paging\":{\"limit\":1,\"offset\":0,\"total\":3}}";

    assertThat(ox("session", "list", "--limit", "1")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString())
        .contains("SESSION", "s1", "2026-01-02T03:04:05Z", "0.000120", "1 to 1 of 3");

    out.getBuffer().setLength(0);
    assertThat(ox("session", "list", "--json")).isEqualTo(ExitCode.DONE);
    assertThat(new ObjectMapper().readTree(out.toString()).at("/items/0/id").asText())
        .isEqualTo("s1");
  }

  @Test
  void saysWhereTheConsoleIs() throws IOException {
    assertThat(ox("console", "--print")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).isEqualToNormalizingNewlines(address() + "/console\n");
    assertThat(requests).as("what it asks beside the sign-in").hasSize(1);

    out.getBuffer().setLength(0);
    assertThat(ox("console", "--json")).isEqualTo(ExitCode.DONE);
    assertThat(new ObjectMapper().readTree(out.toString()).path("console").asText())
        .isEqualTo(address() + "/console");
  }

  @Test
  void showsEachFieldOfAProblemAndTellsRefusedFromMissingAndDenied() {
    answer =
        "{\"title\":\"Bad Request\",\"status\":400,\"detail\":\"two things\",\"code\":\"request.invalid\",\"traceId\":\"t1\","
            + "\"errors\":[{\"pointer\":\"/prompt\",\"detail\":\"must not be blank\"}]}";
    status = 400;
    assertThat(ox("session", "start")).isEqualTo(ExitCode.REFUSED);
    assertThat(err.toString())
        .contains("Bad Request: two things", "/prompt  must not be blank", "request.invalid", "t1");

    err.getBuffer().setLength(0);
    answer = answer.replace("two things", "/prompt must not be blank");
    assertThat(ox("session", "start")).isEqualTo(ExitCode.REFUSED);
    assertThat(err.toString()).containsOnlyOnce("must not be blank");

    answer = "{\"status\":400,\"detail\":\"no target x\",\"code\":\"backup.target-unknown\"}";
    assertThat(ox("backup", "run", "x")).isEqualTo(ExitCode.NOT_FOUND);
    answer = "{\"status\":400,\"detail\":\"no filter x\",\"code\":\"filter.unknown\"}";
    assertThat(ox("backup", "list")).isEqualTo(ExitCode.REFUSED);

    status = 404;
    assertThat(ox("session", "show", "nope")).isEqualTo(ExitCode.NOT_FOUND);
    status = 403;
    assertThat(ox("backup", "list")).isEqualTo(ExitCode.DENIED);
    status = 503;
    assertThat(ox("backup", "list")).isEqualTo(ExitCode.UNREACHABLE);
  }

  @Test
  void showsTheSameHelpWhenItKnowsOnlyTheVerbThatIsAskedFor() {
    CommandLine whole = Ox.commandLine();

    assertThat(Ox.commandLine("--help").getUsageMessage()).isEqualTo(whole.getUsageMessage());
    assertThat(Ox.commandLine(new String[0]).getUsageMessage()).isEqualTo(whole.getUsageMessage());
    whole
        .getSubcommands()
        .forEach((verb, command) ->
            assertThat(Ox.commandLine(verb).getSubcommands())
                .hasEntrySatisfying(
                    verb,
                    alone ->
                        assertThat(alone.getUsageMessage()).isEqualTo(command.getUsageMessage())));
  }

  @Test
  void saysWhatToDoWhenNobodyIsSignedInOrNothingAnswers() {
    CommandLine ox = Ox.commandLine().setErr(new PrintWriter(err, true));

    assertThat(ox.execute("whoami", "--gateway", address().toString())).isEqualTo(ExitCode.DENIED);
    assertThat(err.toString()).contains("ox login");

    Path password = folder.resolve("password");
    assertThat(ox.execute("health", "--gateway", "http://127.0.0.1:1"))
        .isEqualTo(ExitCode.UNREACHABLE);
    assertThat(
            ox.execute(
                "login", "--password-file", password.toString(), "--gateway", "http://127.0.0.1:1"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .contains("nothing listens there", "there is no file " + password)
        .doesNotContain("Exception");
  }

  @Test
  void tellsWrongUsageApart() {
    CommandLine ox = Ox.commandLine().setErr(new PrintWriter(err, true));

    assertThat(ox.execute("sesion")).isEqualTo(ExitCode.USAGE);
    assertThat(ox.execute("events", "identity.events.v1")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("not an open topic");
  }

  @Test
  void refreshesATokenThatIsAboutToEndAndKeepsItToItself() throws IOException {
    Path file = folder.resolve("deep").resolve("credentials.json");
    Credentials credentials = new Credentials(file);
    credentials.save(
        address().toString(),
        new Credentials.Entry("ann", "old", "r1", Instant.now().plusSeconds(5)));

    assertThat(new Gateway(address(), credentials).token()).isEqualTo(StubGateway.jwt("fresh"));

    assertThat(requests).containsExactly("POST /api/v1/auth/refresh {\"refresh_token\":\"r1\"}");
    assertThat(credentials.find(address().toString()).orElseThrow().refreshToken()).isEqualTo("r2");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void aFailedBackupEndsWithAFailure() {
    answer =
        "{\"id\":\"20260101_000000\",\"state\":\"failed\",\"failure\":\"the vault is full\",\"parts\":[]}";

    assertThat(ox("backup", "run")).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("the vault is full");
  }

  @Test
  void aBackupGoesToTheVaultThatIsNamedAndShowsIt() {
    answer = "{\"id\":\"20260101_000000\",\"state\":\"queued\",\"vault\":\"offsite\",\"parts\":[]}";
    assertThat(ox("backup", "run", "--vault", "offsite", "--detach")).isEqualTo(ExitCode.DONE);
    assertThat(requests).anyMatch(request -> request.contains("\"vault\":\"offsite\""));

    assertThat(ox("backup", "show", "20260101_000000")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).containsPattern("vault\\s+offsite");

    answer = "{\"items\":[" + answer + "],\"paging\":{\"total\":1}}";
    assertThat(ox("backup", "list")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).containsPattern("VAULT").containsPattern("offsite");
  }

  @Test
  void aDumpIsImportedByItsPathAndItsTargetIsNamed() {
    answer =
        "{\"id\":\"20260101_000000\",\"state\":\"failed\",\"parts\":[],"
            + "\"failure\":\"x.archive cannot be imported: the archive is cut\"}";
    assertThat(ox("backup", "import", "x.archive", "--target", "mongodb"))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("x.archive cannot be imported: the archive is cut");
    assertThat(requests)
        .anyMatch(request ->
            request.startsWith("POST /api/v1/backups/import ")
                && request.contains("\"path\":\"x.archive\"")
                && request.contains("\"target\":\"mongodb\""));
    assertThat(ox("backup", "import", "x.archive")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aPartialBackupSaysWhatIsMissingAndIsNoPlainSuccess() {
    answer =
        "{\"id\":\"20260101_000000\",\"state\":\"succeeded\",\"parts\":[],\"verified\":true,"
            + "\"completeness\":\"partial\",\"left_out\":[{\"target\":\"mongodb\","
            + "\"kind\":\"collection\",\"name\":\"shop.report\",\"failed\":true,"
            + "\"reason\":\"it was replaced.\"},{\"target\":\"mongodb\",\"kind\":\"accounts\","
            + "\"name\":\"accounts\",\"failed\":false,\"reason\":\"they belong to the server.\"}]}";
    assertThat(ox("backup", "run")).isEqualTo(ExitCode.PARTIAL);
    assertThat(err.toString())
        .contains("is partial", "mongodb: collection shop.report: it was replaced.");
    assertThat(ox("backup", "show", "20260101_000000")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString())
        .contains("Could not be taken", "Not part of a backup", "mongodb: accounts: they belong");
  }

  @Test
  void watchingABackupOutlivesARestartOfTheService() {
    answer =
        "{\"id\":\"20260101_000000\",\"state\":\"succeeded\",\"parts\":[],"
            + "\"waits_for\":[\"20251231_235959\"]}";
    statuses.addAll(List.of(202, 503, 502));

    assertThat(ox("backup", "run")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString())
        .contains("still waiting", "waits for 20251231_235959")
        .containsOnlyOnce("still waiting");
  }

  @Test
  void aRestoreThatNobodyConfirmsChangesNothing() {
    answer = "{\"plan\":{\"backup\":\"20260101_000000\",\"targets\":[],\"token\":\"t\"}}";

    assertThat(ox("restore", "run", "latest")).isEqualTo(ExitCode.REFUSED);
    assertThat(requests).noneMatch(request -> request.contains("\"confirm\":true"));
  }

  private static final String LOST_VAULT =
      "{\"name\":\"offsite\",\"location\":\"/mnt/offsite\",\"usable\":false,"
          + "\"failure\":\"it has no mark.\"}";

  @Test
  void showsWhichVaultsCanBeUsedAndWhyOneCannot() throws IOException {
    answer = "{\"items\":[" + LOST_VAULT + "],\"paging\":{\"total\":1}}";
    assertThat(ox("vault", "list")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).containsPattern("offsite\\s+no\\s+/mnt/offsite\\s+it has no mark");

    out.getBuffer().setLength(0);
    answer = LOST_VAULT;
    assertThat(ox("vaults", "show", "offsite", "--json")).isEqualTo(ExitCode.DONE);
    assertThat(new ObjectMapper().readTree(out.toString()).path("usable").asBoolean(true))
        .isFalse();
    assertThat(requests).anyMatch(request -> request.startsWith("GET /api/v1/vaults/offsite "));
  }

  @Test
  void aTestOfAVaultShowsEachStepAndFailsWithOneThatFailed() throws IOException {
    answer =
        """
        {"vault":"offsite","passed":false,"steps":[
          {"step":"write","about":"a small file can be written","state":"passed","duration_ms":118},
          {"step":"delete","about":"the file can be removed","state":"failed","duration_ms":18,
           "failure":"access denied. The account needs s3:DeleteObject"}]}\
        """;
    assertThat(ox("vault", "test", "offsite")).isEqualTo(ExitCode.FAILED);
    assertThat(requests)
        .anyMatch(request -> request.startsWith("POST /api/v1/vaults/offsite/test "));
    assertThat(out.toString())
        .containsPattern("write\\s+passed\\s+118 ms\\s+a small file can be written")
        .containsPattern("delete\\s+failed\\s+18 ms")
        .contains("The account needs s3:DeleteObject");
    out.getBuffer().setLength(0);
    assertThat(ox("vault", "test", "offsite", "--json")).isEqualTo(ExitCode.FAILED);
    assertThat(new ObjectMapper().readTree(out.toString()).path("passed").asBoolean(true))
        .isFalse();
    answer = answer.replace("false", "true").replace("failed", "passed");
    assertThat(ox("vault", "test", "offsite")).isEqualTo(ExitCode.DONE);
  }

  private static final String POLICY =
      """
      {"name":"nightly","cron":"0 3 * * *","zone":"UTC","vault":"default","keep":{"last":7},
       "covers":"own","cleanup":"daily","state":"active","next_runs":["2026-11-28T03:00:00Z"],
       "schedules":["policy-nightly","cleanup-nightly"],"version":4,
       "copies":[{"vault":"offsite","when":"weekly","keep":{"last":26},"complete":3}]}\
      """;

  @Test
  void changesOfAPolicyOnlyWhatIsGiven() {
    answer = POLICY;
    assertThat(ox("policy", "change", "nightly", "--max-age", "15", "--keep-daily", "30"))
        .isEqualTo(ExitCode.DONE);
    assertThat(requests)
        .filteredOn(request -> request.startsWith("PUT "))
        .containsExactly(
            "PUT /api/v1/policies/nightly {\"vault\":\"default\",\"zone\":\"UTC\","
                + "\"keep\":{\"last\":7,\"daily\":30},\"covers\":\"own\",\"cleanup\":\"daily\","
                + "\"version\":4,\"copies\":[{\"vault\":\"offsite\",\"when\":\"weekly\","
                + "\"keep\":{\"last\":26}}],\"max_age_minutes\":15}");
    assertThat(ox("policy", "change", "nightly", "--keep-only", "--keep-days", "9"))
        .isEqualTo(ExitCode.DONE);
    assertThat(requests.getLast()).contains("\"keep\":{\"days\":9}", "\"cron\":\"0 3 * * *\"");
  }

  @Test
  void saysWhatACleanupWouldRemoveAndWhy() {
    answer =
        """
        {"removes":1,"keeps":1,"freed_bytes":2048,"blocked":"The vault is away.","items":[
         {"backup":"20261127_030000","keeps":true,"kept_by":[{"rule":"last","text":"It is new."}]},
         {"backup":"20261101_030000","keeps":false,"goes":"No rule keeps it."}],
         "paging":{"total":2}}\
        """;
    assertThat(ox("policies", "plan", "nightly")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString())
        .containsPattern("20261127_030000 .*stays\\s+It is new")
        .containsPattern("20261101_030000 .*goes\\s+No rule keeps it")
        .contains("would remove 1 of 2 backups", "! The vault is away.");
  }

  @Test
  void holdsABackupForAReason() {
    answer = "{\"id\":\"20261127_030000\",\"held\":{\"reason\":\"audit\"}}";
    assertThat(ox("backup", "hold", "latest", "--reason", "audit")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("Held 20261127_030000: audit");
    assertThat(ox("backup", "release", "20261127_030000")).isEqualTo(ExitCode.DONE);
    assertThat(requests)
        .contains(
            "POST /api/v1/backups/latest/hold {\"reason\":\"audit\"}",
            "POST /api/v1/backups/20261127_030000/release {}");
    assertThat(ox("backup", "hold", "latest")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aVaultIsAcceptedOnlyWhenThatIsConfirmedAndNeeded() throws IOException {
    answer = LOST_VAULT;
    assertThat(ox("vault", "accept", "offsite")).isEqualTo(ExitCode.REFUSED);
    assertThat(out.toString()).contains("it has no mark", "/mnt/offsite", "reported as missing");
    assertThat(err.toString()).contains("Nothing was changed");
    assertThat(requests).noneMatch(request -> request.contains("/accept"));

    assertThat(ox("vault", "accept", "offsite", "--yes"))
        .as("it is still unusable")
        .isEqualTo(ExitCode.FAILED);
    assertThat(requests)
        .filteredOn(request -> request.startsWith("POST /api/v1/vaults"))
        .containsExactly("POST /api/v1/vaults/offsite/accept {}");

    out.getBuffer().setLength(0);
    answer = LOST_VAULT.replace("false", "true");
    assertThat(ox("vault", "accept", "offsite", "--json")).isEqualTo(ExitCode.DONE);
    assertThat(new ObjectMapper().readTree(out.toString()).path("usable").asBoolean()).isTrue();
    assertThat(requests).filteredOn(request -> request.contains("/accept")).hasSize(1);
  }

  /** What is replaced and what stays must not look alike, in the table and in the sentences. */
  @Test
  void aPlanShowsLongNamesWhole() {
    String name = "shop." + "a_very_long_name_of_a_collection_that_says_all_".repeat(4);
    answer =
        """
        {"plan": {"backup": "20260101_000000", "targets": [{"target": "mongodb", "objects": [
          {"name": "%1$s1", "action": "replace"}, {"name": "%1$s2", "action": "skip"}],
          "left_out": [{"kind": "collection", "name": "%1$s3", "reason": "r", "failed": true}]}],
          "warnings": ["mongodb: %1$s2 stays"], "obstacles": []}}\
        """
            .formatted(name);

    assertThat(ox("restore", "plan", "latest")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString())
        .containsPattern(name + "1 .*replace")
        .containsPattern(name + "2 .*skip")
        .contains("collection " + name + "3: r", "! mongodb: " + name + "2 stays");
  }

  private static final String SCHEDULE =
      "{\"id\":\"nightly\",\"action\":\"full-backup\",\"cron\":\"30 2 * * *\","
          + "\"zone\":\"Europe/Berlin\",\"state\":\"active\","
          + "\"next_due\":[\"2026-11-28T02:30:00+01:00\"],"
          + "\"last\":{\"due_at\":\"2026-11-27T01:30:00Z\",\"outcome\":\"ordered\","
          + "\"job\":\"20261127_013000\",\"job_state\":\"succeeded\"}}";

  @Test
  void showsWhenASchedulesComesAndWhatCameOfIt() throws IOException {
    answer = "{\"items\":[" + SCHEDULE + "],\"paging\":{\"limit\":20,\"offset\":0,\"total\":1}}";

    assertThat(ox("schedule", "list")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString())
        .contains("nightly", "30 2 * * *", "Europe/Berlin", "2026-11-28T02:30:00+01:00")
        .contains("2026-11-27T01:30:00Z", "succeeded");

    out.getBuffer().setLength(0);
    assertThat(ox("schedule", "list", "--json")).isEqualTo(ExitCode.DONE);
    assertThat(new ObjectMapper().readTree(out.toString()).at("/items/0/zone").asText())
        .isEqualTo("Europe/Berlin");
  }

  @Test
  void pausesAndResumesOneScheduleOrAllAndRunsOneNow() {
    answer = SCHEDULE;
    assertThat(ox("schedule", "pause", "nightly")).isEqualTo(ExitCode.DONE);
    assertThat(ox("schedule", "resume", "nightly")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("Resumed nightly, next due 2026-11-28T02:30:00+01:00.");
    assertThat(ox("schedule", "pause", "--all")).isEqualTo(ExitCode.DONE);
    assertThat(ox("schedule", "resume", "--all")).isEqualTo(ExitCode.DONE);
    answer = "{\"job\":\"20261127_101500\"}";
    assertThat(ox("schedule", "run", "nightly")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("Ordered job 20261127_101500.");

    assertThat(requests.stream().filter(request -> request.contains("/schedules")))
        .containsExactly(
            "POST /api/v1/schedules/nightly/pause {}",
            "POST /api/v1/schedules/nightly/resume {}",
            "POST /api/v1/schedules/pause {}",
            "POST /api/v1/schedules/resume {}",
            "POST /api/v1/schedules/nightly/run {}");
    assertThat(ox("schedule", "pause")).as("neither one nor all").isEqualTo(ExitCode.USAGE);
    assertThat(ox("schedule", "pause", "nightly", "--all")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void makesAndChangesASchedule() {
    answer = SCHEDULE;
    assertThat(
            ox(
                "schedule",
                "create",
                "nightly",
                "--cron",
                "30 2 * * *",
                "--zone",
                "Europe/Berlin",
                "--target",
                "mongodb",
                "--label",
                "night"))
        .isEqualTo(ExitCode.DONE);
    assertThat(ox("schedule", "change", "nightly", "--missed", "skip")).isEqualTo(ExitCode.DONE);
    assertThat(ox("schedule", "change", "nightly", "--settings", "[]")).isEqualTo(ExitCode.USAGE);

    assertThat(requests.stream().filter(request -> request.contains("/schedules")))
        .containsExactly(
            "POST /api/v1/schedules {\"cron\":\"30 2 * * *\",\"zone\":\"Europe/Berlin\","
                + "\"settings\":{\"targets\":[\"mongodb\"],\"label\":\"night\"},"
                + "\"id\":\"nightly\",\"action\":\"full-backup\",\"paused\":false}",
            "PATCH /api/v1/schedules/nightly {\"missed\":\"skip\"}");
  }
}
