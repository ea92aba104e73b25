package io.orchestratex.backup.engine.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.WayOfEngine;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.local.TestEngines;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One row of 60 MB, 120 MB in a dump, from backup to restore. How much memory that takes is counted
 * as what the whole JVM allocates meanwhile, whatever heap it has.
 */
class WideRowTest {

  private static final String DATABASE = "wide_row";
  private static final long ROW = 60_000_000;

  /** Less than half of the row: nobody has made one copy of it. */
  private static final long MOST = ROW / 2;

  @TempDir static Path folder;
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private long largestWrite;

  @BeforeEach
  void make() {
    Round.drop(DATABASE);
    Round.create(DATABASE, "");
    Round.run(
        DATABASE,
        "CREATE TABLE public.wide (b bytea)",
        "ALTER TABLE public.wide ALTER b SET STORAGE EXTERNAL",
        "INSERT INTO public.wide SELECT convert_to(repeat('\"a,b;c''de\"'::text, %d), 'UTF8')"
            .formatted(ROW / 10));
  }

  @AfterEach
  void drop() {
    Round.drop(DATABASE);
  }

  private OutputStream file() throws IOException {
    return new FilterOutputStream(Files.newOutputStream(folder.resolve("dump"))) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        largestWrite = Math.max(largestWrite, length);
        out.write(bytes, offset, length);
      }
    };
  }

  private interface Step {
    void run() throws IOException;
  }

  private void assertBounded(String step, Step work) throws IOException {
    long before = threads.getTotalThreadAllocatedBytes();
    work.run();
    assertThat(threads.getTotalThreadAllocatedBytes() - before).as(step).isLessThan(MOST);
  }

  @Test
  void aRowOf60MegabytesIsBackedUpReadAndRestoredInPieces() throws IOException {
    Round round = new Round(DATABASE);
    EngineAccess access =
        new EngineAccess("postgresql", new Secret(TestEngines.shared().postgres().backupUri()));
    Dump[] dump = new Dump[1];
    assertBounded(
        "backup",
        () -> {
          try (OutputStream to = file()) {
            dump[0] = round.engine.dump(access, _ -> to, ProgressMonitor.NONE);
          }
        });
    assertThat(largestWrite).isBetween(1L, 1L << 20);
    List<ObjectFact> facts = dump[0].files().getFirst().objects();
    assertThat(facts).singleElement().matches(fact -> fact.bytes() > 2 * ROW);

    assertBounded(
        "verify",
        () -> {
          try (InputStream in = Files.newInputStream(folder.resolve("dump"))) {
            assertThat(round.engine.read(in, ProgressMonitor.NONE)).isEqualTo(facts);
          }
        });

    WayOfEngine way =
        new WayOfEngine(
            round.engine,
            _ -> Files.newInputStream(folder.resolve("dump")),
            round.scope(dump[0], "20010505_000001", DATABASE));
    assertBounded("load", way::prepare);
    assertBounded("compare", () -> assertThat(way.measured()).isEqualTo(facts));
    way.apply();
    way.cleanUp();
    assertThat(
            Round.rows(
                DATABASE,
                "SELECT length(b), md5(b) = md5(repeat('\"a,b;c''de\"', 6000000)) FROM public.wide"))
        .containsExactly(ROW + "|t");
  }
}
