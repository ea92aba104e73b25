package io.orchestratex.backup.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Mac;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.StreamingAead;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;

/**
 * The keys of one key file: one encrypts artifacts, one seals manifests. Its id is a keyed check
 * value that gives nothing of the keys away, so that a wrong file is noticed before a byte is
 * decrypted.
 */
public final class BackupKey {

  static final String FORMAT = "orchestratex-backup-keys-1";

  private static final byte[] CHECK = "orchestratex backup key check 1".getBytes(UTF_8);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String id;
  private final StreamingAead artifacts;
  private final Mac manifests;

  /** Reads a key file. */
  BackupKey(Path file) {
    try {
      JsonNode keys = JSON.readTree(Files.readAllBytes(file));
      if (!FORMAT.equals(keys.path("format").asText())) {
        throw new IllegalStateException(file + " is not a key file of backup-service");
      }
      artifacts =
          keyset(keys.get("artifacts"))
              .getPrimitive(RegistryConfiguration.get(), StreamingAead.class);
      manifests =
          keyset(keys.get("manifests")).getPrimitive(RegistryConfiguration.get(), Mac.class);
      byte[] check = manifests.computeMac(CHECK);
      id = HexFormat.of().formatHex(check, check.length - 8, check.length);
    } catch (IOException e) {
      throw new UncheckedIOException("the key file " + file + " cannot be read", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(file + " holds no usable keys: " + e.getMessage(), e);
    }
  }

  private static KeysetHandle keyset(JsonNode json) throws GeneralSecurityException {
    return TinkJsonProtoKeysetFormat.parseKeyset(
        json.toString(), RegistryConfiguration.get(), InsecureSecretKeyAccess.get());
  }

  /** Names the keys without telling them. */
  public String id() {
    return id;
  }

  /** Decrypts the files of the first format. */
  public StreamingAead artifacts() {
    return artifacts;
  }

  /**
   * Encrypts a secret, so that who has this key file has the secret.
   *
   * @param context it can only be unwrapped as that
   */
  public byte[] wrap(byte[] secret, byte[] context) {
    ByteArrayOutputStream wrapped = new ByteArrayOutputStream();
    try (OutputStream out = artifacts.newEncryptingStream(wrapped, context)) {
      out.write(secret);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("the keys do not encrypt", e);
    }
    return wrapped.toByteArray();
  }

  /**
   * Decrypts what {@link #wrap} made.
   *
   * @param length of the secret
   * @throws GeneralSecurityException when a bit of it or its context differs
   */
  public byte[] unwrap(byte[] wrapped, byte[] context, int length) throws GeneralSecurityException {
    try (InputStream in =
        artifacts.newDecryptingStream(new ByteArrayInputStream(wrapped), context)) {
      byte[] secret = in.readAllBytes();
      if (secret.length != length) {
        throw new GeneralSecurityException("it has another length");
      }
      return secret;
    } catch (IOException e) {
      throw new GeneralSecurityException("it fails its authentication", e);
    }
  }

  /** A tag that only a holder of the keys can make. */
  public byte[] seal(byte[] content) {
    try {
      return manifests.computeMac(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether the tag was made for this content by these keys. */
  public boolean sealed(byte[] seal, byte[] content) {
    try {
      manifests.verifyMac(seal, content);
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
