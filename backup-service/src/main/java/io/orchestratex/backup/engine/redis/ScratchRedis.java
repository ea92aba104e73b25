package io.orchestratex.backup.engine.redis;

import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.ScratchFolder;
import io.orchestratex.backup.engine.ScratchServer;
import io.orchestratex.kit.settings.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A server for a drill, with the folder's password, which writes nothing to the disk. */
final class ScratchRedis {

  private static final Duration START_LIMIT = Duration.ofMinutes(1);

  /** Twice as many as a server usually has, with room for large numbers. */
  private static final int DATABASES = 4_096;

  private final RedisPrograms programs;
  private final RedisRestore restore;

  ScratchRedis(RedisPrograms programs) {
    this.programs = programs;
    this.restore = new RedisRestore(new RedisSettings(null, ""));
  }

  String program(String serverVersion) {
    return programs.fitFor(serverVersion).toString();
  }

  ScratchServer start(ScratchFolder folder, String serverVersion, ProgressMonitor monitor)
      throws IOException {
    Path program = programs.fitFor(serverVersion).program();
    int port = ScratchFolder.freePort();
    // In a file and not among the arguments, which every account of the machine can see.
    Path configuration =
        folder.write(
            "redis.conf",
            """
            bind 127.0.0.1
            port %d
            requirepass %s
            dir "%s"
            save ""
            appendonly no
            databases %d
            daemonize no
            """
                .formatted(port, folder.password(), folder.path(), DATABASES));
    folder.start(List.of(program.toString(), configuration.toString()), "KILL");
    EngineAccess access =
        new EngineAccess(
            "scratch server",
            new Secret("redis://default:%s@127.0.0.1:%d".formatted(folder.password(), port)));
    folder.await(() -> answers(access), START_LIMIT, monitor);
    return new ScratchServer(access, restore);
  }

  private static boolean answers(EngineAccess access) {
    try {
      return Server.briefly(access, "the scratch server does not answer", _ -> true);
    } catch (EngineException e) {
      return false;
    }
  }
}
