package io.orchestratex.monitor.target;

import io.orchestratex.kit.sealing.SealingKey;
import io.orchestratex.kit.sealing.SealingKeyFile;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.kit.target.AddedTarget;
import io.orchestratex.kit.target.TargetOwner;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Seals the addresses of added targets. The key file is read when it is needed. Thread-safe. */
@Singleton
public final class TargetSeal {

  private final Path file;
  private @Nullable SealingKey key;

  TargetSeal(KeySettings settings) {
    file = Path.of(settings.file());
  }

  private synchronized SealingKey key() {
    SealingKey read = key;
    if (read == null) {
      read = SealingKeyFile.read(file);
      key = read;
    }
    return read;
  }

  private static String place(String target) {
    return "monitor-service target " + target;
  }

  /** Seals the address of a target. */
  public TargetOwner.Sealed seal(String target, Secret address) {
    byte[] sealed = key().seal(address.reveal(), place(target));
    return new TargetOwner.Sealed(key().id(), Base64.getEncoder().encodeToString(sealed));
  }

  /** Empty when another key sealed it, or the row was changed. */
  public Optional<Secret> open(AddedTarget target) {
    return target.secretKey().equals(key().id())
        ? key()
            .open(Base64.getDecoder().decode(target.secret()), place(target.id()))
            .map(Secret::new)
        : Optional.empty();
  }
}
