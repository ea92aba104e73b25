package io.orchestratex.backup.engine;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;

/**
 * A kind of database server. Implementations are stateless and thread safe; each call opens and
 * closes its own connections. What goes wrong at the server arrives as {@link EngineException};
 * every long loop calls {@link ProgressMonitor#checkpoint()}.
 *
 * <p>What only some engines can do is an interface of its own, such as {@link SelectiveRestore},
 * and asked for by pattern match. How an engine restores is its {@link RestoreWay}.
 */
public interface BackupEngine {

  /** What the engine is called in targets and manifests. */
  String name();

  /** Schemes of connection strings that mean this engine. */
  default Set<String> schemes() {
    return Set.of(name());
  }

  /** How the name of an exported file ends, with its dot, such as {@code .archive}. */
  String fileSuffix();

  /** Where a connection string leads, without account and password: {@code host:port}. */
  String address(EngineAccess access);

  /** Asks the server about itself. */
  ServerFacts describe(EngineAccess access);

  /** Writes everything; each database is read at one consistent point. */
  Dump dump(EngineAccess access, DumpTarget target, ProgressMonitor monitor) throws IOException;

  /**
   * Reads a file that {@link #dump} wrote to its end and says what is in it, without a server.
   *
   * @throws IOException when it is no whole and well-formed dump
   */
  List<ObjectFact> read(InputStream file, ProgressMonitor monitor) throws IOException;

  /**
   * Says what a restore would do to each object, what a person must know before it, and what
   * prevents it. Changes nothing.
   */
  EnginePlan plan(RestoreScope scope);

  /** How it restores. */
  RestoreWay restoreWay();
}
