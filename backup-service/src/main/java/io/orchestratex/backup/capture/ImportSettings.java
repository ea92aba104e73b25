package io.orchestratex.backup.capture;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.orchestratex.backup.vault.ByteSize;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Where dumps of stock tools may be read from.
 *
 * @param folder the only folder that they are read from; null when none is
 * @param workFolder where they are unpacked; null for a folder of the system's temporary one
 * @param maxBytes how many bytes one may hold when it is unpacked, such as {@code 64GiB}
 */
@ConfigurationProperties("orchestratex.backup.import")
record ImportSettings(
    @Nullable String folder,
    @Nullable String workFolder,
    @Bindable(defaultValue = "64GiB") String maxBytes) {

  ImportSettings {
    OptionalLong bytes = ByteSize.parse(maxBytes);
    if (bytes.isEmpty() || bytes.getAsLong() < 1) {
      throw new IllegalArgumentException(
          "orchestratex.backup.import.max-bytes is not a number of bytes, such as 10GB or 64GiB: "
              + maxBytes);
    }
  }

  Path place() {
    return workFolder == null
        ? Path.of(System.getProperty("java.io.tmpdir"), "orchestratex-imports")
        : Path.of(workFolder);
  }

  long limit() {
    return ByteSize.parse(maxBytes).orElseThrow();
  }
}
