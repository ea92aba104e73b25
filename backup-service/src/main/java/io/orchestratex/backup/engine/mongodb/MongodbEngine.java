package io.orchestratex.backup.engine.mongodb;

import io.orchestratex.backup.engine.AccessTest;
import io.orchestratex.backup.engine.BackupEngine;
import io.orchestratex.backup.engine.ContentHash;
import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.DumpTarget;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EnginePlan;
import io.orchestratex.backup.engine.FolderExport;
import io.orchestratex.backup.engine.FreeSpace;
import io.orchestratex.backup.engine.KeepCurrentSettings;
import io.orchestratex.backup.engine.Naming;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RenamingRestore;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.RestoreWay;
import io.orchestratex.backup.engine.ScopeLevel;
import io.orchestratex.backup.engine.ScopeSettings;
import io.orchestratex.backup.engine.ScratchFolder;
import io.orchestratex.backup.engine.ScratchRestore;
import io.orchestratex.backup.engine.ScratchServer;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.engine.SelectiveExport;
import io.orchestratex.backup.engine.SelectiveRestore;
import io.orchestratex.backup.engine.ServerFacts;
import io.orchestratex.backup.engine.StockImport;
import io.orchestratex.backup.engine.UserDump;
import io.orchestratex.kit.connection.ConnectionReport;
import io.orchestratex.kit.mongodb.MongoConnectionTest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.bson.BsonTimestamp;

/**
 * MongoDB from 6.0 on, as a replica set. Accounts and roles, which live in {@code admin}, are part
 * of a backup where that is asked for; what is not part of one, each dump says.
 */
@Singleton
final class MongodbEngine
    implements BackupEngine,
        UserDump,
        SelectiveRestore,
        SelectiveExport,
        FolderExport,
        RenamingRestore,
        FreeSpace,
        ScratchRestore,
        StockImport,
        AccessTest {

  private final KeepCurrentSettings keepCurrent;
  private final Connections connections;
  private final MongodbRestore restore;
  private final ScratchMongod scratch;

  MongodbEngine(KeepCurrentSettings settings, ScopeSettings scope) {
    this(settings, scope, new MongodbSettings(null, ""));
  }

  @Inject
  MongodbEngine(KeepCurrentSettings settings, ScopeSettings scope, MongodbSettings programs) {
    this.keepCurrent = settings;
    this.connections = new Connections(scope);
    this.restore = new MongodbRestore(connections, keepCurrent, programs.ownAccounts());
    this.scratch = new ScratchMongod(new MongodPrograms(programs));
  }

  @Override
  public String name() {
    return "mongodb";
  }

  @Override
  public Set<String> schemes() {
    return Set.of("mongodb", "mongodb+srv");
  }

  @Override
  public ConnectionReport test(EngineAccess access) {
    return MongoConnectionTest.run(access.uri(), "orchestratex-backup", Rights::check);
  }

  @Override
  public String fileSuffix() {
    return ".archive"; // Of mongorestore --archive.
  }

  @Override
  public Set<ScopeLevel> levels() {
    return Set.of(ScopeLevel.DATABASE, ScopeLevel.COLLECTION);
  }

  @Override
  public RestoreWay restoreWay() {
    return restore;
  }

  @Override
  public String address(EngineAccess access) {
    return String.join(",", Server.uri(access).getHosts());
  }

  @Override
  public ServerFacts describe(EngineAccess access) {
    return connections.briefly(
        access,
        "MongoDB cannot be asked",
        server -> new ServerFacts(server.version(), server.identity(), server.databases()));
  }

  @Override
  public Set<ScopeLevel> dumpLevels() {
    return levels();
  }

  @Override
  public Selection present(EngineAccess access, Selection selection) {
    return connections.briefly(
        access, "MongoDB cannot be asked", server -> ServerCatalog.present(server, selection));
  }

  @Override
  public Dump dump(EngineAccess access, DumpTarget target, ProgressMonitor monitor)
      throws IOException {
    return dump(access, Selection.ALL, target, monitor);
  }

  @Override
  public Dump dump(
      EngineAccess access, Selection selection, DumpTarget target, ProgressMonitor monitor)
      throws IOException {
    return connections.patiently(
        access,
        monitor,
        "the dump failed",
        server -> {
          String version = server.version();
          SnapshotDump.Result result =
              new SnapshotDump(server, selection, target, monitor).write(version);
          BsonTimestamp at = result.at();
          String point = at == null ? "empty" : "cluster time " + at.getTime() + "." + at.getInc();
          return new Dump(
              version, server.identity(), point, List.of(result.file()), result.leftOut());
        });
  }

  @Override
  public String imports() {
    return "an archive or a folder of mongodump";
  }

  @Override
  public Dump importFrom(Path source, DumpTarget target, Means means, ProgressMonitor monitor)
      throws IOException {
    return new DumpImport(source, means, monitor).write(target);
  }

  @Override
  public List<ObjectFact> read(InputStream file, ProgressMonitor monitor) throws IOException {
    Map<String, ContentHash> hashes = new LinkedHashMap<>();
    List<ObjectFact> facts = new ArrayList<>();
    new ArchiveReader(file)
        .read(
            new ArchiveReader.Receiver() {
              @Override
              public void document(Namespace namespace, byte[] bson, int length) {
                hashes
                    .computeIfAbsent(namespace.name(), _ -> new ContentHash())
                    .add(bson, 0, length);
                monitor.processed(length);
                monitor.checkpoint();
              }

              @Override
              public void end(Namespace namespace) {
                if (!namespace.isView()) {
                  facts.add(
                      hashes
                          .getOrDefault(namespace.name(), new ContentHash())
                          .fact(namespace.name()));
                }
              }
            });
    return facts;
  }

  @Override
  public void export(InputStream file, String database, OutputStream out, ProgressMonitor monitor)
      throws IOException {
    BufferedOutputStream buffered = new BufferedOutputStream(out, 1 << 16);
    new ArchiveReader(file).read(new ArchiveFilter(database, buffered, monitor));
    buffered.flush();
  }

  @Override
  public void layOut(
      InputStream file, List<ObjectFact> objects, Folder folder, ProgressMonitor monitor)
      throws IOException {
    new ArchiveReader(file).read(new FolderWriter(objects, folder, monitor));
  }

  @Override
  public EnginePlan plan(RestoreScope scope) {
    return connections.briefly(
        scope.access(),
        "MongoDB cannot be asked",
        server -> new RestorePreview(server, scope, keepCurrent).plan());
  }

  @Override
  public Set<ScopeLevel> renames() {
    return levels();
  }

  @Override
  public Optional<String> refusal(ScopeLevel level, String name) {
    return NewNames.refusal(level, name);
  }

  @Override
  public DumpedFile renamed(DumpedFile file, Naming naming) {
    return NewNames.renamed(file, naming);
  }

  @Override
  public OptionalLong freeBytes(EngineAccess access) {
    return connections.briefly(access, "MongoDB cannot be asked", Server::freeBytes);
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

  @Override
  public Set<String> leftByRestores(DumpedFile file) {
    return RestoreNames.left(file);
  }
}
