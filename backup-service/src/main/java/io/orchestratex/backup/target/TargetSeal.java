package io.orchestratex.backup.target;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.pipeline.BackupKey;
import io.orchestratex.backup.pipeline.KeyRing;
import io.orchestratex.kit.sealing.SealingKey;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.kit.target.AddedTarget;
import io.orchestratex.kit.target.TargetOwner;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Seals the connection strings of added targets with a key that follows from the key of new
 * backups, so that there is no further file to keep; what an older key sealed opens as long as that
 * is here. Thread-safe.
 */
@Singleton
final class TargetSeal {

  private static final byte[] PURPOSE = "orchestratex backup target secrets 1".getBytes(UTF_8);

  private final KeyRing keys;

  TargetSeal(KeyRing keys) {
    this.keys = keys;
  }

  TargetOwner.Sealed seal(String target, Secret uri) {
    byte[] sealed = sealing(keys.primary()).seal(uri.reveal(), place(target));
    return new TargetOwner.Sealed(keys.primary().id(), Base64.getEncoder().encodeToString(sealed));
  }

  /** Empty when the key is not here, or the row was changed. */
  Optional<Secret> open(AddedTarget target) {
    return keys.find(target.secretKey())
        .flatMap(key ->
            sealing(key).open(Base64.getDecoder().decode(target.secret()), place(target.id())))
        .map(Secret::new);
  }

  private static String place(String target) {
    return "backup-service target " + target;
  }

  /** A keyed hash is a good key; its last bytes are the hash, whatever stands before it. */
  private static SealingKey sealing(BackupKey key) {
    byte[] hash = key.seal(PURPOSE);
    return new SealingKey(Arrays.copyOfRange(hash, hash.length - SealingKey.BYTES, hash.length));
  }
}
