package io.orchestratex.backup.engine.redis;

import io.orchestratex.backup.engine.AccessTest;
import io.orchestratex.backup.engine.BackupEngine;
import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.DumpTarget;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EnginePlan;
import io.orchestratex.backup.engine.FolderExport;
import io.orchestratex.backup.engine.MalformedDumpException;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.RestoreWay;
import io.orchestratex.backup.engine.ScopeLevel;
import io.orchestratex.backup.engine.ScopeSettings;
import io.orchestratex.backup.engine.ScratchFolder;
import io.orchestratex.backup.engine.ScratchRestore;
import io.orchestratex.backup.engine.ScratchServer;
import io.orchestratex.backup.engine.SelectiveExport;
import io.orchestratex.backup.engine.SelectiveRestore;
import io.orchestratex.backup.engine.ServerFacts;
import io.orchestratex.backup.engine.StockImport;
import io.orchestratex.kit.connection.ConnectionReport;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;

/**
 * Redis from 6.0 on, and Valkey. A backup is a stock RDB file, as {@code redis-server} loads it;
 * users and settings of the server are not in it.
 */
@Singleton
final class RedisEngine
    implements BackupEngine,
        SelectiveRestore,
        SelectiveExport,
        FolderExport,
        ScratchRestore,
        StockImport,
        AccessTest {

  private final RedisSettings settings;
  private final ScopeSettings scope;
  private final RedisRestore restore;
  private final ScratchRedis scratch;

  RedisEngine(RedisSettings settings, ScopeSettings scope) {
    this.settings = settings;
    this.scope = scope;
    this.restore = new RedisRestore(settings);
    this.scratch = new ScratchRedis(new RedisPrograms(settings));
  }

  @Override
  public String name() {
    return "redis";
  }

  @Override
  public Set<String> schemes() {
    return Set.of("redis", "rediss");
  }

  @Override
  public String fileSuffix() {
    return ".rdb";
  }

  @Override
  public String address(EngineAccess access) {
    return RedisAddress.of(access).text();
  }

  @Override
  public ConnectionReport test(EngineAccess access) {
    return Rights.test(RedisAddress.of(access));
  }

  @Override
  public ServerFacts describe(EngineAccess access) {
    return Server.briefly(
        access,
        "Redis cannot be asked",
        server -> {
          Set<Integer> beside = BesideDatabases.all(server).keySet();
          List<String> names = new ArrayList<>();
          for (int number : server.databases().keySet()) {
            if (!beside.contains(number)) {
              names.add(KeyFacts.name(number));
            }
          }
          if (FunctionLibraries.count(server) > 0) {
            names.add(KeyFacts.FUNCTIONS);
          }
          return new ServerFacts(
              server.version(), server.identity(), names.stream().filter(scope::includes).toList());
        });
  }

  @Override
  public Dump dump(EngineAccess access, DumpTarget target, ProgressMonitor monitor)
      throws IOException {
    return Server.patiently(
        access,
        monitor,
        "the dump failed",
        server -> new RedisDump(scope, monitor).of(server, target));
  }

  @Override
  public List<ObjectFact> read(InputStream file, ProgressMonitor monitor) throws IOException {
    KeyFacts facts = new KeyFacts();
    new RdbReader(
            new WatchedInput(file, monitor), new RedisDump.FactsReceiver(facts, new HashMap<>()))
        .read();
    return facts.facts();
  }

  @Override
  public EnginePlan plan(RestoreScope restored) {
    return Server.briefly(
        restored.access(),
        "Redis cannot be asked",
        server -> new RestorePreview(server, restored, settings, scope).plan());
  }

  @Override
  public RestoreWay restoreWay() {
    return restore;
  }

  @Override
  public Set<ScopeLevel> levels() {
    return Set.of(ScopeLevel.DATABASE);
  }

  @Override
  public void export(InputStream file, String database, OutputStream out, ProgressMonitor monitor)
      throws IOException {
    new RdbReader(
            new WatchedInput(file, monitor),
            new RedisDump.FactsReceiver(new KeyFacts(), new HashMap<>()),
            new RdbReader.Copy(
                out,
                number -> KeyFacts.name(number).equals(database),
                database.equals(KeyFacts.FUNCTIONS)))
        .read();
  }

  @Override
  public void layOut(
      InputStream file, List<ObjectFact> objects, Folder folder, ProgressMonitor monitor)
      throws IOException {
    AofFolder.layOut(file, folder, monitor);
  }

  @Override
  public String imports() {
    return "an RDB file, such as dump.rdb";
  }

  @Override
  public Dump importFrom(Path source, DumpTarget target, Means means, ProgressMonitor monitor)
      throws IOException {
    if (!Files.isRegularFile(source)) {
      throw new MalformedDumpException(
          source.getFileName() + " is not a file; expected an RDB file, such as dump.rdb");
    }
    try (InputStream in = Files.newInputStream(source)) {
      return new RedisDump(scope, monitor).of(in, target);
    }
  }

  @Override
  public String scratchProgram(String serverVersion) {
    return scratch.program(serverVersion);
  }

  @Override
  public ScratchServer startScratch(
      ScratchFolder folder, String serverVersion, List<DumpedFile> files, ProgressMonitor monitor)
      throws IOException {
    return scratch.start(folder, serverVersion, monitor);
  }
}
