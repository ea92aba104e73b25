package io.orchestratex.backup.engine.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.DumpTarget;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.EnginePlan;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.PlannedObject;
import io.orchestratex.backup.engine.PlannedObject.Action;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.ServerFacts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A folder of ledgers, which the sample engines take for a server. */
public record LedgerFolder(String scheme, Path path) {

  private static final String ENDING = ".ledger";

  /** The folder of {@code <scheme>://user:password@localhost/folder}. */
  public static LedgerFolder of(String scheme, EngineAccess access) {
    String uri = access.uri().reveal();
    if (!uri.startsWith(scheme + "://") || !uri.contains("@localhost/")) {
      throw new EngineException(
          "backup.target-uri-invalid",
          "The connection string of target %s is invalid; expected %s://user:password@localhost/folder."
              .formatted(access.target(), scheme));
    }
    return new LedgerFolder(scheme, Path.of(URI.create(uri).getPath()));
  }

  public Path file(String database) {
    return path.resolve(database + ENDING);
  }

  public List<String> databases() {
    try (Stream<Path> files = Files.list(path)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(ENDING))
          .map(name -> name.substring(0, name.length() - ENDING.length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new EngineException("backup.target-unreachable", "There is no folder " + path, e);
    }
  }

  public ServerFacts describe() {
    return new ServerFacts("1", "folder " + path, databases());
  }

  public Dump dump(DumpTarget target, ProgressMonitor monitor) throws IOException {
    List<DumpedFile> files = new ArrayList<>();
    for (String database : databases()) {
      monitor.detail(database);
      Ledger ledger = Ledger.read(file(database));
      try (OutputStream out = target.begin(database)) {
        // A dump names its database, as a stock tool's would.
        out.write((database + "\n").getBytes(UTF_8));
        out.write(ledger.bytes());
      }
      files.add(new DumpedFile(database, ledger.facts(database, monitor), Map.of()));
    }
    return new Dump("1", "folder " + path, "file by file", files);
  }

  /** A dump, read to its end. */
  public record Dumped(String database, Ledger ledger) {

    public static Dumped read(InputStream in) throws IOException {
      byte[] all = in.readAllBytes();
      int line = new String(all, UTF_8).indexOf('\n');
      if (line <= 0) {
        throw new IOException("it is no dump of a ledger");
      }
      byte[] name = Arrays.copyOf(all, line);
      return new Dumped(
          new String(name, UTF_8),
          Ledger.read(new ByteArrayInputStream(all, line + 1, all.length - line - 1)));
    }
  }

  public EnginePlan plan(RestoreScope scope) {
    List<PlannedObject> objects = new ArrayList<>();
    for (DumpedFile file : scope.files()) {
      if (!wants(scope, file)) {
        continue;
      }
      Map<String, ObjectFact> now = now(file.scope());
      for (ObjectFact object : file.objects()) {
        ObjectFact current = now.get(object.name());
        objects.add(
            new PlannedObject(
                object.name(),
                current == null ? null : current.count(),
                object.count(),
                current == null ? Action.CREATE : Action.REPLACE));
      }
    }
    return new EnginePlan(
        objects, List.of("a " + scheme + " is a sample."), obstacles(scope), List.of());
  }

  public static boolean wants(RestoreScope scope, DumpedFile file) {
    List<String> named = scope.selection().databases();
    return named.isEmpty() || named.contains(file.scope());
  }

  private List<String> obstacles(RestoreScope scope) {
    return scope.files().stream()
        .filter(file -> Files.isDirectory(file(file.scope())))
        .map(file -> file(file.scope()) + " is a folder; remove it, then restore again")
        .toList();
  }

  private Map<String, ObjectFact> now(String database) {
    if (!Files.isRegularFile(file(database))) {
      return Map.of();
    }
    try {
      return Ledger.read(file(database)).facts(database, ProgressMonitor.NONE).stream()
          .collect(Collectors.toMap(ObjectFact::name, Function.identity()));
    } catch (IOException e) {
      throw new EngineException("backup.file-fault", "reading " + file(database) + " failed", e);
    }
  }
}
