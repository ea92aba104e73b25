package io.orchestratex.backup.engine.volume;

import com.github.dockerjava.api.command.InspectVolumeResponse;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.volume.HelperContainer.Ended;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives volumes other contents by renames of their folders, which takes no time, by a script in a
 * container. Docker itself cannot rename a volume. Only volumes of Docker's own disk have such a
 * folder.
 *
 * <p>A folder is known again by its inode, which it keeps through a rename.
 */
final class FolderSwap {

  private static final String DATA = "_data";
  private static final int IMAGES = 20;

  private static final String CHECK = "command -v mv && command -v rmdir && command -v ls";
  private static final String INODE = "set -- $(ls -di '/ox/%s/_data'); echo $1 > /ox-result";

  private static final String MOVED =
      "if [ -d '/ox/%s/_data' ] && [ -d '/ox/%s/_data' ]; then echo no; else echo yes; fi > /ox-result";

  private static final String SWAP =
      """
      set -e; cd /ox
      [ -d '%1$s/_data' ] || exit 0
      if [ -d '%2$s/_data' ]; then
        if [ -d '%3$s/_data' ]; then rmdir '%3$s/_data'; fi
        mv '%2$s/_data' '%3$s/_data'
      fi
      mv '%1$s/_data' '%2$s/_data'
      """;

  private static final String SWAP_BACK =
      """
      set -e; cd /ox
      if [ -d '%2$s/_data' ] && [ ! -d '%1$s/_data' ]; then mv '%2$s/_data' '%1$s/_data'; fi
      if [ -d '%3$s/_data' ] && [ ! -d '%2$s/_data' ]; then mv '%3$s/_data' '%2$s/_data'; fi
      """;

  private final VolumeSettings settings;
  private volatile @Nullable String image;

  FolderSwap(VolumeSettings settings) {
    this.settings = settings;
  }

  /** Why a volume's folder cannot be swapped; a sentence. */
  Optional<String> refusal(InspectVolumeResponse volume) {
    boolean own =
        "local".equals(volume.getDriver())
            && (volume.getOptions() == null || volume.getOptions().isEmpty())
            && Objects.requireNonNullElse(volume.getMountpoint(), "")
                .endsWith("/" + volume.getName() + "/" + DATA);
    return own
        ? Optional.empty()
        : Optional.of(
            "volume %s does not lie on Docker's own disk (driver %s, options %s), so nothing can be put in its place; restore under the name of another volume, and copy from there."
                .formatted(volume.getName(), volume.getDriver(), volume.getOptions()));
  }

  /** Finds an image whose programs can do it; empty where Docker has none. */
  Optional<String> image(DockerWork work, String volume) {
    String known = image;
    if (known != null) {
      return Optional.of(known);
    }
    String root = root(work.docker(), volume);
    for (String each : candidates(work.docker(), volume)) {
      Optional<Ended> ended = HelperContainer.run(work, each, root, CHECK);
      if (ended.isPresent() && ended.get().status() == 0) {
        image = each;
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  static EngineException noImage() {
    return new EngineException(
        "restore.no-helper-image",
        "No image on the Docker engine has sh, mv, ls and rmdir, which put a volume in place; pull a small one, and name it in orchestratex.backup.volume.helper-image of backup-service");
  }

  private List<String> candidates(Docker docker, String volume) {
    if (settings.helperImage() != null) {
      return List.of(settings.helperImage());
    }
    Set<String> all = new LinkedHashSet<>();
    VolumeUser.of(docker, volume).forEach(user -> all.add(user.image()));
    docker
        .ask("list images", () -> docker.client().listImagesCmd().exec())
        .forEach(each -> all.add(each.getId()));
    return all.stream().filter(each -> !each.isEmpty()).limit(IMAGES).toList();
  }

  /** The folder of Docker's disk that all volumes lie in. */
  private static String root(Docker docker, String volume) {
    String folder =
        docker
            .volume(volume)
            .map(InspectVolumeResponse::getMountpoint)
            .orElseThrow(() ->
                new EngineException(
                    "restore.staged-missing",
                    "volume " + volume + " is gone; nothing can be put in place"));
    return folder.substring(0, folder.length() - volume.length() - DATA.length() - 2);
  }

  private Ended run(DockerWork work, String volume, String script) {
    String found = image(work, volume).orElseThrow(FolderSwap::noImage);
    Optional<Ended> ended = HelperContainer.run(work, found, root(work.docker(), volume), script);
    if (ended.isEmpty() || ended.get().status() != 0) {
      image = null;
      throw new EngineException(
          "backup.docker-refused",
          "The folders of volume %s could not be moved by image %s (status %s); name another one in orchestratex.backup.volume.helper-image."
              .formatted(volume, found, ended.map(Ended::status).orElse(127)));
    }
    return ended.get();
  }

  String inode(DockerWork work, String volume) {
    return run(work, volume, INODE.formatted(volume)).result();
  }

  /** Whether a swap of two volumes was begun and not undone. */
  boolean isMoved(DockerWork work, String staged, String live) {
    return "yes".equals(run(work, live, MOVED.formatted(staged, live)).result());
  }

  /** Each of these bears repetition, also after a kill in between. */
  void swap(DockerWork work, String staged, String live, String old) {
    var _ = run(work, live, SWAP.formatted(staged, live, old));
  }

  void swapBack(DockerWork work, String staged, String live, String old) {
    var _ = run(work, live, SWAP_BACK.formatted(staged, live, old));
  }
}
