package io.orchestratex.cli.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy/scripts/backup-script.sh}: which command of {@code ox} each verb is. */
@Timeout(30)
class BackupScriptTest {

  private static final Path SCRIPT =
      Path.of("..", "deploy", "scripts", "backup-script.sh").toAbsolutePath().normalize();

  @TempDir Path folder;

  @Test
  void eachVerbIsACommandOfOx() throws Exception {
    assertThat(run("full").said()).isEqualTo("backup run --to /b c --unpacked\n");
    assertThat(run("full", "--label", "before the release").said())
        .isEqualTo("backup run --to /b c --unpacked --label before the release\n");
    assertThat(run("database", "orchestratex").said())
        .isEqualTo("backup run --database orchestratex --to /b c --unpacked\n");
    assertThat(run("collection", "orchestratex", "user_sessions").said())
        .isEqualTo("backup run --collection orchestratex.user_sessions --to /b c --unpacked\n");
    assertThat(run("restore", "./backups/20240828_143022", "--force").said())
        .isEqualTo("restore run ./backups/20240828_143022 --force\n");
    assertThat(run("restore").said()).isEqualTo("restore run\n");
  }

  @Test
  void itEndsAsOxDoes() throws Exception {
    assertThat(run("restore", "exit-7").exit()).isEqualTo(7);
  }

  @Test
  void whatIsNoVerbIsAnsweredWithTheVerbs() throws Exception {
    for (String[] wrong :
        List.of(new String[] {}, new String[] {"ful"}, new String[] {"collection", "one"})) {
      Result result = run(wrong);

      assertThat(result.exit()).isEqualTo(2);
      assertThat(result.said()).contains("backup-script.sh full", "collection DATABASE COLLECTION");
    }
  }

  private record Result(int exit, String said) {}

  private Result run(String... arguments) throws Exception {
    Path ox = folder.resolve("ox");
    Files.writeString(
        ox, "#!/bin/sh\nfor each; do case $each in exit-7) exit 7 ;; esac; done\necho \"$@\"\n");
    Files.setPosixFilePermissions(ox, PosixFilePermissions.fromString("rwx------"));
    List<String> command = new ArrayList<>(List.of("sh", SCRIPT.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("OX", ox.toString());
    builder.environment().put("BACKUP_DIR", "/b c");
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Result(process.waitFor(), said);
  }
}
