package io.orchestratex.backup.engine.neo4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ScratchRestore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Neo4jProgramTest {

  @TempDir Path folder;

  private void kernel(Path in) throws IOException {
    Files.createFile(Files.createDirectories(in).resolve("neo4j-kernel-2026.08.1.jar"));
    Files.createFile(in.resolve("neo4j-kernel-api-2026.08.1.jar"));
  }

  @Test
  void isFoundInAnInstallationAndInAFolderOfJars() throws IOException {
    Path jars = folder.resolve("lib");
    kernel(jars);

    assertThat(Neo4jProgram.in(folder, "5.26.0")).isEqualTo(new Neo4jProgram(jars, "2026.08.1"));
    assertThat(Neo4jProgram.in(jars, "2026.08.1")).hasToString("Neo4j 2026.08.1 (" + jars + ")");
  }

  @Test
  void isNotOlderThanTheServer() throws IOException {
    kernel(folder);

    assertThatThrownBy(() -> Neo4jProgram.in(folder, "2026.09.0"))
        .hasMessageContaining("has Neo4j 2026.08.1, and the backup was taken of 2026.09.0")
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.code()).isEqualTo(ScratchRestore.NO_PROGRAM));
    assertThatThrownBy(() -> Neo4jProgram.in(folder.resolve("none"), "5.26.0"))
        .hasMessageContaining("cannot be read. Set orchestratex.backup.neo4j.programs");
  }

  @ParameterizedTest
  @CsvSource({
    "5.26.0,2026.08.1,-1",
    "2026.08.1,2026.08,1",
    "5.9.0,5.26.0,-1",
    "5.26.0-aura,5.26.0,0"
  })
  void versionsAreComparedByTheirNumbers(String one, String other, int sign) {
    assertThat(Integer.signum(Neo4jProgram.compare(one, other))).isEqualTo(sign);
  }
}
