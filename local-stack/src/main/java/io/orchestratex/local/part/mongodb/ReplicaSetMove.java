package io.orchestratex.local.part.mongodb;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCredential;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import io.orchestratex.local.part.PartFailedException;
import io.orchestratex.local.part.Wire;
import io.orchestratex.local.stack.StackFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.Document;

/**
 * Changes the port of a replica set's only node. The configuration names the node by its port, and
 * a node that starts on another first asks the process at the old one whether that is itself, for
 * up to half a minute. So the configuration is rewritten before, on a mongod that runs for the
 * purpose outside the set, logged in with the key file as the set's members do.
 */
final class ReplicaSetMove {

  private final Path port;
  private final String key;

  /**
   * Describes the node.
   *
   * @param port file that remembers on which port the node was configured
   * @param key content of the key file
   */
  ReplicaSetMove(Path port, String key) {
    this.port = port;
    this.key = key;
  }

  /** Remembers the port with which the set was just configured. */
  void configured(int configured) {
    StackFolder.writePrivately(port, configured + "\n");
  }

  /** Whether the set is configured with another port. */
  boolean isNeeded(int wanted) {
    try {
      return Files.exists(port) && Integer.parseInt(Files.readString(port).strip()) != wanted;
    } catch (IOException | NumberFormatException e) {
      return true;
    }
  }

  /** Runs a mongod outside the set and changes the configuration through it. */
  void run(List<String> standalone, Path log, int wanted) {
    Process process = null;
    try {
      process =
          new ProcessBuilder(standalone)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      rewrite(wanted);
      process.destroy();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        throw new PartFailedException(MongodbPart.NAME, "did not move to another port", null);
      }
      configured(wanted);
    } catch (IOException | MongoException e) {
      throw new PartFailedException(
          MongodbPart.NAME, "could not move to port " + wanted + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      if (process != null) {
        process.destroyForcibly();
      }
    }
  }

  private void rewrite(int wanted) {
    String address = Wire.HOST + ":" + wanted;
    MongoClientSettings settings =
        MongoClientSettings.builder()
            .applyConnectionString(
                new ConnectionString("mongodb://" + address + "/?directConnection=true"))
            .applyToClusterSettings(c -> c.serverSelectionTimeout(30, TimeUnit.SECONDS))
            .credential(
                MongoCredential.createCredential(
                    MongodbAccounts.MEMBER, "local", key.toCharArray()))
            .build();
    try (MongoClient client = MongoClients.create(settings)) {
      MongoCollection<Document> configurations =
          client.getDatabase("local").getCollection("system.replset");
      Document configuration = configurations.find().first();
      if (configuration != null) {
        configuration.getList("members", Document.class).getFirst().put("host", address);
        configurations.replaceOne(
            new Document("_id", configuration.getString("_id")), configuration);
      }
    }
  }
}
