package io.orchestratex.bench.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.local.process.Commands;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A file of SQLite with rows like those of our services, filled and copied by {@code sqlite3}. */
record SqliteFile(Path file) {

  private static final long SEED = 20_260_102;
  private static final String PROGRAM = "sqlite3";

  /** What makes it a target of backup-service. */
  Map<String, String> target(String id) {
    String prefix = "ORCHESTRATEX_BACKUP_TARGETS_" + id.toUpperCase(Locale.ROOT) + "_";
    return Map.of(
        "ORCHESTRATEX_BACKUP_SQLITE_FOLDERS",
        String.valueOf(file.getParent()),
        prefix + "ENGINE",
        "sqlite",
        prefix + "URI",
        "sqlite://" + file.toUri().getRawPath());
  }

  /** Fills it with about so many bytes; returns how many rows. */
  long fill(long bytes) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Words words = new Words(SEED);
    return written(script -> {
      script.write("PRAGMA journal_mode=WAL;\nPRAGMA synchronous=OFF;\nBEGIN;\n");
      script.write(
          "CREATE TABLE results (id INTEGER PRIMARY KEY, agent TEXT, answer TEXT, tokens INT);\n");
      long rows = 0;
      for (long written = 0; written < bytes; rows++) {
        String row =
            "INSERT INTO results VALUES (%d,'agent-%d','%s',%d);\n"
                .formatted(
                    rows,
                    words.random().nextInt(500),
                    words.line(words.random().nextInt(60, 160)).replace("'", "''"),
                    words.random().nextInt(100, 2_000));
        script.write(row);
        written += row.length();
      }
      script.write("CREATE INDEX results_of_agent ON results (agent);\nCOMMIT;\n");
      script.write("PRAGMA wal_checkpoint(TRUNCATE);\n");
      return rows;
    });
  }

  /** Changes the newest hundredth of the rows. */
  void change() {
    written(script -> {
      script.write(
          "UPDATE results SET tokens = tokens + 7"
              + " WHERE id > (SELECT max(id) - count(*) / 100 FROM results);\n");
      return 0L;
    });
  }

  /** SQLite's own ways to a consistent copy; the first one's file is what is put back. */
  List<StockTool> stock(Path folder) {
    if (Commands.find(PROGRAM).isEmpty()) {
      return List.of();
    }
    Path plain = folder.resolve("vacuum.db");
    Path packed = folder.resolve("vacuum.zst");
    String into = "rm -f %1$s && sqlite3 \"$SOURCE\" \"VACUUM INTO '%1$s'\"";
    return List.of(
        new StockTool(
            "VACUUM INTO",
            plain,
            Map.of("SOURCE", file.toString(), "FILE", plain.toString()),
            into.formatted(plain) + " && sync \"$FILE\"",
            "cp \"$FILE\" \"$FILE.back\" && sync \"$FILE.back\" && rm \"$FILE.back\""),
        new StockTool(
            "VACUUM INTO | zstd -1",
            packed,
            Map.of("SOURCE", file.toString(), "FILE", packed.toString()),
            into.formatted(packed + ".db")
                + " && zstd -q -1 -f --rm -o \"$FILE\" \"$FILE.db\" && sync \"$FILE\"",
            ""));
  }

  /** Writes SQL, and says something about it. */
  @FunctionalInterface
  private interface Script {
    long write(BufferedWriter to) throws IOException;
  }

  private long written(Script script) {
    try {
      Process program =
          new ProcessBuilder(PROGRAM, "-batch", file.toString())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      long said;
      try (BufferedWriter to =
          new BufferedWriter(new OutputStreamWriter(program.getOutputStream(), UTF_8))) {
        said = script.write(to);
      }
      if (!program.waitFor(10, TimeUnit.MINUTES) || program.exitValue() != 0) {
        program.destroyForcibly();
        throw new IllegalStateException(PROGRAM + " could not write " + file);
      }
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
