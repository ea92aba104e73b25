package io.orchestratex.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.backup.RunningBackupService.Target;
import io.orchestratex.backup.engine.ledger.Ledger;
import io.orchestratex.backup.job.Job;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A target of each engine of the test tree, with data in its folder, and a service that backs them
 * up and whose steps are watched.
 */
final class SampleTargets implements AutoCloseable {

  static final String LEDGER = "ledger";
  static final String NOTEBOOK = "notebook";

  final RunningBackupService service;
  private final Path folder;
  private final Map<String, Runnable> reactions = new ConcurrentHashMap<>();

  SampleTargets(Path folder) throws IOException {
    this(folder, "samples", Map.of());
  }

  SampleTargets(Path folder, String suffix, Map<String, Object> more) throws IOException {
    this.folder = folder;
    for (String target : List.of(LEDGER, NOTEBOOK)) {
      Files.createDirectories(folder.resolve(target));
    }
    service =
        new RunningBackupService(suffix, folder, List.of(target(LEDGER), target(NOTEBOOK)), more);
    ObserverRelay.watching = this::reached;
  }

  Target target(String engine) {
    return new Target(engine, engine, engine + "://ann:hidden@localhost" + folder.resolve(engine));
  }

  void fill() throws IOException {
    for (String target : List.of(LEDGER, NOTEBOOK)) {
      Ledger shop = new Ledger().table("empty");
      for (int i = 0; i < 100; i++) {
        shop.add("orders", "order " + i);
      }
      Ledger.write(file(target, "shop"), shop);
      Ledger.log(file(target, "shop"), "orders in the log\n");
      Ledger.write(file(target, "stock"), new Ledger().add("parts", "1 wheel"));
    }
  }

  /** Once, when a job comes to a point. */
  void at(String point, Runnable reaction) {
    reactions.put(point, reaction);
  }

  void assertAllReached() {
    assertThat(reactions).as("points that were not reached").isEmpty();
  }

  @Override
  public void close() {
    ObserverRelay.watching = (job, point) -> {};
    service.close();
  }

  Path file(String target, String database) {
    return folder.resolve(target).resolve(database + ".ledger");
  }

  void damage(String target) {
    try {
      Ledger shop = Ledger.read(file(target, "shop"));
      shop.remove("orders", "order 1");
      Ledger.write(file(target, "shop"), shop);
      Ledger.log(file(target, "shop"), "orders later\n");
      Files.deleteIfExists(file(target, "stock"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All files of a target and what is in them. */
  String picture(String target) {
    try (Stream<Path> files = Files.list(folder.resolve(target))) {
      return files
          .filter(file -> !file.toString().endsWith(Ledger.LOG))
          .sorted()
          .map(file -> file.getFileName() + " " + content(file))
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String content(Path file) {
    try {
      return Files.isDirectory(file) ? "folder" : Ledger.read(file).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void reached(Job job, String point) {
    Runnable reaction = reactions.remove(point);
    if (reaction != null) {
      try {
        reaction.run();
      } catch (Killed e) {
        service.leaseOfKilledRunsOut(job);
        throw e;
      }
    }
  }

  /** The move that changes what is live first. */
  static String move(String target) {
    return target.equals(LEDGER) ? "swap shop.ledger" : "load notebook";
  }

  String copyOf(String target, String prefix) {
    try (Stream<Path> all = Files.list(folder.resolve(target))) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith(prefix))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The end of a worker. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }
}
