package io.orchestratex.backup.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.mac.MacConfig;
import com.google.crypto.tink.mac.PredefinedMacParameters;
import com.google.crypto.tink.streamingaead.PredefinedStreamingAeadParameters;
import com.google.crypto.tink.streamingaead.StreamingAeadConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The keys that this installation has: those that new backups are made with, and older ones that
 * earlier backups are read with. A key file holds two Tink keysets as JSON.
 */
@Singleton
public final class KeyRing {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final BackupKey primary;
  private final Map<String, BackupKey> byId = new LinkedHashMap<>();

  @Inject
  KeyRing(KeySettings settings) {
    this(Path.of(settings.file()), settings.olderFiles());
  }

  /** With one key file, which is made when there is none. */
  public KeyRing(Path file) {
    this(file, List.of());
  }

  /**
   * Reads key files.
   *
   * @param file of new backups; made when there is none
   * @param older of earlier backups; each must be there
   */
  public KeyRing(Path file, List<Path> older) {
    try {
      StreamingAeadConfig.register();
      MacConfig.register();
      if (!Files.exists(file)) {
        make(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the key file " + file + " cannot be made", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no keys can be made: " + e.getMessage(), e);
    }
    primary = new BackupKey(file);
    byId.put(primary.id(), primary);
    older.stream().map(BackupKey::new).forEach(key -> byId.putIfAbsent(key.id(), key));
  }

  private static void make(Path file) throws IOException, GeneralSecurityException {
    ObjectNode keys = JSON.createObjectNode().put("format", BackupKey.FORMAT);
    keys.set("artifacts", fresh(PredefinedStreamingAeadParameters.AES256_GCM_HKDF_1MB));
    keys.set("manifests", fresh(PredefinedMacParameters.HMAC_SHA256_256BITTAG));
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Path draft =
        Files.createTempFile(
            folder,
            file.getFileName().toString(),
            ".draft",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.write(draft, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(keys));
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.createLink(file, draft); // Two starting replicas: the first one's keys count.
    } catch (FileAlreadyExistsException e) {
      // Another replica made it.
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static JsonNode fresh(Parameters parameters)
      throws GeneralSecurityException, IOException {
    return JSON.readTree(
        TinkJsonProtoKeysetFormat.serializeKeyset(
            KeysetHandle.generateNew(parameters, RegistryConfiguration.get()),
            RegistryConfiguration.get(),
            InsecureSecretKeyAccess.get()));
  }

  /** The key of new backups. */
  public BackupKey primary() {
    return primary;
  }

  /** The key of that id, if it is here. */
  public Optional<BackupKey> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** The ids of all keys, the one of new backups first. */
  public Set<String> ids() {
    return Collections.unmodifiableSet(byId.keySet());
  }
}
