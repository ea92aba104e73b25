package io.orchestratex.backup.engine.volume;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.orchestratex.backup.engine.EngineException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which Docker engine is asked, and which of its volumes may be targets.
 *
 * @param docker address of the Docker engine: {@code unix:///path} or {@code tcp://host:port}
 * @param names names of volumes that may be targets, with {@code *} for any characters, separated
 *     by commas; where it is not set, no volume can be a target
 * @param helperImage an image on the Docker engine that has {@code sh}, {@code mv}, {@code ls} and
 *     {@code rmdir}; where it is not set, one of the images that are there is taken
 * @param stopWithin how long one container may take to stop, before it is killed, up to a minute;
 *     also what all containers of a volume may take together in a restore
 */
@ConfigurationProperties("orchestratex.backup.volume")
record VolumeSettings(
    @Bindable(defaultValue = "unix:///var/run/docker.sock") String docker,
    @Nullable String names,
    @Nullable String helperImage,
    @Bindable(defaultValue = "30s") Duration stopWithin) {

  private static final Duration LONGEST_STOP = Duration.ofMinutes(1);

  VolumeSettings {
    if (!Set.of("unix", "tcp").contains(String.valueOf(URI.create(docker).getScheme()))) {
      throw new IllegalArgumentException(
          "orchestratex.backup.volume.docker must be unix:///path or tcp://host:port");
    }
    if (stopWithin.compareTo(Duration.ofSeconds(1)) < 0 || stopWithin.compareTo(LONGEST_STOP) > 0) {
      throw new IllegalArgumentException("orchestratex.backup.volume.stop-within must be 1s to 1m");
    }
  }

  /** Whether any volume may be a target. */
  boolean isOpen() {
    return names != null && !names.isBlank();
  }

  /**
   * Makes sure that a volume may be backed up and restored.
   *
   * @throws EngineException when it may not
   */
  void requireOpen(String volume) {
    boolean open =
        names != null
            && Arrays.stream(names.split(",", -1))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .map(each -> Pattern.compile("\\Q" + each.replace("*", "\\E.*\\Q") + "\\E"))
                .anyMatch(each -> each.matcher(volume).matches());
    if (!open) {
      throw new EngineException(
          "backup.target-refused",
          "Volume %s is not open for backups; name it in orchestratex.backup.volume.names of backup-service (now: %s)."
              .formatted(volume, isOpen() ? names : "none"));
    }
  }
}
