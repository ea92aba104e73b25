package io.orchestratex.local.part.mongodb;

import io.orchestratex.local.binary.MavenArtifact;
import io.orchestratex.local.part.PartFailedException;
import io.orchestratex.local.part.ProcessPart.Launch;
import io.orchestratex.local.part.Progress;
import io.orchestratex.local.part.Wire;
import io.orchestratex.local.process.JavaProgram;
import io.orchestratex.local.stack.StackFolder;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * The last resort where no mongod can be had: an imitation of MongoDB in a JVM, enough to look at
 * the system. It is fetched when it is needed, therefore used by reflection.
 */
public final class StandIn {

  private static final MavenArtifact BACKEND =
      new MavenArtifact("de.bwaldvogel:mongo-java-server-h2-backend:1.47.0");

  private static final String LACKS =
      "an imitation of MongoDB runs, because no mongod could be had; passwords, transactions,"
          + " change streams, TTL indexes and text search do not work on it, so services that need"
          + " transactions answer with failures (";

  private StandIn() {}

  static Launch launch(StackFolder folder, Path data, int port, Progress progress, String why) {
    progress.report(MongodbPart.NAME, Progress.Step.WARNING, LACKS + why + ")");
    StackFolder.privateFolder(data);
    try {
      Path libraries = data.resolve("lib");
      BACKEND.copyWithDependenciesTo(libraries, folder.root());
      Path here =
          Path.of(StandIn.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      List<String> command =
          JavaProgram.of(here + ":" + libraries + "/*", StandIn.class.getName())
              .flags("-Xmx256m", "-XX:+UseSerialGC")
              .arguments(data.resolve("data.mv").toString(), Integer.toString(port))
              .command();
      return new Launch(command, Map.of());
    } catch (IOException | URISyntaxException e) {
      throw new PartFailedException(
          MongodbPart.NAME, "no mongod: " + why + "; no stand-in: " + e.getMessage(), e);
    }
  }

  /** The program of the stand-in's process: a file for the data, a port. */
  public static void main(String[] arguments)
      throws ReflectiveOperationException, InterruptedException {
    Class<?> backendType = Class.forName("de.bwaldvogel.mongo.backend.h2.H2Backend");
    Object backend = backendType.getConstructor(String.class).newInstance(arguments[0]);
    Class<?> server = Class.forName("de.bwaldvogel.mongo.MongoServer");
    Class<?> backendInterface = Class.forName("de.bwaldvogel.mongo.MongoBackend");
    Object started = server.getConstructor(backendInterface).newInstance(backend);
    server
        .getMethod("bind", String.class, int.class)
        .invoke(started, Wire.HOST, Integer.parseInt(arguments[1]));
    new CountDownLatch(1).await();
  }
}
