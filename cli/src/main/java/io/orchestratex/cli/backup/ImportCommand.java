package io.orchestratex.cli.backup;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.cli.access.Body;
import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.Terminal;
import io.orchestratex.cli.output.Values;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ox backup import}: a dump of mongodump as a backup. */
@Command(
    name = "import",
    description =
        "Make a backup of an archive or a folder of mongodump, or of a SQLite file, and watch it. A file"
            + " of this machine is uploaded when the gateway is on another one; else it lies in the"
            + " folder that the backup service opens for imports.",
    mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {

  private static final String BACKUPS = "/api/v1/backups";

  @Spec private CommandSpec spec;
  @Mixin private Connection connection;
  @Mixin private Terminal terminal;

  @Parameters(
      paramLabel = "PATH",
      description =
          "The dump: an archive on this machine, or a file or folder as the backup service sees it,"
              + " relative to its folder of imports.")
  private String path;

  @Option(
      names = "--target",
      required = true,
      description = "The target that it is a dump of, see: ox target list")
  private String target;

  @Option(names = "--label", description = "A word to find it by.")
  private @Nullable String label;

  @Option(names = "--vault", description = "The vault to keep it in (default: the service's).")
  private @Nullable String vault;

  @Option(names = "--upload", description = "Upload it also to a gateway on this machine.")
  private boolean upload;

  @Option(names = "--detach", description = "Do not wait for the end.")
  private boolean detach;

  @Override
  public Integer call() throws IOException {
    Gateway gateway = connection.gateway();
    JsonNode backup = upload || isUploaded(gateway) ? uploaded(gateway) : ordered(gateway);
    String id = backup.path("id").asText();
    terminal.say("Backup " + id);
    if (!detach) {
      backup = new JobWatch(gateway, terminal).untilEnd(BACKUPS + "/" + id, "backup", id);
    }
    return BackupCommand.ended(terminal, backup, detach);
  }

  /** A gateway elsewhere does not see the files of this machine. */
  private boolean isUploaded(Gateway gateway) {
    String host = String.valueOf(gateway.address().getHost());
    boolean isHere = host.equals("localhost") || host.equals("[::1]") || host.startsWith("127.");
    return !isHere && Files.isRegularFile(Path.of(path));
  }

  private JsonNode ordered(Gateway gateway) {
    Body body =
        new Body()
            .with("path", path)
            .with("target", target)
            .with("label", label)
            .with("vault", vault);
    return gateway.post(BACKUPS + "/import", body.json());
  }

  /** Asks for the room first: who begins to send is not told before the end. */
  private JsonNode uploaded(Gateway gateway) throws IOException {
    Path file = Path.of(path);
    if (Files.isDirectory(file)) {
      throw new ParameterException(
          spec.commandLine(),
          path + " is a folder, and one file is uploaded: dump with mongodump --archive=FILE.");
    }
    long bytes = Files.size(file);
    JsonNode places = gateway.get(BACKUPS + "/import");
    long most = Math.min(places.path("max_bytes").asLong(), places.path("room_bytes").asLong());
    if (bytes > most) {
      throw new ParameterException(
          spec.commandLine(),
          "%s has %s, and %s can be uploaded now."
              .formatted(path, Values.bytes(bytes), Values.bytes(most)));
    }
    String query =
        new StringJoiner("&", "?", "")
            .add("target=" + Gateway.escaped(target))
            .add("name=" + Gateway.escaped(file.getFileName().toString()))
            .toString();
    if (label != null) {
      query += "&label=" + Gateway.escaped(label);
    }
    if (vault != null) {
      query += "&vault=" + Gateway.escaped(vault);
    }
    terminal.say("Uploading %s, %s.".formatted(path, Values.bytes(bytes)));
    return gateway.upload(
        BACKUPS + "/import/upload" + query,
        file,
        Map.of(
            "Content-Digest",
            "sha-256=:" + sha256(file) + ":",
            "Idempotency-Key",
            UUID.randomUUID().toString()));
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      byte[] block = new byte[1 << 16];
      for (int read = in.read(block); read >= 0; read = in.read(block)) {
        hash.update(block, 0, read);
      }
      return Base64.getEncoder().encodeToString(hash.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("each Java has SHA-256", e);
    }
  }
}
