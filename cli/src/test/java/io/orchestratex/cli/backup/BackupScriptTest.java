package io.orchestratex.cli.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.orchestratex.local.process.Commands;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code deploy/scripts/backup-script.sh} and {@code .ps1}: which command of {@code ox} each verb
 * is. The second runs where PowerShell is on the PATH.
 */
@Timeout(60)
class BackupScriptTest {

  private static final String SH = "backup-script.sh";
  private static final String POWERSHELL = "backup-script.ps1";
  private static final Path SCRIPTS =
      Path.of("..", "deploy", "scripts").toAbsolutePath().normalize();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {SH, POWERSHELL})
  void eachVerbIsACommandOfOx(String script) throws Exception {
    assertThat(run(script, "full").said()).isEqualTo("backup run --to /b c --unpacked\n");
    assertThat(run(script, "full", "--label", "before the release").said())
        .isEqualTo("backup run --to /b c --unpacked --label before the release\n");
    assertThat(run(script, "database", "orchestratex").said())
        .isEqualTo("backup run --database orchestratex --to /b c --unpacked\n");
    assertThat(run(script, "collection", "orchestratex", "user_sessions").said())
        .isEqualTo("backup run --collection orchestratex.user_sessions --to /b c --unpacked\n");
    assertThat(run(script, "restore", "./backups/20240828_143022", "--force").said())
        .isEqualTo("restore run ./backups/20240828_143022 --force\n");
    assertThat(run(script, "restore").said()).isEqualTo("restore run\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {SH, POWERSHELL})
  void itEndsAsOxDoes(String script) throws Exception {
    assertThat(run(script, "restore", "exit-7").exit()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {SH, POWERSHELL})
  void whatIsNoVerbIsAnsweredWithTheVerbs(String script) throws Exception {
    for (String[] wrong :
        List.of(new String[] {}, new String[] {"ful"}, new String[] {"collection", "one"})) {
      Result result = run(script, wrong);

      assertThat(result.exit()).isEqualTo(2);
      assertThat(result.said()).contains(script + " full", "collection DATABASE COLLECTION");
    }
  }

  private record Result(int exit, String said) {}

  private static List<String> command(String script) {
    String file = SCRIPTS.resolve(script).toString();
    if (script.equals(SH)) {
      return List.of("sh", file);
    }
    assumeTrue(Commands.find("pwsh").isPresent(), "not run: there is no pwsh on the PATH");
    return List.of("pwsh", "-NoProfile", "-File", file);
  }

  private Result run(String script, String... arguments) throws Exception {
    Path ox = folder.resolve("ox");
    Files.writeString(
        ox, "#!/bin/sh\nfor each; do case $each in exit-7) exit 7 ;; esac; done\necho \"$@\"\n");
    Files.setPosixFilePermissions(ox, PosixFilePermissions.fromString("rwx------"));
    List<String> command = new ArrayList<>(command(script));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("OX", ox.toString());
    builder.environment().put("BACKUP_DIR", "/b c");
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Result(process.waitFor(), said);
  }
}
