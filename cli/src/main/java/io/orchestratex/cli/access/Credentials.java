package io.orchestratex.cli.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;

/** Tokens of this user, one entry a gateway, in a file that only the user can read. */
public final class Credentials {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;

  public Credentials(Path file) {
    this.file = file;
  }

  /**
   * The file below the user's configuration folder ({@code XDG_CONFIG_HOME}, else {@code
   * ~/.config}).
   */
  public static Credentials ofUser() {
    String configured = System.getenv("XDG_CONFIG_HOME");
    Path folder =
        configured == null || configured.isBlank()
            ? Path.of(System.getProperty("user.home"), ".config")
            : Path.of(configured);
    return new Credentials(folder.resolve("orchestratex").resolve("credentials.json"));
  }

  /** What a sign-in gave. */
  public record Entry(String user, String accessToken, String refreshToken, Instant expiresAt) {}

  public Optional<Entry> find(String gateway) {
    JsonNode entry = read().path(gateway);
    return entry.isMissingNode()
        ? Optional.empty()
        : Optional.of(
            new Entry(
                entry.path("user").asText(),
                entry.path("access_token").asText(),
                entry.path("refresh_token").asText(),
                Instant.parse(entry.path("expires_at").asText())));
  }

  /** Keeps an entry. */
  public void save(String gateway, Entry entry) {
    ObjectNode all = read();
    all.putObject(gateway)
        .put("user", entry.user())
        .put("access_token", entry.accessToken())
        .put("refresh_token", entry.refreshToken())
        .put("expires_at", entry.expiresAt().toString());
    write(all);
  }

  /** Forgets an entry. */
  public void remove(String gateway) {
    ObjectNode all = read();
    all.remove(gateway);
    write(all);
  }

  private ObjectNode read() {
    try {
      return Files.exists(file)
          ? (ObjectNode) JSON.readTree(Files.readAllBytes(file))
          : JSON.createObjectNode();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private void write(ObjectNode all) {
    try {
      Files.createDirectories(file.getParent());
      Path next =
          Files.createTempFile(
              file.getParent(),
              "credentials",
              ".new",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(next, JSON.writeValueAsBytes(all));
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
