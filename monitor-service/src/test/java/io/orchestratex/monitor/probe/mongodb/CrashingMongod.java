package io.orchestratex.monitor.probe.mongodb;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.orchestratex.local.TestEngines;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bson.Document;

/** A mongod of a test's own, without accounts, that is killed and started again. */
final class CrashingMongod implements AutoCloseable {

  static final String DATABASE = "crash_test";

  private final Path folder;
  private final int port;
  private Process process;

  CrashingMongod(Path folder) throws IOException {
    this.folder = folder;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = free.getLocalPort();
    }
    Files.createDirectories(folder.resolve("data"));
    this.process = start();
  }

  String uri() {
    return "mongodb://127.0.0.1:" + port + "/?directConnection=true";
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            TestEngines.mongod().toString(),
            "--dbpath",
            folder.resolve("data").toString(),
            "--port",
            Integer.toString(port),
            "--bind_ip",
            "127.0.0.1",
            "--nounixsocket",
            "--wiredTigerCacheSizeGB",
            "0.25",
            "--quiet")
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  void run(Consumer<MongoDatabase> work) {
    try (MongoClient client = MongoClients.create(uri())) {
      // What is acknowledged is in the journal, and outlives the process.
      work.accept(client.getDatabase(DATABASE).withWriteConcern(WriteConcern.JOURNALED));
    }
  }

  /** What comes later is in the journal alone. */
  void checkpoint() {
    try (MongoClient client = MongoClients.create(uri())) {
      client.getDatabase("admin").runCommand(new Document("fsync", 1));
    }
  }

  int numberInMetadata(String collection) {
    try (MongoClient client = MongoClients.create(uri())) {
      return client
          .getDatabase(DATABASE)
          .runCommand(new Document("count", collection))
          .getInteger("n");
    }
  }

  void killAndStart() throws IOException, InterruptedException {
    end();
    process = start();
  }

  private void end() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      throw new IllegalStateException("mongod does not end");
    }
  }

  @Override
  public void close() throws InterruptedException {
    end();
  }
}
