package io.orchestratex.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchestratex.cli.output.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** How the command explains itself, also to whoever mistypes. */
class UsageTest {

  /** Of which there is one. */
  private static final List<String> SINGULAR = List.of("maintenance", "system");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int ox(String... arguments) {
    return Ox.commandLine(arguments)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private String heard() {
    String said = err.toString();
    err.getBuffer().setLength(0);
    return said;
  }

  @Test
  void saysWhatWasProbablyMeantAtEveryLevel() {
    assertThat(ox("bakup")).isEqualTo(ExitCode.USAGE);
    assertThat(heard()).contains("Did you mean: ox backup?");
    assertThat(ox("backup", "rnu")).isEqualTo(ExitCode.USAGE);
    assertThat(heard()).contains("Did you mean: ox backup run?");
    assertThat(ox("alerts", "lsit")).isEqualTo(ExitCode.USAGE);
    assertThat(heard()).contains("Did you mean: ox alert list?");
    assertThat(ox("backup", "run", "--lable", "x")).isEqualTo(ExitCode.USAGE);
    assertThat(heard()).contains("Did you mean: ox backup run --label?");
    assertThat(ox("help", "backup", "rnu")).isEqualTo(ExitCode.USAGE);
    assertThat(heard()).contains("Did you mean: ox backup run?");
    assertThat(ox("backup", "run", "--quite-another")).isEqualTo(ExitCode.USAGE);
    assertThat(heard()).contains("Try: ox backup run --help").doesNotContain("Did you mean");
  }

  @Test
  void showsTheHelpOfACommandHoweverDeep() {
    assertThat(ox("help", "backup", "run")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("Usage: ox backup run", "--label");
    assertThat(ox("help")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("Usage: ox ");
  }

  @Test
  void everyNounIsKnownInTheSingularAndThePlural() {
    CommandLine whole = Ox.commandLine();
    List<String> nouns =
        whole.getSubcommands().values().stream()
            .filter(command -> !command.getSubcommands().isEmpty())
            .map(CommandLine::getCommandName)
            .filter(noun -> !SINGULAR.contains(noun))
            .distinct()
            .toList();
    assertThat(nouns).contains("backup", "policy", "api-key").hasSizeGreaterThan(15);
    for (String noun : nouns) {
      String plural = noun.matches(".*[^aeiou]y") ? noun.replaceAll("y$", "ies") : noun + "s";
      CommandLine one = verb(whole, noun);
      assertThat(one).as(noun).isSameAs(verb(whole, plural));
      assertThat(verb(Ox.commandLine(plural), noun).getSubcommands())
          .as("verbs of " + noun)
          .isNotEmpty()
          .containsOnlyKeys(one.getSubcommands().keySet());
    }
  }

  private static CommandLine verb(CommandLine ox, String name) {
    return Objects.requireNonNull(ox.getSubcommands().get(name), name);
  }

  @Test
  void aFailureIsAProblemDocumentForScripts() throws IOException {
    assertThat(ox("alert", "list", "--json", "--gateway", "http://127.0.0.1:1"))
        .isEqualTo(ExitCode.DENIED);
    assertThat(problem().path("code").asText()).isEqualTo("ox.signed-out");

    assertThat(ox("health", "--json", "--gateway", "http://127.0.0.1:1"))
        .isEqualTo(ExitCode.UNREACHABLE);
    JsonNode unreachable = problem();
    assertThat(unreachable.path("exit_code").asInt()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(unreachable.path("detail").asText()).contains("nothing listens there");

    assertThat(ox("alert", "lsit", "--json")).isEqualTo(ExitCode.USAGE);
    assertThat(problem().path("detail").asText()).contains("Did you mean: ox alert list?");
    assertThat(out.toString()).isEmpty();
  }

  private JsonNode problem() throws IOException {
    return new ObjectMapper().readTree(heard());
  }

  @Test
  void namesWhatIsWrongWithoutAClassName() {
    assertThat(ox("health", "--gateway", "nonsense")).isEqualTo(ExitCode.USAGE);
    assertThat(heard()).contains("--gateway is \"nonsense\"").doesNotContain("Exception");
    assertThat(ox("logs", "-n", "-5")).isEqualTo(ExitCode.USAGE);
    assertThat(heard()).contains("--tail must be at least 0");
    assertThat(ox("events", "--idle", "0")).isEqualTo(ExitCode.USAGE);
    assertThat(ox("logs", "nosuch")).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(heard()).contains("There is no part nosuch").doesNotContain("java.");
  }

  @Test
  void saysItsVersion() {
    assertThat(ox("--version")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString().strip()).matches("ox \\d+\\.\\d+\\.\\d+.*");
  }

  @Test
  void completesInShells() throws Exception {
    assertThat(ox("completion", "bash")).isEqualTo(ExitCode.DONE);
    String script =
        out
            + "\nCOMP_WORDS=(ox backup ex); COMP_CWORD=2; COMP_LINE='ox backup ex'; COMP_POINT=12\n"
            + "_complete_ox; printf '%s\\n' \"${COMPREPLY[@]}\"\n";

    Process bash = new ProcessBuilder("bash", "-s").redirectErrorStream(true).start();
    try (var in = bash.outputWriter()) {
      in.write(script);
    }

    assertThat(bash.inputReader().lines().map(String::strip)).containsExactly("export");
  }

  @Test
  void hasAManualPage() {
    assertThat(ox("man")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString())
        .startsWith(".TH OX 1")
        .contains(".SS ox backup run", ".B \\-\\-label", ".SH EXIT STATUS");
    assertThat(out.toString().lines().filter(line -> line.startsWith(".")))
        .allMatch(line -> line.matches("\\.(TH|SH|SS|PP|TP|B)( .*)?"));
  }
}
