package io.orchestratex.backup.engine.notebook;

import io.orchestratex.backup.engine.DumpSource;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.Fence;
import io.orchestratex.backup.engine.InPlaceRestore;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.ledger.Ledger;
import io.orchestratex.backup.engine.ledger.LedgerFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Keeps copies in a folder beside, and overwrites. */
final class NotebookRestore implements InPlaceRestore {

  private static final String KEPT = "ox_kept_";

  private static LedgerFolder folder(EngineAccess access) {
    return LedgerFolder.of(NotebookEngine.NAME, access);
  }

  private static List<DumpedFile> wanted(RestoreScope scope) {
    return scope.files().stream().filter(file -> LedgerFolder.wants(scope, file)).toList();
  }

  @Override
  public String namesOf(String restoreId) {
    return "folders that begin with " + KEPT + restoreId + "_ (previous)";
  }

  @Override
  public String keep(RestoreScope scope, ProgressMonitor monitor) throws IOException {
    LedgerFolder folder = folder(scope.access());
    String name = KEPT + scope.prefix() + "copy";
    Path copies = Files.createDirectories(folder.path().resolve(name));
    for (DumpedFile file : wanted(scope)) {
      Path live = folder.file(file.scope());
      if (Files.exists(live)) {
        Ledger.write(copies.resolve(file.scope()), Ledger.read(live));
      }
    }
    return name;
  }

  @Override
  public void load(RestoreScope scope, DumpSource source, Fence fence, ProgressMonitor monitor)
      throws IOException {
    LedgerFolder folder = folder(scope.access());
    for (DumpedFile file : wanted(scope)) {
      monitor.checkpoint();
      monitor.detail(file.scope());
      try (InputStream in = source.open(file.scope())) {
        Ledger ledger = LedgerFolder.Dumped.read(in).ledger();
        fence.run(() -> Ledger.write(folder.file(file.scope()), ledger));
      }
    }
  }

  @Override
  public List<ObjectFact> measure(RestoreScope scope, ProgressMonitor monitor) throws IOException {
    List<ObjectFact> facts = new ArrayList<>();
    for (DumpedFile file : wanted(scope)) {
      Path live = folder(scope.access()).file(file.scope());
      if (Files.exists(live)) {
        facts.addAll(Ledger.read(live).facts(file.scope(), monitor));
      }
    }
    return facts;
  }

  @Override
  public void putBack(RestoreScope scope, String copy, Fence fence, ProgressMonitor monitor)
      throws IOException {
    LedgerFolder folder = folder(scope.access());
    Path copies = folder.path().resolve(copy);
    if (!Files.isDirectory(copies)) {
      throw new IOException("the copy " + copies + " is gone");
    }
    for (DumpedFile file : wanted(scope)) {
      Path kept = copies.resolve(file.scope());
      Path live = folder.file(file.scope());
      fence.run(() -> {
        if (Files.exists(kept)) {
          Ledger.write(live, Ledger.read(kept));
        } else {
          Files.deleteIfExists(live);
        }
      });
    }
  }

  private static List<String> names(EngineAccess access) {
    try (Stream<Path> all = Files.list(folder(access).path())) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> RestoreScope.restoreOf(name, KEPT).isPresent())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<String> leftovers(RestoreScope scope) {
    return names(scope.access()).stream().filter(name -> isOf(name, scope)).toList();
  }

  private static boolean isOf(String name, RestoreScope scope) {
    return RestoreScope.restoreOf(name, KEPT).equals(Optional.of(scope.restoreId()));
  }

  @Override
  public Set<String> restoresWithLeftovers(EngineAccess access) {
    return names(access).stream()
        .flatMap(name -> RestoreScope.restoreOf(name, KEPT).stream())
        .collect(Collectors.toSet());
  }

  @Override
  public void remove(RestoreScope scope, String leftover) {
    if (!isOf(leftover, scope)) {
      throw new IllegalArgumentException(leftover + " is not one of this restore's");
    }
    Path copies = folder(scope.access()).path().resolve(leftover);
    try (Stream<Path> files = Files.list(copies)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(copies);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
