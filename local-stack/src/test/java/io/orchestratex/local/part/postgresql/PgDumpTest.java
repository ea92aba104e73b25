package io.orchestratex.local.part.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.local.binary.Downloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether the machine can dump the PostgreSQL that the stack runs. */
class PgDumpTest {

  @TempDir Path folder;

  private Path program(int major) throws IOException {
    Path bin = Files.createDirectories(folder.resolve(Integer.toString(major)));
    Path program = bin.resolve("pg_dump");
    Files.writeString(program, "#!/bin/sh\necho 'pg_dump (PostgreSQL) " + major + ".4'\n");
    Downloads.makeRunnable(program);
    return bin;
  }

  @Test
  void takesTheNewest() throws IOException {
    List<Path> folders = List.of(program(13), program(16), program(14), folder.resolve("none"));

    assertThat(PgDump.newestIn(folders))
        .contains(new PgDump.Found(folder.resolve("16").resolve("pg_dump"), 16));
  }

  @Test
  void complainsOfOneThatIsMissingOrOlderThanTheServer() throws IOException {
    Optional<PgDump.Found> found = PgDump.newestIn(List.of(program(14)));

    assertThat(PgDump.complaint(found, 14)).isEmpty();
    assertThat(PgDump.complaint(found, 15)).get().asString().contains("14", "older", "15");
    assertThat(PgDump.complaint(Optional.empty(), 15)).get().asString().contains("no pg_dump");
    assertThat(PgDump.advice(15)).contains("postgresql-client-15");
  }
}
