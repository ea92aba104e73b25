package io.orchestratex.backup.pipeline;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Where the keys are.
 *
 * @param file of new backups; made with mode 0600 when missing. Without it no backup can be read
 * @param oldFiles key files of earlier backups, separated by commas, which are read with them
 */
@ConfigurationProperties("orchestratex.backup.key")
public record KeySettings(
    @Bindable(defaultValue = "data/backup.key") String file,
    @Bindable(defaultValue = "") String oldFiles) {

  List<Path> olderFiles() {
    return Arrays.stream(oldFiles.split(",", -1))
        .map(String::strip)
        .filter(each -> !each.isEmpty())
        .map(Path::of)
        .toList();
  }
}
