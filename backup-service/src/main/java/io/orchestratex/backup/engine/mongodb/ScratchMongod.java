package io.orchestratex.backup.engine.mongodb;

import com.mongodb.MongoException;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.KeepCurrentSettings;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.ScopeSettings;
import io.orchestratex.backup.engine.ScratchFolder;
import io.orchestratex.backup.engine.ScratchServer;
import io.orchestratex.kit.settings.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A mongod for a drill: without a replica set, with the members' key as its only account, so that
 * there is no moment in which it lets strangers in. It deletes nothing by age.
 */
final class ScratchMongod {

  private static final Duration START_LIMIT = Duration.ofMinutes(1);

  private final MongodPrograms programs;
  private final Connections connections;
  private final MongodbRestore restore;

  ScratchMongod(MongodPrograms programs) {
    this.programs = programs;
    this.connections = new Connections(new ScopeSettings("*"), Duration.ZERO);
    this.restore = new MongodbRestore(connections, new KeepCurrentSettings("", ""), "");
  }

  String program(String serverVersion) {
    return programs.fitFor(serverVersion).toString();
  }

  ScratchServer start(ScratchFolder folder, String serverVersion, ProgressMonitor monitor)
      throws IOException {
    Path program = programs.fitFor(serverVersion).program();
    Path data = Files.createDirectory(folder.path().resolve("data"));
    Path key = folder.write("key", folder.password() + "\n");
    int port = ScratchFolder.freePort();
    folder.start(
        List.of(
            program.toString(),
            "--dbpath",
            data.toString(),
            "--port",
            Integer.toString(port),
            "--bind_ip",
            "127.0.0.1",
            "--nounixsocket",
            "--auth",
            "--keyFile",
            key.toString(),
            "--wiredTigerCacheSizeGB",
            "0.25",
            "--setParameter",
            "ttlMonitorEnabled=false",
            "--setParameter",
            "enableLocalhostAuthBypass=false",
            "--setParameter",
            "diagnosticDataCollectionEnabled=false"),
        "KILL");
    EngineAccess access =
        new EngineAccess(
            "scratch server",
            new Secret(
                "mongodb://__system:%s@127.0.0.1:%d/?authSource=local&authMechanism=SCRAM-SHA-256&directConnection=true&serverSelectionTimeoutMS=1000"
                    .formatted(folder.password(), port)));
    folder.await(() -> answers(port) && isIn(access), START_LIMIT, monitor);
    return new ScratchServer(access, restore);
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private boolean isIn(EngineAccess access) {
    try (Server server = Server.connectBriefly(access, new ScopeSettings("*"))) {
      server.allDatabases(); // Which needs the account.
      return true;
    } catch (MongoException e) {
      return false;
    }
  }
}
